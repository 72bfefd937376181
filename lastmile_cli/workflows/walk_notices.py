"""What is said of the walk from where a vehicle stops to a door, and of doors without a street."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Unassigned, UnassignedClass
from lastmile_cli.domain.stops import Stop

LeftOut = tuple[Stop, Unassigned]
"""A stop that never reaches the problem, with its reason."""

NO_ROAD = "no_road"
"""The reason for which a stop is left out where no vehicle can stop near it."""

LONG_WALK_M = 100.0
"""From here on the walk from the street to the door is worth a word."""


FARTHEST_M = math.inf
"""Where there is no street at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """
    From where a vehicle stops to a door: ``FARTHEST_M`` where it can stop nowhere near.

    ``cut_off_m`` is how far a nearer street is that no way leads to, ``None`` where there is none.
    """

    walk_m: float
    cut_off_m: float | None = None

    def is_within(self, allowed_m: float) -> bool:
        """Whether it is no farther than is allowed."""
        return self.walk_m <= allowed_m


def distance(walk: Walk) -> str:
    """Say how far the next street is, and that a nearer one is no use."""
    told = f"{walk.walk_m:.0f} m to a street"
    if walk.walk_m == FARTHEST_M:
        told = "no street of the map is near it"
    return told if walk.cut_off_m is None else f"{told}, as the street {_island(walk.cut_off_m)}"


def _island(cut_off_m: float) -> str:
    return (
        f"{cut_off_m:.0f} m away is cut off from the rest of the map (an island without a ferry?)"
    )


def street_left_out(stop: Stop, walk: Walk, allowed_m: float) -> LeftOut:
    """Leave a stop out that no vehicle can stop near."""
    return stop, Unassigned(
        stop_id=stop.stop_id,
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason=NO_ROAD,
        detail=f"No vehicle can stop near it: {distance(walk)}, allowed are {allowed_m:g} m.",
        cheapest_fix="Check the pin, or raise roads.max_snap_m.",
    )


def far_notice(stop: Stop, walk: Walk, file: str) -> Notice:
    """Say that no vehicle can stop near a stop."""
    return Notice(
        code="LM1421",
        severity=Severity.WARNING,
        place=Place(file=file, row=stop.row),
        problem=f"stop {stop.stop_id} cannot be reached: {distance(walk)}.",
        hint="check its pin, and that the map covers it.",
    )


def cut_off_notice(stop: Stop, walk: Walk, file: str) -> Notice:
    """Say that the street at a stop is cut off, so that the vehicle stops on another."""
    return Notice(
        code="LM1444",
        severity=Severity.WARNING,
        place=Place(file=file, row=stop.row),
        problem=f"stop {stop.stop_id}: the street {_island(walk.cut_off_m or 0.0)}. The vehicle "
        f"stops at the nearest one that it reaches, {walk.walk_m:.0f} m from the door.",
        hint="check that somebody can walk there; a ferry or bridge may be missing on the map.",
    )


def walk_notice(stop: Stop, walk_m: float, file: str) -> Notice:
    """Say that it is a long walk to a door."""
    return Notice(
        code="LM1422",
        severity=Severity.INFO,
        place=Place(file=file, row=stop.row),
        problem=f"from the van to the door of stop {stop.stop_id} is a walk of {walk_m:.0f} m.",
        hint="check the pin if that is not so.",
    )
