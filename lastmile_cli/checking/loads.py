"""What is on board along a route, and where it is too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lastmile_cli.domain.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Overload:
    """Where a trip first carries too much of one unit; ``stop`` ``None``: on leaving the depot."""

    trip: int
    stop: int | None
    unit: str
    on_board: int
    capacity: int

    @property
    def excess(self) -> int:
        """How much too much."""
        return self.on_board - self.capacity


def list_overloads(
    problem: Problem, vehicle: int, trips: tuple[tuple[int, ...], ...]
) -> Iterator[Overload]:
    """
    Yield the first overload of each trip and unit.

    All deliveries of a trip are on board when it leaves. At a stop the goods
    go out first, then what is picked up comes in and stays until the trip ends.
    """
    for number, trip in enumerate(trips):
        for unit, name in enumerate(problem.load_units):
            capacity = problem.vehicles[vehicle].capacity[unit]
            for stop, on_board in _loads(problem, trip, unit):
                if on_board > capacity:
                    yield Overload(
                        trip=number, stop=stop, unit=name, on_board=on_board, capacity=capacity
                    )
                    break


def _loads(problem: Problem, trip: tuple[int, ...], unit: int) -> Iterator[tuple[int | None, int]]:
    on_board = sum(problem.stops[stop].delivery[unit] for stop in trip)
    yield None, on_board
    for stop in trip:
        on_board += problem.stops[stop].pickup[unit] - problem.stops[stop].delivery[unit]
        yield stop, on_board
