"""
A Valhalla server over HTTP, as a ``Router`` for one costing.

The protocol is Valhalla's (https://valhalla.github.io/valhalla/api): questions
are posted as JSON; a refusal has an ``error_code``; distances are kilometres.
Seconds of tables are whole, those of routes are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.polyline import decode_polyline
from lastmile_cli.domain.ports import Snap
from lastmile_cli.plumbing.json_service import JsonService
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.router import Drive, FloatArray, RefusedQuestionError, read_block, stand

WAY_OUT = "start it, correct roads.valhalla, or plan with roads.source: embedded"

UNCONNECTED = "170"
"""Some of the places of a table cannot be reached from some others."""

NO_WAY = frozenset({UNCONNECTED, "171", "442"})
"""Refusals that speak of the streets: unconnected, no edge near, no path."""

HINTS = {
    "106": "let it answer locate, route and sources_to_targets (loki.actions of its configuration)",
    "150": "lower roads.valhalla.block, or raise service_limits in the server's configuration",
    "154": "raise service_limits.*.max_matrix_distance in the server's configuration",
}
"""What to try where a refusal speaks of the server."""

LIGHT_KG = 3_500
"""What is heavier is a truck to Valhalla."""


class ValhallaRouter:
    """
    A ``Router`` over a Valhalla server.

    Parameters
    ----------
    service
        The server; see ``valhalla_service``.
    profile
        Told to the server as costing with sizes.
    """

    sha256 = ""

    def __init__(self, service: JsonService, profile: Profile) -> None:
        self._service = service
        self.where = service.where
        self._costing = costing_of(profile)

    def nearest(self, points: Sequence[Coordinate]) -> list[Snap | None]:
        """Nearest point on a street for each door, all in one question."""
        question = {"locations": [_place(point) for point in points], "verbose": True}
        try:
            found = self._ask("locate", question)
        except RefusedQuestionError as refused:
            raise self._refusal(refused) from None
        try:
            return [_stand(point, one) for point, one in zip(points, found, strict=True)]
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            raise self._service.nonsense("streets") from None

    def block(
        self, starts: Sequence[Coordinate], ends: Sequence[Coordinate]
    ) -> tuple[FloatArray, FloatArray]:
        """
        Seconds and metres from starts to ends.

        One place out of reach makes Valhalla refuse a whole table: it is then
        asked for its halves, down to the single pair.
        """
        question = {
            "sources": [_place(point) for point in starts],
            "targets": [_place(point) for point in ends],
            "verbose": False,
        }
        try:
            answer = self._ask("sources_to_targets", question)
        except RefusedQuestionError as refused:
            if refused.code not in NO_WAY:
                raise self._refusal(refused) from None
            return self._halves(starts, ends)
        shape = (len(starts), len(ends))
        try:
            found = answer["sources_to_targets"]
            seconds = read_block(_cells(found, "durations", "time"), shape)
            return seconds, 1000 * read_block(_cells(found, "distances", "distance"), shape)
        except (KeyError, TypeError, ValueError):
            raise self._service.nonsense("tables") from None

    def drive(self, start: Coordinate, end: Coordinate) -> Drive | None:
        """The way Valhalla thinks best."""
        places = [_place(start), _place(end)]
        try:
            answer = self._ask("route", {"locations": places, "directions_type": "none"})
        except RefusedQuestionError as refused:
            if refused.code not in NO_WAY:
                raise self._refusal(refused) from None
            return None
        try:
            trip = answer["trip"]
            (leg,) = trip["legs"]
            return Drive(
                seconds=float(trip["summary"]["time"]),
                metres=1000 * float(trip["summary"]["length"]),
                geometry=tuple(decode_polyline(leg["shape"])),
            )
        except (KeyError, TypeError, ValueError):
            raise self._service.nonsense("routes") from None

    def _halves(
        self, starts: Sequence[Coordinate], ends: Sequence[Coordinate]
    ) -> tuple[FloatArray, FloatArray]:
        if len(starts) == len(ends) == 1:
            return np.array([[np.inf]]), np.array([[np.inf]])
        by_rows = len(starts) >= len(ends)
        middle = max(len(starts), len(ends)) // 2
        if by_rows:
            parts = [self.block(starts[:middle], ends), self.block(starts[middle:], ends)]
        else:
            parts = [self.block(starts, ends[:middle]), self.block(starts, ends[middle:])]
        axis = 0 if by_rows else 1
        seconds, metres = zip(*parts, strict=True)
        return np.concatenate(seconds, axis=axis), np.concatenate(metres, axis=axis)

    def _ask(self, service: str, question: Mapping[str, object]) -> Any:
        answer = self._service.ask(service, {**question, **self._costing, "units": "kilometers"})
        if isinstance(answer, dict) and "error_code" in answer:
            raise RefusedQuestionError(str(answer["error_code"]), str(answer.get("error", "")))
        return answer

    def _refusal(self, refused: RefusedQuestionError) -> UsageError:
        hint = HINTS.get(refused.code, "look at the server's log")
        return UsageError(f"The Valhalla server {self.where} says no: {refused}.", hint=hint)


def valhalla_service(
    url: str, timeout_s: float, wait: Callable[[float], None] = time.sleep
) -> JsonService:
    """Return a server's line, one for all profiles."""
    return JsonService(
        "Valhalla", url, timeout_s, is_answer=_is_valhallas, way_out=WAY_OUT, wait=wait
    )


def costing_of(profile: Profile) -> dict[str, object]:
    """
    Tell Valhalla how a profile moves.

    Its speeds are Valhalla's own; sizes and weight (tonnes there) are the profile's.
    """
    if "foot" in profile.access_keys:
        return {"costing": "pedestrian"}
    if "bicycle" in profile.access_keys:
        return {"costing": "bicycle"}
    sizes = {"height": profile.height_m, "width": profile.width_m}
    name = "auto"
    if profile.weight_kg > LIGHT_KG:
        name = "truck"
        sizes |= {"length": profile.length_m, "weight": profile.weight_kg / 1000}
    known = {key: size for key, size in sizes.items() if size}
    return {"costing": name, "costing_options": {name: known}}


def _place(point: Coordinate) -> dict[str, float]:
    return {"lat": round(point.lat_deg, 6), "lon": round(point.lon_deg, 6)}


def _stand(point: Coordinate, found: Mapping[str, Any]) -> Snap | None:
    edges = found["edges"]
    if not edges:
        return None
    names = edges[0].get("edge_info", {}).get("names") or [""]
    lat, lon = float(edges[0]["correlated_lat"]), float(edges[0]["correlated_lon"])
    return stand(point, lat, lon, str(names[0]))


def _cells(found: Any, short: str, long: str) -> Any:
    """Rows of numbers: older servers know only the long form, of one mapping a cell."""
    if isinstance(found, dict):
        return found[short]
    return [[cell[long] for cell in row] for row in found]


def _is_valhallas(answer: Any) -> bool:
    if isinstance(answer, list):
        return True
    return isinstance(answer, dict) and bool(
        {"error_code", "sources_to_targets", "trip"} & answer.keys()
    )
