"""Each vehicle's day as a table: the dispatcher's view, and the driver's manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.turns import RouteTurns, Steps
from lastmile_cli.outputs.attempts import attempt_texts
from lastmile_cli.outputs.halts import Halt, halts_of
from lastmile_cli.outputs.in_home import home_texts
from lastmile_cli.outputs.load_sheet import load_sheets
from lastmile_cli.outputs.on_foot import foot_texts, short_text
from lastmile_cli.outputs.selection import depot_name, people_text, stops_by_id, time_window_rule
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.trip_loads import shipment_ends
from lastmile_cli.outputs.turn_words import way_text
from lastmile_cli.outputs.wording import (
    address_text,
    cash_text,
    km_text,
    late_text,
    load_text,
    minutes_text,
    orders_text,
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
_WIDE_ROUTE_COLUMNS = (
    *_ROUTE_COLUMNS[:4],
    Column("name", ratio=4),
    Column("address", ratio=5),
    Column("stop", ratio=2),
    Column("load"),
    Column("phone"),
    Column("notes", ratio=4),
)
"""What a terminal shows that has room for it all."""

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


def manifest_sheets(
    plan: Plan, routes: tuple[Route, ...], turns: Mapping[str, RouteTurns] | None = None
) -> list[Sheet]:
    """
    One driver's sheet a route: the same with phone, load, what to ask for, and notes.

    The load sheet of each trip stands behind it.

    With ``turns``, by vehicle, the way to each visit stands above it.
    """
    stops = stops_by_id(plan)
    return [
        sheet
        for route in routes
        for sheet in (
            _manifest_sheet(plan, route, stops, turns[route.vehicle_id] if turns else None),
            *load_sheets(route, stops),
        )
    ]


def route_title(plan: Plan, route: Route, date: str = "") -> str:
    """Who, how many, how far, from when to when, how late, at what price; ``date`` if given."""
    parts = (
        route.vehicle_id,
        date,
        people_text(plan, route),
        counted(len(route.stop_visits), "stop"),
        counted(route.trips, "trip") if route.trips > 1 else "",
        f"{km_text(route.distance_m)} km",
        f"{plan.day.clock(route.start_s)}-{plan.day.clock(route.end_s)}",
        _spent(route.parking_s, "parking"),
        _spent(route.walk_s, "on foot"),
        _spent(route.break_s, "break"),
        _spent(route.charge_s, "recharging"),
        late_text(route.late_s, route.bill),
        f"{money_text(route.bill.total)} {plan.currency}",
    )
    return ", ".join(part for part in parts if part)


def _spent(duration_s: int, on: str) -> str:
    """Minutes of something; empty below half a minute."""
    minutes = minutes_text(duration_s)
    return f"{minutes} {on}" if minutes else ""


def _with_note(sheet: Sheet, note: str) -> Sheet:
    plain = replace(sheet.plain_form, note=note) if sheet.plain_form else None
    wide = replace(sheet.wide_form, note=note) if sheet.wide_form else None
    return replace(sheet, note=note, plain_form=plain, wide_form=wide)


def _route_sheet(plan: Plan, route: Route, stops: dict[str, Stop], tight: set[str]) -> Sheet:
    rows = _visit_rows(plan, route, stops, has_load_column=False)
    rows = [(_marked(row) if door[0] in tight else row, door) for row, door in rows]
    rows += [(row, _NO_DOOR) for row in _home_rows(plan, route)]
    title = route_title(plan, route)
    plain = Sheet(
        title=title,
        columns=(Column("vehicle"), *_PLAIN_ROUTE_COLUMNS),
        rows=tuple((route.vehicle_id, *row, *door[:2]) for row, door in rows),
    )
    short = tuple(_with_task(row, door[1]) for row, door in rows)
    wide_rows = tuple(_wide(row, door) for row, door in rows)
    wide = Sheet(title=title, columns=_WIDE_ROUTE_COLUMNS, rows=wide_rows)
    return Sheet(title=title, columns=_ROUTE_COLUMNS, rows=short, plain_form=plain, wide_form=wide)


def _marked(row: tuple[str, ...]) -> tuple[str, ...]:
    return (*row[:2], f"{row[2]} {TIGHT_MARK}", *row[3:])


def _with_task(row: tuple[str, ...], task: str) -> tuple[str, ...]:
    """Put what is no ordinary delivery before the name: a terminal has no room for a column."""
    return (*row[:4], f"{task}: {row[4]}", *row[5:]) if task else row


def _wide(row: tuple[str, ...], door: tuple[str, ...]) -> tuple[str, ...]:
    """The same with what else is known of the door; goods of a halt stand for its address."""
    stop_id, task, load, phone, ask, notes = door
    told = ", ".join(it for it in (ask, " ".join(notes.split())) if it)
    if not stop_id:
        return (*row[:5], row[5] or load, "", "", "", "")
    return (*_with_task(row, task), stop_id, load, phone, told)


def _manifest_sheet(
    plan: Plan, route: Route, stops: dict[str, Stop], turns: RouteTurns | None
) -> Sheet:
    rows = _visit_rows(plan, route, stops, has_load_column=True)
    rows += [(row, _NO_DOOR) for row in _home_rows(plan, route)]
    doors = (stops[it.stop_id] for it in route.stop_visits if it.stop_id in stops)
    told_title = (route_title(plan, route, date=plan.day.date.isoformat()),
                  cash_text(doors, plan.currency))  # fmt: skip
    title = f"Manifest of {', '.join(part for part in told_title if part)}"
    ways = [(*turns.to_visits, turns.home)[at] for at in range(len(rows))] if turns else []
    told: list[tuple[str, ...]] = [(way_text(steps),) for steps in ways] or [()] * len(rows)
    plain = Sheet(
        title=title,
        columns=(Column("vehicle"), *_MANIFEST_COLUMNS, *([Column("turns")] if turns else [])),
        rows=tuple(
            (route.vehicle_id, *row, *door, *way)
            for (row, door), way in zip(rows, told, strict=True)
        ),
    )
    blocks = [_blocks(row, door) for row, door in rows]
    if turns:
        pairs = zip(ways, blocks, strict=True)
        blocks = [row for steps, block in pairs for row in (*_way_row(steps), block)]
    return Sheet(
        title=title,
        columns=(
            Column("#", "right"),
            Column("eta"),
            Column("window"),
            Column("where", ratio=3),
            Column("what", ratio=2),
        ),
        rows=tuple(blocks),
        plain_form=plain,
    )


def _way_row(steps: Steps) -> list[tuple[str, ...]]:
    """A row above a visit with the way that leads there, a line an instruction."""
    return [("", "", "", way_text(steps, separator="\n"), "")] if steps else []


def _visit_rows(
    plan: Plan, route: Route, stops: dict[str, Stop], *, has_load_column: bool
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each visit's cells, and those of its door."""
    ends = shipment_ends(route, stops)
    on_foot = foot_texts(route, stops)
    rows = []
    for visit, halt in zip(route.visits, halts_of(plan, route, stops), strict=True):
        if halt is None:
            stop = stops[visit.stop_id or ""]
            door = _door(stop, ends.get(stop.stop_id, ""), plan.currency)
            # A driver reads what is to be done there, a dispatcher what kind of stop it is.
            told = home_texts(stop) if has_load_column else home_texts(stop)[:1]
            told = [*attempt_texts(stop, visit, plan.day), *told]
            foot = on_foot.get(stop.stop_id, "") if has_load_column else short_text(visit)
            door = (door[0], ", ".join(filter(None, (foot, door[1], *told))), *door[2:])
            rows.append((_stop_row(plan, visit, stop), door))
            continue
        # Where no column tells what to load for which trip, it stands for the address.
        goods = "" if has_load_column or route.trips == 1 else halt.goods
        load = halt.goods if visit.kind is VisitKind.LOAD else ""
        rows.append((_halt_row(plan, visit, halt, goods), ("", "", load, "", "", "")))
    return rows


def _halt_row(plan: Plan, visit: Visit, halt: Halt, goods: str) -> tuple[str, ...]:
    """Cells of a break or a loading."""
    number = str(visit.sequence) if visit.sequence else ""
    eta, wait = plan.day.clock(visit.arrive_s), minutes_text(visit.wait_s)
    return (number, eta, "", wait, halt.what, halt.where or goods)


def _stop_row(plan: Plan, visit: Visit, stop: Stop) -> tuple[str, ...]:
    late = f"late {minutes_text(visit.late_s) or '1 min'}" if visit.late_s else ""
    return (
        str(visit.sequence),
        plan.day.clock(visit.arrive_s),
        # Several windows stand below each other on a terminal, beside each other in a pipe.
        "\n".join(window_words(stop, plan.day)),
        late or minutes_text(visit.wait_s),
        stop.name,
        address_text(stop),
    )


def _door(stop: Stop, other_end: str, currency: str) -> tuple[str, ...]:
    ask, load = ", ".join(requirement_texts(stop, currency)), load_text(stop.load)
    task = task_text(stop, other_end)
    return (orders_text(stop), task, load, stop.contact.phone, ask, stop.notes)


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
    return [
        (
            "",
            plan.day.clock(route.home.arrive_s),
            "",
            "",
            f"Back at {depot_name(plan, route.home.depot_id)}",
            "",
        )
    ]
