"""From a ``Problem`` to the arrays of ``rich.layout``, and back to a proposal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields

import numpy as np

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemVehicle
from lastmile_cli.domain.proposal import Proposal, ProposedCharge, ProposedRoute
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.engines.ruin_recreate import layout as plain
from lastmile_cli.engines.ruin_recreate.layout import Data
from lastmile_cli.engines.ruin_recreate.pack import mixed_seed
from lastmile_cli.engines.ruin_recreate.rich import layout as at
from lastmile_cli.engines.ruin_recreate.rich.layout import Day, Desk, Kept, Plan
from lastmile_cli.engines.ruin_recreate.rich.pack_batteries import (
    fills_while_loading,
    pack_curves,
    pack_power,
    pack_surcharges,
    shortest_charge_s,
)
from lastmile_cli.engines.ruin_recreate.rich.steady import is_steady

_WISH = {SequenceWish.FIRST: 0, SequenceWish.ANY: 1, SequenceWish.LAST: 2}


def is_rich(problem: Problem) -> bool:
    """Whether a problem asks for what the plain kernels do not know, or only estimate."""
    return (
        (_has_estimated_hours(problem) and _limits_hours(problem))
        or problem.zone_change_micro > 0
        or problem.balance_micro > 0
        or any(v.max_trips > 1 or v.breaks or v.locked for v in problem.vehicles)
        or any(v.has_range and problem.chargers for v in problem.vehicles)
        or any(v.battery and problem.sure_m(v) < NO_LIMIT for v in problem.vehicles)
        or any(
            not v.waiting_paid or v.loading_per_parcel_s or v.loads_from_s for v in problem.vehicles
        )
        or any(
            stop.max_late_s > 0
            or stop.group is not None
            or stop.shipped_from is not None
            or stop.option_of is not None
            or any(stop.vehicle_micro)
            for stop in problem.stops
        )
    )


def _has_estimated_hours(problem: Problem) -> bool:
    """Whether the plain kernels only estimate how long a route takes."""
    has_traffic = len(problem.travel.period_starts_s) > 1
    return has_traffic or any(len(stop.windows) > 1 for stop in problem.stops)


def _limits_hours(problem: Problem) -> bool:
    return any(
        vehicle.max_duration_s < NO_LIMIT or vehicle.max_drive_s < NO_LIMIT
        for vehicle in problem.vehicles
    )


def pack_day(problem: Problem, classes: list[list[int]], data: Data) -> Day:
    """Write the problem into arrays; ``data`` is what the plain kernels would get."""
    stop = _stops(problem)
    shipped = (stop[:, at.S_ORIGIN] >= 0) | (stop[:, at.S_DESTINATION] >= 0)
    change = np.where(shipped[:, None], data.pickup - data.delivery, 0)
    leaves = np.where(shipped[:, None], 0, data.delivery)
    returns = np.where(shipped[:, None], 0, data.pickup)
    vclass, rest, locked = _vehicles(problem, classes, data)
    for index in locked:
        stop[index, at.S_LOCKED] = 1
        # What is picked up on a locked start is brought on that route.
        if stop[index, at.S_DESTINATION] >= 0:
            stop[stop[index, at.S_DESTINATION], at.S_LOCKED] = 1
    facts = _facts(problem, vclass, rest, stop, data)
    facts[at.F_PICKUPS] = returns.any() or change.any() or (stop[:, at.S_DESTINATION] >= 0).any()
    day = Day(
        metres=data.metres,
        seconds=data.seconds,
        starts=data.starts,
        stop=stop,
        service=data.service,
        window=data.window,
        delivery=leaves,
        pickup=returns,
        change=change,
        skip=_skip(problem, stop),
        late=np.array([s.late_micro / 3600 for s in problem.stops], np.float64),
        allowed=_allowed(data, stop),
        wish=np.array(
            [
                [s.wish_micro(members[0]) + s.served_micro for members in classes]
                for s in problem.stops
            ],
            np.float64,
        ).reshape(len(stop), len(classes)),
        nearest=data.nearest,
        beside=data.beside,
        solo=np.zeros((len(stop), len(classes) + 1), np.float64),
        vclass=vclass,
        price=data.price,
        capacity=data.capacity,
        rest=rest,
        locked=locked,
        rates=np.array([problem.zone_change_micro, problem.balance_micro / 3600], np.float64),
        facts=facts,
    )
    if not facts[at.F_ENERGY]:
        return day
    chargers = np.array(problem.chargers, np.int64)
    plugs = [problem.plug_of(charger) for charger in range(len(chargers))]
    return at.RangedDay(
        **{f.name: getattr(day, f.name) for f in fields(day)},
        charger=chargers,
        power=pack_power(problem, classes),
        curve=pack_curves(problem, classes),
        plug=np.array([plug.plug_s for plug in plugs], np.int64),
        extra=pack_surcharges(problem, classes),
    )


def _stops(problem: Problem) -> at.I64:
    n = len(problem.stops)
    stop = np.full((n, at.S_COLUMNS), -1, np.int64)
    groups: dict[int, int] = {}
    first_of: dict[int, int] = {}
    last_of: dict[int, int] = {}
    windows = 0
    for v, asked in enumerate(problem.stops):
        row = stop[v]
        row[at.S_LOC] = asked.place
        row[at.S_FIRST_WINDOW] = windows
        row[at.S_WINDOWS] = len(asked.windows)
        windows += len(asked.windows)
        row[at.S_OPENS], row[at.S_CLOSES] = asked.windows[0][0], asked.windows[-1][1]
        row[at.S_LATEST] = max(asked.latest_s, asked.windows[-1][1])
        row[at.S_READY] = asked.ready_s
        row[at.S_WISH] = _WISH[asked.sequence]
        row[at.S_PARCELS] = asked.parcels
        row[at.S_LOADED] = asked.loaded_parcels
        row[at.S_LOCKED] = 0
        row[at.S_UNIT] = v
        if asked.zone is not None:
            row[at.S_ZONE] = asked.zone
        if asked.group is not None:
            row[at.S_GROUP] = groups.setdefault(asked.group, len(groups))
        if asked.shipped_from is not None:
            row[at.S_ORIGIN] = asked.shipped_from
            row[at.S_UNIT] = asked.shipped_from
        if asked.option_of is not None:
            row[at.S_UNIT] = first_of.setdefault(asked.option_of, v)
            if asked.option_of in last_of:
                stop[last_of[asked.option_of], at.S_NEXT_OPTION] = v
            last_of[asked.option_of] = v
    for origin, destination in problem.destinations.items():
        stop[origin, at.S_DESTINATION] = destination
    return stop


def _skip(problem: Problem, stop: at.I64) -> at.F64:
    """Price of leaving out each unit, at its first stop."""
    skip = np.zeros(len(stop), np.float64)
    for v, asked in enumerate(problem.stops):
        unit = int(stop[v, at.S_UNIT])
        if asked.option_of is not None:
            skip[unit] = max(skip[unit], float(asked.skip_micro))
        else:
            skip[unit] += float(asked.skip_micro)
    return skip


def _allowed(data: Data, stop: at.I64) -> at.U8:
    """Who may serve a stop; both ends of a shipment by whoever may serve both."""
    allowed = data.allowed.copy()
    for v in np.flatnonzero(stop[:, at.S_ORIGIN] >= 0):
        origin = stop[v, at.S_ORIGIN]
        both = allowed[v] & allowed[origin]
        allowed[v] = both
        allowed[origin] = both
    return allowed


def _vehicles(
    problem: Problem, classes: list[list[int]], data: Data
) -> tuple[at.I64, at.I64, at.I64]:
    vclass = np.zeros((len(classes), at.C_COLUMNS), np.int64)
    rest: list[list[int]] = []
    locked: list[int] = []
    slot = 0
    for c, members in enumerate(classes):
        vehicle = problem.vehicles[members[0]]
        source = data.vclass[c]
        vclass[c, : at.C_COUNT] = source[: plain.C_OVERTIME_AFTER + 1]
        # Slots of our own: the plain kernels let like vehicles share theirs.
        vclass[c, at.C_COUNT] = min(len(members), max(1, len(problem.stops)))
        vclass[c, at.C_SLOT] = slot
        slot += int(vclass[c, at.C_COUNT])
        vclass[c, at.C_MAX_TRIPS] = vehicle.max_trips
        vclass[c, at.C_WAITING_PAID] = vehicle.waiting_paid
        vclass[c, at.C_FIRST_BREAK] = len(rest)
        vclass[c, at.C_BREAKS] = len(vehicle.breaks)
        vclass[c, at.C_FIRST_LOCKED] = len(locked)
        vclass[c, at.C_LOCKED] = len(vehicle.locked)
        vclass[c, at.C_RANGE] = problem.sure_m(vehicle)
        vclass[c, at.C_RECHARGE] = shortest_charge_s(problem, vehicle)
        vclass[c, at.C_RELOADING] = vehicle.reloading_s
        vclass[c, at.C_LOAD_EACH] = vehicle.loading_per_parcel_s
        vclass[c, at.C_LOADS_FROM] = vehicle.loads_from_s
        vclass[c, at.C_FILLS] = vehicle.has_range and fills_while_loading(vehicle)
        rest.extend(_breaks(vehicle))
        locked.extend(vehicle.locked)
    return vclass, np.array(rest, np.int64).reshape(-1, 8), np.array(locked, np.int64)


def _breaks(vehicle: ProblemVehicle) -> list[list[int]]:
    rows: list[list[int]] = []
    latest_on = NO_LIMIT
    for one in reversed(vehicle.breaks):
        latest_on = min(latest_on, one.latest_s)
        rows.append(
            [
                one.duration_s,
                one.earliest_s,
                one.latest_s,
                one.max_work_s,
                one.max_drive_s,
                one.first_part_s,
                one.is_paid,
                latest_on,
            ]
        )
    return rows[::-1]


def _facts(problem: Problem, vclass: at.I64, rest: at.I64, stop: at.I64, data: Data) -> at.I64:
    facts = np.zeros(7, np.int64)
    prices = data.price[:, [plain.P_SECOND, plain.P_OVERTIME]]
    limits = vclass[:, [at.C_MAX_DURATION, at.C_MAX_DRIVE]]
    facts[at.F_HOURS] = bool(prices.any() or (limits < NO_LIMIT).any() or problem.balance_micro)
    facts[at.F_WORK] = bool((rest[:, at.B_MAX_WORK] < NO_LIMIT).any())
    facts[at.F_DRIVE] = bool((rest[:, at.B_MAX_DRIVE] < NO_LIMIT).any())
    facts[at.F_ENERGY] = bool((vclass[:, at.C_RANGE] < NO_LIMIT).any())
    facts[at.F_WISH] = bool((stop[:, at.S_WISH] != 1).any())
    if facts[at.F_HOURS] and is_steady(vclass, rest, stop, data):
        facts[at.F_STEADY] = 2 if (stop[:, at.S_READY] > 0).any() else 1
    return facts


def new_plan(day: Day, seed: int) -> tuple[Plan, Desk, Kept]:
    """Empty arrays for a solution, its desk and the best one seen."""
    n = len(day.stop)
    slots = int(day.vclass[:, at.C_COUNT].sum())
    # No trip is empty, however many are allowed.
    length = n + min(n, int(day.vclass[:, at.C_MAX_TRIPS].max(initial=1))) + 4
    groups = int(day.stop[:, at.S_GROUP].max(initial=-1)) + 1
    breaks = int(day.vclass[:, at.C_BREAKS].max(initial=0))
    states, parts = 2 * breaks + 1, max(1, 2 * breaks)
    # Rows of ways, and how long a course is with two charges on each leg.
    ways, along = (length + 2, 3 * length + 4) if day.facts[at.F_ENERGY] else (1, 1)
    plan = Plan(
        order=np.zeros((slots, length), np.int32),
        early=np.zeros((slots, length), np.int64),
        late=np.zeros((slots, length), np.int64),
        part=np.zeros((slots, length if day.facts[at.F_STEADY] else 1, 6), np.int64),
        route=np.zeros((slots, at.R_COLUMNS), np.int64),
        cost=np.zeros(slots, np.float64),
        rough=np.zeros(slots, np.float64),
        used=np.zeros(len(day.vclass), np.int64),
        aboard=np.zeros((n, 2 * day.delivery.shape[1]), np.int64),
        route_of=np.full(n, -1, np.int64),
        position=np.zeros(n, np.int64),
        group=np.zeros((groups, 2), np.int64),
        absent=np.zeros(n, np.int64),
        whole=np.zeros(4, np.int64),
        real=np.array([0.0, np.inf]),
        seed=np.array([mixed_seed(seed)], np.uint64),
    )
    desk = Desk(
        order=np.zeros(length + 4, np.int32),
        begin=np.zeros(max(along, length) + 4, np.int64),
        ready=np.zeros(max(along, length) + 4, np.int64),
        load=np.zeros(max(along, length) + 4, np.int64),
        board=np.zeros(day.delivery.shape[1], np.int64),
        label=np.zeros((2, states, at.LABELS, 7), np.int64),
        taken=np.zeros((2, states, at.LABELS, parts), np.int64),
        kept=np.zeros((2, states), np.int64),
        halt=np.full(parts, -1, np.int64),
        way=np.zeros((ways, at.WAYS, at.Q_COLUMNS), np.int64),
        way_price=np.zeros((ways, at.WAYS), np.float64),
        way_extra=np.zeros((ways, at.WAYS), np.float64),
        ways=np.zeros(ways, np.int64),
        one=np.zeros((at.WAYS, 3), np.int64),
        one_price=np.zeros((at.WAYS, 2), np.float64),
        limit=np.zeros(ways, np.int64),
        rest=np.zeros(ways, np.float64),
        grams=np.zeros(ways, np.int64),
        place=np.zeros((at.PLACES, 4), np.int64),
        place_price=np.zeros(at.PLACES, np.float64),
        tried=np.zeros((slots, length + 1, at.KINDS), np.int64),
        trial=np.zeros(along, np.int32),
        course=np.zeros(along, np.int32),
        found=np.zeros(at.J_COUNT, np.int64),
        least=np.zeros(1, np.float64),
        choice=np.zeros(at.K_COUNT, np.int64),
        removed=np.zeros(2 * n + 1, np.int64),
        key=np.zeros(2 * n + 1, np.float64),
        flag=np.zeros(n, np.uint8),
        counts=np.zeros(4, np.int64),
        which=np.zeros(slots, np.int64),
        old_order=np.zeros((slots, length), np.int32),
        old_early=np.zeros((slots, length), np.int64),
        old_late=np.zeros((slots, length), np.int64),
        old_part=np.zeros((slots, length if day.facts[at.F_STEADY] else 1, 6), np.int64),
        old_route=np.zeros((slots, at.R_COLUMNS), np.int64),
        old_cost=np.zeros(slots, np.float64),
        old_rough=np.zeros(slots, np.float64),
        old_used=np.zeros(len(day.vclass), np.int64),
        old_group=np.zeros((groups, 2), np.int64),
        old_absent=np.zeros(n, np.int64),
    )
    desk.found[at.J_KEPT] = at.NONE
    kept = Kept(
        order=np.zeros((slots, length), np.int32),
        size=np.zeros(slots, np.int64),
        charged=np.full((slots, 4), at.NONE, np.int64),
        course=np.zeros((slots, along), np.int32),
        course_size=np.zeros(slots, np.int64),
    )
    return plan, desk, kept


def unpack_day(
    kept: Kept, day: Day, classes: list[list[int]]
) -> tuple[tuple[ProposedRoute, ...], tuple[int, ...]]:
    """Routes by vehicle index, and the stops in none; courses must have been written."""
    routes = []
    chargers, is_battery = 0, [False] * len(classes)
    if isinstance(day, at.RangedDay):
        chargers = len(day.charger)
        is_battery = [bool(fixed_s < 0) for fixed_s in day.power[:, at.E_FIXED]]
    for c, members in enumerate(classes):
        slot = int(day.vclass[c, at.C_SLOT])
        used = [r for r in range(slot, slot + int(day.vclass[c, at.C_COUNT])) if kept.size[r] > 0]
        for vehicle, r in zip(members, used, strict=False):
            course = kept.course[r, : kept.course_size[r]]
            order = course if len(course) else kept.order[r, : kept.size[r]]
            routes.append(_proposed(vehicle, order.tolist(), chargers, is_battery[c]))
    routes.sort(key=lambda route: route.vehicle)
    served = {stop for route in routes for stop in route.stops}
    return tuple(routes), tuple(v for v in range(len(day.stop)) if v not in served)


def _proposed(vehicle: int, course: list[int], chargers: int, is_battery: bool) -> ProposedRoute:
    trips: list[list[int]] = [[]]
    charges: list[ProposedCharge] = []
    halts = 0
    for v in course:
        if v <= at.FIRST_CHARGER:
            seconds, charger = divmod(at.FIRST_CHARGER - v, chargers)
            stay_s = seconds if is_battery else None
            charges.append(ProposedCharge(before=halts, charger=charger, seconds=stay_s))
            continue
        halts += 1
        if v == at.RELOAD:
            trips.append([])
        else:
            trips[-1].append(v)
    return ProposedRoute(vehicle=vehicle, trips=tuple(map(tuple, trips)), charges=tuple(charges))


def kept_of(start: Proposal, day: Day, classes: list[list[int]]) -> Kept:
    """Write a proposal's orders as a ``Kept``, for a warm start."""
    _, _, kept = new_plan(day, 0)
    class_of = {vehicle: c for c, members in enumerate(classes) for vehicle in members}
    next_slot: dict[int, int] = defaultdict(int)
    for route in start.routes:
        if not route.stops:
            continue
        c = class_of[route.vehicle]
        slot = int(day.vclass[c, at.C_SLOT]) + next_slot[c]
        next_slot[c] += 1
        entries: list[int] = []
        for trip in route.trips:
            entries += ([at.RELOAD] if entries and trip else []) + list(trip)
        if len(entries) > kept.order.shape[1]:
            # More trips than anybody makes: their stops are put in as far as they fit.
            entries = list(route.stops)
        kept.order[slot, : len(entries)] = entries
        kept.size[slot] = len(entries)
        for f, charge in enumerate(route.charges[:2]):
            kept.charged[slot, 2 * f : 2 * f + 2] = charge.before, charge.charger
    return kept
