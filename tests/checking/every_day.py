"""Every day there is for a tiny route: all departures, halts and seconds of its breaks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from lastmile_cli.checking.motion import arrival_s
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute


class State(NamedTuple):
    """The second, breaks taken, start of work, driven since, and part of the next break taken."""

    now_s: int
    taken: int
    since_s: int
    driven_s: int
    part_s: int


def has_a_day(problem: Problem, route: ProposedRoute) -> bool:
    """Whether any departure and any way to take the breaks keeps everything."""
    van = problem.vehicles[route.vehicle]
    ready_s = max(problem.stops[stop].ready_s for stop in route.trips[0])
    first_s = max(van.earliest_s, ready_s + van.loading_s if ready_s else 0)
    return any(
        EveryDay(problem, route, leave_s).works() for leave_s in range(first_s, van.latest_s + 1)
    )


class EveryDay:
    """All days that leave in one second; a halt is a stop's number or a trip's tuple (loading)."""

    def __init__(self, problem: Problem, route: ProposedRoute, leave_s: int) -> None:
        self.problem, self.leave_s = problem, leave_s
        self.van = problem.vehicles[route.vehicle]
        self.halts = [halt for trip in route.trips for halt in (trip, *trip)]
        self.go = cache(self._go)

    def works(self) -> bool:
        return self.go(1, State(self.leave_s, 0, self.leave_s - self.van.loading_s, 0, 0))

    def _go(self, number: int, state: State) -> bool:
        """Whether the day works out from leaving for this halt on."""
        if state.now_s > self.van.latest_s:
            return False
        if number == len(self.halts):
            return self._ends(self._ride(number - 1, self.van.end_place, state))
        there = self._ride(number - 1, self._place(number), state)
        for begin in set(self._rests(there)):
            leave_s = self._leaves(number, begin.now_s)
            if leave_s is not None and self.go(number + 1, begin._replace(now_s=leave_s)):
                return True
        return False

    def _place(self, number: int) -> int:
        halt = self.halts[number]
        return self.problem.stops[halt].place if isinstance(halt, int) else self.van.start_place

    def _ride(self, number: int, end: int | None, state: State) -> State:
        if end is None:
            return state
        travel = self.problem.travel
        legs_s = travel.durations_s(self.van.table, self._place(number), end)
        there_s = arrival_s(state.now_s, legs_s, travel.period_starts_s)
        driven_s = state.driven_s + there_s - state.now_s
        return state._replace(now_s=there_s, driven_s=driven_s)

    def _leaves(self, number: int, now_s: int) -> int | None:
        halt = self.halts[number]
        if isinstance(halt, tuple):
            ready_s = max(self.problem.stops[stop].ready_s for stop in halt)
            return max(now_s, ready_s) + self.van.loading_s
        stop = self.problem.stops[halt]
        for opens_s, closes_s in stop.windows:
            if now_s <= closes_s:
                return max(now_s, opens_s) + stop.service_s[0]
        is_late = now_s > stop.windows[-1][1] + stop.max_late_s
        return None if is_late else now_s + stop.service_s[0]

    def _rests(self, state: State) -> Iterator[State]:
        yield state
        if state.taken == len(self.van.breaks):
            return
        one = self.van.breaks[state.taken]
        if one.first_part_s and not state.part_s:
            for part_s in range(one.first_part_s, one.duration_s):
                yield state._replace(now_s=state.now_s + part_s, part_s=part_s)
        if state.driven_s <= one.max_drive_s:
            last_s = min(one.latest_s, state.since_s + one.max_work_s, self.van.latest_s)
            for begin_s in range(max(state.now_s, one.earliest_s), last_s + 1):
                end_s = begin_s + one.duration_s - state.part_s
                yield from self._rests(State(end_s, state.taken + 1, end_s, 0, 0))

    def _ends(self, state: State) -> bool:
        end_s, owed = state.now_s, self.van.breaks[state.taken :]
        day_s = end_s - self.leave_s + self.van.loading_s
        if end_s > self.van.latest_s or day_s > self.van.max_duration_s:
            return False
        worked_s = end_s - state.since_s
        if any(worked_s > it.max_work_s or state.driven_s > it.max_drive_s for it in owed[:1]):
            return False
        return all(end_s <= it.latest_s for it in owed)
