"""A vehicle on the road whose day is planned anew: where it goes on, and what lies behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load


class Mode(StrEnum):
    """How much of what is ahead may move."""

    INSERT = "insert"
    KEEP = "keep"
    FREE = "free"


HERE = "@"
"""Begins the ids of places where vehicles go on, or hand over goods; no order is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """
    How a route was cut in two when its day was planned anew.

    The first ``behind`` of its visits lie behind the vehicle, with the hours they had; ``trips``
    loadings and ``breaks`` breaks are among them. Since the last of these visits it has driven
    ``distance_m`` in ``drive_s`` to ``place``, where it is at ``at_s`` and from where it goes on
    ``stays_s`` later. ``on_board`` are the stops whose goods it has with it, ``back`` is what goes
    back to the depot. ``battery_wh`` is what its battery holds, where it has one. A day that
    ``is_over`` ends there.
    """

    at_s: int
    place: Coordinate
    behind: int
    stays_s: int = 0
    trips: int = 1
    breaks: int = 0
    drive_s: int = 0
    distance_m: int = 0
    on_board: tuple[str, ...] = ()
    back: Load = Load()
    battery_wh: int | None = None
    is_over: bool = False

    def __post_init__(self) -> None:
        counts = (self.behind, self.stays_s, self.trips, self.breaks, self.drive_s, self.distance_m)
        if min(counts) < 0:
            msg = f"Nothing that lies behind a vehicle is negative: {self}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told before of a stop: which vehicle comes, between which seconds of the day."""

    stop_id: str
    vehicle_id: str
    low_s: int
    high_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """
    What a plan took the place of while its day was on.

    ``plan_id`` is the plan before, ``at_s`` when it was replaced, ``version`` counts the plans of
    the day from 1; ``mode`` is how much was allowed to move. ``told`` is what customers of stops
    that were still ahead had been told, and what changes were weighed against. ``over`` are
    vehicles that go nowhere any more.
    """

    plan_id: str
    at_s: int
    version: int
    mode: str
    told: tuple[Told, ...] = ()
    over: tuple[str, ...] = ()


def here_of(vehicle_id: str) -> str:
    """Id of the place where a vehicle goes on."""
    return f"{HERE}{vehicle_id}"


def handover_of(vehicle_id: str, stop_id: str) -> str:
    """Id of the stop where a stop's goods are taken over from a vehicle that goes no farther."""
    return f"{HERE}{vehicle_id}/{stop_id}"


def is_handover(stop_id: str) -> bool:
    """Whether a stop is where goods are taken over; who goes on somewhere has no slash."""
    return stop_id.startswith(HERE) and "/" in stop_id
