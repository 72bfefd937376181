"""Checks of ranges and chargers against each other."""

from __future__ import annotations

from typing import cast

from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.intake.battery_models import ChargerModel
from lastmile_cli.intake.config_models import VehicleModel
from lastmile_cli.intake.fleet_checks import FAR_M, Sections, make_pin
from lastmile_cli.intake.key_paths import KeyBook


def check_lm1243_recharging_takes_time(sections: Sections, book: KeyBook) -> None:
    """Who has a range, and can be filled up, says how long that takes."""
    for index, group in enumerate(_groups(sections)):
        fills_up = bool(sections["chargers"]) or group.charges_at_depot
        is_range = group.range_km is not None and group.battery is None
        if is_range and group.recharge_min is None and fills_up:
            problem = "`recharge_min` is missing, though the vehicle has a range and can recharge."
            hint = "add recharge_min, the minutes that filling up takes."
            book.error("LM1243", ("vehicles", index), problem, hint)


def check_lm1244_somebody_has_a_range(sections: Sections, book: KeyBook) -> None:
    """Without a range nothing is recharged, on the way or at the depot."""
    groups = _groups(sections)
    # A range that is refused was meant all the same.
    ranged = [
        group.range_km is not None
        or group.battery is not None
        or any(("vehicles", index, key) in book.broken for key in ("range_km", "battery"))
        for index, group in enumerate(groups)
    ]
    for index, group in enumerate(groups):
        keys = {"recharge_min": group.recharge_min is not None}
        keys |= {"charges_at_depot": group.charges_at_depot}
        for key, is_given in keys.items():
            if is_given and not ranged[index]:
                problem = f"`{key}` changes nothing without range_km or a battery."
                hint = "add range_km, the kilometres on one filling, a battery, or leave it out."
                book.warning("LM1244", ("vehicles", index, key), problem, hint)
    if sections["chargers"] and not any(ranged):
        problem = "no vehicle has a range, so nobody needs the chargers."
        hint = "add range_km or a battery to those that do, or leave the chargers out."
        book.warning("LM1244", ("chargers",), problem, hint)


def check_lm1245_chargers_near_depots(sections: Sections, book: KeyBook) -> None:
    """A charger on the other side of the world is one with lat and lon swapped."""
    pins = [pin for depot in sections["depots"] if (pin := make_pin(depot)) is not None]
    for index, charger in enumerate(cast("list[ChargerModel]", sections["chargers"])):
        at = Coordinate(lat_deg=float(charger.lat), lon_deg=float(charger.lon))
        if pins and all(great_circle_m(at, pin) > FAR_M for pin in pins):
            problem = f"{charger.lat}, {charger.lon} is far from every depot."
            hint = "check the two numbers; are lat and lon swapped?"
            book.error("LM1245", ("chargers", index, "lat"), problem, hint)


def _groups(sections: Sections) -> list[VehicleModel]:
    return cast("list[VehicleModel]", sections["vehicles"])
