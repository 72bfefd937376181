"""The days of a history really planned from a set of sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from lastmile_cli.workflows.plan_history import PlanAsStops


@dataclass(frozen=True, slots=True, kw_only=True)
class HubsRequest:
    """
    What is asked.

    ``history`` are stops files or plans, a day each (``as_stops`` has the plans' stops);
    ``plans`` tell what tours are like.
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
    as_stops: Mapping[str, PlanAsStops] = field(default_factory=dict)

    def stops_of(self, name: str) -> str:
        """Give the stops file of a day of the history."""
        return self.as_stops[name].stops if name in self.as_stops else name

    def date_of(self, name: str) -> date | None:
        """Give the day it is planned for; ``None`` where the file or the calendar says."""
        own = self.as_stops[name].service_date if name in self.as_stops else None
        return self.service_date or own


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
            stops=request.stops_of(name),
            config=request.config,
            service_date=request.date_of(name),
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
