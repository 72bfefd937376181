"""A turn restriction relation to a ``Restriction``, or nothing where it does not concern us."""

from __future__ import annotations

from collections.abc import Iterable

from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.raw_map import Restriction
from lastmile_cli.roads.tags import Tags

Member = tuple[str, str, int]
"""(role, "n", "w" or "r", OSM id)."""


def read_restriction(
    tags: Tags, members: Iterable[Member], profiles: tuple[Profile, ...]
) -> Restriction | None:
    """
    Read a relation of type ``restriction``.

    ``None`` where it binds none of the profiles (``restriction:hgv`` for a car,
    ``except=bicycle``, conditional ones) or where members are missing.
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


def _binding_kind(tags: Tags, profile: Profile) -> str | None:
    excepted = {part.strip() for part in tags.get("except", "").split(";")}
    if excepted & profile.restriction_names:
        return None
    values = (tags.get(key) for key in reversed(profile.restriction_keys))
    kind = next((value for value in values if value), None)
    return kind if kind and kind.startswith(("no_", "only_")) else None


def _ways(members: list[Member], role: str) -> tuple[int, ...]:
    return tuple(ref for own_role, type_, ref in members if own_role == role and type_ == "w")
