"""Shares that add up to the last cent and gram."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.costing.carbon import Emission, leg_emission, stop_grams
from lastmile_cli.costing.sharing import share_by_weight, share_lines
from lastmile_cli.domain.fleet import CostCategory, EmissionFactor
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, BillLine
from tests.strategies import story

VAN = EmissionFactor(ttw_g_per_km=Decimal("190.25"), wtt_g_per_km=Decimal("45.5"))
amounts = st.integers(-(10**7), 10**9).map(lambda n: Fraction(n, 7))


def bill(**cents):
    return Bill(
        currency="EUR",
        lines=tuple(
            BillLine(category=name, amount=Money(Decimal(amount).scaleb(-2), "EUR"))
            for name, amount in cents.items()
        ),
    )


def printed(shares):
    return [{line.category: str(line.amount) for line in share.lines} for share in shares]


def test_each_pays_its_own_and_an_equal_part_of_the_rest():
    """9.00 of the 12.00 have a name; the other 3.00 are shared equally."""
    shares = share_lines(bill(wages=1200), {"wages": [Fraction(3_000_000), Fraction(6_000_000)]})

    assert [str(share.total) for share in shares] == ["4.50", "7.50"]


def test_ten_cents_among_three_leave_none_over():
    shares = share_lines(bill(tolls=10), {"tolls": [Fraction(0)] * 3})

    assert [str(share.total) for share in shares] == ["0.04", "0.03", "0.03"]


def test_two_lines_do_not_round_up_at_the_same_stop():
    """A cent of fuel and one of tolls among two stops: each bears one of them, not one both."""
    shares = share_lines(
        bill(energy=1, tolls=1), {"energy": [Fraction(0)] * 2, "tolls": [Fraction(0)] * 2}
    )

    assert printed(shares) == [{"energy": "0.01"}, {"tolls": "0.01"}]


@story
@given(st.data())
def test_what_the_stops_pay_is_what_the_route_costs_line_by_line(data):
    stops = data.draw(st.integers(1, 9))
    names = data.draw(
        st.lists(st.sampled_from(list(CostCategory)), unique=True, min_size=1, max_size=5)
    )
    whole = bill(**{name: data.draw(st.integers(0, 10**6)) for name in names})
    borne = {name: data.draw(st.lists(amounts, min_size=stops, max_size=stops)) for name in names}

    shares = share_lines(whole, borne)

    for line in whole.lines:
        parts = [other.amount.amount for it in shares for other in it.lines
                 if other.category == line.category]  # fmt: skip
        assert sum(parts) == line.amount.amount
    assert sum(share.total.amount for share in shares) == whole.total.amount
    for number, share in enumerate(shares):
        exact = Fraction(0)
        for line in whole.lines:
            own = borne[line.category]
            rest = Fraction(line.amount.amount) - sum(own) / 10**6
            exact += own[number] / 10**6 + rest / stops
        assert abs(Fraction(share.total.amount) - exact) < Fraction(1, 100)


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

    assert leg_emission(sum(distances), VAN) == sum(legs, start=Emission())


def test_grams_follow_the_tonne_km():
    """Twice the goods twice as far are four times the tonne-km."""
    assert stop_grams(1_000, weights_g=[5, 10], direct_m=[300, 600]) == (200, 800)


def test_without_weights_the_distance_counts_and_without_that_the_heads():
    assert stop_grams(900, weights_g=[0, 0], direct_m=[100, 200]) == (300, 600)
    assert stop_grams(5, weights_g=[0, 7], direct_m=[0, 0]) == (3, 2)
