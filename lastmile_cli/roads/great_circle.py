"""Travel as the crow flies: an estimate without streets, labelled as one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.ports import Snap
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.provenance import RoadsProvenance
from lastmile_cli.domain.travel import (
    ExactLeg,
    TrafficPeriod,
    Travel,
    TravelMode,
    TravelTable,
)
from lastmile_cli.roads.profiles.catalogue import PROFILES
from lastmile_cli.roads.profiles.profile import Profile


class GreatCircleSource:
    """
    Great circle × detour, at one speed for everybody.

    A period's ``default_factor`` changes the speed of those who feel traffic; factors
    of road classes cannot, since no road is known.

    Parameters
    ----------
    speed_kmh
        Speed without traffic, of a mode whose own factor is 1.
    detour
        Street metres for each metre as the crow flies.
    profiles
        Those there are, the fleet's own among them; names of others feel traffic.
    """

    name = "great_circle"

    def __init__(
        self, speed_kmh: float, detour: float, profiles: Sequence[Profile] = PROFILES
    ) -> None:
        if not speed_kmh > 0 or not detour >= 1:
            msg = f"Speed {speed_kmh} km/h must be above 0, detour {detour} at least 1."
            raise ValueError(msg)
        self._speed_kmh, self._detour = speed_kmh, detour
        self._never_jammed = {one.name for one in profiles if not one.feels_traffic}

    def provenance(
        self, modes: Sequence[TravelMode], periods: Sequence[TrafficPeriod]
    ) -> RoadsProvenance:
        """Say that nothing but the distance was looked at."""
        return RoadsProvenance(
            source=f"{self.name} × {self._detour:g} at {self._speed_kmh:g} km/h (estimate)",
            profiles=tuple(sorted({mode.profile for mode in modes})),
            periods=tuple(period.name for period in periods),
            is_estimate=True,
        )

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:  # noqa: ARG002
        """Stop at the door itself: there is no street to keep to."""
        return [Snap(stands_at=point, walk_m=0.0) for point in points]

    def travel(
        self,
        points: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
        progress: ProgressHook = no_progress,
    ) -> Travel:
        """Tables between all points, marked as an estimate."""
        metres = np.array([[self._metres(a, b) for b in points] for a in points])
        metres = metres.reshape(len(points), len(points))
        progress(Progress(label="measuring", done=1, total=1))
        tables = tuple(
            TravelTable(
                mode=mode,
                duration_s=np.stack(
                    [np.ceil(metres * self._seconds_per_metre(mode, period)) for period in periods]
                ).astype(np.int32),
                distance_m=np.rint(metres).astype(np.int32),
            )
            for mode in modes
        )
        starts = tuple(period.start_s for period in periods)
        return Travel(period_starts_s=starts, tables=tables, is_estimate=True)

    def legs(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
        left_in: Sequence[int] = (),  # noqa: ARG002
    ) -> list[ExactLeg]:
        """The same estimate as in the tables, and a straight line."""
        return [self._leg(start, end, mode, periods) for start, end in pairs]

    def _leg(
        self, start: Coordinate, end: Coordinate, mode: TravelMode, periods: Sequence[TrafficPeriod]
    ) -> ExactLeg:
        metres = self._metres(start, end)
        return ExactLeg(
            duration_s=tuple(
                math.ceil(metres * self._seconds_per_metre(mode, period)) for period in periods
            ),
            distance_m=round(metres),
            geometry=((start.lat_deg, start.lon_deg), (end.lat_deg, end.lon_deg)),
        )

    def _metres(self, start: Coordinate, end: Coordinate) -> float:
        return great_circle_m(start, end) * self._detour

    def _seconds_per_metre(self, mode: TravelMode, period: TrafficPeriod) -> float:
        feels = mode.profile not in self._never_jammed
        factor = mode.speed_factor * (period.default_factor if feels else 1.0)
        return 3.6 / (self._speed_kmh * factor)
