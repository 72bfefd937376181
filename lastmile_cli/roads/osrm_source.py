"""Roads of an OSRM server: tables in blocks, exact legs, and where a vehicle stops."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.plan import RoadsProvenance
from lastmile_cli.domain.polyline import decode_polyline
from lastmile_cli.domain.ports import Snap
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.travel import (
    UNREACHABLE_S,
    ExactLeg,
    TrafficPeriod,
    Travel,
    TravelMode,
    TravelTable,
)
from lastmile_cli.roads.osrm_http import OsrmServer, RefusedQuestionError
from lastmile_cli.roads.profiles.catalogue import PROFILES, profile_index

FARTHEST_SNAP_M = 5_000.0
"""A street farther from the door is none."""

FloatArray = npt.NDArray[np.float64]


class OsrmSource:
    """
    A ``RoadSource`` that asks an OSRM server for each profile.

    OSRM knows one speed a street: a period's ``default_factor`` divides all
    durations of profiles that feel traffic; classes and areas change nothing.

    Parameters
    ----------
    servers
        By profile; the one named "" answers for all others.
    block
        Places a side of one table question, half of the server's limit at most.
    """

    name = "osrm"

    def __init__(self, servers: Mapping[str, OsrmServer], block: int) -> None:
        self._servers = servers
        self._block = block
        self._snaps: dict[tuple[str, Coordinate], Snap | None] = {}

    def provenance(
        self, modes: Sequence[TravelMode], periods: Sequence[TrafficPeriod]
    ) -> RoadsProvenance:
        """Name the servers asked."""
        profiles = sorted({mode.profile for mode in modes})
        urls = dict.fromkeys(self._server(profile).url for profile in profiles)
        return RoadsProvenance(
            source=" ".join([self.name, *urls]),
            profiles=tuple(profiles),
            periods=tuple(period.name for period in periods),
        )

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:
        """Nearest place on a street of the server's; ``None`` where none lies within 5 km."""
        server = self._server(profile)
        for point in dict.fromkeys(points):
            if (profile, point) not in self._snaps:
                self._snaps[profile, point] = _nearest(server, point)
        return [self._snaps[profile, point] for point in points]

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
            tell = _told(progress, profile, done, len(profiles))
            answers[profile] = self._table(points, profile, tell)
        progress(Progress(label="asking OSRM", done=len(profiles), total=len(profiles)))
        tables = tuple(
            TravelTable(
                mode=mode,
                duration_s=np.stack([_whole_s(answers[mode.profile][0], mode, p) for p in periods]),
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
        server = self._server(mode.profile)
        return [self._leg(server, start, end, mode, periods) for start, end in pairs]

    def _server(self, profile: str) -> OsrmServer:
        profile_index(profile)  # A profile nobody knows is refused by its name.
        server = self._servers.get(profile) or self._servers.get("")
        if server is None:
            raise UsageError(
                f"No OSRM server answers for the profile {profile}.",
                hint=f"add roads.osrm.profiles.{profile}: http://127.0.0.1:5000",
            )
        return server

    def _table(
        self, points: Sequence[Coordinate], profile: str, tell: Callable[[float], None]
    ) -> tuple[FloatArray, npt.NDArray[np.int32]]:
        """Seconds (infinite where there is no way) and metres between all points."""
        server, count = self._server(profile), len(points)
        seconds = np.full((count, count), math.inf)
        metres = np.zeros((count, count), dtype=np.int32)
        stands = self.snap(points, profile)
        known = [number for number, stand in enumerate(stands) if stand is not None]
        blocks = list(_blocks(known, self._block))
        for done, rows in enumerate(blocks):
            for part, columns in enumerate(blocks):
                tell((done + part / len(blocks)) / len(blocks))
                times, lengths = _ask_block(server, points, rows, columns)
                at = np.ix_(rows, columns)
                seconds[at] = times
                metres[at] = np.where(np.isinf(times), 0, np.rint(lengths))
        np.fill_diagonal(seconds, 0.0)
        np.fill_diagonal(metres, 0)
        return seconds, metres

    def _leg(
        self,
        server: OsrmServer,
        start: Coordinate,
        end: Coordinate,
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
    ) -> ExactLeg:
        nowhere = ExactLeg(duration_s=(UNREACHABLE_S,) * len(periods), distance_m=0)
        if None in self.snap([start, end], mode.profile):
            return nowhere
        try:
            answer = server.ask("route", [start, end], ["overview=full", "geometries=polyline6"])
        except RefusedQuestionError:
            return nowhere
        try:
            way = answer["routes"][0]
            seconds, metres = float(way["duration"]), float(way["distance"])
            drawn = tuple(decode_polyline(way["geometry"]))
        except (KeyError, IndexError, TypeError, ValueError):
            raise server.nonsense("routes") from None
        duration_s = [_whole_s(np.array([seconds]), mode, period) for period in periods]
        return ExactLeg(
            duration_s=tuple(int(each[0]) for each in duration_s),
            distance_m=round(metres),
            geometry=drawn,
        )


def _nearest(server: OsrmServer, point: Coordinate) -> Snap | None:
    try:
        answer = server.ask("nearest", [point], ["number=1"])
    except RefusedQuestionError:
        return None
    try:
        found = answer["waypoints"][0]
        lon, lat = found["location"]
        stand = Coordinate(lat_deg=float(lat), lon_deg=float(lon))
    except (KeyError, IndexError, TypeError, ValueError):
        raise server.nonsense("waypoints") from None
    walk_m = great_circle_m(stand, point)
    if walk_m > FARTHEST_SNAP_M:
        return None
    return Snap(stands_at=stand, walk_m=walk_m, street=str(found.get("name", "")))


def _ask_block(
    server: OsrmServer, points: Sequence[Coordinate], rows: Sequence[int], columns: Sequence[int]
) -> tuple[FloatArray, FloatArray]:
    """Seconds and metres from rows to columns; infinite where there is no way."""
    asked = [*rows, *(number for number in columns if number not in set(rows))]
    place = {number: index for index, number in enumerate(asked)}
    options = [
        "annotations=duration,distance",
        f"sources={';'.join(str(place[row]) for row in rows)}",
        f"destinations={';'.join(str(place[column]) for column in columns)}",
    ]
    try:
        answer = server.ask("table", [points[number] for number in asked], options)
    except RefusedQuestionError as refused:
        hint = "lower roads.osrm.block" if refused.code == "TooBig" else "look at the server's log"
        raise UsageError(f"{server.url} refuses a table: {refused}.", hint=hint) from None
    shape = (len(rows), len(columns))
    return (
        _matrix(server, answer.get("durations"), shape),
        _matrix(server, answer.get("distances"), shape),
    )


def _matrix(server: OsrmServer, found: Any, shape: tuple[int, int]) -> FloatArray:
    try:
        rows = [[math.inf if cell is None else float(cell) for cell in row] for row in found]
        matrix = np.array(rows, dtype=np.float64).reshape(shape)
    except (TypeError, ValueError):
        raise server.nonsense("tables") from None
    if (matrix < 0).any() or np.isnan(matrix).any():
        raise server.nonsense("tables")
    return matrix


def _whole_s(seconds: FloatArray, mode: TravelMode, period: TrafficPeriod) -> npt.NDArray[np.int32]:
    """Seconds under a period's traffic and the mode's own speed, rounded up."""
    feels = PROFILES[profile_index(mode.profile)].feels_traffic
    factor = mode.speed_factor * (period.default_factor if feels else 1.0)
    slowed = np.ceil(np.round(seconds / factor, 3))
    return np.where(np.isinf(slowed), UNREACHABLE_S, slowed).astype(np.int32)


def _blocks(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for begin in range(0, len(numbers), size):
        yield numbers[begin : begin + size]


def _told(progress: ProgressHook, profile: str, done: int, total: int) -> Callable[[float], None]:
    def tell(share: float) -> None:
        progress(Progress(label="asking OSRM", detail=profile, done=done + share, total=total))

    return tell
