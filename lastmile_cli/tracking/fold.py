"""
The state of the day, folded from the log of its events over the plan.

Nothing is remembered from one fold to the next: the same events in any order, told once or
twice, give the same state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter

from lastmile_cli.domain.events import OF_A_LOAD, OF_VEHICLES, Event, EventKind
from lastmile_cli.domain.order_states import LADDER, LEFT, OrderState, changes_state
from lastmile_cli.domain.plan import Plan
from lastmile_cli.tracking.expected import list_expected
from lastmile_cli.tracking.lives import OrderLife, lived
from lastmile_cli.tracking.skew import skews_of
from lastmile_cli.tracking.vehicles import VehicleLife, driven

WHOLE_STOP = frozenset({EventKind.ARRIVED, EventKind.OUT_FOR_DELIVERY, EventKind.LOADED})
"""What is said of the first of several orders at a door always holds for all of them."""
NOTHING = timedelta()
RANKS = {kind: number for number, kind in enumerate(EventKind)}
"""Of events of one second the one that comes earlier in the life of an order is first."""


@dataclass(frozen=True, kw_only=True)
class DayState:
    """
    What is known of a day at the end of its log.

    ``orders`` and ``vehicles`` are in the plan's order; ``unknown`` are events that name an order
    or a vehicle the plan does not have, as they came; ``skews`` says how far clocks ran ahead.
    ``last_at`` is when the last event happened.
    """

    orders: Mapping[str, OrderLife]
    vehicles: Mapping[str, VehicleLife]
    unknown: tuple[Event, ...] = ()
    skews: Mapping[str, timedelta] = field(default_factory=dict)
    last_at: datetime | None = None

    def stops_before(self, order_id: str) -> int | None:
        """
        How many stops its vehicle still visits before this order's; ``None`` where nobody comes.

        0: it is the next one, or the vehicle is there.
        """
        life = self.orders[order_id]
        if not life.is_open or not life.expected.vehicle_id:
            return None
        own = life.expected
        ahead = {
            other.expected.visit_id
            for other in self.orders.values()
            if other.is_open
            and other.expected.vehicle_id == own.vehicle_id
            and other.expected.position < own.position
        }
        return len(ahead)


def fold(plan: Plan, events: Iterable[Event]) -> DayState:
    """Fold events over a plan: in any order, some told twice, some late, some by wrong clocks."""
    told = _once(events)
    skews = skews_of(told.values())
    book = _Book(plan, told.values())
    turns = [
        (event.at - skews.get(event.source, NOTHING), RANKS[event.kind], identity, event)
        for identity, event in told.items()
    ]
    turns.sort(key=itemgetter(0, 1, 2))
    for at, _, _, event in turns:
        book.take(event, at)
    return DayState(
        orders=book.orders,
        vehicles=book.vehicles,
        unknown=tuple(book.unknown),
        skews=skews,
        last_at=turns[-1][0] if turns else None,
    )


def _once(events: Iterable[Event]) -> dict[tuple[str, ...], Event]:
    """Keep one report of each thing, the first that was heard of."""
    told: dict[tuple[str, ...], Event] = {}
    for event in events:
        identity = event.identity
        other = told.get(identity)
        if other is None or _heard(event) < _heard(other):
            told[identity] = event
    return told


def _heard(event: Event) -> tuple[datetime, str]:
    return event.received_at, event.source


class _Book:
    """Orders and vehicles while they are followed through the day."""

    def __init__(self, plan: Plan, told: Iterable[Event]) -> None:
        expected = list_expected(plan)
        self.orders = {
            it.order_id: OrderLife(expected=it, vehicle_id=it.vehicle_id) for it in expected
        }
        self.vehicles = {
            route.vehicle_id: VehicleLife(vehicle_id=route.vehicle_id) for route in plan.every_route
        }
        self.unknown: list[Event] = []
        self._at_stop: dict[str, list[str]] = {}
        for it in expected:
            self._at_stop.setdefault(it.visit_id, []).append(it.order_id)
            if it.stop.stop_id != it.visit_id:
                self._at_stop.setdefault(it.stop.stop_id, []).append(it.order_id)
        self._one_by_one = {
            self.orders[event.order_id].expected.stop.stop_id
            for event in told
            if event.order_id in self.orders and _is_end(event.kind)
            if self.orders[event.order_id].expected.stop.stop_id != event.order_id
        }

    def take(self, event: Event, at: datetime) -> None:
        """Go on with every life that an event is about."""
        if event.kind in OF_VEHICLES or not event.order_id:
            self._take_of_vehicle(event, at)
            return
        order_ids = self._meant(event)
        if not order_ids:
            self.unknown.append(event)
        for order_id in order_ids:
            self.orders[order_id] = lived(self.orders[order_id], event, at)
        vehicle = self.vehicles.get(event.vehicle_id)
        if vehicle is not None and event.place is not None:
            self.vehicles[event.vehicle_id] = driven(vehicle, event, at)

    def _meant(self, event: Event) -> list[str]:
        """
        Orders that an event of an order is about.

        Where orders at one door are reported one by one, the id that the stop shares with the
        first of them means that order alone, but for the way there.
        """
        together = self._at_stop.get(event.order_id, [])
        if event.order_id not in self.orders:
            return together
        is_alone = event.order_id in self._one_by_one and event.kind not in WHOLE_STOP
        return [event.order_id] if is_alone or not together else together

    def _take_of_vehicle(self, event: Event, at: datetime) -> None:
        vehicle = self.vehicles.get(event.vehicle_id)
        if vehicle is None:
            self.unknown.append(event)
            return
        self.vehicles[event.vehicle_id] = driven(vehicle, event, at)
        if event.kind in OF_A_LOAD:
            for order_id in self._on_trip(event):
                self.orders[order_id] = lived(self.orders[order_id], event, at)

    def _on_trip(self, event: Event) -> list[str]:
        """Orders that a trip takes out: the one named, or the first that is not so far yet."""
        state = OrderState(event.kind.value)
        lives = [
            life
            for life in self.orders.values()
            if life.expected.vehicle_id == event.vehicle_id and not life.expected.is_collected
        ]
        waiting = {life.expected.trip for life in lives if _is_before(life.state, state)}
        trip = event.trip or min(waiting, default=0)
        return [
            life.order_id
            for life in lives
            if life.expected.trip == trip and _is_before(life.state, state)
        ]


def _is_before(state: OrderState, other: OrderState) -> bool:
    """Whether a step of the way to the door is still to come."""
    return state in LADDER and LADDER.index(state) < LADDER.index(other)


def _is_end(kind: EventKind) -> bool:
    return changes_state(kind) and OrderState(kind.value) in LEFT
