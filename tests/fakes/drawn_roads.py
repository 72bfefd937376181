"""Streets of a drawing: a minute and a kilometre a letter, along rows and columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.ports import Snap
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.provenance import RoadsProvenance
from lastmile_cli.domain.travel import ExactLeg, TrafficPeriod, Travel, TravelMode, TravelTable
from tests.worlds import MINUTE_S, STEP_M


class DrawnRoads:
    """The grid that ``tests.days`` draws on, as a road source; traffic is not known there."""

    name = "drawn"

    def provenance(
        self, modes: Sequence[TravelMode], periods: Sequence[TrafficPeriod]
    ) -> RoadsProvenance:
        """Say that it is drawn."""
        return RoadsProvenance(source=f"{self.name}, {len(modes)} modes, {len(periods)} periods")

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:
        """Every place is on a street."""
        return [Snap(stands_at=point, walk_m=0.0) for point in points]

    def travel(
        self,
        points: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
        progress: ProgressHook = no_progress,
    ) -> Travel:
        """Count the steps between all points."""
        steps = np.array([[_steps(a, b) for b in points] for a in points])
        steps = steps.reshape(len(points), len(points))
        tables = tuple(
            TravelTable(
                mode=mode,
                duration_s=np.stack([steps * MINUTE_S] * len(periods)).astype(np.int32),
                distance_m=(steps * STEP_M).astype(np.int32),
            )
            for mode in modes
        )
        starts = tuple(period.start_s for period in periods)
        return Travel(period_starts_s=starts, tables=tables)

    def legs(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
        left_in: Sequence[int] = (),
    ) -> list[ExactLeg]:
        """The same as in the tables."""
        return [
            ExactLeg(
                duration_s=(_steps(a, b) * MINUTE_S,) * len(periods),
                distance_m=_steps(a, b) * STEP_M,
            )
            for a, b in pairs
        ]


def _steps(one: Coordinate, other: Coordinate) -> int:
    apart = abs(one.lat_deg - other.lat_deg) + abs(one.lon_deg - other.lon_deg)
    return round(apart * 100)
