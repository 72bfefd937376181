"""
When each stop still to come is expected: from here and now, at the pace of the day.

A vehicle goes on from its last event through the visits it has left, in the planned order. How
long it drives and stays is what was planned, times its pace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop
from lastmile_cli.timing.eta import ASSUMED_SPREAD, eta_interval_s
from lastmile_cli.timing.windows import Windows, begin
from lastmile_cli.tracking.fold import DayState
from lastmile_cli.tracking.lives import OrderLife
from lastmile_cli.tracking.progress import ended_at

ANY_TIME: Windows = ((0, 2 * 86_400),)
PRIOR_S = 7_200
"""So much work at the planned pace is taken to have been seen before the day began."""
FASTEST, SLOWEST = 0.5, 2.0
"""No pace beyond these is believed: somebody forgot to press a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """
    When one stop is expected now; seconds are of the service day.

    Service begins at ``start_s``, four times in five between ``low_s`` and ``high_s``. ``late_s``
    is how far ``start_s`` lies behind the last window, ``beyond_s`` how far behind the interval
    that the plan announced.
    """

    stop_id: str
    vehicle_id: str
    arrive_s: int
    start_s: int
    low_s: int
    high_s: int
    late_s: int
    beyond_s: int


def expectations(plan: Plan, state: DayState, now_s: int) -> Mapping[str, Expectation]:
    """Tell of each stop still to come when it is expected, by the stop's id."""
    lives: dict[str, list[OrderLife]] = {}
    for life in state.orders.values():
        lives.setdefault(life.expected.visit_id, []).append(life)
    stops = {stop.stop_id: stop for stop in plan.stops}
    found: dict[str, Expectation] = {}
    for route in plan.routes:
        vehicle = state.vehicles[route.vehicle_id]
        if vehicle.ended_at is not None or vehicle.broken_at is not None:
            continue
        started_at = vehicle.started_at
        started_s = None if started_at is None else plan.day.at_s(started_at)
        for it in _ahead(_Way(plan.day, route, lives, stops, started_s, now_s)):
            found[it.stop_id] = it
    return found


def pace_of(day: ServiceDay, route: Route, lives: Mapping[str, list[OrderLife]]) -> float:
    """
    How long work takes, by what was planned, between the first and the last stop done so far.

    Waiting and breaks are left out as they were planned. It begins at 1 and is believed the more
    the longer the day has lasted.
    """
    done = [
        (day.at_s(at), visit)
        for visit in route.stop_visits
        if (at := ended_at(lives.get(visit.stop_id or "", []))) is not None
    ]
    done.sort(key=lambda pair: pair[0])
    if not done:
        return 1.0
    (first_s, first), (last_s, last) = done[0], done[-1]
    idle_s = sum(
        visit.wait_s + (visit.depart_s - visit.start_s) * (visit.kind is VisitKind.BREAK)
        for visit in route.visits
        if first.sequence < visit.sequence <= last.sequence
    )
    planned_s = last.depart_s - first.depart_s - idle_s
    worked_s = last_s - first_s - idle_s
    if planned_s <= 0 or worked_s <= 0:
        return 1.0
    return min(SLOWEST, max(FASTEST, (worked_s + PRIOR_S) / (planned_s + PRIOR_S)))


@dataclass(frozen=True, slots=True)
class _Way:
    """A route with what has become of its stops."""

    day: ServiceDay
    route: Route
    lives: Mapping[str, list[OrderLife]]
    stops: Mapping[str, Stop]
    started_s: int | None
    now_s: int

    def begin_s(self) -> int:
        """When the day began, or will; who has not said so has not begun."""
        if self.started_s is not None:
            return self.started_s
        return max(self.route.start_s, self.now_s)

    def lives_at(self, visit: Visit) -> list[OrderLife]:
        """The orders of a visit; none where it is no stop's."""
        return self.lives.get(visit.stop_id or "", [])

    def done(self) -> tuple[int, int | None]:
        """How many visits lie behind the vehicle, and when it left the last one."""
        behind, left_s = 0, None
        for number, visit in enumerate(self.route.visits, start=1):
            at = ended_at(self.lives_at(visit))
            if at is not None and (left_s is None or self.day.at_s(at) >= left_s):
                behind, left_s = number, self.day.at_s(at)
        return behind, left_s


def _ahead(way: _Way) -> Iterator[Expectation]:
    """Go on through what is left of a route."""
    behind, left_s = way.done()
    pace = pace_of(way.day, way.route, way.lives)
    at_s = way.begin_s() if left_s is None else left_s
    is_next, worked_s = True, 0
    for visit in way.route.visits[behind:]:
        at_s += round(visit.drive_s * pace)
        stays_s = round((visit.depart_s - visit.start_s) * pace)
        worked_s += round(visit.drive_s * pace)
        if visit.kind is not VisitKind.STOP:
            at_s += stays_s if visit.kind is VisitKind.LOAD else visit.depart_s - visit.start_s
            continue
        lives = way.lives_at(visit)
        if not any(life.is_open for life in lives):
            continue
        stop = way.stops[visit.stop_id or ""]
        if is_next:
            # Nobody has said that it was served: the vehicle is there at best.
            at_s, is_next = max(at_s, way.now_s), False
        arrived_s = _arrived_s(way.day, lives)
        windows = tuple((it.opens_s, it.closes_s) for it in stop.windows) or ANY_TIME
        arrive_s = at_s if arrived_s is None else arrived_s
        start_s = begin(arrive_s, windows)
        yield _expected(way, visit, stop, (arrive_s, start_s), worked_s)
        at_s = max(start_s + stays_s, way.now_s if arrived_s is not None else 0)
        worked_s += stays_s


def _expected(
    way: _Way, visit: Visit, stop: Stop, begins_s: tuple[int, int], worked_s: int
) -> Expectation:
    arrive_s, start_s = begins_s
    windows = tuple((it.opens_s, it.closes_s) for it in stop.windows) or ANY_TIME
    low_s, high_s = eta_interval_s(
        arrive_s, worked_s, windows, ASSUMED_SPREAD, not_before_s=min(arrive_s, way.now_s)
    )
    return Expectation(
        stop_id=stop.stop_id,
        vehicle_id=way.route.vehicle_id,
        arrive_s=arrive_s,
        start_s=start_s,
        low_s=min(low_s, start_s),
        high_s=max(high_s, start_s),
        late_s=max(0, start_s - windows[-1][1]),
        beyond_s=max(0, start_s - visit.eta_high_s),
    )


def _arrived_s(day: ServiceDay, lives: list[OrderLife]) -> int | None:
    """When the vehicle said that it is at the door of orders that are still open."""
    told = [day.at_s(life.arrived_at) for life in lives if life.is_open and life.arrived_at]
    return max(told, default=None)
