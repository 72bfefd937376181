"""A single change in a dispatcher's words."""

from __future__ import annotations

from lastmile_cli.domain.counting import counted, span_text
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.load import LOAD_DIMENSIONS
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.apply_fix import depot_with, stop_with, vehicle_with
from lastmile_cli.planning.bench import OF_RANGE, OF_STOP, Bench
from lastmile_cli.planning.wording import load_text


def fix_sentence(bench: Bench, fix: Fix, day: ServiceDay) -> str:
    """
    Tell what to change, as an order without a full stop.

    The stop and the vehicle of the fix, if it has one, must be those of the posed problem.
    """
    posed = bench.posed
    stop = next(stop for stop in posed.stops if stop.stop_id == fix.stop_id)
    if fix.kind is FixKind.PARTNER:
        partner = posed.partner_of.get(posed.stops.index(stop), "a partner")
        return f"hand it to {partner} for {fix.price} {bench.currency}"
    vehicle = next(v for v in posed.vehicles if v.vehicle_id == fix.vehicle_id)
    if fix.kind in OF_STOP or fix.kind in (
        FixKind.FREE_VEHICLE,
        FixKind.FREE_DRIVER,
        FixKind.FREE_DEPOT,
        FixKind.RAISE_WORTH,
    ):
        return _of_stop(bench, fix, stop, day)
    if fix.kind is FixKind.MORE_DOORS:
        return _of_doors(bench, fix, vehicle)
    if fix.kind in (FixKind.DEPOT_LATER, FixKind.DEPOT_EARLIER):
        return _of_depot(bench, fix, vehicle, day)
    if fix.kind in OF_RANGE:
        return _of_range(fix, vehicle)
    return _of_vehicle(bench, fix, vehicle, day)


def _of_stop(bench: Bench, fix: Fix, stop: Stop, day: ServiceDay) -> str:
    then, minutes = stop_with(stop, fix), fix.amount("min")
    more = span_text(minutes * 60)
    said, ends = "", bench.config.service.time_window_rule is TimeWindowRule.FINISH
    match fix.kind:
        case FixKind.CLOSE_LATER:
            closes = day.clock(stop.windows[fix.window].closes_s + minutes * 60)
            said = f"let service {'end' if ends else 'begin'} until {closes} ({more} later)"
        case FixKind.OPEN_EARLIER:
            opens = day.clock(stop.windows[fix.window].opens_s - minutes * 60)
            said = f"let service begin from {opens} ({more} earlier)"
        case FixKind.READY_EARLIER:
            said = f"have its goods ready at {day.clock(then.loadable_s)} ({more} earlier)"
        case FixKind.FREE_SEQUENCE:
            said = f"do not ask for it to be {stop.sequence.value}"
        case FixKind.RAISE_WORTH if fix.amount("priority"):
            said = f"raise its priority from {stop.priority} to {fix.amount('priority')}"
        case FixKind.RAISE_WORTH:
            price = Money.from_micro(fix.amount("unserved_micro"), bench.currency)
            said = f"raise objective.unserved_price to {price} {bench.currency}"
        case FixKind.FREE_VEHICLE:
            said = f"do not ask for vehicle {stop.vehicle_id}; {fix.vehicle_id} could come"
        case FixKind.FREE_DRIVER:
            said = f"do not ask for driver {stop.driver_id}; {fix.vehicle_id} could come"
        case FixKind.FREE_DEPOT:
            said = f"do not ask for depot {stop.depot_id}; {fix.vehicle_id} could come"
    return said


def _of_depot(bench: Bench, fix: Fix, vehicle: Vehicle, day: ServiceDay) -> str:
    more, later = span_text(fix.amount("min") * 60), fix.kind is FixKind.DEPOT_LATER
    depot_id = vehicle.end_depot_id if later else vehicle.start_depot_id
    hours = depot_with(bench.config.get_depot(depot_id or ""), vehicle, fix).hours
    assert hours is not None
    if later:
        return f"keep depot {depot_id} open until {day.clock(hours.closes_s)} ({more} longer)"
    return f"open depot {depot_id} at {day.clock(hours.opens_s)} ({more} earlier)"


def _of_doors(bench: Bench, fix: Fix, vehicle: Vehicle) -> str:
    depot = bench.config.get_depot(vehicle.start_depot_id)
    doors = counted((depot.docks or 0) + fix.amount("doors"), "door")
    return f"load at {doors} of depot {depot.depot_id} ({fix.amount('doors')} more)"


def _of_range(fix: Fix, vehicle: Vehicle) -> str:
    name, depot = vehicle.vehicle_id, f"depot {vehicle.start_depot_id}"
    if fix.kind is FixKind.CHARGE_AT_DEPOT:
        return f"let {name} recharge while it loads again at {depot}"
    if fix.kind is FixKind.CHARGER:
        return f"put a charger at {depot}, where {name} can recharge on its way"
    changed = vehicle_with(vehicle, fix)
    if changed.battery is not None:
        kwh = changed.battery.capacity_mwh / 1_000_000
        return f"give {name} a battery of {kwh:.4g} kWh ({fix.amount('wh') / 1_000:.4g} kWh more)"
    total_km = (changed.range_m or 0) / 1_000
    more = f"{fix.amount('m') / 1_000:.1f} km more"
    return f"let {name} drive {total_km:.1f} km on a filling ({more})"


def _of_vehicle(bench: Bench, fix: Fix, vehicle: Vehicle, day: ServiceDay) -> str:
    name, then = vehicle.vehicle_id, vehicle_with(vehicle, fix)
    more = span_text(fix.amount("min") * 60)
    said = f"give the search more iterations, or move the stop to {name}"
    match fix.kind:
        case FixKind.END_LATER:
            said = f"let {name} work until {day.clock(then.shift.closes_s)} ({more} longer)"
        case FixKind.START_EARLIER:
            said = f"let {name} start at {day.clock(then.shift.opens_s)} ({more} earlier)"
        case FixKind.MAX_DURATION:
            total = span_text(then.max_duration_s or 0)
            said = f"let {name} be out for {total} ({more} longer)"
        case FixKind.MAX_DRIVE:
            total = span_text(then.max_drive_s or 0)
            said = f"let {name} drive for {total} ({more} longer)"
        case FixKind.MAX_DISTANCE:
            farther = f"{fix.amount('m') / 1_000:.1f} km more"
            said = f"let {name} drive {(then.max_distance_m or 0) / 1_000:.1f} km ({farther})"
        case FixKind.MAX_STOPS:
            total, more = counted(then.max_stops or 0, "stop"), f"{fix.amount('stops')} more"
            said = f"let {name} visit {total} ({more})"
        case FixKind.LARGER_VEHICLE:
            said = _larger(bench, fix, vehicle)
        case FixKind.SKILL | FixKind.CREW:
            said = _people(fix, then)
        case FixKind.DROP_STOP:
            said = f"leave out {fix.instead_of} instead, which {name} visits now"
    return said


def _people(fix: Fix, then: Vehicle) -> str:
    if fix.kind is FixKind.SKILL:
        return f"give {then.vehicle_id} or its driver {', '.join(sorted(fix.skills))}"
    more = counted(fix.amount("persons"), "person")
    return f"send {more} more with {then.vehicle_id} (a crew of {then.crew}), paid all day"


def _larger(bench: Bench, fix: Fix, vehicle: Vehicle) -> str:
    then = dict(zip(LOAD_DIMENSIONS, vehicle_with(vehicle, fix).capacity.as_tuple(), strict=True))
    holds = " and ".join(load_text(unit, then[unit] or 0) for unit, _ in fix.amounts)
    more = " and ".join(load_text(unit, amount) for unit, amount in fix.amounts)
    name = vehicle.vehicle_id
    sentence = f"send a vehicle like {name} that holds {holds} ({more} more), or split the order"
    enough = _kind_that_holds(bench, then)
    return f"{sentence}; a {enough} would do" if enough else sentence


def _kind_that_holds(bench: Bench, needs: dict[str, int | None]) -> str:
    """Return the fleet's smallest kind that holds as much, empty where there is none."""
    large = [
        vehicle
        for vehicle in bench.config.vehicles
        if all(
            has is None or (needs[unit] is not None and has >= (needs[unit] or 0))
            for unit, has in zip(LOAD_DIMENSIONS, vehicle.capacity.as_tuple(), strict=True)
        )
    ]
    sizes = [tuple(2**60 if x is None else x for x in v.capacity.as_tuple()) for v in large]
    return min(zip(sizes, (vehicle.kind for vehicle in large), strict=True), default=((), ""))[1]
