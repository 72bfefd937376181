"""The default road source: a map file on this machine, answered by contraction hierarchies."""

from __future__ import annotations

import copy
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.closed_hours import name_closures
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.geo import BoundingBox, Coordinate
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.ports import ClosureHit, Snap
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.provenance import RoadsProvenance
from lastmile_cli.domain.street_speeds import SpeedTable
from lastmile_cli.domain.travel import (
    ExactLeg,
    TrafficPeriod,
    Travel,
    TravelMode,
)
from lastmile_cli.roads.base_map import DrawnStreet, streets_within
from lastmile_cli.roads.build import find_graph, graph_path, load_or_build
from lastmile_cli.roads.closed_streets import ClosureFinder, lines_of
from lastmile_cli.roads.closure_report import closed_along, report_closures
from lastmile_cli.roads.embedded_values import Tell, exact_leg, snap_of, speed_files, travel_table
from lastmile_cli.roads.few_more import Known, with_few_more
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.habits import PLAIN, Habits
from lastmile_cli.roads.junctions import Junctions
from lastmile_cli.roads.map_notices import notices_of_map
from lastmile_cli.roads.matrix import Table, many_to_many
from lastmile_cli.roads.network import PeriodNetwork, period_key
from lastmile_cli.roads.networks import Networks
from lastmile_cli.roads.path_rows import NO_WAY
from lastmile_cli.roads.segments import known_rows
from lastmile_cli.roads.snapping import Stand
from lastmile_cli.roads.stands import Stands
from lastmile_cli.roads.table_memory import TableMemory
from lastmile_cli.roads.ways import Way, find_way, names


def open_map(
    map_path: Path, progress: ProgressHook = no_progress, habits: Habits = PLAIN
) -> EmbeddedSource:
    """
    Open a map file, building its road graph where the cache has none.

    Raises
    ------
    InputRefusedError
        The map cannot be used; its notices (LM14xx) say why.
    """
    graph, sha256, _ = load_or_build(map_path, progress, habits.profiles)
    return EmbeddedSource(graph, sha256, habits)


def find_map(map_sha256: str, habits: Habits = PLAIN) -> EmbeddedSource | None:
    """Open a map built before by its content alone; ``None`` where it is not cached."""
    graph = find_graph(map_sha256, habits.profiles)
    return None if graph is None else EmbeddedSource(graph, map_sha256, habits)


class EmbeddedSource:
    """
    A ``RoadSource`` over one map's road graph.

    Table durations are sums of arcs rounded to a quantum that follows from the
    size of the region (some tens of milliseconds in a city), then to the second
    above. Legs are exact: the milliseconds of the fastest path, rounded up once.
    A table's value differs from the leg's by half a quantum for each street on
    the way at most, and a second for the last rounding.
    """

    name = "embedded"

    def __init__(self, graph: RoadGraph, map_sha256: str, habits: Habits = PLAIN) -> None:
        self._graph, self._map_sha256, self._habits = graph, map_sha256, habits
        self._graph_name = graph_path(map_sha256, habits.profiles).name
        self._memory = TableMemory()
        self._junctions: dict[int, Junctions] = {}
        self._closures = ClosureFinder(graph)
        self._networks = Networks(graph, self._closures)
        self._places = Stands(graph, self._closures, habits.kerbs)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the map says that is not looked at."""
        return notices_of_map(self._graph.facts)

    def provenance(
        self, modes: Sequence[TravelMode], periods: Sequence[TrafficPeriod]
    ) -> RoadsProvenance:
        """What a plan says about where its travel times come from."""
        return RoadsProvenance(
            source=self.name,
            map_sha256=self._map_sha256,
            profiles=tuple(sorted({mode.profile for mode in modes})),
            periods=tuple(period.name for period in periods),
            closures=name_closures(periods),
            speeds=speed_files(periods),
        )

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:
        """Nearest place a vehicle may stop; ``None`` where none lies within 5 km."""
        stands = self._stands(points, self._graph.profile_index(profile))
        return [snap_of(self._graph, stand) for stand in stands]

    @property
    def box(self) -> BoundingBox | None:
        """What the roads cover; ``None`` where there are none."""
        return self._graph.box

    def cut_off_m(self, point: Coordinate, profile: str) -> float | None:
        """Metres to the next street of an island; ``None`` where none is near."""
        return self._places.island_m(point, self._graph.profile_index(profile))

    def travel(
        self,
        points: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
        progress: ProgressHook = no_progress,
    ) -> Travel:
        """Tables between all points; equal questions are answered from the disk."""
        tables = []
        for done, mode in enumerate(modes):
            profile = self._graph.profile_index(mode.profile)
            answers = []
            for step, period in enumerate(periods):
                label = f"{mode.profile}, {period.name}"
                share = done + step / len(periods)
                progress(Progress(label="customizing", detail=label, done=share, total=len(modes)))
                answers.append(self._table(points, profile, period))
            tables.append(travel_table(mode, answers))
        progress(Progress(label="customizing", done=len(modes), total=len(modes)))
        return Travel(period_starts_s=tuple(p.start_s for p in periods), tables=tuple(tables))

    def travel_beside(
        self,
        points: Sequence[Coordinate],
        known: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
    ) -> Travel:
        """Tables between all points; those between ``known`` ones are answered from the disk."""
        self._networks.make_room(periods)
        number = {point: place for place, point in enumerate(points)}
        at = np.array([number[point] for point in known], dtype=np.int64)
        tables = []
        for mode in modes:
            profile = self._graph.profile_index(mode.profile)
            answers: dict[str, tuple[Table, Table]] = {}
            no_metres = np.ones((len(points), len(points)), dtype=np.bool_)
            names = [period_key(self._graph, profile, period) for period in periods]
            for name, period in zip(names, periods, strict=True):
                if name not in answers:
                    found = Known(at, *self._table(known, profile, period))
                    stands = self._stands(points, profile)
                    network = self._network(profile, period)
                    answers[name] = with_few_more(network, stands, found, no_metres)
                    no_metres &= answers[name][0] == NO_WAY
            tables.append(travel_table(mode, [answers[name] for name in names]))
        return Travel(period_starts_s=tuple(p.start_s for p in periods), tables=tuple(tables))

    def legs(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
        left_in: Sequence[int] = (),
    ) -> list[ExactLeg]:
        """Exact duration per period; distance and geometry as driven when it is left."""
        self._networks.make_room(periods)
        per_period = [self._ways(pairs, mode.profile, period) for period in periods]
        first = self._network(self._graph.profile_index(mode.profile), periods[0])
        left, tell = left_in or [0] * len(pairs), self._tell_turns(first)
        return [
            exact_leg(first, ways, mode, at, tell)
            for ways, at in zip(zip(*per_period, strict=True), left, strict=True)
        ]

    def closed_by(self, closures: Sequence[Closure]) -> list[ClosureHit]:
        """Say of each closure what it closes."""
        return report_closures(self._graph, self._closures, closures)

    def not_standing_in(self, closures: Sequence[Closure]) -> EmbeddedSource:
        """Return the same roads on which no vehicle is sent to stand where these closures hold."""
        other = copy.copy(self)
        other._places = self._places.without(closures)
        return other

    def closed_on_the_way(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        period: TrafficPeriod,
        closures: Sequence[Closure],
    ) -> list[tuple[str, ...]]:
        """Names (else classes) of the closed streets on each leg as it is driven in a period."""
        closed = self._closures.close(closures)
        ways = self._ways(pairs, mode.profile, period)
        return [closed_along(self._graph, closed, way) if way else () for way in ways]

    def street_names(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        period: TrafficPeriod,
    ) -> list[tuple[str, ...]]:
        """Names of the streets along each leg, in driving order."""
        network = self._network(self._graph.profile_index(mode.profile), period)
        ways = self._ways(pairs, mode.profile, period)
        return [names(network, way) if way else () for way in ways]

    def rows_on_the_map(self, table: SpeedTable) -> npt.NDArray[np.bool_]:
        """Say which rows of a table of speeds name streets of this map; shape (rows,)."""
        return known_rows(self._graph, table)

    def streets_in(self, box: BoundingBox) -> Iterator[DrawnStreet]:
        """Streets that touch a rectangle, for drawing a base map; lesser roads first."""
        return streets_within(self._graph, box)

    def closed_lines(self, closure: Closure) -> Iterator[list[tuple[float, float]]]:
        """Yield the (lat, lon) points of each street that a closure closes."""
        return lines_of(self._graph, self._closures.find(closure))

    def _tell_turns(self, network: PeriodNetwork) -> Tell:
        """Return what puts a way into words; nothing does where nobody asked for them."""
        if not self._habits.tells_turns:
            return lambda _: ()
        # Sorts the streets by their ends, which planning need not wait for.
        from lastmile_cli.roads.turn_list import tell_turns

        profile = network.base.profile
        if profile not in self._junctions:
            self._junctions[profile] = Junctions(self._graph, profile, self._habits.language)
        junctions = self._junctions[profile]
        return lambda way: tell_turns(network, junctions, way)

    def _ways(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        profile_name: str,
        period: TrafficPeriod,
    ) -> list[Way | None]:
        profile = self._graph.profile_index(profile_name)
        network = self._network(profile, period)
        starts, ends = (self._stands([p[side] for p in pairs], profile) for side in (0, 1))
        return [_way(network, *both) for both in zip(starts, ends, strict=True)]

    def _table(
        self, points: Sequence[Coordinate], profile: int, period: TrafficPeriod
    ) -> tuple[Table, Table]:
        places = (struct.pack("<dd", point.lat_deg, point.lon_deg) for point in points)
        period_name = period_key(self._graph, profile, period)
        graph_name = self._graph_name + self._habits.key + self._places.key
        key = self._memory.key(graph_name, str(profile), period_name, places)
        known = self._memory.find(key, len(points))
        if known is None:
            network = self._network(profile, period)
            known = many_to_many(network, self._stands(points, profile))
            self._memory.keep(key, *known)
        return known

    def _stands(self, points: Sequence[Coordinate], profile: int) -> list[Stand | None]:
        return self._places.at(points, profile)

    def _network(self, profile: int, period: TrafficPeriod) -> PeriodNetwork:
        return self._networks.get(profile, period)


def _way(network: PeriodNetwork, start: Stand | None, end: Stand | None) -> Way | None:
    if start is None or end is None:
        return None
    # Who stays where he is needs no street, closed or not.
    if start != end and (network.is_closed(start.street) or network.is_closed(end.street)):
        return None
    return find_way(network, start, end)
