"""A single change carried out: the day's stops and configuration as they would then be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lastmile_cli.domain.fleet import Charger, Depot, Vehicle
from lastmile_cli.domain.load import LOAD_DIMENSIONS, Capacity
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import SequenceWish, Stop, Window

MINUTE_S = 60
MWH_A_WH = 1_000


def apply_fix(stops: Iterable[Stop], config: Config, fix: Fix) -> tuple[tuple[Stop, ...], Config]:
    """
    Change what a fix is about, and nothing else.

    ``insert`` changes nothing, for there is a place already, nor does
    ``partner``, who is told beside the plan. ``drop_stop`` takes
    the other stop off the day. ``config.effective`` stays as it was.
    """
    kept = (stop for stop in stops if stop.stop_id != (fix.instead_of or None))
    changed = tuple(stop_with(stop, fix) if stop.stop_id == fix.stop_id else stop for stop in kept)
    depots, vehicles, chargers = config.depots, config.vehicles, config.chargers
    one = next((vehicle for vehicle in vehicles if vehicle.vehicle_id == fix.vehicle_id), None)
    if one is not None:
        depots = tuple(depot_with(depot, one, fix) for depot in depots)
        vehicles = tuple(vehicle_with(v, fix) if v is one else v for v in vehicles)
        if fix.kind is FixKind.CHARGER:
            chargers = (*chargers, _charger_at(config, one.start_depot_id))
    objective = config.objective
    if fix.amount("unserved_micro"):
        objective = replace(objective, unserved_micro=fix.amount("unserved_micro"))
    then = replace(config, depots=depots, vehicles=vehicles, chargers=chargers)
    return changed, replace(then, objective=objective)


def stop_with(stop: Stop, fix: Fix) -> Stop:
    """Return the stop as a fix of it has it."""
    by_s = fix.amount("min") * MINUTE_S
    match fix.kind:
        case FixKind.CLOSE_LATER | FixKind.OPEN_EARLIER:
            stop = replace(stop, windows=_widened(stop.windows, fix, by_s))
        case FixKind.READY_EARLIER:
            stop = stop.ready_earlier(by_s)
        case FixKind.FREE_SEQUENCE:
            stop = replace(stop, sequence=SequenceWish.ANY)
        case FixKind.FREE_VEHICLE:
            stop = replace(stop, vehicle_id="")
        case FixKind.FREE_DRIVER:
            stop = replace(stop, driver_id="")
        case FixKind.FREE_DEPOT:
            stop = replace(stop, depot_id="")
        case FixKind.RAISE_WORTH:
            stop = replace(stop, priority=fix.amount("priority") or stop.priority)
    return stop


def vehicle_with(vehicle: Vehicle, fix: Fix) -> Vehicle:
    """Return the vehicle as a fix of it has it."""
    by_s, shift = fix.amount("min") * MINUTE_S, vehicle.shift
    match fix.kind:
        case FixKind.END_LATER:
            vehicle = replace(vehicle, shift=Window(shift.opens_s, shift.closes_s + by_s))
        case FixKind.START_EARLIER:
            vehicle = replace(vehicle, shift=Window(shift.opens_s - by_s, shift.closes_s))
        case FixKind.CHARGE_AT_DEPOT | FixKind.RANGE:
            charges = vehicle.charges_at_depot or fix.kind is FixKind.CHARGE_AT_DEPOT
            range_m = _more(vehicle.range_m, fix.amount("m"))
            battery = vehicle.battery and vehicle.battery.larger(fix.amount("wh") * MWH_A_WH)
            vehicle = replace(vehicle, charges_at_depot=charges, range_m=range_m, battery=battery)
        case FixKind.LARGER_VEHICLE:
            vehicle = replace(vehicle, capacity=_larger(vehicle.capacity, fix))
        case FixKind.SKILL:
            vehicle = replace(vehicle, skills=vehicle.skills | fix.skills)
        case FixKind.CREW:
            vehicle = vehicle.with_persons(fix.amount("persons"))
        case _:
            vehicle = _with_limit(vehicle, fix, by_s)
    return vehicle


def _with_limit(vehicle: Vehicle, fix: Fix, by_s: int) -> Vehicle:
    """Return the vehicle with more of what it may do in a day."""
    match fix.kind:
        case FixKind.MAX_DURATION:
            vehicle = replace(vehicle, max_duration_s=_more(vehicle.max_duration_s, by_s))
        case FixKind.MAX_DRIVE:
            vehicle = replace(vehicle, max_drive_s=_more(vehicle.max_drive_s, by_s))
        case FixKind.MAX_DISTANCE:
            vehicle = replace(
                vehicle, max_distance_m=_more(vehicle.max_distance_m, fix.amount("m"))
            )
        case FixKind.MAX_STOPS:
            vehicle = replace(vehicle, max_stops=_more(vehicle.max_stops, fix.amount("stops")))
    return vehicle


def depot_with(depot: Depot, vehicle: Vehicle, fix: Fix) -> Depot:
    """Return a depot as a fix of the hours or doors of this vehicle's depot has it."""
    by_s, hours = fix.amount("min") * MINUTE_S, depot.hours
    if fix.kind is FixKind.MORE_DOORS and depot.depot_id == vehicle.start_depot_id:
        return replace(depot, docks=_more(depot.docks, fix.amount("doors")))
    if hours is None:
        return depot
    if fix.kind is FixKind.DEPOT_LATER and depot.depot_id == vehicle.end_depot_id:
        return replace(depot, hours=Window(hours.opens_s, hours.closes_s + by_s))
    if fix.kind is FixKind.DEPOT_EARLIER and depot.depot_id == vehicle.start_depot_id:
        return replace(depot, hours=Window(hours.opens_s - by_s, hours.closes_s))
    return depot


def _charger_at(config: Config, depot_id: str) -> Charger:
    """Return a charger at a depot, by the depot's name where no other one has it."""
    depot, taken = config.get_depot(depot_id), {one.charger_id for one in config.chargers}
    assert depot.coordinate is not None  # Nothing is posed without.
    name = depot_id
    while name in taken:
        name += "-charger"
    return Charger(charger_id=name, name=depot.name, coordinate=depot.coordinate)


def _widened(windows: tuple[Window, ...], fix: Fix, by_s: int) -> tuple[Window, ...]:
    found = list(windows)
    old = found[fix.window]
    if fix.kind is FixKind.CLOSE_LATER:
        found[fix.window] = Window(old.opens_s, old.closes_s + by_s)
    else:
        found[fix.window] = Window(old.opens_s - by_s, old.closes_s)
    return tuple(sorted(found))


def _more(limit: int | None, amount: int) -> int | None:
    return None if limit is None else limit + amount


def _larger(capacity: Capacity, fix: Fix) -> Capacity:
    limits = zip(LOAD_DIMENSIONS, capacity.as_tuple(), strict=True)
    return Capacity(**{unit: _more(limit, fix.amount(unit)) for unit, limit in limits})
