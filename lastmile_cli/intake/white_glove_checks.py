"""Checks of service inside homes against the fleet: somebody must be able to do it."""

from __future__ import annotations

from typing import cast

from lastmile_cli.domain.counting import counted
from lastmile_cli.intake.config_models import DriverModel, VehicleModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import listed, shown
from lastmile_cli.intake.white_glove_models import WhiteGloveModel

PATH = "white_glove"


def check_lm1297_a_crew_is_large_enough(sections: Sections, book: KeyBook) -> None:
    """Where service inside homes is spoken of, a vehicle carries as many persons as it takes."""
    model: WhiteGloveModel = sections[PATH]
    every = cast("list[VehicleModel]", sections["vehicles"])
    fleet = [group for group in every if group.echelon != "line_haul"]
    largest = max((group.crew for group in fleet), default=model.crew)
    if not model.model_fields_set or largest >= model.crew:
        return
    names = [group.id for group in fleet if group.crew == largest]
    problem = (
        f"it takes {counted(model.crew, 'person')}, but no vehicle that goes to customers has so "
        f"many: {listed(names)} {'has' if len(names) == 1 else 'have'} a crew of {largest}. "
        "Such orders will be left out."
    )
    hint = f"set crew: {model.crew} of {names[0]}, or lower {PATH}.crew."
    book.warning("LM1257", (PATH, "crew"), problem, hint)


def check_lm1298_somebody_has_the_skill(sections: Sections, book: KeyBook) -> None:
    """A skill that is asked for by name is somebody's."""
    model: WhiteGloveModel = sections[PATH]
    skills = skills_of(sections["vehicles"], sections["drivers"])
    if model.skill and model.skill not in skills:
        problem = f"no vehicle and no driver has the skill {shown(model.skill)}."
        hint = suggestion(model.skill, skills) if skills else "give it to one, or leave it empty."
        book.warning("LM1258", (PATH, "skill"), problem, hint)


def check_lm1299_lifts_are_faster(sections: Sections, book: KeyBook) -> None:
    """A floor by lift that takes longer than by stairs is more often a swap."""
    model: WhiteGloveModel = sections[PATH]
    stairs, lift = model.minutes_per_floor, model.lift_min_per_floor
    if lift > stairs and model.model_fields_set:
        problem = f"a floor takes {lift} min by lift and {stairs} min by stairs."
        hint = "lower lift_min_per_floor; are the two swapped?"
        book.warning("LM1259", (PATH, "lift_min_per_floor"), problem, hint)


def skills_of(vehicles: list[VehicleModel], drivers: list[DriverModel]) -> set[str]:
    """Every skill that a vehicle or a driver has."""
    of_vehicles = {skill for vehicle in vehicles for skill in vehicle.skills}
    return of_vehicles | {skill for driver in drivers for skill in driver.skills}
