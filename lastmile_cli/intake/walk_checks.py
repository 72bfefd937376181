"""Checks of walking against the roads and against how vehicles move."""

from __future__ import annotations

from typing import cast

from lastmile_cli.intake.config_models import RoadsModel, ServiceModel, VehicleModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.own_profiles import knows_ways_on_foot

_ON_FOOT = ("foot", "cart")
"""Profiles that walk from door to door anyway."""


def check_lm1246_roads_know_ways_on_foot(sections: Sections, book: KeyBook) -> None:
    """Walks are measured on ways for feet: where the roads have none, nobody walks."""
    roads: RoadsModel = sections["roads"]
    if knows_ways_on_foot(roads):
        return
    for index, _ in _walking(sections):
        problem = (
            f"nobody walks: roads.{roads.source} has nothing for the profile foot "
            f"to measure walks with."
        )
        hint = f"add roads.{roads.source}.profiles.foot, or leave walking out."
        book.warning("LM1246", ("vehicles", index, "walking"), problem, hint)


def check_lm1247_walks_are_no_estimate(sections: Sections, book: KeyBook) -> None:
    """Without streets a walk is as the crow flies, with the detour that is configured."""
    roads: RoadsModel = sections["roads"]
    if roads.source == "great_circle" and any(_walking(sections)):
        problem = "walks are an estimate: the straight line times roads.great_circle.detour."
        hint = "use source: embedded for ways on foot as they are."
        book.info("LM1247", ("roads", "source"), problem, hint)


def check_lm1248_who_walks_drives(sections: Sections, book: KeyBook) -> None:
    """Who is on foot anyway parks nowhere."""
    for index, group in _walking(sections):
        if group.profile in _ON_FOOT:
            problem = f"walking changes nothing for the profile {shown(group.profile)}."
            path = ("vehicles", index, "walking")
            book.warning("LM1248", path, problem, "leave it out: who is on foot parks nowhere.")


def check_lm1249_walking_is_switched_on(sections: Sections, book: KeyBook) -> None:
    """The switch for all groups is off, though some would walk."""
    service: ServiceModel = sections["service"]
    if not service.park_and_walk and any(_walking(sections)):
        problem = "park_and_walk is off: nobody walks, whatever the vehicles' walking says."
        book.info("LM1249", ("service", "park_and_walk"), problem, "set it to true, or leave it.")


def _walking(sections: Sections) -> list[tuple[int, VehicleModel]]:
    groups = cast("list[VehicleModel]", sections["vehicles"])
    return [(index, group) for index, group in enumerate(groups) if group.walking is not None]
