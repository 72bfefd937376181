"""A plan made while its day is on: what changed, who must hear of it, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.plan import Plan, Route, Unassigned, UnassignedClass, VisitKind
from lastmile_cli.domain.under_way import Mode
from lastmile_cli.outputs.difference import difference_record
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import OUTCOMES
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.parts import time_text
from lastmile_cli.replanning.difference import MovedStop, PlanDifference, StopChange
from lastmile_cli.replanning.whereabouts import Outcome, Whereabouts

REPLAN_SCHEMA_VERSION = 1

MODES = {
    Mode.INSERT: "new orders put in, nothing else moved",
    Mode.KEEP: "every stop stays with its driver",
    Mode.FREE: "stops may change drivers",
}
"""What may move, in words."""

_SHIFTED = frozenset({StopChange.HOUR, StopChange.ORDER})


def stands_sentence(plan: Plan, now_s: int, late_s: int, least_min: int) -> str:
    """Say that the plan stands, because nobody is late enough."""
    at, minutes = plan.day.clock(now_s), round(late_s / 60)
    worst = f"the worst is {minutes} min late" if minutes > 0 else "nobody is late"
    return f"At {at} nobody is expected {least_min} min late or more ({worst}): the plan stands."


def replan_sentence(found: PlanDifference) -> str:
    """Say in two sentences what the new plan is and what it changes."""
    plan = found.after
    made = plan.replanned
    if made is None:
        raise AssertionError
    ahead = sum(1 for route in plan.routes for _ in _stops_ahead(route))
    lost = counted(len(list(_left_out(plan))), "stop")
    change = money_text(found.after.bill.total - found.before.bill.total)
    return (
        f"Plan {made.version} of {plan.day.date.isoformat()} from {plan.day.clock(made.at_s)} on "
        f"({MODES[Mode(made.mode)]}): {counted(ahead, 'stop')} ahead, {lost} left out. "
        f"{counted(len(found.told), 'customer')} to be told, "
        f"{counted(len(found.routes), 'driver')} to get another sheet; the day costs "
        f"{change if change.startswith('-') else f'+{change}'} {plan.currency}."
    )


def replan_sheets(found: PlanDifference) -> list[Sheet]:
    """Lay out drivers, customers to be told, and what is left out; none that is empty."""
    sheets = [_drivers_sheet(found), _told_sheet(found), _left_out_sheet(found)]
    return [sheet for sheet in sheets if sheet.rows]


def replan_record(found: PlanDifference) -> dict[str, Any]:
    """Lay out the same as JSON."""
    plan = found.after
    made = plan.replanned
    if made is None:
        raise AssertionError
    return {
        "schema_version": REPLAN_SCHEMA_VERSION,
        "replanned": True,
        "plan_id": plan.plan_id,
        "version": made.version,
        "at": time_text(made.at_s, plan.day),
        "mode": made.mode,
        "tell": [_told_record(found, moved) for moved in found.told],
        "left_out": [one.stop_id for one in _left_out(plan)],
        "difference": difference_record(found),
    }


def stands_record(plan: Plan, now_s: int, late_s: int) -> dict[str, Any]:
    """Say as JSON that the plan stands."""
    return {
        "schema_version": REPLAN_SCHEMA_VERSION,
        "replanned": False,
        "plan_id": plan.plan_id,
        "at": time_text(now_s, plan.day),
        "late_s": late_s,
    }


def _told_record(found: PlanDifference, moved: MovedStop) -> dict[str, Any]:
    stop, now = moved.latest.stop, moved.after
    is_served = now is not None and now.outcome is Outcome.SERVED
    return {
        "stop_id": stop.stop_id,
        "name": stop.name,
        "phone": stop.contact.phone,
        "email": stop.contact.email,
        "change": moved.change.value,
        "eta_low_at": time_text(now.eta_s[0], found.after.day) if now and is_served else None,
        "eta_high_at": time_text(now.eta_s[1], found.after.day) if now and is_served else None,
    }


def _stops_ahead(route: Route) -> Iterator[str]:
    behind = route.resumed.behind if route.resumed else 0
    for visit in route.visits[behind:]:
        if visit.kind is VisitKind.STOP and visit.stop_id:
            yield visit.stop_id


def _left_out(plan: Plan) -> Iterator[Unassigned]:
    for one in plan.unassigned:
        if one.unassigned_class is not UnassignedClass.WITHDRAWN:
            yield one


def _drivers_sheet(found: PlanDifference) -> Sheet:
    was = {route.vehicle_id: route for route in found.before.routes}
    return Sheet(
        title="Drivers",
        columns=(
            Column("vehicle"),
            Column("driver", ratio=2, spare=2),
            Column("ahead", "right"),
            Column("next"),
            Column("home", "right"),
            Column("what changes", ratio=3),
        ),
        rows=tuple(
            _driver_row(found, route, was.get(route.vehicle_id)) for route in found.after.routes
        ),
        note="home: when the day ends, as planned before and now",
    )


def _driver_row(found: PlanDifference, route: Route, was: Route | None) -> tuple[str, ...]:
    day, ahead = found.after.day, list(_stops_ahead(route))
    is_over = route.resumed is not None and route.resumed.is_over
    visits = {visit.stop_id: visit for visit in route.stop_visits}
    first = f"{ahead[0]} {day.clock(visits[ahead[0]].start_s)}" if ahead else ""
    ends = [day.clock(it.end_s) for it in (was, route) if it is not None]
    return (
        route.vehicle_id,
        route.driver_name,
        str(len(ahead)),
        first,
        " > ".join(dict.fromkeys(ends)),
        "goes no farther" if is_over else _what_changes(found, route.vehicle_id),
    )


def _what_changes(found: PlanDifference, vehicle_id: str) -> str:
    """Count what a driver gets, loses, and does in another order or at another hour."""
    came, went, turned = set[int](), set[int](), set[int]()
    shifts_s: dict[int, int] = {}
    for moved in found.stops:
        before, after = _position(moved.before, vehicle_id), _position(moved.after, vehicle_id)
        if before is None and after is not None:
            came.add(after)
        elif after is None and before is not None:
            went.add(before)
        elif after is not None and moved.change is StopChange.ORDER:
            turned.add(after)
        elif after is not None and moved.shift_s:
            shifts_s[after] = moved.shift_s
    most_min = max((round(abs(shift_s) / 60) for shift_s in shifts_s.values()), default=0)
    words = (
        (len(came), "more"),
        (len(went), "fewer"),
        (len(turned), "in another order"),
        (len(shifts_s), f"shift by up to {max(1, most_min)} min"),
    )
    return ", ".join(f"{count} {word}" for count, word in words if count) or "nothing"


def _position(where: Whereabouts | None, vehicle_id: str) -> int | None:
    """Which of a vehicle's stops it is; ``None`` where another one comes, or nobody."""
    is_mine = where is not None and (where.outcome, where.carrier) == (Outcome.SERVED, vehicle_id)
    return where.position if where is not None and is_mine else None


def _told_sheet(found: PlanDifference) -> Sheet:
    silent = sum(moved.change in _SHIFTED and not moved.is_told for moved in found.stops)
    note = f"{counted(silent, 'other stop')} shift within the hours that were told"
    return Sheet(
        title="Customers to be told",
        columns=(
            Column("stop"),
            Column("name", ratio=2),
            Column("what", ratio=2),
            Column("was told"),
            Column("now"),
            Column("by"),
            Column("phone", spare=1),
        ),
        rows=tuple(_told_row(found, moved) for moved in found.told),
        note=note if silent else "",
    )


def _told_row(found: PlanDifference, moved: MovedStop) -> tuple[str, ...]:
    stop = moved.latest.stop
    return (
        stop.stop_id,
        stop.name,
        _change_words(moved),
        _hours(found.before, moved.before),
        _hours(found.after, moved.after),
        moved.after.carrier if moved.after else "",
        stop.contact.phone,
    )


def _change_words(moved: MovedStop) -> str:
    """What a customer would say of it: sooner, later, or what else happened."""
    shift_s = moved.shift_s
    if shift_s is None or moved.change not in {*_SHIFTED, StopChange.VEHICLE}:
        return moved.change.value
    minutes = max(1, round(abs(shift_s) / 60))
    words = f"{minutes} min {'later' if shift_s > 0 else 'sooner'}"
    now = moved.after
    closes_s = now.stop.windows[-1].closes_s if now and now.stop.windows else None
    if now is not None and closes_s is not None and now.start_s > closes_s:
        words += f", {max(1, round((now.start_s - closes_s) / 60))} min behind the window"
    return words


def _hours(plan: Plan, where: Whereabouts | None) -> str:
    if where is None:
        return ""
    if where.outcome is not Outcome.SERVED:
        return "nobody" if where.outcome is Outcome.LEFT_OUT else where.carrier
    low_s, high_s = where.eta_s
    return f"{plan.day.clock(low_s)}-{plan.day.clock(high_s)}"


def _left_out_sheet(found: PlanDifference) -> Sheet:
    before = {one.stop_id for one in found.before.unassigned}
    return Sheet(
        title="Left out",
        columns=(
            Column("stop"),
            Column("since"),
            Column("verdict", ratio=1),
            Column("why", ratio=3),
            Column("what would help", ratio=3),
        ),
        rows=tuple(
            (
                one.stop_id,
                "before" if one.stop_id in before else "now",
                OUTCOMES[one.unassigned_class],
                one.detail,
                one.cheapest_fix,
            )
            for one in _left_out(found.after)
        ),
    )
