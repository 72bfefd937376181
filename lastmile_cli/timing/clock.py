"""The one clock: a visiting order becomes arrival, waiting, service and departure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import Problem, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.timing.breaks import place_breaks, place_breaks_from
from lastmile_cli.timing.course import Course, Halt, lay_out
from lastmile_cli.timing.departure import best_departure_s
from lastmile_cli.timing.placement import Piece
from lastmile_cli.timing.timed import TimedHome, TimedRoute, TimedVisit
from lastmile_cli.timing.windows import begin, lateness


def time_route(
    problem: Problem, route: ProposedRoute, *, depart_s: int | None = None
) -> TimedRoute:
    """
    Time one route: when does the vehicle load, arrive, begin and go on?

    An early vehicle waits until the door opens; a late one still serves, in
    the earliest window still open at arrival or, after the last, at once. An
    unreachable leg is driven in ``UNREACHABLE_S``, and breaks that fit nowhere
    are taken where least is wrong: nothing is judged here.

    Parameters
    ----------
    problem
        Stops, vehicles and the travel between them.
    route
        Which vehicle visits which stops in which order.
    depart_s
        Second of leaving the depot, after loading. By default the route's own,
        else the best one: least lateness everywhere, then least paid time, then
        earliest end (see ``best_departure_s``, and ``place_breaks`` for a
        vehicle with breaks).

    Raises
    ------
    ValueError
        The route has no stop, or a trip without one.
    """
    depart_s = route.depart_s if depart_s is None else depart_s
    course = lay_out(problem, route)
    pieces: dict[int, Piece] = {}
    if course.vehicle.breaks:
        placed = place_breaks(course) if depart_s is None else place_breaks_from(course, depart_s)
        leave_s = placed.depart_s
        pieces = {piece.halt: piece for piece in placed.pieces}
    else:
        leave_s = best_departure_s(course) if depart_s is None else depart_s
    return _timed(course, route.vehicle, leave_s, pieces)


def time_placed(
    problem: Problem, route: ProposedRoute, depart_s: int, pieces: Iterable[Piece]
) -> TimedRoute:
    """Time a route whose departure and breaks are settled; see ``time_route``."""
    placed = {piece.halt: piece for piece in pieces}
    return _timed(lay_out(problem, route), route.vehicle, depart_s, placed)


def _timed(course: Course, vehicle: int, leave_s: int, pieces: Mapping[int, Piece]) -> TimedRoute:
    visits = [_loading(course, leave_s)]
    for number, halt in enumerate(course.halts):
        arrive_s = course.arrive_at(halt, visits[-1].depart_s)
        drive_s, distance_m = arrive_s - visits[-1].depart_s, halt.distance_m
        if number in pieces:
            visits.append(_break(halt, pieces[number], arrive_s, drive_s))
            arrive_s, drive_s, distance_m = visits[-1].depart_s, 0, 0
        start_s = begin(arrive_s, halt.windows)
        visits.append(
            TimedVisit(
                stop=halt.stop,
                trip=halt.trip,
                place=halt.place,
                arrive_s=arrive_s,
                start_s=start_s,
                depart_s=start_s + halt.service_s,
                late_s=lateness(start_s, halt.windows),
                drive_s=drive_s,
                distance_m=distance_m,
                charger=halt.charger,
            )
        )
    home = _home(course, visits[-1].depart_s)
    end_s = home.arrive_s if home else visits[-1].depart_s
    return TimedRoute(
        vehicle=vehicle,
        visits=tuple(visits),
        home=home,
        late_home_s=max(0, end_s - course.vehicle.latest_s),
        unpaid_s=_unpaid_s(course.vehicle, visits),
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


def _break(halt: Halt, piece: Piece, arrive_s: int, drive_s: int) -> TimedVisit:
    """Pause where the next halt is; before loading again it still belongs to the trip before."""
    start_s = max(arrive_s, piece.earliest_s)
    return TimedVisit(
        stop=None,
        trip=halt.trip - 1 if halt.is_loading else halt.trip,
        place=halt.place,
        arrive_s=arrive_s,
        start_s=start_s,
        depart_s=start_s + piece.duration_s,
        late_s=0,
        drive_s=drive_s,
        distance_m=halt.distance_m,
        break_index=piece.break_index,
    )


def _home(course: Course, depart_s: int) -> TimedHome | None:
    if course.vehicle.end_place is None or course.home_s is None:
        return None
    end_s = course.arrive_home(depart_s)
    return TimedHome(
        place=course.vehicle.end_place,
        arrive_s=end_s,
        drive_s=end_s - depart_s,
        distance_m=course.home_m,
    )


def _unpaid_s(vehicle: ProblemVehicle, visits: list[TimedVisit]) -> int:
    unpaid_s = 0
    for visit in visits:
        if visit.kind is VisitKind.BREAK and not vehicle.breaks[visit.break_index or 0].is_paid:
            unpaid_s += visit.service_s
        if not vehicle.waiting_paid:
            unpaid_s += visit.wait_s
    return unpaid_s
