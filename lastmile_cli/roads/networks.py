"""The weighed networks of one map, each made once and kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from lastmile_cli.domain.travel import TrafficPeriod
from lastmile_cli.roads.closed_streets import ClosureFinder
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.network import PeriodNetwork, ProfileGraph, period_key

NETWORKS_KEPT = 6
"""Weighed networks held in memory: a day of periods for one profile, or a few profiles."""


class Networks:
    """Networks of a graph by profile and period; periods that do the same share one."""

    def __init__(self, graph: RoadGraph, closures: ClosureFinder) -> None:
        self._graph, self._closures = graph, closures
        self._profiles: dict[int, ProfileGraph] = {}
        self._weighed: OrderedDict[tuple[int, str], PeriodNetwork] = OrderedDict()
        self._room = NETWORKS_KEPT

    def get(self, profile: int, period: TrafficPeriod) -> PeriodNetwork:
        """Return the network of a profile in a period; the least recently used one makes room."""
        key = (profile, period_key(self._graph, profile, period))
        if key not in self._weighed:
            if profile not in self._profiles:
                self._profiles[profile] = ProfileGraph(self._graph, profile)
            closed = self._closures.close(period.closures) if period.closures else None
            self._weighed[key] = self._profiles[profile].period(period, closed)
            if len(self._weighed) > self._room:
                self._weighed.popitem(last=False)
        self._weighed.move_to_end(key)
        return self._weighed[key]

    def make_room(self, periods: Sequence[TrafficPeriod]) -> None:
        """Keep the networks of a whole day, into however many periods it is cut."""
        self._room = max(self._room, len(periods))
