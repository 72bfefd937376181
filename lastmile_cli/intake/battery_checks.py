"""Checks of batteries, and of what charges them."""

from __future__ import annotations

from typing import cast

from lastmile_cli.intake.battery_build import make_battery, watts
from lastmile_cli.intake.battery_models import BatteryModel, ChargerModel
from lastmile_cli.intake.config_models import DepotModel, ServiceModel, VehicleModel
from lastmile_cli.intake.cost_models import CostsModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook

FAR_C = 15
"""Degrees beyond the ends of a table from which on a day is doubted."""


def check_lm1309_batteries_are_electric(sections: Sections, book: KeyBook) -> None:
    """A battery is emptied by kilowatt-hours, and not by a range as well."""
    for index, group, _ in _with_batteries(sections):
        if group.energy.kind != "electric" or not group.energy.kwh_per_100km:
            problem = "a battery says nothing without what driving takes of it."
            hint = "write energy: {kind: electric, kwh_per_100km: …}, or leave the battery out."
            book.error("LM1309", ("vehicles", index, "battery"), problem, hint)
        for key in ("range_km", "recharge_min"):
            if getattr(group, key) is not None:
                problem = f"`{key}` says in another way what the battery says."
                hint = f"leave {key} out: how far it goes follows from the battery."
                book.error("LM1309", ("vehicles", index, key), problem, hint)


def check_lm1316_levels_in_order(sections: Sections, book: KeyBook) -> None:
    """A day begins above the reserve, and a battery never takes more power the fuller it is."""
    for index, _, battery in _with_batteries(sections):
        at = ("vehicles", index, "battery")
        if battery.start_percent <= battery.reserve_percent:
            problem = (
                f"the day begins with {battery.start_percent} %, no more than the reserve "
                f"of {battery.reserve_percent} % that is never used."
            )
            hint = "begin with more, or keep less in reserve."
            is_full = battery.start_percent == 100
            key = "reserve_percent" if is_full else "start_percent"
            book.error("LM1316", (*at, key), problem, "keep less in reserve." if is_full else hint)
        if not _tapers(battery):
            problem = "levels of `taper` must rise, and their power fall, from charge_kw on."
            hint = "write each level once, the lowest first: {above_percent: 80, kw: 22}."
            book.error("LM1316", (*at, "taper"), problem, hint)


def check_lm1316_numbers_are_large_enough(sections: Sections, book: KeyBook) -> None:
    """Watts and watt-hours that round to nothing are no battery, and no charger."""
    for index, group, battery in _with_batteries(sections):
        try:
            make_battery(group, CostsModel())
        except ValueError:
            # What is wrong otherwise is told with its key.
            is_told = battery.start_percent <= battery.reserve_percent or not _tapers(battery)
            if not is_told and not any(path[:2] == ("vehicles", index) for path in book.broken):
                problem = "its numbers are so small, or so near each other, that nothing is left."
                hint = "write kilowatt-hours, kilowatts and per cent as they are."
                book.error("LM1316", ("vehicles", index, "battery"), problem, hint)
    keys = (("chargers", "power_kw"), ("depots", "charger_kw"), ("depots", "power_kw"))
    for section, key in keys:
        for index, one in enumerate(sections[section]):
            kw = getattr(one, key)
            if kw is not None and watts(kw) == 0:
                problem = f"{kw} kW is less than a watt."
                book.error("LM1316", (section, index, key), problem, "write it in kilowatts.")


def check_lm1317_temperatures(sections: Sections, book: KeyBook) -> None:
    """What the cold costs needs the temperature of the day, and each temperature once."""
    service: ServiceModel = sections["service"]
    is_refused = ("service", "temperature_c") in book.broken
    tables = 0
    for index, _, battery in _with_batteries(sections):
        at = ("vehicles", index, "battery", "temperatures")
        known = [row.at_c for row in battery.temperatures]
        tables += bool(known)
        if len(set(known)) < len(known):
            problem = "a temperature stands there twice."
            book.error("LM1316", at, problem, "write each temperature once.")
        if known and service.temperature_c is None and not is_refused:
            problem = "it changes nothing, for nobody says how cold the day is."
            hint = "write temperature_c under service, in degrees Celsius."
            book.warning("LM1317", at, problem, hint)
    if service.temperature_c is not None and not tables:
        problem = "it changes nothing: no battery says what it uses more at which temperature."
        hint = "write temperatures under battery: [{at_c: -10, more_percent: 30}, …]."
        book.warning("LM1317", ("service", "temperature_c"), problem, hint)


def check_lm1335_day_lies_in_the_table(sections: Sections, book: KeyBook) -> None:
    """Far beyond the ends of a table of temperatures nobody knows what the cold, or heat, costs."""
    service: ServiceModel = sections["service"]
    day_c = service.temperature_c
    known = {row.at_c for _, _, one in _with_batteries(sections) for row in one.temperatures}
    if day_c is None or not known or min(known) - FAR_C <= day_c <= max(known) + FAR_C:
        return
    nearest = min(known) if day_c < min(known) else max(known)
    problem = f"{day_c} °C is far from any temperature of the batteries, and counts as {nearest}."
    hint = "correct it, or add what they use more then to their temperatures."
    book.warning("LM1335", ("service", "temperature_c"), problem, hint)


def check_lm1319_connections_bear_a_charger(sections: Sections, book: KeyBook) -> None:
    """By day nobody shares out a connection: one charger at least must fit on it."""
    for index, depot in enumerate(cast("list[DepotModel]", sections["depots"])):
        if depot.charger_kw and depot.power_kw and depot.charger_kw > depot.power_kw:
            problem = (
                f"a charger of {depot.charger_kw} kW hangs on a connection of {depot.power_kw} kW: "
                "while vehicles load they are planned to get more than there is."
            )
            hint = "lower charger_kw, or correct power_kw."
            book.warning("LM1319", ("depots", index, "charger_kw"), problem, hint)


def check_lm1318_plugs_are_for_batteries(sections: Sections, book: KeyBook) -> None:
    """Power, plugging and prices of chargers are for batteries; a range just fills up."""
    if any(True for _ in _with_batteries(sections)) or _is_broken(sections, book):
        return
    for index, charger in enumerate(cast("list[ChargerModel]", sections["chargers"])):
        keys = {
            "power_kw": charger.power_kw is not None,
            "plug_min": charger.plug_min > 0,
            "price_per_kwh": charger.price_per_kwh is not None,
        }
        _tell_useless(book, ("chargers", index), keys)
    for index, depot in enumerate(cast("list[DepotModel]", sections["depots"])):
        keys = {
            "charger_kw": depot.charger_kw is not None,
            "power_kw": depot.power_kw is not None,
        }
        _tell_useless(book, ("depots", index), keys)


def _tapers(battery: BatteryModel) -> bool:
    """Whether levels rise, and power falls with them."""
    levels = [row.above_percent for row in battery.taper]
    powers = [battery.charge_kw, *(row.kw for row in battery.taper)]
    return levels == sorted(set(levels)) and powers == sorted(powers, reverse=True)


def _tell_useless(book: KeyBook, at: tuple[str, int], keys: dict[str, bool]) -> None:
    for key, is_given in keys.items():
        if is_given:
            problem = f"`{key}` changes nothing: no vehicle has a battery."
            hint = "give the electric vehicles a battery, or leave it out."
            book.warning("LM1318", (*at, key), problem, hint)


def _is_broken(sections: Sections, book: KeyBook) -> bool:
    """Whether a battery was meant that is refused."""
    count = len(sections["vehicles"])
    return any(("vehicles", index, "battery") == path[:3] for index in range(count)
               for path in book.broken)  # fmt: skip


def _with_batteries(sections: Sections) -> list[tuple[int, VehicleModel, BatteryModel]]:
    groups = cast("list[VehicleModel]", sections["vehicles"])
    return [(n, group, group.battery) for n, group in enumerate(groups) if group.battery]
