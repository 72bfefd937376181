"""Each vehicle's day as a table: the dispatcher's view, and the driver's manifest."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.selection import people_text, stops_by_id, time_window_rule
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import (
    halt_text,
    km_text,
    load_text,
    minutes_text,
    requirement_texts,
    task_text,
    window_words,
)
from lastmile_cli.planning.tight import list_tight_stops
from lastmile_cli.records.bills import money_text

_ROUTE_COLUMNS = (
    Column("#", "right"),
    Column("eta"),
    Column("window"),
    Column("wait"),
    Column("name", ratio=2),
    Column("address", ratio=3),
)
_PLAIN_ROUTE_COLUMNS = (*_ROUTE_COLUMNS, Column("stop"), Column("do"))
_MANIFEST_COLUMNS = (
    *_PLAIN_ROUTE_COLUMNS,
    Column("load"),
    Column("phone"),
    Column("ask for"),
    Column("notes"),
)


_NO_DOOR = ("",) * 6

TIGHT_MARK = "!"
"""Behind a window that a usual delay would miss: for the dispatcher, never for the driver."""
TIGHT_NOTE = "! begins so near the end of the window that a usual delay misses it."


def route_sheets(plan: Plan, routes: tuple[Route, ...]) -> list[Sheet]:
    """
    One table a route: sequence, ETA, window, wait, name and address of each visit.

    Windows that a usual delay would miss bear a mark, explained once below the last table.
    """
    stops = stops_by_id(plan)
    tight = {it.stop_id for it in list_tight_stops(plan.stops, routes, time_window_rule(plan))}
    sheets = [_route_sheet(plan, route, stops, tight) for route in routes]
    return [*sheets[:-1], _with_note(sheets[-1], TIGHT_NOTE)] if tight else sheets


def manifest_sheets(plan: Plan, routes: tuple[Route, ...]) -> list[Sheet]:
    """One driver's sheet a route: the same with phone, load, what to ask for, and notes."""
    stops = stops_by_id(plan)
    return [_manifest_sheet(plan, route, stops) for route in routes]


def route_title(plan: Plan, route: Route, date: str = "") -> str:
    """Who, how many, how far, from when to when, at what price; on which ``date`` if given."""
    parts = (
        route.vehicle_id,
        date,
        people_text(plan, route),
        f"{len(route.stop_visits)} stops",
        f"{km_text(route.distance_m)} km",
        f"{plan.day.clock(route.start_s)}-{plan.day.clock(route.end_s)}",
        f"{money_text(route.bill.total)} {plan.currency}",
    )
    return ", ".join(part for part in parts if part)


def _with_note(sheet: Sheet, note: str) -> Sheet:
    plain = replace(sheet.plain_form, note=note) if sheet.plain_form else None
    return replace(sheet, note=note, plain_form=plain)


def _route_sheet(plan: Plan, route: Route, stops: dict[str, Stop], tight: set[str]) -> Sheet:
    rows = [(_row(plan, visit, stops), _door(visit, stops)) for visit in route.visits]
    rows = [(_marked(row) if door[0] in tight else row, door) for row, door in rows]
    rows += [(row, _NO_DOOR) for row in _home_rows(plan, route)]
    title = route_title(plan, route)
    plain = Sheet(
        title=title,
        columns=(Column("vehicle"), *_PLAIN_ROUTE_COLUMNS),
        rows=tuple((route.vehicle_id, *row, *door[:2]) for row, door in rows),
    )
    short = tuple(_with_task(row, door[1]) for row, door in rows)
    return Sheet(title=title, columns=_ROUTE_COLUMNS, rows=short, plain_form=plain)


def _marked(row: tuple[str, ...]) -> tuple[str, ...]:
    return (*row[:2], f"{row[2]} {TIGHT_MARK}", *row[3:])


def _with_task(row: tuple[str, ...], task: str) -> tuple[str, ...]:
    """Put what is no ordinary delivery before the name: a terminal has no room for a column."""
    return (*row[:4], f"{task}: {row[4]}", *row[5:]) if task else row


def _manifest_sheet(plan: Plan, route: Route, stops: dict[str, Stop]) -> Sheet:
    rows = [(_row(plan, visit, stops), _door(visit, stops)) for visit in route.visits]
    rows += [(row, _NO_DOOR) for row in _home_rows(plan, route)]
    title = f"Manifest of {route_title(plan, route, date=plan.day.date.isoformat())}"
    plain = Sheet(
        title=title,
        columns=(Column("vehicle"), *_MANIFEST_COLUMNS),
        rows=tuple((route.vehicle_id, *row, *door) for row, door in rows),
    )
    return Sheet(
        title=title,
        columns=(
            Column("#", "right"),
            Column("eta"),
            Column("window"),
            Column("where", ratio=3),
            Column("what", ratio=2),
        ),
        rows=tuple(_blocks(row, door) for row, door in rows),
        plain_form=plain,
    )


def _row(plan: Plan, visit: Visit, stops: dict[str, Stop]) -> tuple[str, ...]:
    stop = stops.get(visit.stop_id or "")
    eta = plan.day.clock(visit.arrive_s)
    if stop is None:
        return ("", eta, "", "", halt_text(visit.kind, visit.depot_id), "")
    late = f"late {minutes_text(visit.late_s)}" if visit.late_s else ""
    return (
        str(visit.sequence),
        eta,
        # Several windows stand below each other on a terminal, beside each other in a pipe.
        "\n".join(window_words(stop, plan.day)),
        late or minutes_text(visit.wait_s),
        stop.name,
        str(stop.address),
    )


def _door(visit: Visit, stops: dict[str, Stop]) -> tuple[str, ...]:
    stop = stops.get(visit.stop_id or "")
    if stop is None or visit.kind is not VisitKind.STOP:
        return _NO_DOOR
    ask = ", ".join(requirement_texts(stop))
    load = load_text(stop.load)
    return (stop.stop_id, task_text(stop), load, stop.contact.phone, ask, stop.notes)


def _blocks(row: tuple[str, ...], door: tuple[str, ...]) -> tuple[str, ...]:
    number, eta, window, wait, name, address = row
    stop_id, what, load, phone, ask, notes = door
    where = "\n".join(part for part in (name, address, phone) if part)
    parts = (what, load, ask, " ".join(notes.split()), stop_id)
    tasks = "\n".join(part for part in parts if part)
    when = "\n".join(part for part in (window, wait) if part)
    return (number, eta, when, where, tasks)


def _home_rows(plan: Plan, route: Route) -> list[tuple[str, ...]]:
    if route.home is None:
        return []
    return [("", plan.day.clock(route.home.arrive_s), "", "", f"Back at {route.home.depot_id}", "")]
