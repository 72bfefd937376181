"""What a plan's bill rests on, and what leaving parts of it out would save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.fleet import CostCategory, Vehicle
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.outputs.cost_items import CostsBy, cost_items
from lastmile_cli.outputs.costs import CostRemarks
from lastmile_cli.planning.partners import saved_of_partners
from lastmile_cli.planning.stop_costs import saved_without
from lastmile_cli.workflows.ready_clock import make_clock_ready
from lastmile_cli.workflows.verify_plan import config_of, pose_again, proposal_of


def remarks_on(plan: Plan) -> CostRemarks:
    """Tell the year of the prices and which lines rest on an assumption or a general figure."""
    costs = plan.config.get("costs")
    costs = costs if isinstance(costs, Mapping) else {}
    year = costs.get("price_year")
    try:
        config = config_of(plan)
        vehicles = (*config.trucks, *config.vehicles)
    except InputRefusedError:  # a plan without its configuration is a bill all the same
        vehicles = ()
    used = {route.vehicle_id for route in plan.every_route}
    told = _assumed(vehicle for vehicle in vehicles if vehicle.vehicle_id in used)
    late = costs.get("lateness_per_hour")
    if isinstance(late, Mapping) and is_assumed(str(late.get("source", ""))):
        told.setdefault(str(CostCategory.LATENESS), {})[str(late["source"])] = None
    billed = {str(line.category) for line in plan.bill.lines}
    return CostRemarks(
        price_year=year if isinstance(year, int) else None,
        assumptions={name: tuple(told[name]) for name in told if name in billed},
    )


def is_assumed(source: str) -> bool:
    """
    Whether a figure's source says that nobody measured it here.

    >>> is_assumed("assumption: 0.2 contacts a stop"), is_assumed("default: US BLS")
    (True, True)
    >>> is_assumed("lease of 2026")
    False
    """
    words = source.casefold()
    return "assum" in words or words.startswith("default")


def _assumed(vehicles: Iterable[Vehicle]) -> dict[str, dict[str, None]]:
    """Sources that are assumptions, by category, each once."""
    told: dict[str, dict[str, None]] = {}
    for vehicle in vehicles:
        for rate in vehicle.rates:
            if is_assumed(rate.source):
                told.setdefault(str(rate.category), {})[rate.source] = None
        for toll in vehicle.zone_tolls:
            if is_assumed(toll.source):
                told.setdefault(str(CostCategory.ZONE_TOLLS), {})[toll.source] = None
    return told


def savings(plan: Plan, by: CostsBy, progress: ProgressHook = no_progress) -> Mapping[str, Money]:
    """
    What the bill would be less without each item, by the item's key.

    All stops of an item are left out at once; the others keep their order, are
    timed anew by the one clock on the plan's own travel, and billed anew. A
    route without its last stop is not driven. What a partner took saves the
    partner's price, as far as the partner's daily minimum is not billed all the same.

    Raises
    ------
    InputRefusedError
        The map of the plan is not known here any more.
    """
    posed, _ = pose_again(plan, progress)
    make_clock_ready(posed.problem, progress)
    routes = proposal_of(plan, posed).routes
    number = {stop.stop_id: index for index, stop in enumerate(posed.stops)}
    partners = config_of(plan).partners
    handed_over = {one.stop_id for one in plan.outsourced}
    saved = {}
    for item in cost_items(plan, by):
        # What a hub would save, nobody can say without planning the trucks anew.
        if number.keys() & item.stop_ids or handed_over.intersection(item.stop_ids):
            stops = [number[name] for name in item.stop_ids if name in number]
            driven = saved_without(posed, routes, stops, plan.currency)
            handed = saved_of_partners(plan.outsourced, item.stop_ids, partners, plan.currency)
            saved[item.key] = driven + handed
    return saved
