"""One row, one door: what else it names must be right there, or a person looks."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding.nearby import is_named_near
from lastmile_cli.geocoding.verdicts import judge
from tests.geocoding.drawn_town import at

ACCEPT, REVIEW = GeocodeStatus.ACCEPT, GeocodeStatus.REVIEW


def verdict(town, line1, line2="", city="Pikkula", postal_code="00100"):
    address = Address(line1=line1, line2=line2, city=city, postal_code=postal_code)
    return judge(town.candidates(address), GeocodingSettings())


@pytest.mark.parametrize("beside", ["Torikatu 20 (Villa Rosa)", "Torikatu 20, Villa Rosa"])
def test_a_house_called_so_elsewhere_never_beats_the_door_that_was_given(town, beside):
    """Villa Rosa stands half a kilometre from Torikatu 20."""
    result = verdict(town, beside)
    assert (result.status, result.best.matched) == (REVIEW, "Torikatu 20, 00100 Pikkula")


@pytest.mark.parametrize("hall", ["(Halle 2)", ", Halle 2", "(Geb. 12)", "Halle 2b"])
def test_a_hall_by_its_number_is_part_of_the_house(town, hall):
    result = verdict(town, f"Torikatu 3 {hall}")
    assert (result.status, result.best.matched) == (ACCEPT, "Torikatu 3, 00100 Pikkula")


@pytest.mark.parametrize(
    ("line1", "line2"),
    [
        ("Torikatu 3, Kirkkokatu 2", ""),
        ("Torikatu 3", "Kirkkokatu 2"),
        ("Torikatu 3 / Kirkkokatu 2", ""),
        ("Torikatu 3; Kirkkokatu 2", ""),
        ("Torikatu 3 + Kirkkokatu 2", ""),
        ("Torikatu 3 -> Kirkkokatu 2", ""),
        ("3 Torikatu, 2 Kirkkokatu", ""),
        ("Torikatu 3, Torikatu 22", ""),
        ("Torikatu 3 (Torggatan 22)", ""),
    ],
)
def test_two_doors_in_one_row_are_for_a_person_to_choose_from(town, line1, line2):
    """Kirkkokatu runs 200 m north of Torikatu: near enough for a name, not for a door."""
    result = verdict(town, line1, line2)
    assert result.status is REVIEW
    assert "another address: " in result.reason
    shown = {other.matched for other in result.others}
    assert len([one for one in shown if one.startswith(("Torikatu", "Kirkkokatu"))]) >= 2


def test_a_corner_house_may_have_both_its_addresses(town):
    """Kaarikatu 9 and Äyräskatu 7 are 95 m apart."""
    assert verdict(town, "Kaarikatu 9 / Äyräskatu 7").status is ACCEPT
    assert verdict(town, "Torikatu 3, Torggatan 3").status is ACCEPT


def test_a_street_is_near_where_it_runs_not_within_half_its_length(town_index):
    """Torikatu is 600 m long and straight."""
    assert is_named_near(town_index, "Torggatan", at(590, 100))
    assert not is_named_near(town_index, "Torikatu", at(300, 200))
    assert is_named_near(town_index, "Villa Rosa", at(30, 100))
    assert not is_named_near(town_index, "Villa Rosa", at(30, 0))
