"""
The shape of a problem and of a solution in memory: contiguous integer arrays, one row a node.

Nodes are numbered customers 0..n-1, then for route slot r its start ``n + 2 r``
and end ``n + 2 r + 1``. Vehicles that nothing tells apart form a class; a slot
is a vehicle of some class, or empty. Classes that differ in nothing but room
and prices are twins: they form a ring through ``C_TWIN``, share their slots
(``C_SLOT`` is the first of all of them), and a route may change among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from lastmile_cli.engines.ruin_recreate.by_address import Bundle

# Columns of ``State.node`` (one cache line a node).
PREV, NEXT, ROUTE, EARLY, LATE, NEXT_M, NEXT_S, STAMP = range(8)
# Columns of ``Data.stop``.
OPENS, CLOSES, LOC, FIRST_WINDOW, WINDOWS, READY, WISH, PARCELS, STOP_COLUMNS = range(9)
# Columns of ``Data.vclass``.
C_START, C_END, C_EARLIEST, C_LATEST, C_LOADING, C_MODE, C_SERVICE = range(7)
C_MAX_DURATION, C_MAX_DRIVE, C_MAX_METRES, C_MAX_STOPS = range(7, 11)
C_OVERTIME_AFTER, C_COUNT, C_SLOT, C_TWIN, C_COLUMNS = range(11, 16)
# Columns of ``Data.price``: micro-units a metre, second, second of overtime, route, stop, parcel.
P_METRE, P_SECOND, P_OVERTIME, P_FIXED, P_STOP, P_PARCEL = range(6)
# Columns of ``State.route``; loads follow from R_LOAD on.
R_CLASS, R_STOPS, R_METRES, R_DURATION, R_DRIVE, R_READY, R_PARCELS, R_STAMP, R_SEEN, R_LOAD = (
    range(10)
)
# Columns of ``State.segment``: duration, earliest and latest begin of the part up to / from a node.
HEAD_D, HEAD_L, TAIL_D, TAIL_E = range(4)
# Indices of ``Data.flags``.
F_TIME, F_HOURS, F_PICKUPS, F_APPROXIMATE, F_READY, F_WISH, F_TWINS, F_DRIVE, F_COUNT = range(9)
# Indices of ``State.whole`` and ``State.real``.
W_ABSENT, W_ITERATION, W_INSERTIONS, W_BEST_ABSENT = range(4)
X_COST, X_BEST = range(2)

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Data(Bundle):
    """
    What never changes while solving.

    ``metres``, ``metres_back``, ``seconds``, ``seconds_back``: the ways there and
    back as ``legs.Legs`` holds them. ``nearest`` (n, K): nearest stops first, for ruins; ``beside``
    (n, k): those a stop may well stand next to, windows considered.
    """

    strided: ClassVar = frozenset({"metres", "metres_back", "seconds", "seconds_back"})

    metres: I32
    metres_back: I32
    seconds: I32
    seconds_back: I32
    starts: I64
    stop: I64
    service: I64
    window: I64
    delivery: I64
    pickup: I64
    drop: F64
    allowed: U8
    nearest: I32
    beside: I32
    solo: F64
    vclass: I64
    price: F64
    capacity: I64
    flags: I64


@dataclass(frozen=True)
class State(Bundle):
    """
    A solution, changed in place.

    ``node`` (nodes, 8): links, route, earliest and latest hour, the leg to the
    next node. ``segment`` (nodes, 4) and ``onboard`` (nodes, dims, 3) are kept
    only where hours or pickups ask for them. ``used`` counts each class's
    routes. ``absent`` lists stops in no route.
    """

    node: I64
    segment: I64
    onboard: I64
    route: I64
    cost: F64
    used: I64
    absent: I64
    whole: I64
    real: F64
    seed: npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Log(Bundle):
    """Rows as they were before this iteration touched them, so that it can be taken back."""

    counts: I64
    who: I64
    node: I64
    which: I64
    route: I64
    cost: F64
    used: I64
    absent: I64
    removed: I64
    key: F64


@dataclass(frozen=True)
class Best(Bundle):
    """The best solution seen: each stop's successor and route, each route's head and class."""

    follows: I64
    route: I64
    first: I64
    stops: I64
    vclass: I64
