"""The legs between written visits: no faster than the roads allow, and told rightly."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from lastmile_cli.checking.motion import drive_to_s, has_way
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import span, unlike_spans
from lastmile_cli.domain.plan import Visit, VisitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLeg:
    """
    A leg as the plan tells it, with the places it joins.

    ``number`` counts the visits it leads to, the way home behind the last;
    ``earliest_s`` is when the roads let a vehicle arrive that leaves as written.
    """

    number: int
    start: int
    end: int
    start_words: str
    end_words: str
    stop: str
    leave_s: int
    arrive_s: int
    earliest_s: int
    length_m: int
    told_drive_s: int
    told_distance_m: int
    parking_s: int = 0
    told_parking_s: int = 0

    @property
    def drive_s(self) -> int:
        """Seconds the roads ask for."""
        return self.earliest_s - self.leave_s


def list_legs(view: RouteView) -> list[WrittenLeg]:
    """All legs that can be driven, in order, the way home included."""
    places = view.places
    if places and view.route.home is not None and view.van.end_place is not None:
        places.append(view.van.end_place)
    legs = [
        _leg(view, start, end, number)
        for number, (start, end) in enumerate(itertools.pairwise(places), 1)
    ]
    return [leg for leg in legs if leg is not None]


def check_legs(view: RouteView, legs: list[WrittenLeg]) -> Iterator[Violation]:
    """No arrival before the roads allow it; driving time and metres as the roads say."""
    for leg in legs:
        yield from _check_speed(view, leg)
        yield from _check_figures(view, leg)


def _leg(view: RouteView, start: int, end: int, number: int) -> WrittenLeg | None:
    before = view.visits[number - 1]
    visit = view.visits[number] if number < len(view.visits) else None
    told = visit if visit is not None else view.route.home
    # After a pause the vehicle stands where it is going: there is no leg to look up.
    stays = visit is not None and before.kind is VisitKind.BREAK
    if told is None or not (stays or has_way(view.problem, view.vehicle, start, end)):
        return None
    leave_s = before.depart_s
    drive_to = drive_to_s(view.problem, view.vehicle, start, end, leave_s)
    length_m = view.problem.travel.leg_m(view.van.table, start, end)
    return WrittenLeg(
        number=number,
        start=start,
        end=end,
        start_words=_words(before),
        end_words="its end" if visit is None else _words(visit),
        stop=(visit.stop_id if visit is not None else before.stop_id) or "",
        leave_s=leave_s,
        arrive_s=told.arrive_s,
        earliest_s=leave_s if stays else drive_to,
        length_m=0 if stays else length_m,
        told_drive_s=told.drive_s,
        told_distance_m=told.distance_m,
        parking_s=0 if stays else view.problem.travel.parking_s(view.van.table, start, end),
        told_parking_s=visit.parking_s if visit is not None else 0,
    )


def _words(visit: Visit) -> str:
    if visit.kind is VisitKind.STOP:
        return f"stop {visit.stop_id}"
    if visit.kind is VisitKind.CHARGE:
        return f"charger {visit.charger_id}"
    return "the depot" if visit.kind is VisitKind.LOAD else f"its {visit.kind}"


def _check_speed(view: RouteView, leg: WrittenLeg) -> Iterator[Violation]:
    short_s = leg.earliest_s - leg.arrive_s
    if short_s > view.tolerance.time_s:
        yield Violation(
            rule=Rule.LEG_TOO_FAST,
            route=view.van.vehicle_id,
            stop=leg.stop,
            amount=short_s,
            sentence=f"Vehicle {view.van.vehicle_id} cannot be at {leg.end_words} at "
            f"{view.clock(leg.arrive_s)}: it leaves {leg.start_words} at "
            f"{view.clock(leg.leave_s)} and drives {span(leg.drive_s)}, "
            f"so it is there at {view.clock(leg.earliest_s)}.",
        )


def _check_figures(view: RouteView, leg: WrittenLeg) -> Iterator[Violation]:
    way = f"from {leg.start_words} to {leg.end_words}"
    off_s = abs(leg.told_drive_s - leg.drive_s)
    if off_s > view.tolerance.time_s:
        drives, told = unlike_spans(leg.drive_s, leg.told_drive_s)
        yield Violation(
            rule=Rule.WRONG_LEG,
            route=view.van.vehicle_id,
            stop=leg.stop,
            amount=off_s,
            sentence=f"Vehicle {view.van.vehicle_id} drives {drives} {way}, "
            f"not {told} as the plan says.",
        )
    off_s = abs(leg.told_parking_s - leg.parking_s)
    if off_s > view.tolerance.time_s:
        yield Violation(
            rule=Rule.WRONG_LEG,
            route=view.van.vehicle_id,
            stop=leg.stop,
            amount=off_s,
            sentence=f"Vehicle {view.van.vehicle_id} takes {leg.parking_s} s of the way {way} to "
            f"park, not {leg.told_parking_s} s as the plan says.",
        )
    off_m = abs(leg.told_distance_m - leg.length_m)
    if off_m > view.tolerance.distance_m:
        yield Violation(
            rule=Rule.WRONG_LEG,
            route=view.van.vehicle_id,
            stop=leg.stop,
            amount=off_m,
            sentence=f"The way of vehicle {view.van.vehicle_id} {way} is {leg.length_m} m, "
            f"not {leg.told_distance_m} m as the plan says.",
        )
