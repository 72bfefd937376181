"""What it costs a day to serve every point from every site, as far as that can be estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.costing.quantities import HOUR_S
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.geo import great_circle_m
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel
from lastmile_cli.insight.delivery_estimate import (
    TourCosts,
    Tours,
    tours_by_density,
    visit_micro,
)
from lastmile_cli.insight.hub_sites import DemandPoint, Site, SiteKind

LOCKER_S, PARCEL_S = 180, 20
"""A visit of a locker and each parcel there, as collection points have it by default."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class SiteTravel:
    """
    Metres and seconds from each hub to each point and back, both ways together.

    Shape (hubs, points), then (hubs, lockers); infinite where there is no way.
    """

    metres: Floats
    seconds: Floats
    locker_metres: Floats
    locker_seconds: Floats


def mean_seconds(travel: Travel, table: int, from_s: int, until_s: int) -> Floats:
    """Average the periods' durations over the hours worked; infinite where there is no way."""
    starts = [*travel.period_starts_s, NO_LIMIT]
    weights = [
        max(0, min(until_s, starts[number + 1]) - (max(from_s, start) if number else from_s))
        for number, start in enumerate(starts[:-1])
    ]
    layers = travel.tables[table].duration_s.astype(np.float64)
    layers[layers >= UNREACHABLE_S] = np.inf
    used = [(layer, weight) for layer, weight in zip(layers, weights, strict=True) if weight]
    total = sum((layer * weight for layer, weight in used), np.zeros(layers.shape[1:]))
    mean: Floats = total / sum(weight for _, weight in used)
    return mean


def detour_of(hubs: Sequence[Site], points: Sequence[DemandPoint], ways: SiteTravel) -> float:
    """Metres of road for a metre of straight line, between hubs and points."""
    road = straight = 0.0
    for row, hub in enumerate(hubs):
        for column, point in enumerate(points):
            there_m = float(ways.metres[row, column])
            if hub.coordinate is not None and np.isfinite(there_m):
                road += there_m / 2
                straight += great_circle_m(hub.coordinate, point.coordinate)
    return max(1.0, road / straight) if straight else 1.0


def tours_for(
    vehicle: Vehicle, points: Sequence[DemandPoint], ways: SiteTravel, detour: float
) -> Tours:
    """Estimate the tours of a vehicle by how densely doors lie."""
    visits = sum(point.mean_visits for point in points)
    parcels = sum(sum(point.parcels) for point in points) / len(points[0].parcels)
    capacity = vehicle.capacity.parcels
    most = float(vehicle.max_stops or NO_LIMIT)
    if capacity is not None:
        most = min(most, capacity * vehicle.max_trips * visits / max(parcels, 1.0))
    nearest = np.argmin(np.where(np.isfinite(ways.seconds), ways.seconds, np.inf), axis=0)
    columns = np.arange(len(points))
    there_s, there_m = ways.seconds[nearest, columns], ways.metres[nearest, columns]
    is_there = np.isfinite(there_s)
    speed = there_m[is_there].sum() / max(1.0, there_s[is_there].sum())
    service_s = sum(point.service_s * sum(point.visits) for point in points) / max(
        1, sum(sum(point.visits) for point in points)
    )
    hours_s = vehicle.shift.closes_s - vehicle.shift.opens_s
    day_s = min(hours_s, vehicle.max_duration_s or hours_s)
    return tours_by_density(
        [point.coordinate for point in points],
        visits,
        detour=detour,
        speed_mps=max(0.5, float(speed)),
        parking_s=vehicle.parking_s,
        service_s=service_s,
        there_s=float(there_s[is_there].mean()) if is_there.any() else 0.0,
        day_s=day_s,
        most_stops=most,
    )


def ways_of(
    points: Sequence[DemandPoint],
    hubs: Sequence[Site],
    lockers: Sequence[Site],
    ways: SiteTravel,
    costs: TourCosts,
    tours: Tours,
) -> tuple[list[dict[tuple[str, str], int]], dict[tuple[str, str], int]]:
    """
    What each way to serve a point costs a day, in micro-units, and what visiting lockers does.

    A way is (hub, locker), with "" for the door; at a locker only parcels take time.
    """
    found: list[dict[tuple[str, str], int]] = []
    visits = _locker_visits(hubs, lockers, ways, costs, tours)
    for column, point in enumerate(points):
        served: dict[tuple[str, str], int] = {}
        for row, hub in enumerate(hubs):
            if np.isfinite(ways.seconds[row, column]):
                each = visit_micro(
                    costs,
                    tours,
                    there_m=float(ways.metres[row, column]),
                    there_s=float(ways.seconds[row, column]),
                    service_s=point.service_s,
                )
                served[hub.site_id, ""] = round(each * point.mean_visits)
        if point.may_collect:
            parcels = sum(point.parcels) / len(point.parcels)
            handling = round(costs.hour_micro * PARCEL_S * parcels / HOUR_S)
            near = [locker for locker in lockers if _is_near(locker, point)]
            served |= {way: handling for way in visits if any(way[1] == it.site_id for it in near)}
        found.append(served)
    return found, visits


def _locker_visits(
    hubs: Sequence[Site],
    lockers: Sequence[Site],
    ways: SiteTravel,
    costs: TourCosts,
    tours: Tours,
) -> dict[tuple[str, str], int]:
    return {
        (hub.site_id, locker.site_id): visit_micro(
            costs,
            tours,
            there_m=float(ways.locker_metres[row, column]),
            there_s=float(ways.locker_seconds[row, column]),
            service_s=LOCKER_S,
        )
        for row, hub in enumerate(hubs)
        for column, locker in enumerate(lockers)
        if np.isfinite(ways.locker_seconds[row, column])
    }


def _is_near(locker: Site, point: DemandPoint) -> bool:
    at = locker.coordinate
    return at is not None and great_circle_m(at, point.coordinate) <= locker.radius_m


def hubs_of(sites: Sequence[Site]) -> list[Site]:
    """The hubs among the sites."""
    return [site for site in sites if site.kind is SiteKind.HUB]


def lockers_of(sites: Sequence[Site]) -> list[Site]:
    """The lockers among the sites."""
    return [site for site in sites if site.kind is SiteKind.LOCKER]
