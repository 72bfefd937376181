"""What a solver is given and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from benchmarks.solving.instance import Instance, PlannedRoute


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Wall seconds of the search, its seed, and how many cores it may use."""

    seconds: float
    seed: int = 0
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    Routes found, and what the solver tells about its search.

    ``seconds`` of wall time from being asked to having answered, models and
    matrices already built. ``first_solution_s`` and ``iterations_per_s`` are
    ``None`` where a solver does not tell.
    """

    plan: Sequence[PlannedRoute]
    seconds: float
    first_solution_s: float | None = None
    iterations_per_s: float | None = None


class Solver(Protocol):
    """One module per solver."""

    def cannot(self, instance: Instance) -> str:
        """Why this solver cannot express the instance; empty where it can."""
        ...

    def solve(self, instance: Instance, budget: Budget) -> Answer:
        """Search for the whole budget."""
        ...


def lacking(
    instance: Instance,
    *,
    mixed_fleet: bool = True,
    depots: bool = True,
    prizes: bool = True,
    allowed: bool = True,
    max_duration: bool = True,
    trips: bool = False,
) -> str:
    """Name what an instance asks for and a solver with these abilities has not."""
    fleet = instance.vehicles
    needs = {
        "a mixed fleet": (
            len({(v.capacity, v.fixed_cost, v.unit_cost) for v in fleet}) > 1,
            mixed_fleet,
        ),
        "several depots": (instance.depots > 1, depots),
        "optional stops at a price": (bool(instance.prize.any()), prizes),
        "vehicles bound to customers": (any(v.allowed is not None for v in fleet), allowed),
        "a longest duration": (any(v.max_duration is not None for v in fleet), max_duration),
        "several trips with release times": (instance.has_trips, trips),
    }
    return ", ".join(name for name, (asked, able) in needs.items() if asked and not able)
