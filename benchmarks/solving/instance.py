"""A public routing instance in whole numbers, and a plan for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

Rounding = Literal["round", "dimacs", "exact", "given matrix"]

SCALES: dict[str, int] = {"round": 1, "dimacs": 10, "exact": 1000, "given matrix": 1}
"""What one unit of the file becomes: distances, times, fixed costs and prizes alike."""

NO_END = 2**40
"""Closing time where there is none."""

Whole = npt.NDArray[np.int64]
Table = npt.NDArray[np.int32]


class InstanceError(Exception):
    """A file that is no instance, or one that asks for what nobody here reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleType:
    """
    ``count`` vehicles alike: start and end at node ``depot``.

    ``unit_cost`` is paid per unit of distance, ``fixed_cost`` (scaled) if used.
    ``max_duration`` (scaled) runs from departure to return. ``allowed`` are the
    nodes it may serve (all where ``None``); with ``reloads`` it may come back
    to its depot for another trip as often as it likes.
    """

    count: int
    capacity: int
    depot: int = 0
    fixed_cost: int = 0
    unit_cost: int = 1
    max_duration: int | None = None
    allowed: frozenset[int] | None = None
    reloads: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Instance:
    """
    One instance; nodes 0 to ``depots`` - 1 are depots, all others customers.

    All arrays have a row per node: ``distance`` and ``duration`` (n, n),
    ``place`` (n, 2) as in the file, the others (n,). Service begins between
    ``opens`` and ``closes``; a trip leaves no sooner than the latest ``ready``
    of its customers. A customer whose ``prize`` is above 0 may be left out
    for that price, the others may not.
    """

    name: str
    kind: str
    rounding: Rounding
    depots: int
    place: npt.NDArray[np.float64]
    distance: Table
    duration: Table
    demand: Whole
    opens: Whole
    closes: Whole
    service: Whole
    ready: Whole
    prize: Whole
    vehicles: tuple[VehicleType, ...]

    @property
    def scale(self) -> int:
        """Whole units here for one unit in the file."""
        return SCALES[self.rounding]

    @property
    def customers(self) -> range:
        """The nodes to be visited."""
        return range(self.depots, len(self.demand))

    @property
    def has_windows(self) -> bool:
        """Whether any hour is bounded."""
        return bool((self.opens > 0).any() or (self.closes < NO_END).any())

    @property
    def has_trips(self) -> bool:
        """Whether a vehicle may load again, or goods are ready late."""
        return any(kind.reloads for kind in self.vehicles) or bool(self.ready.any())

    def useful_vehicles(self) -> tuple[VehicleType, ...]:
        """
        Return the fleet without vehicles that no good plan can use.

        Where nothing but room bounds a route, two routes of one type that are
        at most half full are cheaper as one: all but one are fuller than that.
        """
        if self.has_windows or self.has_trips:
            return self.vehicles
        if any(kind.max_duration is not None for kind in self.vehicles):
            return self.vehicles
        total = int(self.demand.sum())
        return tuple(
            replace(kind, count=min(kind.count, 2 * total // max(1, kind.capacity) + 1))
            for kind in self.vehicles
        )


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """The nodes one vehicle of a type (by index) visits, one tuple per trip."""

    vehicle_type: int
    trips: tuple[tuple[int, ...], ...]
