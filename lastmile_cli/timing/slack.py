"""How much later a route could be at each halt: room for one more stop, tested at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.domain.problem import Problem
from lastmile_cli.timing.course import Course
from lastmile_cli.timing.motion import arrive, latest_departure
from lastmile_cli.timing.windows import begin, latest_arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """
    Hours of one route, both ends of them.

    Gap ``g`` is before halt ``g``; the last one is before the end.
    ``depart_s[g]`` is the earliest second to leave for it, ``arrive_by_s[g]``
    the latest to get there without making anybody later than need be,
    ``begin_by_s[g]`` the latest to begin there for its own sake alone;
    ``places[g]`` and ``places[g + 1]`` lie on its two sides, the last being
    ``None`` on an open route.
    """

    course: Course
    depart_s: tuple[int, ...]
    arrive_by_s: tuple[int, ...]
    begin_by_s: tuple[int, ...]
    places: tuple[int | None, ...]

    def has_room(self, problem: Problem, gap: int, stop: int) -> bool:
        """Whether one more stop fits into a gap in time; see ``has_room_for``."""
        return self.has_room_for(problem, [(gap, stop)])

    def has_room_for(self, problem: Problem, added: Sequence[tuple[int, int]]) -> bool:
        """
        Whether more stops, (gap, stop) in driving order, fit in time, and all others with them.

        Exact for windows and the end of the shift, from earliest arrivals
        forward and latest ones backward, since travel is FIFO; goods must be
        there when the trip loads as it is. Breaks are passed over, and lateness
        that only has a price is no reason against: there may be no room after
        all, but never room where this says no.
        """
        vehicle, travel, halts = self.course.vehicle, problem.travel, self.course.halts
        first, last = added[0][0], added[-1][0]
        at_s, here = self.depart_s[first], self.places[first]
        for gap in range(first, last + 1):
            assert here is not None
            for stop in (stop for at, stop in added if at == gap):
                new = problem.stops[stop]
                way_s = travel.durations_s(vehicle.table, here, new.place)
                start_s = begin(arrive(at_s, way_s, self.course.starts_s), new.windows)
                if start_s > new.latest_s:
                    return False
                at_s, here = start_s + new.service_s[vehicle.service_class], new.place
            after = self.places[gap + 1]
            if after is None:
                break
            at_s = arrive(
                at_s, travel.durations_s(vehicle.table, here, after), self.course.starts_s
            )
            if gap < last:
                at_s = begin(at_s, halts[gap].windows)
                if at_s > self.begin_by_s[gap]:
                    return False
                at_s, here = at_s + halts[gap].service_s, after
        return at_s <= self.arrive_by_s[last]


def slack_of(course: Course, over_s: Sequence[int] = ()) -> Slack:
    """
    Measure a route's slack in one pass forward and one backward.

    ``over_s`` are seconds for each leg, the way home too, in which it can be driven otherwise
    at any hour: then nobody is earlier than it says, and nobody need be as early.
    """
    begins_s = earliest_begins_s(course, over_s)
    goes_on = [s + halt.service_s for s, halt in zip(begins_s, course.halts, strict=False)]
    limits_s = course.deadlines_s(begins_s, may_be_late=True)
    latest_s = _latest_s(course, limits_s, over_s) if over_s else course.latest_arrivals_s(limits_s)
    return Slack(
        course=course,
        depart_s=(course.depart_from_s, *goes_on),
        arrive_by_s=tuple(latest_s),
        begin_by_s=tuple(limits_s),
        places=(
            course.vehicle.start_place,
            *(halt.place for halt in course.halts),
            course.vehicle.end_place,
        ),
    )


def earliest_begins_s(course: Course, over_s: Sequence[int] = ()) -> list[int]:
    """``Course.begins_s`` of the earliest departure, each leg driven in the faster way."""
    if not over_s:
        return course.begins_s(course.depart_from_s)
    begins_s = []
    at_s = course.depart_from_s
    for halt, way_s in zip(course.halts, over_s, strict=False):
        start_s = begin(min(course.arrive_at(halt, at_s), at_s + way_s), halt.windows)
        begins_s.append(start_s)
        at_s = start_s + halt.service_s
    if course.home_s is None:
        return [*begins_s, at_s]
    return [*begins_s, min(course.arrive_home(at_s), at_s + over_s[-1])]


def _latest_s(course: Course, begin_by_s: Sequence[int], over_s: Sequence[int]) -> list[int]:
    """``Course.latest_arrivals_s``, each leg driven in the faster way."""
    at_s = begin_by_s[-1]
    latest_s = [at_s]
    if course.home_s is not None:
        at_s = max(latest_departure(at_s, course.home_s, course.starts_s), at_s - over_s[-1])
    for halt, by_s, way_s in zip(
        reversed(course.halts),
        reversed(begin_by_s[:-1]),
        reversed(over_s[: len(course.halts)]),
        strict=True,
    ):
        latest_s.append(latest_arrival(min(at_s - halt.service_s, by_s), halt.windows))
        straight_s = latest_departure(latest_s[-1], halt.durations_s, course.starts_s)
        at_s = max(straight_s, latest_s[-1] - way_s)
    return latest_s[::-1]
