"""Service inside a home as a record and back."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.in_home import InHome
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.parts import load_from_record, load_to_record


def in_home_to_record(home: InHome) -> dict[str, Any]:
    """Lay out what is done; floors count from the ground floor, the load is of one item."""
    return {
        "items": home.items,
        "floors": home.floors,
        "lift": home.has_lift,
        "crew": home.crew,
        "back_per_item": load_to_record(home.back_per_item),
        "told_s": home.told_s,
        "set_up": home.sets_up,
    }


def in_home_from_record(fields: Fields) -> InHome | None:
    """Read it back; ``None`` when it cannot be one, which the notices then say."""
    values: dict[str, Any] = {
        "items": fields.count("items"),
        "floors": fields.whole("floors"),
        "has_lift": fields.truth("lift"),
        "crew": fields.count("crew"),
        "back_per_item": load_from_record(fields.inside("back_per_item")),
        "told_s": fields.count("told_s"),
        "sets_up": fields.truth("set_up"),
    }
    return fields.build(lambda: InHome(**values))
