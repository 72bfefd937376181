"""The days of a history really planned from a set of sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lastmile_cli.costing.bill import money_to_cents
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.insight.hub_choice import Choice
from lastmile_cli.insight.hub_sites import Site
from lastmile_cli.insight.planned_day import PlannedDay
from lastmile_cli.intake.site_config import with_sites
from lastmile_cli.intake.sources import read_source
from lastmile_cli.workflows.plan_day import PlanRequest, plan_day


@dataclass(frozen=True, slots=True, kw_only=True)
class HubsRequest:
    """
    What is asked.

    ``history`` are stops files, a day each; ``plans`` are plans that tell what tours are like.
    Of the ``choices`` cheapest sets of sites each is really planned where ``is_planned``. With
    ``fleet`` vehicles are chosen too, for all days together.
    """

    sites: str
    config: str
    history: tuple[str, ...]
    plans: tuple[str, ...] = ()
    service_date: date | None = None
    most_hubs: int | None = None
    choices: int = 3
    is_planned: bool = False
    fleet: bool = False
    iterations: int | None = None
    seed: int | None = None
    offline: bool = False
    skip_bad_rows: bool = False


def plan_from(
    choice: Choice, request: HubsRequest, sites: Sequence[Site], progress: ProgressHook
) -> Choice:
    """Plan every day of the history from the sites of a choice, with the engine."""
    chosen = [site for site in sites if site.site_id in choice.names]
    days = []
    for name in request.history:
        progress(Progress(label=f"Planning {name} from {', '.join(choice.names)}"))
        days.append(planned_day(name, plan_at(chosen, name, request)))
    return replace(choice, days=tuple(days))


def plan_at(
    sites: Sequence[Site], name: str, request: HubsRequest, counts: Mapping[str, int] | None = None
) -> Plan:
    """Plan one day of the history from some sites, with so many vehicles of each group."""
    return plan_day(
        PlanRequest(
            stops=name,
            config=request.config,
            service_date=request.service_date,
            iterations=request.iterations,
            seed=request.seed,
            offline=request.offline,
            skip_bad_rows=request.skip_bad_rows,
            changes=with_sites(read_source(request.config), sites, counts),
        )
    ).plan


def planned_day(name: str, plan: Plan) -> PlannedDay:
    """Tell of a plan what its day costs, and which vehicles it takes."""
    return PlannedDay(
        history=name,
        cents=money_to_cents(plan.bill.total),
        served=sum(len(route.stop_visits) for route in plan.routes),
        left_out=len(plan.unassigned),
        vehicles=Counter(group_of(route.vehicle_id, plan) for route in plan.routes),
    )


def group_of(vehicle_id: str, plan: Plan) -> str:
    """Name the group of a vehicle: one of several like ones has its number behind it."""
    names = [str(group.get("id", "")) for group in plan.config.get("vehicles", [])]
    own = [name for name in names if vehicle_id == name or vehicle_id.startswith(f"{name}-")]
    return max(own, key=len, default=vehicle_id)
