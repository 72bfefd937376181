"""What a battery holds at a visit as a record and back; percentages are written, never read."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.battery import BatteryLevel
from lastmile_cli.records.fields import Fields


def battery_to_record(level: BatteryLevel) -> dict[str, Any]:
    """Lay out watt-hours on arrival and on going on, those of a full one, and both in percent."""
    return {
        "arrive_wh": level.arrive_wh,
        "depart_wh": level.depart_wh,
        "full_wh": level.full_wh,
        "arrive_percent": level.arrive_percent,
        "depart_percent": level.depart_percent,
    }


def battery_from_record(fields: Fields) -> BatteryLevel:
    """Read watt-hours back; a battery may be emptier than it should, for the referee to say."""
    return BatteryLevel(
        arrive_wh=fields.whole("arrive_wh"),
        depart_wh=fields.whole("depart_wh"),
        full_wh=max(1, fields.whole("full_wh")),
    )
