"""The line a route draws on a map."""

from __future__ import annotations

from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.polyline import decode_polyline


def route_line(route: Route) -> list[tuple[float, float]]:
    """Return (lat, lon) pairs: along the streets, or straight from visit to visit without them."""
    line = decode_polyline(route.geometry)
    return line if len(line) > 1 else straight_line(route)


def straight_line(route: Route) -> list[tuple[float, float]]:
    """Return (lat, lon) pairs from visit to visit and home."""
    places = [visit.place for visit in route.visits]
    places += [route.home.place] if route.home else []
    return [(place.lat_deg, place.lon_deg) for place in places]


def is_along_streets(plan: Plan, route: Route) -> bool:
    """Whether the line follows streets: that of an estimate or a matrix is straight."""
    roads = plan.provenance.roads
    is_straight = roads.is_estimate or roads.is_straight
    return not is_straight and len(decode_polyline(route.geometry)) > 1
