"""Doors on foot in words: where to park, how far to walk, what to take along, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lastmile_cli.domain.plan import Route, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.records.routes import walk_to_record


def foot_texts(route: Route, stops: Mapping[str, Stop]) -> dict[str, str]:
    """
    What a driver is told of each stop of a round on foot, by stop.

    The first says that it is parked there for others; each of these how far it is to walk
    and what else to carry there, the last of a walk how far back.
    """
    told: dict[str, str] = {}
    for parked, walks in _rounds(route):
        on_foot = [visit for walk in walks for visit in walk]
        told[parked.stop_id or ""] = f"Park here, on foot to {_numbers(on_foot)}"
        where = _where(parked, stops)
        for walk in walks:
            for place, visit in enumerate(walk):
                told[visit.stop_id or ""] = _walk_text(visit, walk[place + 1 :], where, place == 0)
    return told


def short_text(visit: Visit) -> str:
    """How far a stop is on foot, for a dispatcher; empty where somebody drives up."""
    return f"Walk {visit.walk.out_m} m" if visit.walk else ""


def foot_record(visit: Visit, told: Mapping[str, str]) -> dict[str, Any]:
    """Lay out the same for programs; nothing at a door that is no part of a round."""
    words = told.get(visit.stop_id or "")
    return {**walk_to_record(visit.walk), "on_foot": words} if words else {}


def is_driven_to(visit: Visit) -> bool:
    """Whether the vehicle goes there: to what is on foot no phone must lead a driver."""
    return visit.walk is None


def _walk_text(visit: Visit, others: list[Visit], where: str, is_first: bool) -> str:
    walk = visit.walk
    if walk is None:
        return ""
    begin = f"Park at {where}, walk {walk.out_m} m" if is_first else f"Walk on {walk.out_m} m"
    parts = [begin]
    if is_first and others:
        parts.append(f"with the goods for {_numbers([visit, *others])}")
    if walk.goes_back:
        parts.append(f"then {walk.back_m} m back")
    return ", ".join(parts)


def _rounds(route: Route) -> Iterator[tuple[Visit, list[list[Visit]]]]:
    """Each place parked at for others, with the walks from there."""
    parked: Visit | None = None
    walks: list[list[Visit]] = []
    is_back = True
    for visit in route.stop_visits:
        if visit.walk is None:
            if parked and walks:
                yield parked, walks
            parked, walks, is_back = visit, [], True
            continue
        if is_back:
            walks.append([])
        walks[-1].append(visit)
        is_back = visit.walk.goes_back
    if parked and walks:
        yield parked, walks


def _where(parked: Visit, stops: Mapping[str, Stop]) -> str:
    stop = stops.get(parked.stop_id or "")
    return (stop.address.line1 or stop.name if stop else "") or f"stop {parked.sequence}"


def _numbers(visits: list[Visit]) -> str:
    numbers = ", ".join(str(visit.sequence) for visit in visits)
    return f"stop{'' if len(visits) == 1 else 's'} {numbers}"
