"""A turn restriction relation to a ``Restriction``, or nothing where it does not concern us."""

from __future__ import annotations

from collections.abc import Iterable

from lastmile_cli.roads.conditions import CONDITIONAL, counts_as_timed, read_clauses
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.raw_map import Restriction
from lastmile_cli.roads.tags import Tags

Member = tuple[str, str, int]
"""(role, "n", "w" or "r", OSM id)."""

HOUR_KEYS = frozenset({"hour_on", "hour_off", "day_on", "day_off"})
"""How hours were written before there were conditional tags."""


def read_restriction(
    tags: Tags, members: Iterable[Member], profiles: tuple[Profile, ...]
) -> Restriction | None:
    """
    Read a relation of type ``restriction``.

    ``None`` where it binds none of the profiles (``restriction:hgv`` for a car,
    ``except=bicycle``, certain hours only) or where members are missing.
    """
    kinds = [_binding_kind(tags, profile) for profile in profiles]
    kind = next((kind for kind in kinds if kind), None)
    if kind is None:
        return None
    members = list(members)
    from_ways, to_ways = _ways(members, "from"), _ways(members, "to")
    via_nodes = [ref for role, type_, ref in members if role == "via" and type_ == "n"]
    via_ways = _ways(members, "via")
    if not from_ways or not to_ways or (len(via_nodes) != 1) == (not via_ways):
        return None
    return Restriction(
        is_only=kind.startswith("only_"),
        from_ways=from_ways,
        to_ways=to_ways,
        via_node=via_nodes[0] if via_nodes else 0,
        via_ways=via_ways,
        binds=tuple(bound == kind for bound in kinds),
    )


def is_timed_only(tags: Tags) -> bool:
    """Whether a restriction holds at certain hours only, so that it is not looked at."""
    if HOUR_KEYS & tags.keys():
        return True
    return any(
        key.startswith("restriction") and counts_as_timed(key, value) for key, value in tags.items()
    )


def _binding_kind(tags: Tags, profile: Profile) -> str | None:
    excepted = {part.strip() for part in tags.get("except", "").split(";")}
    if excepted & profile.restriction_names or HOUR_KEYS & tags.keys():
        return None
    for key in reversed(profile.restriction_keys):
        sized = [
            clause.value
            for clause in read_clauses(tags.get(key + CONDITIONAL, ""))
            if clause.holds_for(profile)
        ]
        kind = sized[-1] if sized else tags.get(key)
        if kind:
            return kind if kind.startswith(("no_", "only_")) else None
    return None


def _ways(members: list[Member], role: str) -> tuple[int, ...]:
    return tuple(ref for own_role, type_, ref in members if own_role == role and type_ == "w")
