"""May this profile use this way, in which direction, how fast, and may it stop there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.roads.conditions import CONDITIONAL, conditional_access
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.speed_limits import limits_kmh
from lastmile_cli.roads.tags import OPENING, Tags, both_directions, first_of
from lastmile_cli.roads.way_sizes import SIZE_KEYS, Fit, fits

MAXSPEED_KEYS = (
    "maxspeed:advisory",
    "maxspeed",
    "zone:maxspeed",
    "source:maxspeed",
    "maxspeed:type",
    "zone:traffic",
)
NOT_BUILT = frozenset({"construction", "proposed"})
YES = frozenset({"yes", "true", "1"})
AGAINST = frozenset({"-1", "reverse"})
OPPOSITE_LANES = frozenset({"opposite", "opposite_lane", "opposite_track"})
ROUND = frozenset({"roundabout", "circular"})
BUILT_ANYWAY = frozenset({"no", "widening", "minor"})
CYCLEWAYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
SIDES = ("forward", "backward")

WAY_KEYS = SIZE_KEYS.union(
    MAXSPEED_KEYS,
    CYCLEWAYS,
    [
        "highway",
        "route",
        "junction",
        "oneway",
        "area",
        "service",
        "tunnel",
        "bridge",
        "motorroad",
        "construction",
        "impassable",
        "status",
        "surface",
        "tracktype",
        "smoothness",
        "access",
        "vehicle",
        "motor_vehicle",
        "motorcar",
        "goods",
        "hgv",
        "hov",
        "bicycle",
        "foot",
        "duration",
        "railway",
    ],
)
"""Tags a verdict depends on, apart from those with a mark behind (see ``MARKS``)."""

MARKS = (":forward", ":backward", ":oneway", ":hgv", ":goods", CONDITIONAL)


def matters(key: str) -> bool:
    """Whether a verdict may depend on a tag."""
    return key in WAY_KEYS or key.startswith("oneway") or key.endswith(MARKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayVerdict:
    """Speeds along and against a way in km/h (0: closed), who is let in, and stopping."""

    along_kmh: float = 0.0
    against_kmh: float = 0.0
    along_local: bool = False
    against_local: bool = False
    may_stop: bool = False


CLOSED = WayVerdict()


def judge_way(tags: Tags, profile: Profile) -> WayVerdict:
    """Judge a way by its tags."""
    is_carried = carrier(tags) is not None
    if _is_shut_to_all(tags) or not (is_carried or tags.get("highway")):
        return CLOSED
    if tags.get("motorroad") == "yes" and not profile.on_motorroads:
        return CLOSED
    access = both_directions(tags, profile.access_keys)
    ways_open = _directions(tags, profile)
    is_drive = _is_nobodys_way_through(tags, profile)
    speeds, is_local = [0.0, 0.0], [False, False]
    for direction, side in enumerate(SIDES):
        value = _under_conditions(access[direction], tags, profile, profile.access_keys)
        is_open, is_guest = _admits(value, tags, profile)
        room = fits(tags, profile, side)
        is_local[direction] = is_guest or is_drive or room is Fit.LOCAL
        if is_open and ways_open[direction] and room is not Fit.NO:
            speeds[direction] = _speed_kmh(tags, profile, direction)
    if not is_carried:
        speeds = _limited(speeds, tags, profile)
    return WayVerdict(
        along_kmh=speeds[0],
        against_kmh=speeds[1],
        along_local=is_local[0] and speeds[0] > 0,
        against_local=is_local[1] and speeds[1] > 0,
        may_stop=any(speeds) and not is_carried and _may_stop(tags, access, profile),
    )


def carrier(tags: Tags) -> str | None:
    """Return what carries vehicles over a way, "ferry" or "shuttle_train"; ``None``: a road."""
    route = tags.get("route")
    return route if route in {"ferry", "shuttle_train"} else None


def _is_shut_to_all(tags: Tags) -> bool:
    highway = tags.get("highway")
    return (
        highway in NOT_BUILT
        or tags.get("railway") == "construction"
        or tags.get("construction", "no") not in BUILT_ANYWAY
        or tags.get("area") == "yes"
        or tags.get("impassable") == "yes"
        or tags.get("status") == "impassable"
        or tags.get("service") == "emergency_access"
    )


def _speed_kmh(tags: Tags, profile: Profile, direction: int) -> float:
    """Say how fast a class is by itself; a tag of its own opens what is closed, or pushed over."""
    carried_by = carrier(tags)
    if carried_by is not None:
        return profile.carried_kmh.get(carried_by, 0.0)
    speed = profile.speeds_kmh.get(tags["highway"], 0.0)
    own_keys = [key for key in profile.access_keys if key != "access"]
    tagged = both_directions(tags, own_keys)[direction]
    value = _under_conditions(tagged, tags, profile, own_keys)
    if value == "dismount":
        return profile.pushed_kmh
    opens = value is not None and (value in OPENING or value in profile.local)
    if opens and (not speed or tags["highway"] in profile.pushed_classes):
        return profile.opened_kmh
    if speed and profile.movable_bridge_kmh and tags.get("bridge") == "movable":
        return profile.movable_bridge_kmh
    return speed


def _is_nobodys_way_through(tags: Tags, profile: Profile) -> bool:
    is_drive = tags.get("highway") == "service" and tags.get("service") in profile.local_services
    return is_drive or (profile.feels_traffic and tags.get("hov") == "designated")


def _under_conditions(
    value: str | None, tags: Tags, profile: Profile, keys: Sequence[str]
) -> str | None:
    """Replace an access value by what its conditions make of it for this profile."""
    for key in keys:
        conditional = conditional_access(tags, key, profile)
        if conditional is not None:
            return conditional
        if key in tags:
            break
    return value


def _admits(value: str | None, tags: Tags, profile: Profile) -> tuple[bool, bool]:
    """Whether an access value opens the way, and whether only to who stops there."""
    if value is None:
        return True, False
    verdicts = [_admits_one(part.strip(), tags, profile) for part in value.split(";")]
    return max(verdicts, key=lambda verdict: (verdict[0], not verdict[1]))


def _admits_one(value: str, tags: Tags, profile: Profile) -> tuple[bool, bool]:
    if value in profile.local:
        return tags.get("highway") in profile.local_classes, True
    return value not in profile.closed, False


def _directions(tags: Tags, profile: Profile) -> tuple[bool, bool]:
    """Whether the way may be used along and against its drawing direction."""
    oneway = first_of(tags, profile.oneway_keys)
    rides_against = profile.contraflow and _has_contraflow(tags)
    if oneway in AGAINST:
        return rides_against, True
    if oneway == "reversible":
        # Which way it runs now, no map says.
        return False, False
    is_oneway = oneway in YES
    if not is_oneway and oneway != "no" and profile.implied_oneways:
        is_oneway = tags.get("highway") == "motorway" or tags.get("junction") in ROUND
    return True, not is_oneway or rides_against


def _has_contraflow(tags: Tags) -> bool:
    if tags.get("oneway:bicycle") in YES:
        return False
    if any(tags.get(f"{lane}:oneway") in {"no", "-1"} for lane in CYCLEWAYS):
        return True
    if tags.get("bicycle:backward") in OPENING:
        return True
    return any(tags.get(lane) in OPPOSITE_LANES for lane in CYCLEWAYS)


def _limited(speeds: list[float], tags: Tags, profile: Profile) -> list[float]:
    """Apply tagged limits, the state of the surface and the vehicle's own top speed."""
    keys = [f"maxspeed:{kind}" for kind in profile.kinds] + list(MAXSPEED_KEYS)
    limits = limits_kmh(tags, keys) if profile.maxspeed_factor else (None, None)
    caps = [
        values[tags[key]] for key, values in profile.caps_kmh.items() if tags.get(key) in values
    ]
    limited = []
    for speed, limit_kmh in zip(speeds, limits, strict=True):
        kmh = speed
        if speed and limit_kmh:
            tagged = limit_kmh * profile.maxspeed_factor
            # A limit tells how fast motor traffic flows; somebody cycling is only held back by it.
            kmh = min(speed, tagged) if profile.maxspeed_factor == 1 else tagged
        limited.append(min([kmh, profile.top_kmh, *caps]) if kmh else 0.0)
    return limited


def _may_stop(tags: Tags, access: tuple[str | None, str | None], profile: Profile) -> bool:
    in_tunnel = tags.get("tunnel", "no") not in {"no", "building_passage"}
    is_fast = tags.get("motorroad") == "yes" and profile.feels_traffic
    is_private_yard = tags.get("highway") == "service" and "private" in access
    return not (
        in_tunnel or is_fast or is_private_yard or tags.get("highway") in profile.no_stopping
    )
