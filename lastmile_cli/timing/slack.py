"""How much later a route could be at each halt: room for one more stop, tested in constant time."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.problem import Problem
from lastmile_cli.timing.course import Course
from lastmile_cli.timing.motion import arrive
from lastmile_cli.timing.windows import begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """
    Hours of one route, both ends of them.

    Gap ``g`` is before halt ``g``; the last one is before the end.
    ``depart_s[g]`` is the earliest second to leave for it, ``arrive_by_s[g]``
    the latest to get there without making anybody later than need be;
    ``places[g]`` and ``places[g + 1]`` lie on its two sides, the last being
    ``None`` on an open route.
    """

    course: Course
    depart_s: tuple[int, ...]
    arrive_by_s: tuple[int, ...]
    places: tuple[int | None, ...]

    def has_room(self, problem: Problem, gap: int, stop: int) -> bool:
        """
        Whether one more stop fits into a gap in time, and all others with it.

        Exact for windows and the end of the shift, from earliest arrivals
        forward and latest ones backward, since travel is FIFO; goods must be
        there when the trip loads as it is. Breaks are passed over, and lateness
        that only has a price is no reason against: there may be no room after
        all, but never room where this says no.
        """
        vehicle = self.course.vehicle
        new, travel, starts_s = problem.stops[stop], problem.travel, self.course.starts_s
        before, after = self.places[gap], self.places[gap + 1]
        assert before is not None
        way_s = travel.durations_s(vehicle.table, before, new.place)
        start_s = begin(arrive(self.depart_s[gap], way_s, starts_s), new.windows)
        if start_s > new.latest_s:
            return False
        at_s = start_s + new.service_s[vehicle.service_class]
        if after is not None:
            at_s = arrive(at_s, travel.durations_s(vehicle.table, new.place, after), starts_s)
        return at_s <= self.arrive_by_s[gap]


def slack_of(course: Course) -> Slack:
    """Measure a route's slack in one pass forward and one backward."""
    begins_s = course.begins_s(course.depart_from_s)
    goes_on = [s + halt.service_s for s, halt in zip(begins_s, course.halts, strict=False)]
    return Slack(
        course=course,
        depart_s=(course.depart_from_s, *goes_on),
        arrive_by_s=tuple(course.latest_arrivals_s(course.deadlines_s(begins_s, may_be_late=True))),
        places=(
            course.vehicle.start_place,
            *(halt.place for halt in course.halts),
            course.vehicle.end_place,
        ),
    )
