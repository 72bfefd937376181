"""Roads of the user's own matrices: times and distances by the ids of depots and stops."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.matrix import FloatArray, TravelMatrix
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.ports import NamedPlace, RoadSource, Snap
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
from lastmile_cli.roads.matrix_places import check_places
from lastmile_cli.roads.profiles.catalogue import PROFILES, find_profile
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.traffic_factor import slowed_s

UNKNOWN = -1
"""Row of a place that a matrix does not know."""

Rows = npt.NDArray[np.intp]


class MatrixSource:
    """
    A ``RoadSource`` over the user's matrices, one for each profile or one for all.

    A matrix knows names, the port speaks of coordinates: ``with_places`` brings
    them together, and a place nobody named cannot be reached. Vehicles stop at
    the door, and lines are straight, for no street is known. A period asked for
    gets the matrix's own hours; one that lasts over several of them gets the
    best of each pair. Its ``default_factor`` divides what the matrix says.

    Parameters
    ----------
    matrices
        By profile; the one named "" holds for all others.
    names
        The ids of who stands at a coordinate, the first to be looked up first.
    profiles
        Those there are, the fleet's own among them.
    """

    name = "matrix"

    def __init__(
        self,
        matrices: Mapping[str, TravelMatrix],
        names: Mapping[Coordinate, Sequence[str]] | None = None,
        *,
        profiles: Sequence[Profile] = PROFILES,
    ) -> None:
        self._matrices = matrices
        self._names = names or {}
        self._profiles = profiles

    def with_places(self, places: Sequence[NamedPlace]) -> tuple[RoadSource, tuple[Notice, ...]]:
        """Know these places by where they are; see ``NamedRoads``."""
        notices = check_places(self._matrices, places)
        names: dict[Coordinate, list[str]] = defaultdict(list)
        for place in places:
            names[place.at].append(place.name)
        return MatrixSource(self._matrices, names, profiles=self._profiles), notices

    def provenance(
        self, modes: Sequence[TravelMode], periods: Sequence[TrafficPeriod]
    ) -> RoadsProvenance:
        """Name the files and say that lines are straight."""
        files = dict.fromkeys(Path(matrix.name).name for matrix in self._matrices.values())
        digests = [f"{profile}:{m.sha256}" for profile, m in sorted(self._matrices.items())]
        return RoadsProvenance(
            source=" ".join([self.name, *files]),
            map_sha256=hashlib.sha256("\n".join(digests).encode()).hexdigest(),
            profiles=tuple(sorted({mode.profile for mode in modes})),
            periods=tuple(period.name for period in periods),
            is_straight=True,
        )

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:
        """Stop at the door itself, where the profile's matrix knows who lives there."""
        rows = self._rows(self._matrix(profile), points)
        return [
            None if row == UNKNOWN else Snap(stands_at=point, walk_m=0.0)
            for point, row in zip(points, rows, strict=True)
        ]

    def travel(
        self,
        points: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
        progress: ProgressHook = no_progress,
    ) -> Travel:
        """Tables between all points, as the matrices have them."""
        tables = []
        for mode in modes:
            matrix = self._matrix(mode.profile)
            rows = self._rows(matrix, points)
            duration_s, distance_m = self._looked_up(matrix, rows, rows[:, None], mode, periods)
            tables.append(TravelTable(mode=mode, duration_s=duration_s, distance_m=distance_m))
        progress(Progress(label="Looking up the matrix", done=1, total=1))
        starts = tuple(period.start_s for period in periods)
        return Travel(period_starts_s=starts, tables=tuple(tables))

    def legs(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
        left_in: Sequence[int] = (),  # noqa: ARG002
    ) -> list[ExactLeg]:
        """The same values as in the tables, and straight lines."""
        matrix = self._matrix(mode.profile)
        starts = self._rows(matrix, [start for start, _ in pairs])
        ends = self._rows(matrix, [end for _, end in pairs])
        duration_s, distance_m = self._looked_up(matrix, ends, starts, mode, periods)
        return [
            ExactLeg(
                duration_s=tuple(int(value) for value in seconds),
                distance_m=int(metres),
                geometry=() if min(seconds) >= UNREACHABLE_S else (_degrees(start), _degrees(end)),
            )
            for (start, end), seconds, metres in zip(pairs, duration_s.T, distance_m, strict=True)
        ]

    def _matrix(self, profile: str) -> TravelMatrix:
        find_profile(profile, self._profiles)  # A profile nobody knows is refused by its name.
        matrix = self._matrices.get(profile) or self._matrices.get("")
        if matrix is None:
            raise UsageError(
                f"roads.matrix has nothing for the profile {profile}.",
                hint=f"add roads.matrix.profiles.{profile}: {{file: {profile}.csv}}",
            )
        return matrix

    def _rows(self, matrix: TravelMatrix, points: Sequence[Coordinate]) -> Rows:
        known = matrix.row_of
        return np.array(
            [
                next((known[name] for name in self._names.get(at, ()) if name in known), UNKNOWN)
                for at in points
            ],
            dtype=np.intp,
        )

    def _looked_up(
        self,
        matrix: TravelMatrix,
        ends: Rows,
        starts: Rows,
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Seconds per period and metres from starts to ends, which are broadcast together."""
        is_stay = (starts == ends) & (starts != UNKNOWN)
        layers = []
        for hours, period in _hours(matrix, periods):
            seconds = np.where(is_stay, 0.0, _with_nowhere(hours)[starts, ends])
            layers.append(slowed_s(seconds, mode, period, self._profiles))
        duration_s = np.stack(layers)
        metres = np.rint(_with_nowhere(matrix.distance_m)[starts, ends])
        has_none = is_stay | (duration_s.min(axis=0) >= UNREACHABLE_S)
        return duration_s, np.where(has_none, 0, metres).astype(np.int32)


def _with_nowhere(values: FloatArray) -> FloatArray:
    """Append what row and column ``UNKNOWN`` mean: there is no way."""
    return np.pad(values, (0, 1), constant_values=np.inf)


def _hours(
    matrix: TravelMatrix, periods: Sequence[TrafficPeriod]
) -> Iterator[tuple[FloatArray, TrafficPeriod]]:
    """What the matrix says of each period's hours."""
    for number, period in enumerate(periods):
        begins_s = period.start_s if number else None
        ends_s = periods[number + 1].start_s if number + 1 < len(periods) else None
        yield matrix.between(begins_s, ends_s), period


def _degrees(point: Coordinate) -> tuple[float, float]:
    return point.lat_deg, point.lon_deg
