"""The legs a proposal drives, exactly: their durations by period, and the way of the hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from lastmile_cli.domain.ports import RoadSource
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.travel import UNREACHABLE_S, ExactLeg, LegKey, TrafficPeriod, Travel
from lastmile_cli.planning.legs import periods_left_in, used_legs
from lastmile_cli.planning.posed import Posed

Uses = Mapping[LegKey, Collection[int]]
"""In which periods each leg is left."""

MOST_SWAPS = 4
"""Exact durations move departures by seconds, and some into another period: then it asks again."""


class ExactLegs:
    """
    Asks the streets for legs, each once for every period it is left in.

    ``legs`` are those of the last question. A leg that is left in several
    periods, by several vehicles, counts with the longest of its ways.
    """

    def __init__(self, roads: RoadSource, periods: Sequence[TrafficPeriod]) -> None:
        self.legs: dict[LegKey, ExactLeg] = {}
        self._roads, self._periods = roads, periods
        self._ways: dict[tuple[LegKey, int], ExactLeg] = {}

    def swap(self, posed: Posed, proposal: Proposal) -> Posed:
        """Return the problem with the exact values of all legs of a proposal."""
        for _ in range(MOST_SWAPS):
            changed = self.take(posed, self._uses(posed, proposal))
            if not changed:
                return posed
            posed = posed.with_legs(changed)
        return posed

    def fitted(self, posed: Posed, uses: Callable[[Posed], Uses]) -> Posed:
        """
        Return the problem with the exact values of these legs; the same where all are in it.

        ``uses`` tells of a problem in which periods each leg is left. ``legs`` stay as they are.
        """
        for _ in range(MOST_SWAPS):
            travel = posed.problem.travel
            found = self._find(posed, uses(posed))
            other = {key: leg for key, leg in found.items() if not _holds(travel, key, leg)}
            if not other:
                return posed
            posed = posed.with_legs(other)
        return posed

    def take(self, posed: Posed, uses: Uses) -> dict[LegKey, ExactLeg]:
        """
        Ask for legs by the periods they are left in; return those that are new or others.

        A leg without a way in the table is not asked for: it may lead to a place
        that is too far from any street for this vehicle.
        """
        found = self._find(posed, uses)
        changed = {key: leg for key, leg in found.items() if self.legs.get(key) != leg}
        self.legs.update(changed)
        return changed

    def _find(self, posed: Posed, uses: Uses) -> dict[LegKey, ExactLeg]:
        travel = posed.problem.travel
        uses = {key: left for key, left in uses.items() if travel.is_reachable(*key)}
        self._ask(posed, [(key, at) for key in sorted(uses) for at in sorted(uses[key])])
        return {
            key: max((self._ways[key, at] for at in sorted(left)), key=lambda leg: leg.distance_m)
            for key, left in uses.items()
        }

    def _uses(self, posed: Posed, proposal: Proposal) -> Uses:
        if len(self._periods) == 1:
            return dict.fromkeys(used_legs(posed.problem, proposal), (0,))
        return periods_left_in(posed.problem, proposal)

    def _ask(self, posed: Posed, wanted: Sequence[tuple[LegKey, int]]) -> None:
        points = posed.places.points
        by_table: dict[int, list[tuple[LegKey, int]]] = defaultdict(list)
        for key, at in wanted:
            if (key, at) not in self._ways:
                by_table[key[0]].append((key, at))
        for table, asked in by_table.items():
            mode = posed.problem.travel.tables[table].mode
            pairs = [(points[start], points[end]) for (_, start, end), _ in asked]
            left_in = [at for _, at in asked]
            legs = self._roads.legs(pairs, mode, self._periods, left_in)
            self._ways.update(zip(asked, legs, strict=True))


def _holds(travel: Travel, key: LegKey, leg: ExactLeg) -> bool:
    """Whether the table has this very leg, with its parking."""
    parking_s = travel.parking_s(*key)
    exact_s = tuple(it + (parking_s if it < UNREACHABLE_S else 0) for it in leg.duration_s)
    return travel.durations_s(*key) == exact_s and travel.leg_m(*key) == leg.distance_m
