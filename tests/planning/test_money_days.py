"""Bills of drawn days, counted on fingers; and what an engine minimises is what they say."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from lastmile_cli.domain.attempts import AttemptSettings, ChanceHours, list_spans
from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis, ZoneToll
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Order, StopKind, Window
from lastmile_cli.domain.supply import Supply
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.planning.minimum_pay import is_minimum_weighed
from lastmile_cli.planning.stop_costs import saved_without
from lastmile_cli.timing.charging import with_charges
from tests.days import DAY, EIGHT, PROVENANCE, RATES, drawn_day
from tests.strategies import story
from tests.worlds import EURO

HOUR = 3_600


def rate(category, basis, cents):
    return Rate(category=CostCategory(category), basis=RateBasis(basis), micro=cents * 10_000)


def route(*trips, vehicle=0):
    return ProposedRoute(vehicle=vehicle, trips=trips)


def plan_of(day, *routes):
    posed = day.posed()
    served = {stop for each in routes for stop in each.stops}
    unserved = tuple(n for n in range(len(day.stops)) if n not in served)
    proposal = Proposal(routes=routes, unserved=unserved)
    return assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)


def amounts(bill):
    return {str(line.category): str(line.amount) for line in bill.lines}


def codes(day):
    return [notice.code for notice in day.posed().notices]


def test_two_orders_of_three_parcels_are_picked_and_packed():
    """2 orders at 60 and 3 parcels at 15 cents are 1.65; packed at 25 each and 30: 1.40."""
    rates = (
        rate("picking", "per_sent_order", 60),
        rate("picking", "per_sent_parcel", 15),
        rate("packing", "per_sent_order", 25),
        rate("packing", "per_sent_parcel", 30),
    )
    orders = (Order(order_id="A"), Order(order_id="A2"))
    stops = {"A": {"orders": orders, "load": Load(parcels=3)}}

    plan = plan_of(drawn_day("D..A", stops=stops, vans=[{"rates": rates}]), route((0,)))

    assert amounts(plan.bill) == {"picking": "1.65", "packing": "1.40"}


def test_a_return_is_handled_but_never_picked():
    rates = (
        rate("picking", "per_sent_order", 60),
        rate("returns", "per_fetched_stop", 50),
        rate("returns", "per_fetched_parcel", 920),
    )
    stops = {"A": {"kind": StopKind.RETURN, "load": Load(parcels=2)}, "B": {}}

    plan = plan_of(drawn_day("D..A.B", stops=stops, vans=[{"rates": rates}]), route((0, 1)))

    assert amounts(plan.bill) == {"picking": "0.60", "returns": "18.90"}
    assert [amounts_of(visit) for visit in plan.routes[0].stop_visits] == [
        {"returns": "18.90"},
        {"picking": "0.60"},
    ]


def amounts_of(visit):
    return {str(line.category): str(line.amount) for line in visit.cost_lines}


def test_goods_that_never_see_the_depot_are_neither_picked_nor_taken_back():
    rates = (
        rate("picking", "per_sent_parcel", 60),
        rate("returns", "per_fetched_stop", 50),
        rate("packaging", "per_parcel", 10),
    )
    goods = Load(parcels=2)
    stops = {
        "A": {"kind": StopKind.PICKUP, "load": goods, "paired_with": "B"},
        "B": {"load": goods},
    }

    plan = plan_of(drawn_day("D..A.B", stops=stops, vans=[{"rates": rates}]), route((0, 1)))

    assert amounts(plan.bill) == {"packaging": "0.40"}


def test_claims_are_a_share_of_the_value_and_failures_of_a_further_attempt():
    """0.3 % of 200.00 is 0.60; one attempt in ten and the usual one in four, at 15.30: 5.36."""
    rates = (
        Rate(category=CostCategory.CLAIMS, basis=RateBasis.PER_VALUE, micro=3_000),
        rate("failed_attempts", "per_failure", 1530),
    )
    stops = {
        "A": {"value_micro": 150 * EURO, "failure_ppm": 100_000},
        "B": {"value_micro": 50 * EURO},
    }
    day = drawn_day(
        "D..A.B", stops=stops, vans=[{"rates": rates}], service={"failure_ppm": 250_000}
    )

    plan = plan_of(day, route((0, 1)))

    assert amounts(plan.bill) == {"failed_attempts": "5.36", "claims": "0.60"}
    assert amounts_of(plan.routes[0].stop_visits[0]) == {
        "failed_attempts": "1.53",
        "claims": "0.45",
    }


def test_a_zone_costs_a_vehicle_its_toll_once_and_its_stops_share_it():
    tolls = (ZoneToll(zone="centre", micro=3 * EURO), ZoneToll(zone="port", micro=EURO))
    stops = {name: {"zone": "centre"} for name in "AB"} | {"C": {}}
    day = drawn_day("D.A.B.C", stops=stops, vans=[{"rates": (), "zone_tolls": tolls}])

    plan = plan_of(day, route((0, 1, 2)))

    assert amounts(plan.bill) == {"zone_tolls": "3.00"}
    assert [str(visit.cost) for visit in plan.routes[0].stop_visits] == ["1.50", "1.50", "0.00"]
    assert "LM1531" in codes(day)


def test_who_works_seven_minutes_is_paid_for_an_hour():
    """At 36.00 an hour: 4.20 for the work and 31.80 so that it is an hour."""
    idle = rate("minimum_pay", "per_unworked_hour", 3600)
    van = {"rates": (*RATES, idle), "min_paid_s": HOUR}

    plan = plan_of(drawn_day("D..A", vans=[van]), route((0,)))

    assert amounts(plan.bill) == {
        "energy": "6.00",
        "wages": "4.20",
        "minimum_pay": "31.80",
        "vehicle": "20.00",
    }


def test_a_minimum_is_weighed_as_a_price_of_the_day_and_hours_from_then_on():
    idle = rate("minimum_pay", "per_unworked_hour", 3600)
    van = {"rates": (*RATES, idle), "min_paid_s": HOUR}
    day = drawn_day("D..A", vans=[van])

    (posed,) = day.posed().problem.vehicles

    assert (posed.fixed_micro, posed.per_hour_micro) == (56 * EURO, 0)
    assert (posed.overtime_micro, posed.overtime_after_s) == (36 * EURO, HOUR)
    assert "LM1530" not in codes(day)


def test_a_minimum_beside_overtime_is_billed_and_told():
    extra = rate("overtime", "per_overtime_hour", 1800)
    idle = rate("minimum_pay", "per_unworked_hour", 3600)
    van = {"rates": (*RATES, idle, extra), "min_paid_s": HOUR, "overtime_after_s": 8 * HOUR}
    day = drawn_day("D..A", vans=[van])
    short = drawn_day("D..A", vans=[van | {"max_duration_s": 8 * HOUR}])

    assert "LM1530" in codes(day)
    assert amounts(plan_of(day, route((0,))).bill)["minimum_pay"] == "31.80"
    assert "LM1530" not in codes(short)


def test_emissions_with_a_price_nobody_pays_stand_beside_the_bill():
    """6 km at 10 cents."""
    day = drawn_day("D..A", vans=[{"weighed_km_micro": 100_000}])

    plan = plan_of(day, route((0,)))

    assert amounts(plan.objective)["co2_weighed"] == "0.60"
    assert "co2_weighed" not in amounts(plan.bill)
    assert day.posed().problem.vehicles[0].per_km_micro == 1_100_000


def test_a_van_that_stays_at_home_costs_nothing():
    vans = [
        {},
        {"min_paid_s": HOUR, "rates": (*RATES, rate("minimum_pay", "per_unworked_hour", 99))},
    ]

    plan = plan_of(drawn_day("D..A", vans=vans), route((0,)))

    assert [van.vehicle_id for van in plan.routes] == ["van-1"]
    assert amounts(plan.bill) == {"energy": "6.00", "wages": "4.20", "vehicle": "20.00"}


def test_prices_at_the_door_are_the_same_for_every_vehicle():
    vans = [{}, {"rates": (*RATES, rate("returns", "per_fetched_stop", 5))}]

    with pytest.raises(LastmileError, match="van-2 has other prices at the door than van-1"):
        drawn_day("D..A", vans=vans).posed()


def test_leaving_out_all_stops_of_somebody_saves_more_than_each_alone():
    """Without B alone or C alone the far way is driven all the same; without both it is not."""
    day = drawn_day("D.A......BC")
    posed, routes = day.posed(), (route((0, 1, 2)),)

    alone = [saved_without(posed, routes, [stop], "EUR").amount for stop in (1, 2)]
    both = saved_without(posed, routes, [1, 2], "EUR").amount

    assert both > sum(alone)
    assert saved_without(posed, routes, [0, 1, 2], "EUR").amount == Decimal("53.80")


DOORS = [
    RateBasis.PER_SENT_ORDER,
    RateBasis.PER_SENT_PARCEL,
    RateBasis.PER_FETCHED_STOP,
    RateBasis.PER_FETCHED_PARCEL,
    RateBasis.PER_FAILURE,
    RateBasis.PER_VALUE,
    RateBasis.PER_INCENTIVE,
    RateBasis.PER_TRANSFER,
]
LINES = [c for c in CostCategory if c not in (CostCategory.ZONE_TOLLS, CostCategory.MINIMUM_PAY)]


def any_rates(bases):
    priced = st.builds(
        Rate,
        category=st.sampled_from(LINES),
        basis=st.sampled_from(bases),
        micro=st.integers(0, 40 * EURO),
    )
    return st.lists(priced, max_size=6).map(tuple)


@st.composite
def rich_money_days(draw):
    doors = draw(any_rates(DOORS))
    vans = []
    for _ in range(2):
        own = draw(any_rates([basis for basis in RateBasis if basis not in DOORS and
                              basis is not RateBasis.PER_UNWORKED_HOUR]))  # fmt: skip
        hourly = sum(it.micro for it in own if it.basis is RateBasis.PER_PAID_HOUR)
        idle = Rate(
            category=CostCategory.MINIMUM_PAY, basis=RateBasis.PER_UNWORKED_HOUR, micro=hourly
        )
        vans.append(
            {
                "rates": (*own, idle, *doors),
                "min_paid_s": draw(st.sampled_from([0, 400, 1_234, 4 * HOUR])),
                "overtime_after_s": draw(st.sampled_from([None, 0, 900, 8 * HOUR])),
                "max_duration_s": draw(st.sampled_from([None, 8 * HOUR])),
                "zone_tolls": (ZoneToll(zone="north", micro=draw(st.integers(0, 9 * EURO))),),
                "weighed_km_micro": draw(st.integers(0, EURO)),
                "battery": draw(st.sampled_from([None, SMALL_BATTERY])),
            }
        )
    late = Window(EIGHT, EIGHT + 60)
    stops = {
        name: {
            "kind": draw(st.sampled_from(list(StopKind))),
            "load": Load(parcels=draw(st.integers(0, 9))),
            "value_micro": draw(st.integers(0, 300 * EURO)),
            "incentive_micro": draw(st.integers(0, 5 * EURO)),
            "failure_ppm": draw(st.none() | st.integers(0, 1_000_000)),
            "supply": draw(
                st.none()
                | st.builds(
                    Supply, depot_ids=st.just(frozenset("D")), price_micro=st.integers(0, 5 * EURO)
                )
            ),
            "zone": draw(st.sampled_from(["north", "south", ""])),
            "windows": draw(st.sampled_from([(), (late,)])),
            "tries": draw(st.integers(0, 3)),
        }
        for name in "ABCEFG"
    }
    day = drawn_day(
        "E..A.B\n.D.X.C\nF.....G",
        stops=stops,
        vans=vans,
        chargers="X",
        unserved_micro=draw(st.sampled_from([None, 30 * EURO])),
        service={"failure_ppm": 27_700, "max_late_s": 7_200, "late_micro_per_hour": 7 * EURO},
        attempts=AttemptSettings(hours=draw(chance_hours()), factor_per_try=Decimal("1.3")),
    )
    plug = Plug(watts=22_000, plug_s=60, per_kwh_micro=draw(st.integers(0, EURO)))
    chargers = tuple(replace(charger, plug=plug) for charger in day.config.chargers)
    return replace(day, config=replace(day.config, chargers=chargers))


SMALL_BATTERY = Battery(
    capacity_mwh=4_000_000,
    reserve_mwh=400_000,
    start_mwh=4_000_000,
    per_m_nwh=400_000_000,
    takes=((3_000_000, 11_000), (4_000_000, 4_000)),
    own_kwh_micro=200_000,
)
"""Nine kilometres, and slower above three quarters."""


@st.composite
def chance_hours(draw):
    """Up to three spans in the first hour of the day, each with a chance of its own."""
    ends = sorted(draw(st.lists(st.integers(EIGHT, EIGHT + 3_600), max_size=4, unique=True)))
    return tuple(
        ChanceHours(from_s=from_s, until_s=until_s, ppm=draw(st.integers(0, 1_000_000)))
        for from_s, until_s in itertools.pairwise(ends)
    )


@story
@given(
    rich_money_days(),
    st.permutations(range(6)),
    st.integers(0, 6),
    st.integers(0, 2),
    st.booleans(),
)
def test_till_and_engine_agree_within_half_a_cent_a_line(day, order, cut, left, is_timed):
    """All but what LM1530 and LM1531 say is billed, not weighed."""
    one, two = tuple(order[left:][:cut]), tuple(order[left:][cut:])
    routes = [route(stops, vehicle=n) for n, stops in enumerate((one, two)) if stops]
    posed = day.posed()
    if is_timed:
        routes = [with_spans(posed.problem, one) for one in routes]
    routes = [with_charges(posed.problem, one) for one in routes]
    event("charged" if any(one.charges for one in routes) else "not charged")
    plan = plan_of(day, *routes)

    exact = objective_micro(
        posed.problem, Proposal(routes=tuple(routes), unserved=tuple(order[:left]))
    )

    weighed = Fraction(0)
    lines = 1
    for van in plan.routes:
        number = int(van.vehicle_id[-1]) - 1
        vehicle = posed.vehicles[number]
        is_weighed = is_minimum_weighed(vehicle, posed.problem.vehicles[number])
        for line in van.bill.lines:
            is_idle = line.category is CostCategory.MINIMUM_PAY
            if line.category is not CostCategory.ZONE_TOLLS and (is_weighed or not is_idle):
                weighed += Fraction(line.amount.amount)
                lines += 1
        event("minimum weighed" if is_weighed and vehicle.min_paid_s else "no minimum weighed")
    billed = {line.category for line in plan.bill.lines}
    beside = [line for line in plan.objective.lines if line.category not in billed]
    weighed += sum(Fraction(line.amount.amount) for line in beside)
    if not any(it.micro for vehicle in posed.vehicles for it in vehicle.rates):
        return  # without any price the engine weighs one of its own (LM1225)
    assert abs(weighed - exact / MICRO) <= Fraction(lines + len(beside), 200)


def with_spans(problem, one):
    """The same route, each stop meant for the last of its spans."""
    spans = (
        (stop, *list_spans(problem.stops[stop].chances)[-1])
        for stop in one.stops
        if problem.stops[stop].chances
    )
    return replace(one, spans=tuple(spans))


@story
@given(rich_money_days(), st.permutations(range(6)), st.integers(0, 6))
def test_stops_bear_every_line_to_the_cent(day, order, cut):
    routes = [
        route(stops, vehicle=n)
        for n, stops in enumerate((tuple(order[:cut]), tuple(order[cut:])))
        if stops
    ]

    plan = plan_of(day, *routes)

    for van in plan.routes:
        for line in van.bill.lines:
            parts = [it.amount.amount for visit in van.stop_visits for it in visit.cost_lines
                     if it.category == line.category]  # fmt: skip
            assert sum(parts) == line.amount.amount
        for visit in van.stop_visits:
            assert sum(it.amount.amount for it in visit.cost_lines) == visit.cost.amount
    assert sum(van.bill.total.amount for van in plan.routes) == plan.bill.total.amount


def test_the_dearest_day_is_dearer_than_what_stops_cost_at_their_doors():
    """A mandatory stop is served though its claims cost more than all driving."""
    claims = Rate(category=CostCategory.CLAIMS, basis=RateBasis.PER_VALUE, micro=MICRO)
    stops = {"A": {"value_micro": 90_000 * EURO}}
    day = drawn_day("D..A", stops=stops, vans=[{"rates": (*RATES, claims)}])

    (asked,) = day.posed().problem.stops

    assert asked.served_micro == 90_000 * EURO
    assert asked.drop_micro > asked.served_micro


def test_a_bill_that_names_no_price_has_no_lines():
    plan = plan_of(drawn_day("D..A", vans=[{"rates": ()}]), route((0,)))

    assert plan.bill.lines == ()
    assert [visit.cost_lines for visit in plan.routes[0].stop_visits] == [()]


def test_likely_failures_without_a_price_are_told():
    day = drawn_day("D..A", stops={"A": {"failure_ppm": 50_000}})
    priced = replace(
        day,
        config=replace(
            day.config,
            vehicles=tuple(
                replace(van, rates=(*van.rates, rate("failed_attempts", "per_failure", 900)))
                for van in day.config.vehicles
            ),
        ),
    )

    assert "LM1532" in codes(day)
    assert "LM1532" not in codes(priced)
