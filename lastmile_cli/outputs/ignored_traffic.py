"""A day planned with and without its traffic, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import hours_text, km_text
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.notices import notice_to_record
from lastmile_cli.records.totals import plan_totals

IGNORED_TRAFFIC_SCHEMA_VERSION = 1

HEADINGS = ("planned for empty streets", "the same in traffic", "planned for the traffic")


def side_by_side_sheet(on_paper: Plan, driven: Plan, minded: Plan, broken: int) -> Sheet:
    """Set the three next to each other, a figure a line; the second breaks ``broken`` promises."""
    plans = (on_paper, driven, minded)
    figures: tuple[tuple[str, Callable[[Plan], str]], ...] = (
        (minded.currency, lambda it: money_text(it.bill.total)),
        *((name, _of_totals(key, text)) for name, key, text in _TOTALS),
        ("late stops", lambda it: str(len(_late_stops(it)))),
        ("latest by, min", lambda it: str(_latest_min(it))),
    )
    rows = [(name, *(figure(plan) for plan in plans)) for name, figure in figures]
    return Sheet(
        title=f"Traffic on {minded.day.date.isoformat()}, ignored and minded",
        columns=(Column("figure"), *(Column(heading, "right") for heading in HEADINGS)),
        rows=(*rows, ("promises broken", "0", str(broken), "0")),
    )


def broken_sheet(broken: Sequence[Violation]) -> Sheet:
    """List what the plan for empty streets breaks once it is driven."""
    return Sheet(
        title=f"Promises broken in the traffic: {len(broken)}",
        columns=(Column("vehicle"), Column("stop"), Column("what", ratio=1)),
        rows=tuple((one.route, one.stop, one.sentence) for one in broken),
    )


def ignored_traffic_record(
    on_paper: Plan, driven: Plan, minded: Plan, broken: Sequence[Violation]
) -> dict[str, Any]:
    """Lay out all three with their totals, and the broken promises as notices."""
    return {
        "schema_version": IGNORED_TRAFFIC_SCHEMA_VERSION,
        "date": minded.day.date.isoformat(),
        "currency": minded.currency,
        "on_paper": _plan_record(on_paper),
        "driven": _plan_record(driven),
        "minded": _plan_record(minded),
        "broken": [notice_to_record(one.as_notice()) for one in broken],
    }


def ignored_traffic_csv(on_paper: Plan, driven: Plan, minded: Plan) -> str:
    """One line a plan."""
    records = [
        {"plan": name, **_plan_record(plan)}
        for name, plan in (("on_paper", on_paper), ("driven", driven), ("minded", minded))
    ]
    return csv_text(list(records[0]), ([*record.values()] for record in records))


_TOTALS: tuple[tuple[str, str, Callable[[int], str]], ...] = (
    ("routes", "routes", str),
    ("served", "served", str),
    ("km", "distance_m", km_text),
    ("drive", "drive_s", hours_text),
    ("wait", "wait_s", hours_text),
    ("paid", "paid_s", hours_text),
)
"""Name, key among the plan's totals, and wording."""


def _of_totals(key: str, text: Callable[[int], str]) -> Callable[[Plan], str]:
    return lambda plan: text(plan_totals(plan)[key])


def _late_stops(plan: Plan) -> list[int]:
    """Seconds of lateness of each stop that is served late."""
    visits = (visit for route in plan.routes for visit in route.stop_visits)
    return [visit.late_s for visit in visits if visit.late_s > 0]


def _latest_min(plan: Plan) -> int:
    return -(-max(_late_stops(plan), default=0) // 60)


def _plan_record(plan: Plan) -> dict[str, Any]:
    return {
        "total": money_text(plan.bill.total),
        **plan_totals(plan),
        "late_stops": len(_late_stops(plan)),
        "latest_s": max(_late_stops(plan), default=0),
    }
