"""OSRM's answers as a ``Router`` reads them, whether they come over HTTP or from this process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from lastmile_cli.domain.errors import LastmileError, UsageError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.polyline import decode_polyline
from lastmile_cli.domain.ports import Snap
from lastmile_cli.roads.router import Drive, FloatArray, RefusedQuestionError, read_block, stand

NO_WAY = frozenset({"NoRoute", "NoSegment"})
"""Refusals that speak of the streets; all others speak of the server or the question."""

LEAST_PLACES = 2
"""OSRM refuses a table of fewer; from a place to itself there is nothing to ask."""


class Osrm(Protocol):
    """
    Somebody who answers as OSRM does (https://project-osrm.org/docs/v5.24.0/api).

    Answers are as its JSON has them; each question raises
    ``RefusedQuestionError`` where OSRM says no.
    """

    where: str
    sha256: str

    def nearest(self, point: Coordinate) -> Any:
        """The nearest street."""
        ...

    def table(
        self, points: Sequence[Coordinate], rows: Sequence[int], columns: Sequence[int]
    ) -> Any:
        """Durations and distances from rows to columns, both numbers of ``points``."""
        ...

    def route(self, start: Coordinate, end: Coordinate) -> Any:
        """One way, its geometry whole and as a polyline of precision 6."""
        ...

    def nonsense(self, what: str) -> LastmileError:
        """Make the error for an answer of the right form and the wrong content."""
        ...


class OsrmRouter:
    """A ``Router`` over OSRM for one profile."""

    def __init__(self, osrm: Osrm) -> None:
        self._osrm = osrm
        self.where, self.sha256 = osrm.where, osrm.sha256

    def nearest(self, points: Sequence[Coordinate]) -> list[Snap | None]:
        """Nearest point on a street for each door, one question a door."""
        return [self._nearest(point) for point in points]

    def block(
        self, starts: Sequence[Coordinate], ends: Sequence[Coordinate]
    ) -> tuple[FloatArray, FloatArray]:
        """Seconds and metres from starts to ends; a point in both is sent once."""
        place = {point: number for number, point in enumerate(starts)}
        asked = list(starts)
        for point in ends:
            if point not in place:
                place[point] = len(asked)
                asked.append(point)
        shape = (len(starts), len(ends))
        if len(asked) < LEAST_PLACES:
            return np.zeros(shape), np.zeros(shape)
        try:
            answer = self._osrm.table(asked, range(len(starts)), [place[point] for point in ends])
        except RefusedQuestionError as refused:
            raise self._refusal("a table", refused) from None
        try:
            return read_block(answer["durations"], shape), read_block(answer["distances"], shape)
        except (KeyError, TypeError, ValueError):
            raise self._osrm.nonsense("tables") from None

    def drive(self, start: Coordinate, end: Coordinate) -> Drive | None:
        """The fastest way."""
        try:
            answer = self._osrm.route(start, end)
        except RefusedQuestionError as refused:
            if refused.code not in NO_WAY:
                raise self._refusal("a route", refused) from None
            return None
        try:
            way = answer["routes"][0]
            return Drive(
                seconds=float(way["duration"]),
                metres=float(way["distance"]),
                geometry=tuple(decode_polyline(way["geometry"])),
            )
        except (KeyError, IndexError, TypeError, ValueError):
            raise self._osrm.nonsense("routes") from None

    def _refusal(self, what: str, refused: RefusedQuestionError) -> UsageError:
        hint = "lower roads.osrm.block" if refused.code == "TooBig" else "look at OSRM's log"
        return UsageError(f"{self.where} refuses {what}: {refused}.", hint=hint)

    def _nearest(self, point: Coordinate) -> Snap | None:
        try:
            answer = self._osrm.nearest(point)
        except RefusedQuestionError as refused:
            if refused.code not in NO_WAY:
                raise self._refusal("to look for streets", refused) from None
            return None
        try:
            found = answer["waypoints"][0]
            lon, lat = found["location"]
            return stand(point, float(lat), float(lon), str(found["name"]))
        except (KeyError, IndexError, TypeError, ValueError):
            raise self._osrm.nonsense("waypoints") from None
