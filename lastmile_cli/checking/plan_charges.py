"""The written recharging stops of a route: where they are, how long, and how far was driven."""

from __future__ import annotations

from collections.abc import Iterator

from lastmile_cli.checking.plan_crew import DOOR_TOLERANCE_M
from lastmile_cli.checking.plan_legs import WrittenLeg
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import unlike_spans
from lastmile_cli.domain.geo import great_circle_m
from lastmile_cli.domain.plan import Visit, VisitKind


def check_charges(view: RouteView, legs: list[WrittenLeg]) -> Iterator[Violation]:
    """Each is at a charger that there is, lasts as it must, and tells what was driven before."""
    lengths_m = {leg.number: leg.length_m for leg in legs}
    fuller = view.van.charges_at_start or view.van.start_watts > 0
    depot_fills = fuller and view.van.has_range
    driven_m = 0
    for number, visit in enumerate(view.visits):
        driven_m += lengths_m.get(number, 0)
        if visit.kind is VisitKind.CHARGE:
            yield from _check_place(view, visit)
            yield from _check_length(view, visit)
            off_m = abs(visit.since_full_m - driven_m)
            # Each leg may be a little off.
            if off_m > view.tolerance.distance_m * (number + 1):
                words = (
                    f"has driven {driven_m} m since it was full on arrival at charger "
                    f"{visit.charger_id}, not {visit.since_full_m} m as the plan says"
                )
                yield _violation(view, Rule.WRONG_SINCE_FULL, off_m, words)
            driven_m = 0
        elif visit.kind is VisitKind.LOAD and depot_fills:
            driven_m = 0


def _violation(view: RouteView, rule: Rule, amount: int, words: str) -> Violation:
    van = view.van.vehicle_id
    return Violation(rule=rule, route=van, amount=amount, sentence=f"Vehicle {van} {words}.")


def _check_place(view: RouteView, visit: Visit) -> Iterator[Violation]:
    charger = view.index.find_charger(visit)
    if charger is None:
        words = f"recharges at {visit.charger_id or '(none)'}, which is no charger"
        yield _violation(view, Rule.CHARGE_MISPLACED, 0, words)
        return
    away_m = int(great_circle_m(visit.place, view.index.chargers[charger].coordinate))
    if away_m > DOOR_TOLERANCE_M:
        words = f"recharges {away_m} m away from charger {visit.charger_id}"
        yield _violation(view, Rule.CHARGE_MISPLACED, away_m, words)


def _check_length(view: RouteView, visit: Visit) -> Iterator[Violation]:
    if view.van.battery is not None:
        return  # It lasts as long as it lasts: what that gives is seen in the battery.
    written_s = visit.depart_s - visit.start_s
    off_s = abs(written_s - view.van.recharge_s)
    if off_s > view.tolerance.time_s:
        stays, takes = unlike_spans(max(0, written_s), view.van.recharge_s)
        words = f"recharges for {stays} at {visit.charger_id}, which takes {takes}"
        yield _violation(view, Rule.CHARGE_TIME, off_s, words)
