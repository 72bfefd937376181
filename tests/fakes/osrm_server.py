"""A small OSRM server on 127.0.0.1: the protocol is OSRM's, the streets are a map's own."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.polyline import encode_polyline
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TravelMode
from tests.fakes.json_server import JsonFake

MOST_PLACES = 100
"""``--max-table-size`` of ``osrm-routed``."""


class OsrmFake(JsonFake):
    """Answers /table, /route and /nearest for one profile on the streets of these settings."""

    def __init__(
        self,
        settings: RoadsSettings,
        profile: str,
        script: Sequence[int | str] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(settings, script, headers)
        self.mode = TravelMode(profile=profile)

    def answer(self, path: str, body: bytes) -> tuple[int, dict]:
        parts, options = urlsplit(path), parse_qs(urlsplit(path).query)
        _, service, version, profile, places = unquote(parts.path).split("/")
        assert (version, profile) == ("v1", "driving")
        pairs = [pair.split(",") for pair in places.split(";")]
        points = [Coordinate(lat_deg=float(lat), lon_deg=float(lon)) for lon, lat in pairs]
        stands = self.roads.snap(points, self.mode.profile)
        if None in stands:
            return 400, {"code": "NoSegment", "message": "Could not find a matching segment"}
        if service == "nearest":
            (stand,) = stands
            return 200, {"code": "Ok", "waypoints": [_waypoint(stand)]}
        if service == "route":
            return self._route(points)
        return self._table(points, options)

    def _route(self, points: list[Coordinate]) -> tuple[int, dict]:
        (leg,) = self.roads.legs([(points[0], points[1])], self.mode, FREE_FLOW)
        if leg.duration_s[0] >= UNREACHABLE_S:
            return 400, {"code": "NoRoute", "message": "Impossible route between points"}
        route = {
            "duration": leg.duration_s[0],
            "distance": leg.distance_m,
            "geometry": encode_polyline(leg.geometry),
        }
        return 200, {"code": "Ok", "routes": [route]}

    def _table(self, points: list[Coordinate], options: dict) -> tuple[int, dict]:
        if len(points) < 2:
            message = "Number of coordinates needs to be at least two."
            return 400, {"code": "InvalidOptions", "message": message}
        if len(points) > MOST_PLACES:
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        rows, columns = (
            [int(number) for number in options[name][0].split(";")]
            for name in ("sources", "destinations")
        )
        (table,) = self.roads.travel(points, [self.mode], FREE_FLOW).tables

        def cell(value: int, row: int, column: int) -> int | None:
            return None if table.duration_s[0, row, column] >= UNREACHABLE_S else int(value)

        durations = [[cell(table.duration_s[0, r, c], r, c) for c in columns] for r in rows]
        distances = [[cell(table.distance_m[r, c], r, c) for c in columns] for r in rows]
        return 200, {"code": "Ok", "durations": durations, "distances": distances}


def _waypoint(stand) -> dict:
    return {
        "location": [stand.stands_at.lon_deg, stand.stands_at.lat_deg],
        "distance": stand.walk_m,
        "name": stand.street,
    }
