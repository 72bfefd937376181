"""Scenarios side by side: record, CSV and table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.charts.bars import Figure, bar_chart
from lastmile_cli.outputs.charts.shapes import GREEN, Chart
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import hours_text, km_text
from lastmile_cli.records.bills import money_text

WHAT_IF_SCHEMA_VERSION = 1

Told = tuple[str, tuple[tuple[str, str], ...], Plan | None, LastmileError | None]
"""Name of a scenario, its changes (key, value), its plan or why there is none."""

_KEYS = (
    "scenario",
    "cost",
    "cost_change",
    "vehicles",
    "served",
    "left_out",
    "outsourced",
    "late_stops",
    "late_s",
    "paid_s",
    "drive_s",
    "distance_m",
    "co2e_g",
    "error",
)


def what_if_record(told: Sequence[Told]) -> dict[str, Any]:
    """Lay out the scenarios as JSON; the first is the day as it is."""
    base = told[0][2]
    return {
        "schema_version": WHAT_IF_SCHEMA_VERSION,
        "service_date": base.day.date.isoformat() if base else None,
        "currency": base.currency if base else None,
        "scenarios": [_item(each, base) for each in told],
    }


def what_if_csv(told: Sequence[Told]) -> str:
    """One line a scenario."""
    items = what_if_record(told)["scenarios"]
    return csv_text(_KEYS, ([item.get(key) for key in _KEYS] for item in items))


def what_if_sheet(told: Sequence[Told]) -> Sheet:
    """The same as a table."""
    base = told[0][2]
    currency = base.currency if base else ""
    headings = ("vehicles", "served", "left out", "partners", "late", "paid", "km", "kg CO2e")
    return Sheet(
        title=f"What if, {base.day.date.isoformat()}" if base else "What if",
        columns=(
            Column("scenario", ratio=2),
            Column(currency or "cost", "right"),
            Column("change", "right"),
            *(Column(text, "right") for text in headings),
        ),
        rows=tuple(_row(each, base) for each in told),
        note="late: stops served behind their window; paid: hours; the same seed in all scenarios",
    )


def what_if_chart(told: Sequence[Told]) -> Chart:
    """Costs and grams of all scenarios as bars, with the vehicles and who is left out."""
    base = told[0][2]
    plans = [plan for _, _, plan, _ in told]
    return bar_chart(
        f"What if, {base.day.date.isoformat()}" if base else "What if",
        [name for name, *_ in told],
        (
            Figure(
                heading=f"the day, {base.currency if base else ''}",
                values=tuple(float(it.bill.total.amount) if it else None for it in plans),
                texts=tuple(_cost_text(it) for it in plans),
            ),
            Figure(
                heading="kg CO2e",
                values=tuple(it.co2e_g / 1_000 if it else None for it in plans),
                texts=tuple(f"{it.co2e_g / 1_000:.1f}" if it else "" for it in plans),
                colour=GREEN,
            ),
        ),
        note="The line marks the day as it is. The same orders and the same seed in every row.",
    )


def _cost_text(plan: Plan | None) -> str:
    if plan is None:
        return "refused"
    figures = _figures(plan)
    words = [money_text(plan.bill.total), counted(figures["vehicles"], "vehicle")]
    words += [f"{figures['left_out']} left out"] if figures["left_out"] else []
    words += [f"{figures['late_stops']} late"] if figures["late_stops"] else []
    return ", ".join(words)


def _item(told: Told, base: Plan | None) -> dict[str, Any]:
    name, changes, plan, error = told
    item: dict[str, Any] = {"scenario": name, "changes": dict(changes)}
    if plan is None or base is None:
        return {**item, "error": error.message if error else None}
    return {
        **item,
        "plan_id": plan.plan_id,
        "cost": money_text(plan.bill.total),
        "cost_change": money_text(plan.bill.total - base.bill.total),
        **_figures(plan),
    }


def _figures(plan: Plan) -> dict[str, int]:
    routes = plan.every_route
    visits = [visit for route in plan.routes for visit in route.stop_visits]
    return {
        "vehicles": len(routes),
        "served": len(visits),
        "left_out": len(plan.unassigned),
        "outsourced": len(plan.outsourced),
        "late_stops": sum(visit.late_s > 0 for visit in visits),
        "late_s": sum(route.late_s for route in routes),
        "paid_s": sum(route.paid_s for route in routes),
        "drive_s": sum(route.drive_s for route in routes),
        "distance_m": sum(route.distance_m for route in routes),
        "co2e_g": plan.co2e_g,
    }


def _row(told: Told, base: Plan | None) -> tuple[str, ...]:
    name, _, plan, error = told
    if plan is None or base is None:
        return (f"{name}: {error.message if error else 'no plan'}", *[""] * 10)
    figures = _figures(plan)
    change = money_text(plan.bill.total - base.bill.total)
    return (
        name,
        money_text(plan.bill.total),
        "" if plan is base else change if change.startswith("-") else f"+{change}",
        *(
            str(figures[key])
            for key in ("vehicles", "served", "left_out", "outsourced", "late_stops")
        ),
        hours_text(figures["paid_s"]),
        km_text(figures["distance_m"]),
        f"{plan.co2e_g / 1_000:.1f}",
    )
