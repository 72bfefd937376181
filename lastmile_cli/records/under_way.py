"""What lies behind a plan made while its day was on, as a record and back."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.under_way import Replanned, Resumed, Told
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.parts import load_from_record, load_to_record, time_text


def resumed_to_record(resumed: Resumed, day: ServiceDay) -> dict[str, Any]:
    """Lay out where a route was cut in two; ``back`` only where something goes back."""
    return {
        "at": time_text(resumed.at_s, day),
        "lat": resumed.place.lat_deg,
        "lon": resumed.place.lon_deg,
        "behind": resumed.behind,
        "stays_s": resumed.stays_s,
        "trips": resumed.trips,
        "breaks": resumed.breaks,
        "drive_s": resumed.drive_s,
        "distance_m": resumed.distance_m,
        "on_board": list(resumed.on_board),
        **({} if resumed.back == Load() else {"back": load_to_record(resumed.back)}),
        **({} if resumed.battery_wh is None else {"battery_wh": resumed.battery_wh}),
        **({"is_over": True} if resumed.is_over else {}),
    }


def resumed_from_record(fields: Fields, day: ServiceDay) -> Resumed:
    """Read it back."""
    return Resumed(
        at_s=fields.second("at", day),
        place=fields.coordinate(),
        behind=fields.count("behind"),
        stays_s=fields.count("stays_s"),
        trips=fields.count("trips"),
        breaks=fields.count("breaks"),
        drive_s=fields.count("drive_s"),
        distance_m=fields.count("distance_m"),
        on_board=fields.texts("on_board"),
        back=load_from_record(fields.inside("back")) if fields.has("back") else Load(),
        battery_wh=fields.count("battery_wh") if fields.has("battery_wh") else None,
        is_over=fields.truth("is_over") if fields.has("is_over") else False,
    )


def replanned_to_record(replanned: Replanned, day: ServiceDay) -> dict[str, Any]:
    """Lay out which plan it took the place of."""
    return {
        "plan_id": replanned.plan_id,
        "at": time_text(replanned.at_s, day),
        "version": replanned.version,
        "mode": replanned.mode,
        "over": list(replanned.over),
        "told": [
            {
                "stop_id": told.stop_id,
                "vehicle_id": told.vehicle_id,
                "eta_low": time_text(told.low_s, day),
                "eta_high": time_text(told.high_s, day),
            }
            for told in replanned.told
        ],
    }


def replanned_from_record(fields: Fields, day: ServiceDay) -> Replanned:
    """Read it back."""
    return Replanned(
        plan_id=fields.text("plan_id"),
        at_s=fields.second("at", day),
        version=fields.count("version"),
        mode=fields.text("mode"),
        over=fields.texts("over"),
        told=tuple(
            Told(
                stop_id=one.text("stop_id"),
                vehicle_id=one.text("vehicle_id"),
                low_s=one.second("eta_low", day),
                high_s=one.second("eta_high", day),
            )
            for one in fields.objects("told")
        ),
    )
