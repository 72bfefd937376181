"""The default road source: a map file on this machine, answered by contraction hierarchies."""

from __future__ import annotations

import copy
import struct
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.closed_hours import name_closures
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.geo import BoundingBox, Coordinate
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import RoadsProvenance
from lastmile_cli.domain.ports import ClosureHit, Snap
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.street_speeds import SpeedsFile, SpeedTable
from lastmile_cli.domain.travel import (
    UNREACHABLE_S,
    ExactLeg,
    TrafficPeriod,
    Travel,
    TravelMode,
    TravelTable,
)
from lastmile_cli.domain.turns import Step
from lastmile_cli.roads.base_map import DrawnStreet, streets_within
from lastmile_cli.roads.build import find_graph, graph_path, load_or_build
from lastmile_cli.roads.closed_streets import ClosureFinder
from lastmile_cli.roads.closure_report import closed_along, report_closures
from lastmile_cli.roads.cut_off import island_streets
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.habits import PLAIN, Habits
from lastmile_cli.roads.junctions import Junctions
from lastmile_cli.roads.map_notices import notices_of_map
from lastmile_cli.roads.matrix import many_to_many
from lastmile_cli.roads.network import PeriodNetwork, ProfileGraph, period_key
from lastmile_cli.roads.path_rows import NO_WAY
from lastmile_cli.roads.segments import known_rows
from lastmile_cli.roads.snapping import SnapIndex, Stand
from lastmile_cli.roads.standing import cut_off
from lastmile_cli.roads.table_memory import TableMemory
from lastmile_cli.roads.ways import Way, find_way, geometry, names

NETWORKS_KEPT = 6
"""Weighted networks held in memory: a day of periods for one profile, or a few profiles."""

STANDS_KEPT = 100_000
"""Places remembered with where a vehicle stops for them: a day asks for each many times."""

IntTable = npt.NDArray[np.int32]

Tell = Callable[[Way], tuple[Step, ...]]
"""Puts a way into words."""


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
        self._profiles: dict[int, ProfileGraph] = {}
        self._nearest: dict[int, Callable[[Coordinate], Stand | None]] = {}
        self._junctions: dict[int, Junctions] = {}
        self._cut_off: dict[int, SnapIndex] = {}
        self._networks: OrderedDict[tuple[int, str], PeriodNetwork] = OrderedDict()
        self._closures = ClosureFinder(graph)
        self._barred: tuple[Closure, ...] = ()
        self._room = _Room()

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
            speeds=_speed_files(periods),
        )

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:
        """Nearest place a vehicle may stop; ``None`` where none lies within 5 km."""
        graph = self._graph
        names_of = graph.street_name
        return [
            None
            if stand is None
            else Snap(
                stands_at=stand.at,
                walk_m=stand.walk_m,
                street=graph.names[names_of[stand.street]],
                door_side=stand.side,
                heading_deg=stand.heading_deg,
            )
            for stand in self._stands(points, graph.profile_index(profile))
        ]

    @property
    def box(self) -> BoundingBox | None:
        """What the roads cover; ``None`` where there are none."""
        return self._graph.box

    def cut_off_m(self, point: Coordinate, profile: str) -> float | None:
        """Metres to the next street of an island; ``None`` where none is near."""
        row = self._graph.profile_index(profile)
        if row not in self._cut_off:
            self._cut_off[row] = SnapIndex(self._graph, row, among=island_streets(self._graph, row))
        found = self._cut_off[row].nearest(point)
        return None if found is None else found.walk_m

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
            tables.append(_travel_table(mode, answers))
        progress(Progress(label="customizing", done=len(modes), total=len(modes)))
        starts = tuple(period.start_s for period in periods)
        return Travel(period_starts_s=starts, tables=tuple(tables))

    def legs(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
        left_in: Sequence[int] = (),
    ) -> list[ExactLeg]:
        """Exact duration per period; distance and geometry as driven when it is left."""
        self._make_room(periods)
        per_period = [self._ways(pairs, mode.profile, period) for period in periods]
        first = self._network(self._graph.profile_index(mode.profile), periods[0])
        left, tell = left_in or [0] * len(pairs), self._tell_turns(first)
        return [
            _leg(first, ways, mode, at, tell)
            for ways, at in zip(zip(*per_period, strict=True), left, strict=True)
        ]

    def closed_by(self, closures: Sequence[Closure]) -> list[ClosureHit]:
        """Say of each closure what it closes."""
        return report_closures(self._graph, self._closures, closures)

    def not_standing_in(self, closures: Sequence[Closure]) -> EmbeddedSource:
        """Return the same roads on which no vehicle is sent to stand where these closures hold."""
        other = copy.copy(self)
        other._barred = tuple(closures)
        other._nearest = {}
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
        starts = self._stands([start for start, _ in pairs], profile)
        ends = self._stands([end for _, end in pairs], profile)
        return [
            find_way(network, start, end)
            if start and end and (start == end or _may_drive(network, start, end))
            else None
            for start, end in zip(starts, ends, strict=True)
        ]

    def _table(
        self, points: Sequence[Coordinate], profile: int, period: TrafficPeriod
    ) -> tuple[IntTable, IntTable]:
        places = (struct.pack("<dd", point.lat_deg, point.lon_deg) for point in points)
        period_name = period_key(self._graph, profile, period)
        graph_name = self._graph_name + self._habits.key + self._standing
        key = self._memory.key(graph_name, str(profile), period_name, places)
        known = self._memory.find(key, len(points))
        if known is None:
            network = self._network(profile, period)
            known = many_to_many(network, self._stands(points, profile))
            self._memory.keep(key, *known)
        return known

    def _stands(self, points: Sequence[Coordinate], profile: int) -> list[Stand | None]:
        if profile not in self._nearest:
            barred = None
            if self._barred:
                barred = cut_off(self._graph, profile, self._closures.close(self._barred))
            index = SnapIndex(self._graph, profile, self._habits.kerbs, barred=barred)
            self._nearest[profile] = lru_cache(STANDS_KEPT)(index.nearest)
        nearest = self._nearest[profile]
        return [nearest(point) for point in points]

    def _network(self, profile: int, period: TrafficPeriod) -> PeriodNetwork:
        key = (profile, period_key(self._graph, profile, period))
        if key not in self._networks:
            if profile not in self._profiles:
                self._profiles[profile] = ProfileGraph(self._graph, profile)
            closed = self._closures.close(period.closures) if period.closures else None
            self._networks[key] = self._profiles[profile].period(period, closed)
            if len(self._networks) > self._room.networks:
                self._networks.popitem(last=False)
        self._networks.move_to_end(key)
        return self._networks[key]

    def _make_room(self, periods: Sequence[TrafficPeriod]) -> None:
        """Keep the networks of a whole day, into however many periods it is cut."""
        self._room.networks = max(self._room.networks, len(periods))

    @property
    def _standing(self) -> str:
        """Name where vehicles may not stand; empty where there is no such place."""
        return f" but {sorted(repr(one.shape) for one in self._barred)}" if self._barred else ""


def _may_drive(network: PeriodNetwork, start: Stand, end: Stand) -> bool:
    return not network.is_closed(start.street) and not network.is_closed(end.street)


@dataclass(slots=True)
class _Room:
    networks: int = NETWORKS_KEPT


def _speed_files(periods: Sequence[TrafficPeriod]) -> tuple[SpeedsFile, ...]:
    files = (file for period in periods if period.speeds for file in period.speeds.files)
    return tuple(dict.fromkeys(files))


def _travel_table(mode: TravelMode, answers: list[tuple[IntTable, IntTable]]) -> TravelTable:
    durations = np.stack([_seconds(ms, mode) for ms, _ in answers])
    metres = answers[0][1]
    for _, later in answers[1:]:
        # Where there is no way in the first period, the next that has one counts.
        metres = np.where(metres == NO_WAY, later, metres)
    return TravelTable(
        mode=mode,
        duration_s=durations,
        distance_m=np.where(metres == NO_WAY, 0, metres).astype(np.int32),
    )


def _seconds(ms: IntTable, mode: TravelMode) -> IntTable:
    """Whole seconds, rounded up; milliseconds divided by the mode's speed factor."""
    seconds = np.ceil(np.round(ms / mode.speed_factor) / 1000)
    return np.where(ms == NO_WAY, UNREACHABLE_S, seconds).astype(np.int32)


def _leg(
    network: PeriodNetwork,
    ways: tuple[Way | None, ...],
    mode: TravelMode,
    left_in: int,
    tell: Tell,
) -> ExactLeg:
    driven = next((way for way in (*ways[left_in:], *ways[left_in::-1]) if way), None)
    if driven is None:
        return ExactLeg(duration_s=(UNREACHABLE_S,) * len(ways), distance_m=0)
    ms = np.array([each.duration_ms if each else NO_WAY for each in ways], dtype=np.int32)
    return ExactLeg(
        duration_s=tuple(int(second) for second in _seconds(ms, mode)),
        distance_m=round(driven.length_m),
        geometry=geometry(network, driven),
        steps=tell(driven),
    )
