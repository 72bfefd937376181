"""The life of an order: its states, and which event leads where. A table, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from lastmile_cli.domain.events import EventKind


class OrderState(StrEnum):
    """Where an order is in its life."""

    CREATED = "created"
    READY = "ready"
    LOADED = "loaded"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ARRIVED = "arrived"
    DELIVERED = "delivered"
    PARTLY_DELIVERED = "partly_delivered"
    FAILED_ATTEMPT = "failed_attempt"
    REFUSED = "refused"
    RETURNING = "returning"
    RETURNED = "returned"
    RESCHEDULED = "rescheduled"
    AT_COLLECTION_POINT = "at_collection_point"
    CANCELLED = "cancelled"
    DAMAGED = "damaged"
    LOST = "lost"


class Fit(StrEnum):
    """
    What an event is worth in a state.

    It *leads* on; it is *stale* where the order is farther already and nothing is wrong; or it is
    *odd*: it happened, so it counts, and somebody should look at it.
    """

    LEADS = "leads"
    STALE = "stale"
    ODD = "odd"


S, K = OrderState, EventKind

LADDER = (S.CREATED, S.READY, S.LOADED, S.OUT_FOR_DELIVERY, S.ARRIVED)
"""The way of an order to its door. Who forgets to say a step is not asked for it."""
AGAIN = frozenset({S.FAILED_ATTEMPT, S.RESCHEDULED, S.REFUSED, S.RETURNING, S.RETURNED})
"""States from which another attempt may begin."""
DONE = frozenset({S.DELIVERED, S.RETURNED, S.CANCELLED, S.DAMAGED, S.LOST})
"""States in which nothing more is expected to happen."""
SERVED = frozenset({S.DELIVERED, S.PARTLY_DELIVERED, S.AT_COLLECTION_POINT})
"""States in which the vehicle has done what it came for."""
LEFT = frozenset({S.FAILED_ATTEMPT, S.REFUSED, S.RETURNING, S.RESCHEDULED}) | SERVED | DONE
"""States in which the vehicle is not coming (any more)."""

_ON_THE_WAY = frozenset(LADDER)
_GOODS_OUT = frozenset({S.LOADED, S.OUT_FOR_DELIVERY, S.ARRIVED})
_EVERYWHERE = frozenset(OrderState)

_LEADS_FROM: Mapping[EventKind, frozenset[OrderState]] = MappingProxyType(
    {
        K.CREATED: frozenset(),
        K.READY: frozenset({S.CREATED}) | AGAIN,
        K.LOADED: frozenset({S.CREATED, S.READY}) | AGAIN,
        K.OUT_FOR_DELIVERY: frozenset({S.CREATED, S.READY, S.LOADED}) | AGAIN,
        K.ARRIVED: frozenset({S.CREATED, S.READY, S.LOADED, S.OUT_FOR_DELIVERY}) | AGAIN,
        K.DELIVERED: _ON_THE_WAY | AGAIN | {S.AT_COLLECTION_POINT, S.PARTLY_DELIVERED},
        K.AT_COLLECTION_POINT: _ON_THE_WAY | AGAIN,
        K.FAILED_ATTEMPT: _ON_THE_WAY | {S.RESCHEDULED, S.FAILED_ATTEMPT},
        K.REFUSED: _ON_THE_WAY | {S.FAILED_ATTEMPT, S.PARTLY_DELIVERED, S.RESCHEDULED},
        K.RESCHEDULED: _ON_THE_WAY | {S.FAILED_ATTEMPT, S.REFUSED, S.RETURNING, S.RESCHEDULED},
        # A customer may send back what was delivered.
        K.RETURNING: _EVERYWHERE - {S.CREATED, S.READY, S.RETURNED, S.LOST},
        K.RETURNED: _EVERYWHERE - {S.CREATED, S.READY, S.RETURNED, S.LOST},
        K.CANCELLED: _EVERYWHERE - {S.DELIVERED, S.PARTLY_DELIVERED, S.LOST, S.CANCELLED},
        K.DAMAGED: _EVERYWHERE - {S.DAMAGED, S.LOST},
        K.LOST: _EVERYWHERE - {S.LOST, S.RETURNED, S.DELIVERED},
    }
)
_STATE_AFTER: Mapping[EventKind, OrderState] = MappingProxyType(
    {kind: OrderState(kind.value) for kind in _LEADS_FROM}
)
_STEPS: Mapping[OrderState, int] = MappingProxyType({s: n for n, s in enumerate(LADDER)})
del S, K


def changes_state(kind: EventKind) -> bool:
    """Whether an event of this kind can lead an order into another state."""
    return kind in _STATE_AFTER


def state_after(kind: EventKind) -> OrderState:
    """State that such an event leads to; ``KeyError`` where it leads to none."""
    return _STATE_AFTER[kind]


def fit_of(state: OrderState, kind: EventKind) -> Fit:
    """
    What an event is worth to an order in this state.

    Steps of the way to the door that come late, after the order has gone farther, are stale, as
    are repetitions.

    Examples
    --------
    >>> fit_of(OrderState.CREATED, EventKind.DELIVERED)
    <Fit.LEADS: 'leads'>
    >>> fit_of(OrderState.DELIVERED, EventKind.LOADED)
    <Fit.STALE: 'stale'>
    >>> fit_of(OrderState.CANCELLED, EventKind.DELIVERED)
    <Fit.ODD: 'odd'>

    """
    after = state_after(kind)
    if state in _LEADS_FROM[kind]:
        return Fit.LEADS
    if state is after:
        return Fit.STALE
    if after in _STEPS:
        is_behind = state not in _STEPS or _STEPS[after] <= _STEPS[state]
        return Fit.STALE if is_behind and state is not OrderState.CANCELLED else Fit.ODD
    return Fit.ODD
