"""All of a day that the page shows, as plain values; texts are finished here, colours there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.halts import Halt, halts_of
from lastmile_cli.outputs.html_map.facts import (
    door_record,
    left_out_facts,
    partner_facts,
    place_record,
    visit_facts,
)
from lastmile_cli.outputs.html_map.schedule import moves_of
from lastmile_cli.outputs.html_map.surroundings import (
    Surroundings,
    charger_records,
    closure_records,
    depot_records,
    line_text,
    point_records,
    traffic_records,
)
from lastmile_cli.outputs.lines import is_along_streets, route_line
from lastmile_cli.outputs.on_foot import foot_texts
from lastmile_cli.outputs.selection import people_text, profile_of, stops_by_id
from lastmile_cli.outputs.wording import hours_text, km_text, load_text, printable, remarks
from lastmile_cli.records.bills import money_text

LINE_TOLERANCE_M = 0.7
"""Nobody sees more of a route's line on a map."""


def day_record(
    plan: Plan, routes: Sequence[Route], around: Surroundings, *, whole_day: bool = True
) -> dict[str, Any]:
    """
    Lay out these routes; with ``whole_day`` also what is on none.

    Seconds are of the service day; places are [lat, lon]; ``f`` are pairs of a word and a
    text, ``t`` is a title. The streets are no part of it.
    """
    stops = stops_by_id(plan)
    shown = [_route(plan, route, stops, number) for number, route in enumerate(routes)]
    begin_s = min((route.start_s for route in routes), default=0)
    end_s = max((route.end_s for route in routes), default=0)
    return {
        "plan_id": plan.plan_id,
        "date": plan.day.date.isoformat(),
        "weekday": plan.day.date.strftime("%A"),
        "timezone": plan.day.timezone,
        "span": [begin_s, end_s],
        "clock": _clock_shifts(plan, begin_s, end_s),
        "remarks": [printable(it) for it in remarks(plan)],
        "totals": _totals(plan, routes, whole_day=whole_day),
        "routes": shown,
        "unserved": _unserved(plan, stops) if whole_day else [],
        "partners": _partners(plan, stops) if whole_day else [],
        "depots": depot_records(plan, around),
        "points": point_records(plan, around),
        "chargers": charger_records(around),
        "closures": closure_records(plan.day, around.closed),
        "traffic": traffic_records(around.periods),
    }


def letters(number: int) -> str:
    """
    Name the routes as a spreadsheet does its columns.

    >>> [letters(number) for number in (0, 25, 26, 27, 701, 702)]
    ['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA']
    """
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _route(plan: Plan, route: Route, stops: Mapping[str, Stop], number: int) -> dict[str, Any]:
    line = route_line(route)
    parts = (
        load_text(route.load),
        f"{km_text(route.distance_m)} km",
        f"{hours_text(route.drive_s)} h driving",
        f"{money_text(route.bill.total)} {plan.currency}",
    )
    told = foot_texts(route, stops)
    halts = zip(route.visits, halts_of(plan, route, dict(stops)), strict=True)
    return {
        "id": printable(route.vehicle_id),
        "letter": letters(number),
        "who": printable(people_text(plan, route)),
        "profile": profile_of(plan, route.vehicle_id),
        "span": [route.start_s, route.end_s],
        "late": -(-route.late_s // 60),
        "sum": " · ".join(part for part in parts if part),
        "straight": not is_along_streets(plan, route),
        "line": line_text(line, LINE_TOLERANCE_M),
        "moves": moves_of(route),
        "visits": [_visit(plan, visit, halt, stops, told) for visit, halt in halts],
    }


def _visit(
    plan: Plan,
    visit: Visit,
    halt: Halt | None,
    stops: Mapping[str, Stop],
    told: Mapping[str, str],
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "k": visit.kind.value,
        "at": place_record(visit.place),
        "s": [visit.arrive_s, visit.start_s, visit.leaves_s],
    }
    stop = stops.get(visit.stop_id or "")
    if stop is None or visit.kind is not VisitKind.STOP:
        clock = plan.day.clock
        facts = [("From", clock(visit.start_s)), ("Until", clock(visit.depart_s))]
        facts += [("Where", printable(halt.where))] if halt and halt.where else []
        facts += [("Goods", printable(halt.goods))] if halt and halt.goods else []
        return record | {"t": printable(halt.what) if halt else visit.kind.value, "f": facts}
    walks = {"foot": 1} if visit.walk else {}
    late = {"late": 1} if visit.late_s else {}
    facts = visit_facts(plan, visit, stop, told)
    return record | {"n": visit.sequence, **door_record(stop), **walks, **late, "f": facts}


def _unserved(plan: Plan, stops: Mapping[str, Stop]) -> list[dict[str, Any]]:
    return [
        _aside(it.stop_id, stops.get(it.stop_id))
        | {"f": left_out_facts(plan, it, stops.get(it.stop_id))}
        for it in plan.unassigned
    ]


def _partners(plan: Plan, stops: Mapping[str, Stop]) -> list[dict[str, Any]]:
    return [
        _aside(it.stop_id, stops.get(it.stop_id))
        | {"f": partner_facts(plan, it, stops.get(it.stop_id))}
        for it in plan.outsourced
    ]


def _aside(stop_id: str, stop: Stop | None) -> dict[str, Any]:
    if stop is None:
        return {"at": None, "t": printable(stop_id)}
    return {"at": place_record(stop.coordinate), **door_record(stop)}


def _totals(plan: Plan, routes: Sequence[Route], *, whole_day: bool) -> list[tuple[str, str]]:
    served = sum(len(route.stop_visits) for route in routes)
    late = sum(1 for route in routes for visit in route.stop_visits if visit.late_s)
    metres = sum(route.distance_m for route in routes)
    told = [
        ("vehicles" if len(routes) != 1 else "vehicle", str(len(routes))),
        ("stops" if served != 1 else "stop", str(served)),
        ("km", km_text(metres)),
    ]
    if late:
        told.append(("late", str(late)))
    if whole_day and plan.unassigned:
        told.append(("left out", str(len(plan.unassigned))))
    if whole_day and plan.outsourced:
        told.append(("to partners", str(len(plan.outsourced))))
    if whole_day:
        told.append((plan.currency, money_text(plan.bill.total)))
    return told


def _clock_shifts(plan: Plan, begin_s: int, end_s: int) -> list[list[int]]:
    """
    Say by how many seconds the wall clock is ahead of the day's own, from which second on.

    More than one entry only on a day on which the clock changes.
    """
    shifts: list[list[int]] = []
    for second in (begin_s, *range((begin_s // 900 + 1) * 900, end_s + 900, 900)):
        local = plan.day.local(second)
        days = (local.date() - plan.day.date).days
        wall_s = days * 86_400 + local.hour * 3_600 + local.minute * 60 + local.second
        if not shifts or shifts[-1][1] != wall_s - second:
            shifts.append([second, wall_s - second])
    return shifts
