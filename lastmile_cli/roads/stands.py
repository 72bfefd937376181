"""Where vehicles stop for the places of a day, each looked for once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.roads.closed_streets import ClosureFinder
from lastmile_cli.roads.cut_off import island_streets
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.snapping import KerbRule, SnapIndex, Stand
from lastmile_cli.roads.standing import cut_off

STANDS_KEPT = 100_000
"""Places remembered with where a vehicle stops for them: a day asks for each many times."""


class Stands:
    """
    Places to stop on one map, by profile; nobody stands where ``barred`` closures hold.

    What they cut off is barred as well.
    """

    def __init__(
        self,
        graph: RoadGraph,
        closures: ClosureFinder,
        kerbs: KerbRule,
        barred: tuple[Closure, ...] = (),
    ) -> None:
        self._graph, self._closures, self._kerbs, self._barred = graph, closures, kerbs, barred
        self._nearest: dict[int, Callable[[Coordinate], Stand | None]] = {}
        self._islands: dict[int, SnapIndex] = {}

    def without(self, barred: Sequence[Closure]) -> Stands:
        """Return the same places but for where these closures hold."""
        return Stands(self._graph, self._closures, self._kerbs, tuple(barred))

    def at(self, points: Sequence[Coordinate], profile: int) -> list[Stand | None]:
        """Nearest place to stop for each point; ``None`` where none is near."""
        if profile not in self._nearest:
            barred = None
            if self._barred:
                barred = cut_off(self._graph, profile, self._closures.close(self._barred))
            index = SnapIndex(self._graph, profile, self._kerbs, barred=barred)
            self._nearest[profile] = lru_cache(STANDS_KEPT)(index.nearest)
        nearest = self._nearest[profile]
        return [nearest(point) for point in points]

    def island_m(self, point: Coordinate, profile: int) -> float | None:
        """Metres to the next street of an island; ``None`` where none is near."""
        if profile not in self._islands:
            among = island_streets(self._graph, profile)
            self._islands[profile] = SnapIndex(self._graph, profile, among=among)
        found = self._islands[profile].nearest(point)
        return None if found is None else found.walk_m

    @property
    def key(self) -> str:
        """Name where vehicles may not stand; empty where there is no such place."""
        return f" but {sorted(repr(one.shape) for one in self._barred)}" if self._barred else ""
