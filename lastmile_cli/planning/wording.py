"""Reasons in a dispatcher's words: what is missing, and by how much."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.counting import counted, span_text
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Box, Stop
from lastmile_cli.planning.limits import Excess
from lastmile_cli.planning.locks import GOODS_ELSEWHERE, all_fit, missing_skills
from lastmile_cli.planning.misses import Miss
from lastmile_cli.planning.posed import Posed

LENGTHS = {"max_distance", "range"}
"""Reasons that are counted in metres."""


def lock_detail(stop: Stop, vehicle: Vehicle, lock: str) -> str:
    """Say what the stop asks for that no vehicle offers."""
    if lock == "skills":
        return (
            f"No vehicle that may come has the skills {_listed(stop.skills)}; "
            f"{vehicle.vehicle_id} comes closest and lacks "
            f"{_listed(missing_skills(stop, vehicle))}."
        )
    if lock == "crew":
        lacks = missing_skills(stop, vehicle)
        also = f" and lacks {_listed(lacks)}" if lacks else ""
        return (
            f"It takes {counted(stop.crew, 'person')}, and no vehicle that may come has so many; "
            f"{vehicle.vehicle_id}, the closest, has a crew of {vehicle.crew}{also}."
        )
    if lock == "parcel_size":
        return (
            f"A parcel of {box_text(stop.boxes_mm, vehicle)} does not go into any vehicle that "
            f"may come; {vehicle.vehicle_id} has room for {_sides(vehicle.cargo_mm)}."
        )
    if lock == GOODS_ELSEWHERE:
        hubs = ", ".join(sorted(stop.supply.depot_ids)) if stop.supply else ""
        return f"Its goods are at {hubs or 'no hub'}; no vehicle that may come starts there."
    wishes = (
        ("vehicle", stop.vehicle_id),
        ("driver", stop.driver_id),
        ("depot", stop.depot_id),
    )
    asked = " and ".join(f"{word} {value}" for word, value in wishes if value)
    return f"The stop asks for {asked}; no vehicle at work that day offers that."


def box_text(boxes_mm: Sequence[Box], vehicle: Vehicle) -> str:
    """Say how large the first parcel is that does not go into the vehicle."""
    too_large = (box for box in boxes_mm if not all_fit([box], vehicle.cargo_mm))
    return _sides(next(too_large, None))


def _sides(box_mm: Box | None) -> str:
    known = [side for side in box_mm or () if side]
    return f"{' × '.join(f'{side / 10:g}' for side in known)} cm" if known else "any size"


def excess_detail(
    posed: Posed, miss: Miss, excess: Excess, day: ServiceDay, *, other_end: str = ""
) -> str:
    """
    Say by how much the vehicle that comes closest misses.

    ``other_end``: whose window it is, if not the stop's own.
    """
    name = posed.vehicles[miss.vehicle].vehicle_id
    needs, limit = _needs(excess, day), _amount(excess.reason, excess.limit, day)
    at = f" at {other_end}, the other end," if other_end else ""
    window = "the last window" + (" and how late it may be" if _bears_lateness(posed) else "")
    lets = "let" if _bears_lateness(posed) else "lets"
    return {
        "capacity_weight_g": f"Weighs {needs}; {name}, the closest, holds {limit}.",
        "capacity_volume_ml": f"Takes up {needs}; {name}, the closest, holds {limit}.",
        "capacity_parcels": f"Has {needs}; {name}, the closest, holds {limit}.",
        "window_closed": f"Service by {name}, the closest,{at} could begin at {needs} at the "
        f"earliest; {window} {lets} it begin until {limit}.",
        "shift_too_short": f"{name}, the closest, would be done at {needs}, "
        f"after its day ends at {limit}.",
        "max_duration": f"{name}, the closest, would be out for {needs}; it may for {limit}.",
        "max_drive": f"{name}, the closest, would drive for {needs}; it may for {limit}.",
        "max_distance": f"{name}, the closest, would drive {needs}; it may {limit}.",
        "battery": f"{name}, the closest, would take {needs} without another charge; its battery "
        f"gives {limit}.",
        "range": f"{name}, the closest, would drive {needs} without recharging; its range is "
        f"{limit}.",
        "max_stops": f"{name}, the closest, would visit {needs}; it may visit {limit}."
        if excess.limit
        else f"{name}, the closest, may visit no stop at all.",
        "break_latest": f"{name}, the closest, could begin its break at {needs} at the "
        f"earliest; it must by {limit}.",
        "break_work": f"{name}, the closest, would work for {needs} before its break; "
        f"it may for {limit}.",
        "break_drive": f"{name}, the closest, would drive for {needs} before its break; "
        f"it may for {limit}.",
    }[excess.reason]


def miss_words(posed: Posed, miss: Miss, stop: int, day: ServiceDay) -> str:
    """Say in a few words what is in one vehicle's way to a stop, and by how much."""
    asked = posed.stops[miss.asked]
    name = "the stop" if miss.asked == stop else f"stop {asked.stop_id}"
    if miss.lock == "skills":
        return f"lacks {_listed(missing_skills(asked, posed.vehicles[miss.vehicle]))}"
    if miss.lock == "crew":
        return f"has a crew of {posed.vehicles[miss.vehicle].crew}, it takes {asked.crew}"
    if miss.lock == "parcel_size":
        vehicle = posed.vehicles[miss.vehicle]
        return f"has room for {_sides(vehicle.cargo_mm)}, not {box_text(asked.boxes_mm, vehicle)}"
    if miss.lock:
        wanted = {
            "fixed_vehicle": f"vehicle {asked.vehicle_id}",
            "fixed_driver": f"driver {asked.driver_id}",
            "fixed_depot": f"depot {asked.depot_id}",
            GOODS_ELSEWHERE: "another depot, where its goods are",
        }[miss.lock]
        return f"{name} asks for {wanted}"
    if miss.is_unreachable:
        return "has no way there and back"
    return "; ".join(_excess_words(posed, excess, day) for excess in miss.excesses)


def _excess_words(posed: Posed, excess: Excess, day: ServiceDay) -> str:
    needs, limit = _needs(excess, day), _amount(excess.reason, excess.limit, day)
    if excess.reason == "window_closed":
        lets = "window and lateness let" if _bears_lateness(posed) else "window lets"
        return f"could begin at {needs}, the {lets} it begin until {limit}"
    if excess.reason == "break_latest":
        return f"could begin its break at {needs}, it must by {limit}"
    if excess.reason.startswith("break_"):
        verb = "work" if excess.reason == "break_work" else "drive"
        return f"would {verb} {needs} before its break, it may {limit}"
    if excess.reason == "shift_too_short":
        return f"would be done at {needs}, its day ends at {limit}"
    if excess.reason.startswith("capacity_"):
        return f"holds {limit}, the load is {needs}"
    said = {"range": f"{needs} without recharging", "battery": f"{needs} without another charge"}
    verbs = {"max_duration": "be out for", "max_stops": "visit", "battery": "take"}
    needs, verb = said.get(excess.reason, needs), verbs.get(excess.reason, "drive")
    return f"would {verb} {needs}, it may {limit}"


def _bears_lateness(posed: Posed) -> bool:
    return any(stop.max_late_s for stop in posed.problem.stops)


def unreachable_detail(posed: Posed, stop: int) -> str:
    """Say that there is no way, and from where."""
    depots = sorted({vehicle.start_depot_id for vehicle in posed.vehicles})
    places = f"depot {depots[0]}" if len(depots) == 1 else f"depots {', '.join(depots)}"
    return (
        f"No vehicle that may serve stop {posed.stops[stop].stop_id} can reach it "
        f"by road from {places} and return."
    )


def _needs(excess: Excess, day: ServiceDay) -> str:
    """Print what would be needed, rounded up to what is printed: a fix must do."""
    step = 100 if excess.reason in LENGTHS else 60
    if excess.reason == "battery":
        step = 100_000
    if excess.reason.startswith("capacity_") or excess.reason == "max_stops":
        step = 1
    return _amount(excess.reason, -(-excess.needs // step) * step, day)


def _amount(reason: str, value: int, day: ServiceDay) -> str:
    if reason in {"window_closed", "shift_too_short", "break_latest"}:
        return day.clock(value)
    if reason in {"max_duration", "max_drive", "break_work", "break_drive"}:
        return span_text(value)
    if reason.startswith("capacity_"):
        return load_text(reason.removeprefix("capacity_"), value)
    if reason == "battery":
        return kwh_text(value)
    return f"{value / 1_000:.1f} km" if reason in LENGTHS else counted(value, "stop")


def kwh_text(mwh: int) -> str:
    """
    Kilowatt-hours, with more decimals where one would say nothing.

    >>> kwh_text(52_000_000), kwh_text(10_000), kwh_text(0)
    ('52.0 kWh', '0.01 kWh', '0.0 kWh')
    """
    kwh = mwh / 1_000_000
    return f"{kwh:.1f} kWh" if kwh >= 1 or not kwh else f"{kwh:.2g} kWh"


def load_text(unit: str, amount: int) -> str:
    """
    Print an amount of one unit of a load.

    >>> load_text("weight_g", 2_500), load_text("parcels", 1)
    ('2.5 kg', '1 parcel')
    """
    return {
        "weight_g": f"{amount / 1_000:.10g} kg",
        "volume_ml": f"{amount / 1_000_000:.10g} m³",
        "parcels": counted(amount, "parcel"),
    }[unit]


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
