"""How two plans differ: record, CSV and tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import hours_text, km_text
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.parts import time_text
from lastmile_cli.replanning.difference import MovedRoute, MovedStop, PlanDifference
from lastmile_cli.replanning.whereabouts import Outcome, Whereabouts

DIFF_SCHEMA_VERSION = 1

_STOP_KEYS = (
    "stop_id",
    "name",
    "change",
    "carrier_before",
    "position_before",
    "start_before",
    "carrier_after",
    "position_after",
    "start_after",
    "shift_min",
    "point_before",
    "point_after",
    "tell_customer",
    "phone",
    "email",
)

_FIGURES: tuple[tuple[str, Callable[[Plan], int], Callable[[int], str]], ...] = (
    ("stops served", lambda plan: sum(len(it.stop_visits) for it in plan.routes), str),
    ("left out", lambda plan: len(plan.unassigned), str),
    ("with partners", lambda plan: len(plan.outsourced), str),
    ("routes", lambda plan: len(plan.every_route), str),
    ("km", lambda plan: sum(it.distance_m for it in plan.every_route), km_text),
    ("driving", lambda plan: sum(it.drive_s for it in plan.every_route), hours_text),
    ("paid hours", lambda plan: sum(it.paid_s for it in plan.every_route), hours_text),
    ("waiting", lambda plan: sum(it.wait_s for it in plan.every_route), hours_text),
    ("late", lambda plan: sum(it.late_s for it in plan.every_route), hours_text),
    ("kg CO2e", lambda plan: plan.co2e_g, lambda grams: f"{grams / 1_000:.1f}"),
)


def difference_sentence(found: PlanDifference) -> str:
    """Say in one line how far the plans are apart."""
    if found.is_same:
        return "The plans are the same: every stop, hour and cost line."
    stops, told = counted(len(found.stops), "stop"), counted(len(found.told), "customer")
    sheets = counted(len(found.routes), "driver's sheet", "drivers' sheets")
    cost = _signed(money_text(found.after.bill.total - found.before.bill.total))
    carbon = _signed(f"{(found.after.co2e_g - found.before.co2e_g) / 1_000:.1f}")
    return (
        f"Different: {stops} ({told} to be told) and {sheets}; the day costs {cost} "
        f"{found.after.currency} and {carbon} kg CO2e."
    )


def difference_record(found: PlanDifference) -> dict[str, Any]:
    """Lay out the difference as JSON."""
    return {
        "schema_version": DIFF_SCHEMA_VERSION,
        "same": found.is_same,
        "before": _plan_record(found.before),
        "after": _plan_record(found.after),
        "stops": [_stop_record(found, moved) for moved in found.stops],
        "routes": [_route_record(found, moved) for moved in found.routes],
        "costs": {
            "total_before": money_text(found.before.bill.total),
            "total_after": money_text(found.after.bill.total),
            "change": money_text(found.after.bill.total - found.before.bill.total),
            "lines": [
                {
                    "category": line.category,
                    "before": money_text(line.before),
                    "after": money_text(line.after),
                    "change": money_text(line.change),
                }
                for line in found.lines
            ],
        },
        "co2e_g": {
            "before": found.before.co2e_g,
            "after": found.after.co2e_g,
            "change": found.after.co2e_g - found.before.co2e_g,
        },
        "tell": {
            "customers": [moved.latest.stop.stop_id for moved in found.told],
            "vehicles": [moved.vehicle_id for moved in found.routes],
        },
    }


def difference_csv(found: PlanDifference) -> str:
    """One line a stop that differs."""
    records = [_stop_record(found, moved) for moved in found.stops]
    return csv_text(_STOP_KEYS, ([_cell(record[key]) for key in _STOP_KEYS] for record in records))


def difference_sheets(found: PlanDifference) -> list[Sheet]:
    """Lay out the difference as tables: figures, cost lines, routes, stops; none that is empty."""
    if found.is_same:
        return []
    sheets = [_figures_sheet(found), _lines_sheet(found), _routes_sheet(found), _stops_sheet(found)]
    return [sheet for sheet in sheets if sheet.rows]


def _plan_record(plan: Plan) -> dict[str, Any]:
    return {
        "plan_id": plan.plan_id,
        "service_date": plan.day.date.isoformat(),
        "currency": plan.currency,
    }


def _stop_record(found: PlanDifference, moved: MovedStop) -> dict[str, Any]:
    latest = moved.latest.stop
    was = _where_record(found.before, moved.before, "before")
    now = _where_record(found.after, moved.after, "after")
    return {
        "stop_id": latest.stop_id,
        "name": latest.name,
        "change": moved.change.value,
        **was,
        **now,
        "shift_min": None if moved.shift_s is None else round(moved.shift_s / 60),
        "tell_customer": moved.is_told,
        "phone": latest.contact.phone,
        "email": latest.contact.email,
    }


def _where_record(plan: Plan, where: Whereabouts | None, when: str) -> dict[str, Any]:
    is_served = where is not None and where.outcome is Outcome.SERVED
    return {
        f"outcome_{when}": None if where is None else where.outcome.value,
        f"carrier_{when}": None if where is None else where.carrier or None,
        f"position_{when}": where.position if where and is_served else None,
        f"start_{when}": time_text(where.start_s, plan.day) if where and is_served else None,
        f"point_{when}": None if where is None else where.point or None,
    }


def _route_record(found: PlanDifference, moved: MovedRoute) -> dict[str, Any]:
    return {
        "vehicle_id": moved.vehicle_id,
        "change": moved.change.value,
        "before": None if moved.before is None else _day_record(found.before, moved.before),
        "after": None if moved.after is None else _day_record(found.after, moved.after),
    }


def _day_record(plan: Plan, route: Route) -> dict[str, Any]:
    return {
        "driver": route.driver_name,
        "stops": len(route.stop_visits),
        "start_at": time_text(route.start_s, plan.day),
        "end_at": time_text(route.end_s, plan.day),
        "distance_m": route.distance_m,
        "drive_s": route.drive_s,
        "cost": money_text(route.bill.total),
        "co2e_g": route.co2e_g,
    }


def _figures_sheet(found: PlanDifference) -> Sheet:
    rows = []
    for name, figure, text in _FIGURES:
        was, now = figure(found.before), figure(found.after)
        change = _signed(text(now - was)) if was != now else ""
        rows.append((name, text(was), text(now), change))
    was_id, now_id = found.before.plan_id, found.after.plan_id
    days = tuple(plan.day.date.isoformat() for plan in (found.before, found.after))
    note = "" if days[0] == days[1] else f"days differ: {days[0]} and {days[1]}, hours by the clock"
    return Sheet(
        title=f"Plan {was_id[:12]} and plan {now_id[:12]}",
        columns=(
            Column("figure", ratio=2),
            *(Column(text, "right") for text in ("before", "after", "change")),
        ),
        rows=tuple(rows),
        note=note,
    )


def _lines_sheet(found: PlanDifference) -> Sheet:
    total = found.after.bill.total - found.before.bill.total
    return Sheet(
        title=f"Cost lines that differ, {found.after.currency}",
        columns=(
            Column("category", ratio=2),
            *(Column(text, "right") for text in ("before", "after", "change")),
        ),
        rows=tuple(
            (
                line.category,
                money_text(line.before),
                money_text(line.after),
                _signed(money_text(line.change)),
            )
            for line in found.lines
        ),
        footer=(
            "the whole bill",
            money_text(found.before.bill.total),
            money_text(found.after.bill.total),
            _signed(money_text(total)),
        ),
    )


def _routes_sheet(found: PlanDifference) -> Sheet:
    return Sheet(
        title="Vehicles whose drivers get another sheet",
        columns=(
            Column("vehicle", ratio=2),
            Column("what"),
            Column("stops", "right"),
            Column("hours", ratio=2),
            Column("km", "right"),
            Column("cost", "right"),
        ),
        rows=tuple(_route_row(found, moved) for moved in found.routes),
    )


def _route_row(found: PlanDifference, moved: MovedRoute) -> tuple[str, ...]:
    both = ((found.before, moved.before), (found.after, moved.after))
    days = [(plan, route) for plan, route in both if route is not None]
    columns: tuple[Callable[[Plan, Route], str], ...] = (
        lambda _, route: str(len(route.stop_visits)),
        lambda plan, route: f"{plan.day.clock(route.start_s)}-{plan.day.clock(route.end_s)}",
        lambda _, route: km_text(route.distance_m),
        lambda _, route: money_text(route.bill.total),
    )
    cells = (_arrow([column(plan, route) for plan, route in days]) for column in columns)
    return (moved.vehicle_id, moved.change.value, *cells)


def _stops_sheet(found: PlanDifference) -> Sheet:
    return Sheet(
        title="Stops that differ",
        columns=(
            Column("stop"),
            Column("name", ratio=2),
            Column("what", ratio=2),
            Column("before", ratio=2),
            Column("after", ratio=2),
            Column("shift", "right"),
            Column("tell"),
        ),
        rows=tuple(
            (
                moved.latest.stop.stop_id,
                moved.latest.stop.name,
                moved.change.value,
                _where_text(found.before, moved.before),
                _where_text(found.after, moved.after),
                _shift_text(moved.shift_s),
                "yes" if moved.is_told else "",
            )
            for moved in found.stops
        ),
        note="tell: the customer's new hour lies outside the one announced, or the place or the "
        "carrier is another",
    )


def _where_text(plan: Plan, where: Whereabouts | None) -> str:
    if where is None:
        return ""
    if where.outcome is Outcome.LEFT_OUT:
        return "nobody"
    if where.outcome is Outcome.OUTSOURCED:
        return where.carrier
    point = f" at {where.point}" if where.point else ""
    return f"{where.carrier} #{where.position} {plan.day.clock(where.start_s)}{point}"


def _shift_text(shift_s: int | None) -> str:
    return "" if shift_s is None or not round(shift_s / 60) else f"{round(shift_s / 60):+d} min"


def _arrow(texts: list[str]) -> str:
    """One text where nothing changes, else both with an arrow that any terminal has."""
    return " > ".join(dict.fromkeys(texts))


def _signed(text: str) -> str:
    """A figure with its sign, plus as well."""
    return text if text.startswith("-") else f"+{text}"


def _cell(value: object) -> object:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
