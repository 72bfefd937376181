"""What a plan tells beside its orders: the referee reckons money, grams, hours and lines itself."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex, Tolerance
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.costing.quantities import DOOR_BASES
from lastmile_cli.domain.attempts import ChanceHours, list_spans
from lastmile_cli.domain.fleet import (
    Break,
    CostCategory,
    Driver,
    EmissionFactor,
    Rate,
    RateBasis,
    ZoneToll,
)
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, BillLine, Outsourced, Plan
from lastmile_cli.domain.polyline import encode_polyline
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import StopKind, Window
from lastmile_cli.domain.travel import ExactLeg
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.legs import used_legs
from lastmile_cli.planning.posed import Posed
from tests.checking.plans import with_route, with_visit
from tests.days import DAY, EIGHT, PROVENANCE, DrawnDay, drawn_day
from tests.strategies import story
from tests.worlds import EURO

FREE = Money.zero("EUR")
RATES = (
    Rate(category=CostCategory.ENERGY, basis=RateBasis.PER_KM, micro=250_000),
    Rate(category=CostCategory.WAGES, basis=RateBasis.PER_PAID_HOUR, micro=20 * EURO),
    Rate(category=CostCategory.OVERTIME, basis=RateBasis.PER_OVERTIME_HOUR, micro=10 * EURO),
    Rate(category=CostCategory.VEHICLE, basis=RateBasis.PER_ROUTE, micro=30 * EURO),
    Rate(category=CostCategory.CUSTOMER_SERVICE, basis=RateBasis.PER_STOP, micro=300_000),
    Rate(category=CostCategory.CUSTOMER_SERVICE, basis=RateBasis.PER_PARCEL, micro=50_000),
)
VAN = {
    "rates": RATES,
    "overtime_after_s": 360,
    "emission": EmissionFactor(ttw_g_per_km=Decimal(200), wtt_g_per_km=Decimal(50)),
}
STOPS = {
    "A": {"load": Load(weight_g=3_000, parcels=2)},
    "B": {"load": Load(weight_g=1_000, parcels=3)},
    "C": {},
}


def planned(
    day: DrawnDay, *routes: ProposedRoute, roads: dict[Any, ExactLeg] | None = None
) -> tuple[Posed, Plan]:
    posed, legs = day.posed(), roads or {}
    served = {stop for route in routes for stop in route.stops}
    unserved = tuple(number for number in range(len(day.stops)) if number not in served)
    proposal = Proposal(routes=routes, unserved=unserved)
    plan = assemble(posed, proposal, day.config, legs, day=DAY, provenance=PROVENANCE)
    return posed.with_legs(legs), plan


def good_day() -> tuple[Posed, Plan]:
    """A van goes out 3 km to A, 3 more to B and home: 12 km in 12 minutes, and a minute a door."""
    day = drawn_day("D..A..B..C", stops=STOPS, vans=[VAN, VAN], unserved_micro=60 * EURO)
    return planned(day, ProposedRoute(vehicle=0, trips=((0, 1),)))


def with_stop(posed: Posed, number: int, **changes: Any) -> Posed:
    """The posed day with one stop changed."""
    stops = list(posed.problem.stops)
    stops[number] = replace(stops[number], **changes)
    return replace(posed, problem=replace(posed.problem, stops=tuple(stops)))


def told(posed: Posed, plan: Plan, tolerance: Tolerance | None = None) -> list[Violation]:
    index = PlanIndex.of(posed.problem, posed.vehicles)
    return check_plan(posed.problem, plan, index, tolerance or Tolerance())


def sentences(posed: Posed, plan: Plan, rule: Rule) -> list[str]:
    return [one.sentence for one in told(posed, plan) if one.rule is rule]


def bill(**lines: str) -> Bill:
    return Bill(
        currency="EUR",
        lines=tuple(
            BillLine(category=category, amount=Money(Decimal(amount), "EUR"))
            for category, amount in lines.items()
        ),
    )


def with_till(plan: Plan, whole: Bill, *shares: str) -> Plan:
    """The first route's bill and its stops' shares, and the plan's bill and objective to match."""
    for visit, share in enumerate(shares, 1):
        plan = with_visit(plan, 0, visit, cost=Money(Decimal(share), "EUR"), cost_lines=())
    objective = Bill(currency="EUR", lines=(*whole.lines, plan.objective.lines[-1]))
    return with_route(replace(plan, bill=whole, objective=objective), 0, bill=whole)


GOOD = {
    "energy": "3.00",
    "wages": "4.67",
    "overtime": "1.33",
    "vehicle": "30.00",
    "customer_service": "0.85",
}


def test_the_planners_own_till_is_left_in_peace():
    posed, plan = good_day()

    assert plan.routes[0].bill == bill(**GOOD)
    assert str(plan.objective.total) == "99.85"
    assert plan.routes[0].co2e_g == 3_000
    assert told(posed, plan) == []


def test_a_route_for_nothing_is_told_line_by_line_though_everything_adds_up():
    posed, plan = good_day()
    found = told(posed, with_till(plan, bill(), "0.00", "0.00"))

    assert [(one.rule, one.route, one.amount) for one in found] == [
        (Rule.WRONG_RATES, "van-1", cents) for cents in (300, 467, 133, 3_000, 85)
    ]
    assert [one.sentence for one in found] == [
        f"Vehicle van-1 costs {what}, but its bill has no such line."
        for what in (
            "3.00 EUR for energy (12.0 km)",
            "4.67 EUR for wages (14 min paid)",
            "1.33 EUR for overtime (8 min of overtime)",
            "30.00 EUR for vehicle (1 route)",
            "0.85 EUR for customer service (2 stop(s) and 5 parcel(s))",
        )
    ]


def test_a_line_that_is_too_cheap_is_named_with_what_was_used():
    posed, plan = good_day()
    cheap = with_till(plan, bill(**(GOOD | {"wages": "4.00"})), "20.00", "19.18")

    assert [one.sentence for one in told(posed, cheap)] == [
        "Vehicle van-1 costs 4.67 EUR for wages (14 min paid), not 4.00 as its bill says."
    ]


def test_a_line_that_no_rate_asks_for_is_named():
    posed, plan = good_day()
    dear = with_till(plan, bill(**GOOD, tolls="5.00"), "20.00", "24.85")

    assert [one.sentence for one in told(posed, dear)] == [
        "The bill of vehicle van-1 asks 5.00 EUR for tolls, but none of its rates does."
    ]


@pytest.mark.parametrize(("wages", "rules"), [("4.68", []), ("4.69", [Rule.WRONG_RATES])])
def test_a_cent_is_forgiven_two_are_not(wages, rules):
    posed, plan = good_day()
    dear = with_till(
        plan, bill(**(GOOD | {"wages": wages})), "0.00", str(Decimal(wages) + 35 + Decimal("0.18"))
    )

    assert [one.rule for one in told(posed, dear)] == rules


def test_without_the_fleet_nobody_knows_the_rates():
    posed, plan = good_day()

    assert check_plan(posed.problem, with_till(plan, bill(), "0.00", "0.00")) == []


def test_a_stop_without_a_share_is_named_where_others_have_one():
    posed, plan = good_day()

    found = told(posed, with_visit(plan, 0, 1, cost=None))

    assert [(one.rule, one.stop) for one in found] == [(Rule.WRONG_BILL, "A")]


def test_loading_bears_no_costs_and_no_grams():
    posed, plan = good_day()
    found = told(posed, with_visit(plan, 0, 0, cost=Money(Decimal(7), "EUR"), co2e_g=9))

    assert [(one.rule, one.stop, one.amount) for one in found] == [
        (Rule.WRONG_BILL, "", 700),
        (Rule.WRONG_CARBON, "", 9),
    ]


def test_an_objective_of_one_euro_is_told_line_by_line():
    posed, plan = good_day()
    found = told(posed, replace(plan, objective=bill(energy="1.00")))

    assert {one.rule for one in found} == {Rule.WRONG_OBJECTIVE}
    assert [one.amount for one in found] == [200, 467, 133, 3_000, 85, 6_000]
    assert found[0].sentence == (
        "The objective says 1.00 EUR for energy, but the plan's routes and partners add up to 3.00."
    )
    assert found[-1].sentence == (
        "The objective says 0.00 EUR for unserved, but the plan's 1 stop(s) left out are "
        "worth 60.00."
    )


def test_a_line_of_the_objective_that_stands_for_nothing_is_named():
    posed, plan = good_day()
    luck = (*plan.objective.lines, *bill(luck="2.00").lines)

    found = told(posed, replace(plan, objective=Bill(currency="EUR", lines=luck)))

    assert [(one.rule, one.amount) for one in found] == [(Rule.WRONG_OBJECTIVE, 200)]


def test_what_a_partner_takes_is_in_the_objective_in_place_of_the_drop_price():
    posed, plan = good_day()
    posed = with_stop(posed, 2, partner_micro=4_500_000)
    partner = Outsourced(stop_id="C", partner_id="p", price=Money(Decimal("4.50"), "EUR"))
    lines = (*plan.bill.lines, *bill(partners="4.50").lines)
    whole = Bill(currency="EUR", lines=lines)
    handed_over = replace(plan, unassigned=(), outsourced=(partner,), bill=whole)

    assert told(posed, replace(handed_over, objective=whole)) == []
    assert [(one.rule, one.amount) for one in told(posed, handed_over)] == [
        (Rule.WRONG_OBJECTIVE, 450),
        (Rule.WRONG_OBJECTIVE, 6_000),
    ]


def test_a_route_without_grams_is_told():
    posed, plan = good_day()
    clean = with_route(plan, 0, co2e_g=0)

    assert sentences(posed, clean, Rule.WRONG_CARBON) == [
        "Vehicle van-1 emits 3000 g of CO2e on its 12.0 km, not 0 g as the plan says."
    ]


def test_grams_follow_goods_and_distance():
    """A: 3 kg over 3 km, B: 1 kg over 6 km, so 1,800 g and 1,200 g."""
    posed, plan = good_day()
    assert [visit.co2e_g for visit in plan.routes[0].stop_visits] == [1_800, 1_200]
    swapped = with_visit(with_visit(plan, 0, 1, co2e_g=1_200), 0, 2, co2e_g=1_800)

    assert [(one.rule, one.stop) for one in told(posed, swapped)] == [
        (Rule.WRONG_CARBON, "A"),
        (Rule.WRONG_CARBON, "B"),
    ]


def test_stops_bear_all_grams_of_their_route():
    posed, plan = good_day()
    less = with_visit(plan, 0, 1, co2e_g=1_790)

    assert sentences(posed, less, Rule.WRONG_CARBON) == [
        "The stops of vehicle van-1 bear 2990 g of CO2e together, its route 3000 g."
    ]


@pytest.mark.parametrize(
    ("low_s", "high_s", "off_s"),
    [
        (3 * 3_600, 3 * 3_600, 5 * 3_600 + 180),
        (EIGHT, EIGHT + 170, 10),
        (EIGHT + 190, EIGHT + 500, 10),
    ],
)
def test_an_expected_hour_beside_the_planned_one_is_told(low_s, high_s, off_s):
    """A is reached at 08:03."""
    posed, plan = good_day()
    found = told(posed, with_visit(plan, 0, 1, eta_low_s=low_s, eta_high_s=high_s))

    assert [(one.rule, one.stop, one.amount) for one in found] == [
        (Rule.WRONG_EXPECTED, "A", off_s)
    ]


def test_every_visit_expected_at_three_in_the_night_is_named():
    posed, plan = good_day()
    for visit in range(3):
        plan = with_visit(plan, 0, visit, eta_low_s=3 * 3_600, eta_high_s=3 * 3_600)

    assert sentences(posed, plan, Rule.WRONG_EXPECTED) == [
        "The depot (visit 0) is told to expect vehicle van-1 between 03:00 and 03:00, "
        "but it begins there at 08:00.",
        "Stop A is told to expect vehicle van-1 between 03:00 and 03:00, "
        "but it begins there at 08:03.",
        "Stop B is told to expect vehicle van-1 between 03:00 and 03:00, "
        "but it begins there at 08:07.",
    ]


def test_who_waits_for_the_door_is_expected_when_it_opens():
    """A opens at 10:00; arriving earlier is no broken word."""
    stops = {"A": {"windows": (Window(10 * 3_600, 11 * 3_600),)}}
    posed, plan = planned(drawn_day("D..A", stops=stops), ProposedRoute(vehicle=0, trips=((0,),)))

    assert plan.routes[0].stop_visits[0].eta_low_s == 10 * 3_600
    assert sentences(posed, plan, Rule.WRONG_EXPECTED) == []


@pytest.mark.parametrize("line", ["~", "\x01", "????\x7f", encode_polyline([(91.0, 24.0)])])
def test_a_line_that_cannot_be_read_is_told(line):
    posed, plan = good_day()
    found = told(posed, with_route(plan, 0, geometry=line))

    assert [(one.rule, one.route) for one in found] == [(Rule.WRONG_STREETS, "van-1")]


def test_a_line_must_begin_and_end_where_the_route_does():
    """A hundredth of a degree of latitude is 1,112 m, half of that too far as well."""
    posed, plan = good_day()
    lost = with_route(plan, 0, geometry=encode_polyline([(60.01, 24.0), (60.0, 24.0)]))
    astray = with_route(plan, 0, geometry=encode_polyline([(60.0, 24.0), (60.005, 24.0)]))

    assert sentences(posed, lost, Rule.WRONG_STREETS) == [
        "The line drawn for vehicle van-1 begins 1111 m away from where its route begins."
    ]
    assert sentences(posed, astray, Rule.WRONG_STREETS) == [
        "The line drawn for vehicle van-1 ends 555 m away from where its route ends."
    ]
    assert told(posed, astray, Tolerance.for_walks(600.0)) == []
    assert told(posed, with_route(plan, 0, geometry="")) == []


PLACES = "E..A.B\n.D...C\nF.....G"
ALL_KINDS = st.sampled_from(list(StopKind))
NEW_RULES = {
    Rule.WRONG_BILL,
    Rule.WRONG_RATES,
    Rule.WRONG_OBJECTIVE,
    Rule.WRONG_CARBON,
    Rule.WRONG_EXPECTED,
    Rule.WRONG_STREETS,
    Rule.WRONG_PAY,
    Rule.WRONG_HOURS,
    Rule.WRONG_LEG,
    Rule.WRONG_LOAD,
    Rule.WRONG_NUMBERING,
    Rule.ROUTE_ENDS,
    Rule.LEG_TOO_FAST,
    Rule.BREAK_LENGTH,
    Rule.BREAK_MISPLACED,
}


@st.composite
def pauses(draw: st.DrawFn) -> Break:
    """A break of up to ten minutes, due after some work, some driving or neither."""
    duration_s = draw(st.integers(60, 600))
    due_s = st.one_of(st.none(), st.integers(0, 1_500))
    return Break(
        duration_s=duration_s,
        earliest_s=draw(st.sampled_from([0, EIGHT + 400])),
        max_work_s=draw(due_s),
        max_drive_s=draw(due_s),
        first_part_s=draw(st.sampled_from([0, 30])),
        is_paid=draw(st.booleans()),
    )


def rates(bases: Collection[RateBasis]) -> st.SearchStrategy[Rate]:
    """Any rate of one of these bases."""
    return st.builds(
        Rate,
        category=st.sampled_from(list(CostCategory)),
        basis=st.sampled_from(sorted(bases)),
        micro=st.integers(0, 40 * EURO),
    )


@st.composite
def tariffs(draw: st.DrawFn) -> dict[str, Any]:
    """A van with any rates, factors and hours, its route open or not."""
    grams = st.decimals(0, 900, places=3)
    laden = st.none() | st.tuples(grams, grams)
    toll = st.builds(ZoneToll, zone=st.just("west"), micro=st.integers(0, 9 * EURO))
    return {
        "rates": tuple(draw(st.lists(rates(set(RateBasis) - DOOR_BASES), max_size=6))),
        "emission": EmissionFactor(
            ttw_g_per_km=draw(grams),
            wtt_g_per_km=draw(grams),
            ttw_laden=draw(laden),
            wtt_laden=draw(laden),
        ),
        "capacity": Capacity(weight_g=draw(st.none() | st.integers(20_000, 99_000))),
        "min_paid_s": draw(st.sampled_from([0, 500, 7_200])),
        "zone_tolls": tuple(draw(st.lists(toll, max_size=1))),
        "weighed_km_micro": draw(st.integers(0, EURO)),
        "overtime_after_s": draw(st.sampled_from([None, 0, 600, 3_600])),
        "end_depot_id": draw(st.sampled_from(["D", None])),
        "breaks": tuple(draw(st.lists(pauses(), max_size=2))),
        "waiting_paid": draw(st.booleans()),
        "max_trips": 2,
        "driver": Driver(driver_id="d", zones=frozenset({"east"})),
    }


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """A stop with some goods or none, of any kind, at any hour."""
    opens_s = EIGHT + draw(st.integers(0, 3_000))
    window = Window(opens_s, opens_s + draw(st.integers(0, 9_000)))
    return {
        "kind": draw(ALL_KINDS),
        "load": Load(weight_g=draw(st.integers(0, 9_000)), parcels=draw(st.integers(0, 9))),
        "windows": draw(st.sampled_from([(), (window,)])),
        "priority": draw(st.integers(0, 100)),
        "zone": draw(st.sampled_from(["", "east", "west"])),
        "value_micro": draw(st.integers(0, 90 * EURO)),
        "failure_ppm": draw(st.none() | st.integers(0, 1_000_000)),
        "chance_hours": tuple(draw(st.lists(chances, max_size=1))),
        "tries": draw(st.integers(0, 2)),
    }


chances = st.builds(
    lambda from_s, length_s, ppm: ChanceHours(from_s=from_s, until_s=from_s + length_s, ppm=ppm),
    st.integers(EIGHT, EIGHT + 3_000),
    st.integers(1, 6_000),
    st.integers(0, 1_000_000),
)
"""Hours of the morning in which a stop fails otherwise than at the rest of the day."""


def with_wishes(day: DrawnDay) -> DrawnDay:
    """The day with a price for lateness, unknown zones, changes of zone and unlike days."""
    wishes = replace(
        day.config.objective,
        zone_change_micro=1_234_567,
        familiarity_micro=765_432,
        balance_micro=7_000_001,
    )
    late = replace(day.config.service, max_late_s=900, late_micro_per_hour=13_000_007)
    return replace(day, config=replace(day.config, objective=wishes, service=late))


@st.composite
def whole_days(draw: st.DrawFn) -> tuple[Posed, Plan]:
    """
    Six stops among two vans and nobody, one or two trips each, some legs known exactly.

    Where a van takes breaks all are served: why some are not is another room's story.
    """
    vans = [draw(tariffs()), draw(tariffs())]
    doors = tuple(draw(st.lists(rates(DOOR_BASES), max_size=4)))
    vans = [van | {"rates": (*van["rates"], *doors)} for van in vans]
    day = drawn_day(
        PLACES,
        stops={name: draw(asked()) for name in "ABCEFG"},
        vans=vans,
        depot={"loading_s": draw(st.sampled_from([0, 300]))},
        service={"failure_ppm": draw(st.sampled_from([0, 27_700]))},
        unserved_micro=draw(st.sampled_from([None, 0, 12_345_678])),
        slow=draw(st.sampled_from([{0: 1}, {0: 1, 29_100: 2, 30_000: 0.7}])),
    )
    day = with_wishes(day) if draw(st.booleans()) else day
    order = draw(st.permutations(range(6)))
    cuts = [0, *sorted(draw(st.lists(st.integers(0, 6), min_size=4, max_size=4)))]
    if any(van["breaks"] for van in vans):
        cuts[-1] = 6
    parts = [tuple(order[a:b]) for a, b in itertools.pairwise(cuts)]
    routes = [
        ProposedRoute(
            vehicle=van, trips=tuple(trip for trip in parts[2 * van : 2 * van + 2] if trip)
        )
        for van in (0, 1)
    ]
    posed = day.posed()
    spans = tuple(
        (number, *draw(st.sampled_from(list_spans(stop.chances))))
        for number, stop in enumerate(posed.problem.stops)
        if stop.chances and draw(st.booleans())
    )
    routes = [replace(route, spans=spans) for route in routes]
    unserved = tuple(order[cuts[-1] :])
    keys = sorted(used_legs(posed.problem, Proposal(routes=tuple(routes), unserved=unserved)))
    periods = len(posed.problem.travel.period_starts_s)
    exact = st.builds(
        ExactLeg,
        duration_s=st.tuples(*[st.integers(1, 900)] * periods),
        distance_m=st.integers(1, 9_999),
    )
    roads = draw(st.dictionaries(st.sampled_from(keys), exact)) if keys else {}
    return planned(day, *routes, roads=roads)


@story
@given(whole_days())
def test_whatever_the_planner_writes_down_is_reckoned_the_same_here(day):
    posed, plan = day

    assert [one.sentence for one in told(posed, plan) if one.rule in NEW_RULES] == []


@story
@given(whole_days(), st.data())
def test_whatever_amount_is_changed_somebody_says_so(day, data):
    posed, plan = day
    lines = [(n, k) for n, route in enumerate(plan.routes) for k in range(len(route.bill.lines))]
    if not lines:
        return
    number, position = data.draw(st.sampled_from(lines))
    more = Money(Decimal(data.draw(st.integers(2, 999))).scaleb(-2), "EUR")
    changed = list(plan.routes[number].bill.lines)
    changed[position] = replace(changed[position], amount=changed[position].amount + more)
    wrong = with_route(plan, number, bill=Bill(currency="EUR", lines=tuple(changed)))

    assert Rule.WRONG_RATES in {one.rule for one in told(posed, wrong)}


def weighed_day() -> tuple[Posed, Plan]:
    """East, west, east again by a driver who knows the east; a second van drives C alone."""
    driver = Driver(driver_id="d", zones=frozenset({"east"}))
    stops = {
        "A": {"zone": "east", "windows": (Window(EIGHT, EIGHT + 60),)},
        "B": {"zone": "west"},
        "C": {"zone": "east"},
    }
    pause = Break(duration_s=600, max_drive_s=180)
    vans = [VAN | {"driver": driver, "breaks": (pause,)}, VAN | {"driver": driver}]
    day = with_wishes(drawn_day("D..A..B..C", stops=stops, vans=vans))
    routes = [ProposedRoute(vehicle=0, trips=((0, 1),)), ProposedRoute(vehicle=1, trips=((2,),))]
    return planned(day, *routes)


def test_a_day_with_a_break_lateness_and_wishes_is_left_in_peace():
    posed, plan = weighed_day()

    assert told(posed, plan) == []
    assert {line.category for line in plan.objective.lines} > {"familiarity", "zones", "balance"}
    assert any(route.unpaid_s for route in plan.routes)


@pytest.mark.parametrize("category", ["familiarity", "zones", "balance"])
def test_a_wish_that_is_not_told_is_missed(category):
    posed, plan = weighed_day()
    (amount,) = (line.amount for line in plan.objective.lines if line.category == category)
    lines = tuple(line for line in plan.objective.lines if line.category != category)
    found = told(posed, replace(plan, objective=Bill(currency="EUR", lines=lines)))

    assert [(one.rule, one.amount) for one in found] == [
        (Rule.WRONG_OBJECTIVE, int(amount.amount.scaleb(2)))
    ]
    assert "wishes not met are worth" in found[0].sentence


def test_lateness_that_was_not_billed_is_told():
    """A closes at one minute past, is reached at three, and the break before it lasts ten."""
    posed, plan = weighed_day()
    lines = tuple(
        line for line in plan.routes[0].bill.lines if line.category is not CostCategory.LATENESS
    )
    unbilled = with_route(plan, 0, bill=Bill(currency="EUR", lines=lines))

    assert sentences(posed, unbilled, Rule.WRONG_RATES) == [
        "Vehicle van-1 costs 2.60 EUR for lateness (12 min late at doors), "
        "but its bill has no such line."
    ]


def test_only_paid_hours_are_billed():
    """Out for 24 minutes with a break of ten: 14 are paid."""
    _, plan = weighed_day()
    route = plan.routes[0]

    assert (route.end_s - route.start_s, route.paid_s) == (1_440, 840)
    wages = next(line.amount for line in route.bill.lines if line.category is CostCategory.WAGES)
    assert str(wages) == "4.67"


def test_a_partner_takes_what_it_was_asked_to_at_its_price():
    posed, plan = good_day()
    partner = Outsourced(stop_id="C", partner_id="p", price=Money(Decimal("4.50"), "EUR"))
    handed_over = replace(plan, unassigned=(), outsourced=(partner,))
    dearer = with_stop(posed, 2, partner_micro=5_000_000)

    assert sentences(posed, handed_over, Rule.NO_PARTNER) == [
        "No partner takes stop C, which is handed to p."
    ]
    assert sentences(dearer, handed_over, Rule.WRONG_PARTNER) == [
        "Partner p takes stop C for 5.00 EUR, not 4.50 as the plan says."
    ]


def test_of_options_that_nobody_serves_only_the_dearest_counts():
    """B and C are one order, worth 60 euros each: left out both, it is 60 euros, not 120."""
    day = drawn_day("D..A..B..C", stops=STOPS, vans=[VAN, VAN], unserved_micro=60 * EURO)
    posed, plan = planned(day, ProposedRoute(vehicle=0, trips=((0,),)))
    for number in (1, 2):
        posed = with_stop(posed, number, option_of=9)

    (found,) = told(posed, plan)

    assert (found.rule, found.amount) == (Rule.WRONG_OBJECTIVE, 6_000)
