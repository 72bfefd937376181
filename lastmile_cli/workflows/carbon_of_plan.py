"""The carbon of a plan, leg by leg with what is on board; no map is needed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lastmile_cli.costing.carbon import DoorLoad, leg_emission, weights_on_board
from lastmile_cli.costing.carbon_book import (
    CarbonBook,
    CarbonLeg,
    CarbonRoute,
    CarbonStop,
    print_legs,
    print_route,
    print_stops,
)
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.fleet import EmissionFactor, Vehicle
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import StopKind
from lastmile_cli.intake.emission_factors import reference_factor
from lastmile_cli.planning.shipments import list_shipments
from lastmile_cli.workflows.verify_plan import config_of


def carbon_of(plan: Plan) -> CarbonBook:
    """
    Write the carbon book of a plan with the factors it was made with.

    Raises
    ------
    InputRefusedError
        The plan does not hold the configuration it was made with.
    """
    config = config_of(plan)
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in (*config.trucks, *config.vehicles)}
    name, reference = reference_factor(plan.config)
    return CarbonBook(
        routes=tuple(
            _route(part, route, _known(vehicles, route), _door_loads(part), reference)
            for part in (plan.line_haul, plan)
            if part is not None
            for route in part.routes
        ),
        reference=name,
        reference_source=reference.source,
    )


def _known(vehicles: Mapping[str, Vehicle], route: Route) -> Vehicle:
    vehicle = vehicles.get(route.vehicle_id)
    if vehicle is None:
        msg = f"The plan's own configuration has no vehicle {route.vehicle_id}."
        raise InputRefusedError(msg, hint="make the plan again, or correct its vehicle_id")
    return vehicle


def _door_loads(plan: Plan) -> Mapping[str, DoorLoad]:
    """What each stop does to the weight on board; shipments never were at the depot."""
    loads = {}
    for stop in plan.stops:
        weight_g = 0 if stop.kind is StopKind.SERVICE else stop.load.weight_g
        sent = weight_g if stop.kind.brings_goods else 0
        change = stop.back.weight_g - weight_g if stop.kind.brings_goods else weight_g
        loads[stop.stop_id] = DoorLoad(sent_g=sent, change_g=change)
    for shipment in list_shipments(plan.stops):
        goods_g = shipment.goods.weight_g
        loads[shipment.origin] = DoorLoad(change_g=goods_g)
        loads[shipment.destination] = DoorLoad(change_g=-goods_g)
    return loads


def _route(
    plan: Plan,
    route: Route,
    vehicle: Vehicle,
    loads: Mapping[str, DoorLoad],
    reference: EmissionFactor,
) -> CarbonRoute:
    ways = _ways(route, loads)
    exact = [
        leg_emission(way_m, vehicle.emission, weight_g=load_g, capacity_g=vehicle.capacity.weight_g)
        for _, _, _, way_m, load_g in ways
    ]
    grams = print_route(exact)
    driven = zip(ways, print_legs(exact), strict=True)
    stops = {stop.stop_id: stop for stop in plan.stops}
    visits = route.stop_visits
    borne = print_stops(grams, [visit.co2e_g for visit in visits])
    return CarbonRoute(
        route_id=route.route_id,
        vehicle_id=route.vehicle_id,
        kind=vehicle.kind,
        distance_m=route.distance_m,
        tonne_m=sum((Fraction(way[3] * way[4], 1_000_000) for way in ways), start=Fraction(0)),
        grams=grams,
        reference=print_route([leg_emission(route.distance_m, reference)]),
        source=vehicle.emission.source,
        legs=tuple(
            CarbonLeg(
                vehicle_id=route.vehicle_id,
                trip=trip,
                start=start,
                end=end,
                distance_m=way_m,
                load_g=load_g,
                grams=leg,
            )
            for (trip, start, end, way_m, load_g), leg in driven
        ),
        stops=tuple(
            CarbonStop(
                stop_id=visit.stop_id or "",
                name=stops[visit.stop_id].name if visit.stop_id in stops else "",
                vehicle_id=route.vehicle_id,
                sequence=visit.sequence,
                weight_g=abs(loads.get(visit.stop_id or "", DoorLoad()).change_g),
                grams=own,
            )
            for visit, own in zip(visits, borne, strict=True)
        ),
    )


Way = tuple[int, str, str, int, int]
"""Trip, from, to, metres, grams on board."""


def _ways(route: Route, loads: Mapping[str, DoorLoad]) -> list[Way]:
    """Every leg of a route in driving order; a break is held where its leg leads to."""
    halts = _without_breaks(route)
    trips = [
        [
            loads.get(visit.stop_id or "", DoorLoad())
            for visit in route.stop_visits
            if visit.trip == n
        ]
        for n in dict.fromkeys(visit.trip for visit in route.stop_visits)
    ]
    weights = iter(weights_on_board(trips))
    ways: list[Way] = []
    at, trip = route.depot_id, 1
    for visit, way_m in halts:
        is_load = visit.kind is VisitKind.LOAD
        if is_load and visit is halts[0][0]:
            continue
        end = (visit.depot_id or route.depot_id) if is_load else (visit.stop_id or "")
        ways.append((trip, at, end, way_m, next(weights, 0)))
        at, trip = end, visit.trip
    if route.home is not None:
        ways.append((trip, at, route.home.depot_id, route.home.distance_m, next(weights, 0)))
    return ways


def _without_breaks(route: Route) -> list[tuple[Visit, int]]:
    """Halts with the metres that lead there; those to a break lead on to the next halt."""
    halts: list[tuple[Visit, int]] = []
    metres = 0
    for visit in route.visits:
        metres += visit.distance_m
        if visit.kind in (VisitKind.STOP, VisitKind.LOAD):
            halts.append((visit, metres))
            metres = 0
    return halts
