"""Doors of the drawn town, asked for as strangers write them: right, or doubted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.addresses import Address, GeocodeStatus, Precision
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding.verdicts import judge

ACCEPT, REVIEW = GeocodeStatus.ACCEPT, GeocodeStatus.REVIEW


def verdict(town, line1, city="Pikkula", postal_code="00100", **parts):
    address = Address(line1=line1, city=city, postal_code=postal_code, **parts)
    return judge(town.candidates(address), GeocodingSettings())


@pytest.mark.parametrize(
    "line1",
    [
        "3, Torikatu", "Torikatu, #3", "Torikatu 3, Büro 12", "Torikatu 3 lgh 1201", "Torikatu 3, Tor 3",
        "Torikatu 3 - Torggatan 3", "Torikatu/Torggatan 3", "Torikatu (Torggatan) 3",
        "Torikatu 3, bitte klingeln", "Torikatu 3 (leave at the door)", "Torikatu 3, soita ovikelloa",
        "Torikatu 3, tel. 040 123 4567", "Torikadulla 3", "Torikadun 3", "Torikatu 3 - 00100 Pikkula",
        "Torikatu 3\\n00100 Pikkula", "Torikatu 3, as 5 B", "Torikatu 3 2. th",
    ],
)  # fmt: skip
def test_a_door_in_the_words_of_strangers(town, line1):
    result = verdict(town, line1)
    assert (result.status, result.best.matched) == (ACCEPT, "Torikatu 3, 00100 Pikkula")


@pytest.mark.parametrize(
    "line1",
    [
        "Ecke Torikatu 3", "gegenüber Torikatu 3", "opposite Torikatu 3", "near Torikatu 3",
        "Postfach 12, Torikatu 3", "Torikatu 3, Side", "Torikatu 3, Halle", "Torikatu 3, Bell",
        "Torikatu 3, bitte in Tampere abgeben", "Torikatu l2", "A1te Torikatu 3",
    ],
)  # fmt: skip
def test_what_may_be_another_place_is_doubted_with_the_door_as_best_guess(town, line1):
    result = verdict(town, line1)
    assert result.status is REVIEW
    assert result.best.matched.startswith("Torikatu")


@pytest.mark.parametrize("line1", ["Postfach 12", "PL 3", "3", "Nr. 3", "House 3"])
def test_no_street_is_no_door(town, line1):
    assert verdict(town, line1).status is GeocodeStatus.FAIL


def test_a_post_box_is_named_as_the_reason(town):
    assert "post box: Postfach 12" in verdict(town, "Postfach 12, Torikatu 3").reason


@pytest.mark.parametrize("line1", ["Kirkkotie 1", "Kirkkogasse 1", "Kirkkoweg 1"])
def test_another_kind_of_street_is_shown_and_never_driven_to(town, line1):
    """There is a Kirkkokatu; whether that is meant only a person can say."""
    result = verdict(town, line1)
    assert (result.status, result.best.matched) == (REVIEW, "Kirkkokatu 1, 00100 Pikkula")
    assert "was read as Kirkkokatu" in result.reason


def test_a_slip_before_a_short_ending_is_forgiven(town):
    result = verdict(town, "Kirkokk. 1")
    assert result.best.matched == "Kirkkokatu 1, 00100 Pikkula"


def test_a_sign_that_was_lost_in_a_file_counts_as_a_slip(town):
    assert verdict(town, "Hauptstra\ufffde 5").best.matched == "Hauptstraße 5, 00100 Pikkula"


def test_a_house_name_with_a_number_that_it_does_not_have_is_doubted(town):
    assert verdict(town, "Villa Rosa").status is ACCEPT
    assert verdict(town, "Villa Rosa 31").status is REVIEW


def test_a_letter_that_looks_like_a_digit_is_doubted_where_no_such_house_is(town):
    """Torikatu has 3 and 7: 5 may be reckoned between them, 5S may be 55."""
    assert verdict(town, "Torikatu 5").status is ACCEPT
    assert verdict(town, "Torikatu 5A").status is ACCEPT
    assert verdict(town, "Torikatu 5S").status is REVIEW


def test_a_house_name_with_a_slip_still_chooses_among_scattered_shops(town):
    assert verdict(town, "Uusi Tallo, Kauppakuja 6").status is REVIEW
    assert verdict(town, "Leluluolla, Kauppakuja 4").best.matched.endswith(
        "(Leluluola), 00100 Pikkula"
    )


@given(st.integers(1, 60), st.sampled_from(["", "A", "b"]), st.booleans(), st.sampled_from(
    ["Torikatu", "Kirkkokatu", "Kaarikatu", "Rantatie", "Äyräskatu", "Kauppakuja"]))  # fmt: skip
def test_an_exact_street_beats_another_whatever_the_number(town, number, letter, has_code, street):
    """A nearby number of the street that was written comes before any house of another."""
    code = "00100" if has_code else ""
    found = town.candidates(
        Address(line1=f"{street} {number}{letter}", city="Pikkula", postal_code=code)
    )
    assert found[0].matched.startswith(street)
    others = [one for one in found if not one.matched.startswith(street)]
    assert all(one.score <= found[0].score for one in others)


@given(st.integers(1, 40), st.sampled_from(["semahalli", "Kahvila", "Apotheke", "Oy Firma"]))
def test_a_name_beside_it_does_not_let_another_street_pass(town, number, name):
    found = town.candidates(
        Address(line1=f"{name}, Kirkkokatu {number}", city="Pikkula", postal_code="00200")
    )
    assert found[0].matched.startswith("Kirkkokatu")


@given(st.text(max_size=50))
def test_whatever_is_accepted_is_a_door(town, line1):
    result = verdict(town, line1)
    if result.status is ACCEPT:
        assert result.best.precision in {Precision.HOUSE, Precision.RANGE, Precision.INTERPOLATED}
