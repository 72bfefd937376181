"""Does a vehicle fit through: tagged limits of height, width, length and weight."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from lastmile_cli.roads.conditions import is_open_to_deliveries
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.tags import Tags, parse_kilograms, parse_metres

NARROW_M = 2.2
"""What ``narrow`` stands for, as in OSRM's car profile."""


class Fit(IntEnum):
    """Whether a vehicle may pass: not at all, only to deliver there, or freely."""

    NO = 0
    LOCAL = 1
    YES = 2


Limit = tuple[tuple[str, ...], str, Callable[[str | None], float | None]]

LIMITS: tuple[Limit, ...] = (
    (("maxheight:physical",), "height_m", parse_metres),
    (("maxheight",), "height_m", parse_metres),
    (("maxwidth:physical", "maxwidth", "width", "est_width"), "width_m", parse_metres),
    (("maxlength",), "length_m", parse_metres),
    (("maxweightrating",), "weight_kg", parse_kilograms),
    (("maxweight",), "weight_kg", parse_kilograms),
    (("maxaxleload",), "axle_kg", parse_kilograms),
)
"""Tags of which the first present counts, the size of the profile they bound, and their reader."""

SIZE_KEYS = frozenset(key for keys, _, _ in LIMITS for key in keys) | {"narrow"}


def fits(tags: Tags, profile: Profile, side: str = "") -> Fit:
    """
    Hold a profile against the limits of a way or a barrier.

    ``side`` is "forward" or "backward" for a way. A limit that is lifted for
    deliveries lets in who stops there.
    """
    verdict = Fit.YES
    if tags.get("narrow") == "yes" and profile.width_m > NARROW_M:
        return Fit.NO
    for keys, size, read in LIMITS:
        own = getattr(profile, size)
        key = next((key for key in _variants(keys, profile, side) if key in tags), None)
        limit = read(tags[key]) if key else None
        if limit is None or key is None or _is_within(own, limit, size):
            continue
        if not is_open_to_deliveries(tags, key):
            return Fit.NO
        verdict = Fit.LOCAL
    return verdict


def _is_within(own: float, limit: float, size: str) -> bool:
    # A gap exactly as wide as the vehicle is too narrow to drive through.
    return own < limit if size == "width_m" else own <= limit


def _variants(keys: tuple[str, ...], profile: Profile, side: str) -> list[str]:
    """Spell each key for this profile alone, for this direction, then for everybody."""
    marks = [f":{kind}" for kind in profile.kinds] + ([f":{side}"] if side else []) + [""]
    return [key + mark for key in keys for mark in marks]
