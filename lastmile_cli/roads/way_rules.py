"""May this profile use this way, in which direction, how fast, and may it stop there?"""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.tags import (
    Tags,
    both_directions,
    first_of,
    parse_kilograms,
    parse_metres,
    parse_speed_kmh,
)

MAXSPEED_KEYS = ("maxspeed:advisory", "maxspeed", "source:maxspeed", "maxspeed:type")
NOT_BUILT = frozenset({"construction", "proposed"})
YES = frozenset({"yes", "true", "1"})
OPPOSITE_LANES = frozenset({"opposite", "opposite_lane", "opposite_track"})
BUILT_ANYWAY = frozenset({"no", "widening", "minor"})
OPENING = frozenset({"yes", "permissive", "designated"})
SIZE_KEYS = ("maxheight:physical", "maxheight"), ("maxwidth:physical", "maxwidth", "width")

WAY_KEYS = frozenset(
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
        "bicycle",
        "foot",
        "maxspeed",
        "source:maxspeed",
        "maxspeed:type",
        "maxspeed:advisory",
        "maxheight",
        "maxheight:physical",
        "maxwidth",
        "maxwidth:physical",
        "width",
        "maxlength",
        "maxweight",
        "maxweightrating",
        "cycleway",
        "duration",
        "cycleway:left",
        "cycleway:right",
        "cycleway:both",
        "railway",
    ]
)
"""Tags a verdict depends on, apart from their ``:forward``, ``:backward`` and oneway forms."""


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
    is_ferry = tags.get("route") == "ferry"
    if _is_shut_to_all(tags) or not (is_ferry or tags.get("highway")):
        return CLOSED
    speed_kmh = profile.ferry_kmh if is_ferry else _class_speed_kmh(tags, profile)
    access = both_directions(tags, profile.access_keys)
    opened_by = both_directions(tags, [key for key in profile.access_keys if key != "access"])
    ways_open, is_local = _directions(tags, profile), [False, False]
    speeds = [0.0, 0.0]
    for direction, value in enumerate(access):
        is_open, is_local[direction] = _admits(value, tags, profile)
        speed = speed_kmh or (profile.opened_kmh if _opens(opened_by[direction], profile) else 0.0)
        if is_open and ways_open[direction] and _fits(tags, profile, direction):
            speeds[direction] = speed
    if not is_ferry:
        speeds = _limited(speeds, tags, profile)
    return WayVerdict(
        along_kmh=speeds[0],
        against_kmh=speeds[1],
        along_local=is_local[0] and speeds[0] > 0,
        against_local=is_local[1] and speeds[1] > 0,
        may_stop=any(speeds) and not is_ferry and _may_stop(tags, access, profile),
    )


def _is_shut_to_all(tags: Tags) -> bool:
    highway = tags.get("highway")
    return (
        highway in NOT_BUILT
        or tags.get("railway") == "construction"
        or tags.get("construction", "no") not in BUILT_ANYWAY
        or tags.get("area") == "yes"
        or tags.get("oneway") == "reversible"
        or tags.get("impassable") == "yes"
        or tags.get("status") == "impassable"
        or tags.get("service") == "emergency_access"
    )


def _class_speed_kmh(tags: Tags, profile: Profile) -> float:
    return profile.speeds_kmh.get(tags["highway"], 0.0)


def _opens(value: str | None, profile: Profile) -> bool:
    """Whether an explicit tag lets a profile onto a class that is closed to it by itself."""
    return value is not None and (value in OPENING or value in profile.local)


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
    if oneway in {"-1", "reverse"}:
        return False, True
    is_oneway = oneway in YES
    if oneway is None and profile.implied_oneways:
        is_oneway = tags.get("highway") == "motorway" or tags.get("junction") in {
            "roundabout",
            "circular",
        }
    return True, not is_oneway or (profile.contraflow and _has_contraflow(tags))


def _has_contraflow(tags: Tags) -> bool:
    if tags.get("oneway:bicycle") in YES:
        return False
    lanes = (tags.get(f"cycleway{side}") for side in ("", ":left", ":right", ":both"))
    return any(lane in OPPOSITE_LANES for lane in lanes)


def _fits(tags: Tags, profile: Profile, direction: int) -> bool:
    """Whether the vehicle is small and light enough."""
    heights, widths = (both_directions(tags, keys)[direction] for keys in SIZE_KEYS)
    height_m, width_m = parse_metres(heights), parse_metres(widths)
    length_m = parse_metres(both_directions(tags, ("maxlength",))[direction])
    weight_kg = parse_kilograms(both_directions(tags, ("maxweightrating", "maxweight"))[direction])
    return not (
        (height_m is not None and height_m < profile.height_m)
        or (width_m is not None and width_m <= profile.width_m)
        or (length_m is not None and length_m < profile.length_m)
        or (weight_kg is not None and weight_kg < profile.weight_kg)
    )


def _limited(speeds: list[float], tags: Tags, profile: Profile) -> list[float]:
    """Apply tagged limits, the state of the surface and the vehicle's own top speed."""
    limits = both_directions(tags, MAXSPEED_KEYS) if profile.maxspeed_factor else (None, None)
    caps = [
        values[tags[key]] for key, values in profile.caps_kmh.items() if tags.get(key) in values
    ]
    limited = []
    for speed, limit in zip(speeds, limits, strict=True):
        limit_kmh = parse_speed_kmh(limit)
        if speed and limit_kmh:
            tagged = limit_kmh * profile.maxspeed_factor
            # A limit tells how fast motor traffic flows; somebody cycling is only held back by it.
            speed = min(speed, tagged) if profile.maxspeed_factor == 1 else tagged  # noqa: PLW2901
        limited.append(min([speed, profile.top_kmh, *caps]) if speed else 0.0)
    return limited


def _may_stop(tags: Tags, access: tuple[str | None, str | None], profile: Profile) -> bool:
    in_tunnel = tags.get("tunnel", "no") not in {"no", "building_passage"}
    is_fast = tags.get("motorroad") == "yes" and profile.feels_traffic
    is_private_yard = tags.get("highway") == "service" and "private" in access
    return not (
        in_tunnel or is_fast or is_private_yard or tags.get("highway") in profile.no_stopping
    )
