"""The life of one order as its events tell it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from lastmile_cli.domain.events import Event, EventKind
from lastmile_cli.domain.order_states import (
    LEFT,
    Fit,
    OrderState,
    changes_state,
    fit_of,
    state_after,
)
from lastmile_cli.tracking.expected import Expected

FACTS = frozenset(
    {
        EventKind.DELIVERED,
        EventKind.AT_COLLECTION_POINT,
        EventKind.FAILED_ATTEMPT,
        EventKind.REFUSED,
        EventKind.RETURNING,
        EventKind.RETURNED,
        EventKind.DAMAGED,
        EventKind.LOST,
    }
)
"""What was done with the goods counts even where it should not have come to it."""


@dataclass(frozen=True, slots=True)
class Step:
    """An event in the life of an order: when it truly happened, and what it was worth."""

    event: Event
    at: datetime
    fit: Fit
    state: OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLife:
    """
    One order: its state, and how it came to it.

    ``attempts`` counts times at the door that ended, well or not. ``delivered``, ``short``,
    ``damaged`` and ``lost`` are parcels; ``reason`` is that of the last event that gave one.
    ``vehicle_id`` is who last had it, by the events or else by the plan.
    """

    expected: Expected
    state: OrderState = OrderState.CREATED
    since: datetime | None = None
    arrived_at: datetime | None = None
    delivered_at: datetime | None = None
    attempts: int = 0
    delivered: int = 0
    short: int = 0
    damaged: int = 0
    lost: int = 0
    cash_micro: int | None = None
    reason: str = ""
    vehicle_id: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def order_id(self) -> str:
        """Id of the order."""
        return self.expected.order_id

    @property
    def is_open(self) -> bool:
        """Whether the vehicle is still to come."""
        return self.state not in LEFT

    @property
    def odd(self) -> tuple[Step, ...]:
        """What happened although it should not have: somebody should look at it."""
        return tuple(step for step in self.steps if step.fit is Fit.ODD)

    @property
    def is_in_full(self) -> bool:
        """Whether all parcels are with the customer, or waiting at the collection point."""
        done = self.state in {OrderState.DELIVERED, OrderState.AT_COLLECTION_POINT}
        return done and not (self.short or self.damaged or self.lost)


def lived(life: OrderLife, event: Event, at: datetime) -> OrderLife:
    """Go on with a life after an event that happened at ``at``."""
    if event.kind is EventKind.LOADED and life.expected.is_collected:
        # What is fetched at a door and is on board has been fetched.
        event = replace(event, kind=EventKind.DELIVERED)
    if not changes_state(event.kind):
        return _noted(life, event, at)
    fit = fit_of(life.state, event.kind)
    if _is_of_some(life, event):
        return _some(life, event, at, fit)
    counts = fit is Fit.LEADS or (fit is Fit.ODD and event.kind in FACTS)
    state = state_after(event.kind) if counts else life.state
    # A driver who presses "delivered" at a locker has put the goods into it.
    if state is OrderState.DELIVERED and life.expected.point_id and _is_by_driver(life, event):
        state = OrderState.AT_COLLECTION_POINT
    after = replace(life, steps=(*life.steps, Step(event, at, fit, state)))
    return _changed(after, event, at, state) if counts else after


def _changed(life: OrderLife, event: Event, at: datetime, state: OrderState) -> OrderLife:
    after = replace(
        life,
        state=state,
        since=at,
        reason=event.reason or ("" if state is OrderState.DELIVERED else life.reason),
        vehicle_id=event.vehicle_id or life.vehicle_id,
    )
    if event.kind is EventKind.ARRIVED:
        return replace(after, arrived_at=at)
    if event.kind in {EventKind.DELIVERED, EventKind.AT_COLLECTION_POINT}:
        return _handed_over(after, life, event, at)
    if event.kind in {EventKind.FAILED_ATTEMPT, EventKind.REFUSED}:
        return replace(after, attempts=life.attempts + 1, delivered=0, delivered_at=None)
    return _with_parcels_after(after, event.kind)


def _handed_over(after: OrderLife, before: OrderLife, event: Event, at: datetime) -> OrderLife:
    """All that is left is with the customer, or in the locker; who fetches it there is no visit."""
    is_visit = before.state is not OrderState.AT_COLLECTION_POINT
    return replace(
        after,
        attempts=before.attempts + is_visit,
        delivered_at=at if is_visit else before.delivered_at,
        delivered=_left(before),
        cash_micro=before.cash_micro if event.cash_micro is None else event.cash_micro,
    )


def _with_parcels_after(life: OrderLife, kind: EventKind) -> OrderLife:
    """Count the parcels of what comes back, or is damaged or lost as a whole."""
    if kind in {EventKind.RETURNING, EventKind.RETURNED}:
        return replace(life, delivered=0)
    if kind is EventKind.DAMAGED:
        return replace(life, damaged=life.damaged + _left(life))
    if kind is EventKind.LOST:
        return replace(life, lost=life.lost + _left(life), delivered=0)
    return life


def _left(life: OrderLife) -> int:
    """Parcels that were there, and are neither damaged nor lost."""
    return life.expected.parcels - life.short - life.damaged - life.lost


def _is_by_driver(life: OrderLife, event: Event) -> bool:
    """Whether it is the vehicle that says so, not the customer who fetched it from the locker."""
    return life.state is not OrderState.AT_COLLECTION_POINT or bool(event.vehicle_id)


def _is_of_some(life: OrderLife, event: Event) -> bool:
    """Whether it is about some of the order's parcels, and not all of them."""
    kinds = {EventKind.DELIVERED, EventKind.DAMAGED, EventKind.LOST, EventKind.REFUSED}
    whole = life.expected.parcels - life.short
    return event.kind in kinds and event.parcels is not None and event.parcels < whole


def _some(life: OrderLife, event: Event, at: datetime, fit: Fit) -> OrderLife:
    """Count parcels; what is handed over in part leaves the order partly delivered."""
    count = event.parcels or 0
    if event.kind is EventKind.DAMAGED:
        after = replace(life, damaged=life.damaged + count)
    elif event.kind is EventKind.LOST:
        after = replace(life, lost=life.lost + count)
    else:
        is_given = event.kind is EventKind.DELIVERED
        given = life.delivered + count if is_given else life.expected.parcels - count
        after = _partly_delivered(life, given, event, at)
    return replace(
        after,
        reason=event.reason or life.reason,
        vehicle_id=event.vehicle_id or life.vehicle_id,
        steps=(*life.steps, Step(event, at, fit, after.state)),
    )


def _partly_delivered(life: OrderLife, given: int, event: Event, at: datetime) -> OrderLife:
    is_all = given >= _left(life) and event.kind is EventKind.DELIVERED
    is_visit = life.state is not OrderState.PARTLY_DELIVERED
    return replace(
        life,
        state=OrderState.DELIVERED if is_all else OrderState.PARTLY_DELIVERED,
        since=at,
        delivered=min(given, life.expected.parcels),
        delivered_at=at if is_visit else life.delivered_at,
        attempts=life.attempts + is_visit,
        cash_micro=life.cash_micro if event.cash_micro is None else event.cash_micro,
    )


def _noted(life: OrderLife, event: Event, at: datetime) -> OrderLife:
    """Keep what changes no state: a note, or parcels that were short at loading."""
    step = Step(event, at, Fit.LEADS, life.state)
    if event.kind is EventKind.SHORT:
        short = life.expected.parcels if event.parcels is None else event.parcels
        life = replace(life, short=min(life.expected.parcels, short))
    return replace(life, steps=(*life.steps, step))
