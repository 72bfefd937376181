"""All profiles, in the order in which a graph keeps them."""

from __future__ import annotations

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.roads.profiles.bike import BIKE
from lastmile_cli.roads.profiles.car import CAR
from lastmile_cli.roads.profiles.foot import FOOT
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.profiles.truck import TRUCK
from lastmile_cli.roads.profiles.van import VAN

PROFILES: tuple[Profile, ...] = (CAR, VAN, TRUCK, BIKE, FOOT)

FAMILIES = tuple(dict.fromkeys(profile.family for profile in PROFILES))
"""Families of profiles, in the order in which a graph keeps their contraction orders."""


def family_index(profile: Profile) -> int:
    """Return the place of a profile's family in ``FAMILIES``."""
    return FAMILIES.index(profile.family)


def profile_index(name: str) -> int:
    """
    Return the place of a profile in every array with one row per profile.

    Raises
    ------
    UsageError
        There is no such profile; the hint lists them.
    """
    names = [profile.name for profile in PROFILES]
    if name not in names:
        msg = f"There is no road profile {name!r}."
        raise UsageError(msg, hint=f"choose one of: {', '.join(names)}")
    return names.index(name)
