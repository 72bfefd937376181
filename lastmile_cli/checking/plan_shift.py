"""A written route as a day's work: loading, shift, hours, numbering, the way home."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from lastmile_cli.checking.plan_legs import WrittenLeg
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import between, span
from lastmile_cli.domain.plan import Visit, VisitKind
from lastmile_cli.domain.problem import NO_LIMIT


def check_shift(view: RouteView, legs: list[WrittenLeg]) -> Iterator[Violation]:
    """Everything about the day as a whole; the route has at least one visit."""
    yield from _check_loading(view)
    yield from _check_limits(view, legs)
    yield from _check_ends(view)
    yield from _check_numbering(view)


def _violation(view: RouteView, rule: Rule, amount: int, words: str, stop: str = "") -> Violation:
    van = view.van.vehicle_id
    sentence = f"Vehicle {van} {words}."
    return Violation(rule=rule, route=van, stop=stop, amount=amount, sentence=sentence)


def _check_loading(view: RouteView) -> Iterator[Violation]:
    """Each trip begins with its loading, long enough, once its goods are ready."""
    for number, trip in enumerate(view.trips, 1):
        first = trip[0]
        if first.kind is not VisitKind.LOAD:
            yield _violation(view, Rule.LOADING, 0, f"starts trip {number} without loading")
            continue
        van = view.van
        fills = number > 1 and van.range_m < NO_LIMIT and van.charges_at_start
        stops = (view.find_stop(visit) for visit in trip)
        parcels = sum(stop.loaded_parcels for stop in stops if stop is not None)
        needed_s = van.loading_s + van.loading_per_parcel_s * parcels
        if fills:
            needed_s = max(needed_s, van.recharge_s)
        short_s = needed_s - (first.depart_s - first.start_s)
        if short_s > view.tolerance.time_s:
            words = f"loads {span(short_s)} too short for trip {number}"
            yield _violation(view, Rule.LOADING, short_s, words)
        yield from _check_ready(view, first, trip)
        early_s = van.loads_from_s - first.start_s if number == 1 and van.loads_from_s else 0
        if early_s > view.tolerance.time_s:
            words = (
                f"starts loading at {view.clock(first.start_s)}, "
                f"{between(first.start_s, van.loads_from_s)} before its depot has opened and "
                f"its goods are there ({view.clock(van.loads_from_s)})"
            )
            yield _violation(view, Rule.LEAVES_EARLY, early_s, words)


def _check_ready(view: RouteView, loading: Visit, trip: list[Visit]) -> Iterator[Violation]:
    for visit in trip:
        stop = view.find_stop(visit)
        early_s = stop.ready_s - loading.start_s if stop is not None and stop.ready_s else 0
        if stop is not None and early_s > view.tolerance.time_s:
            words = (
                f"starts loading at {view.clock(loading.start_s)}, but the goods of stop "
                f"{stop.stop_id} are ready at {view.clock(stop.ready_s)}"
            )
            yield _violation(view, Rule.NOT_READY, early_s, words, stop.stop_id)


def _check_limits(view: RouteView, legs: list[WrittenLeg]) -> Iterator[Violation]:
    van, route, slack_s = view.van, view.route, view.tolerance.time_s
    leave_s = view.visits[0].depart_s
    if van.earliest_s - leave_s > slack_s:
        early_s = van.earliest_s - leave_s
        words = (
            f"leaves at {view.clock(leave_s)}, {between(leave_s, van.earliest_s)} before "
            f"its shift begins ({view.clock(van.earliest_s)})"
        )
        yield _violation(view, Rule.LEAVES_EARLY, early_s, words)
    # An end or start that was only written otherwise must not hide the visits' own.
    start_s, end_s = _ends(view)
    end_s, out_s = max(end_s, route.end_s), max(end_s - start_s, route.end_s - route.start_s)
    late_s = end_s - van.latest_s
    if late_s > slack_s:
        words = (
            f"ends at {view.clock(end_s)}, {between(van.latest_s, end_s)} after its shift "
            f"({view.clock(van.latest_s)})"
        )
        yield _violation(view, Rule.HOME_LATE, late_s, words)
    long_s = out_s - van.max_duration_s
    if long_s > slack_s:
        words = f"is out for {span(out_s)}, {span(long_s)} more than it may be"
        yield _violation(view, Rule.TOO_LONG, long_s, words)
    drive_s = sum(leg.drive_s for leg in legs)
    if drive_s - van.max_drive_s > slack_s:
        excess_s = drive_s - van.max_drive_s
        words = f"drives {span(drive_s)}, {span(excess_s)} more than it may"
        yield _violation(view, Rule.TOO_MUCH_DRIVING, excess_s, words)


def _ends(view: RouteView) -> tuple[int, int]:
    """When the visits say the route starts and ends."""
    return view.visits[0].start_s, view.end_s


def _check_ends(view: RouteView) -> Iterator[Violation]:
    """The route begins and ends with its first and last visit, home where it must be."""
    route, slack_s = view.route, view.tolerance.time_s
    if view.van.end_place is None and route.home is not None:
        yield _violation(view, Rule.WAY_HOME, 0, "drives home, but its route is open")
    if view.van.end_place is not None and route.home is None:
        yield _violation(view, Rule.WAY_HOME, 0, "never comes home")
    start_s, end_s = _ends(view)
    for written_s, real_s, word in (
        (route.start_s, start_s, "starts"),
        (route.end_s, end_s, "ends"),
    ):
        if abs(written_s - real_s) > slack_s:
            words = f"{word} at {view.clock(real_s)}, not at {view.clock(written_s)} as written"
            yield _violation(view, Rule.ROUTE_ENDS, abs(written_s - real_s), words)


def _check_numbering(view: RouteView) -> Iterator[Violation]:
    """Sequence numbers rise; trip numbers rise by one at each loading but the first."""
    for before, visit in itertools.pairwise(view.visits):
        new_trip = int(visit.kind is VisitKind.LOAD)
        if visit.sequence <= before.sequence or visit.trip != before.trip + new_trip:
            words = (
                f"has sequence {visit.sequence}, trip {visit.trip} right after "
                f"sequence {before.sequence}, trip {before.trip}"
            )
            yield _violation(view, Rule.WRONG_NUMBERING, 0, words, visit.stop_id or "")
    trips = len(view.trips)
    if view.route.trips != trips:
        words = f"makes {trips} trip(s), not {view.route.trips} as written"
        yield _violation(view, Rule.WRONG_NUMBERING, abs(view.route.trips - trips), words)
