"""How street and number are read: forms, lists, letters, flats; and what holds for any text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.parsing import read_address


def read(line1, **parts):
    best = read_address(Address(line1=line1, **parts))[0]
    return best.street, str(best.number or "")


@pytest.mark.parametrize(
    "number",
    ["44-46", "44 - 46", "44–46", "44/46", "44 und 46", "44 u. 46", "44 bis 46", "44 + 46", "44+46",
     "44 & 46", "44 ja 46", "44 och 46", "44 to 46"],
)  # fmt: skip
def test_two_numbers_named_together_are_a_range(number):
    assert read(f"Torikatu {number}") == ("Torikatu", "44-46")


@pytest.mark.parametrize(
    "line1", ["Torikatu 27 - 2. OG", "Torikatu 50 - 2 tr", "Torikatu 4 und 400"]
)
def test_what_follows_a_dash_may_be_a_floor(line1):
    assert "-" not in read(line1)[1]


@pytest.mark.parametrize(
    "number", ["12A", "12 A", "12a", "12-A", "12 - a", "12/A", "12.a", "12, A", "12 ,a"]
)
def test_a_letter_is_the_houses_however_it_is_joined(number):
    assert read(f"Torikatu {number}") == ("Torikatu", "12A")


@pytest.mark.parametrize(
    "line1",
    ["12, Torikatu", "12 Torikatu", "Torikatu, 12", "Torikatu12", "Torikatu #12", "Torikatu, # 12",
     "Torikatu Nr. 12", "Torikatu, 12, as 5 B", "Torikatu (12)", "Torikatu 12 - Top 4",
     "Torikatu 12 / Apt 3B", "Torikatu 12 # 14", "Torikatu 12 / c/o Meier", "Torikatu 12 / 3rd Fl", "Torikatu 12 / 2. th", "Torikatu 12 2. th", "#5, Torikatu 12", "Torikatu 12, Eingang B"],
)  # fmt: skip
def test_the_number_is_found_wherever_it_stands(line1):
    assert read(line1) == ("Torikatu", "12")


def test_a_letter_between_commas_may_be_a_staircase_too():
    readings = [str(reading.number) for reading in read_address(Address(line1="Torikatu 12, B"))]
    assert readings[:2] == ["12B", "12"]


def test_two_names_joined_by_a_slash_are_two():
    best = read_address(Address(line1="Torikatu/Torggatan 3"))[0]
    assert (best.street, best.stray) == ("Torggatan", ("Torikatu",))


@pytest.mark.parametrize(
    ("number", "meant"), [("l2", "12"), ("I2", "12"), ("1O", "10"), ("2o6", "206")]
)
def test_a_scanned_number_is_read_with_doubt(number, meant):
    found = read_address(Address(line1=f"Torikatu {number}"))
    doubts = [reading.doubt for reading in found if str(reading.number) == meant]
    assert doubts
    assert min(doubts) > 0.1


@pytest.mark.parametrize(
    "box", ["Postfach 12", "P.O. Box 114", "PO BOX 7", "PL 4", "Postilokero 12"]
)
def test_a_post_box_is_no_street(box):
    found = read_address(Address(line1=box, city="Pikkula"))
    assert found[0].boxes == (box,)
    assert not any(reading.street for reading in found)


def test_a_short_word_for_a_post_box_counts_only_alone():
    assert read("PB Katu 12") == ("PB Katu", "12")


names = st.from_regex(r"[A-ZÄÖ][a-zäöüß]{5,11}(katu|gasse|weg|straße)", fullmatch=True)
numbers = st.integers(1, 999)


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=20), st.text(max_size=12))
def test_the_reader_never_raises(line1, line2, city, postal_code):
    read_address(Address(line1=line1, line2=line2, city=city, postal_code=postal_code))


@given(names, numbers, st.sampled_from(["{s} {n}", "{n} {s}", "{n}, {s}", "{s}, {n}", "{s}{n}",
       "{s} Nr. {n}", "{s} {n} as. 5", "{s} {n}, 2. OG", "{s} {n}, c/o Meier 7", "Top 4, {s} {n}"]))  # fmt: skip
def test_no_digit_of_the_house_number_is_lost(street, number, form):
    assert read(form.format(s=street, n=number)) == (street, str(number))


@given(st.text(alphabet="TorikatuWeg 0123456789-/,.ABcd#", max_size=40))
def test_each_number_of_a_reading_was_written(line1):
    """Scanned letters aside, no reading makes digits up."""
    for reading in read_address(Address(line1=line1)):
        if reading.number and not reading.doubt:
            written = re.findall(r"\d+", line1)
            assert any(str(reading.number.first) in digits for digits in written)


@given(names, numbers, st.sampled_from(["", "A", "b"]))
def test_a_plain_address_reads_itself(street, number, letter):
    """What was read, written plainly, is read the same."""
    best = read_address(Address(line1=f"{street} {number}{letter}"))[0]
    again = read_address(Address(line1=f"{best.street} {best.number}"))[0]
    assert replace(again) == best
