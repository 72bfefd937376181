"""Cash on delivery, values and sides of parcels, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_world import codes, read, stop_of

from lastmile_cli.domain.stops import Stop

EURO = 1_000_000


@pytest.mark.parametrize(
    ("cell", "euros"),
    [
        ("12.50", 12.5),
        ('"12,50"', 12.5),
        ("12.50 EUR", 12.5),
        ('"€ 1.234,50"', 1234.5),
        ('"1,234"', 1234),
        ("40", 40),
        ('"12,-"', 12),
        ("0", 0),
        ("no", 0),
        ("n/a", 0),
    ],
)
def test_an_amount_of_cash_is_read_with_or_without_its_currency(cell, euros):
    stop = stop_of("cash_on_delivery", cell)

    assert stop.cash_micro == euros * EURO
    assert ("cash" in stop.requires) == (euros > 0)


def test_a_bare_yes_asks_for_cash_and_names_no_amount():
    stop = stop_of("COD", "yes")

    assert (stop.cash_micro, stop.requires) == (0, {"cash"})


@pytest.mark.parametrize("cell", ["a lot", "-5", "12 USD", "£3", "1e99", "999999999999"])
def test_cash_that_is_no_amount_here_refuses_the_row(cell):
    result = read(f"stop_id,address,cash_on_delivery\nA,Katu 1,{cell}\n")

    assert codes(result) == ["LM1170"]
    assert result.is_refused


def test_a_value_that_is_no_amount_counts_as_nothing_and_is_told():
    result = read("stop_id,address,value\nA,Katu 1,priceless\n")

    assert codes(result) == ["LM1181"]
    assert result.stops[0].value_micro == 0


@given(st.integers(0, 10**9))
def test_any_amount_in_cents_is_read_to_the_cent(cents):
    from lastmile_cli.intake.stop_money import parse_amount_micro

    text = f"{cents // 100}.{cents % 100:02d}"
    assert parse_amount_micro(text, "EUR") == cents * 10_000
    assert parse_amount_micro(f"EUR {text.replace('.', ',')}", "EUR") == cents * 10_000


@pytest.mark.parametrize(
    ("header", "cells", "box"),
    [
        ("length_cm,width_cm,height_cm", "40,210,60.5", (2100, 605, 400)),
        ("Length mm,Width mm,Height mm", "400,2100,605", (2100, 605, 400)),
        ("length_cm", "2.1 m", (2100, 0, 0)),
        ("length_cm,width_cm,height_cm", "10 in,,", (254, 0, 0)),
    ],
)
def test_sides_of_a_parcel_are_sorted_whatever_their_unit(header, cells, box):
    assert stop_of(header, cells).boxes_mm == (box,)


def test_without_a_side_there_is_no_box():
    assert stop_of("length_cm", "").boxes_mm == ()


def test_orders_of_one_door_add_up_cash_and_value_and_keep_each_box():
    rows = (
        "stop_id,name,address,cash_on_delivery,value,length_cm",
        "A,Aino,Katu 1,10,100,30",
        "B,Aino,Katu 1,2.50,50,200",
    )
    (stop,) = read("\n".join(rows) + "\n").stops

    assert (stop.cash_micro, stop.value_micro) == (12_500_000, 150 * EURO)
    assert [order.cash_micro for order in stop.orders] == [10 * EURO, 2_500_000]
    assert stop.boxes_mm == ((300, 0, 0), (2000, 0, 0))


def test_items_of_one_order_add_up_their_value_and_the_cash_is_the_orders():
    rows = (
        "stop_id,address,cash_on_delivery,value,length_cm",
        "A,Katu 1,10,100,30",
        "A,,,50,200",
    )
    (stop,) = read("\n".join(rows) + "\n").stops

    assert (stop.cash_micro, stop.value_micro) == (10 * EURO, 150 * EURO)
    assert len(stop.boxes_mm) == 2


def test_money_cannot_be_negative_in_the_house():
    with pytest.raises(ValueError, match="negative"):
        Stop(stop_id="A", cash_micro=-1)
