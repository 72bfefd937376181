"""Words for a pin without an address (see drawn_town.py for the picture)."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding.verdicts import judge
from tests.geocoding.drawn_town import at


def pin(east_m, north_m):
    lat, lon = at(east_m, north_m)
    return Coordinate(lat_deg=lat, lon_deg=lon)


def test_a_pin_is_told_by_the_nearest_house(town):
    """Torikatu 3 stands at 40, -15; its neighbour 7 at 90, -15."""
    assert town.reverse(pin(50, -20)) == Address(
        line1="near Torikatu 3", postal_code="00100", city="Pikkula"
    )


def test_the_other_side_of_the_street_is_another_house(town):
    assert town.reverse(pin(40, 12)).line1 == "near Torikatu 4"


@pytest.mark.parametrize(
    ("east_m", "words"), [(510 + 15 + 49, "near Torikatu 22B"), (510 + 15 + 52, "near Torikatu")]
)
def test_from_fifty_metres_on_only_the_street_is_told(town, east_m, words):
    assert town.reverse(pin(east_m, 15)).line1 == words


def test_an_interpolated_number_is_no_house(town):
    """Rantatie 3, 5 and 7 were reckoned by the map's line from 1 to 9."""
    assert town.reverse(pin(80, -292)).line1 == "near Rantatie"


def test_a_street_without_numbers_has_its_postcode_from_its_own_tag(town):
    assert town.reverse(pin(5150, 210)) == Address(
        line1="near Mäntytie", postal_code="00200", city="Isola"
    )


def test_the_way_to_a_street_ends_at_its_nearest_point_not_at_its_middle(town):
    """Rantatie runs 400 m: its end is 140 m from the pin, its middle 340 m."""
    assert town.reverse(pin(540, -300)).line1 == "near Rantatie"
    assert town.reverse(pin(560, -300)) is None


def test_nowhere_has_no_words(town):
    assert town.reverse(pin(2500, 2500)) is None
    assert town.reverse(Coordinate(lat_deg=-89.99, lon_deg=180)) is None


def test_the_words_are_for_people_and_never_taken_for_the_house(town):
    """Fed back without the pin they are doubted: near is not there."""
    words = town.reverse(pin(50, -20))
    assert judge(town.candidates(words), GeocodingSettings()).status is GeocodeStatus.REVIEW
