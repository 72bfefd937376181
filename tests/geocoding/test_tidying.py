"""Cells as they come out of forms, files and web pages, put right before they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.tidying import tidy

PLAIN = Address(line1="Straße 5", city="Pikkula", postal_code="00100")


@pytest.mark.parametrize(
    "line1",
    [
        "StraÃŸe 5",
        "StraÃ\u009fe 5",
        "Stra&szlig;e 5",
        "Stra&#223;e 5",
        "Straße\u00a05",
        "Straße \u200b5",
        "\ufeffStraße\t5",
        "  Straße   5 ",
        '"Straße 5"',
        "„Straße 5“",
        "*Straße 5*",
        "Straße 5,",
        "Straße \uff15",
        "Straße ٥",
        "Straße 5 ()",
        "Straße 5, tel. 040 123 4567",
        "Straße 5 +423 232 11 22",
    ],
)
def test_one_line_spoilt_by_machines_and_forms(line1):
    assert tidy(Address(line1=line1, city="Pikkula", postal_code="00100")).line1 == "Straße 5"


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n\n", "<br>", "<br />", "\\n", "\u2028"])
def test_a_line_break_is_a_comma(gap):
    assert tidy(Address(line1=f"Straße 5{gap}00100 Pikkula")).line1 == "Straße 5, 00100 Pikkula"


@pytest.mark.parametrize(
    "text", ["Ämmässuo 3", "Çarşı 5", "Łódź 7", "Menü–Laden 2", "Ýr 1", "Ô–té"]
)
def test_letters_that_were_right_stay(text):
    assert tidy(Address(line1=text)).line1 == text


@pytest.mark.parametrize(
    "filler", ["-", "n/a", "NULL", "None", "?", "--", "x", "keine", " . ", "0"]
)
def test_fillers_say_nothing(filler):
    cells = tidy(Address(line1="Straße 5", line2=filler, city=filler, country=filler))
    assert cells == Address(line1="Straße 5")


def test_brackets_are_said_beside_the_rest():
    assert tidy(Address(line1="Torikatu (Torggatan) 3")).line1 == "Torikatu 3, Torggatan"


def test_a_whole_address_in_another_cell_goes_to_the_first_line():
    whole = "Straße 5, 00100 Pikkula"
    for cell in ("city", "postal_code"):
        assert tidy(Address(**{cell: whole})) == Address(line1=whole)


@pytest.mark.parametrize("city", ["00100 Pikkula", "00100Pikkula"])
def test_postcode_and_town_in_the_citys_cell_stay_there(city):
    assert tidy(Address(line1="Straße 5", city=city)).city == "00100 Pikkula"


def test_postcode_and_town_that_changed_places_change_back():
    assert tidy(Address(line1="Straße 5", city="00100", postal_code="Pikkula")) == PLAIN
    british = Address(line1="Main Street 5", city="London", postal_code="SW1A 1AA")
    assert tidy(british) == british


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20), st.text(max_size=12))
def test_tidying_twice_changes_nothing_more(line1, line2, city, postal_code):
    once = tidy(Address(line1=line1, line2=line2, city=city, postal_code=postal_code))
    assert tidy(once) == once


@given(st.from_regex(r"[A-Za-zäöüß]{4,12} [1-9][0-9]{0,3}[a-z]?", fullmatch=True))
def test_a_plain_line_is_left_alone(line1):
    assert tidy(Address(line1=line1)).line1 == line1
