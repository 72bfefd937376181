"""The bill of a written route, reckoned again from its vehicle's rates and what the route used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from lastmile_cli.checking.door_uses import Use, door_uses
from lastmile_cli.checking.plan_battery import surcharge_micro
from lastmile_cli.checking.plan_breaks import unpaid_s
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import span
from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis, Vehicle
from lastmile_cli.domain.plan import Bill, VisitKind

MONEY_TOLERANCE_CENTS = 1
"""A line may differ from what was reckoned here by this much, in hundredths of the currency."""

_CENT_MICRO = 10_000


def check_money(view: RouteView) -> Iterator[Violation]:
    """
    Every line of the route's bill is its rates times what was used; stops bear all of it.

    Lateness at doors comes beside the rates, at each stop's own price, and so
    do the tolls of the zones it stops in.
    """
    vehicle = view.index.fleet.get(view.van.vehicle_id)
    if vehicle is not None:
        yield from _check_lines(view, vehicle)
    yield from _check_bearers(view)


def lines_in_cents(bill: Bill) -> Counter[str]:
    """Add up a written bill by category, in hundredths of its currency."""
    written: Counter[str] = Counter()
    for line in bill.lines:
        written[str(line.category)] += int(line.amount.amount.scaleb(2))
    return written


def half_up(value: Fraction) -> int:
    """
    To the nearest whole number; what lies right between two goes up.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(249, 100))
    (3, 2)
    """
    return (value + Fraction(1, 2)).__floor__()


def cents_text(cents: int) -> str:
    """
    Hundredths as an amount with two decimals.

    >>> cents_text(1234), cents_text(5)
    ('12.34', '0.05')
    """
    return f"{Decimal(cents).scaleb(-2):.2f}"


def category_words(category: str) -> str:
    """
    A category as people say it.

    >>> category_words("customer_service")
    'customer service'
    """
    return category.replace("_", " ")


def _check_lines(view: RouteView, vehicle: Vehicle) -> Iterator[Violation]:
    uses = _uses(view, vehicle)
    rates: dict[str, list[Rate]] = {}
    for rate in vehicle.rates:
        rates.setdefault(str(rate.category), []).append(rate)
    written = lines_in_cents(view.route.bill)
    beside = {
        CostCategory.LATENESS.value: _lateness(view),
        CostCategory.ZONE_TOLLS.value: _zone_tolls(view, vehicle),
        CostCategory.CHARGING.value: (surcharge_micro(view), "charged on the way"),
    }
    beside = {category: priced for category, priced in beside.items() if priced[0]}
    for category in dict.fromkeys((*rates, *beside, *written)):
        of_category = rates.get(category, [])
        more_micro, more_words = beside.get(category, (Fraction(0), ""))
        shares = (
            Fraction(rate.micro * uses[rate.basis].quantity, uses[rate.basis].unit)
            for rate in of_category
        )
        asked_micro = sum(shares, start=more_micro)
        reckoned = half_up(asked_micro / _CENT_MICRO)
        off = abs(written[category] - reckoned)
        if off > MONEY_TOLERANCE_CENTS:
            used = dict.fromkeys(uses[rate.basis].words for rate in of_category)
            used |= {more_words: None} if more_words else {}
            yield Violation(
                rule=Rule.WRONG_RATES,
                route=vehicle.vehicle_id,
                amount=off,
                sentence=_line_sentence(view, category, reckoned, " and ".join(used)),
            )


def _lateness(view: RouteView) -> tuple[Fraction, str]:
    """What lateness at the doors costs, in micro-units, and how much it is, in words."""
    late = [(max(0, v.start_s - s.windows[-1][1]), s.late_micro) for v, s in view.stop_visits]
    total_s = sum(late_s for late_s, hour_micro in late if hour_micro)
    price_micro = Fraction(sum(late_s * hour_micro for late_s, hour_micro in late), 3_600)
    return price_micro, f"{span(total_s)} late at doors"


def _zone_tolls(view: RouteView, vehicle: Vehicle) -> tuple[Fraction, str]:
    """What the zones cost that the vehicle stops in, in micro-units, and which they are."""
    zones = {view.wanted[stop.stop_id].zone for _, stop in view.stop_visits}
    paid = [toll for toll in vehicle.zone_tolls if toll.zone in zones]
    names = ", ".join(toll.zone for toll in paid)
    return Fraction(sum(toll.micro for toll in paid)), f"a stop in {names}"


def _line_sentence(view: RouteView, category: str, reckoned: int, used: str) -> str:
    van, bill, words = view.van.vehicle_id, view.route.bill, category_words(category)
    written = lines_in_cents(bill)
    if not used:
        return (
            f"The bill of vehicle {van} asks {cents_text(written[category])} {bill.currency} "
            f"for {words}, but none of its rates does."
        )
    costs = f"Vehicle {van} costs {cents_text(reckoned)} {bill.currency} for {words} ({used})"
    if category not in written:
        return f"{costs}, but its bill has no such line."
    return f"{costs}, not {cents_text(written[category])} as its bill says."


def _uses(view: RouteView, vehicle: Vehicle) -> dict[RateBasis, Use]:
    """What the written route used of everything that has a price."""
    route = view.route
    paid_s = max(0, route.end_s - route.start_s - unpaid_s(view))
    free_s = paid_s if vehicle.overtime_after_s is None else vehicle.overtime_after_s
    over_s = max(0, paid_s - free_s)
    stops, parcels = len(route.stop_visits), _parcels(view)
    idle_s = max(0, vehicle.min_paid_s - paid_s)
    return {
        RateBasis.PER_KM: Use(
            quantity=route.distance_m, unit=1_000, words=f"{route.distance_m / 1_000:.1f} km"
        ),
        RateBasis.PER_PAID_HOUR: Use(quantity=paid_s, unit=3_600, words=f"{span(paid_s)} paid"),
        RateBasis.PER_OVERTIME_HOUR: Use(
            quantity=over_s, unit=3_600, words=f"{span(over_s)} of overtime"
        ),
        RateBasis.PER_ROUTE: Use(quantity=1, unit=1, words="1 route"),
        RateBasis.PER_STOP: Use(quantity=stops, unit=1, words=f"{stops} stop(s)"),
        RateBasis.PER_PARCEL: Use(quantity=parcels, unit=1, words=f"{parcels} parcel(s)"),
        RateBasis.PER_UNWORKED_HOUR: Use(
            quantity=idle_s, unit=3_600, words=f"{span(idle_s)} short of the least paid"
        ),
        **door_uses(view),
    }


def _parcels(view: RouteView) -> int:
    """Pieces brought and fetched at the stops visited."""
    if "parcels" not in view.problem.load_units:
        return 0
    unit = view.problem.load_units.index("parcels")
    return sum(stop.delivery[unit] + stop.pickup[unit] for _, stop in view.stop_visits)


def _check_bearers(view: RouteView) -> Iterator[Violation]:
    """Only stops bear a share of the bill, and where one does, all do."""
    van = view.van.vehicle_id
    for visit in view.route.visits:
        if visit.kind is not VisitKind.STOP and visit.cost is not None and visit.cost.amount:
            yield Violation(
                rule=Rule.WRONG_BILL,
                route=van,
                amount=abs(int(visit.cost.amount.scaleb(2))),
                sentence=f"Visit {visit.sequence} of vehicle {van} ({visit.kind}) bears "
                f"{visit.cost} {visit.cost.currency}; only stops bear costs.",
            )
    for visit in view.route.stop_visits:
        shares = sum(int(line.amount.amount.scaleb(2)) for line in visit.cost_lines)
        whole = shares if visit.cost is None else int(visit.cost.amount.scaleb(2))
        if visit.cost_lines and shares != whole:
            sentence = (
                f"The lines of stop {visit.stop_id} add up to {cents_text(shares)}, but it bears "
                f"{cents_text(whole)}."
            )
            stop, off = visit.stop_id or "", abs(shares - whole)
            yield Violation(
                rule=Rule.WRONG_BILL, route=van, stop=stop, amount=off, sentence=sentence
            )
    without = [visit for visit in view.route.stop_visits if visit.cost is None]
    if len(without) < len(view.route.stop_visits):
        for visit in without:
            sentence = f"Stop {visit.stop_id} of vehicle {van} bears no cost, but others do."
            stop = visit.stop_id or ""
            yield Violation(rule=Rule.WRONG_BILL, route=van, stop=stop, sentence=sentence)
