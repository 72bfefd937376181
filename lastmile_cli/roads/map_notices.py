"""What a map says that nobody looks at, told once with its count."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.notices import Notice, Place, Severity


def notices_of_map(facts: Mapping[str, int]) -> tuple[Notice, ...]:
    """
    Tell of rules for certain hours; nothing where the map has none.

    Parameters
    ----------
    facts
        Of the road graph: how many ways and turns have such rules.
    """
    ways, turns = facts.get("timed_ways", 0), facts.get("timed_turns", 0)
    if not ways + turns:
        return ()
    told = [
        counted(number, what)
        for number, what in ((turns, "turn restriction"), (ways, "way"))
        if number
    ]
    notice = Notice(
        code="LM1440",
        severity=Severity.INFO,
        place=Place(column="roads.map"),
        problem=f"{' and '.join(told)} of the map have rules for certain hours: not looked at.",
        hint="none needed; roads.traffic slows streets by the hour.",
    )
    return (notice,)
