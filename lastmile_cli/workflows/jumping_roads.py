"""Roads of a day that is on: the way from a depot to where its vehicle is by now lies behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.ports import RoadSource, Snap
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.provenance import RoadsProvenance
from lastmile_cli.domain.travel import ExactLeg, TrafficPeriod, Travel, TravelMode

NUDGE_DEG = 0.000_001
"""A vehicle stands a decimetre beside a door: else nobody could tell the two places apart."""


@dataclass(eq=False, kw_only=True)
class JumpingRoads:
    """
    Another source, on which some ways take no time.

    ``heres`` are where vehicles are, each with the place of its depot; what is between the two
    has been driven. A vehicle is where it is, however far from a street that may be.
    """

    roads: RoadSource
    heres: Mapping[Coordinate, Coordinate]
    name: str = ""

    def provenance(
        self, modes: Sequence[TravelMode], periods: Sequence[TrafficPeriod]
    ) -> RoadsProvenance:
        """As of the streets themselves."""
        return self.roads.provenance(modes, periods)

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:
        """Nearest place to stop; whoever is on the way need not walk there."""
        return [
            replace(snap, walk_m=0.0) if snap and point in self.heres else snap
            for point, snap in zip(points, self.roads.snap(points, profile), strict=True)
        ]

    def travel(
        self,
        points: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
        progress: ProgressHook = no_progress,
    ) -> Travel:
        """Tables between all points, with the ways that lie behind."""
        travel = self.roads.travel(points, modes, periods, progress)
        number = {point: place for place, point in enumerate(points)}
        behind = {
            (table, number[depot], number[here]): _nothing(len(periods))
            for table in range(len(modes))
            for here, depot in self.heres.items()
            if here in number and depot in number
        }
        return travel.with_legs(behind) if behind else travel

    def legs(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
        left_in: Sequence[int] = (),
    ) -> list[ExactLeg]:
        """Exact legs; those that lie behind take nothing."""
        jumps = [self.heres.get(end) == start for start, end in pairs]
        asked = [pair for pair, jump in zip(pairs, jumps, strict=True) if not jump]
        hours = [at for at, jump in zip(left_in, jumps, strict=True) if not jump] if left_in else ()
        legs = iter(self.roads.legs(asked, mode, periods, hours))
        return [_nothing(len(periods)) if jump else next(legs) for jump in jumps]


def beside(place: Coordinate, taken: Collection[Coordinate]) -> Coordinate:
    """Return the place, or one right beside it where somebody else is at that very place."""
    while place in taken:
        place = replace(place, lat_deg=round(place.lat_deg + NUDGE_DEG, 6))
    return place


def _nothing(periods: int) -> ExactLeg:
    return ExactLeg(duration_s=(0,) * periods, distance_m=0)
