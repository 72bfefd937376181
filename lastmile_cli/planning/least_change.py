"""How little is enough: the smallest change of one kind after which a route holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from lastmile_cli.domain.battery import Battery
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.bench import OF_HOURS, OF_WINDOW, Bench
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.limits import excess_loads, places_along
from lastmile_cli.planning.locks import missing_crew, missing_skills
from lastmile_cli.planning.trial import Trial
from lastmile_cli.timing.batteries import course_stays, follow_battery, lowest_mwh
from lastmile_cli.timing.charging import longest_stretch_m, without_charges
from lastmile_cli.timing.course import Course, lay_out
from lastmile_cli.timing.slack import earliest_begins_s

MOST_MIN = 1_440
"""No window or shift is asked to grow by more than a day."""
STEP_M = 100
"""A range, or a limit on the distance, is raised to a whole hundred of metres."""
STEP_WH = 500
"""A battery grows by half kilowatt-hours."""
MWH_A_WH = 1_000
MOST_TIMES_LARGER = 3
"""A bike is not asked to hold what a pallet weighs where there are vans."""
LONGER_MIN = (15, 60, 240)
"""So much beyond the least minutes is tried where breaks, hours or driving count as well."""

IN_MINUTES = OF_HOURS | OF_WINDOW | {FixKind.READY_EARLIER}


def least_change(
    bench: Bench, route: ProposedRoute, stop: int, bare: Fix
) -> tuple[Fix, Trial] | None:
    """
    Fill in by how much, as little as possible, and try the route after that.

    Parameters
    ----------
    bench
        The problem as it is.
    route
        The stop in its place on the vehicle of the fix.
    stop
        The stop's index.
    bare
        A fix of any kind but ``insert``, ``partner`` and ``raise_worth``, without amounts.

    Returns
    -------
    tuple
        The fix with its amounts (whole minutes, exact loads), and the route
        timed after it; ``None`` where no such change is enough.
    """
    found = (
        (fix, trial)
        for fix in _least_fixes(bench, route, stop, bare)
        if (trial := _trial(bench, route, stop, fix)) is not None
    )
    return min(
        found, key=lambda pair: (sum(n for _, n in pair[0].amounts), pair[0].window), default=None
    )


def _least_fixes(bench: Bench, route: ProposedRoute, stop: int, bare: Fix) -> Iterator[Fix]:
    vehicle = bench.posed.vehicles[route.vehicle]
    match bare.kind:
        case FixKind.CLOSE_LATER | FixKind.OPEN_EARLIER:
            for window in range(len(bench.posed.stops[stop].windows)):
                yield from _in_minutes(bench, route, stop, replace(bare, window=window))
        case kind if kind in IN_MINUTES:
            yield from _in_minutes(bench, route, stop, bare)
        case FixKind.MAX_DURATION | FixKind.MAX_DRIVE:
            yield from _longer(bench, route, stop, bare)
        case FixKind.MAX_DISTANCE | FixKind.RANGE:
            yield from _farther(bench, route, stop, bare)
        case FixKind.MAX_STOPS:
            yield from _more_stops(route, vehicle, bare)
        case FixKind.LARGER_VEHICLE:
            excesses = list(excess_loads(bench.problem, route))
            short = [(it.reason.removeprefix("capacity_"), it.needs - it.limit) for it in excesses]
            if short and all(
                _is_thinkable(bench, it.reason, it.needs, it.limit) for it in excesses
            ):
                yield replace(bare, amounts=tuple(short))
        case FixKind.SKILL | FixKind.CREW:
            asked = [bench.posed.stops[end] for end in unit_of(bench.problem, stop)]
            yield _by_people(asked, vehicle, bare)
        case _:
            yield bare


def _more_stops(route: ProposedRoute, vehicle: Vehicle, bare: Fix) -> Iterator[Fix]:
    """Yield how many stops more; nothing where it may visit as many already."""
    more = len(route.stops) - (vehicle.max_stops or 0)
    if more > 0:
        yield replace(bare, amounts=(("stops", more),))


def _by_people(asked: list[Stop], vehicle: Vehicle, bare: Fix) -> Fix:
    """Fill in which skills these stops ask for that nobody on board has, or how many persons."""
    if bare.kind is FixKind.CREW:
        persons = max(missing_crew(stop, vehicle) for stop in asked)
        return replace(bare, amounts=(("persons", persons),))
    lacks = (missing_skills(stop, vehicle) for stop in asked)
    return replace(bare, skills=frozenset[str]().union(*lacks))


def _is_thinkable(bench: Bench, reason: str, needs: int, limit: int) -> bool:
    """Whether a vehicle might be so much larger: up to three times, or it is the largest of all."""
    load = bench.problem.load_units.index(reason.removeprefix("capacity_"))
    largest = max(vehicle.capacity[load] for vehicle in bench.problem.vehicles)
    return limit >= largest or needs <= MOST_TIMES_LARGER * limit


def _in_minutes(bench: Bench, route: ProposedRoute, stop: int, bare: Fix) -> Iterator[Fix]:
    """Yield the fewest minutes after which everybody is reached in time, and all limits hold."""

    def begins_s(minutes: int) -> tuple[Course, list[int]] | None:
        changed = bench.changed(route.vehicle, stop, _by(bare, minutes))
        return None if changed is None else _earliest(bench, changed, route)

    def in_time(minutes: int) -> bool:
        found = begins_s(minutes)
        return found is not None and _is_in_time(*found)

    def tried(minutes: int) -> Trial | None:
        return _trial(bench, route, stop, _by(bare, minutes))

    ceiling = _most_min(bench, route.vehicle, bare.kind)
    found = begins_s(ceiling) if ceiling else None
    if found is None or not _is_in_time(*found):
        return
    at = next(number for number, halt in enumerate(found[0].halts) if halt.stop == stop)
    hours = found[1][at], found[1][-1], found[0].depart_from_s
    most = _taken_min(bench, route.vehicle, stop, bare, hours)
    least = _least(1, most if 0 < most < ceiling and in_time(most) else ceiling, in_time)
    if least is None:
        return
    if tried(least) is None:
        least = _least_beyond(bench, route, stop, bare, least, tried)
    if least is not None:
        yield _by(bare, least)


def _least_beyond(
    bench: Bench,
    route: ProposedRoute,
    stop: int,
    bare: Fix,
    least: int,
    tried: Callable[[int], Trial | None],
) -> int | None:
    """Return the fewest minutes, more than these, with which breaks, charges and limits hold."""
    limits = bench.problem.vehicles[route.vehicle]
    is_free = min(limits.max_duration_s, limits.max_drive_s) >= NO_LIMIT
    may_fail_later = not is_free or bool(limits.breaks)
    if not may_fail_later and not limits.has_range:
        return None
    some = [least + more for more in LONGER_MIN] if may_fail_later else []
    ceiling = _most_min(bench, route.vehicle, bare.kind)
    free = tried(ceiling)
    if free is not None:
        # What it then takes of all these minutes is mostly enough.
        timed = free.timed
        begin_s = next(it.start_s for it in timed.stop_visits if it.stop == stop)
        hours = begin_s, timed.end_s, timed.visits[0].depart_s
        some = [_taken_min(bench, route.vehicle, stop, bare, hours)]
    in_range = (n for n in some if least < n < ceiling)
    enough = next((n for n in in_range if tried(n) is not None), ceiling if free else 0)
    if enough <= least:
        return None
    return _least(least + 1, enough, lambda n: tried(n) is not None) or enough


def _most_min(bench: Bench, number: int, kind: FixKind) -> int:
    """By how many minutes a change may move hours: nobody loads before the service day begins."""
    vehicle = bench.problem.vehicles[number]
    if kind not in (FixKind.START_EARLIER, FixKind.DEPOT_EARLIER):
        return MOST_MIN
    if kind is FixKind.DEPOT_EARLIER and vehicle.loads_from_s > 0:
        return min(MOST_MIN, vehicle.loads_from_s // 60)
    first_s = min(vehicle.loading_s, vehicle.earliest_s)
    return min(MOST_MIN, (vehicle.earliest_s - first_s) // 60)


def _taken_min(bench: Bench, number: int, stop: int, fix: Fix, hours: tuple[int, int, int]) -> int:
    """
    How many minutes of a fix a route takes; 0 or less where that is not so easily told.

    ``hours`` are the seconds of its begin at the stop, of its end, and of leaving the depot.
    """
    vehicle, asked = bench.problem.vehicles[number], bench.problem.stops[stop]
    begin_s, end_s, leave_s = hours
    match fix.kind:
        case FixKind.CLOSE_LATER:
            over_s = begin_s - asked.windows[min(fix.window, len(asked.windows) - 1)][1]
        case FixKind.OPEN_EARLIER:
            over_s = asked.windows[min(fix.window, len(asked.windows) - 1)][0] - begin_s
        case FixKind.END_LATER | FixKind.DEPOT_LATER:
            over_s = end_s - vehicle.latest_s
        case FixKind.START_EARLIER | FixKind.DEPOT_EARLIER:
            over_s = vehicle.earliest_s - leave_s
        case _:
            over_s = 0
    return -(-over_s // 60)


def _longer(bench: Bench, route: ProposedRoute, stop: int, bare: Fix) -> Iterator[Fix]:
    free = _trial(bench, route, stop, _by(bare, MOST_MIN))
    if free is None:
        return
    vehicle, timed = bench.problem.vehicles[route.vehicle], free.timed
    over_s = timed.duration_s - vehicle.max_duration_s
    if bare.kind is FixKind.MAX_DRIVE:
        over_s = timed.drive_s - vehicle.max_drive_s
    most = max(1, -(-over_s // 60))
    least = _least(1, most, lambda n: _trial(bench, route, stop, _by(bare, n)) is not None)
    if least is not None:
        yield _by(bare, least)


def _farther(bench: Bench, route: ProposedRoute, stop: int, bare: Fix) -> Iterator[Fix]:
    if bare.kind is FixKind.RANGE:
        yield from _more_range(bench, route, stop, bare)
        return
    free = _trial(bench, route, stop, replace(bare, amounts=(("m", NO_LIMIT),)))
    if free is not None:
        needs_m = -(-free.timed.distance_m // STEP_M) * STEP_M
        limit_m = bench.problem.vehicles[route.vehicle].max_distance_m
        yield replace(bare, amounts=(("m", needs_m - limit_m),))


def _more_range(bench: Bench, route: ProposedRoute, stop: int, bare: Fix) -> Iterator[Fix]:
    """Yield the least range with which the route holds, recharging where that helps."""
    vehicle = bench.problem.vehicles[route.vehicle]
    if vehicle.battery is not None:
        yield from _more_battery(bench, route, stop, bare, vehicle.battery)
        return
    range_m = bench.problem.vehicles[route.vehicle].range_m
    longest_m = longest_stretch_m(lay_out(bench.problem, route))
    if longest_m <= range_m:
        return
    steps = range_m // STEP_M, -(-longest_m // STEP_M)

    def by(step: int) -> Fix:
        return replace(bare, amounts=(("m", step * STEP_M - range_m),))

    least = _least(steps[0] + 1, steps[1], lambda n: _trial(bench, route, stop, by(n)) is not None)
    if least is not None:
        yield by(least)


def _more_battery(
    bench: Bench, route: ProposedRoute, stop: int, bare: Fix, battery: Battery
) -> Iterator[Fix]:
    """Yield the least battery with which the route holds, charged where that helps."""
    vehicle = bench.problem.vehicles[route.vehicle]
    course = lay_out(bench.problem, without_charges(route))
    held = follow_battery(bench.problem, vehicle, course_stays(course))
    missing_mwh = battery.reserve_mwh - lowest_mwh(held)

    def by(step: int) -> Fix:
        return replace(bare, amounts=(("wh", step * STEP_WH),))

    # Of a larger battery only what lies between start and reserve is of use.
    share_mwh = battery.start_mwh - battery.reserve_mwh
    most = -(-missing_mwh * battery.capacity_mwh // (share_mwh * STEP_WH * MWH_A_WH)) + 1
    most = most if missing_mwh > 0 else 0
    least = None
    if most > 0:
        least = _least(1, most, lambda n: _trial(bench, route, stop, by(n)) is not None)
    if least is not None:
        yield by(least)


def _least(low: int, high: int, enough: Callable[[int], bool]) -> int | None:
    """Return the smallest number that is enough, where more never is too little."""
    if not enough(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _by(bare: Fix, minutes: int) -> Fix:
    return replace(bare, amounts=(("min", minutes),))


@lru_cache(maxsize=16)  # What was enough is tried once more for its hours and its price.
def _trial(bench: Bench, route: ProposedRoute, stop: int, fix: Fix) -> Trial | None:
    changed = bench.changed(route.vehicle, stop, fix)
    return None if changed is None else bench.tried(changed, route)


def _earliest(bench: Bench, problem: Problem, route: ProposedRoute) -> tuple[Course, list[int]]:
    """
    Lay a route out without charges, and say when each halt begins, and the end is, at the earliest.

    Breaks and recharging are passed over: with them it is later, never earlier.
    """
    course, over = lay_out(problem, route), bench.over[route.vehicle]
    places = places_along(problem, route)
    over_s = over.least(places[:-1], places[1:])[0].tolist() if over else ()
    return course, earliest_begins_s(course, over_s)


def _is_in_time(course: Course, begins_s: list[int]) -> bool:
    """Whether windows and the end of the shift hold; for FIFO travel the first departure tells."""
    halts = zip(begins_s, course.halts, strict=False)
    return begins_s[-1] <= course.vehicle.latest_s and all(s <= h.latest_s for s, h in halts)
