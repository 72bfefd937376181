"""Which door of its depot a vehicle loads at, where doors are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastmile_cli.domain.plan import Plan, VisitKind

Doors = Mapping[tuple[str, int], int]
"""The door, from 1, by vehicle and trip."""


def doors_of(plan: Plan) -> Doors:
    """
    Give each loading the first door that is free when it begins.

    Nothing for depots that do not count their doors. A plan edited by hand may
    have more vehicles at once than doors: the last ones then have none.
    """
    found: dict[tuple[str, int], int] = {}
    for depot in plan.config.get("depots", []):
        docks = depot.get("docks")
        if docks is None:
            continue
        free_s = [float("-inf")] * docks
        for start_s, vehicle_id, trip, loads_s in sorted(_loadings(plan, str(depot["id"]))):
            number = next((n for n, at_s in enumerate(free_s) if at_s <= start_s), None)
            if number is not None:
                found[vehicle_id, trip] = number + 1
                free_s[number] = start_s + _door_s(depot, loads_s)
    return found


def _loadings(plan: Plan, depot_id: str) -> list[tuple[int, str, int, int]]:
    return [
        (visit.start_s, route.vehicle_id, visit.trip, visit.depart_s - visit.start_s)
        for route in plan.routes
        for visit in route.visits
        if visit.kind is VisitKind.LOAD and visit.depot_id == depot_id
    ]


def _door_s(depot: Mapping[str, Any], loads_s: int) -> float:
    minutes = depot.get("dock_min")
    if minutes is None and depot.get("loading_per_parcel_s"):
        return loads_s
    return 60 * float(depot.get("loading_min", 0) if minutes is None else minutes)
