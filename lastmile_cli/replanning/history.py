"""The part of a route that lies behind its vehicle, written with the hours it really had."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Route, Visit, VisitKind
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.domain.under_way import Resumed
from lastmile_cli.replanning.so_far import Done, SoFar

Way = Callable[[Coordinate, Coordinate, int], tuple[int, int]]
"""Seconds and metres of a vehicle from one place to another, left at a second of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """
    The visits behind a vehicle, and how its route goes on after them.

    ``route`` is the route as it was planned before, ``started_s`` when it really began.
    """

    route: Route
    started_s: int
    visits: tuple[Visit, ...]
    resumed: Resumed


def write_history(so_far: SoFar, stops: Mapping[str, Stop], way: Way, now_s: int) -> History:
    """
    Write what lies behind a vehicle.

    Where it is and when it left each door is what events said. In between it drove as the roads
    say, and what was planned between two doors (a break, a loading) was done, if there was time
    for half of it. A route that was cut before keeps what was written then.
    """
    kept = _kept(so_far)
    known = {visit.stop_id for visit in kept}
    pen = _Pen(so_far, list(kept), stops, way)
    for one in so_far.done:
        if one.visit.stop_id not in known:
            pen.go_to(one)
    pen.load_what_is_on_board()
    if so_far.is_assumed and so_far.heads_for is not None:
        pen.rest_before(so_far.heads_for)
    visits = tuple(replace(visit, sequence=number) for number, visit in enumerate(pen.visits))
    return History(
        route=so_far.route,
        started_s=so_far.started_s,
        visits=visits,
        resumed=_resumed(so_far, visits, stops, way, now_s),
    )


def _kept(so_far: SoFar) -> tuple[Visit, ...]:
    resumed = so_far.route.resumed
    return so_far.route.visits[: resumed.behind] if resumed else ()


@dataclass
class _Pen:
    """Goes on from visit to visit."""

    so_far: SoFar
    visits: list[Visit]
    stops: Mapping[str, Stop]
    way: Way

    @property
    def _at(self) -> tuple[Coordinate, int]:
        """Where it is, and when it left there."""
        if self.visits:
            last = self.visits[-1]
            return self._parked_at(last), last.leaves_s
        return self.so_far.route.visits[0].place, self.so_far.started_s

    def _parked_at(self, visit: Visit) -> Coordinate:
        """Where the vehicle stands while its driver is at a door."""
        walk = visit.walk
        parked = (it.place for it in self.visits if walk and it.stop_id == walk.parked_at)
        return next(parked, visit.place)

    def _is_walked(self, visit: Visit) -> bool:
        """Whether the driver went to a door on foot, as it was planned."""
        last, walk = (self.visits[-1] if self.visits else None), visit.walk
        if last is None or walk is None:
            return False
        return walk.parked_at in (last.stop_id, last.walk.parked_at if last.walk else None)

    def go_to(self, one: Done) -> None:
        """Write the way to a visit that was made, with what was planned on it."""
        stay_s = max(0, one.visit.depart_s - one.visit.start_s)
        _, left_before_s = self._at
        begun_s = one.arrived_s if one.arrived_s is not None else one.left_s - stay_s
        start_s = min(max(begun_s, left_before_s), max(one.left_s, left_before_s))
        self._halt(list(self._halts_before(one.visit)), one.visit.place, start_s)
        place, left_s = self._at
        drive_s, metres, walk = 0, 0, one.visit.walk
        if not self._is_walked(one.visit):
            drive_s, metres = self.way(place, one.visit.place, left_s)
            drive_s, walk = min(drive_s, max(0, start_s - left_s)), None
        self.visits.append(
            replace(
                one.visit,
                arrive_s=start_s if walk else left_s + drive_s,
                start_s=start_s,
                depart_s=max(start_s, one.left_s),
                drive_s=drive_s,
                parking_s=min(one.visit.parking_s, drive_s),
                distance_m=metres,
                wait_s=0 if walk else start_s - left_s - drive_s,
                late_s=self._late_s(one.visit, start_s),
                walk=walk,
            )
        )

    def _late_s(self, visit: Visit, start_s: int) -> int:
        stop = self.stops.get(visit.stop_id or "")
        return max(0, start_s - stop.windows[-1].closes_s) if stop and stop.windows else 0

    def load_what_is_on_board(self) -> None:
        """Write the loading of a trip that has no door behind it yet."""
        if self.so_far.trip > max((visit.trip for visit in self.visits), default=0):
            loads = [
                visit
                for visit in self.so_far.route.visits
                if visit.kind is VisitKind.LOAD and visit.trip == self.so_far.trip
            ]
            self._halt(loads, None, self.so_far.free_s)

    def rest_before(self, visit: Visit) -> None:
        """Write the breaks and charges planned right before a door that it should be at by now."""
        halts = [
            it for it in self._halts_before(visit) if it.kind in (VisitKind.BREAK, VisitKind.CHARGE)
        ]
        if halts:
            self._halt(halts, visit.place, self.so_far.free_s)

    def _halts_before(self, visit: Visit) -> Iterator[Visit]:
        """What was planned right before a visit, and is not written yet."""
        route = self.so_far.route.visits
        here = next(n for n, it in enumerate(route) if it.stop_id == visit.stop_id)
        written = {it.sequence for it in self.visits if it.kind is not VisitKind.STOP}
        halts: list[Visit] = []
        for it in reversed(route[:here]):
            if it.kind is VisitKind.STOP:
                break
            halts.append(it)
        trips = {it.trip for it in self.visits if it.kind is VisitKind.LOAD}
        has_load = any(it.kind is VisitKind.LOAD for it in halts)
        if not has_load and visit.trip not in trips:
            # The first door of the trip, though not the one that was planned as its first.
            halts += [it for it in route if it.kind is VisitKind.LOAD and it.trip == visit.trip]
        for it in reversed(halts):
            is_again = it.kind is VisitKind.LOAD and it.trip in trips
            if not is_again and it.sequence not in written:
                yield it

    def _halt(self, halts: Sequence[Visit], then: Coordinate | None, until_s: int) -> None:
        """Write halts, pressed into the time there was; who had less than half of it had none."""
        place, left_s = self._at
        for _ in range(len(halts) + 1):
            stays_s = sum(halt.depart_s - halt.start_s for halt in halts)
            ways_s = self._ways_s([halt.place for halt in halts], then)
            spare_s = max(0, until_s - left_s - ways_s)
            part = min(1.0, spare_s / stays_s) if stays_s else 1.0
            breaks = [halt for halt in halts if halt.kind is VisitKind.BREAK]
            if part >= 0.5 or not breaks:
                break
            halts = [halt for halt in halts if halt is not breaks[-1]]
        for halt in halts:
            place, left_s = self._at
            at = place if halt.kind is VisitKind.BREAK else halt.place
            drive_s, metres = self.way(place, at, left_s) if self.visits else (0, 0)
            drive_s = min(drive_s, max(0, until_s - left_s))
            stay_s = int((halt.depart_s - halt.start_s) * part)
            arrive_s = left_s + drive_s
            self.visits.append(
                replace(
                    halt,
                    place=at,
                    arrive_s=arrive_s,
                    start_s=arrive_s,
                    depart_s=max(arrive_s, min(until_s, arrive_s + stay_s)),
                    drive_s=drive_s,
                    parking_s=0,
                    distance_m=metres,
                    wait_s=0,
                )
            )

    def _ways_s(self, places: Sequence[Coordinate], then: Coordinate | None) -> int:
        place, left_s = self._at
        total_s = 0
        for at in (*places, *([then] if then else [])):
            total_s += self.way(place, at, left_s)[0] if place != at else 0
            place = at
        return total_s


def _resumed(
    so_far: SoFar,
    visits: Sequence[Visit],
    stops: Mapping[str, Stop],
    way: Way,
    now_s: int,
) -> Resumed:
    before = visits[-1] if visits else so_far.route.visits[0]
    place = so_far.place or before.place
    drive_s, metres = way(before.place, place, before.leaves_s) if visits else (0, 0)
    return Resumed(
        at_s=now_s,
        place=place,
        behind=len(visits),
        stays_s=max(0, so_far.free_s - now_s),
        trips=so_far.trip,
        breaks=sum(visit.kind is VisitKind.BREAK for visit in visits),
        drive_s=min(drive_s, max(0, so_far.free_s - before.leaves_s)),
        distance_m=metres,
        on_board=() if so_far.is_over else so_far.on_board,
        back=_load(stops, so_far.back),
        battery_wh=_battery_wh(so_far, visits),
        is_over=so_far.is_over,
    )


def _load(stops: Mapping[str, Stop], names: Sequence[str]) -> Load:
    goods = (stops[name] for name in names)
    return sum((it.load for it in goods if it.kind is not StopKind.SERVICE), start=Load())


def _battery_wh(so_far: SoFar, visits: Sequence[Visit]) -> int | None:
    """What the battery held by the plan when the vehicle left where it was last."""
    levels = [visit.battery for visit in visits if visit.battery]
    if levels:
        return levels[-1].depart_wh
    first = so_far.route.visits[0].battery
    return first.depart_wh if first else None
