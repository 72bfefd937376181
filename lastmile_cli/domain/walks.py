"""Parking once and walking to several doors: what a driver may carry how far, and the walks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FOOT = "foot"
"""The profile of the roads on which walks are measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkSettings:
    """
    How far drivers of a vehicle walk from where it stands, with how much at once.

    A door lies at most ``radius_m`` on foot from the vehicle, ``max_doors`` are served
    from one place, the one parked at included. On one walk ``parcels`` and ``weight_g``
    are carried at most, at ``speed_m_per_h``.
    """

    radius_m: int
    parcels: int
    weight_g: int
    speed_m_per_h: int
    max_doors: int

    def __post_init__(self) -> None:
        if min(self.radius_m, self.parcels, self.weight_g, self.speed_m_per_h) < 1:
            msg = f"Nobody walks {self.radius_m} m with {self.parcels} parcels."
            raise ValueError(msg)
        if self.max_doors < 2:
            msg = f"From one place {self.max_doors} doors are served: there is nowhere to walk."
            raise ValueError(msg)

    def walk_s(self, metres: int) -> int:
        """
        Seconds that so many metres take, rounded up.

        >>> WalkSettings(radius_m=150, parcels=6, weight_g=15_000, speed_m_per_h=4_500,
        ...              max_doors=6).walk_s(100)
        80
        """
        return -(-metres * 3_600 // self.speed_m_per_h)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """
    How a driver gets to a door on foot, while the vehicle stands at the stop ``parked_at``.

    ``out_m`` and ``out_s`` lead to the door, from the vehicle or from the door before on
    the same walk; ``back_m`` and ``back_s`` from the door to the vehicle. ``goes_back`` is
    false where the walk goes on to another door.
    """

    parked_at: str
    out_m: int
    out_s: int
    back_m: int = 0
    back_s: int = 0
    goes_back: bool = False

    @property
    def metres(self) -> int:
        """Metres walked for this door, the way back where it is the last."""
        return self.out_m + self.back_m

    @property
    def seconds(self) -> int:
        """Seconds walked for this door, likewise."""
        return self.out_s + self.back_s


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FootWays:
    """Metres on foot between doors, by their stops' ids; a missing pair has no near way."""

    metres: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def find_m(self, start: str, end: str) -> int | None:
        """Metres from one door to another; ``None`` where there is no way near enough."""
        return 0 if start == end else self.metres.get((start, end))
