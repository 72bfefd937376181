"""Profiles of one's own, and the time each way of moving takes to park."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lastmile_cli.domain.settings import HOUSE_PROFILES, OwnProfile
from lastmile_cli.domain.walks import FOOT
from lastmile_cli.intake.config_models import OwnProfileModel, RoadsModel, VehicleModel
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import shown

KG_PER_TONNE = 1000

KNOW_PROFILES = frozenset({"embedded", "osrm", "osrm_embedded", "valhalla", "matrix"})
"""Sources of roads that refuse a profile they do not know."""


def own_profiles(roads: RoadsModel) -> tuple[OwnProfile, ...]:
    """Build the profiles of ``roads.profiles``, in SI units."""
    return tuple(_profile(name, model) for name, model in roads.profiles.items())


def parking_of(group: VehicleModel, roads: RoadsModel) -> int:
    """
    Return the seconds a vehicle takes to park: its own, or its profile's.

    A profile of one's own that says nothing parks like the one it is like.
    """
    if group.parking_s is not None:
        return group.parking_s
    own = roads.profiles.get(group.profile)
    like = roads.parking_s.get(own.like, 0) if own else 0
    return roads.parking_s.get(group.profile, like)


def knows_ways_on_foot(roads: RoadsModel) -> bool:
    """
    Whether walks can be measured: a server or file for all profiles is one for vehicles.

    Who asks OSRM or reads a matrix must name what is for feet.
    """
    by_profile: dict[str, Iterable[str]] = {
        "osrm": roads.osrm.profiles,
        "osrm_embedded": roads.osrm_embedded.profiles,
        "matrix": roads.matrix.profiles,
    }
    return FOOT in by_profile.get(roads.source, (FOOT,))


def check_own_profiles(roads: RoadsModel, book: KeyBook) -> None:
    """A profile of one's own has a name of its own, and is like one of the house's."""
    for name, model in roads.profiles.items():
        if name in HOUSE_PROFILES:
            problem = f"{shown(name)} is a profile of the house."
            hint = f"choose another name, with `like: {name}`."
            book.error("LM1250", ("roads", "profiles", name), problem, hint)
        if model.like not in HOUSE_PROFILES:
            problem = f"there is no profile {shown(model.like)} to be like."
            hint = suggestion(model.like, HOUSE_PROFILES)
            book.error("LM1250", ("roads", "profiles", name, "like"), problem, hint)


def check_profiles_known(roads: RoadsModel, groups: list[VehicleModel], book: KeyBook) -> None:
    """Vehicles, parking times and sources of roads name profiles that there are."""
    known = [*HOUSE_PROFILES, *roads.profiles]
    by_profile: dict[tuple[str, ...], Iterable[str]] = {
        ("parking_s",): roads.parking_s,
        ("osrm", "profiles"): roads.osrm.profiles,
        ("osrm_embedded", "profiles"): roads.osrm_embedded.profiles,
        ("matrix", "profiles"): roads.matrix.profiles,
    }
    for path, names in by_profile.items():
        for name in names:
            if name not in known:
                problem = f"there is no profile {shown(name)}."
                book.error("LM1251", ("roads", *path, name), problem, suggestion(name, known))
    for index, group in enumerate(groups):
        # Plugs of others may know profiles that the house does not, and an estimate needs none.
        if roads.source in KNOW_PROFILES and group.profile not in known:
            problem = f"there is no profile {shown(group.profile)}."
            hint = suggestion(group.profile, known)
            book.error("LM1251", ("vehicles", index, "profile"), problem, hint)


def _profile(name: str, model: OwnProfileModel) -> OwnProfile:
    return OwnProfile(
        name=name,
        like=model.like,
        height_m=_float(model.height_m),
        width_m=_float(model.width_m),
        length_m=_float(model.length_m),
        weight_kg=_float(model.weight_t, KG_PER_TONNE),
        axle_kg=_float(model.axle_t, KG_PER_TONNE),
        top_kmh=_float(model.top_kmh),
    )


def _float(amount: Decimal | None, factor: int = 1) -> float | None:
    return None if amount is None else float(amount * factor)
