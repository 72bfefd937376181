"""The written hours of each visit: windows, service, waiting, and what follows from a false one."""

from __future__ import annotations

from collections.abc import Iterator

from lastmile_cli.checking import schedule
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import between, late_text, unlike_spans, windows_text
from lastmile_cli.domain.plan import Visit
from lastmile_cli.domain.problem import ProblemStop


def check_hours(view: RouteView) -> Iterator[Violation]:
    """Service begins inside a window, lasts as long as it must, and the figures agree."""
    for visit in view.visits:
        yield from _check_begin(view, visit)
        yield from _check_order(view, visit)
    for visit, stop in view.stop_visits:
        yield from _check_window(view, visit, stop)
        yield from _check_service(view, visit, stop)
        yield from _check_late(view, visit, stop)


def check_consequences(view: RouteView) -> Iterator[Violation]:
    """
    What a route with an impossible leg would really miss.

    The written order is driven from the written departure, with the written
    breaks, as early as the roads allow; every window and the end of the shift
    that this breaks is named.
    """
    first_s = view.visits[0].depart_s
    run = schedule.drive(view.problem, view.proposed, first_s, view.pauses_s)
    van = view.van.vehicle_id
    for halt in run.halts:
        stop = view.problem.stops[halt.stop]
        late_s = schedule.late_s(stop, halt.start_s)
        late = between(halt.start_s - late_s, halt.start_s)
        if late_s - stop.max_late_s > view.tolerance.time_s:
            yield Violation(
                rule=Rule.WINDOW_MISSED,
                route=van,
                stop=stop.stop_id,
                amount=late_s - stop.max_late_s,
                sentence=f"In this order vehicle {van} reaches stop {stop.stop_id} at "
                f"{view.clock(halt.start_s)}, {late} after its "
                f"{windows_text(stop, view.clock)} closes{late_text(stop)}.",
            )
    late_s = run.end_s - view.van.latest_s
    if late_s > view.tolerance.time_s:
        yield Violation(
            rule=Rule.HOME_LATE,
            route=van,
            amount=late_s,
            sentence=f"In this order vehicle {van} ends at {view.clock(run.end_s)}, "
            f"{between(view.van.latest_s, run.end_s)} after its shift "
            f"({view.clock(view.van.latest_s)}).",
        )


def _check_window(view: RouteView, visit: Visit, stop: ProblemStop) -> Iterator[Violation]:
    slack_s, start_s = view.tolerance.time_s, visit.start_s
    if any(opens - slack_s <= start_s <= closes + slack_s for opens, closes in stop.windows):
        return
    van, words = view.van.vehicle_id, windows_text(stop, view.clock)
    late_s = schedule.late_s(stop, start_s)
    if late_s:
        if late_s - stop.max_late_s > slack_s:
            yield Violation(
                rule=Rule.WINDOW_MISSED,
                route=van,
                stop=stop.stop_id,
                amount=late_s - stop.max_late_s,
                sentence=f"Vehicle {van} reaches stop {stop.stop_id} at {view.clock(start_s)}, "
                f"{between(start_s - late_s, start_s)} after its {words} closes{late_text(stop)}.",
            )
    else:
        early_s = next(opens for opens, _ in stop.windows if opens > start_s) - start_s
        yield Violation(
            rule=Rule.BEFORE_OPENING,
            route=van,
            stop=stop.stop_id,
            amount=early_s,
            sentence=f"Vehicle {van} begins at stop {stop.stop_id} at {view.clock(start_s)}, "
            f"{between(start_s, start_s + early_s)} before its {words} opens.",
        )


def _check_service(view: RouteView, visit: Visit, stop: ProblemStop) -> Iterator[Violation]:
    needed_s = stop.service_s[view.van.service_class]
    written_s = visit.depart_s - visit.start_s
    if abs(written_s - needed_s) > view.tolerance.time_s:
        van = view.van.vehicle_id
        stays, takes = unlike_spans(max(0, written_s), needed_s)
        yield Violation(
            rule=Rule.SERVICE_TIME,
            route=van,
            stop=stop.stop_id,
            amount=abs(written_s - needed_s),
            sentence=f"Vehicle {van} stays {stays} at stop {stop.stop_id}, which takes {takes}.",
        )


def _check_begin(view: RouteView, visit: Visit) -> Iterator[Violation]:
    """Nothing begins before the vehicle is there: a window may hide behind such an hour."""
    early_s = visit.arrive_s - visit.start_s
    if early_s > view.tolerance.time_s:
        yield Violation(
            rule=Rule.BEGINS_BEFORE_ARRIVING,
            route=view.van.vehicle_id,
            stop=visit.stop_id or "",
            amount=early_s,
            sentence=f"Vehicle {view.van.vehicle_id} begins at {_name(visit)} at "
            f"{view.clock(visit.start_s)}, {between(visit.start_s, visit.arrive_s)} "
            f"before it arrives ({view.clock(visit.arrive_s)}).",
        )


def _check_order(view: RouteView, visit: Visit) -> Iterator[Violation]:
    """Begin, then depart; the wait lies between arriving and beginning."""
    wait_s = visit.start_s - visit.arrive_s
    wrong_by_s = max(
        visit.start_s - visit.depart_s,
        abs(visit.wait_s - max(0, wait_s)),
        visit.eta_low_s - visit.eta_high_s,
    )
    if wrong_by_s > view.tolerance.time_s:
        yield Violation(
            rule=Rule.WRONG_HOURS,
            route=view.van.vehicle_id,
            stop=visit.stop_id or "",
            amount=wrong_by_s,
            sentence=f"Vehicle {view.van.vehicle_id}, {_name(visit)}: arriving at "
            f"{view.clock(visit.arrive_s)}, waiting {visit.wait_s} s, beginning at "
            f"{view.clock(visit.start_s)} and leaving at {view.clock(visit.depart_s)} "
            f"do not fit together.",
        )


def _check_late(view: RouteView, visit: Visit, stop: ProblemStop) -> Iterator[Violation]:
    late_s = schedule.late_s(stop, visit.start_s)
    if abs(visit.late_s - late_s) > view.tolerance.time_s:
        yield Violation(
            rule=Rule.WRONG_HOURS,
            route=view.van.vehicle_id,
            stop=stop.stop_id,
            amount=abs(visit.late_s - late_s),
            sentence=f"Stop {stop.stop_id} of vehicle {view.van.vehicle_id} is {late_s} s late, "
            f"not {visit.late_s} s as the plan says.",
        )


def _name(visit: Visit) -> str:
    return f"stop {visit.stop_id}" if visit.stop_id else f"visit {visit.sequence}"
