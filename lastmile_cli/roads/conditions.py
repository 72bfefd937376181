"""
Conditional tags: what holds for some purpose or size of vehicle only; hours are not looked at.

A value such as ``no @ (weight>7.5); destination @ (06:00-11:00)`` is a list of
clauses (OSM wiki, "Conditional restrictions"). Those about the purpose of a trip
or the size of the vehicle can be decided when a map is built. Those about hours or
the weather cannot: they are skipped, and counted for a notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.tags import Tags, first_number

CONDITIONAL = ":conditional"
PURPOSES = frozenset({"destination", "delivery", "customers", "loading", "unloading"})
"""Reasons of a trip that delivering is one of."""

_CLAUSE = re.compile(r"\s*([^@;]+?)\s*@\s*(\([^)]*\)|[^;]+)\s*(?:;|$)")
_SIZE = re.compile(
    r"(weight|weightrating|maxweight|maxweightrating|axleload|height|width|length)\s*"
    r"(<=|>=|<|>|=)?\s*([\d.,]+)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A value and the condition under which it holds."""

    value: str
    condition: str

    @property
    def is_purpose(self) -> bool:
        """Whether it holds for who delivers there."""
        return self.condition in PURPOSES

    @property
    def can_be_decided(self) -> bool:
        """Whether purpose and size alone say if it holds."""
        return self.is_purpose or _SIZE.fullmatch(self.condition) is not None

    def holds_for(self, profile: Profile) -> bool:
        """Whether a vehicle of this size meets the condition."""
        found = _SIZE.fullmatch(self.condition)
        if found is None:
            return False
        what, sign, text = found.groups()
        bound, own = first_number(text) or 0.0, _size(profile, what)
        return {
            "<": own < bound,
            "<=": own <= bound,
            ">=": own >= bound,
            "=": own == bound,
        }.get(sign, own > bound)


def _size(profile: Profile, what: str) -> float:
    """Tonnes or metres, as conditions write them."""
    if "weight" in what:
        return profile.weight_kg / 1000
    return {
        "axleload": profile.axle_kg / 1000,
        "height": profile.height_m,
        "width": profile.width_m,
        "length": profile.length_m,
    }[what]


def read_clauses(text: str) -> list[Clause]:
    """
    Split a conditional value into its clauses.

    >>> [(c.value, c.condition) for c in read_clauses("no @ (weight>7.5); yes @ delivery")]
    [('no', 'weight>7.5'), ('yes', 'delivery')]
    """
    return [
        Clause(value.strip(), condition.strip(" ()").lower())
        for value, condition in _CLAUSE.findall(text)
    ]


def is_open_to_deliveries(tags: Tags, key: str) -> bool:
    """Whether a limit is lifted for who delivers there, as by ``none @ delivery``."""
    clauses = read_clauses(tags.get(key + CONDITIONAL, ""))
    return any(clause.is_purpose and clause.value in {"none", "no"} for clause in clauses)


def conditional_access(tags: Tags, key: str, profile: Profile) -> str | None:
    """
    Return what an access tag's conditions make of it for a profile; ``None``: nothing.

    Who is let in to deliver is let in as ``destination``. The last clause that
    holds wins, as the OSM wiki has it.
    """
    value = None
    for clause in read_clauses(tags.get(key + CONDITIONAL, "")):
        if clause.is_purpose and clause.value not in profile.closed:
            value = "destination"
        elif clause.holds_for(profile):
            value = clause.value
    return value


def counts_as_timed(key: str, value: str) -> bool:
    """
    Whether a tag has a condition nobody looks at: hours, seasons, the weather.

    >>> counts_as_timed("motor_vehicle:conditional", "no @ (10:00-18:00)")
    True
    >>> counts_as_timed("maxweight:conditional", "none @ delivery")
    False
    """
    if not key.endswith(CONDITIONAL):
        return False
    return any(not clause.can_be_decided for clause in read_clauses(value))
