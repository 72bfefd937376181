"""Who serves what from where: skills, fixed vehicles and drivers, depots, goods, doors."""

from __future__ import annotations

from collections.abc import Iterator

from lastmile_cli.checking.loads import taken_out
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import amount_text
from lastmile_cli.domain.geo import great_circle_m
from lastmile_cli.domain.plan import VisitKind

DOOR_TOLERANCE_M = 500
"""A visit may stand this far from its stop's door: the street may lie behind a park."""


def check_crew(view: RouteView) -> Iterator[Violation]:
    """Allowed vehicles, the route's driver and depots, its load, and visits at the right doors."""
    yield from _check_allowed(view)
    yield from _check_names(view)
    yield from _check_load(view)
    yield from _check_doors(view)


def _check_allowed(view: RouteView) -> Iterator[Violation]:
    van = view.van.vehicle_id
    for visit, stop in view.stop_visits:
        if not view.problem.may_serve(view.vehicle, view.index.stops[stop.stop_id]):
            reason = _reason(view, stop.stop_id)
            sentence = f"Vehicle {van} may not serve stop {visit.stop_id}{reason}."
            yield Violation(rule=Rule.NOT_ALLOWED, route=van, stop=stop.stop_id, sentence=sentence)


def _reason(view: RouteView, stop_id: str) -> str:
    """Why a vehicle may not serve a stop, as far as the plan tells."""
    stop, vehicle = view.wanted.get(stop_id), view.index.fleet.get(view.van.vehicle_id)
    if stop is None or vehicle is None:
        return ""
    if stop.vehicle_id and stop.vehicle_id != view.van.vehicle_id:
        return f": it belongs on vehicle {stop.vehicle_id}"
    driver = vehicle.driver.driver_id if vehicle.driver else ""
    if stop.driver_id and stop.driver_id != driver:
        return f": it belongs to driver {stop.driver_id}"
    hubs = {stop.depot_id} if stop.depot_id else stop.supply.depot_ids if stop.supply else set()
    if hubs and vehicle.start_depot_id not in hubs:
        return f": its goods are at depot {' or '.join(sorted(hubs))}"
    lacking = sorted(stop.skills - vehicle.all_skills)
    if lacking:
        return f": it lacks {', '.join(lacking)}"
    too_few = stop.crew > vehicle.crew
    return f": it takes {stop.crew} persons, and {vehicle.crew} come" if too_few else ""


def _check_names(view: RouteView) -> Iterator[Violation]:
    vehicle = view.index.fleet.get(view.van.vehicle_id)
    if vehicle is None:
        return
    route, van = view.route, vehicle.vehicle_id
    driver = vehicle.driver.driver_id if vehicle.driver else route.driver_id
    names = [("driver", route.driver_id, driver), ("depot", route.depot_id, vehicle.start_depot_id)]
    loads = [visit for visit in view.visits if visit.kind is VisitKind.LOAD]
    names += [("loading depot", load.depot_id or "", vehicle.start_depot_id) for load in loads]
    if route.home is not None and vehicle.end_depot_id is not None:
        names.append(("last depot", route.home.depot_id, vehicle.end_depot_id))
    for word, written, own in names:
        if written != own:
            sentence = f"Vehicle {van} has {own} as its {word}, not {written or '(none)'}."
            yield Violation(rule=Rule.WRONG_CREW, route=van, sentence=sentence)


def _check_load(view: RouteView) -> Iterator[Violation]:
    """The load written on the route is what its stops are brought from the depot."""
    van = view.van.vehicle_id
    for unit, name in enumerate(view.problem.load_units):
        written = getattr(view.route.load, name, None)
        brought = sum(taken_out(view.problem, trip, unit) for trip in view.proposed.trips)
        if written is not None and written != brought:
            yield Violation(
                rule=Rule.WRONG_LOAD,
                route=van,
                amount=abs(written - brought),
                sentence=f"Vehicle {van} takes out {amount_text(brought, name)}, "
                f"not {amount_text(written, name)} as the plan says.",
            )


def _check_doors(view: RouteView) -> Iterator[Violation]:
    van = view.van.vehicle_id
    for visit, stop in view.stop_visits:
        door = view.wanted[stop.stop_id].coordinate if stop.stop_id in view.wanted else None
        away_m = int(great_circle_m(visit.place, door)) if door is not None else 0
        if away_m > DOOR_TOLERANCE_M:
            yield Violation(
                rule=Rule.WRONG_PLACE,
                route=van,
                stop=stop.stop_id,
                amount=away_m,
                sentence=f"The visit of vehicle {van} to stop {stop.stop_id} is written "
                f"{away_m} m away from its door.",
            )
