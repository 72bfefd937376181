"""How far each vehicle is when its day is planned anew: what is done, where it stands, its load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lastmile_cli.domain.events import EventKind
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.order_states import LADDER, OrderState
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.under_way import is_handover
from lastmile_cli.tracking.fold import DayState
from lastmile_cli.tracking.lives import OrderLife
from lastmile_cli.tracking.outlook import Expectation
from lastmile_cli.tracking.progress import ended_at
from lastmile_cli.tracking.vehicles import VehicleLife

FRESH_S = 900
"""A position older than this says nothing any more of where a vehicle is."""
LEAST_STAY_S = 60
"""Whoever should be done at a door by now, and has not said so, needs so much longer."""

_ON_BOARD = frozenset({OrderState.LOADED, OrderState.OUT_FOR_DELIVERY, OrderState.ARRIVED})
_LOADS = frozenset({EventKind.LOADED, EventKind.OUT_FOR_DELIVERY})
_BACK = frozenset(
    {
        OrderState.FAILED_ATTEMPT,
        OrderState.REFUSED,
        OrderState.RETURNING,
        OrderState.RESCHEDULED,
        OrderState.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A visit that lies behind: when the vehicle was there, if it said so, and when it left."""

    visit: Visit
    arrived_s: int | None
    left_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """
    One vehicle now; seconds are of the service day.

    ``done`` are its visits in the order they were made, the last one maybe still going on until
    ``free_s``. ``place`` is where it is, ``None`` where nobody knows: at the depot then, or where
    it last was; ``is_assumed`` where nobody saw it and the outlook said so. ``heads_for`` is the
    visit it is on the way to, ``trip`` the one it is on (0: nothing is loaded yet). ``on_board``
    are stops whose goods it has for delivery, ``back`` those whose goods go back to the depot.
    """

    route: Route
    started_s: int
    done: tuple[Done, ...]
    free_s: int
    trip: int
    place: Coordinate | None = None
    is_assumed: bool = False
    heads_for: Visit | None = None
    on_board: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    is_over: bool = False
    is_broken: bool = False

    @property
    def stranded(self) -> tuple[str, ...]:
        """Stops whose goods go no farther with it, and are not back at the depot."""
        return self.on_board if self.is_broken else ()

    @property
    def behind(self) -> frozenset[str]:
        """Stops that lie behind it."""
        resumed = self.route.resumed
        kept = self.route.visits[: resumed.behind] if resumed else ()
        return frozenset(it.stop_id or "" for it in (*kept, *(one.visit for one in self.done)))


def list_so_far(
    plan: Plan, state: DayState, outlook: Mapping[str, Expectation], now_s: int
) -> tuple[SoFar, ...]:
    """Tell of each vehicle that has begun its day how far it is, in the plan's order."""
    lives: dict[str, list[OrderLife]] = {}
    for life in state.orders.values():
        lives.setdefault(life.expected.visit_id, []).append(life)
    stops = {stop.stop_id: stop for stop in plan.stops}
    found = []
    for route in plan.routes:
        look = _Look(plan, route, state.vehicles[route.vehicle_id], lives, stops, outlook, now_s)
        if look.has_begun():
            found.append(look.so_far())
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Look:
    """One route and what its events say."""

    plan: Plan
    route: Route
    vehicle: VehicleLife
    lives: Mapping[str, list[OrderLife]]
    stops: Mapping[str, Stop]
    outlook: Mapping[str, Expectation]
    now_s: int

    def has_begun(self) -> bool:
        # Whoever is there but has nothing loaded can still be sent anywhere.
        return (
            self.vehicle.ended_at is not None
            or self.vehicle.broken_at is not None
            or any(True for _ in self._visits_done())
            or self._trip(()) > 0
            or self.route.resumed is not None
        )

    def so_far(self) -> SoFar:
        done = self._all_done()
        trip = self._trip(done)
        started_s = self._started_s(done)
        is_over = self.vehicle.ended_at is not None or self.vehicle.broken_at is not None
        heads_for, place, free_s = None, self._seen(done), self.now_s
        is_assumed = False
        if done and done[-1].left_s > self.now_s:
            place, free_s = self._parked_at(done[-1].visit), _back_s(done[-1])
        elif not is_over:
            heads_for = self._next(trip)
            if heads_for is not None and place is None:
                # Nobody saw it since: it is where the outlook has it arrive, when it does.
                expected = self.outlook.get(heads_for.stop_id or "")
                if expected is not None:
                    place, free_s = heads_for.place, max(self.now_s, expected.arrive_s)
                    is_assumed = True
        if place is None and done:
            place = self._parked_at(done[-1].visit)
        return SoFar(
            route=self.route,
            started_s=started_s,
            done=done,
            free_s=free_s,
            trip=trip,
            place=place,
            is_assumed=is_assumed,
            heads_for=heads_for,
            on_board=tuple(self._on_board(trip, done)),
            back=tuple(self._back(trip, done)),
            is_over=is_over,
            is_broken=self.vehicle.broken_at is not None and self.vehicle.ended_at is None,
        )

    def _parked_at(self, visit: Visit) -> Coordinate:
        """Where the vehicle stands while its driver is at a door."""
        walk = visit.walk
        parked = (it.place for it in self.route.visits if walk and it.stop_id == walk.parked_at)
        return next(parked, visit.place)

    def lives_at(self, visit: Visit) -> list[OrderLife]:
        return self.lives.get(visit.stop_id or "", [])

    def _visits_done(self) -> Iterator[Done]:
        day = self.plan.day
        for visit in self.route.stop_visits:
            if is_handover(visit.stop_id or ""):
                yield from self._handed_over(visit)
                continue
            lives = self.lives_at(visit)
            if not lives or any(life.is_open for life in lives):
                continue
            left_at = ended_at(lives)
            if left_at is not None:
                yield Done(visit=visit, arrived_s=self._arrived_s(lives), left_s=day.at_s(left_at))

    def _handed_over(self, visit: Visit) -> Iterator[Done]:
        """What was taken over: so its new driver said, by loading it or by bringing it."""
        wanted = self.stops[visit.stop_id or ""].paired_with
        told = [
            self.plan.day.at_s(step.at)
            for life in self.lives.get(wanted, [])
            for step in life.steps
            if step.event.vehicle_id == self.route.vehicle_id
        ]
        if told:
            yield Done(visit=visit, arrived_s=None, left_s=min(told))

    def _all_done(self) -> tuple[Done, ...]:
        """The visits behind it, and the one where it stands."""
        done = sorted(self._visits_done(), key=lambda one: (one.left_s, one.visit.sequence))
        if self.vehicle.ended_at is not None or self.vehicle.broken_at is not None:
            return tuple(done)
        for visit in self.route.stop_visits:
            lives = self.lives_at(visit)
            arrived_s = self._arrived_s([life for life in lives if life.is_open])
            if arrived_s is not None and arrived_s <= self.now_s:
                stay_s = visit.depart_s - visit.start_s
                left_s = max(arrived_s + stay_s, self.now_s + LEAST_STAY_S)
                done.append(Done(visit=visit, arrived_s=arrived_s, left_s=left_s))
                break
        return tuple(done)

    def _arrived_s(self, lives: list[OrderLife]) -> int | None:
        told = [self.plan.day.at_s(life.arrived_at) for life in lives if life.arrived_at]
        return min(told, default=None)

    def _trip(self, done: tuple[Done, ...]) -> int:
        """
        The trip it is on: the last one of which something is done or on board.

        Who is at work when the first should be loaded is on that, whether they say so or not.
        """
        trips = [one.visit.trip for one in (done or self._visits_done())]
        trips += [
            visit.trip
            for visit in self.route.stop_visits
            if any(life.state in _ON_BOARD for life in self.lives_at(visit))
        ]
        if self.route.resumed is not None:
            trips.append(self.route.resumed.trips)
        loaded_s = next((it.depart_s for it in self.route.visits if it.kind is VisitKind.LOAD), 0)
        if self.vehicle.started_at is not None and loaded_s <= self.now_s:
            trips.append(1)
        return max(trips, default=0)

    def _started_s(self, done: tuple[Done, ...]) -> int:
        day, told = self.plan.day, self.vehicle.started_at
        if self.route.resumed is not None:
            return self.route.start_s
        if told is not None:
            return min(day.at_s(told), self.now_s)
        first_s = min((one.arrived_s or one.left_s for one in done), default=self.now_s)
        return min(self.route.start_s, first_s, self.now_s)

    def _seen(self, done: tuple[Done, ...]) -> Coordinate | None:
        """Where it was seen, if that is news."""
        if self.vehicle.place is None or self.vehicle.seen_at is None:
            return None
        seen_s = self.plan.day.at_s(self.vehicle.seen_at)
        is_old = self.now_s - seen_s > FRESH_S or (done and seen_s < done[-1].left_s)
        is_standing = self.vehicle.broken_at is not None
        return self.vehicle.place if is_standing or not is_old else None

    def _next(self, trip: int) -> Visit | None:
        """The next door of the trip it is on."""
        ahead = (
            visit
            for visit in self.route.stop_visits
            if visit.trip == trip and any(life.is_open for life in self.lives_at(visit))
        )
        return next(ahead, None)

    def _on_board(self, trip: int, done: tuple[Done, ...]) -> Iterator[str]:
        """Stops whose goods it has: loaded, as somebody said, or because its trip is on the way."""
        behind = {one.visit.stop_id for one in done}
        vehicle_id = self.route.vehicle_id
        planned = {visit.stop_id: visit.trip for visit in self.route.stop_visits}
        for stop_id, stop in self.stops.items():
            if stop_id in behind or not stop.kind.brings_goods:
                continue
            lives = [life for life in self.lives.get(stop_id, []) if life.is_open]
            told = {_holder(life) for life in lives if life.state in _ON_BOARD}
            is_here = vehicle_id in told
            is_meant = bool(lives) and not told and 0 < planned.get(stop_id, 0) <= trip
            if is_here or is_meant:
                yield stop_id

    def _back(self, trip: int, done: tuple[Done, ...]) -> Iterator[str]:
        """Stops whose goods are on board and go back: fetched ones, and those nobody took."""
        of_trip = {one.visit.stop_id for one in done if one.visit.trip == trip}
        for visit in self.route.stop_visits:
            if visit.trip != trip:
                continue
            stop, lives = self.stops[visit.stop_id or ""], self.lives_at(visit)
            if stop.kind.brings_goods:
                refused = [life for life in lives if life.state in _BACK]
                was_loaded = any(step.state in LADDER[2:] for it in refused for step in it.steps)
                if refused and (was_loaded or visit.stop_id in of_trip):
                    yield stop.stop_id
            elif visit.stop_id in of_trip:
                yield stop.stop_id


def _back_s(done: Done) -> int:
    """When the driver is back at the vehicle."""
    return done.left_s + (done.visit.walk.back_s if done.visit.walk else 0)


def _holder(life: OrderLife) -> str:
    """Who has the goods: whoever said last that they are loaded, be that late news or not."""
    loads = [step for step in life.steps if step.event.kind in _LOADS and step.event.vehicle_id]
    last = max(loads, key=lambda step: step.at, default=None)
    return last.event.vehicle_id if last is not None else life.vehicle_id
