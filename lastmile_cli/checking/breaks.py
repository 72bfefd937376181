"""
Is there room for a vehicle's breaks in its route? A search over departures and halts.

A driver may take a break as soon as the vehicle has arrived, or wait with it:
so a break at a halt ends in any second of a range. What is left of the day
depends on that second alone, since work and driving count anew from it. The
search goes down from break to break (:meth:`BreakSearch._explore`). Where it
fails it brings back how much later the part before would have to end, or the
vehicle to leave, for another outcome, and goes on from there.

That misses nothing, because leaving later never means arriving earlier (FIFO):
who comes too late comes too late however much later he leaves, and who worked
``x`` seconds too long from some second on must begin at least ``x`` later.
Driving is too long by ``x`` for as many seconds likewise, if no stop on the
way has a second window; else every second is tried. Two things are judged
more kindly than they are:

- the first part of a split break may fill all waiting between it and the
  rest, even where a door would close meanwhile;
- where ``SEARCH_LIMIT`` halts were looked at without an end, there is room.

A first part longer than asked for is tried only to fill waiting: in traffic
that thins out, one that lasts longer still might save driving. And
``max_drive_s`` of the whole day is not looked at here (its breaks' is).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass
from typing import NamedTuple

from lastmile_cli.checking import schedule
from lastmile_cli.checking.course import Course, Reached, Stretch
from lastmile_cli.domain.problem import FAR_FUTURE_S, NO_LIMIT, Problem, ProblemBreak
from lastmile_cli.domain.proposal import ProposedRoute

NEVER_S = 2 * NO_LIMIT
"""No second."""
SEARCH_LIMIT = 100_000
"""After so many halts were looked at the search gives up, and nothing is objected to."""


class Need(NamedTuple):
    """From which second on an outcome may differ: of the part before, or of the departure."""

    resume_s: int = NEVER_S
    leave_s: int = NEVER_S

    def or_(self, other: Need) -> Need:
        """Either of the two."""
        return Need(min(self.resume_s, other.resume_s), min(self.leave_s, other.leave_s))


@dataclass(frozen=True, slots=True)
class _Segment:
    """The day since loading began (``count`` 0) or the last break ended at ``halt``."""

    count: int
    halt: int
    resume_s: int
    since_s: int


def missing_slack_s(problem: Problem, route: ProposedRoute) -> int:
    """
    By how many seconds the breaks' bounds would have to be wider; 0 where all fit.

    The route must hold without its breaks. Wider is: later at the latest, after
    more work and after more driving, by the same seconds for all breaks.
    """
    course = Course(problem, route)
    if _fits(problem, route, course, 0):
        return 0
    low_s, high_s = 0, FAR_FUTURE_S
    while high_s - low_s > 1:
        middle_s = (low_s + high_s) // 2
        if _fits(problem, route, course, middle_s):
            high_s = middle_s
        else:
            low_s = middle_s
    return high_s


def _fits(problem: Problem, route: ProposedRoute, course: Course, slack_s: int) -> bool:
    leave_s = schedule.first_leave_s(problem, route)
    latest_s = problem.vehicles[route.vehicle].latest_s
    tried = 0
    while leave_s <= latest_s:
        left = SEARCH_LIMIT - tried
        search = BreakSearch(problem, route, course, leave_s, slack_s, left)
        need = search.run()
        if need is None:
            return True
        tried += search.tried + course.count
        leave_s = min(need)
    return False


class BreakSearch:
    """All days that leave in one second."""

    def __init__(
        self,
        problem: Problem,
        route: ProposedRoute,
        course: Course,
        leave_s: int,
        slack_s: int,
        limit: int,
    ) -> None:
        self._van = problem.vehicles[route.vehicle]
        self._load_s = schedule.load_s(problem, route)
        self._course = course
        self._leave_s = leave_s
        self._slack_s = slack_s
        self._limit = limit
        self._failed: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.tried = 0

    def run(self) -> Need | None:
        """``None`` where all breaks fit, else the departures from which on they may."""
        start_s = self._leave_s - self._load_s
        return self._explore(_Segment(0, -1, self._leave_s, start_s))

    def _explore(self, segment: _Segment) -> Need | None:
        """``None`` where the rest of the day works out."""
        failed = self._failed.setdefault((segment.count, segment.halt), [])
        before = bisect_right(failed, (segment.resume_s, NEVER_S)) - 1
        if before >= 0 and failed[before][1] > segment.resume_s:
            # What else the departure would have to be was told when that one failed.
            return Need(resume_s=failed[before][1])
        need = self._try_all(segment)
        if need is not None:
            insort(failed, (segment.resume_s, need.resume_s))
        return need

    def _try_all(self, segment: _Segment) -> Need | None:
        stretch = self._course.go_on(segment.halt, segment.resume_s)
        self.tried += len(stretch.halts)
        if self.tried > self._limit:
            return None
        need = self._finish(segment, stretch)
        if need is None or segment.count == len(self._van.breaks):
            return need
        one = self._van.breaks[segment.count]
        halts = _halts(segment, stretch)
        found = self._try_halts(segment, one, halts, one.duration_s)
        if found is None:
            return None
        need = need.or_(found)
        if one.first_part_s:
            for halt, at in halts:
                found = self._try_rest(segment, one, halt, at)
                if found is None:
                    return None
                need = need.or_(found)
        return need

    def _try_rest(
        self, segment: _Segment, one: ProblemBreak, halt: int, at: Reached
    ) -> Need | None:
        """A first part at this halt, the rest at some later one."""
        after = self._course.go_on(halt, at.arrive_s + one.first_part_s)
        self.tried += len(after.halts)
        later = [
            (halt + number, Reached(arrive_s, at.drive_s + drive_s, wait_s))
            for number, (arrive_s, drive_s, wait_s) in enumerate(after.halts, 1)
        ]
        return self._try_halts(segment, one, later, one.duration_s - one.first_part_s)

    def _try_halts(
        self,
        segment: _Segment,
        one: ProblemBreak,
        halts: list[tuple[int, Reached]],
        length_s: int,
    ) -> Need | None:
        """The break, or the rest of it, of this length at each of these halts in turn."""
        latest_s = min(one.latest_s + self._slack_s, self._van.latest_s)
        worked_s = one.max_work_s + self._slack_s
        need = Need()
        ranges: list[tuple[int, int, int]] = []
        for halt, at in halts:
            begin_s = max(at.arrive_s, one.earliest_s)
            over_s = begin_s - segment.since_s - worked_s
            far_s = at.drive_s - one.max_drive_s - self._slack_s
            if begin_s > latest_s:
                break
            if over_s > 0 or far_s > 0:
                part_s = one.duration_s - length_s
                need = self._later(segment, halt, one, (part_s, over_s, far_s))
                break
            # Waiting may have been the longer first part of a split break.
            filled_s = at.wait_s + begin_s - at.arrive_s if length_s < one.duration_s else 0
            first_s = begin_s + max(1, length_s - filled_s)
            ranges.append((halt, first_s, min(latest_s, segment.since_s + worked_s) + length_s))
        # The later a break is held, the less is left to be done after it.
        for halt, first_s, last_s in reversed(ranges):
            found = self._try_range(segment.count + 1, halt, first_s, last_s)
            if found is None:
                return None
            late_s = found.resume_s - last_s
            is_open = found.resume_s <= latest_s + length_s
            resume_s = segment.resume_s + late_s if is_open else NEVER_S
            need = need.or_(Need(resume_s, found.leave_s))
        return need

    def _try_range(self, count: int, halt: int, first_s: int, last_s: int) -> Need | None:
        """A break that ends in any second of a range; ``resume_s`` needed lies behind it."""
        leave_s, resume_s = NEVER_S, first_s
        while resume_s <= last_s:
            found = self._explore(_Segment(count, halt, resume_s, resume_s))
            if found is None:
                return None
            leave_s, resume_s = min(leave_s, found.leave_s), found.resume_s
        return Need(resume_s, leave_s)

    def _finish(self, segment: _Segment, stretch: Stretch) -> Need | None:
        """End the day without a further break."""
        if stretch.end is None:
            return Need()
        end_s = stretch.end.arrive_s
        owed = self._van.breaks[segment.count :]
        if any(end_s > one.latest_s + self._slack_s for one in owed):
            return Need()
        for one in owed[:1]:
            over_s = end_s - segment.since_s - one.max_work_s - self._slack_s
            far_s = stretch.end.drive_s - one.max_drive_s - self._slack_s
            if over_s > 0 or far_s > 0:
                return self._later(segment, self._course.count, one, (0, over_s, far_s))
        long_s = end_s - (self._leave_s - self._load_s) - self._van.max_duration_s
        if long_s <= 0:
            return None
        rested_s = sum(one.duration_s for one in self._van.breaks[: segment.count])
        working_s = self._load_s + self._course.least_work_s(-1, self._course.count)
        is_hopeless = working_s + rested_s > self._van.max_duration_s
        return Need() if is_hopeless else Need(leave_s=self._leave_s + long_s)

    def _later(
        self, segment: _Segment, halt: int, one: ProblemBreak, too_many_s: tuple[int, int, int]
    ) -> Need:
        """How much later to go on, at least, for so much less work or driving before a halt."""
        part_s, over_s, far_s = too_many_s
        course, begun_s = self._course, segment.resume_s - segment.since_s
        if over_s > 0:
            least_s = begun_s + course.least_work_s(segment.halt, halt) + part_s
            is_hopeless = least_s > one.max_work_s + self._slack_s
            return Need() if is_hopeless else Need(resume_s=segment.resume_s + over_s)
        least_s = course.least_drive_s(segment.halt, halt)
        if least_s > one.max_drive_s + self._slack_s:
            return Need()
        step_s = 1 if course.has_second_windows else far_s
        return Need(resume_s=segment.resume_s + step_s)


def _halts(segment: _Segment, stretch: Stretch) -> list[tuple[int, Reached]]:
    """Where the next break may be taken; right after another one too."""
    here = [(segment.halt, Reached(segment.resume_s, 0, 0))] if segment.halt >= 0 else []
    return here + list(enumerate(stretch.halts, segment.halt + 1))
