"""Every day there is for a tiny route: all departures, halts and seconds of its breaks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lastmile_cli.checking.motion import arrival_s
from lastmile_cli.domain.problem import Problem, ProposedRoute


def has_a_day(problem: Problem, route: ProposedRoute) -> bool:
    """Whether any departure and any way to take the breaks keeps everything."""
    van = problem.vehicles[route.vehicle]
    ready_s = max(problem.stops[stop].ready_s for stop in route.trips[0])
    first_s = max(van.earliest_s, ready_s + van.loading_s if ready_s else 0)
    return any(_works(problem, route, leave_s) for leave_s in range(first_s, van.latest_s + 1))


def _works(problem: Problem, route: ProposedRoute, first_s: int) -> bool:
    van = problem.vehicles[route.vehicle]
    halts: list[int | str] = []
    for trip in route.trips:
        halts += ["load", *trip]
    halts = [*halts[1:], "end"]

    def place(halt: int | str) -> int | None:
        if halt == "load":
            return van.start_place
        return van.end_place if halt == "end" else problem.stops[int(halt)].place

    def ride(start: int, end: int, leave_s: int) -> int:
        legs = problem.travel.durations_s(van.table, start, end)
        return arrival_s(leave_s, legs, problem.travel.period_starts_s)

    def trip_of(number: int) -> tuple[int, ...]:
        return route.trips[halts[: number + 1].count("load")]

    def leaves(number: int, now_s: int) -> int | None:
        halt = halts[number]
        if halt == "load":
            return (
                max([now_s, *(problem.stops[s].ready_s for s in trip_of(number))]) + van.loading_s
            )
        stop = problem.stops[int(halt)]
        for opens_s, closes_s in stop.windows:
            if now_s <= closes_s:
                return max(now_s, opens_s) + stop.service_s[0]
        return now_s + stop.service_s[0] if now_s <= closes_s + stop.max_late_s else None

    @cache
    def go(number: int, leave_s: int, taken: int, since_s: int, driven_s: int, part_s: int) -> bool:
        """On the way to halt ``number``; ``part_s`` of the next break were taken."""
        here = van.start_place if number == 0 else place(halts[number - 1])
        there = place(halts[number])
        assert here is not None
        arrive_s = leave_s if there is None else ride(here, there, leave_s)
        driven_s += arrive_s - leave_s
        if halts[number] == "end":
            return ends(arrive_s, taken, since_s, driven_s)
        states = halt_states(arrive_s, taken, since_s, driven_s, part_s)
        for now_s, *state in set(states):
            next_s = leaves(number, now_s)
            if next_s is not None and next_s <= van.latest_s and go(number + 1, next_s, *state):
                return True
        return False

    def halt_states(
        now_s: int, taken: int, since_s: int, driven_s: int, part_s: int
    ) -> Iterator[tuple[int, int, int, int, int]]:
        yield now_s, taken, since_s, driven_s, part_s
        if taken == len(van.breaks):
            return
        one = van.breaks[taken]
        if one.first_part_s and not part_s:
            for length_s in range(one.first_part_s, one.duration_s):
                yield now_s + length_s, taken, since_s, driven_s, length_s
        if driven_s <= one.max_drive_s:
            last_s = min(one.latest_s, since_s + one.max_work_s, van.latest_s)
            for begin_s in range(max(now_s, one.earliest_s), last_s + 1):
                end_s = begin_s + one.duration_s - part_s
                yield from halt_states(end_s, taken + 1, end_s, 0, 0)

    def ends(end_s: int, taken: int, since_s: int, driven_s: int) -> bool:
        if end_s > van.latest_s or end_s - first_s + van.loading_s > van.max_duration_s:
            return False
        owed = van.breaks[taken:]
        if owed and (end_s - since_s > owed[0].max_work_s or driven_s > owed[0].max_drive_s):
            return False
        return all(end_s <= one.latest_s for one in owed)

    return go(0, first_s, 0, first_s - van.loading_s, 0, 0)
