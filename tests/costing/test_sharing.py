"""Shares that add up to the last cent and gram."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.costing.carbon import leg_emission, route_emission, stop_grams
from lastmile_cli.costing.sharing import allocate_route, share_by_weight
from lastmile_cli.domain.fleet import EmissionFactor
from lastmile_cli.domain.money import Money
from tests.strategies import story

VAN = EmissionFactor(ttw_g_per_km=Decimal("190.25"), wtt_g_per_km=Decimal("45.5"))
amounts = st.integers(-(10**7), 10**9).map(lambda n: Fraction(n, 7))


def euros(text):
    return Money(Decimal(text), "EUR")


def test_each_pays_its_own_and_an_equal_part_of_the_rest():
    """9.00 of the 12.00 have a name; the other 3.00 are shared equally."""
    shares = allocate_route(
        euros("12.00"),
        driving_micro=[Fraction(2_000_000), Fraction(5_000_000)],
        own_micro=[Fraction(1_000_000), Fraction(1_000_000)],
    )

    assert [str(share) for share in shares] == ["4.50", "7.50"]


def test_ten_cents_among_three_leave_none_over():
    shares = allocate_route(euros("0.10"), [Fraction(0)] * 3, [Fraction(0)] * 3)

    assert [str(share) for share in shares] == ["0.04", "0.03", "0.03"]


@story
@given(st.integers(0, 10**6), st.lists(st.tuples(amounts, amounts), min_size=1, max_size=12))
def test_what_the_stops_pay_is_what_the_route_costs(total_cents, parts):
    total = Money(Decimal(total_cents).scaleb(-2), "EUR")

    shares = allocate_route(total, [a for a, _ in parts], [b for _, b in parts])

    assert sum(share.amount for share in shares) == total.amount
    assert all(share == share.rounded() for share in shares)


@story
@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_shared_by_weight_nothing_is_lost(total, weights):
    shares = share_by_weight(total, weights)

    assert sum(shares) == total
    assert min(shares) >= 0
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if not weight) or (
        not any(weights)
    )


def test_a_leg_emits_by_the_km_on_the_road_and_before():
    leg = leg_emission(4_000, VAN)

    assert (leg.ttw_g, leg.wtt_g, leg.total_g) == (761, 182, 943)


@story
@given(st.lists(st.integers(0, 50_000), max_size=10))
def test_a_route_emits_what_its_legs_emit(distances):
    legs = [leg_emission(distance, VAN) for distance in distances]

    assert route_emission(distances, VAN).total_g == sum(legs, start=leg_emission(0, VAN)).total_g


def test_grams_follow_the_tonne_km():
    """Twice the goods twice as far are four times the tonne-km."""
    assert stop_grams(1_000, weights_g=[5, 10], direct_m=[300, 600]) == (200, 800)


def test_without_weights_the_distance_counts_and_without_that_the_heads():
    assert stop_grams(900, weights_g=[0, 0], direct_m=[100, 200]) == (300, 600)
    assert stop_grams(5, weights_g=[0, 7], direct_m=[0, 0]) == (3, 2)
