"""Finding one's way in a plan: stops by id, the route of a vehicle, the name of a depot."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.wording import crew_text


def stops_by_id(plan: Plan) -> dict[str, Stop]:
    """All stops of a plan under their ids, the truckloads for hubs among them."""
    truckloads = plan.line_haul.stops if plan.line_haul else ()
    return {stop.stop_id: stop for stop in (*truckloads, *plan.stops)}


def select_routes(plan: Plan, vehicle_id: str | None = None) -> tuple[Route, ...]:
    """
    All routes, the trucks' first, or the one of a vehicle.

    Raises
    ------
    UsageError
        The vehicle has no route in this plan; the hint names those that have.
    """
    if vehicle_id is None:
        return plan.every_route
    route = plan.find_route(vehicle_id)
    if route is not None:
        return (route,)
    known = [route.vehicle_id for route in plan.every_route]
    close = difflib.get_close_matches(vehicle_id, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"vehicles with a route: {', '.join(known)}"
    msg = f"Vehicle {vehicle_id!r} has no route in this plan."
    raise UsageError(msg, hint=hint if known else "the plan has no routes at all")


def depot_name(plan: Plan, depot_id: str) -> str:
    """Return the name the configuration gives a depot, else its id."""
    return _text(_entry(plan, "depots", depot_id), "name") or depot_id


def charger_name(plan: Plan, charger_id: str) -> str:
    """Return the name the configuration gives a charger, else its id."""
    return _text(_entry(plan, "chargers", charger_id), "name") or charger_id


def depot_address(plan: Plan, depot_id: str) -> str:
    """Return the address the configuration gives a depot, empty if it gives none."""
    entry = _entry(plan, "depots", depot_id)
    town = " ".join(filter(None, (_text(entry, "postal_code"), _text(entry, "city"))))
    return ", ".join(filter(None, (_text(entry, "address"), town)))


def vehicle_group(plan: Plan, vehicle_id: str) -> Mapping[str, object]:
    """
    Return the vehicle's group in the configuration, empty where it has none.

    A group of one is the vehicle's id itself; in larger ones vehicles are
    numbered behind the group's id (``bike-1``, ``bike-2``).
    """
    groups = plan.config.get("vehicles")
    for group in groups if isinstance(groups, list) else []:
        if isinstance(group, Mapping) and vehicle_id in _vehicle_ids(group):
            return group
    return _group_of_hired(plan, vehicle_id)


def _group_of_hired(plan: Plan, vehicle_id: str) -> Mapping[str, object]:
    """The group that a hired vehicle is like, empty where none is."""
    roster, groups = plan.config.get("roster"), plan.config.get("vehicles")
    for entry in roster if isinstance(roster, list) else []:
        like = _text(entry, "hire") if isinstance(entry, Mapping) else ""
        name = (_text(entry, "id") or f"hired-{like}") if like else ""
        named = {"id": name, "count": entry.get("count", 1)} if name else {}
        if name and vehicle_id in _vehicle_ids(named):
            for group in groups if isinstance(groups, list) else []:
                if isinstance(group, Mapping) and group.get("id") == like:
                    return group
    return {}


def crew_of(plan: Plan, vehicle_id: str) -> int:
    """Return how many people are on board; one where the configuration does not say."""
    crew = vehicle_group(plan, vehicle_id).get("crew")
    return crew if isinstance(crew, int) and crew > 0 else 1


def people_text(plan: Plan, route: Route) -> str:
    """Who drives, and how many are on board where it is more than one; empty where not named."""
    people = (route.driver_name or route.driver_id, crew_text(crew_of(plan, route.vehicle_id)))
    return ", ".join(part for part in people if part)


def profile_of(plan: Plan, vehicle_id: str) -> str:
    """
    Return whose streets the vehicle uses (``van``, ``bike`` ...), empty where it is not said.

    Of a profile of one's own: the one of the house that it is like.
    """
    profile = _text(vehicle_group(plan, vehicle_id), "profile")
    roads = plan.config.get("roads")
    own = roads.get("profiles") if isinstance(roads, Mapping) else None
    made = own.get(profile) if isinstance(own, Mapping) else None
    return _text(made, "like") if isinstance(made, Mapping) else profile


def _vehicle_ids(group: Mapping[str, object]) -> list[str]:
    name, count = _text(group, "id"), group.get("count", 1)
    if not isinstance(count, int) or count == 1:
        return [name]
    return [f"{name}-{number}" for number in range(1, count + 1)]


def time_window_rule(plan: Plan) -> TimeWindowRule:
    """Return what must lie inside a window, as the plan's configuration has it."""
    service = plan.config.get("service")
    written = service.get("time_window_rule") if isinstance(service, Mapping) else None
    return TimeWindowRule.FINISH if written == "finish" else TimeWindowRule.START


def _entry(plan: Plan, section: str, name: str) -> Mapping[str, object]:
    """Return what a section of the configuration says of a name, empty where it does not."""
    entries = plan.config.get(section)
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping) and entry.get("id") == name:
            return entry
    return {}


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""
