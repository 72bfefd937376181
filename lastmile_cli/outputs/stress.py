"""What drawn days did to a plan: record, CSV, tables and chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.insight.slack_trials import SlackGain, SlackKind
from lastmile_cli.insight.stress import RouteChance, Span, StopChance
from lastmile_cli.insight.stressed import Stressed
from lastmile_cli.outputs.charts.bars import Figure, bar_chart
from lastmile_cli.outputs.charts.shapes import ORANGE, Chart
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import hours_text

STRESS_SCHEMA_VERSION = 1
TOP = 10
"""Weakest stops, and changes of each kind, that are told."""
MOST_BARS = 20
BAR_CELLS = 10

_STOP_KEYS = (
    "stop_id",
    "vehicle_id",
    "planned_at",
    "window_closes_at",
    "kept",
    "announced",
    "late_mean_s",
    "begin_p5_at",
    "begin_p50_at",
    "begin_p95_at",
)


def stress_record(told: Stressed) -> dict[str, Any]:
    """Lay out everything as JSON; stops in the order of the routes."""
    stress, day = told.stress, told.plan.day
    return {
        "schema_version": STRESS_SCHEMA_VERSION,
        "plan_id": told.plan.plan_id,
        "service_date": day.date.isoformat(),
        "currency": told.plan.currency,
        "runs": stress.runs,
        "seed": told.seed,
        "spreads": asdict(told.spreads),
        "promises": stress.promises,
        "all_kept": stress.all_kept,
        "misses_planned": stress.planned_misses,
        "misses_mean": stress.misses,
        "misses": span_record(Span.of(stress.missed)),
        "announced": stress.announced,
        "cost": {
            "planned": _money(stress.planned_cents),
            "mean": _money(stress.mean_cents),
            "sd": _money(stress.sd_cents),
            **{key: _money(value) for key, value in span_record(stress.cents).items()},
        },
        "vehicles": [_route_item(route, day) for route in stress.routes],
        "stops": [_stop_item(stop, day) for stop in stress.stops],
        "slack_min": told.slack_s / 60,
        "slack": [_gain_item(gain) for gain in told.gains],
    }


def stress_csv(told: Stressed) -> str:
    """One line a stop, the weakest promise first, then those without one."""
    day = told.plan.day
    others = tuple(stop for stop in told.stress.stops if stop.closes_s is None)
    items = [_stop_item(stop, day) for stop in (*told.stress.promised, *others)]
    return csv_text(_STOP_KEYS, ([item[key] for key in _STOP_KEYS] for item in items))


def stress_sheets(told: Stressed, *, has_bars: bool) -> Iterator[Sheet]:
    """The day, the vehicles, the weakest promises, and where slack helps."""
    yield _day_sheet(told)
    yield _vehicles_sheet(told)
    yield _stops_sheet(told, has_bars=has_bars)
    if told.gains:
        yield _slack_sheet(told)


def stress_chart(told: Stressed) -> Chart:
    """The weakest promises as bars: how often kept, how late otherwise."""
    weakest = told.stress.promised[:MOST_BARS]
    clock = told.plan.day.clock
    return bar_chart(
        f"Weakest promises of {told.plan.day.date.isoformat()}, {told.stress.runs:,} drawn days",
        [f"{it.stop_id} by {clock(it.closes_s or 0)}, {it.vehicle_id}" for it in weakest],
        (
            Figure(
                heading="kept on so many days in 100",
                values=tuple(100 * it.kept for it in weakest),
                texts=tuple(percent(it.kept) for it in weakest),
            ),
            Figure(
                heading="minutes late, when late",
                values=tuple(it.late_mean_s / 60 for it in weakest),
                texts=tuple(f"{it.late_mean_s / 60:.0f}" for it in weakest),
                colour=ORANGE,
            ),
        ),
        note="The line marks the weakest. How times vary: the key stress of the configuration.",
    )


def percent(share: float) -> str:
    """
    A share in whole per cent; only what never failed is 100.

    >>> percent(0.7), percent(0.9996), percent(1.0), percent(0.0004)
    ('70 %', '>99 %', '100 %', '<1 %')
    """
    if 0.995 <= share < 1:
        return ">99 %"
    return "<1 %" if 0 < share < 0.01 else f"{100 * share:.0f} %"


def span_record(span: Span) -> dict[str, int]:
    """Name the three figures as all outputs do."""
    return {"p5": span.low, "p50": span.middle, "p95": span.high}


def _day_sheet(told: Stressed) -> Sheet:
    stress, plan = told.stress, told.plan
    missed = Span.of(stress.missed)
    cost = stress.cents
    return Sheet(
        title=f"Stress of the plan of {plan.day.date.isoformat()}: {stress.runs:,} drawn days",
        columns=(
            Column("of a day"),
            Column("planned", "right"),
            Column("mean", "right"),
            Column("5 %", "right"),
            Column("50 %", "right"),
            Column("95 %", "right"),
        ),
        rows=(
            (
                f"cost, {plan.currency}",
                *map(_money, (stress.planned_cents, stress.mean_cents)),
                *map(_money, (cost.low, cost.middle, cost.high)),
            ),
            (
                f"missed of {stress.promises} promises",
                str(stress.planned_misses),
                f"{stress.misses:.1f}",
                *map(str, (missed.low, missed.middle, missed.high)),
            ),
        ),
        note=f"all promises are kept on {percent(stress.all_kept)} of the days; "
        f"{percent(stress.announced)} of all visits begin in the interval announced",
    )


def _vehicles_sheet(told: Stressed) -> Sheet:
    clock = told.plan.day.clock
    rows = tuple(
        (
            it.vehicle_id,
            clock(it.planned_end_s),
            clock(it.ends.low),
            clock(it.ends.middle),
            clock(it.ends.high),
            percent(it.in_time),
            hours_text(it.overtime_mean_s) if it.overtime_chance else "",
            _money(it.mean_cents - it.planned_cents, sign=True),
        )
        for it in told.stress.routes
    )
    return Sheet(
        title="When the vehicles are done",
        columns=(
            Column("vehicle"),
            Column("planned", "right"),
            Column("5 %", "right"),
            Column("50 %", "right"),
            Column("95 %", "right"),
            Column("in shift", "right"),
            Column("overtime", "right"),
            Column("cost", "right"),
        ),
        rows=rows,
        note="overtime: mean hours; cost: what an average day costs more than planned",
    )


def _stops_sheet(told: Stressed, *, has_bars: bool) -> Sheet:
    clock = told.plan.day.clock
    rows = tuple(
        (
            it.stop_id,
            it.vehicle_id,
            clock(it.planned_s),
            clock(it.closes_s or 0),
            f"{_bar(it.kept)} {percent(it.kept):>5}" if has_bars else percent(it.kept),
            percent(it.announced),
            f"{it.late_mean_s / 60:.0f} min" if it.late_mean_s else "",
        )
        for it in told.stress.promised[:TOP]
    )
    error = 100 * 1.96 * (0.25 / told.stress.runs) ** 0.5
    return Sheet(
        title="Weakest promises",
        columns=(
            Column("stop"),
            Column("vehicle", ratio=1),
            Column("planned", "right"),
            Column("closes", "right"),
            Column("kept", "right"),
            Column("as told", "right"),
            Column("late by", "right"),
        ),
        rows=rows,
        note=f"as told: begun in the interval announced; dice: ±{error:.1f} points at most",
    )


def _slack_sheet(told: Stressed) -> Sheet:
    found: list[SlackGain] = []
    for kind in SlackKind:
        found += [gain for gain in told.gains if gain.kind is kind][: TOP // 2]
    found.sort(key=lambda it: -it.saved)
    return Sheet(
        title=f"Where slack helps: {told.slack_s // 60} minutes, or one stop less",
        columns=(
            Column("change", ratio=1),
            Column("missed a day", "right"),
            Column(f"{told.plan.currency} a day", "right"),
        ),
        rows=tuple(
            (_change_words(it), f"{-it.saved:.2f}", _money(it.cents, sign=True)) for it in found
        ),
        note="each driven on the same days; what a stop costs elsewhere is not in it",
    )


def _change_words(gain: SlackGain) -> str:
    if gain.kind is SlackKind.LEAVE_EARLIER:
        return f"{gain.vehicle_id} leaves {gain.by_s // 60} min earlier"
    if gain.kind is SlackKind.CLOSE_LATER:
        return f"{gain.stop_id} may begin {gain.by_s // 60} min later"
    return f"{gain.stop_id} is not served by {gain.vehicle_id}"


def _bar(share: float) -> str:
    full = round(share * BAR_CELLS)
    return "█" * full + "░" * (BAR_CELLS - full)


def _money(cents: float, *, sign: bool = False) -> str:
    """
    Hundredths with two decimals.

    >>> _money(1234), _money(99.6, sign=True), _money(-0.2, sign=True)
    ('12.34', '+1.00', '0.00')
    """
    whole = round(cents)
    text = f"{Decimal(whole).scaleb(-2):.2f}"
    return f"+{text}" if sign and whole > 0 else text


def _at(day: ServiceDay, second: int) -> str:
    return day.local(second).isoformat()


def _stop_item(stop: StopChance, day: ServiceDay) -> dict[str, Any]:
    return {
        "stop_id": stop.stop_id,
        "vehicle_id": stop.vehicle_id,
        "planned_at": _at(day, stop.planned_s),
        "window_closes_at": None if stop.closes_s is None else _at(day, stop.closes_s),
        "kept": None if stop.closes_s is None else stop.kept,
        "announced": stop.announced,
        "late_mean_s": stop.late_mean_s,
        **{f"begin_{key}_at": _at(day, at) for key, at in span_record(stop.begins).items()},
    }


def _route_item(route: RouteChance, day: ServiceDay) -> dict[str, Any]:
    return {
        "vehicle_id": route.vehicle_id,
        "stops": route.stops,
        "planned_end_at": _at(day, route.planned_end_s),
        **{f"end_{key}_at": _at(day, at) for key, at in span_record(route.ends).items()},
        "in_time": route.in_time,
        "misses_mean": route.misses,
        "overtime_chance": route.overtime_chance,
        "overtime_mean_s": route.overtime_mean_s,
        **{f"overtime_{key}_s": value for key, value in span_record(route.overtime).items()},
        "cost": {
            "planned": _money(route.planned_cents),
            "mean": _money(route.mean_cents),
            **{key: _money(value) for key, value in span_record(route.cents).items()},
        },
    }


def _gain_item(gain: SlackGain) -> dict[str, Any]:
    return {
        "change": str(gain.kind),
        "vehicle_id": gain.vehicle_id,
        "stop_id": gain.stop_id or None,
        "by_s": gain.by_s,
        "misses_saved": round(gain.saved, 6),
        "cost_change": _money(gain.cents),
    }
