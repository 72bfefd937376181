"""
A small Valhalla server on 127.0.0.1: the streets are a map's own.

Shapes and refusals are those of Valhalla 3.9.1, as its own service gives them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.polyline import encode_polyline
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TravelMode
from tests.fakes.json_server import JsonFake

MOST_PAIRS = 2500
"""``max_matrix_location_pairs`` of a server that nobody configured otherwise."""

PROFILES = {"auto": "van", "truck": "truck", "bicycle": "bike", "pedestrian": "foot"}


class ValhallaFake(JsonFake):
    """
    Answers /sources_to_targets, /route and /locate for every costing.

    ``questions`` are the bodies it got. A server that is ``old`` knows the long
    form of a table only. Places of the ``island`` have no way to and from others;
    one that ``refuses_islands`` refuses a whole table for such a pair, as Valhalla
    does for unconnected regions.
    """

    def __init__(
        self,
        settings: RoadsSettings,
        script: Sequence[int | str] = (),
        headers: dict[str, str] | None = None,
        *,
        old: bool = False,
        island: Sequence[Coordinate] = (),
        refuses_islands: bool = False,
    ) -> None:
        super().__init__(settings, script, headers)
        self.old, self.refuses_islands = old, refuses_islands
        self.island = {_rounded(point) for point in island}
        self.questions: list[dict] = []

    def answer(self, path: str, body: bytes) -> tuple[int, object]:
        question = json.loads(body)
        self.questions.append(question)
        mode = TravelMode(profile=PROFILES[question["costing"]])
        if path == "/locate":
            return 200, self._locate(question, mode)
        if path == "/route":
            return self._route(question, mode)
        if path == "/sources_to_targets":
            return self._table(question, mode)
        return 404, _refusal(106, "Try any of: '/locate' '/route' '/sources_to_targets' ", 404)

    def _locate(self, question: dict, mode: TravelMode) -> list[dict]:
        points = _points(question["locations"])
        found = []
        for point, stand in zip(points, self.roads.snap(points, mode.profile), strict=True):
            edges = []
            if stand is not None:
                at = stand.stands_at
                edge = {"correlated_lat": at.lat_deg, "correlated_lon": at.lon_deg}
                names = [stand.street] if stand.street else []
                edges = [{**edge, "side_of_street": "neither", "edge_info": {"names": names}}]
            found.append(
                {
                    "input_lat": point.lat_deg,
                    "input_lon": point.lon_deg,
                    "edges": edges,
                    "nodes": [],
                }
            )
        return found

    def _route(self, question: dict, mode: TravelMode) -> tuple[int, dict]:
        start, end = _points(question["locations"])
        if None in self.roads.snap([start, end], mode.profile):
            return 400, _refusal(171, "No suitable edges near location")
        (leg,) = self.roads.legs([(start, end)], mode, FREE_FLOW)
        if leg.duration_s[0] >= UNREACHABLE_S or self._is_across(start, end):
            return 400, _refusal(442, "No path could be found for input")
        summary = {"time": float(leg.duration_s[0]), "length": leg.distance_m / 1000}
        legs = [{"summary": summary, "shape": encode_polyline(leg.geometry)}]
        trip = {"legs": legs, "summary": summary, "status": 0, "units": "kilometers"}
        return 200, {"trip": trip}

    def _table(self, question: dict, mode: TravelMode) -> tuple[int, dict]:
        starts, ends = _points(question["sources"]), _points(question["targets"])
        if len(starts) * len(ends) > MOST_PAIRS:
            return 400, _refusal(150, f"Exceeded max locations: {MOST_PAIRS}.000000")
        points = [*starts, *ends]
        if None in self.roads.snap(points, mode.profile):
            return 400, _refusal(171, "No suitable edges near location")
        (table,) = self.roads.travel(points, [mode], FREE_FLOW).tables
        seconds = table.duration_s[0, : len(starts), len(starts) :]
        metres = table.distance_m[: len(starts), len(starts) :]
        across = [[self._is_across(start, end) for end in ends] for start in starts]
        nowhere = (seconds >= UNREACHABLE_S) | np.array(across)
        if self.refuses_islands and nowhere.any():
            return 400, _refusal(170, "Locations are in unconnected regions.")

        def rows(values, unit: float) -> list[list]:
            return [
                [
                    None if none else int(value) / unit
                    for value, none in zip(row, nones, strict=True)
                ]
                for row, nones in zip(values, nowhere, strict=True)
            ]

        short = {"durations": rows(seconds, 1), "distances": rows(metres, 1000)}
        return 200, {"sources_to_targets": _long(short) if self.old else short}

    def _is_across(self, start: Coordinate, end: Coordinate) -> bool:
        return (_rounded(start) in self.island) != (_rounded(end) in self.island)


def _rounded(point: Coordinate) -> tuple[float, float]:
    return round(point.lat_deg, 6), round(point.lon_deg, 6)


def _long(short: dict) -> list[list[dict]]:
    pairs = zip(short["durations"], short["distances"], strict=True)
    return [
        [
            {"from_index": i, "to_index": j, "time": time, "distance": distance}
            for j, (time, distance) in enumerate(zip(times, distances, strict=True))
        ]
        for i, (times, distances) in enumerate(pairs)
    ]


def _points(places: list[dict]) -> list[Coordinate]:
    return [Coordinate(lat_deg=place["lat"], lon_deg=place["lon"]) for place in places]


def _refusal(code: int, error: str, state: int = 400) -> dict:
    return {
        "error_code": code,
        "error": error,
        "status_code": state,
        "status": "Not Found" if state == 404 else "Bad Request",
    }
