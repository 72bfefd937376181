"""Grams that add up: of legs, of stops, on the road and before."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.costing.carbon import DoorLoad, Emission, leg_emission, weights_on_board
from lastmile_cli.costing.carbon_book import Grams, print_legs, print_route, print_stops
from lastmile_cli.domain.fleet import EmissionFactor
from tests.strategies import story

LORRY = EmissionFactor(
    ttw_g_per_km=Decimal(500),
    wtt_g_per_km=Decimal(120),
    ttw_laden=(Decimal(400), Decimal(600)),
    wtt_laden=(Decimal(100), Decimal(140)),
)
exact = st.fractions(0, 10**6, max_denominator=1_000)
emissions = st.builds(Emission, ttw_g=exact, wtt_g=exact)


def test_a_lorry_emits_by_what_is_on_board():
    """Empty 500, half full 620, full 740 a km; beyond full it is full."""
    grams = [
        leg_emission(1_000, LORRY, weight_g=weight, capacity_g=4_000).total_g
        for weight in (0, 2_000, 4_000, 9_000)
    ]

    assert grams == [500, 620, 740, 740]


def test_a_lorry_whose_room_nobody_knows_is_laden_as_usual():
    assert leg_emission(2_000, LORRY, weight_g=3_000).total_g == 1_240


def test_the_load_shrinks_at_each_door_and_grows_where_goods_are_fetched():
    """5 and 3 kg go out, 2 come back; then a second trip with 4."""
    first = [DoorLoad(sent_g=5, change_g=-5), DoorLoad(change_g=2), DoorLoad(sent_g=3, change_g=-3)]

    assert weights_on_board([first, [DoorLoad(sent_g=4, change_g=-4)]]) == [8, 3, 5, 2, 4, 0]


def test_goods_from_door_to_door_are_on_board_only_between_the_two():
    assert weights_on_board([[DoorLoad(change_g=7), DoorLoad(change_g=-7)]]) == [0, 7, 0]


@story
@given(st.lists(emissions, max_size=9))
def test_legs_add_up_to_their_route_and_both_parts_to_the_whole(legs):
    route = print_route(legs)

    assert sum(print_legs(legs), start=Grams()) == route
    assert route.total_g == sum(legs, start=Emission()).total_g


@story
@given(emissions, st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_what_stops_bear_is_parted_as_the_route_is(route, weights):
    grams = print_route([route])
    borne = [grams.total_g * weight // (sum(weights) or 1) for weight in weights]
    borne[0] += grams.total_g - sum(borne)

    stops = print_stops(grams, borne)

    assert [stop.total_g for stop in stops] == borne
    assert sum(stops, start=Grams()) == grams
    assert min(min(stop.ttw_g, stop.wtt_g) for stop in stops) >= 0


def test_nothing_emitted_is_nothing_printed():
    assert print_legs([Emission(), Emission(ttw_g=Fraction(0))]) == (Grams(), Grams())
    assert print_stops(Grams(), [0, 0]) == (Grams(), Grams())
