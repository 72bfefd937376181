"""What a tagged node does to who drives over it: bar the way, or cost a little time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from lastmile_cli.roads.conditions import conditional_access
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.tags import OPENING, Tags, first_of
from lastmile_cli.roads.way_sizes import Fit, fits


class Sign(IntEnum):
    """What stands at a node and makes vehicles wait."""

    NONE = 0
    SIGNAL = 1
    STOP = 2
    STOP_MINOR = 3
    GIVE_WAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeVerdict:
    """``faces`` is 1 for traffic along the way, -1 against it, 0 for both."""

    blocked: tuple[bool, ...]
    gated: tuple[bool, ...]
    sign: Sign = Sign.NONE
    faces: int = 0

    @property
    def matters(self) -> bool:
        """Whether anybody is stopped or slowed here."""
        return any(self.blocked) or any(self.gated) or self.sign is not Sign.NONE


def judge_node(tags: Tags, profiles: tuple[Profile, ...]) -> NodeVerdict:
    """Judge a node by its tags, once for all profiles."""
    sign = _sign(tags)
    keys = ("traffic_signals:direction", "direction") if sign is Sign.SIGNAL else ("direction",)
    faces = {"forward": 1, "backward": -1}.get(first_of(tags, keys) or "", 0)
    blocked = tuple(_is_blocked(tags, profile) for profile in profiles)
    gated = tuple(
        not is_blocked and _is_gated(tags, profile)
        for profile, is_blocked in zip(profiles, blocked, strict=True)
    )
    return NodeVerdict(blocked=blocked, gated=gated, sign=sign, faces=faces)


def _sign(tags: Tags) -> Sign:
    highway = tags.get("highway")
    if highway == "stop":
        return Sign.STOP_MINOR if tags.get("stop") == "minor" else Sign.STOP
    return {"traffic_signals": Sign.SIGNAL, "give_way": Sign.GIVE_WAY}.get(highway or "", Sign.NONE)


def _is_blocked(tags: Tags, profile: Profile) -> bool:
    barrier = tags.get("barrier")
    if barrier is not None and fits(tags, profile) is Fit.NO:
        return True
    access = first_of(tags, profile.access_keys)
    if access is not None:
        # Access tags of a crossing speak of those who cross, not of the road.
        is_shut = access in profile.closed and access not in profile.local
        return is_shut and tags.get("highway") != "crossing" and not _lets_in(tags, profile)
    if barrier is None or _is_low(tags, barrier):
        return False
    if profile.blocked_by is not None:
        return barrier in profile.blocked_by
    return barrier not in profile.passes and not _is_wide_enough(tags, barrier)


def _is_gated(tags: Tags, profile: Profile) -> bool:
    """Whether somebody has to open a gate; one said to be open to all who drive is taken to be."""
    is_gate = tags.get("barrier") in profile.gates
    return is_gate and first_of(tags, profile.access_keys) not in OPENING


def _lets_in(tags: Tags, profile: Profile) -> bool:
    """Whether a condition opens a shut barrier to deliveries, or to vehicles of this size."""
    values = [conditional_access(tags, key, profile) for key in profile.access_keys]
    return any(value is not None and value not in profile.closed for value in values)


def _is_wide_enough(tags: Tags, barrier: str) -> bool:
    """Whether a gap was left on purpose for vehicles up to a width, which has been checked."""
    return barrier == "width_restrictor" and ("maxwidth" in tags or "maxwidth:physical" in tags)


def _is_low(tags: Tags, barrier: str) -> bool:
    """Whether a barrier gives way: rising bollards, flush kerbs, fences that only sound."""
    return (
        tags.get("bollard") == "rising"
        or (barrier == "kerb" and tags.get("highway") == "crossing")
        or tags.get("kerb") in {"lowered", "flush"}
        or (barrier == "fence" and tags.get("sensory") in {"audible", "audio"})
    )
