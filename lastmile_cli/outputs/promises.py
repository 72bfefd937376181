"""What promises cost a day: table, CSV, record."""

from __future__ import annotations

from typing import Any

from lastmile_cli.costing.bill import cents_to_money
from lastmile_cli.domain.counting import counted
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import hours_text, km_text, windows_text
from lastmile_cli.planning.promise_prices import DayCost, PricedPromise, PricedPromises
from lastmile_cli.planning.promises import PromiseKind
from lastmile_cli.records.bills import money_text

PROMISES_SCHEMA_VERSION = 1

_KEYS = (
    "promise",
    "what",
    "stops",
    "cost",
    "is_above_noise",
    "day_without",
    "vehicles",
    "served",
    "left_out",
    "outsourced",
    "distance_m",
    "paid_s",
    "co2e_g",
    "quick_look",
    "error",
)


def promises_sheet(found: PricedPromises) -> Sheet:
    """Lay the promises out, the dearest first; a difference that is noise is said to be none."""
    plan, base = found.plan, found.base
    rows = [("the day as it is", _text(base.cents, found), "", *_figures(base))]
    told = sorted(
        found.priced,
        key=lambda it: (not found.is_told(it), -found.cost_cents(it), it.promise.title),
    )
    for it in told:
        day = it.without
        if day is None:
            rows.append((_title(found, it), "", it.error, "", "", "", "", ""))
            continue
        cost = _text(found.cost_cents(it), found) if found.is_told(it) else "none"
        rows.append((_title(found, it), _text(day.cents, found), cost, *_figures(day)))
    return Sheet(
        title=f"What promises cost on {plan.day.date.isoformat()}, {plan.currency}",
        columns=(
            Column("without", ratio=1),
            Column("the day", "right"),
            Column("costs", "right"),
            Column("vehicles", "right"),
            Column("left out", "right"),
            Column("km", "right"),
            Column("paid", "right"),
            Column("kg CO2e", "right"),
        ),
        rows=tuple(rows),
        note=_note(found),
    )


def promises_csv(found: PricedPromises) -> str:
    """One line a promise, in the order they were solved."""
    records = [_record(found, it) for it in found.priced]
    return csv_text(_KEYS, ([_cell(record[key]) for key in _KEYS] for record in records))


def promises_record(found: PricedPromises) -> dict[str, Any]:
    """Lay out the same for programs."""
    return {
        "schema_version": PROMISES_SCHEMA_VERSION,
        "plan_id": found.plan.plan_id,
        "service_date": found.plan.day.date.isoformat(),
        "currency": found.plan.currency,
        "seed": found.seed,
        "iterations": found.iterations,
        "plan_cost": money_text(found.plan.bill.total),
        "base": _day_record(found.base, found),
        "other_seeds": [_day_record(day, found) for day in found.others],
        "noise": _text(found.noise_cents, found),
        "windows_that_cost_at_a_quick_look": found.screened,
        "promises": [_record(found, it) for it in found.priced],
    }


def _note(found: PricedPromises) -> str:
    costs = sorted(it.cents for it in (found.base, *found.others))
    seeds = counted(len(costs), "seed")
    if len(costs) == 1:
        return "the same seed in all; how much another seed changes was not tried"
    return (
        f"with {seeds} the day as it is costs {_text(costs[0], found)} to "
        f"{_text(costs[-1], found)}; no day without a promise can cost more: differences of up to "
        f"{_text(found.noise_cents, found)} are none. Promises overlap, their prices do not add up"
    )


def _title(found: PricedPromises, it: PricedPromise) -> str:
    if it.promise.kind is not PromiseKind.WINDOW:
        return it.promise.title
    stop = stops_by_id(found.plan)[it.promise.what]
    name = f" {stop.name}" if stop.name else ""
    return f"{windows_text(stop, found.plan.day)} of {stop.stop_id}{name}"


def _figures(day: DayCost) -> tuple[str, ...]:
    return (
        str(day.vehicles),
        str(day.left_out),
        km_text(day.distance_m),
        hours_text(day.paid_s),
        f"{day.co2e_g / 1_000:.1f}",
    )


def _record(found: PricedPromises, it: PricedPromise) -> dict[str, Any]:
    quick, day = it.screened_cents, it.without
    return {
        "promise": it.promise.kind.value,
        "what": it.promise.what or None,
        "stops": it.promise.stops,
        "cost": None if day is None else _text(found.cost_cents(it), found),
        "is_above_noise": found.is_told(it),
        "day_without": None if day is None else _text(day.cents, found),
        **{
            name: None if day is None else getattr(day, name)
            for name in (
                "vehicles",
                "served",
                "left_out",
                "outsourced",
                "distance_m",
                "paid_s",
                "co2e_g",
            )
        },
        "quick_look": None if quick is None else _text(quick, found),
        "error": it.error or None,
    }


def _day_record(day: DayCost, found: PricedPromises) -> dict[str, Any]:
    return {
        "cost": _text(day.cents, found),
        "objective": _text(day.objective_cents, found),
        "vehicles": day.vehicles,
        "served": day.served,
        "left_out": day.left_out,
        "outsourced": day.outsourced,
    }


def _text(cents: int, found: PricedPromises) -> str:
    return money_text(cents_to_money(cents, found.plan.currency))


def _cell(value: object) -> object:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
