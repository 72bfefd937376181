"""
What serving a door from a hub costs a visit, without planning a route.

Daganzo (1984), "The distance traveled to visit N points with a maximum of C stops per vehicle: an
analytic model and an application", Transportation Science 18(4): a tour is the way to its part of
town and back, shared by its C stops, and 0.57 sqrt(A / N) from stop to stop, where N stops lie
on an area A. Ways to and back are those of the roads here; the way from stop to stop is that of
the straight line times how much longer roads are. Where there are plans, stops a tour and the
way from stop to stop are theirs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.costing.quantities import HOUR_S, KM_M, basis_micro
from lastmile_cli.domain.fleet import RateBasis, Vehicle
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.plan import Plan

STRIPS = 0.57
"""Daganzo's constant for a way through N points on an area, as the crow flies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tours:
    """
    What tours are like: stops on each, and metres and seconds from one stop to the next.

    ``source`` says where that is from: "plans" or "daganzo".
    """

    stops: float
    between_m: float
    between_s: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TourCosts:
    """What a vehicle costs: micro-units a km, an hour, a tour and a stop."""

    km_micro: int
    hour_micro: int
    tour_micro: int
    stop_micro: int

    @classmethod
    def of(cls, vehicle: Vehicle, loading_s: int) -> TourCosts:
        """Add up a vehicle's rates; a tour pays its loading."""
        hour = basis_micro(vehicle.rates, RateBasis.PER_PAID_HOUR)
        return cls(
            km_micro=basis_micro(vehicle.rates, RateBasis.PER_KM),
            hour_micro=hour,
            tour_micro=basis_micro(vehicle.rates, RateBasis.PER_ROUTE) + hour * loading_s // HOUR_S,
            stop_micro=basis_micro(vehicle.rates, RateBasis.PER_STOP),
        )


def visit_micro(
    costs: TourCosts, tours: Tours, *, there_m: float, there_s: float, service_s: float
) -> int:
    """
    What one visit costs: its share of a tour, the way from the stop before, and its service.

    ``there_m`` and ``there_s`` are of the way from the hub and back.
    """
    metres = there_m / tours.stops + tours.between_m
    seconds = there_s / tours.stops + tours.between_s + service_s
    way = costs.km_micro * metres / KM_M + costs.hour_micro * seconds / HOUR_S
    return round(way + costs.tour_micro / tours.stops + costs.stop_micro)


def tours_of_plans(plans: Sequence[Plan]) -> Tours | None:
    """Read off plans what tours are like; ``None`` where they visit nobody."""
    routes = [route for plan in plans for route in plan.routes if route.stop_visits]
    stops = sum(len(route.stop_visits) for route in routes)
    if not stops:
        return None
    metres = seconds = 0
    for route in routes:
        first = next(visit for visit in route.visits[1:])
        metres += route.distance_m - first.distance_m - (route.home.distance_m if route.home else 0)
        seconds += route.drive_s - first.drive_s - (route.home.drive_s if route.home else 0)
    return Tours(
        stops=stops / len(routes),
        between_m=metres / stops,
        between_s=seconds / stops,
        source="plans",
    )


def tours_by_density(
    points: Sequence[Coordinate],
    visits: float,
    *,
    detour: float,
    speed_mps: float,
    parking_s: float,
    service_s: float,
    there_s: float,
    day_s: float,
    most_stops: float,
) -> Tours:
    """
    Estimate tours from how densely doors lie.

    Parameters
    ----------
    points
        Doors; their convex hull is the area.
    visits
        Visits a day.
    detour
        Metres of road for a metre of straight line, measured between hubs and doors.
    speed_mps, parking_s, service_s
        Of the vehicle between stops, at each stop.
    there_s, day_s
        To the stops and back, and what a tour may last.
    most_stops
        What fits on board, or may be served.
    """
    between_m = STRIPS * math.sqrt(hull_m2(points) / max(visits, 1.0)) * detour
    between_s = between_m / speed_mps + parking_s
    by_time = (day_s - there_s) / max(1.0, between_s + service_s)
    stops = max(1.0, min(most_stops, by_time, max(visits, 1.0)))
    return Tours(stops=stops, between_m=between_m, between_s=between_s, source="daganzo")


def hull_m2(points: Sequence[Coordinate]) -> float:
    """
    Area of the convex hull of places near one another, in square metres.

    >>> corners = [(60.0, 24.0), (60.01, 24.0), (60.01, 24.02), (60.0, 24.02), (60.005, 24.01)]
    >>> square = [Coordinate(lat_deg=lat, lon_deg=lon) for lat, lon in corners]
    >>> round(hull_m2(square) / 1e6, 2)
    1.24
    """
    if not points:
        return 0.0
    origin = points[0]
    north_m = great_circle_m(
        origin, Coordinate(lat_deg=origin.lat_deg + 0.01, lon_deg=origin.lon_deg)
    )
    east_m = great_circle_m(
        origin, Coordinate(lat_deg=origin.lat_deg, lon_deg=origin.lon_deg + 0.01)
    )
    plane = sorted(
        {
            (
                (at.lon_deg - origin.lon_deg) * 100 * east_m,
                (at.lat_deg - origin.lat_deg) * 100 * north_m,
            )
            for at in points
        }
    )
    if len(plane) < 3:
        return 0.0
    ring = _chain(plane)[:-1] + _chain(plane[::-1])[:-1]
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _chain(plane: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Half of the hull (Andrew 1979)."""
    chain: list[tuple[float, float]] = []
    for at in plane:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], at) <= 0:
            chain.pop()
        chain.append(at)
    return chain


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
