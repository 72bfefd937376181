"""How little is enough: the smallest change of one kind after which a route holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lastmile_cli.domain.battery import Battery
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.bench import OF_HOURS, OF_WINDOW, Bench
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.limits import excess_loads
from lastmile_cli.planning.locks import missing_crew, missing_skills
from lastmile_cli.planning.trial import Trial, try_route
from lastmile_cli.timing.batteries import course_stays, follow_battery, lowest_mwh
from lastmile_cli.timing.charging import longest_stretch_m, without_charges
from lastmile_cli.timing.course import lay_out

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
            more = len(route.stops) - (vehicle.max_stops or 0)
            yield replace(bare, amounts=(("stops", more),))
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

    def in_time(minutes: int) -> bool:
        changed = bench.changed(route.vehicle, stop, _by(bare, minutes))
        return changed is not None and _is_in_time(changed, route)

    def holds(minutes: int) -> bool:
        return _trial(bench, route, stop, _by(bare, minutes)) is not None

    least = _least(1, MOST_MIN, in_time)
    if least is None:
        return
    if not holds(least):
        limits = bench.problem.vehicles[route.vehicle]
        is_free = min(limits.max_duration_s, limits.max_drive_s) >= NO_LIMIT
        if is_free and not limits.breaks and not limits.has_range:
            return
        enough = next((least + more for more in LONGER_MIN if holds(least + more)), None)
        if enough is None:
            return
        least = _least(least + 1, enough, holds) or enough
    yield _by(bare, least)


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


def _trial(bench: Bench, route: ProposedRoute, stop: int, fix: Fix) -> Trial | None:
    changed = bench.changed(route.vehicle, stop, fix)
    return None if changed is None else try_route(changed, route)


def _is_in_time(problem: Problem, route: ProposedRoute) -> bool:
    """
    Whether windows and the end of the shift hold; for FIFO travel the first departure tells.

    Breaks and recharging are passed over: with them more may be needed, never less.
    """
    course = lay_out(problem, route)
    *begins_s, end_s = course.begins_s(course.depart_from_s)
    halts = zip(begins_s, course.halts, strict=True)
    return end_s <= course.vehicle.latest_s and all(s <= halt.latest_s for s, halt in halts)
