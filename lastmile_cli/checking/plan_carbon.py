"""The written grams of CO2e: of a route by its kilometres and loads, of its stops by tonne-km."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lastmile_cli.checking.plan_money import half_up
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.plan import Visit, VisitKind

GRAM_TOLERANCE_G = 1
"""Grams are whole; rounding may move written ones by this much."""

DIRECT_SLACK_M = 100
DIRECT_SLACK_SHARE = Fraction(1, 20)
"""
By how much the direct way from the depot may have been measured otherwise.

The plan shares grams by direct ways that nobody drives: the table's, which
are coarser in large regions, or exact ones where the search once drove them.
"""


def check_carbon(view: RouteView) -> Iterator[Violation]:
    """The route's grams fit its kilometres, the stops' fit their goods and add up to them."""
    vehicle = view.index.fleet.get(view.van.vehicle_id)
    if vehicle is None:
        return
    exact_g = _route_g(view, vehicle)
    found = [*_check_route(view, half_up(exact_g)), *_check_stops(view, exact_g)]
    yield from found or _check_sum(view)


def _route_g(view: RouteView, vehicle: Vehicle) -> Fraction:
    """Grams of the route; by the weight on board where the factor tells that apart."""
    factor, room_g = vehicle.emission, vehicle.capacity.weight_g
    parts = ((factor.ttw_g_per_km, factor.ttw_laden), (factor.wtt_g_per_km, factor.wtt_laden))
    total = Fraction(0)
    for metres, weight_g in _loaded_legs(view):
        for usual, laden in parts:
            per_km = Fraction(usual)
            if laden is not None and room_g:
                fill = min(Fraction(weight_g, room_g), Fraction(1))
                per_km = (1 - fill) * Fraction(laden[0]) + fill * Fraction(laden[1])
            total += metres * per_km / 1_000
    return total


def _loaded_legs(view: RouteView) -> list[tuple[int, int]]:
    """Metres and grams on board of every written leg, the way home last."""
    units = view.problem.load_units
    unit = units.index("weight_g") if "weight_g" in units else None
    legs: list[tuple[int, int]] = []
    on_board_g = 0
    for trip in view.trips:
        asked = [(visit, view.find_stop(visit)) for visit in trip]
        loaded_g = 0
        if unit is not None:
            loaded_g = sum(
                stop.delivery[unit] for _, stop in asked if stop and stop.shipped_from is None
            )
        for visit, stop in asked:
            legs.append((visit.distance_m, on_board_g))
            if visit.kind is VisitKind.LOAD:
                on_board_g = loaded_g
            elif stop is not None and unit is not None:
                on_board_g += stop.pickup[unit] - stop.delivery[unit]
    home = view.route.home
    return [*legs, (home.distance_m, on_board_g)] if home else legs


def _check_route(view: RouteView, reckoned_g: int) -> Iterator[Violation]:
    van, written_g = view.van.vehicle_id, view.route.co2e_g
    if abs(written_g - reckoned_g) > GRAM_TOLERANCE_G:
        yield Violation(
            rule=Rule.WRONG_CARBON,
            route=van,
            amount=abs(written_g - reckoned_g),
            sentence=f"Vehicle {van} emits {reckoned_g} g of CO2e on its "
            f"{view.route.distance_m / 1_000:.1f} km, not {written_g} g as the plan says.",
        )


def _check_stops(view: RouteView, route_g: Fraction) -> Iterator[Violation]:
    van = view.van.vehicle_id
    visits = view.stop_visits
    ranges = _shares_g(route_g, _weights(view), _direct_m(view))
    for (visit, stop), (low_g, high_g) in zip(visits, ranges, strict=True):
        off_g = max(low_g - visit.co2e_g, visit.co2e_g - high_g)
        if off_g > GRAM_TOLERANCE_G:
            share = f"{low_g}" if low_g == high_g else f"{low_g} to {high_g}"
            yield _violation(
                view,
                visit,
                off_g,
                f"Stop {stop.stop_id} of vehicle {van} bears {share} g of its CO2e by goods and "
                f"distance, not {visit.co2e_g} g as the plan says.",
            )
    for visit in view.route.visits:
        if visit.kind is not VisitKind.STOP and visit.co2e_g:
            sentence = (
                f"Visit {visit.sequence} of vehicle {van} ({visit.kind}) bears "
                f"{visit.co2e_g} g of CO2e; only stops bear them."
            )
            yield _violation(view, visit, visit.co2e_g, sentence)


def _check_sum(view: RouteView) -> Iterator[Violation]:
    van, written_g = view.van.vehicle_id, view.route.co2e_g
    shared_g = sum(visit.co2e_g for visit in view.route.stop_visits)
    if shared_g != written_g:
        yield Violation(
            rule=Rule.WRONG_CARBON,
            route=van,
            amount=abs(shared_g - written_g),
            sentence=f"The stops of vehicle {van} bear {shared_g} g of CO2e together, "
            f"its route {written_g} g.",
        )


def _weights(view: RouteView) -> list[int]:
    """Grams brought and fetched at each stop; all 0 where nobody counts weight."""
    if "weight_g" not in view.problem.load_units:
        return [0] * len(view.stop_visits)
    unit = view.problem.load_units.index("weight_g")
    return [stop.delivery[unit] + stop.pickup[unit] for _, stop in view.stop_visits]


def _direct_m(view: RouteView) -> list[int]:
    """Metres by road from the depot straight to each stop."""
    travel, van = view.problem.travel, view.van
    return [travel.leg_m(van.table, van.start_place, stop.place) for _, stop in view.stop_visits]


def _shares_g(
    route_g: Fraction, weights: Sequence[int], metres: Sequence[int]
) -> list[tuple[int, int]]:
    """
    Least and most whole grams each stop may bear, direct ways being known with slack.

    Shares go by weight times direct way, by the way alone where that is
    nothing, equally where that is nothing too.
    """
    if not any(weight * way_m for weight, way_m in zip(weights, metres, strict=True)):
        weights = [1] * len(metres)
    slack_m = [DIRECT_SLACK_M + way_m * DIRECT_SLACK_SHARE for way_m in metres]
    pairs = list(zip(weights, metres, slack_m, strict=True))
    near = [weight * max(Fraction(0), way_m - slack) for weight, way_m, slack in pairs]
    far = [weight * (way_m + slack) for weight, way_m, slack in pairs]
    all_near, all_far = sum(near), sum(far)
    ranges = []
    for low, high in zip(near, far, strict=True):
        others_near, others_far = all_near - low, all_far - high
        least = route_g * low / (low + others_far) if others_far else route_g
        most = route_g * high / (high + others_near) if high else Fraction(0)
        ranges.append((int(least), half_up(most)))
    return ranges


def _violation(view: RouteView, visit: Visit, amount: int, sentence: str) -> Violation:
    return Violation(
        rule=Rule.WRONG_CARBON,
        route=view.van.vehicle_id,
        stop=visit.stop_id or "",
        amount=amount,
        sentence=sentence,
    )
