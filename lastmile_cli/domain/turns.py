"""A way in words a driver can follow: what to do, into which street, how far."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """A side of the street, seen in driving direction unless told."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The other one: the same side, seen by who comes the other way."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class StepKind(StrEnum):
    """What to do."""

    DEPART = "depart"
    STRAIGHT = "straight"
    KEEP_LEFT = "keep_left"
    KEEP_RIGHT = "keep_right"
    LEFT = "left"
    RIGHT = "right"
    SHARP_LEFT = "sharp_left"
    SHARP_RIGHT = "sharp_right"
    U_TURN = "u_turn"
    ROUNDABOUT = "roundabout"
    ARRIVE = "arrive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One instruction, and the street that is driven along after it.

    Parameters
    ----------
    kind
        What to do.
    street
        Name of the street driven along; empty where it has none.
    road_class
        Its OSM highway class ("service", "ferry"), empty where it is not known.
    distance_m
        Metres along it, up to the next step; 0 on arrival.
    over
        Name of the street that is crossed, where that helps to know the place.
    exit_number
        Which way out of a roundabout, from 1; 0 where the way ends inside.
    heading_deg
        Compass degrees of the first metres, on departure; 0 is north.
    door_side
        On arrival: the side the door is on; ``None`` where it is neither.
    walk_m
        On arrival: metres on foot from the vehicle to the door.
    """

    kind: StepKind
    street: str = ""
    road_class: str = ""
    distance_m: int = 0
    over: str = ""
    exit_number: int = 0
    heading_deg: int | None = None
    door_side: Side | None = None
    walk_m: int = 0

    def __post_init__(self) -> None:
        if min(self.distance_m, self.walk_m, self.exit_number) < 0:
            msg = f"A step cannot be negative: {self}."
            raise ValueError(msg)


Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTurns:
    """
    The turns of one vehicle's day.

    ``to_visits`` has one entry a visit of the route, the way that leads there
    (empty where nothing is driven); ``home`` is the way back.
    """

    to_visits: tuple[Steps, ...]
    home: Steps = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.home and not any(self.to_visits)
