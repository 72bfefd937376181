"""Closures for people and as records: what they hit on a map, and what they do to a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.ports import ClosureHit
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.outputs.verdict import verdict_text, violation_to_record
from lastmile_cli.planning.detours import HitLeg, HitRoute, MovedStand
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.notices import notice_to_record


def closure_lines(closure: Closure, hit: ClosureHit | None, state: str = "") -> list[str]:
    """Tell one closure: what and when, then what it closes on the map, where that is known."""
    note = f" ({closure.note})" if closure.note else ""
    head = f"{closure.closure_id}: {closure.what}, {closure.when}{note}"
    lines = [f"{head}; {state}" if state else head]
    if hit is not None:
        lines.append(f"  closes {hit_words(hit)}")
    return lines


def hit_words(hit: ClosureHit) -> str:
    """
    How much a closure closes, and of which streets.

    A hit without streets closes junctions only, or nothing.
    """
    if not hit.closes_something:
        return "nothing on this map"
    parts = []
    if hit.streets:
        parts.append(f"{counted(hit.streets, 'piece')} of street, {hit.length_m:,.0f} m")
    if hit.junctions:
        parts.append(counted(hit.junctions, "junction"))
    names = f": {', '.join(hit.names)}" if hit.names else ""
    return " and ".join(parts) + names


def closure_record(closure: Closure, hit: ClosureHit | None) -> dict[str, Any]:
    """Lay out one closure, with what it closes where that is known."""
    record: dict[str, Any] = {
        "id": closure.closure_id,
        "what": closure.what,
        "from": closure.from_at.isoformat() if closure.from_at else None,
        "until": closure.until_at.isoformat() if closure.until_at else None,
        "note": closure.note,
        "source": closure.source,
    }
    if hit is not None:
        record |= {
            "streets": hit.streets,
            "length_m": round(hit.length_m),
            "junctions": hit.junctions,
            "names": list(hit.names),
        }
    return record


def recheck_text(
    hits: Sequence[ClosureHit],
    routes: Sequence[HitRoute],
    moved: Sequence[MovedStand],
    broken: Sequence[Violation],
    day: ServiceDay,
    file: str,
) -> str:
    """Tell what closures do to a plan: routes and legs that are hit, the price, the promises."""
    if not hits:
        return "No closure touches this day that the plan did not know.\n"
    lines = [line for hit in hits for line in closure_lines(hit.closure, hit)]
    for route in routes:
        lines += ["", *_route_lines(route, day)]
    lines += ["", *(_moved_words(one) for one in moved), _sum_line(routes)]
    if not broken:
        return "".join(f"{line}\n" for line in [*lines, "Every promise is kept all the same."])
    lines.append(f"Promises broken: {len(broken)}")
    return "".join(f"{line}\n" for line in lines) + verdict_text(broken, file)


def recheck_record(
    hits: Sequence[ClosureHit],
    routes: Sequence[HitRoute],
    moved: Sequence[MovedStand],
    broken: Sequence[Violation],
    notices: Iterable[Notice],
    day: ServiceDay,
    file: str,
) -> dict[str, Any]:
    """The same as a record."""
    return {
        "new": [closure_record(hit.closure, hit) for hit in hits],
        "routes": [_route_record(route, day) for route in routes],
        "moved": [_moved_record(one) for one in moved],
        "broken": [violation_to_record(one, file) for one in broken],
        "notices": [notice_to_record(notice) for notice in notices],
    }


def _route_lines(route: HitRoute, day: ServiceDay) -> list[str]:
    head = f"route {route.planned.vehicle_id}: {counted(len(route.legs), 'leg')} hit"
    price = "no way round" if route.driven is None else _price_words([route])
    return [f"{head}, {price}", *(f"  {_leg_words(leg, day)}" for leg in route.legs)]


def _leg_words(leg: HitLeg, day: ServiceDay) -> str:
    ends = [f"stop {end}" if end else "depot" for end in (leg.start, leg.end)]
    return f"{day.clock(leg.leave_s)} {' to '.join(ends)}: {', '.join(leg.streets)}"


def _moved_words(moved: MovedStand) -> str:
    planned = f"planned: {moved.planned_street or 'a street without a name'}"
    planned += f", {moved.planned_walk_m:.0f} m"
    if moved.walk_m is None:
        return f"stop {moved.stop_id}: no vehicle can stop near it any more ({planned})"
    street = moved.street or "a street without a name"
    return f"stop {moved.stop_id}: from {street}, a walk of {moved.walk_m:.0f} m ({planned})"


def _moved_record(moved: MovedStand) -> dict[str, Any]:
    return {
        "stop_id": moved.stop_id,
        "vehicle_id": moved.vehicle_id,
        "street": moved.street,
        "walk_m": None if moved.walk_m is None else round(moved.walk_m),
        "planned_street": moved.planned_street,
        "planned_walk_m": round(moved.planned_walk_m),
    }


def _sum_line(routes: Sequence[HitRoute]) -> str:
    legs = sum(len(route.legs) for route in routes)
    if not routes:
        return "No leg of the plan leads there."
    hit = f"{counted(len(routes), 'route')} and {counted(legs, 'leg')} hit"
    return f"In all: {hit}, {_price_words(routes)}."


def _price_words(routes: Sequence[HitRoute]) -> str:
    minutes = sum(route.extra_drive_s for route in routes) / 60
    km = sum(route.extra_m for route in routes) / 1000
    costs = [route.extra_cost for route in routes]
    cost = sum(costs[1:], start=costs[0])
    return f"{minutes:+.1f} min, {km:+.2f} km, {_signed(cost)}"


def _signed(cost: Money) -> str:
    return f"{'' if cost.amount < 0 else '+'}{money_text(cost)} {cost.currency}"


def _route_record(route: HitRoute, day: ServiceDay) -> dict[str, Any]:
    return {
        "route_id": route.planned.route_id,
        "vehicle_id": route.planned.vehicle_id,
        "has_way_round": route.driven is not None,
        "extra_drive_s": route.extra_drive_s,
        "extra_distance_m": route.extra_m,
        "extra_s": route.extra_s,
        "extra_cost": money_text(route.extra_cost),
        "legs": [
            {
                "leave_at": day.local(leg.leave_s).isoformat(),
                "arrive_at": day.local(leg.arrive_s).isoformat(),
                "from_stop_id": leg.start or None,
                "to_stop_id": leg.end or None,
                "streets": list(leg.streets),
                "closures": list(leg.closures),
            }
            for leg in route.legs
        ],
    }
