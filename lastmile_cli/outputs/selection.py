"""Finding one's way in a plan: stops by id, the route of a vehicle, the name of a depot."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.stops import Stop


def stops_by_id(plan: Plan) -> dict[str, Stop]:
    """All stops of a plan under their ids."""
    return {stop.stop_id: stop for stop in plan.stops}


def select_routes(plan: Plan, vehicle_id: str | None = None) -> tuple[Route, ...]:
    """All routes, or the one of a vehicle.

    Raises
    ------
    UsageError
        The vehicle has no route in this plan; the hint names those that have.
    """
    if vehicle_id is None:
        return plan.routes
    route = plan.find_route(vehicle_id)
    if route is not None:
        return (route,)
    known = [route.vehicle_id for route in plan.routes]
    close = difflib.get_close_matches(vehicle_id, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"vehicles with a route: {', '.join(known)}"
    msg = f"Vehicle {vehicle_id!r} has no route in this plan."
    raise UsageError(msg, hint=hint if known else "the plan has no routes at all")


def depot_name(plan: Plan, depot_id: str) -> str:
    """Return the name the configuration gives a depot, else its id."""
    depots = plan.config.get("depots")
    entries: list[object] = []
    if isinstance(depots, Mapping):
        entries = [{"id": key, **value} for key, value in depots.items() if isinstance(value, dict)]
    elif isinstance(depots, list):
        entries = list(depots)
    for entry in entries:
        if isinstance(entry, Mapping) and depot_id in (entry.get("id"), entry.get("depot_id")):
            name = entry.get("name")
            return name if isinstance(name, str) and name else depot_id
    return depot_id
