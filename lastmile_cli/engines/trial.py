"""Would a route hold on static tables? A quick trial, without the last word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop, ProblemVehicle

Trips = tuple[tuple[int, ...], ...]


def holds(problem: Problem, number: int, trips: Trips) -> bool:
    """
    Whether a vehicle could drive these trips, leaving as early as it can.

    Breaks are taken as late as their bounds allow. Duration is what is left
    after the wait that a later departure surely spares.
    """
    vehicle = problem.vehicles[number]
    if sum(len(trip) for trip in trips) > vehicle.max_stops:
        return False
    return _fits(problem, vehicle, trips) and _Trial(problem, vehicle, trips).works()


def _fits(problem: Problem, vehicle: ProblemVehicle, trips: Trips) -> bool:
    for unit, capacity in enumerate(vehicle.capacity):
        for trip in trips:
            stops = [problem.stops[stop] for stop in trip]
            on_board = sum(stop.delivery[unit] for stop in stops if stop.shipped_from is None)
            if on_board > capacity:
                return False
            for stop in stops:
                on_board += stop.pickup[unit] - stop.delivery[unit]
                if on_board > capacity:
                    return False
    return True


@dataclass(slots=True)
class _Trial:
    problem: Problem
    vehicle: ProblemVehicle
    trips: Trips
    now_s: int = 0
    place: int = 0
    drive_s: int = 0
    metres: int = 0
    slack_s: int = NO_LIMIT
    wait_s: int = 0
    taken: int = 0
    since_s: int = 0
    driven_s: int = 0
    _start_s: int = field(default=0, init=False)

    def works(self) -> bool:
        vehicle = self.vehicle
        self._leave()
        for halt in self._halts():
            self._drive(self.place if halt is None else halt.place)
            if not self._serve(halt):
                return False
        if vehicle.end_place is not None:
            self._drive(vehicle.end_place)
        spared_s = min(
            self.slack_s, self.wait_s, max(0, vehicle.latest_s - self.now_s) + self.wait_s
        )
        return (
            self.now_s <= vehicle.latest_s
            and self.now_s - self._start_s - spared_s <= vehicle.max_duration_s
            and self.drive_s <= vehicle.max_drive_s
            and self.metres <= vehicle.max_distance_m
            and not self._owes(0, 0)
        )

    def _leave(self) -> None:
        vehicle = self.vehicle
        goods_s = max((self.problem.stops[stop].ready_s for stop in self.trips[0]), default=0)
        ready_s = goods_s + vehicle.loading_s if goods_s else 0
        self.now_s = max(vehicle.earliest_s, ready_s)
        self.place = vehicle.start_place
        self._start_s = self.since_s = self.now_s - vehicle.loading_s

    def _halts(self) -> Iterator[ProblemStop | None]:
        """Stops in order; ``None`` on having come back to load, the vehicle at its start."""
        for count, trip in enumerate(self.trips):
            if count:
                self._drive(self.vehicle.start_place)
                yield None
                ready_s = max((self.problem.stops[stop].ready_s for stop in trip), default=0)
                self._wait_until(ready_s)
                self.now_s += self.vehicle.loading_s
            yield from (self.problem.stops[stop] for stop in trip)

    def _drive(self, place: int) -> None:
        if place == self.place:
            return
        table = self.vehicle.table
        leg_s = self.problem.travel.durations_s(table, self.place, place)[0]
        self.now_s += leg_s
        self.drive_s += leg_s
        self.driven_s += leg_s
        self.metres += self.problem.travel.leg_m(table, self.place, place)
        self.place = place

    def _serve(self, stop: ProblemStop | None) -> bool:
        if self.taken < len(self.vehicle.breaks) and not self._rest():
            return False
        if stop is None:
            return True
        open_yet = [window for window in stop.windows if self.now_s <= window[1]]
        if open_yet:
            self._wait_until(open_yet[0][0])
        elif self.now_s > stop.latest_s:
            return False
        closes_s = open_yet[0][1] if open_yet else stop.latest_s
        self.slack_s = min(self.slack_s, closes_s - self.now_s + self.wait_s)
        self.now_s += stop.service_s[self.vehicle.service_class]
        return True

    def _wait_until(self, second: int) -> None:
        self.wait_s += max(0, second - self.now_s)
        self.now_s = max(self.now_s, second)

    def _rest(self) -> bool:
        """Take the next break where it would be owed within an hour; false if it is too late."""
        one = self.vehicle.breaks[self.taken]
        if not self._owes(3_600, 3_600) or self.now_s + 7_200 < one.earliest_s:
            return True
        begins_s = max(self.now_s, one.earliest_s)
        if (
            begins_s > one.latest_s
            or begins_s - self.since_s > one.max_work_s
            or self.driven_s > one.max_drive_s
        ):
            return False
        self.now_s = self.since_s = begins_s + one.duration_s
        self.driven_s = 0
        self.taken += 1
        self.slack_s = min(self.slack_s, self.wait_s)
        return True

    def _owes(self, ahead_s: int, driving_s: int) -> bool:
        """Whether the next break is owed by then."""
        if self.taken == len(self.vehicle.breaks):
            return False
        one = self.vehicle.breaks[self.taken]
        until_s = self.now_s + ahead_s
        return (
            until_s > one.latest_s
            or until_s - self.since_s > one.max_work_s
            or self.driven_s + driving_s > one.max_drive_s
        )
