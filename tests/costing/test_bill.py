"""The bill: exact to the half cent, and always adding up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.costing.bill import bill_plan, bill_route, cents
from lastmile_cli.costing.quantities import (
    Quantities,
    basis_micro,
    lateness_micro,
    overtime_s,
    route_cost_micro,
)
from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis
from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.problem import NO_LIMIT, ProblemVehicle
from tests.strategies import story

WAGES = Rate(category=CostCategory.WAGES, basis=RateBasis.PER_PAID_HOUR, micro=24 * MICRO)
DIESEL = Rate(category=CostCategory.ENERGY, basis=RateBasis.PER_KM, micro=130_000)
TYRES = Rate(category=CostCategory.MAINTENANCE, basis=RateBasis.PER_KM, micro=80_000)
LATE_HOURS = Rate(
    category=CostCategory.OVERTIME, basis=RateBasis.PER_OVERTIME_HOUR, micro=12 * MICRO
)
LEASE = Rate(category=CostCategory.VEHICLE, basis=RateBasis.PER_ROUTE, micro=31_500_000)
BOX = Rate(category=CostCategory.PACKAGING, basis=RateBasis.PER_PARCEL, micro=250_000)

quantities = st.builds(
    Quantities,
    distance_m=st.integers(0, 500_000),
    paid_s=st.integers(0, 60_000),
    overtime_s=st.integers(0, 20_000),
    stops=st.integers(0, 200),
    parcels=st.integers(0, 900),
)
rates = st.lists(
    st.builds(
        Rate,
        category=st.sampled_from(CostCategory),
        basis=st.sampled_from(RateBasis),
        micro=st.integers(0, 80 * MICRO),
    ),
    max_size=8,
)


def used(**special):
    return Quantities(**({"distance_m": 0, "paid_s": 0, "overtime_s": 0, "stops": 0} | special))


def printed(bill):
    return {str(line.category): str(line.amount) for line in bill.lines}


def test_a_day_of_ten_hours_and_eighty_km():
    """10 h at 24; 2 h beyond eight at 12 more; 80 km at 13 and 8 cents; a lease; 40 boxes at 25 cents."""
    day = used(distance_m=80_000, paid_s=36_000, overtime_s=7_200, stops=35, parcels=40)

    bill = bill_route(day, (WAGES, DIESEL, TYRES, LATE_HOURS, LEASE, BOX), "EUR")

    assert printed(bill) == {
        "energy": "10.40",
        "maintenance": "6.40",
        "wages": "240.00",
        "overtime": "24.00",
        "vehicle": "31.50",
        "packaging": "10.00",
    }
    assert str(bill.total) == "322.30"


def test_a_line_is_rounded_half_up_once():
    """500 m at 13 cents a km are 6.5 cents; two such rates on one line are 13, not 14."""
    assert printed(bill_route(used(distance_m=500), (DIESEL,), "EUR")) == {"energy": "0.07"}
    assert printed(bill_route(used(distance_m=500), (DIESEL, DIESEL), "EUR")) == {"energy": "0.13"}


def test_what_comes_to_nothing_is_not_printed():
    assert bill_route(used(paid_s=3_600), (WAGES, LATE_HOURS), "EUR").lines[1:] == ()


def test_overtime_begins_after_the_agreed_hours():
    assert overtime_s(8 * 3_600, 8 * 3_600) == 0
    assert overtime_s(8 * 3_600 + 1, 8 * 3_600) == 1
    assert overtime_s(30 * 3_600, None) == 0


def test_nothing_negative_is_billed():
    with pytest.raises(ValueError, match="negative"):
        used(distance_m=-1)


@story
@given(st.lists(st.tuples(quantities, rates), max_size=5))
def test_a_plan_costs_exactly_what_its_routes_cost(routes):
    bills = [bill_route(amounts, tuple(prices), "EUR") for amounts, prices in routes]

    plan = bill_plan(bills, "EUR")

    assert plan.total.amount == sum((bill.total.amount for bill in bills), start=Decimal(0))
    order = [line.category for line in plan.lines]
    assert order == [category for category in CostCategory if category in order]


@story
@given(quantities, rates, st.integers(0, 60_000), st.fractions(0, 10**8))
def test_the_till_agrees_with_what_an_engine_minimises(amounts, prices, after_s, late_micro):
    """Within half a cent a printed line, lateness included; parcels are the till's alone."""
    rates = tuple(rate for rate in prices if rate.basis is not RateBasis.PER_PARCEL)
    amounts = used(
        distance_m=amounts.distance_m,
        paid_s=amounts.paid_s,
        overtime_s=overtime_s(amounts.paid_s, after_s),
        stops=amounts.stops,
    )
    vehicle = ProblemVehicle(
        vehicle_id="van-1",
        table=0,
        start_place=0,
        end_place=0,
        earliest_s=0,
        latest_s=NO_LIMIT,
        capacity=(),
        overtime_after_s=after_s,
        per_km_micro=basis_micro(rates, RateBasis.PER_KM),
        per_hour_micro=basis_micro(rates, RateBasis.PER_PAID_HOUR),
        overtime_micro=basis_micro(rates, RateBasis.PER_OVERTIME_HOUR),
        fixed_micro=basis_micro(rates, RateBasis.PER_ROUTE),
        per_stop_micro=basis_micro(rates, RateBasis.PER_STOP),
        per_parcel_micro=basis_micro(rates, RateBasis.PER_PARCEL),
    )

    bill = bill_route(amounts, rates, "EUR", late_micro=late_micro)
    engine = route_cost_micro(
        vehicle,
        distance_m=amounts.distance_m,
        paid_s=amounts.paid_s,
        stops=amounts.stops,
        parcels=amounts.parcels,
        late_micro=late_micro,
    )

    categories = len({rate.category for rate in rates} | {CostCategory.LATENESS})
    assert abs(Fraction(bill.total.amount) - engine / MICRO) <= Fraction(categories, 200)


def test_lateness_is_a_line_of_the_bill_rounded_once():
    """Three stops a second late each at 6 euros an hour: half a cent together, not three times none."""
    late_micro = lateness_micro([(1, 6_000_000)] * 3)

    bill = bill_route(used(), (), "EUR", late_micro=late_micro)

    assert late_micro == 5_000
    assert printed(bill) == {"lateness": "0.01"}


@story
@given(st.fractions(-(10**9), 10**9))
def test_cents_are_the_nearest_whole_ones(micro):
    assert abs(cents(micro) * 10_000 - micro) <= 5_000
