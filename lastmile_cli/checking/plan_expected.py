"""The hours told to customers: each visit begins within the interval promised for it."""

from __future__ import annotations

from collections.abc import Iterator

from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.plan import Visit, VisitKind


def check_expected(view: RouteView) -> Iterator[Violation]:
    """
    The planned begin lies between ``eta_low_s`` and ``eta_high_s``.

    The begin, not the arrival: who comes before the door opens waits, and is
    expected when it opens. An interval turned inside out is told elsewhere.
    """
    van = view.van.vehicle_id
    for visit in view.visits:
        off_s = max(visit.eta_low_s - visit.start_s, visit.start_s - visit.eta_high_s)
        if visit.eta_low_s <= visit.eta_high_s and off_s > view.tolerance.time_s:
            yield Violation(
                rule=Rule.WRONG_EXPECTED,
                route=van,
                stop=visit.stop_id or "",
                amount=off_s,
                sentence=f"{_name(visit)} is told to expect vehicle {van} between "
                f"{view.clock(visit.eta_low_s)} and {view.clock(visit.eta_high_s)}, "
                f"but it begins there at {view.clock(visit.start_s)}.",
            )


def check_told(view: RouteView) -> Iterator[Violation]:
    """
    Where a customer is promised an interval of some length, it is as long.

    It may be shorter only where it reaches the end of the window, or of the
    vehicle's day.
    """
    van = view.van.vehicle_id
    for visit, stop in view.stop_visits:
        wanted = view.wanted.get(stop.stop_id)
        home = wanted.in_home if wanted else None
        if home is None:
            continue
        closes = [end for start, end in stop.windows if start <= visit.start_s <= end]
        last_s = min(closes[0] if closes else stop.windows[-1][1], view.van.latest_s)
        short_s = home.told_s - (visit.eta_high_s - visit.eta_low_s)
        tolerance_s = view.tolerance.time_s
        if short_s > tolerance_s and visit.eta_high_s < last_s - tolerance_s:
            yield Violation(
                rule=Rule.WRONG_EXPECTED,
                route=van,
                stop=stop.stop_id,
                amount=short_s,
                sentence=f"{_name(visit)} is told to expect vehicle {van} between "
                f"{view.clock(visit.eta_low_s)} and {view.clock(visit.eta_high_s)}, "
                f"less than the {home.told_s // 60} min that are promised.",
            )


def _name(visit: Visit) -> str:
    if visit.kind is VisitKind.STOP:
        return f"Stop {visit.stop_id}"
    return f"The depot (visit {visit.sequence})" if visit.depot_id else f"Visit {visit.sequence}"
