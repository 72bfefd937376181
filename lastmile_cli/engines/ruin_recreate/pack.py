"""From a ``Problem`` to the arrays of ``layout.py``, and from a solution back to a proposal."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemVehicle
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.domain.travel import UNREACHABLE_S, TravelTable
from lastmile_cli.engines.ruin_recreate import layout as at
from lastmile_cli.engines.ruin_recreate.layout import Best, Data, Log, State
from lastmile_cli.engines.ruin_recreate.legs import lay_legs
from lastmile_cli.engines.ruin_recreate.neighbours import list_neighbours

_WISH = {SequenceWish.FIRST: 0, SequenceWish.ANY: 1, SequenceWish.LAST: 2}


def vehicle_classes(problem: Problem) -> list[list[int]]:
    """Group vehicles that nothing in the problem tells apart."""
    sets = {id(stop.vehicles): stop.vehicles for stop in problem.stops if stop.vehicles is not None}
    distinct = sorted(set(sets.values()), key=sorted)
    groups: dict[tuple[Any, ...], list[int]] = {}
    names = [name for name in ProblemVehicle.__slots__ if name != "vehicle_id"]
    for index, vehicle in enumerate(problem.vehicles):
        allowed = tuple(index in chosen for chosen in distinct)
        wishes = tuple(s.wish_micro(index) for s in problem.stops if any(s.vehicle_micro))
        key = (*(getattr(vehicle, name) for name in names), allowed, wishes)
        groups.setdefault(key, []).append(index)
    families: dict[tuple[Any, ...], list[list[int]]] = {}
    for members in groups.values():
        families.setdefault(_family(problem, members[0], distinct), []).append(members)
    return [members for family in families.values() for members in family]


_ROOM_AND_PRICES = {
    "vehicle_id",
    "capacity",
    "per_km_micro",
    "per_hour_micro",
    "overtime_micro",
    "fixed_micro",
    "per_stop_micro",
    "per_parcel_micro",
}


def _family(problem: Problem, index: int, distinct: list[frozenset[int]]) -> tuple[Any, ...]:
    """What twins have in common: everything but room and prices."""
    vehicle = problem.vehicles[index]
    names = [name for name in ProblemVehicle.__slots__ if name not in _ROOM_AND_PRICES]
    return (
        *(getattr(vehicle, name) for name in names),
        *(index in chosen for chosen in distinct),
    )


def pack(problem: Problem, classes: list[list[int]]) -> Data:
    """Write the problem into arrays."""
    travel = problem.travel
    legs = lay_legs(travel)
    n = len(problem.stops)
    stop = np.zeros((n, at.STOP_COLUMNS), np.int64)
    windows: list[tuple[int, int]] = []
    for v, asked in enumerate(problem.stops):
        stop[v, at.OPENS] = asked.windows[0][0]
        stop[v, at.CLOSES] = asked.windows[-1][1]
        stop[v, at.LOC] = asked.place
        stop[v, at.FIRST_WINDOW] = len(windows)
        stop[v, at.WINDOWS] = len(asked.windows)
        stop[v, at.READY] = asked.ready_s
        stop[v, at.WISH] = _WISH[asked.sequence]
        stop[v, at.PARCELS] = asked.parcels
        windows.extend(asked.windows)
    dims = max(1, len(problem.load_units))
    delivery = np.zeros((n, dims), np.int64)
    pickup = np.zeros((n, dims), np.int64)
    for v, asked in enumerate(problem.stops):
        delivery[v, : len(asked.delivery)] = asked.delivery
        pickup[v, : len(asked.pickup)] = asked.pickup
    service_classes = max((vehicle.service_class for vehicle in problem.vehicles), default=0) + 1
    service = np.array([s.service_s[:service_classes] for s in problem.stops], np.int64).reshape(
        n, service_classes
    )
    vclass = np.zeros((len(classes), at.C_COLUMNS), np.int64)
    price = np.zeros((len(classes), 6), np.float64)
    capacity = np.full((len(classes), dims), NO_LIMIT, np.int64)
    slot = 0
    for c, members in enumerate(classes):
        vehicle = problem.vehicles[members[0]]
        count = min(len(members), max(1, n))
        vclass[c] = _class_row(problem, vehicle, count, slot)
        vclass[c, at.C_TWIN] = c
        slot += count
        price[c] = (
            vehicle.per_km_micro / 1000,
            vehicle.per_hour_micro / 3600,
            vehicle.overtime_micro / 3600,
            vehicle.fixed_micro,
            vehicle.per_stop_micro,
            vehicle.per_parcel_micro,
        )
        capacity[c, : len(vehicle.capacity)] = vehicle.capacity
    _tie_twins(problem, classes, vclass)
    allowed = np.ones((n, len(classes)), np.uint8)
    for v, asked in enumerate(problem.stops):
        if asked.vehicles is not None:
            for c, members in enumerate(classes):
                allowed[v, c] = members[0] in asked.vehicles
    flags = _flags(problem, len(travel.period_starts_s), pickup, price, vclass, stop)
    near, beside = list_neighbours(
        legs,
        stop,
        service[:, 0],
        price,
        route_stops=_route_stops(delivery, pickup, capacity),
    )
    return Data(
        metres=legs.metres,
        metres_back=legs.metres_back,
        seconds=legs.seconds,
        seconds_back=legs.seconds_back,
        starts=np.array(travel.period_starts_s, np.int64),
        stop=stop,
        service=service,
        window=np.array(windows, np.int64).reshape(-1, 2),
        delivery=delivery,
        pickup=pickup,
        # What a stop costs wherever it is served is saved where it is left out; one that costs
        # more than it is worth is worth nothing.
        drop=np.array([max(0, s.skip_micro - s.served_micro) for s in problem.stops], np.float64),
        allowed=allowed,
        nearest=near,
        beside=beside,
        solo=np.zeros((n, len(classes) + 1), np.float64),
        vclass=vclass,
        price=price,
        capacity=capacity,
        flags=flags,
    )


def has_gaps(table: TravelTable) -> bool:
    """Whether some way between two places cannot be driven at some hour."""
    return bool(table.duration_s.size) and int(table.duration_s.max()) >= UNREACHABLE_S


def _route_stops(delivery: at.I64, pickup: at.I64, capacity: at.I64) -> float:
    """How many stops the loads would let the largest vehicle serve in one route."""
    asked = np.maximum(delivery, pickup).sum(axis=0).astype(np.float64)
    room = capacity.max(axis=0, initial=1).astype(np.float64)
    return len(delivery) / max(1.0, float((asked / np.maximum(room, 1.0)).max()))


def _tie_twins(problem: Problem, classes: list[list[int]], vclass: at.I64) -> None:
    """Close each family of twins to a ring and let it share its slots."""
    sets = {id(stop.vehicles): stop.vehicles for stop in problem.stops if stop.vehicles is not None}
    distinct = sorted(set(sets.values()), key=sorted)
    families = [_family(problem, members[0], distinct) for members in classes]
    first = 0
    for c, family in enumerate(families):
        if c == 0 or family != families[c - 1]:
            first = c
        vclass[c, at.C_SLOT] = vclass[first, at.C_SLOT]
        vclass[c, at.C_TWIN] = first
        if c > first:
            vclass[c - 1, at.C_TWIN] = c


def _longest_m(problem: Problem, vehicle: ProblemVehicle) -> int:
    """How far it may drive; where it cannot be filled up again, no farther than its range."""
    if problem.chargers or vehicle.max_trips > 1:
        return vehicle.max_distance_m
    return min(vehicle.max_distance_m, vehicle.range_m)


def _class_row(problem: Problem, vehicle: ProblemVehicle, count: int, slot: int) -> list[int]:
    end = -1 if vehicle.end_place is None else vehicle.end_place
    return [
        vehicle.start_place,
        end,
        vehicle.earliest_s,
        # So that no missing way is ever driven, however long the day may be.
        min(vehicle.latest_s, UNREACHABLE_S - 1),
        vehicle.loading_s,
        vehicle.table,
        vehicle.service_class,
        vehicle.max_duration_s,
        vehicle.max_drive_s,
        _longest_m(problem, vehicle),
        vehicle.max_stops,
        vehicle.overtime_after_s,
        count,
        slot,
        0,
    ]


def _flags(
    problem: Problem, periods: int, pickup: at.I64, price: at.F64, vclass: at.I64, stop: at.I64
) -> at.I64:
    flags = np.zeros(at.F_COUNT, np.int64)
    hours = bool(price[:, [at.P_SECOND, at.P_OVERTIME]].any()) or bool(
        (vclass[:, [at.C_MAX_DURATION, at.C_MAX_DRIVE]] < NO_LIMIT).any()
    )
    bounded = any(
        s.windows[0][0] > 0 or s.windows[-1][1] < NO_LIMIT or len(s.windows) > 1
        for s in problem.stops
    ) or any(v.latest_s < NO_LIMIT for v in problem.vehicles)
    flags[at.F_HOURS] = hours
    ready = any(s.ready_s > 0 for s in problem.stops)
    flags[at.F_TIME] = (
        bounded
        or hours
        or ready
        or any(map(has_gaps, problem.travel.tables))
        or bool((vclass[:, at.C_MAX_METRES] < NO_LIMIT).any())
    )
    flags[at.F_PICKUPS] = bool(pickup.any())
    flags[at.F_APPROXIMATE] = periods > 1 or bool((stop[:, at.WINDOWS] > 1).any())
    flags[at.F_READY] = bool((stop[:, at.READY] > 0).any())
    flags[at.F_DRIVE] = bool((vclass[:, at.C_MAX_DRIVE] < NO_LIMIT).any())
    flags[at.F_TWINS] = bool((vclass[:, at.C_TWIN] != np.arange(len(vclass))).any())
    flags[at.F_WISH] = bool((stop[:, at.WISH] != 1).any())
    return flags


def new_state(data: Data, seed: int) -> tuple[State, Log, Best]:
    """Empty arrays for a solution, its undo log and the best one seen."""
    n = len(data.stop)
    slots = int(data.vclass[:, at.C_COUNT].sum())
    nodes = n + 2 * slots
    dims = data.delivery.shape[1]
    hours = nodes if data.flags[at.F_HOURS] else 1
    loads = nodes if data.flags[at.F_PICKUPS] else 1
    classes = len(data.vclass)
    state = State(
        node=np.zeros((nodes, 8), np.int64),
        segment=np.zeros((hours, 4), np.int64),
        onboard=np.zeros((loads, dims, 3), np.int64),
        route=np.zeros((slots, at.R_LOAD + dims), np.int64),
        cost=np.zeros(slots, np.float64),
        used=np.zeros(classes, np.int64),
        absent=np.zeros(n, np.int64),
        whole=np.zeros(4, np.int64),
        real=np.array([0.0, np.inf]),
        seed=np.array([mixed_seed(seed)], np.uint64),
    )
    log = Log(
        counts=np.zeros(4, np.int64),
        who=np.zeros(nodes, np.int64),
        node=np.zeros((nodes, 8), np.int64),
        which=np.zeros(slots, np.int64),
        route=np.zeros((slots, at.R_LOAD + dims), np.int64),
        cost=np.zeros(slots, np.float64),
        used=np.zeros(classes, np.int64),
        absent=np.zeros(n, np.int64),
        removed=np.zeros(n, np.int64),
        key=np.zeros(n, np.float64),
    )
    best = Best(
        follows=np.zeros(n, np.int64),
        route=np.full(n, -1, np.int64),
        first=np.zeros(slots, np.int64),
        stops=np.zeros(slots, np.int64),
        vclass=np.zeros(slots, np.int64),
    )
    return state, log, best


def mixed_seed(seed: int) -> int:
    """splitmix64 of the seed: never zero, and near seeds draw unlike numbers."""
    mask = 2**64 - 1
    z = (seed + 0x9E3779B97F4A7C15) & mask
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    return (z ^ (z >> 31)) or 1


def unpack(
    best: Best, data: Data, classes: list[list[int]]
) -> tuple[tuple[ProposedRoute, ...], tuple[int, ...]]:
    """Routes by vehicle index, and the stops in none."""
    routes = []
    for c, members in enumerate(classes):
        used = np.flatnonzero((best.stops > 0) & (best.vclass == c))
        for vehicle, r in zip(members, used, strict=False):
            order, v = [], int(best.first[r])
            while v < len(data.stop):
                order.append(v)
                v = int(best.follows[v])
            routes.append(ProposedRoute(vehicle=vehicle, trips=(tuple(order),)))
    routes.sort(key=lambda route: route.vehicle)
    unserved = tuple(int(v) for v in np.flatnonzero(best.route < 0))
    return tuple(routes), unserved


def best_of(start: Proposal, data: Data, classes: list[list[int]]) -> Best:
    """Write a proposal's visiting orders as a ``Best``, for a warm start."""
    n = len(data.stop)
    slots = int(data.vclass[:, at.C_COUNT].sum())
    best = Best(
        follows=np.full(n, n, np.int64),
        route=np.full(n, -1, np.int64),
        first=np.full(slots, n, np.int64),
        stops=np.zeros(slots, np.int64),
        vclass=np.zeros(slots, np.int64),
    )
    class_of = {vehicle: c for c, members in enumerate(classes) for vehicle in members}
    counts = data.vclass[:, at.C_COUNT]
    next_slot = [int(slot) for slot in np.cumsum(counts) - counts]
    for route in start.routes:
        order = route.stops
        if not order:
            continue
        c = class_of[route.vehicle]
        slot = next_slot[c]
        next_slot[c] += 1
        best.first[slot] = order[0]
        best.stops[slot] = len(order)
        best.vclass[slot] = c
        for stop, follower in zip(order, [*order[1:], n], strict=True):
            best.follows[stop] = follower
            best.route[stop] = slot
    return best
