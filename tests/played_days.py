"""Plans that are played: what drivers would tell of a day that goes nearly as planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from lastmile_cli.domain.events import Event, EventKind
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.under_way import is_handover

HEARD_AFTER = timedelta(seconds=5)


def play(
    plan: Plan,
    until_s: int,
    dice: np.random.Generator,
    *,
    pace: float = 1.0,
    spread: float = 0.25,
    failing: float = 0.05,
    seen: float = 0.5,
) -> list[Event]:
    """
    Drive what is ahead of a plan up to a second of its day, and list what is told.

    Legs and stays take ``pace`` times as long as planned, and each a little more or less
    (``spread``, of the logarithm); ``failing`` is how often nobody is at the door, ``seen`` how
    often a vehicle's tracker says where it is in the end.
    """
    events: list[Event] = []
    for route in plan.routes:
        if not (route.resumed and route.resumed.is_over):
            events += _drive(plan, route, until_s, dice, (pace, spread, failing, seen))
    return events


def _drive(
    plan: Plan,
    route: Route,
    until_s: int,
    dice: np.random.Generator,
    habits: tuple[float, float, float, float],
) -> Iterator[Event]:
    pace, spread, failing, seen = habits
    resumed, van = route.resumed, route.vehicle_id
    at_s, place, behind = route.start_s, route.visits[0].place, 0
    if resumed is not None:
        at_s, place, behind = resumed.at_s + resumed.stays_s, resumed.place, resumed.behind
    if behind == 0 and at_s <= until_s:
        yield _event(plan, EventKind.SHIFT_STARTED, at_s, vehicle_id=van)
    for number, visit in enumerate(route.visits[behind:]):
        drive_s = visit.drive_s - (resumed.drive_s if resumed and number == 0 else 0)
        left_s = at_s
        at_s += round(max(0, drive_s) * pace * float(np.exp(dice.normal(0, spread))))
        arrive_s = at_s
        if visit.wait_s:
            at_s = max(at_s, visit.start_s)
        at_s += round((visit.depart_s - visit.start_s) * float(np.exp(dice.normal(0, spread))))
        if at_s > until_s:
            if dice.random() < seen:
                share = min(1.0, (until_s - left_s) / max(1, arrive_s - left_s))
                yield _seen(plan, van, until_s, _between(place, visit.place, share))
            return
        yield from _told(plan, van, visit, at_s, is_failed=dice.random() < failing)
        place = visit.place
    home_s = at_s + (route.home.drive_s if route.home else 0)
    if home_s <= until_s:
        yield _event(plan, EventKind.SHIFT_ENDED, home_s, vehicle_id=van)


def _told(plan: Plan, van: str, visit: Visit, at_s: int, *, is_failed: bool) -> Iterator[Event]:
    if visit.kind is VisitKind.LOAD:
        yield _event(plan, EventKind.LOADED, at_s, vehicle_id=van, trip=visit.trip)
    if visit.kind is not VisitKind.STOP:
        return
    stop = next(it for it in plan.stops if it.stop_id == visit.stop_id)
    if is_handover(stop.stop_id):
        yield _event(plan, EventKind.LOADED, at_s, order_id=stop.paired_with, vehicle_id=van)
        return
    kind = EventKind.FAILED_ATTEMPT if is_failed else EventKind.DELIVERED
    yield _event(plan, kind, at_s, order_id=stop.stop_id, vehicle_id=van)


def _event(plan: Plan, kind: EventKind, at_s: int, **names: object) -> Event:
    at = plan.day.instant(at_s)
    return Event(kind=kind, at=at, received_at=at + HEARD_AFTER, source="played", **names)  # type: ignore[arg-type]


def _seen(plan: Plan, van: str, at_s: int, place: Coordinate) -> Event:
    return _event(plan, EventKind.POSITION, at_s, vehicle_id=van, place=place)


def _between(start: Coordinate, end: Coordinate, share: float) -> Coordinate:
    return Coordinate(
        lat_deg=round(start.lat_deg + share * (end.lat_deg - start.lat_deg), 6),
        lon_deg=round(start.lon_deg + share * (end.lon_deg - start.lon_deg), 6),
    )
