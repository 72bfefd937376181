"""Checks of the first echelon: hubs, the warehouse that supplies them, and its trucks."""

from __future__ import annotations

from typing import cast

from lastmile_cli.intake.config_models import DepotModel, VehicleModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.times import clock_text

LINE_HAUL = "line_haul"
_OF_TRUCKS = ("unload_min", "unload_per_parcel_s", "sort_min", "receiving_hours")


def check_lm1255_hubs_are_supplied(sections: Sections, book: KeyBook) -> None:
    """A hub is supplied by a warehouse there is, which trucks start from, and by no other hub."""
    depots = _depots(sections)
    known = {depot.id: depot for depot in depots}
    trucks = {_start(group, depots) for group in _groups(sections) if group.echelon == LINE_HAUL}
    for number, depot in enumerate(depots):
        path: KeyPath = ("depots", number, "supplied_by")
        name = depot.supplied_by
        if name is None:
            continue
        if name not in known:
            others = [it for it in known if it != depot.id]
            book.error("LM1255", path, f"{shown(name)} is no depot.", suggestion(name, others))
        elif known[name].supplied_by is not None:
            problem = f"{shown(name)} is supplied by {known[name].supplied_by} itself."
            hint = "name a warehouse that has its goods: there are two echelons, not three."
            book.error("LM1255", path, problem, hint)
        elif name not in trucks:
            problem = f"no truck starts from {shown(name)}."
            hint = "add vehicles there with echelon: line_haul."
            book.error("LM1255", path, problem, hint)


def check_lm1255_receiving_hours(sections: Sections, book: KeyBook) -> None:
    """Trucks can come for a while."""
    for number, depot in enumerate(_depots(sections)):
        hours = depot.receiving_hours
        if hours is not None and hours[1] <= hours[0]:
            problem = f"closes at {clock_text(hours[1])}, opens at {clock_text(hours[0])}."
            book.error("LM1255", ("depots", number, "receiving_hours"), problem, "swap the two.")


def check_lm1255_somebody_goes_to_customers(sections: Sections, book: KeyBook) -> None:
    """A fleet of trucks alone brings nobody anything."""
    groups = _groups(sections)
    if groups and all(group.echelon == LINE_HAUL for group in groups):
        problem = "every vehicle is a truck of the line-haul: nobody goes to customers."
        book.error("LM1255", ("vehicles",), problem, "leave echelon out of some of them.")


def check_lm1256_trucks_supply_somebody(sections: Sections, book: KeyBook) -> None:
    """Trucks that start where nobody's goods are, and times of unloading none, change nothing."""
    depots = _depots(sections)
    warehouses = {depot.supplied_by for depot in depots}
    for number, group in enumerate(_groups(sections)):
        start = _start(group, depots)
        if group.echelon == LINE_HAUL and start not in warehouses:
            problem = f"supplies nobody: no depot is supplied_by {shown(start)}."
            path: KeyPath = ("vehicles", number, "echelon")
            book.warning("LM1256", path, problem, "name it there, or leave echelon out.")
    for number, depot in enumerate(depots):
        for key in _OF_TRUCKS if depot.supplied_by is None else ():
            if getattr(depot, key) is not None:
                problem = f"`{key}` changes nothing: no truck supplies this depot."
                book.warning("LM1256", ("depots", number, key), problem, "add supplied_by.")


def _start(group: VehicleModel, depots: list[DepotModel]) -> str:
    return group.depot or (depots[0].id if depots else "")


def _depots(sections: Sections) -> list[DepotModel]:
    return cast("list[DepotModel]", sections["depots"])


def _groups(sections: Sections) -> list[VehicleModel]:
    return cast("list[VehicleModel]", sections["vehicles"])
