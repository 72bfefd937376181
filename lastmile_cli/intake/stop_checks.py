"""Small checks of one readable row: each has its own code, and none stops the next."""

from __future__ import annotations

import re
from collections.abc import Callable

from lastmile_cli.domain.stops import DeliveryOption, Stop, StopKind
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.near_miss import nearest, suggestion
from lastmile_cli.intake.noticing import listed, shown
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.words import PROOFS

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_PHONE = re.compile(
    r"(?=(?:\D*\d){5})\+?[\d\s()./-]+(?:(?:x|ext\.?|,)\s*\d+)?", re.ASCII | re.IGNORECASE
)

Check = Callable[[RowReader, Stop, FleetFacts | None], None]


def check_lm1115_delivery_without_parcels(
    row: RowReader, stop: Stop, facts: FleetFacts | None
) -> None:
    """A written 0 where goods are to be brought is more often a slip than meant."""
    del facts
    if stop.kind.brings_goods and row.value("parcels") and stop.load.parcels == 0:
        if "parcels" in row.bad_columns:
            return
        problem = "a delivery of 0 parcels."
        hint = "leave the cell empty if nobody counted, or use type service."
        row.warning("LM1115", problem, hint, column="parcels")


def check_lm1120_neither_address_nor_pin(
    row: RowReader, stop: Stop, facts: FleetFacts | None
) -> None:
    """A stop must be somewhere; what goes to a named point needs no door."""
    del facts
    if _goes_to_point(stop) and stop.collection_point:
        return
    if stop.coordinate is None and not stop.address and not {"lat", "lon"} & row.bad_columns:
        problem = "there is neither an address nor a pin (lat and lon)."
        row.error("LM1120", problem, "fill in one of them.", column="address")


def check_lm1122_unknown_skill(row: RowReader, stop: Stop, facts: FleetFacts | None) -> None:
    """A skill that no vehicle and no driver has would leave the stop unserved."""
    if facts is None:
        return
    for skill in sorted(stop.skills - facts.skills):
        problem = f"no vehicle and no driver has the skill {shown(skill)}."
        hint = "add it to a vehicle or driver in the configuration"
        near = nearest(skill, sorted(facts.skills))
        hint += f", or did you mean `{near}`?" if near else "."
        row.error("LM1122", problem, hint, column="skills")


def check_lm1123_unknown_vehicle_driver_or_depot(
    row: RowReader, stop: Stop, facts: FleetFacts | None
) -> None:
    """A fixed vehicle, driver or depot must be in the configuration."""
    if facts is None:
        return
    for column, name, known in (
        ("vehicle", stop.vehicle_id, facts.vehicle_ids),
        ("driver", stop.driver_id, facts.driver_ids),
        ("depot", stop.depot_id, facts.depot_ids),
    ):
        if column == "vehicle" and name in facts.truck_ids:
            problem = f"{shown(name)} serves hubs only (echelon: line_haul), never a stop."
            row.error("LM1123", problem, "name a vehicle that goes to customers.", column=column)
        elif name and name not in known:
            problem = f"there is no {column} {shown(name)} in the configuration."
            row.error("LM1123", problem, suggestion(name, known), column=column)


def check_lm1127_odd_email(row: RowReader, stop: Stop, facts: FleetFacts | None) -> None:
    """Mail to this address would come back."""
    del facts
    if stop.contact.email and not _EMAIL.fullmatch(stop.contact.email):
        problem = f"{shown(stop.contact.email)} is not an e-mail address."
        row.warning("LM1127", problem, "write name@example.com.", column="email")


def check_lm1128_odd_phone(row: RowReader, stop: Stop, facts: FleetFacts | None) -> None:
    """Nobody could dial this."""
    del facts
    phone = stop.contact.phone
    if phone and not _PHONE.fullmatch(phone):
        problem = f"{shown(phone)} is not a phone number."
        hint = "write digits, with + and the country code; format the column as text."
        row.warning("LM1128", problem, hint, column="phone")


def check_lm1135_ready_after_the_last_window(
    row: RowReader, stop: Stop, facts: FleetFacts | None
) -> None:
    """Goods that are ready when the door has closed cannot be brought."""
    del facts
    if _goes_to_point(stop):
        return  # The point's hours hold, not the customer's.
    if stop.ready_s is not None and stop.windows and stop.ready_s > stop.windows[-1].closes_s:
        problem = "the goods are ready only after the last window has closed."
        row.error(
            "LM1135", problem, "make them ready earlier or widen the window.", column="ready_at"
        )


def check_lm1136_nobody_works_then(row: RowReader, stop: Stop, facts: FleetFacts | None) -> None:
    """A window outside every shift leaves the stop unserved."""
    if facts is None or not facts.shifts or not stop.windows or _goes_to_point(stop):
        return
    meets = any(
        window.opens_s <= shift.closes_s and shift.opens_s <= window.closes_s
        for window in stop.windows
        for shift in facts.shifts
    )
    if not meets:
        column = "time_windows" if row.value("time_windows") else "time_window_start"
        problem = "no vehicle works in this window."
        row.warning("LM1136", problem, "move the window, or a shift.", column=column)


def check_lm1140_unknown_proof(row: RowReader, stop: Stop, facts: FleetFacts | None) -> None:
    """What is asked for at the door is shown to the driver, but only known words are acted on."""
    del facts
    unknown = sorted(stop.requires - set(PROOFS))
    if unknown:
        problem = f"{listed(unknown)}: shown to the driver as it is."
        row.warning("LM1140", problem, suggestion(unknown[0], PROOFS), column="requires")


def check_lm1152_two_places_in_one_row(
    row: RowReader, stop: Stop, facts: FleetFacts | None
) -> None:
    """A row that says where its goods are fetched, too, is planned as a stop of its own kind."""
    del facts
    other = row.columns.otherwise
    if other is None or not other.makes_it or "lat_lon" not in other or stop.kind == other.makes_it:
        return
    if row.cells[other.position["lat_lon"]].strip():
        problem = f"the row also has a place to {other.makes_it}; this is planned as {stop.kind}."
        hint = "give the shipment two rows that name each other in `paired_with`."
        row.warning("LM1152", problem, hint, column="lat_lon")


def check_lm1184_unknown_collection_point(
    row: RowReader, stop: Stop, facts: FleetFacts | None
) -> None:
    """A point that a row names must be in the configuration, and so must one at all."""
    if facts is None:
        return
    if stop.collection_point and stop.collection_point not in facts.point_ids:
        problem = f"there is no collection point {shown(stop.collection_point)}."
        hint = suggestion(stop.collection_point, facts.point_ids)
        if not facts.point_ids:
            hint = "add it under collection_points in the configuration."
        row.error("LM1184", problem, hint, column="collection_point")
    elif _goes_to_point(stop) and not facts.point_ids:
        problem = "the configuration has no collection point."
        hint = "add one under collection_points, or write door."
        row.error("LM1184", problem, hint, column="delivery_option")


def check_lm1185_what_no_point_takes(row: RowReader, stop: Stop, facts: FleetFacts | None) -> None:
    """A locker takes parcels that come from a depot, and no money."""
    del facts
    if not _goes_to_point(stop):
        return
    if stop.kind is not StopKind.DELIVERY:
        problem = f"a {stop.kind} cannot go to a collection point."
        row.error("LM1185", problem, "write door, or type delivery.", column="delivery_option")
    elif stop.paired_with:
        problem = "what is fetched at a door and brought on cannot go to a collection point."
        row.error("LM1185", problem, "write door.", column="delivery_option")
    elif "cash" in stop.requires:
        problem = "nobody collects cash at a collection point."
        hint = "write door, or leave the cash empty."
        row.error("LM1185", problem, hint, column="delivery_option")


def _goes_to_point(stop: Stop) -> bool:
    return stop.delivery_option is DeliveryOption.COLLECTION_POINT


ROW_CHECKS: tuple[Check, ...] = (
    check_lm1115_delivery_without_parcels,
    check_lm1120_neither_address_nor_pin,
    check_lm1122_unknown_skill,
    check_lm1123_unknown_vehicle_driver_or_depot,
    check_lm1127_odd_email,
    check_lm1128_odd_phone,
    check_lm1135_ready_after_the_last_window,
    check_lm1136_nobody_works_then,
    check_lm1140_unknown_proof,
    check_lm1152_two_places_in_one_row,
    check_lm1184_unknown_collection_point,
    check_lm1185_what_no_point_takes,
)
