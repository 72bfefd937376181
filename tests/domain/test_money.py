from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.money import Money


@given(st.lists(st.decimals(0, 1000, places=4), max_size=30))
def test_a_printed_bill_always_adds_up(amounts):
    lines = [Money(amount, "EUR").rounded() for amount in amounts]
    total = sum(lines, start=Money(Decimal(0), "EUR"))
    assert total == total.rounded()


@given(st.integers(-(2**60), 2**60))
def test_micro_units_survive_the_way_to_money_and_back(micro):
    assert Money.from_micro(micro, "EUR").to_micro() == micro


def test_half_a_cent_goes_up():
    assert str(Money(Decimal("0.005"), "EUR")) == "0.01"
    assert str(Money(Decimal("1.004999"), "EUR")) == "1.00"


def test_euros_and_kronor_do_not_add():
    with pytest.raises(ValueError, match="Cannot add SEK to EUR"):
        Money(Decimal(1), "EUR") + Money(Decimal(1), "SEK")


def test_money_is_never_made_from_a_float():
    with pytest.raises(TypeError, match="not from float"):
        Money(1.1, "EUR")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "€"])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(Decimal(1), currency)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_money_is_finite(amount):
    with pytest.raises(ValueError, match="finite"):
        Money(Decimal(amount), "EUR")
