"""How a day stands: record and tables; and the life of one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.events import Event
from lastmile_cli.domain.order_states import OrderState
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.tracking.fold import DayState
from lastmile_cli.tracking.lives import OrderLife, Step
from lastmile_cli.tracking.outlook import Expectation
from lastmile_cli.tracking.progress import RouteProgress

STATUS_SCHEMA_VERSION = 1


Outlook = Mapping[str, Expectation]
"""When each stop still to come is expected."""


def status_record(
    plan: Plan,
    state: DayState,
    routes: tuple[RouteProgress, ...],
    outlook: Outlook,
    now: datetime,
) -> dict[str, Any]:
    """Lay out the state of a day as JSON."""
    day = plan.day
    return {
        "schema_version": STATUS_SCHEMA_VERSION,
        "service_date": day.date.isoformat(),
        "at": _text(now, day),
        "last_event_at": _text(state.last_at, day),
        "orders": {kind.value: count for kind, count in _counts(state)},
        "routes": [_route_record(route, day) for route in routes],
        "expected": [_expectation_record(it, day) for it in outlook.values()],
        "look_at": [
            {
                "order_id": life.order_id,
                "event": step.event.kind.value,
                "at": _text(step.at, day),
                "state": step.state.value,
            }
            for life, step in _odd(state)
        ],
        "unknown": [_event_record(event, day) for event in state.unknown],
        "clocks_ahead_s": {name: round(by.total_seconds()) for name, by in state.skews.items()},
    }


def status_sentence(plan: Plan, state: DayState, routes: tuple[RouteProgress, ...]) -> str:
    """Say in one line how the day stands."""
    stops = sum(route.stops for route in routes)
    served, failed = sum(it.served for it in routes), sum(it.failed for it in routes)
    last = plan.day.clock(plan.day.at_s(state.last_at)) if state.last_at else ""
    told = f"last event at {last}" if last else "no event yet"
    return (
        f"{plan.day.date}: {served} of {counted(stops, 'stop')} served, {failed} failed, "
        f"{stops - served - failed} to come; {told}."
    )


def status_sheets(
    plan: Plan, state: DayState, routes: tuple[RouteProgress, ...], outlook: Outlook
) -> list[Sheet]:
    """Lay out a day as tables: vehicles, who will be late, what to look at; none that is empty."""
    sheets = [
        _routes_sheet(plan, routes, outlook),
        _late_sheet(plan, outlook),
        _odd_sheet(plan, state),
        _unknown_sheet(plan, state),
    ]
    return [sheet for sheet in sheets if sheet.rows]


def life_record(
    life: OrderLife, stops_before: int | None, told: Expectation | None, day: ServiceDay
) -> dict[str, Any]:
    """Lay out the life of one order as JSON; ``told`` is when it is expected, if it is."""
    visit = life.expected.visit
    return {
        "schema_version": STATUS_SCHEMA_VERSION,
        "order_id": life.order_id,
        "name": life.expected.stop.name,
        "state": life.state.value,
        "since": _text(life.since, day),
        "reason": life.reason,
        "vehicle_id": life.vehicle_id,
        "partner_id": life.expected.partner_id,
        "collection_point": life.expected.point_id,
        "stops_before": stops_before,
        "planned_start_at": _text(day.instant(visit.start_s), day) if visit else None,
        "expected": _expectation_record(told, day) if told else None,
        "attempts": life.attempts,
        "parcels": {
            "ordered": life.expected.parcels,
            "delivered": life.delivered,
            "short": life.short,
            "damaged": life.damaged,
            "lost": life.lost,
        },
        "in_full": life.is_in_full,
        "steps": [_step_record(step, day) for step in life.steps],
    }


def life_sheet(
    life: OrderLife, stops_before: int | None, told: Expectation | None, day: ServiceDay
) -> Sheet:
    """Lay out the life of one order as a table; ``told`` is when it is expected, if it is."""
    rows = tuple(
        (
            day.clock(day.at_s(step.at)),
            _words(step.event.kind.value),
            "" if step.event.parcels is None else str(step.event.parcels),
            _words(step.state.value)
            + ("" if step.fit.value == "leads" else f" ({step.fit.value})"),
            step.event.vehicle_id,
            " · ".join(filter(None, (_words(step.event.reason), step.event.note))),
            step.event.source,
        )
        for step in life.steps
    )
    return Sheet(
        title=f"{life.order_id} {life.expected.stop.name}: {_words(life.state.value)}",
        columns=(
            Column("at"),
            Column("event"),
            Column("parcels", "right"),
            Column("state"),
            Column("vehicle"),
            Column("note", ratio=2),
            Column("source", ratio=1),
        ),
        rows=rows,
        note=_outlook(life, stops_before, told, day),
    )


def _outlook(
    life: OrderLife, stops_before: int | None, told: Expectation | None, day: ServiceDay
) -> str:
    expected = life.expected
    if expected.partner_id:
        return f"With {expected.partner_id}."
    if expected.visit is None:
        return "Nobody is planned to come."
    at = day.clock(expected.visit.start_s)
    if stops_before is None:
        return f"Planned for {at} with {expected.vehicle_id}."
    before = "next" if stops_before == 0 else f"{counted(stops_before, 'stop')} away"
    if told is None:
        return f"Planned for {at} with {expected.vehicle_id}, which is not coming; {before}."
    between = _between(told, day).replace("-", " and ")
    return f"Expected between {between} (planned for {at}) with {expected.vehicle_id}; {before}."


def _routes_sheet(plan: Plan, routes: tuple[RouteProgress, ...], outlook: Outlook) -> Sheet:
    day = plan.day

    def following(it: RouteProgress) -> str:
        visit = it.following
        if visit is None:
            return ""
        told = outlook.get(visit.stop_id or "")
        return f"{day.clock(told.start_s if told else visit.start_s)} {visit.stop_id}"

    rows = tuple(
        (
            it.route.vehicle_id,
            it.route.driver_name,
            f"{it.served} of {it.stops}",
            str(it.failed),
            _behind(it.behind_s),
            following(it),
            _whereabouts(it, day),
        )
        for it in routes
    )
    return Sheet(
        title=f"On the road, {day.date}",
        columns=(
            Column("vehicle"),
            Column("driver", ratio=1),
            Column("served", "right"),
            Column("failed", "right"),
            Column("hours"),
            Column("next (expected)", ratio=1),
            Column("where", ratio=1),
        ),
        rows=rows,
    )


def _late_sheet(plan: Plan, outlook: Outlook) -> Sheet:
    """Who will be served later than announced: the window missed first, then the longest wait."""
    day, names = plan.day, {stop.stop_id: stop for stop in plan.stops}
    announced = {
        visit.stop_id: visit.eta_high_s for route in plan.routes for visit in route.stop_visits
    }
    late = sorted(
        (it for it in outlook.values() if it.late_s or it.beyond_s),
        key=lambda it: (-it.late_s, -it.beyond_s, it.stop_id),
    )
    return Sheet(
        title="Later than announced",
        columns=(
            Column("stop"),
            Column("name", ratio=1),
            Column("vehicle"),
            Column("announced"),
            Column("expected"),
            Column("behind window", "right"),
        ),
        rows=tuple(
            (
                it.stop_id,
                names[it.stop_id].name,
                it.vehicle_id,
                f"by {day.clock(announced[it.stop_id])}",
                _between(it, day),
                f"{-(-it.late_s // 60)} min" if it.late_s else "",
            )
            for it in late
        ),
    )


def _between(it: Expectation, day: ServiceDay) -> str:
    """Say an interval as customers are told it."""
    return f"{day.clock(it.low_s)}-{day.clock(it.high_s)}"


def _expectation_record(it: Expectation, day: ServiceDay) -> dict[str, Any]:
    return {
        "stop_id": it.stop_id,
        "vehicle_id": it.vehicle_id,
        "arrive_at": _text(day.instant(it.arrive_s), day),
        "start_at": _text(day.instant(it.start_s), day),
        "low_at": _text(day.instant(it.low_s), day),
        "high_at": _text(day.instant(it.high_s), day),
        "late_s": it.late_s,
        "later_than_announced_s": it.beyond_s,
    }


def _behind(behind_s: int | None) -> str:
    if behind_s is None:
        return ""
    minutes = round(behind_s / 60)
    if minutes == 0:
        return "on time"
    return f"{abs(minutes)} min {'late' if minutes > 0 else 'early'}"


def _whereabouts(it: RouteProgress, day: ServiceDay) -> str:
    vehicle = it.vehicle
    if vehicle.broken_at is not None:
        return f"broken down at {day.clock(day.at_s(vehicle.broken_at))}"
    if vehicle.ended_at is not None:
        return f"home at {day.clock(day.at_s(vehicle.ended_at))}"
    if vehicle.seen_at is not None:
        return f"seen at {day.clock(day.at_s(vehicle.seen_at))}"
    return "" if vehicle.started_at is None else "on the road"


def _odd_sheet(plan: Plan, state: DayState) -> Sheet:
    day = plan.day
    return Sheet(
        title="Happened although it should not have",
        columns=(
            Column("order"),
            Column("at"),
            Column("event"),
            Column("counts as"),
            Column("source"),
        ),
        rows=tuple(
            (
                life.order_id,
                day.clock(day.at_s(step.at)),
                _words(step.event.kind.value),
                _words(step.state.value),
                step.event.source,
            )
            for life, step in _odd(state)
        ),
    )


def _unknown_sheet(plan: Plan, state: DayState) -> Sheet:
    day = plan.day
    return Sheet(
        title="Events of nobody in the plan",
        columns=(
            Column("at"),
            Column("event"),
            Column("order"),
            Column("vehicle"),
            Column("source"),
        ),
        rows=tuple(
            (
                day.clock(day.at_s(event.at)),
                _words(event.kind.value),
                event.order_id,
                event.vehicle_id,
                event.source,
            )
            for event in state.unknown
        ),
    )


def _odd(state: DayState) -> list[tuple[OrderLife, Step]]:
    return [(life, step) for life in state.orders.values() for step in life.odd]


def _counts(state: DayState) -> list[tuple[OrderState, int]]:
    counts = Counter(life.state for life in state.orders.values())
    return [(kind, counts[kind]) for kind in OrderState if counts[kind]]


def _route_record(it: RouteProgress, day: ServiceDay) -> dict[str, Any]:
    vehicle = it.vehicle
    place = vehicle.place
    return {
        "vehicle_id": it.route.vehicle_id,
        "driver": it.route.driver_name,
        "stops": it.stops,
        "served": it.served,
        "failed": it.failed,
        "ahead": it.ahead,
        "next_stop_id": it.following.stop_id if it.following else None,
        "next_planned_at": _text(day.instant(it.following.start_s), day) if it.following else None,
        "behind_s": it.behind_s,
        "last_stop_at": _text(it.last_at, day),
        "started_at": _text(vehicle.started_at, day),
        "ended_at": _text(vehicle.ended_at, day),
        "broken_at": _text(vehicle.broken_at, day),
        "lat": place.lat_deg if place else None,
        "lon": place.lon_deg if place else None,
        "seen_at": _text(vehicle.seen_at, day),
    }


def _step_record(step: Step, day: ServiceDay) -> dict[str, Any]:
    return {**_event_record(step.event, day), "fit": step.fit.value, "state": step.state.value}


def _event_record(event: Event, day: ServiceDay) -> dict[str, Any]:
    return {
        "event": event.kind.value,
        "at": _text(event.at, day),
        "received_at": _text(event.received_at, day),
        "order_id": event.order_id,
        "vehicle_id": event.vehicle_id,
        "parcels": event.parcels,
        "reason": event.reason,
        "note": event.note,
        "source": event.source,
    }


def _text(at: datetime | None, day: ServiceDay) -> str | None:
    return None if at is None else at.astimezone(day.zone).isoformat(timespec="seconds")


def _words(name: str) -> str:
    return name.replace("_", " ")
