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
    Shipments never see the depot: they come in where they are picked up and go
    out where they are delivered, later on the same trip.
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


def taken_out(problem: Problem, trip: tuple[int, ...], unit: int) -> int:
    """What a trip takes out of the depot: all its deliveries but those of shipments."""
    stops = [problem.stops[index] for index in trip]
    return sum(stop.delivery[unit] for stop in stops if stop.shipped_from is None)


def _loads(problem: Problem, trip: tuple[int, ...], unit: int) -> Iterator[tuple[int | None, int]]:
    on_board = taken_out(problem, trip, unit)
    yield None, on_board
    seen: set[int] = set()
    for index in trip:
        stop = problem.stops[index]
        # A shipment that was not picked up before is not on board: that is told elsewhere.
        is_on_board = stop.shipped_from is None or stop.shipped_from in seen
        on_board += stop.pickup[unit] - (stop.delivery[unit] if is_on_board else 0)
        seen.add(index)
        yield index, on_board
