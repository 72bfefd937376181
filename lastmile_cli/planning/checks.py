"""What is odd about stops and fleet together; every check is one notice code."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.planning.locks import all_fit, broken_lock, missing_crew, missing_skills
from lastmile_cli.planning.wording import box_text

MOST_NAMED = 5
"""So many stops are named in one notice."""


def check_vehicles(config: Config, working: Sequence[Vehicle]) -> Iterator[Notice]:
    """Yield a notice for each vehicle that cannot work (LM1506)."""
    for vehicle in config.vehicles:
        if vehicle not in working:
            yield Notice(
                code="LM1506",
                severity=Severity.WARNING,
                place=Place(column=f"vehicles {vehicle.vehicle_id}"),
                problem="its shift and the hours of its depots leave no time to work; "
                "it is not planned.",
                hint="let the shift and the depots' hours overlap.",
            )


def check_stops(
    stops: Sequence[Stop],
    config: Config,
    vehicles: Sequence[Vehicle],
    too_short: frozenset[int],
    file: str,
) -> Iterator[Notice]:
    """Yield everything stops ask for that the configuration does not have."""
    for number, stop in enumerate(stops):
        yield from check_lm1501_fixed_vehicle_exists(stop, config, file)
        yield from check_lm1502_fixed_driver_drives(stop, config, file)
        yield from check_lm1503_fixed_depot_exists(stop, config, file)
        yield from check_lm1576_somebody_starts_there(stop, config, vehicles, file)
        yield from check_lm1504_somebody_has_the_skills(stop, vehicles, file)
        yield from check_lm1562_somebody_brings_enough_persons(stop, vehicles, file)
        yield from check_lm1563_packaging_of_a_shipment_stays(stop, file)
        if number in too_short:
            yield Notice(
                code="LM1505",
                severity=Severity.WARNING,
                place=_place(stop, "time_window", file),
                problem="service must end inside a window, and none is long enough for it.",
                hint="widen the window, or give the stop a shorter service time.",
            )
        yield from check_lm1507_some_vehicle_holds_it(stop, vehicles, file)
        yield from check_lm1543_some_vehicle_has_the_room(stop, vehicles, file)
    yield from check_lm1544_not_every_vehicle_has_the_room(stops, vehicles)


def check_lm1501_fixed_vehicle_exists(stop: Stop, config: Config, file: str) -> Iterator[Notice]:
    """A stop's fixed vehicle is in the configuration."""
    known = [vehicle.vehicle_id for vehicle in config.vehicles]
    if stop.vehicle_id and stop.vehicle_id not in known:
        place = _place(stop, "vehicle", file)
        yield _unknown("LM1501", place, stop.vehicle_id, known, config.absent)


def check_lm1502_fixed_driver_drives(stop: Stop, config: Config, file: str) -> Iterator[Notice]:
    """A stop's fixed driver sits in a vehicle."""
    known = [vehicle.driver.driver_id for vehicle in config.vehicles if vehicle.driver]
    if stop.driver_id and stop.driver_id not in known:
        place = _place(stop, "driver", file)
        yield _unknown("LM1502", place, stop.driver_id, known, config.absent)


def check_lm1503_fixed_depot_exists(stop: Stop, config: Config, file: str) -> Iterator[Notice]:
    """A stop's fixed depot is in the configuration."""
    known = [depot.depot_id for depot in config.depots]
    if stop.depot_id and stop.depot_id not in known:
        yield _unknown("LM1503", _place(stop, "depot", file), stop.depot_id, known, {})


def check_lm1576_somebody_starts_there(
    stop: Stop, config: Config, vehicles: Sequence[Vehicle], file: str
) -> Iterator[Notice]:
    """A vehicle of the day starts at the depot that a stop must come from."""
    known = {depot.depot_id for depot in config.depots}  # Others are told already (LM1503).
    starts = {vehicle.start_depot_id for vehicle in vehicles}
    if not vehicles or stop.depot_id not in known or stop.depot_id in starts:
        return
    away = [name for name in config.absent if name]
    why = f" ({', '.join(away[:MOST_NAMED])} not there that day)" if away else ""
    yield Notice(
        code="LM1576",
        severity=Severity.WARNING,
        place=_place(stop, "depot", file),
        problem=f"no vehicle starts at depot {stop.depot_id} that day{why}, so that none can "
        "serve the stop.",
        hint=f"let a vehicle start there, or another depot serve it: {', '.join(sorted(starts))}.",
    )


def check_lm1504_somebody_has_the_skills(
    stop: Stop, vehicles: Sequence[Vehicle], file: str
) -> Iterator[Notice]:
    """A vehicle with its driver has all skills the stop asks for."""
    if vehicles and stop.skills and all(missing_skills(stop, vehicle) for vehicle in vehicles):
        wanted = ", ".join(sorted(stop.skills))
        yield Notice(
            code="LM1504",
            severity=Severity.WARNING,
            place=_place(stop, "skills", file),
            problem=f"no vehicle with its driver has {wanted}.",
            hint="give the skill to a vehicle or driver, or take it off the stop.",
        )


def check_lm1562_somebody_brings_enough_persons(
    stop: Stop, vehicles: Sequence[Vehicle], file: str
) -> Iterator[Notice]:
    """A vehicle at work has as many persons on board as the stop takes."""
    if vehicles and all(missing_crew(stop, vehicle) for vehicle in vehicles):
        most = max(vehicles, key=lambda vehicle: vehicle.crew)
        yield Notice(
            code="LM1562",
            severity=Severity.WARNING,
            place=_place(stop, "delivery_option", file),
            problem=f"white glove takes {counted(stop.crew, 'person')}, but no vehicle at work has "
            f"so many on board: {most.vehicle_id} has {most.crew}.",
            hint=f"give a vehicle a crew of {stop.crew}, or lower white_glove.crew.",
        )


def check_lm1563_packaging_of_a_shipment_stays(stop: Stop, file: str) -> Iterator[Notice]:
    """Who brings goods from another door has no depot to take their packaging to."""
    if stop.paired_with and any(stop.back.as_tuple()):
        yield Notice(
            code="LM1563",
            severity=Severity.WARNING,
            place=_place(stop, "paired_with", file),
            problem="packaging of a shipment from door to door is not taken back.",
            hint="plan a stop of type return for it.",
        )


def check_lm1507_some_vehicle_holds_it(
    stop: Stop, vehicles: Sequence[Vehicle], file: str
) -> Iterator[Notice]:
    """A vehicle that may serve the stop is large enough for its load."""
    allowed = [vehicle for vehicle in vehicles if not broken_lock(stop, vehicle)]
    goods = Load() if stop.kind is StopKind.SERVICE else stop.load
    if allowed and not any(vehicle.capacity.holds(goods) for vehicle in allowed):
        yield Notice(
            code="LM1507",
            severity=Severity.WARNING,
            place=_place(stop, "weight_kg", file),
            problem="no vehicle that may serve the stop is large enough for its load.",
            hint="check weight, volume and parcels, or split the order into several stops.",
        )


def check_lm1543_some_vehicle_has_the_room(
    stop: Stop, vehicles: Sequence[Vehicle], file: str
) -> Iterator[Notice]:
    """A single parcel goes into a vehicle that may serve the stop, by its three sides."""
    if not stop.boxes_mm or not vehicles:
        return
    bare = replace(stop, boxes_mm=())
    able = [vehicle for vehicle in vehicles if not broken_lock(bare, vehicle)]
    if able and not any(all_fit(stop.boxes_mm, vehicle.cargo_mm) for vehicle in able):
        largest = max(able, key=lambda vehicle: vehicle.cargo_mm or (0, 0, 0))
        yield Notice(
            code="LM1543",
            severity=Severity.WARNING,
            place=_place(stop, "length_cm", file),
            problem=f"a parcel of {box_text(stop.boxes_mm, largest)} goes into no vehicle that may "
            "serve the stop.",
            hint="check its sides, or send a larger vehicle (cargo_space_cm).",
        )


def check_lm1544_not_every_vehicle_has_the_room(
    stops: Sequence[Stop], vehicles: Sequence[Vehicle]
) -> Iterator[Notice]:
    """Which stops are kept off a vehicle because a single parcel does not go into it."""
    for vehicle in vehicles:
        kept_off = [stop.stop_id for stop in stops if not all_fit(stop.boxes_mm, vehicle.cargo_mm)]
        if kept_off and len(kept_off) < len(stops):
            named = ", ".join(kept_off[:MOST_NAMED])
            more = f" and {len(kept_off) - MOST_NAMED} more" if len(kept_off) > MOST_NAMED else ""
            yield Notice(
                code="LM1544",
                severity=Severity.INFO,
                place=Place(column=f"vehicles {vehicle.vehicle_id}"),
                problem=f"a parcel is larger than its cargo space: {named}{more} cannot go.",
                hint="correct cargo_space_cm, or the parcel's sides, if that is not so.",
            )


def _unknown(
    code: str, place: Place, value: str, known: list[str], absent: Mapping[str, str]
) -> Notice:
    if value in absent:
        why = f" ({absent[value]})" if absent[value] else ""
        return Notice(
            code=code,
            severity=Severity.WARNING,
            place=place,
            problem=f"{value!r} is not there that day{why}; nobody can serve the stop.",
            hint="leave the cell empty that day, or name another.",
        )
    near = difflib.get_close_matches(value, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"name one of: {', '.join(sorted(set(known)))}."
    return Notice(
        code=code,
        severity=Severity.ERROR,
        place=place,
        problem=f"{value!r} is not in the configuration; nobody can serve the stop.",
        hint=hint,
    )


def _place(stop: Stop, column: str, file: str) -> Place:
    if not file:
        return Place(column=f"{column} of stop {stop.stop_id}")
    return Place(file=file, row=stop.row, column=column)
