"""The one clock: a visiting order becomes arrival, waiting, service and departure."""

from __future__ import annotations

from lastmile_cli.domain.problem import Problem, ProposedRoute
from lastmile_cli.timing.course import Course, lay_out
from lastmile_cli.timing.departure import best_departure_s
from lastmile_cli.timing.timed import TimedHome, TimedRoute, TimedVisit
from lastmile_cli.timing.windows import lateness


def time_route(
    problem: Problem, route: ProposedRoute, *, depart_s: int | None = None
) -> TimedRoute:
    """
    Time one route: when does the vehicle load, arrive, begin and go on?

    An early vehicle waits until the door opens; a late one still serves, in
    the earliest window still open at arrival or, after the last, at once. An
    unreachable leg is driven in ``UNREACHABLE_S``: nothing is judged here.

    Parameters
    ----------
    problem
        Stops, vehicles and the travel between them.
    route
        Which vehicle visits which stops in which order.
    depart_s
        Second of leaving the depot, after loading. By default the best one:
        least lateness everywhere, then least paid time, then earliest end
        (see ``best_departure_s``).

    Raises
    ------
    ValueError
        The route has no stop, or a trip without one.
    """
    course = lay_out(problem, route)
    leave_s = best_departure_s(course) if depart_s is None else depart_s
    begins_s = course.begins_s(leave_s)
    visits = [_loading(course, leave_s)]
    for halt, start_s in zip(course.halts, begins_s[:-1], strict=True):
        before_s = visits[-1].depart_s
        arrive_s = course.arrive_at(halt, before_s)
        visits.append(
            TimedVisit(
                stop=halt.stop,
                trip=halt.trip,
                place=halt.place,
                arrive_s=arrive_s,
                start_s=start_s,
                depart_s=start_s + halt.service_s,
                late_s=lateness(start_s, halt.windows),
                drive_s=arrive_s - before_s,
                distance_m=halt.distance_m,
            )
        )
    return TimedRoute(
        vehicle=route.vehicle,
        visits=tuple(visits),
        home=_home(course, visits[-1].depart_s, begins_s[-1]),
        late_home_s=max(0, begins_s[-1] - course.vehicle.latest_s),
    )


def _loading(course: Course, leave_s: int) -> TimedVisit:
    start_s = leave_s - course.vehicle.loading_s
    return TimedVisit(
        stop=None,
        trip=0,
        place=course.vehicle.start_place,
        arrive_s=start_s,
        start_s=start_s,
        depart_s=leave_s,
        late_s=0,
        drive_s=0,
        distance_m=0,
    )


def _home(course: Course, depart_s: int, end_s: int) -> TimedHome | None:
    if course.vehicle.end_place is None:
        return None
    return TimedHome(
        place=course.vehicle.end_place,
        arrive_s=end_s,
        drive_s=end_s - depart_s,
        distance_m=course.home_m,
    )
