"""
Typed wrapper around ``routingkit_cch``: customizable contraction hierarchies.

The method is Dibbelt, Strasser, Wagner (2016), "Customizable contraction
hierarchies". Three habits of the library shape this file: a query's result must
be dropped before the next query runs, a hierarchy cannot be saved (only its
order can), and calls hold the interpreter lock. Tables are not asked for here but
swept for many sources at once (``sweep``).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import routingkit_cch as _routingkit_cch

# Its stubs ask for lists, yet arrays are taken as they are and spare the copying.
_LIBRARY: Any = _routingkit_cch

INFINITE = 2**31 - 1
"""Weight of an arc that must not be used; sums of real weights stay below it."""

Start = tuple[int, int]
"""(node, weight already spent there)."""


def contraction_order(
    nodes: int,
    tail: npt.NDArray[np.int32],
    head: npt.NDArray[np.int32],
    lat_deg: npt.NDArray[np.float64],
    lon_deg: npt.NDArray[np.float64],
) -> npt.NDArray[np.int32]:
    """Order nodes by nested dissection along inertial flow cuts; shape (nodes,)."""
    order = _LIBRARY.compute_order_inertial(
        nodes,
        tail.astype(np.uint32),
        head.astype(np.uint32),
        lat_deg.astype(np.float32),
        lon_deg.astype(np.float32),
    )
    return np.array(order, dtype=np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPath:
    """A cheapest path: its weight (starts and ends included) and the nodes it visits."""

    weight: int
    nodes: tuple[int, ...]


class Hierarchy:
    """A graph with its contraction order, ready to be given weights."""

    def __init__(
        self,
        order: npt.NDArray[np.int32],
        tail: npt.NDArray[np.int32],
        head: npt.NDArray[np.int32],
    ) -> None:
        self._cch: Any = _LIBRARY.CCH(
            order.astype(np.uint32), tail.astype(np.uint32), head.astype(np.uint32), False
        )

    def metric(self, weights: npt.NDArray[np.int64]) -> Metric:
        """Customize: weigh every arc; ``INFINITE`` closes one."""
        return Metric(_LIBRARY.CCHMetric(self._cch, weights.astype(np.uint32)))


class Metric:
    """A hierarchy under one set of weights."""

    def __init__(self, metric: Any) -> None:
        self._metric = metric
        self._query: Any = None

    def to_many(self, source: int, targets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Weights from one node to many; ``INFINITE`` where there is no way."""
        pinned = _LIBRARY.CCHOneToMany(self._metric, targets.astype(np.uint32))
        return _weights(pinned.distances_from(source))

    def from_many(self, sources: npt.NDArray[np.int64], target: int) -> npt.NDArray[np.int64]:
        """Weights from many nodes to one; ``INFINITE`` where there is no way."""
        pinned = _LIBRARY.CCHManyToOne(self._metric, sources.astype(np.uint32))
        return _weights(pinned.distances_to(target))

    def path(self, starts: Sequence[Start], ends: Sequence[Start]) -> FoundPath | None:
        """Find the cheapest path from any start to any end, counting what is spent at both."""
        if self._query is None:
            self._query = _LIBRARY.CCHQuery(self._metric)
        result = self._query.run_multi(list(starts), list(ends))
        try:
            if result.distance is None or result.distance >= INFINITE:
                return None
            return FoundPath(weight=int(result.distance), nodes=tuple(result.node_path))
        finally:
            # The next run would fail while this result is still alive.
            del result


def _weights(values: list[int | None]) -> npt.NDArray[np.int64]:
    try:
        return np.frombuffer(array("q", values), dtype=np.int64)  # type: ignore[type-var]
    except TypeError:
        return np.array([INFINITE if v is None else v for v in values], dtype=np.int64)
