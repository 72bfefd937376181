"""A confident wrong pin is the worst answer: what must be doubted, and what need not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding.map_geocoder import MapGeocoder, _ambiguity
from lastmile_cli.geocoding.verdicts import judge
from lastmile_cli.geocoding.weighed import Weighed
from tests.geocoding.drawn_town import at


def verdict(town, **parts):
    return judge(town.candidates(Address(**parts)), GeocodingSettings())


def test_one_street_name_in_two_towns_without_a_town_is_ambiguous(town):
    result = verdict(town, line1="Torikatu 2")
    assert result.status is GeocodeStatus.REVIEW
    assert result.best.score <= 0.75
    assert {result.best.matched, result.runner_up.matched} == {
        "Torikatu 2, 00100 Pikkula",
        "Torikatu 2, 00200 Isola",
    }
    assert result.gap_m == pytest.approx(5000, rel=0.01)
    assert "ambiguous" in result.reason


def test_a_number_that_only_one_of_the_towns_has_settles_it(town):
    result = verdict(town, line1="Torikatu 22")
    assert result.status is GeocodeStatus.ACCEPT
    assert result.best.matched == "Torikatu 22, 00100 Pikkula"


def test_a_number_that_the_other_town_might_have_too_does_not(town):
    """Isola has 2 and 14 on that side: an unmapped 12 may well stand there."""
    assert verdict(town, line1="Torikatu 12").status is GeocodeStatus.REVIEW


def test_where_the_work_is_only_orders_equals(town_index):
    isola = Coordinate(lat_deg=at(5000, 0)[0], lon_deg=at(5000, 0)[1])
    result = verdict(MapGeocoder(town_index, bias=isola), line1="Torikatu 2")
    assert result.best.matched == "Torikatu 2, 00200 Isola"
    assert result.status is GeocodeStatus.REVIEW


def test_a_wrong_postcode_is_outvoted_by_street_and_town_where_no_other_fits(town):
    result = verdict(town, line1="Kirkkokatu 1", city="Pikkula", postal_code="00200")
    assert result.status is GeocodeStatus.ACCEPT
    assert result.best.differs == ("postal_code: 00200 is really 00100",)


def test_zeros_that_a_spreadsheet_took_are_given_back_in_the_message(town):
    """The cell shows 00200, its number is 200: nobody recognises "200 is really 00100"."""
    result = verdict(town, line1="Kirkkokatu 1", city="Pikkula", postal_code="200")
    assert result.best.differs == ("postal_code: 00200 is really 00100",)


def test_other_places_that_fit_are_named_once_and_three_at_most():
    """A department store stands on the map once for each of its shops."""
    best = Weighed((60.0, 25.0), Precision.HOUSE, 0.0, 0.0, "Katu 1", ())
    labels = ["Katu 52", "Stockmann", "Stockmann", "Katu 1", "Stockmann", "Kirkko", "Tori", "Halli"]
    said = _ambiguity(best, [replace(best, label=label) for label in labels])
    assert said == "ambiguous: it may as well be Katu 52; Stockmann; Kirkko and 2 more"


def test_postcode_against_town_is_doubted_where_both_have_the_house(town):
    result = verdict(town, line1="Torikatu 2", city="Pikkula", postal_code="00200")
    assert result.status is GeocodeStatus.REVIEW
    assert result.best.matched == "Torikatu 2, 00100 Pikkula"
    assert result.runner_up.matched == "Torikatu 2, 00200 Isola"


def test_a_town_that_is_not_on_the_map_is_doubted(town):
    assert verdict(town, line1="Kirkkokatu 1", city="Hamburg").status is not GeocodeStatus.ACCEPT


def test_a_town_off_the_map_beside_the_right_postcode_goes_to_review(town):
    """A shop system that fills in its own postcode must not send a van to the wrong town."""
    result = verdict(town, line1="Kirkkokatu 1", city="Hamburg", postal_code="00100")
    assert result.status is GeocodeStatus.REVIEW
    assert result.reason == "city: Hamburg is a town not on this map, this is Pikkula"


def test_a_town_of_which_the_map_knows_but_the_border_is_another_town(town):
    result = verdict(town, line1="Kirkkokatu 1", city="Rajala", postal_code="00100")
    assert result.status is GeocodeStatus.REVIEW
    assert result.reason == "city: Rajala is really Pikkula"


def test_a_town_spelt_nearly_like_another_one_of_the_map_is_another_town(town):
    """Isoli is no slip for Pikkula, though one for Isola."""
    result = verdict(town, line1="Kirkkokatu 1", city="Isoli", postal_code="00100")
    assert result.status is GeocodeStatus.REVIEW


@pytest.mark.parametrize("city", ["Etelälääni", "Kortteli"])
def test_a_region_or_a_quarter_known_by_its_border_is_no_other_town(town, city):
    result = verdict(town, line1="Kirkkokatu 1", city=city, postal_code="00100")
    assert result.status is GeocodeStatus.ACCEPT


def test_the_neighbour_town_that_has_no_such_street_is_noted(town):
    """Isola is on the map with its streets: Kirkkokatu is none of them."""
    result = verdict(town, line1="Kirkkokatu 1", city="Isola", postal_code="00100")
    assert result.status is GeocodeStatus.ACCEPT
    assert result.best.differs == ("city: Isola is really Pikkula",)


@pytest.mark.parametrize("city", ["Pik.", "PIK", "Pla", "P:la", "-", "n/a"])
def test_a_town_cut_short_or_left_out_is_no_contradiction(town, city):
    result = verdict(town, line1="Kirkkokatu 1", city=city, postal_code="00100")
    assert result.status is GeocodeStatus.ACCEPT


def test_a_town_cut_short_needs_the_postcode(town):
    assert verdict(town, line1="Kirkkokatu 1", city="Pla").status is GeocodeStatus.REVIEW


@pytest.mark.parametrize("line1", ["Tampere Kirkkokatu 1", "Kirkkokatu Tampere 1"])
def test_an_unknown_word_at_the_street_without_a_comma_is_doubted_not_lost(town, line1):
    result = verdict(town, line1=line1, city="Pikkula", postal_code="00100")
    assert result.status is GeocodeStatus.REVIEW
    assert result.best.matched == "Kirkkokatu 1, 00100 Pikkula"
    assert result.reason == "not understood: Tampere"


def test_a_district_counts_as_the_town(town):
    assert verdict(town, line1="Kirkkokatu 2", city="Keskusta").status is GeocodeStatus.ACCEPT
    near = verdict(town, line1="Kirkkokatu 1", city="Rantala")
    assert near.best.matched == "Kirkkokatu 1, 00100 Pikkula"


@pytest.mark.parametrize("line1", ["Kirkokatu 1", "Kirkkoaktu 1", "Kirkkokkatu 1", "Kirkkokaut 1"])
def test_one_typo_in_a_long_name_is_forgiven_and_told(town, line1):
    result = verdict(town, line1=line1, city="Pikkula")
    assert result.status is GeocodeStatus.ACCEPT
    assert "was read as Kirkkokatu" in result.best.differs[0]


def test_one_typo_in_a_short_name_goes_to_review(town):
    """Torikatu and Korikatu are as likely two streets."""
    result = verdict(town, line1="Korikatu 3", city="Pikkula")
    assert result.status is GeocodeStatus.REVIEW
    assert result.best.matched.startswith("Torikatu 3")


def test_a_typo_in_street_and_town_is_forgiven_with_the_postcode(town):
    result = verdict(town, line1="Kirkokatu 1", city="Pikula", postal_code="00100")
    assert result.status is GeocodeStatus.ACCEPT


def test_a_typo_in_a_street_without_any_town_is_doubted(town):
    assert verdict(town, line1="Kirkokatu 1").status is not GeocodeStatus.ACCEPT


def test_a_street_that_only_begins_like_another_is_doubted(town):
    assert verdict(town, line1="Kirkko 1", city="Pikkula").status is not GeocodeStatus.ACCEPT


def test_half_an_address_never_passes(town):
    for parts in ({"city": "Pikkula"}, {"postal_code": "00100"}, {"line1": "Kirkkokatu"}):
        assert verdict(town, **parts).status is not GeocodeStatus.ACCEPT


def test_a_failed_answer_keeps_no_place_to_drive_to(town):
    result = verdict(town, line1="Nirgendwogasse 3", postal_code="00100")
    assert (result.status, result.best) == (GeocodeStatus.FAIL, None)
    assert "postcode 00100" in result.reason


def test_candidates_come_best_first(town):
    found = town.candidates(Address(line1="Torikatu 12"))
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert len({(c.coordinate.lat_deg, c.coordinate.lon_deg) for c in found}) == len(found)


def test_thresholds_are_the_settings(town):
    candidates = town.candidates(Address(line1="Torikatu 2"))
    lax = GeocodingSettings(accept_score=0.7)
    strict = GeocodingSettings(review_score=0.8)
    assert judge(candidates, lax).status is GeocodeStatus.ACCEPT
    assert judge(candidates, strict).status is GeocodeStatus.FAIL


def test_a_street_is_never_accepted_whatever_the_threshold(town):
    result = judge(
        town.candidates(Address(line1="Kirkkokatu", city="Pikkula")),
        GeocodingSettings(accept_score=0.1),
    )
    assert (result.status, result.best.precision) == (GeocodeStatus.REVIEW, Precision.STREET)
