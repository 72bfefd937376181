"""
Traffic over the day, and a plan driven through it: the benchmark's own clock.

A leg is an amount of work, its seconds on free roads; at speed 0.5 a second
does half a second's work. Speeds change at fixed hours while the vehicle is
under way (Ichoua, Gendreau, Potvin 2003). No rounding, no code of the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.solving.instance import Instance, PlannedRoute

EARLY = 1e-6
"""Seconds that do not count as late: floating point."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """From ``starts[k]`` until the next, speed is ``speeds[k]`` times that of free roads."""

    starts: tuple[int, ...]
    speeds: tuple[float, ...]

    def tables(self, free: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Each period's durations, rounded up; shape (periods, n, n)."""
        return np.stack([np.ceil(free / speed - 1e-9).astype(np.int32) for speed in self.speeds])

    def mean_speed(self, until: int) -> float:
        """The day's mean, each period by its length."""
        ends = [*self.starts[1:], until]
        lengths = [b - a for a, b in zip(self.starts, ends, strict=True)]
        return sum(s * n for s, n in zip(self.speeds, lengths, strict=True)) / sum(lengths)

    def arrive(self, leave: float, work: float) -> float:
        """When a leg is done that is begun at ``leave``."""
        now = leave
        for k, speed in enumerate(self.speeds):
            end = self.starts[k + 1] if k + 1 < len(self.starts) else float("inf")
            if now >= end:
                continue
            if now + work / speed <= end:
                return now + work / speed
            work -= (end - now) * speed
            now = end
        return now


FREE = Traffic((0,), (1.0,))
"""Free roads all day."""


@dataclass(frozen=True, slots=True)
class Driven:
    """How a plan went: its length, vehicles, customers reached too late and those left out."""

    distance: int
    vehicles: int
    late_stops: int
    late_returns: int
    worst_late: float
    left_out: int


def drive(instance: Instance, plan: Sequence[PlannedRoute], traffic: Traffic) -> Driven:
    """Drive every route as soon as possible; a late customer is served all the same."""
    late: list[float] = []
    late_home: list[float] = []
    length = 0
    driven = [route for route in plan if any(route.trips)]
    for route in driven:
        depot = instance.vehicles[route.vehicle_type].depot
        now, at = float(instance.opens[depot]), depot
        for node in (*(node for trip in route.trips for node in trip), depot):
            now = traffic.arrive(now, float(instance.duration[at, node]))
            length += int(instance.distance[at, node])
            over = now - float(instance.closes[node])
            if over > EARLY:
                (late_home if node == depot else late).append(over)
            now = max(now, float(instance.opens[node])) + float(instance.service[node])
            at = node
    served = {node for route in driven for trip in route.trips for node in trip}
    return Driven(
        distance=length,
        vehicles=len(driven),
        late_stops=len(late),
        late_returns=len(late_home),
        worst_late=max([*late, *late_home], default=0.0),
        left_out=len(set(instance.customers) - served),
    )
