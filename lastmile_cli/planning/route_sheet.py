"""A timed route becomes a Route of the plan: hours, money, grams, streets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lastmile_cli.costing.carbon import (
    DoorLoad,
    Emission,
    leg_emission,
    stop_grams,
    weights_on_board,
)
from lastmile_cli.domain.attempts import span_at
from lastmile_cli.domain.battery import BatteryLevel
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Bill, Leg, Route, Visit, VisitKind
from lastmile_cli.domain.polyline import encode_polyline
from lastmile_cli.domain.problem import NO_LIMIT, ProblemStop
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.travel import ExactLeg, LegKey
from lastmile_cli.planning.legs import route_legs
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.stop_costs import allocated_lines, bill_timed
from lastmile_cli.timing.batteries import follow_battery, timed_stays
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.eta import eta_interval_s, widened_s
from lastmile_cli.timing.timed import TimedRoute, TimedVisit
from lastmile_cli.timing.windows import Windows, from_on


def write_route(
    posed: Posed, route: ProposedRoute, legs: Mapping[LegKey, ExactLeg], currency: str
) -> Route:
    """
    Time, bill and draw one route.

    Visits are numbered along the route from the first loading, which is 0;
    trips count from 1, a break before loading again belonging to the trip that
    ends. Where a leg has no geometry it is drawn straight.
    """
    timed = time_route(posed.problem, route)
    vehicle = posed.vehicles[route.vehicle]
    bill = bill_timed(posed, timed, currency)
    emission = route_emission(posed, route, timed)
    costs = allocated_lines(posed, timed, bill)
    grams = dict(zip(route.stops, _stop_grams(posed, route, emission.total_g), strict=True))
    driver = vehicle.driver
    return Route(
        route_id=f"{vehicle.vehicle_id}-1",
        vehicle_id=vehicle.vehicle_id,
        driver_id=driver.driver_id if driver else "",
        driver_name=driver.name if driver else "",
        depot_id=vehicle.start_depot_id,
        start_s=timed.start_s,
        end_s=timed.end_s,
        trips=len(route.trips),
        visits=_visits(posed, timed, costs, grams),
        home=_home(posed, timed, _held(posed, timed)[-1]),
        load=_load(posed, route),
        bill=bill,
        co2e_g=emission.total_g,
        geometry=encode_polyline(_streets(posed, route, legs)),
        break_s=timed.break_s,
        unpaid_s=timed.unpaid_s,
    )


def _visits(
    posed: Posed, timed: TimedRoute, costs: Mapping[int, Bill], grams: Mapping[int, int]
) -> tuple[Visit, ...]:
    """Write every halt; ``left_s`` is before which nobody can be reached any more."""
    breaks = posed.problem.vehicles[timed.vehicle].breaks
    visits = []
    begun: set[int] = set()
    worked_s = left_s = 0
    parked_s = _parkings_s(posed, timed)
    driven_m = list(_since_full_m(posed, timed))
    held = _held(posed, timed)
    for sequence, visit in enumerate(timed.visits):
        worked_s += visit.drive_s
        if visit.break_index is not None:
            asked = breaks[visit.break_index]
            # The first part of a split break begins whenever the vehicle is there.
            is_first_part = visit.break_index not in begun and visit.service_s < asked.duration_s
            begun.add(visit.break_index)
            earliest_s = -NO_LIMIT if is_first_part else asked.earliest_s
            window = ((earliest_s, NO_LIMIT),)
            span = eta_interval_s(visit.arrive_s, worked_s, window, not_before_s=left_s)
            pause = _visit(posed, visit, sequence, VisitKind.BREAK, span)
            visits.append(replace(pause, parking_s=parked_s[sequence]))
            left_s = max(left_s, earliest_s) + visit.service_s
        elif visit.charger is not None:
            always = ((-NO_LIMIT, NO_LIMIT),)
            span = eta_interval_s(visit.arrive_s, worked_s, always, not_before_s=left_s)
            filling = _visit(posed, visit, sequence, VisitKind.CHARGE, span)
            charger_id = posed.chargers[visit.charger].charger_id
            visits.append(
                replace(
                    filling,
                    charger_id=charger_id,
                    since_full_m=driven_m[sequence],
                    parking_s=parked_s[sequence],
                )
            )
            worked_s += visit.service_s
        elif visit.stop is None:
            left_s = visit.depart_s
            span = visit.start_s, visit.start_s
            loading = _visit(posed, visit, sequence, VisitKind.LOAD, span)
            depot_id = posed.vehicles[timed.vehicle].start_depot_id
            visits.append(replace(loading, depot_id=depot_id))
            worked_s += visit.service_s if sequence else 0
        else:
            windows = _meant_windows(posed.problem.stops[visit.stop], visit)
            span = eta_interval_s(visit.arrive_s, worked_s, windows, not_before_s=left_s)
            if (home := posed.stops[visit.stop].in_home) is not None:
                bounds_s = _told_between_s(posed, timed.vehicle, visit, left_s)
                span = widened_s(span, home.told_s, bounds_s)
            halt = _visit(posed, visit, sequence, VisitKind.STOP, span)
            visits.append(
                replace(
                    halt,
                    stop_id=posed.stops[visit.stop].stop_id,
                    cost=costs[visit.stop].total,
                    cost_lines=costs[visit.stop].lines,
                    co2e_g=grams[visit.stop],
                    parking_s=parked_s[sequence],
                    failure_ppm=_failure_ppm(posed.problem.stops[visit.stop], visit),
                )
            )
            if visit.stop in posed.walks:
                visits[-1] = _at_the_door(posed, visits[-1], visit.stop)
            worked_s += visit.service_s
    return tuple(replace(visit, battery=level) for visit, level in zip(visits, held, strict=False))


def _held(posed: Posed, timed: TimedRoute) -> list[BatteryLevel | None]:
    """Say what the battery holds at each visit, and at the end; ``None`` where there is none."""
    vehicle = posed.problem.vehicles[timed.vehicle]
    if vehicle.battery is None:
        return [None] * (len(timed.visits) + 1)
    levels = follow_battery(posed.problem, vehicle, timed_stays(timed))
    return [
        BatteryLevel(
            arrive_wh=level.arrive_mwh // 1000,
            depart_wh=level.depart_mwh // 1000,
            full_wh=vehicle.battery.capacity_mwh // 1000,
        )
        for level in levels
    ]


def _meant_windows(stop: ProblemStop, visit: TimedVisit) -> Windows:
    """When service may begin, from the span of hours on that it is meant to begin in."""
    if not stop.hours:
        return stop.windows
    begin_s = min(visit.start_s, stop.windows[-1][1])
    return from_on(stop.windows, span_at(stop.hours, begin_s)[0])


def _failure_ppm(stop: ProblemStop, visit: TimedVisit) -> int | None:
    """How likely nobody is there at this hour; ``None`` where nobody ever fails."""
    ppm = stop.failure_ppm_at(visit.start_s)
    return ppm if ppm or stop.chances else None


def _at_the_door(posed: Posed, visit: Visit, stop: int) -> Visit:
    """Tell the hours of the door, where the driver is on foot, not those of the vehicle."""
    walk, out_s = posed.walks[stop], posed.walks[stop].out_s
    return replace(
        visit,
        place=posed.stops[stop].coordinate or visit.place,
        arrive_s=visit.arrive_s + out_s,
        start_s=visit.start_s + out_s,
        depart_s=visit.depart_s - walk.back_s,
        eta_low_s=visit.eta_low_s + out_s,
        eta_high_s=visit.eta_high_s + out_s,
        walk=walk,
    )


def _told_between_s(posed: Posed, vehicle: int, visit: TimedVisit, left_s: int) -> tuple[int, int]:
    """Between which seconds a customer may be told to wait: in the window, while somebody works."""
    windows = posed.problem.stops[visit.stop or 0].windows
    opens_s, closes_s = next(
        (one for one in windows if one[0] <= visit.start_s <= one[1]), windows[-1]
    )
    latest_s = posed.problem.vehicles[vehicle].latest_s
    return max(opens_s, left_s), min(closes_s, latest_s)


def _since_full_m(posed: Posed, timed: TimedRoute) -> Iterator[int]:
    """Yield the metres driven since the vehicle was filled, on arrival at each visit."""
    vehicle = posed.problem.vehicles[timed.vehicle]
    depot_fills = vehicle.charges_at_start or vehicle.start_watts > 0
    driven_m = 0
    for visit in timed.visits:
        driven_m += visit.distance_m
        yield driven_m
        if visit.kind is VisitKind.CHARGE or (visit.kind is VisitKind.LOAD and depot_fills):
            driven_m = 0


def _parkings_s(posed: Posed, timed: TimedRoute) -> list[int]:
    """Seconds of the leg to each visit that go into parking."""
    table = posed.problem.vehicles[timed.vehicle].table
    places = [visit.place for visit in timed.visits]
    travel = posed.problem.travel
    return [0, *(travel.parking_s(table, *leg) for leg in itertools.pairwise(places))]


def _visit(
    posed: Posed, visit: TimedVisit, sequence: int, kind: VisitKind, eta_s: tuple[int, int]
) -> Visit:
    return Visit(
        sequence=sequence,
        trip=visit.trip + 1,
        kind=kind,
        place=posed.places.points[visit.place],
        arrive_s=visit.arrive_s,
        start_s=visit.start_s,
        depart_s=visit.depart_s,
        eta_low_s=eta_s[0],
        eta_high_s=eta_s[1],
        wait_s=visit.wait_s,
        late_s=visit.late_s,
        drive_s=visit.drive_s,
        distance_m=visit.distance_m,
    )


def _home(posed: Posed, timed: TimedRoute, held: BatteryLevel | None) -> Leg | None:
    depot_id = posed.vehicles[timed.vehicle].end_depot_id
    if timed.home is None or depot_id is None:
        return None
    return Leg(
        place=posed.places.points[timed.home.place],
        depot_id=depot_id,
        arrive_s=timed.home.arrive_s,
        drive_s=timed.home.drive_s,
        distance_m=timed.home.distance_m,
        battery=held,
    )


def _load(posed: Posed, route: ProposedRoute) -> Load:
    """Add up what the vehicle takes out of the depot over all trips; no shipment is there."""
    brought = (
        posed.stops[stop] for stop in route.stops if posed.problem.stops[stop].shipped_from is None
    )
    return sum((stop.load for stop in brought if stop.kind.brings_goods), start=Load())


def _stop_grams(posed: Posed, route: ProposedRoute, route_g: int) -> tuple[int, ...]:
    problem = posed.problem
    vehicle = problem.vehicles[route.vehicle]
    weight = problem.load_units.index("weight_g")
    return stop_grams(
        route_g,
        weights_g=[
            problem.stops[stop].delivery[weight] + problem.stops[stop].pickup[weight]
            for stop in route.stops
        ],
        direct_m=[
            problem.travel.leg_m(vehicle.table, vehicle.start_place, problem.stops[stop].place)
            for stop in route.stops
        ],
    )


def route_emission(posed: Posed, route: ProposedRoute, timed: TimedRoute) -> Emission:
    """Add up the grams of all legs, each with what is on board."""
    vehicle = posed.vehicles[route.vehicle]
    if not vehicle.emission.is_laden:
        return leg_emission(timed.distance_m, vehicle.emission)
    weight = posed.problem.load_units.index("weight_g")
    stops = posed.problem.stops
    weights = weights_on_board(
        [_door_load(stops[stop], weight) for stop in trip] for trip in route.trips
    )
    legs_m = [posed.problem.travel.leg_m(*key) for key in route_legs(posed.problem, route)]
    return sum(
        (
            leg_emission(
                leg_m, vehicle.emission, weight_g=grams, capacity_g=vehicle.capacity.weight_g
            )
            for leg_m, grams in zip(legs_m, weights, strict=False)
        ),
        start=Emission(),
    )


def _door_load(stop: ProblemStop, weight: int) -> DoorLoad:
    """What a stop does to the weight on board; a shipment never was at the depot."""
    brought, taken = stop.delivery[weight], stop.pickup[weight]
    sent_g = brought if stop.shipped_from is None else 0
    return DoorLoad(sent_g=sent_g, change_g=taken - brought)


def _streets(
    posed: Posed, route: ProposedRoute, legs: Mapping[LegKey, ExactLeg]
) -> list[tuple[float, float]]:
    """Points along the whole route, none twice in a row."""
    line: list[tuple[float, float]] = []
    for key in route_legs(posed.problem, route):
        leg = legs.get(key)
        ends = [posed.places.points[place] for place in key[1:]]
        for point in leg.geometry if leg and leg.geometry else [_pair(end) for end in ends]:
            if not line or line[-1] != point:
                line.append(point)
    return line


def _pair(at: Coordinate) -> tuple[float, float]:
    return at.lat_deg, at.lon_deg
