"""Who causes the driving, against all orders of joining there are."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.costing.shapley import driving_shares
from tests.strategies import story
from tests.worlds import world


@st.composite
def legs(draw, most=6):
    size = draw(st.integers(1, most)) + 2
    row = st.lists(st.integers(0, 1_000), min_size=size, max_size=size)
    return draw(st.lists(row, min_size=size, max_size=size))


def tour(leg_cost, members):
    if not members:
        return 0
    way = [0, *sorted(members), len(leg_cost) - 1]
    return sum(leg_cost[a][b] for a, b in itertools.pairwise(way))


def by_all_orders(leg_cost):
    """The definition: what each adds on average over all orders of joining."""
    count = len(leg_cost) - 2
    added = [Fraction(0)] * count
    orders = list(itertools.permutations(range(1, count + 1)))
    for order in orders:
        for position, stop in enumerate(order):
            before = order[:position]
            added[stop - 1] += tour(leg_cost, (*before, stop)) - tour(leg_cost, before)
    return tuple(total / len(orders) for total in added)


@story
@given(legs(5))
def test_the_closed_form_is_the_average_over_all_orders(leg_cost):
    assert driving_shares(leg_cost) == by_all_orders(leg_cost)


def test_six_stops_too():
    leg_cost = [[(7 * i + 13 * j * j) % 101 for j in range(8)] for i in range(8)]

    assert driving_shares(leg_cost) == by_all_orders(leg_cost)


@story
@given(legs(25))
def test_shares_add_up_to_the_whole_drive(leg_cost):
    everybody = range(1, len(leg_cost) - 1)

    assert sum(driving_shares(leg_cost)) == tour(leg_cost, everybody)


def test_two_stops_on_one_street_share_the_way_they_share():
    """B is 6 minutes out, A lies halfway: both share the first 3 minutes there and back."""
    at, travel_s = world("D..A..B")
    way = [at["D"], at["A"], at["B"], at["D"]]
    leg_cost = [[travel_s[a][b] // 60 for b in way] for a in way]

    assert driving_shares(leg_cost) == (3, 3 + 6)


def test_stops_at_one_door_pay_the_same():
    at, travel_s = world("D...A")
    way = [at["D"], at["A"], at["A"], at["A"], at["D"]]
    leg_cost = [[travel_s[a][b] // 60 for b in way] for a in way]

    assert driving_shares(leg_cost) == (Fraction(8, 3),) * 3


def test_a_trip_without_stops_has_nothing_to_share():
    assert driving_shares([[0, 0], [0, 0]]) == ()


def test_two_hundred_stops_are_shared_exactly():
    size = 202
    leg_cost = [[abs(i * i - 3 * j * j) % 9_973 for j in range(size)] for i in range(size)]

    shares = driving_shares(leg_cost)

    assert len(shares) == 200
    assert sum(shares) == tour(leg_cost, range(1, 201))
