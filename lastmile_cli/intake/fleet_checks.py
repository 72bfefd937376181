"""Checks of depots, vehicles and drivers against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.config_models import DepotModel, VehicleModel
from lastmile_cli.intake.emission_factors import factor_name, find_emission, with_default_factors
from lastmile_cli.intake.fleet_build import vehicle_ids
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.times import clock_text
from lastmile_cli.intake.windows import make_span

FAR_M = 1_000_000.0
"""Depots of one day do not lie farther apart than this, unless lat and lon are swapped."""

Sections = Mapping[str, Any]
"""The valid sections of a file by name."""


def check_lm1212_duplicate_ids(sections: Sections, book: KeyBook) -> None:
    """Depots, vehicles, drivers, partners ... each need a name of their own."""
    for section in ("depots", "vehicles", "drivers", "partners", "chargers", "collection_points"):
        seen: dict[str, int] = {}
        for index, item in enumerate(sections.get(section) or []):
            for name in vehicle_ids(item) if section == "vehicles" else [item.id]:
                if name in seen:
                    problem = f"the id {shown(name)} is already taken by {section}[{seen[name]}]."
                    book.error("LM1212", (section, index, "id"), problem, "choose another id.")
                    break
                seen[name] = index


def check_lm1213_unknown_names(sections: Sections, book: KeyBook) -> None:
    """A vehicle's depots and drivers must be in the file."""
    depots = {depot.id for depot in sections["depots"]}
    drivers = {driver.id for driver in sections["drivers"]}
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        path: KeyPath = ("vehicles", index)
        for key, name in (("depot", group.depot), ("end_depot", group.end_depot)):
            if name and name not in depots:
                problem = f"there is no depot {shown(name)}."
                book.error("LM1213", (*path, key), problem, suggestion(name, depots))
        for at, name in enumerate(group.drivers):
            if name not in drivers:
                problem = f"there is no driver {shown(name)}."
                book.error("LM1213", (*path, "drivers", at), problem, suggestion(name, drivers))
        if not group.depot and len(depots) > 1:
            hint = f"choose one of: {', '.join(sorted(depots))}."
            problem = "`depot` is missing, and there are several."
            book.error("LM1206", (*path, "depot"), problem, hint)


def check_lm1214_times_in_order(sections: Sections, book: KeyBook) -> None:
    """A shift ends after it starts, a depot closes after it opens."""
    spans: list[tuple[KeyPath, int, int]] = [
        (("vehicles", index, "shift", "end"), group.shift.start, group.shift.end)
        for index, group in enumerate(cast("list[VehicleModel]", sections.get("vehicles") or []))
    ]
    spans += [
        (("depots", index, "closes"), depot.opens or 0, depot.closes)
        for index, depot in enumerate(cast("list[DepotModel]", sections.get("depots") or []))
        if depot.closes is not None
    ]
    for path, start_s, end_s in spans:
        try:
            make_span(start_s, end_s)
        except CellError:
            problem = f"{clock_text(end_s)} lies before the start, {clock_text(start_s)}."
            hint = "swap the two times; over midnight less than 12 hours are believed."
            book.error("LM1214", path, problem, hint)


def check_lm1215_depots_swapped(sections: Sections, book: KeyBook) -> None:
    """A pin needs both numbers, and depots of one day are near each other."""
    depots: list[DepotModel] = sections["depots"]
    for index, depot in enumerate(depots):
        if (depot.lat is None) != (depot.lon is None):
            missing = "lon" if depot.lon is None else "lat"
            problem = f"there is only one of lat and lon; `{missing}` is missing."
            book.error("LM1215", ("depots", index), problem, "give both, or an address.")
    pins = [(i, pin) for i, depot in enumerate(depots) if (pin := make_pin(depot)) is not None]
    for index, pin in pins[1:]:
        first = pins[0][1]
        turned = abs(pin.lon_deg) <= 90 and _turned(pin)
        if turned and great_circle_m(pin, first) > FAR_M > great_circle_m(turned, first):
            problem = "lat and lon are swapped, seen from the first depot."
            book.error("LM1215", ("depots", index, "lat"), problem, "swap the two numbers.")


def check_lm1564_doors_are_counted(sections: Sections, book: KeyBook) -> None:
    """How long a vehicle takes a door matters only where doors are counted."""
    for index, depot in enumerate(cast("list[DepotModel]", sections["depots"])):
        if depot.dock_min is not None and depot.docks is None:
            problem = "`dock_min` changes nothing where doors are not counted."
            book.warning("LM1564", ("depots", index, "dock_min"), problem, "add docks.")


def check_lm1217_something_to_plan_with(sections: Sections, book: KeyBook) -> None:
    """At least one depot and one vehicle."""
    for section in ("depots", "vehicles"):
        if section in sections and not sections[section]:
            book.error("LM1217", (section,), f"there are no {section}.", "add at least one.")
    groups = cast("list[VehicleModel]", sections.get("vehicles") or [])
    if groups and not any(group.count for group in groups):
        problem = "every count is 0: there are no vehicles."
        book.error("LM1217", ("vehicles",), problem, "raise a count.")


def check_lm1221_depot_somewhere(sections: Sections, book: KeyBook) -> None:
    """A depot needs an address or a pin."""
    for index, depot in enumerate(cast("list[DepotModel]", sections["depots"])):
        if not depot.address and depot.lat is None and depot.lon is None:
            problem = f"depot {shown(depot.id)} has neither an address nor lat and lon."
            book.error("LM1221", ("depots", index), problem, "add one of them.")


def check_lm1223_drivers_given_out(sections: Sections, book: KeyBook) -> None:
    """Nobody drives two vehicles; who comes after the last vehicle has none."""
    seen: set[str] = set()
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        path: KeyPath = ("vehicles", index, "drivers")
        if len(group.drivers) > group.count:
            spare = ", ".join(shown(name) for name in group.drivers[group.count :])
            problem = (
                f"{counted(len(group.drivers), 'driver')} for {counted(group.count, 'vehicle')}: "
                f"none for {spare}."
            )
            book.warning("LM1223", path, problem, "raise count, or name fewer drivers.")
        for name in group.drivers:
            if name in seen:
                problem = f"driver {shown(name)} already drives another vehicle."
                book.error("LM1223", path, problem, "name each driver once.")
            seen.add(name)


def check_lm1226_consumption(sections: Sections, book: KeyBook) -> None:
    """What burns or loads must say how much."""
    needs = {"diesel": "l_per_100km", "petrol": "l_per_100km", "electric": "kwh_per_100km"}
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        key = needs.get(group.energy.kind)
        if key and getattr(group.energy, key) is None:
            path = ("vehicles", index, "energy")
            problem = f"energy {group.energy.kind} needs `{key}`."
            book.error("LM1226", path, problem, f"add {key}, the consumption per 100 km.")


def check_lm1227_emission_factor(sections: Sections, book: KeyBook) -> None:
    """A vehicle's emission factor must exist and count what the vehicle uses."""
    factors = with_default_factors(sections["emissions"])
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        path: KeyPath = ("vehicles", index, "emission" if group.emission else "energy")
        name = factor_name(group)
        if name not in factors.factors:
            problem = f"there is no emission factor {shown(name)}."
            book.error("LM1213", path, problem, suggestion(name, factors.factors))
        elif find_emission(group, factors) is None:
            problem = f"the emission factor {shown(name)} counts a fuel this vehicle does not use."
            hint = "give the consumption it needs under energy, or name another factor."
            book.error("LM1227", path, problem, hint)


def check_lm1230_open_route(sections: Sections, book: KeyBook) -> None:
    """An open route ends at its last stop, not at a depot."""
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        if group.open_route and group.end_depot:
            path = ("vehicles", index, "end_depot")
            problem = "an open route ends at its last stop, not at a depot."
            book.error("LM1230", path, problem, "remove end_depot, or open_route.")


def check_lm1289_cargo_space(sections: Sections, book: KeyBook) -> None:
    """A cargo space has three sides."""
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        if len(group.cargo_space_cm) not in (0, 3):
            path = ("vehicles", index, "cargo_space_cm")
            problem = f"{counted(len(group.cargo_space_cm), 'side')}; a cargo space has three."
            hint = "write length, width and height in cm, as in [240, 150, 130]."
            book.error("LM1289", path, problem, hint)


def make_pin(depot: DepotModel) -> Coordinate | None:
    """The depot's pin, where it has one."""
    if depot.lat is None or depot.lon is None:
        return None
    return Coordinate(lat_deg=float(depot.lat), lon_deg=float(depot.lon))


def _turned(pin: Coordinate) -> Coordinate:
    return Coordinate(lat_deg=pin.lon_deg, lon_deg=pin.lat_deg)
