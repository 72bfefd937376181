"""Which stops lie near each other, and which may well follow one another."""

from __future__ import annotations

import numpy as np

from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.ruin_recreate import layout as at

NEAREST_KEPT = 400
"""How far a ruin looks for routes."""

BESIDE_KEPT = 60
"""Beside how many stops an insertion could ever look."""

LONG_ROUTE_STOPS = 15
"""Routes of so many stops and more are long."""

SHORT_ROUTES = (0.0, 0.3)
"""What a second of unavoidable waiting, and of lateness, weighs in driving; routes are short."""

LONG_ROUTES = (0.2, 1.0)
"""The same where they are long: there waiting costs whole vehicles."""

_ROWS = 128


def list_neighbours(
    legs: at.I32,
    stop: at.I64,
    service_s: at.I64,
    price: at.F64,
    *,
    periods: int,
    route_stops: float,
) -> tuple[at.I32, at.I32]:
    """
    Nearest stops (n, 400) and likely predecessors or successors (n, 60), best first.

    Both by the price of travel in the first mode's first period (the fastest, where
    that has no way): the former
    there and back, the latter one way, the cheaper one, with what the
    windows make the vehicle wait or come too late (after Vidal, Crainic,
    Gendreau, Prins 2013). ``route_stops`` is how many stops a typical route can hold.
    """
    n = len(stop)
    waiting, lateness = LONG_ROUTES if route_stops >= LONG_ROUTE_STOPS else SHORT_ROUTES
    metre, second = travel_weights(price)
    near = np.zeros((n, min(max(n - 1, 1), NEAREST_KEPT)), np.int32)
    beside = np.zeros((n, min(max(n - 1, 1), BESIDE_KEPT)), np.int32)
    loc = stop[:, at.LOC]
    opens, closes, serve = (
        column.astype(np.float64) for column in (stop[:, at.OPENS], stop[:, at.CLOSES], service_s)
    )
    for low in range(0, n, _ROWS):
        rows = np.arange(low, min(n, low + _ROWS))
        block = legs[0][loc[rows][:, None], loc]
        there_s = _usual_s(block[..., 2 : 2 + periods])
        back_s = _usual_s(block[..., 2 + periods :])
        there = block[..., 0] * metre + there_s * second
        back = block[..., 1] * metre + back_s * second
        moment = max(second, float(there.sum()) / max(1.0, float(there_s.sum())))
        wait_s, late_s = _strain(
            there_s + serve[rows, None], opens[rows, None], closes[rows, None], opens, closes
        )
        back_wait_s, back_late_s = _strain(
            back_s + serve, opens, closes, opens[rows, None], closes[rows, None]
        )
        after = there + moment * (waiting * wait_s + lateness * late_s)
        before = back + moment * (waiting * back_wait_s + lateness * back_late_s)
        near[rows] = _least(there + back, rows, near.shape[1])
        beside[rows] = _least(np.minimum(after, before), rows, beside.shape[1])
    return near, beside


def travel_weights(price: at.F64) -> tuple[float, float]:
    """What a metre and a second cost on average; where both are free, seconds count."""
    metre = float(price[:, at.P_METRE].mean()) if len(price) else 1.0
    second = float(price[:, at.P_SECOND].mean()) if len(price) else 0.0
    return (0.0, 1.0) if metre == second == 0 else (metre, second)


def _usual_s(layers: at.I32) -> at.F64:
    """Seconds in the first period, in the fastest where that has no way; periods come last."""
    usual = layers[..., 0].astype(np.float64)
    is_shut = usual >= UNREACHABLE_S
    if layers.shape[-1] > 1 and is_shut.any():
        usual[is_shut] = layers[is_shut].min(axis=-1)
    return usual


def _strain(
    gap_s: at.F64, opens: at.F64, closes: at.F64, next_opens: at.F64, next_closes: at.F64
) -> tuple[at.F64, at.F64]:
    """Seconds that two windows force a vehicle to wait, and to be late, between two stops."""
    return np.maximum(next_opens - gap_s - closes, 0), np.maximum(opens + gap_s - next_closes, 0)


def _least(away: at.F64, rows: at.I64, kept: int) -> at.I64:
    """
    Columns of the ``kept`` least entries of each row, itself last; ties by index.

    Where only some of those that tie can be kept, each row keeps those that follow it: or all
    stops of one place would know the same few.
    """
    away[np.arange(len(rows)), rows] = np.inf
    if kept >= away.shape[1] - 1:
        return np.argsort(away, axis=1, kind="stable")[:, :kept]
    cut = np.partition(away, (kept - 1, kept), axis=1)[:, kept - 1 : kept + 1]
    close = np.sort(np.argpartition(away, kept - 1, axis=1)[:, :kept], axis=1)
    for row in np.flatnonzero(cut[:, 0] == cut[:, 1]):
        behind = np.roll(away[row], -int(rows[row]))
        first = np.argsort(behind, kind="stable")[:kept]
        close[row] = np.sort((first + rows[row]) % away.shape[1])
    order = np.argsort(np.take_along_axis(away, close, axis=1), axis=1, kind="stable")
    return np.take_along_axis(close, order, axis=1)
