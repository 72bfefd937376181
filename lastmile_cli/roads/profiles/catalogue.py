"""All profiles, in the order in which a graph keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.settings import OwnProfile
from lastmile_cli.roads.profiles.bike import BIKE
from lastmile_cli.roads.profiles.car import CAR
from lastmile_cli.roads.profiles.cart import CART
from lastmile_cli.roads.profiles.ebike import EBIKE
from lastmile_cli.roads.profiles.foot import FOOT
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.profiles.truck import TRUCK
from lastmile_cli.roads.profiles.van import VAN

PROFILES: tuple[Profile, ...] = (CAR, VAN, TRUCK, BIKE, FOOT, EBIKE, CART)

FAMILIES = tuple(dict.fromkeys(profile.family for profile in PROFILES))
"""Families of profiles, in the order in which a graph keeps their contraction orders."""

SIZES = ("height_m", "width_m", "length_m", "weight_kg", "axle_kg", "top_kmh")
"""What a profile of one's own may say otherwise than the one it is like."""


def with_own(own: Iterable[OwnProfile]) -> tuple[Profile, ...]:
    """
    List our profiles, then those of the configuration, each made from one of ours.

    Raises
    ------
    UsageError
        One is like none of ours.
    """
    return (*PROFILES, *(_made(profile) for profile in own))


def _made(own: OwnProfile) -> Profile:
    changes = {size: getattr(own, size) for size in SIZES if getattr(own, size) is not None}
    like = PROFILES[profile_index(own.like)]
    # A top speed is the vehicle's: no faster than what it is like, whatever the file says.
    top_kmh = min(like.top_kmh, changes.pop("top_kmh", like.top_kmh))
    return replace(like, name=own.name, top_kmh=top_kmh, **changes)


def find_profile(name: str, profiles: Sequence[Profile] = PROFILES) -> Profile:
    """
    Return the profile of a name.

    Raises
    ------
    UsageError
        There is no such profile; the hint lists them.
    """
    return profiles[profile_index(name, [profile.name for profile in profiles])]


def family_index(profile: Profile) -> int:
    """Return the place of a profile's family in ``FAMILIES``."""
    return FAMILIES.index(profile.family)


def profile_index(name: str, names: Iterable[str] = ()) -> int:
    """
    Return the place of a profile in every array with one row per profile.

    ``names`` are those of a graph; ours by default.

    Raises
    ------
    UsageError
        There is no such profile; the hint lists them.
    """
    known = list(names) or [profile.name for profile in PROFILES]
    if name not in known:
        msg = f"There is no road profile {name!r}."
        raise UsageError(msg, hint=f"choose one of: {', '.join(known)}")
    return known.index(name)
