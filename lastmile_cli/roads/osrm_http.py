"""
An OSRM server over HTTP.

The protocol is OSRM's (https://project-osrm.org/docs/v5.24.0/api): JSON with a
``code``; positions are lon, lat.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.plumbing.json_service import JsonService
from lastmile_cli.roads.router import RefusedQuestionError

WAY_OUT = "start it, correct roads.osrm, or plan with roads.source: embedded"


class OsrmServer:
    """
    An ``Osrm`` that listens at a URL and answers for one profile.

    All questions raise ``ServiceUnreachableError`` where no usable answer
    comes, however often they are asked.
    """

    sha256 = ""

    def __init__(
        self, url: str, timeout_s: float, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._service = JsonService(
            "OSRM", url, timeout_s, is_answer=_is_osrms, way_out=WAY_OUT, wait=wait
        )
        self.where = self._service.where

    def nearest(self, point: Coordinate) -> Any:
        """The nearest street."""
        return self._ask("nearest", [point], "number=1")

    def table(
        self, points: Sequence[Coordinate], rows: Sequence[int], columns: Sequence[int]
    ) -> Any:
        """Durations and distances from rows to columns."""
        sources = f"sources={';'.join(map(str, rows))}"
        destinations = f"destinations={';'.join(map(str, columns))}"
        return self._ask("table", points, "annotations=duration,distance", sources, destinations)

    def route(self, start: Coordinate, end: Coordinate) -> Any:
        """One way."""
        return self._ask("route", [start, end], "overview=full", "geometries=polyline6")

    def nonsense(self, what: str) -> ServiceUnreachableError:
        """Make the error for an answer that makes no sense."""
        return self._service.nonsense(what)

    def _ask(self, service: str, points: Sequence[Coordinate], *options: str) -> Any:
        place = ";".join(f"{point.lon_deg:.6f},{point.lat_deg:.6f}" for point in points)
        # Hints would be most of an answer, and nobody asks about these places again.
        asked = "&".join([*options, "generate_hints=false"])
        answer = self._service.ask(f"{service}/v1/driving/{place}?{asked}")
        if answer["code"] != "Ok":
            raise RefusedQuestionError(answer["code"], str(answer.get("message", "")))
        return answer


def _is_osrms(answer: Any) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("code"), str)
