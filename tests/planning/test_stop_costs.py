"""What a stop costs: its fair share, and what leaving it out would save."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.planning.stop_costs import allocated_costs, bill_timed, marginal_costs
from lastmile_cli.timing.clock import time_route
from tests.days import drawn_day
from tests.strategies import story

LETTERS = "ABCEFG"


def costs_of(day, *trips):
    posed = day.posed()
    route = ProposedRoute(vehicle=0, trips=trips)
    timed = time_route(posed.problem, route)
    bill = bill_timed(posed, timed, "EUR")
    shares = allocated_costs(posed, timed, bill)
    return bill, shares, marginal_costs(posed, route, "EUR")


def amounts(costs):
    return {stop: str(money) for stop, money in costs.items()}


def test_the_far_stop_pays_for_the_way_only_it_needs():
    """A km at 60 km/h costs 1.60. A and B share 4 km to A and back, B alone the 4 behind it.

    Each serves a minute for 0.60 and bears half of the van's 20.00.
    """
    bill, shares, _ = costs_of(drawn_day("D.A.B"), (0, 1))

    assert str(bill.total) == "34.00"
    assert amounts(shares) == {0: "13.80", 1: "20.20"}


def test_leaving_out_saves_the_detour_and_the_minute_but_not_the_van():
    _, _, saved = costs_of(drawn_day("D.A.B"), (0, 1))

    assert amounts(saved) == {0: "0.60", 1: "7.00"}


def test_the_only_stop_costs_the_whole_route_either_way():
    bill, shares, saved = costs_of(drawn_day("D..A"), (0,))

    assert amounts(shares) == amounts(saved) == {0: str(bill.total)}


def test_every_trip_shares_its_own_driving():
    """B goes alone on the second trip, four times as far as A on the first."""
    _, shares, _ = costs_of(drawn_day("B........D..A"), (1,), (0,))

    driving = {stop: money.amount - Decimal("10.60") for stop, money in shares.items()}
    assert driving == {0: Decimal("28.80"), 1: Decimal("9.60")}


def test_an_open_route_drives_nobody_home():
    bill, shares, _ = costs_of(drawn_day("D.A.B", vans=[{"end_depot_id": None}]), (0, 1))

    assert str(bill.total) == "27.60"
    assert amounts(shares) == {0: "12.20", 1: "15.40"}


@story
@given(
    st.permutations(range(6)),
    st.integers(1, 6),
    st.lists(st.integers(0, 9), min_size=6, max_size=6),
    st.booleans(),
    st.sampled_from(({0: 1}, {0: 1, 29_100: 2, 30_000: 0.7})),
)
def test_shares_always_add_up_to_the_printed_total(order, cut, parcels, is_open, slow):
    stops = {
        name: {"load": Load(parcels=count)} for name, count in zip(LETTERS, parcels, strict=True)
    }
    van = {"end_depot_id": None} if is_open else {}
    day = drawn_day("E..A.B\n.D...C\nF.....G", stops=stops, vans=[van], slow=slow)
    trips = [tuple(order[:cut]), tuple(order[cut:])]

    bill, shares, saved = costs_of(day, *(trip for trip in trips if trip))

    assert sum(money.amount for money in shares.values()) == bill.total.amount
    assert set(shares) == set(saved) == set(range(6))
