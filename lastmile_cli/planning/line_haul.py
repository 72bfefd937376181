"""The first echelon: what trucks must bring to which hub, until when, and when it can be loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.costing.bill import bill_plan
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import Depot, RateBasis, Vehicle
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Bill, Plan, Unassigned, UnassignedClass, VisitKind
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.settings import ALL_DAY, Config, ObjectiveSettings, TimeWindowRule
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.domain.supply import StockSettings
from lastmile_cli.domain.travel import Travel
from lastmile_cli.planning.hours import working_hours
from lastmile_cli.planning.places import PlaceIndex, mode_of
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.clock import time_route

NOT_BROUGHT = "line_haul"
"""The reason for which a stop is left out whose goods no truck brings to its hub."""

TRUCKLOAD = "hub:"
"""How the ids of truckloads begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truckload:
    """Goods that one truck brings to a hub at once, and the stops (by id) they are for."""

    hub: str
    stop_ids: tuple[str, ...]
    load: Load


OF_TRUCKS = frozenset(
    {
        RateBasis.PER_KM,
        RateBasis.PER_PAID_HOUR,
        RateBasis.PER_OVERTIME_HOUR,
        RateBasis.PER_UNWORKED_HOUR,
        RateBasis.PER_ROUTE,
    }
)
"""What a truck is paid by: a hub is no customer, and its parcels are packed and counted once."""


def trucks_day(config: Config) -> Config:
    """Return the configuration of the trucks alone: their day has hubs for customers."""
    return replace(
        config,
        vehicles=tuple(map(_as_truck, config.trucks)),
        trucks=(),
        depots=tuple(replace(depot, goods_ready_s=0, docks=None) for depot in config.depots),
        service=replace(
            config.service,
            time_window_rule=TimeWindowRule.START,
            failure_ppm=0,
            max_late_s=0,
            requires_s={},
        ),
        objective=ObjectiveSettings(),
        partners=(),
        chargers=(),
        collection_points=(),
        stock=StockSettings(),
    )


def _as_truck(vehicle: Vehicle) -> Vehicle:
    rates = tuple(rate for rate in vehicle.rates if rate.basis in OF_TRUCKS)
    return replace(vehicle, rates=rates)


def with_ready(config: Config, ready_s: Mapping[str, int]) -> Config:
    """Return the configuration with the second from which on each hub's goods can be loaded."""
    depots = tuple(
        replace(depot, goods_ready_s=ready_s.get(depot.depot_id, 0)) for depot in config.depots
    )
    return replace(config, depots=depots)


def list_truckloads(posed: Posed, proposal: Proposal, config: Config) -> list[Truckload]:
    """
    List what the routes of a proposal take out of each hub that trucks supply.

    A hub's goods are parted, in the order of its routes, where no truck of its warehouse
    holds more. What stands in a hub already (``Stop.supply``) needs no truck, nor do
    shipments from door to door.
    """
    found: list[Truckload] = []
    for depot in config.depots:
        trucks = [it for it in config.trucks if it.start_depot_id == depot.supplied_by]
        if depot.supplied_by:
            found += _truckloads(depot.depot_id, _goods(posed, proposal, depot.depot_id), trucks)
    return found


def _goods(posed: Posed, proposal: Proposal, hub: str) -> list[tuple[str, Load]]:
    """What each stop takes out of a hub, in the order in which its routes visit them."""
    problem = posed.problem
    ends = {*problem.destinations, *problem.destinations.values()}
    found = []
    for route in sorted(proposal.routes, key=lambda route: route.vehicle):
        if posed.vehicles[route.vehicle].start_depot_id != hub:
            continue
        for number in route.stops:
            stop = posed.stops[number]
            doors = [door for door in stop.doors or (stop,) if door.supply is None]
            if stop.kind is StopKind.DELIVERY and number not in ends and doors:
                load = sum((door.load for door in doors), start=Load())
                found.append((stop.stop_id, load))
    return found


def _truckloads(
    hub: str, goods: Iterable[tuple[str, Load]], trucks: Sequence[Vehicle]
) -> list[Truckload]:
    loads: list[Truckload] = []
    for stop_id, load in goods:
        last = loads[-1] if loads else None
        if last is not None and any(it.capacity.holds(last.load + load) for it in trucks):
            more = replace(last, stop_ids=(*last.stop_ids, stop_id), load=last.load + load)
            loads[-1] = more
        else:
            loads.append(Truckload(hub=hub, stop_ids=(stop_id,), load=load))
    return loads


def truck_stops(
    loads: Sequence[Truckload], config: Config, by_s: Mapping[str, int]
) -> tuple[Stop, ...] | None:
    """
    Make a stop of each truckload; ``by_s`` is until when each hub must have sorted its goods.

    ``None`` where a hub would have to be served before it receives anything.
    """
    stops = []
    counts: dict[str, int] = {}
    for load in loads:
        depot = config.get_depot(load.hub)
        counts[load.hub] = counts.get(load.hub, 0) + 1
        number = f":{counts[load.hub]}" if counts[load.hub] > 1 else ""
        service_s = unload_s(depot, load.load)
        hours = depot.receiving or depot.hours or ALL_DAY
        closes_s = hours.closes_s
        if load.hub in by_s:
            closes_s = min(closes_s, by_s[load.hub] - depot.sort_s - service_s)
        if closes_s < hours.opens_s:
            return None
        stops.append(
            Stop(
                stop_id=f"{TRUCKLOAD}{load.hub}{number}",
                customer_id=load.hub,
                name=depot.name or load.hub,
                address=depot.address,
                coordinate=depot.coordinate,
                windows=(Window(hours.opens_s, closes_s),),
                service_s=service_s,
                load=load.load,
                depot_id=depot.supplied_by,
                notes=f"for {counted(len(load.stop_ids), 'stop')}",
            )
        )
    return tuple(stops)


def unload_s(depot: Depot, load: Load) -> int:
    """Seconds of unloading one truck."""
    return depot.unload_s + depot.unload_per_parcel_s * load.parcels


def earliest_ready_s(config: Config, travel: Travel, places: PlaceIndex) -> dict[str, int]:
    """
    When each supplied hub could have goods sorted if a truck drove there first and directly.

    A hub that receives no more by then never waits for a truck, and is not in it.
    """
    found = {}
    for depot in config.depots:
        arrivals = []
        for truck in config.trucks if depot.supplied_by else ():
            start = config.get_depot(depot.supplied_by)
            hours = working_hours(truck, start, None)
            table = travel.find_table(mode_of(truck))
            if truck.start_depot_id != depot.supplied_by or hours is None or table is None:
                continue
            ends = places.of_depot[start.depot_id], places.of_depot[depot.depot_id]
            if travel.is_reachable(table, *ends):
                arrivals.append(hours[0] + min(travel.durations_s(table, *ends)))
        receives = depot.receiving or depot.hours or ALL_DAY
        if arrivals and min(arrivals) <= receives.closes_s:
            at_s = max(min(arrivals), receives.opens_s)
            found[depot.depot_id] = at_s + depot.unload_s + depot.sort_s
    return found


def ready_of(posed: Posed, proposal: Proposal, config: Config) -> dict[str, int]:
    """When the goods of each hub that trucks go to are all sorted."""
    ready_s: dict[str, int] = {}
    for route in proposal.routes:
        for visit in time_route(posed.problem, route).stop_visits if route.stops else ():
            hub = posed.stops[visit.stop or 0].customer_id
            sorted_s = visit.depart_s + config.get_depot(hub).sort_s
            ready_s[hub] = max(ready_s.get(hub, 0), sorted_s)
    return ready_s


def ready_of_plan(plan: Plan, depots: Iterable[Depot]) -> dict[str, int]:
    """When the goods of each hub are sorted, as a written plan of the trucks says."""
    sorts_s = {depot.depot_id: depot.sort_s for depot in depots}
    hubs = {stop.stop_id: stop.customer_id for stop in plan.stops}
    ready_s: dict[str, int] = {}
    for route in plan.routes:
        for visit in route.visits:
            hub = hubs.get(visit.stop_id or "") if visit.kind is VisitKind.STOP else None
            if hub is not None:
                sorted_s = visit.depart_s + sorts_s.get(hub, 0)
                ready_s[hub] = max(ready_s.get(hub, 0), sorted_s)
    return ready_s


def first_loading_s(posed: Posed, proposal: Proposal) -> dict[str, int]:
    """When the first vehicle of each depot begins to load."""
    first_s: dict[str, int] = {}
    for route in proposal.routes:
        if route.stops:
            hub = posed.vehicles[route.vehicle].start_depot_id
            start_s = time_route(posed.problem, route).start_s
            first_s[hub] = min(first_s.get(hub, start_s), start_s)
    return first_s


def not_brought(stop: Stop, hub: str) -> Unassigned:
    """Say that no truck brings a stop's goods to its hub."""
    return Unassigned(
        stop_id=stop.stop_id,
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason=NOT_BROUGHT,
        detail=f"No truck has room and hours to bring its goods to {hub}.",
        cheapest_fix="Add a truck, give one more trips or a longer shift, or widen "
        "receiving_hours.",
    )


def with_line_haul(plan: Plan, trucks: Plan) -> Plan:
    """Return a plan with the trucks' day in it, and their bill in its own."""
    return replace(
        plan,
        line_haul=trucks,
        bill=bill_plan((plan.bill, trucks.bill), plan.currency),
        objective=_together(plan.objective, trucks.objective),
    )


def _together(one: Bill, other: Bill) -> Bill:
    return bill_plan((one, other), one.currency)
