"""What bounds one vehicle's day: as tables, and as a record."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.counting import counted, span_text
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import windows_text
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.route_bounds import MOST_MORE, NextStop, RouteBounds
from lastmile_cli.planning.stay_home import StayHome
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.parts import time_text

ROUTE_SCHEMA_VERSION = 1
MOST_PROMISES = 5
"""So many of the promises with the least slack are told to a person."""

NAMES = {
    "shift_too_short": "end of the shift",
    "max_duration": "hours of work",
    "max_drive": "hours at the wheel",
    "max_distance": "kilometres",
    "max_stops": "stops",
    "max_trips": "trips",
    "overtime": "paid hours before overtime",
    "range": "range on one filling",
    "battery": "battery down to its reserve",
    "capacity_weight_g": "weight",
    "capacity_volume_ml": "volume",
    "capacity_parcels": "parcels",
    "window_closed": "a promised window",
    "break_latest": "the hour of a break",
    "break_work": "work before a break",
    "break_drive": "driving before a break",
}
"""Limits in a dispatcher's words."""

_PARTS = ("driving", "parking", "walking", "service", "waiting", "breaks", "loading", "charging")


def bounds_sheets(plan: Plan, posed: Posed, found: RouteBounds, home: StayHome) -> list[Sheet]:
    """Lay out limits, promises, minutes, and who would take the stops."""
    route = _route_of(plan, posed, found)
    return [
        _limits_sheet(plan, route, found),
        _promises_sheet(plan, posed, found),
        _minutes_sheet(found),
        _home_sheet(plan, route, home),
    ]


def bounds_record(plan: Plan, posed: Posed, found: RouteBounds, home: StayHome) -> dict[str, Any]:
    """Lay out the same for programs."""
    route, more = _route_of(plan, posed, found), found.next_stop
    return {
        "schema_version": ROUTE_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "currency": plan.currency,
        "vehicle_id": route.vehicle_id,
        "driver": route.driver_name,
        "start_at": time_text(route.start_s, plan.day),
        "end_at": time_text(route.end_s, plan.day),
        "limits": [
            {
                "limit": it.word,
                "used": it.used,
                "of": it.limit,
                "from": it.first,
                "share": round(it.share, 4),
            }
            for it in found.bounds
        ],
        "promises": [
            {
                "stop_id": posed.stops[it.stop].stop_id,
                "start_at": time_text(it.start_s, plan.day),
                "slack_before_s": it.before_s,
                "slack_after_s": it.after_s,
            }
            for it in found.promises
        ],
        "seconds": {name: getattr(found.minutes, f"{name}_s") for name in _PARTS},
        "one_more": {
            "fits": more.fits,
            "at_least": more.fits == MOST_MORE,
            "door_s": more.door_s,
            "way_s": more.way_s,
            "breaks_first": [
                {"limit": it.reason, "needs": it.needs, "of": it.limit} for it in more.excesses
            ],
        },
        "stay_home": {
            "saved": money_text(home.saved),
            "change": money_text(home.change),
            "takers": [
                {
                    "name": it.name,
                    "is_partner": it.is_partner,
                    "stays_at_home_now": it.is_idle,
                    "stop_ids": list(it.stop_ids),
                    "added": money_text(it.added),
                }
                for it in home.takers
            ],
            "left": list(home.left),
        },
    }


def _route_of(plan: Plan, posed: Posed, found: RouteBounds) -> Route:
    vehicle_id = posed.vehicles[found.route.vehicle].vehicle_id
    return next(route for route in plan.routes if route.vehicle_id == vehicle_id)


def _limits_sheet(plan: Plan, route: Route, found: RouteBounds) -> Sheet:
    day = plan.day
    who = " ".join(filter(None, (route.vehicle_id, route.driver_name)))
    stops = counted(len(route.stop_visits), "stop")
    return Sheet(
        title=f"{who}: {day.clock(route.start_s)}-{day.clock(route.end_s)}, {stops}",
        columns=(
            Column("limit", ratio=1),
            Column("used", "right"),
            Column("of", "right"),
            Column("share", "right"),
        ),
        rows=tuple(
            (
                NAMES.get(it.word, it.word),
                _amount(plan, it.word, it.used),
                _amount(plan, it.word, it.limit),
                f"{it.share:.0%}",
            )
            for it in found.bounds
        ),
        note=_next_text(plan, found.next_stop),
    )


def _next_text(plan: Plan, more: NextStop) -> str:
    usual = f"{span_text(more.door_s)} at the door and {span_text(more.way_s)} to get there"
    if more.fits == MOST_MORE:
        return f"room for {more.fits} more usual stops or more ({usual})"
    told = f"room for {counted(more.fits, 'more usual stop')} ({usual})"
    if not more.excesses:
        return told
    first = " and ".join(
        f"{NAMES.get(it.reason, it.reason)} ({_amount(plan, it.reason, it.needs)} of "
        f"{_amount(plan, it.reason, it.limit)})"
        for it in more.excesses[:2]
    )
    return f"{told}; one more breaks {first}"


def _promises_sheet(plan: Plan, posed: Posed, found: RouteBounds) -> Sheet:
    stops = stops_by_id(plan)
    rows = []
    for it in found.promises[:MOST_PROMISES]:
        stop = stops[posed.stops[it.stop].stop_id]
        rows.append(
            (
                stop.stop_id,
                stop.name,
                windows_text(stop, plan.day),
                plan.day.clock(it.start_s),
                _minutes(it.before_s),
                _minutes(it.after_s),
            )
        )
    return Sheet(
        title=f"Promises with the least slack, {len(rows)} of {len(found.promises)}",
        columns=(
            Column("stop"),
            Column("name", ratio=1),
            Column("window"),
            Column("begins", "right"),
            Column("earlier by", "right"),
            Column("later by", "right"),
        ),
        rows=tuple(rows),
        note="later by: how much later the vehicle may come without making anybody later",
    )


def _minutes_sheet(found: RouteBounds) -> Sheet:
    minutes = found.minutes
    parts = [(name, getattr(minutes, f"{name}_s")) for name in _PARTS]
    rows = sorted(((name, it) for name, it in parts if it), key=lambda it: -it[1])
    total = max(1, minutes.total_s)
    return Sheet(
        title="Where the time goes",
        columns=(Column("what", ratio=1), Column("time", "right"), Column("share", "right")),
        rows=tuple((name, _minutes(it), f"{it / total:.0%}") for name, it in rows),
        footer=("all", _minutes(minutes.total_s), ""),
    )


def _home_sheet(plan: Plan, route: Route, home: StayHome) -> Sheet:
    rows = [
        (
            f"partner {it.name}" if it.is_partner else it.name + " (idle now)" * it.is_idle,
            str(len(it.stop_ids)),
            money_text(it.added),
        )
        for it in home.takers
    ]
    if home.left:
        named = ", ".join(home.left[:3]) + (" …" if len(home.left) > 3 else "")
        rows.append((f"nobody: {named}", str(len(home.left)), ""))
    change = money_text(home.change)
    if home.left:
        note = f"it cannot stay at home: nobody has room for {counted(len(home.left), 'stop')}"
    elif home.change.amount < 0:
        note = f"the day would cost {change} {plan.currency}: planning again may find it"
    else:
        note = f"the day would cost +{change} {plan.currency}"
    return Sheet(
        title=f"If {route.vehicle_id} stayed at home, which costs {money_text(home.saved)}",
        columns=(
            Column("who takes its stops", ratio=1),
            Column("stops", "right"),
            Column(plan.currency, "right"),
        ),
        rows=tuple(rows),
        note=f"{note}; other routes keep their order",
    )


def _amount(plan: Plan, word: str, amount: int) -> str:
    """A figure in the unit that a dispatcher thinks in."""
    if word in ("shift_too_short", "window_closed", "break_latest"):
        return plan.day.clock(amount)
    if word in ("max_stops", "max_trips", "capacity_parcels"):
        return str(amount)
    scaled = {
        "max_distance": f"{amount / 1_000:.1f} km",
        "range": f"{amount / 1_000:.1f} km",
        "battery": f"{amount / 1_000_000:.1f} kWh",
        "capacity_weight_g": f"{amount / 1_000:,.0f} kg",
        "capacity_volume_ml": f"{amount / 1_000_000:.2f} m³",
    }
    return scaled.get(word) or _minutes(amount)


def _minutes(seconds: int) -> str:
    return span_text(seconds // 60 * 60) if seconds >= 60 else f"{seconds} s"
