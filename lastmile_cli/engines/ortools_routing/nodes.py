"""Nodes of the routing model: the stops to plan, then loadings under way, then ends of routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import Problem, ProblemVehicle

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Nodes:
    """
    Numbering of one model.

    ``stops[k]`` is the problem's stop at node k; ``vehicles[k]`` the problem's
    vehicle of model vehicle k. After the stops come the ``reloads``, each the
    model vehicle that may load anew there, then the ``ends``: the places where
    routes start or end, and ``None`` for the end of open routes, which is
    nowhere and in nobody's way (0 s, 0 m).
    """

    problem: Problem
    stops: tuple[int, ...]
    vehicles: tuple[int, ...]
    reloads: tuple[int, ...]
    ends: tuple[int | None, ...]

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return self.first_end + len(self.ends)

    @property
    def first_end(self) -> int:
        """Number of the first node that is an end; those before are to be visited."""
        return len(self.stops) + len(self.reloads)

    @property
    def fleet(self) -> list[ProblemVehicle]:
        """The problem's vehicle of each model vehicle."""
        return [self.problem.vehicles[number] for number in self.vehicles]

    @property
    def start_nodes(self) -> list[int]:
        """Start node of each model vehicle."""
        return [self._end_node(vehicle.start_place) for vehicle in self.fleet]

    @property
    def end_nodes(self) -> list[int]:
        """End node of each model vehicle."""
        return [self._end_node(vehicle.end_place) for vehicle in self.fleet]

    def reloads_of(self, vehicle: int) -> list[int]:
        """Nodes where this model vehicle may load anew."""
        first = len(self.stops)
        return [first + number for number, owner in enumerate(self.reloads) if owner == vehicle]

    def travel_s(self, table: int) -> Longs:
        """Seconds between nodes; shape (count, count). Between depots 0: an empty trip."""
        return self._between_nodes(self.problem.travel.tables[table].duration_s[0])

    def distance_m(self, table: int) -> Longs:
        """Metres between nodes; shape (count, count), the same conventions."""
        return self._between_nodes(self.problem.travel.tables[table].distance_m)

    def transit_s(self, table: int, service_class: int, loading_s: int) -> Longs:
        """Seconds from the begin at one node (service, or loading) to the arrival at the next."""
        count = len(self.stops)
        halts_s = self.per_stop([stop.service_s[service_class] for stop in self.problem.stops])
        transit = self.travel_s(table) + np.array(halts_s, dtype=np.int64)[:, np.newaxis]
        transit[count:, :count] += loading_s
        return transit

    def per_stop(self, values: Sequence[int]) -> list[int]:
        """Values of the problem's stops by node, 0 at loadings and ends."""
        rest = self.count - len(self.stops)
        return [*(values[stop] for stop in self.stops), *([0] * rest)]

    def _end_node(self, place: int | None) -> int:
        return self.first_end + self.ends.index(place)

    def _between_nodes(self, table: npt.NDArray[np.int32]) -> Longs:
        loadings = [self.fleet[owner].start_place for owner in self.reloads]
        places = [*(self.problem.stops[s].place for s in self.stops), *loadings, *self.ends]
        nodes = [node for node, place in enumerate(places) if place is not None]
        rows = [place for place in places if place is not None]
        matrix = np.zeros((self.count, self.count), dtype=np.int64)
        matrix[np.ix_(nodes, nodes)] = table[np.ix_(rows, rows)]
        matrix[len(self.stops) :, len(self.stops) :] = 0
        return matrix


def number_nodes(problem: Problem, able: list[list[int]], order: Sequence[int]) -> Nodes:
    """Number the stops that some vehicle can serve, and those vehicles in ``order``."""
    useful = {vehicle for vehicles in able for vehicle in vehicles}
    used = [vehicle for vehicle in order if vehicle in useful]
    fleet = [problem.vehicles[number] for number in used]
    counts = [sum(number in vehicles for vehicles in able) for number in used]
    # The solver takes every node that no route starts or ends at for a stop.
    ends = dict.fromkeys(place for v in fleet for place in (v.start_place, v.end_place))
    return Nodes(
        problem=problem,
        stops=tuple(stop for stop, vehicles in enumerate(able) if vehicles),
        vehicles=tuple(used),
        reloads=tuple(
            number
            for number, vehicle in enumerate(fleet)
            for _ in range(min(vehicle.max_trips, counts[number]) - 1)
        ),
        ends=tuple(ends),
    )
