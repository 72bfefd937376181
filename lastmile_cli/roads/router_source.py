"""Roads of a routing service: tables in blocks, exact legs, and where a vehicle stops."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.ports import Snap
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.provenance import RoadsProvenance
from lastmile_cli.domain.travel import (
    UNREACHABLE_S,
    ExactLeg,
    TrafficPeriod,
    Travel,
    TravelMode,
    TravelTable,
)
from lastmile_cli.roads.profiles.catalogue import PROFILES, find_profile
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.router import FloatArray, Router
from lastmile_cli.roads.traffic_factor import slowed_s

FARTHEST_SNAP_M = 5_000.0
"""A street farther from the door is none."""

_Thing = TypeVar("_Thing")


class RouterSource:
    """
    A ``RoadSource`` that asks a ``Router`` for each profile.

    Such services know one speed a street: a period's ``default_factor`` divides
    all durations of profiles that feel traffic; classes and areas change nothing.

    Parameters
    ----------
    name
        The source's name; ``roads.<name>`` is where it is configured.
    routers
        By profile; the one named "" answers for all others.
    block
        Places a side of one table question.
    way_out
        What to try for a profile nobody answers for; ``{profile}`` is filled in.
    profiles
        Those there are, the fleet's own among them.
    """

    def __init__(
        self,
        name: str,
        routers: Mapping[str, Router],
        block: int,
        *,
        way_out: str = "",
        profiles: Sequence[Profile] = PROFILES,
    ) -> None:
        self.name = name
        self._routers = routers
        self._block = block
        self._way_out = way_out
        self._profiles = profiles
        self._snaps: dict[tuple[str, Coordinate], Snap | None] = {}

    def provenance(
        self, modes: Sequence[TravelMode], periods: Sequence[TrafficPeriod]
    ) -> RoadsProvenance:
        """Name the services asked, and the content of those that answer from files here."""
        profiles = sorted({mode.profile for mode in modes})
        places = dict.fromkeys(self._router(profile).where for profile in profiles)
        digests = sorted({router.sha256 for router in self._routers.values()} - {""})
        return RoadsProvenance(
            source=" ".join([self.name, *places]),
            map_sha256=_joined(digests),
            profiles=tuple(profiles),
            periods=tuple(period.name for period in periods),
        )

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:
        """Nearest place on a street of the service's; ``None`` where none lies within 5 km."""
        router = self._router(profile)
        known = self._snaps
        fresh = [point for point in dict.fromkeys(points) if (profile, point) not in known]
        for some in _blocks(fresh, self._block):
            for point, snap in zip(some, router.nearest(some), strict=True):
                is_near = snap is not None and snap.walk_m <= FARTHEST_SNAP_M
                known[profile, point] = snap if is_near else None
        return [known[profile, point] for point in points]

    def travel(
        self,
        points: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
        progress: ProgressHook = no_progress,
    ) -> Travel:
        """Tables between all points, asked block by block."""
        profiles = list(dict.fromkeys(mode.profile for mode in modes))
        answers = {}
        for done, profile in enumerate(profiles):
            tell = self._told(progress, profile, done, len(profiles))
            answers[profile] = self._table(points, profile, tell)
        progress(Progress(label=self._label, done=len(profiles), total=len(profiles)))
        tables = tuple(
            TravelTable(
                mode=mode,
                duration_s=np.stack(
                    [slowed_s(answers[mode.profile][0], mode, p, self._profiles) for p in periods]
                ),
                distance_m=answers[mode.profile][1],
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
        left_in: Sequence[int] = (),  # noqa: ARG002
    ) -> list[ExactLeg]:
        """One route a leg; its way is the same at every hour."""
        router = self._router(mode.profile)
        self.snap([point for pair in pairs for point in pair], mode.profile)
        return [self._leg(router, start, end, mode, periods) for start, end in pairs]

    @property
    def _label(self) -> str:
        return f"asking {self.name}"

    def _router(self, profile: str) -> Router:
        find_profile(profile, self._profiles)  # A profile nobody knows is refused by its name.
        router = self._routers.get(profile) or self._routers.get("")
        if router is None:
            raise UsageError(
                f"roads.{self.name} has nothing that answers for the profile {profile}.",
                hint=self._way_out.format(profile=profile),
            )
        return router

    def _table(
        self, points: Sequence[Coordinate], profile: str, tell: Callable[[float], None]
    ) -> tuple[FloatArray, npt.NDArray[np.int32]]:
        """Seconds (infinite where there is no way) and metres between all points."""
        router, count = self._router(profile), len(points)
        seconds = np.full((count, count), math.inf)
        metres = np.zeros((count, count), dtype=np.int32)
        stands = self.snap(points, profile)
        known = [number for number, found in enumerate(stands) if found is not None]
        blocks = list(_blocks(known, self._block))
        for done, rows in enumerate(blocks):
            for part, columns in enumerate(blocks):
                tell((done + part / len(blocks)) / len(blocks))
                times, lengths = router.block(
                    [points[row] for row in rows], [points[column] for column in columns]
                )
                nowhere = np.isinf(times) | np.isinf(lengths)
                at = np.ix_(rows, columns)
                seconds[at] = np.where(nowhere, math.inf, times)
                metres[at] = np.where(nowhere, 0, np.rint(lengths))
        np.fill_diagonal(seconds, 0.0)
        np.fill_diagonal(metres, 0)
        return seconds, metres

    def _leg(
        self,
        router: Router,
        start: Coordinate,
        end: Coordinate,
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
    ) -> ExactLeg:
        has_stands = None not in self.snap([start, end], mode.profile)
        drive = router.drive(start, end) if has_stands else None
        if drive is None:
            return ExactLeg(duration_s=(UNREACHABLE_S,) * len(periods), distance_m=0)
        seconds = np.array([drive.seconds])
        return ExactLeg(
            duration_s=tuple(
                int(slowed_s(seconds, mode, period, self._profiles)[0]) for period in periods
            ),
            distance_m=round(drive.metres),
            geometry=drive.geometry,
        )

    def _told(
        self, progress: ProgressHook, profile: str, done: int, total: int
    ) -> Callable[[float], None]:
        def tell(share: float) -> None:
            progress(Progress(label=self._label, detail=profile, done=done + share, total=total))

        return tell


def _joined(digests: Sequence[str]) -> str:
    """One digest for several."""
    if len(digests) < 2:
        return "".join(digests)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _blocks(things: Sequence[_Thing], size: int) -> Iterator[Sequence[_Thing]]:
    for begin in range(0, len(things), size):
        yield things[begin : begin + size]
