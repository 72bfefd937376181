"""
The vehicles to keep for a week: mixes of them, each day really planned with each.

From all that some day would take, vehicles are given up or swapped for others one at a time, for
as long as the week gets cheaper. A kept vehicle costs its day whether it drives or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lastmile_cli.costing.quantities import basis_micro
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.fleet import RateBasis
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.insight.fleet_mix import (
    FleetAdvice,
    FleetMix,
    Mix,
    first_mix,
    idle_cents,
    neighbours,
    suffices,
)
from lastmile_cli.insight.hub_sites import Site
from lastmile_cli.insight.planned_day import PlannedDay
from lastmile_cli.workflows.plan_sites import HubsRequest, group_of, plan_at, planned_day
from lastmile_cli.workflows.verify_plan import config_of

MOST_MIXES = 16
"""So many mixes are planned at most."""


def mix_fleet(sites: Sequence[Site], request: HubsRequest, progress: ProgressHook) -> FleetAdvice:
    """
    Choose how many vehicles of each group to keep for all days of the history.

    The configuration says how many of each there could be at each hub, and what they cost.
    """
    plans = [plan_at(sites, name, request) for name in request.history]
    days = tuple(planned_day(name, plan) for name, plan in zip(request.history, plans, strict=True))
    fixed, most = _groups(plans[0])
    start = first_mix(days)
    best = FleetMix(mix=start, days=days, idle_cents=idle_cents(start, days, fixed))
    found = {start: best}
    while (better := _step(best, found, most, fixed, sites, request, progress)) is not None:
        best = better
    return FleetAdvice(mixes=tuple(sorted(found.values(), key=lambda it: it.rank)))


def _step(
    best: FleetMix,
    found: dict[Mix, FleetMix],
    most: Mapping[str, int],
    fixed: Mapping[str, int],
    sites: Sequence[Site],
    request: HubsRequest,
    progress: ProgressHook,
) -> FleetMix | None:
    """Try the neighbours of a mix until one is better; ``None`` where none is."""
    for mix in neighbours(best.mix, most):
        if len(found) >= MOST_MIXES:
            return None
        if mix in found or not mix:
            continue
        words = ", ".join(f"{count} {kind}" for kind, count in mix)
        progress(Progress(label=f"Planning with {words}"))
        days = _days_with(mix, best, sites, request)
        if days is None:
            continue
        found[mix] = FleetMix(mix=mix, days=days, idle_cents=idle_cents(mix, days, fixed))
        if found[mix].rank < best.rank:
            return found[mix]
    return None


def _days_with(
    mix: Mix, before: FleetMix, sites: Sequence[Site], request: HubsRequest
) -> tuple[PlannedDay, ...] | None:
    """Plan the days that need another plan with a mix; ``None`` where orders forbid it."""
    days = []
    for day in before.days:
        if suffices(mix, day):
            days.append(day)
            continue
        try:
            days.append(planned_day(day.history, plan_at(sites, day.history, request, dict(mix))))
        except InputRefusedError:
            # An order names a vehicle that is not there any more.
            return None
    return tuple(days)


def _groups(plan: Plan) -> tuple[dict[str, int], dict[str, int]]:
    """What a vehicle of each group costs a day, in hundredths, and how many there could be."""
    fixed: dict[str, int] = {}
    most: dict[str, int] = {}
    for vehicle in config_of(plan).vehicles:
        group = group_of(vehicle.vehicle_id, plan)
        fixed[group] = basis_micro(vehicle.rates, RateBasis.PER_ROUTE) // 10_000
        most[group] = most.get(group, 0) + 1
    return fixed, most
