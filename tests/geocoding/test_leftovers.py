"""Every word of an address counts: another town or country in it is never driven past."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding.answers import Answer, score_answers
from lastmile_cli.geocoding.countries import country_code, split_country
from lastmile_cli.geocoding.index_file import open_address_index
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.verdicts import judge
from tests.geocoding.drawn_town import draw_town

ACCEPT, REVIEW = GeocodeStatus.ACCEPT, GeocodeStatus.REVIEW


def verdict(town, line1, **parts):
    return judge(town.candidates(Address(line1=line1, **parts)), GeocodingSettings())


@pytest.mark.parametrize(
    "line1",
    [
        "Kirkkokatu 1, Tampere",
        "Kirkkokatu 1 Tampere",
        "KIRKKOKATU 1 TAMPERE",
        "Tampere, Kirkkokatu 1",
        "Kirkkokatu 1, Oulu, Finland",
        "Kirkkokatu 1 B 12, Bad Ragaz",
        "Kirkkokatu 1, Ii",
        "Kirkkokatu 1, as. 5, Hof",
        "Kirkkokatu 1, Hof, 2. krs",
        "Kirkkokatu 1, c/o Meier Tampere",
        "Kirkkokatu 1, Pikulla",
        "Kirkkokatu 1 #Tampere",
        "Villa Rosa, Tampere",
        "Villa Rosa, Hakaniementie 5",
    ],
)
def test_a_town_the_map_does_not_know_is_doubted_wherever_it_stands(town, line1):
    """Kirkkokatu 1 is there once on the whole map, and so is Villa Rosa."""
    assert verdict(town, line1).status is not ACCEPT


@pytest.mark.parametrize("line1", ["Kirkkokatu 1, 33100 Tampere", "33100 Tampere, Kirkkokatu 1"])
@pytest.mark.parametrize("columns", [{}, {"city": "Pikkula"}, {"postal_code": "00100"}])
def test_another_postcode_in_the_cell_is_not_overruled_by_a_column(town, line1, columns):
    assert verdict(town, line1, **columns).status is not ACCEPT


def test_what_was_not_understood_is_named(town):
    result = verdict(town, "Kirkkokatu 1, Tampere Hervanta")
    assert result.status is REVIEW
    assert result.best.score < 0.7
    assert result.reason == "not understood: Tampere, Hervanta"


def test_a_town_behind_the_street_is_doubted_even_beside_two_columns(town):
    result = verdict(town, "Kirkkokatu 1, Tampere", city="Pikkula", postal_code="00100")
    assert (result.status, result.reason) == (REVIEW, "not understood: Tampere")


def test_a_town_of_the_map_that_is_not_the_columns_town_is_doubted(town):
    assert verdict(town, "Kirkkokatu 1, Isola", city="Pikkula").status is REVIEW


@pytest.mark.parametrize(
    "line1",
    [
        "Kirkkokatu 1",
        "Kirkkokatu 1, Pikkula",
        "Kirkkokatu 1, Lillby",
        "Kirkkokatu 1 Pikkula Suomi",
        "Kirkkokatu 1, Finland",
        "Kirkkokatu 1 FI",
        "Kirkkokatu 1, c/o Meier",
        "Kirkkokatu 1, Kyrkogatan 1, Pikkula",
        "Kirkkokatu 1, ovikoodi 1234",
        "Kirkkokatu 1, Door code: 4321#, 2. krs",
        "Kirkkokatu 1 as. 5 rappu B",
        "Kirkkokatu 2, Villa Rosa, Pikkula",
        "Kirkkokatu 1, FI-00100 Pikkula",
    ],
)
def test_words_that_are_accounted_for_cost_nothing(town, line1):
    result = verdict(town, line1)
    assert (result.status, result.best.differs) == (ACCEPT, ())


@pytest.mark.parametrize(
    ("first", "columns", "status"),
    [
        ("Kirjakauppa Lukutoukka", {"city": "Pikkula"}, ACCEPT),
        ("Kirjakauppa Lukutoukka", {"postal_code": "00100"}, ACCEPT),
        ("Kirjakauppa Lukutoukka", {}, REVIEW),
        ("Lukutoukka", {"city": "Pikkula"}, REVIEW),
        ("Lukutoukka", {"city": "Pikkula", "postal_code": "00100"}, REVIEW),
        ("Apotheke", {"city": "Pikkula"}, ACCEPT),
        ("Löwenapotheke", {"city": "Pikkula"}, ACCEPT),
        ("Tampere", {"city": "Pikkula", "postal_code": "00100"}, REVIEW),
        ("Bad Ragaz", {"city": "Pikkula", "postal_code": "00100"}, REVIEW),
        ("Vieraslääni", {"city": "Pikkula", "postal_code": "00100"}, REVIEW),
        ("Hakaniementie 5", {"city": "Pikkula", "postal_code": "00100"}, REVIEW),
        ("Iso Hakaniementie", {"city": "Pikkula", "postal_code": "00100"}, REVIEW),
    ],
)
def test_a_shop_before_the_street_needs_proof_that_it_is_no_town(town, first, columns, status):
    """One word may be a town whatever city and postcode say, unless firms are called so."""
    for parts in ({"line1": f"{first}, Kirkkokatu 1"}, {"line1": first, "line2": "Kirkkokatu 1"}):
        result = verdict(town, **parts, **columns)
        assert result.status is status
        if status is ACCEPT:
            assert result.best.differs == (f"taken for a name: {first}",)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("Isola", REVIEW),
        ("Rajala", REVIEW),
        ("Vieraslääni", REVIEW),
        ("Sweden", REVIEW),
        ("Etelälääni", ACCEPT),
        ("Pikkula", ACCEPT),
        ("Uusimaa", ACCEPT),
        ("18", ACCEPT),
        ("FI", ACCEPT),
    ],
)
def test_a_state_that_the_map_knows_to_be_elsewhere_is_a_contradiction(town, state, status):
    """Isola is the other town, Rajala a neighbour, Vieraslääni a region of Sweden."""
    result = verdict(town, "Kirkkokatu 1", city="Pikkula", postal_code="00100", state=state)
    assert result.status is status
    assert (f"state: {state}" in result.reason) is (status is REVIEW)


@pytest.mark.parametrize("where", ["line2", "city"])
def test_a_region_of_another_country_is_elsewhere(town, where):
    result = verdict(town, "Kirkkokatu 1", **{where: "Vieraslääni"})
    assert result.status is REVIEW


def test_with_a_shop_before_the_street_the_rest_must_fit_exactly(town):
    """8 lies in the building 8-10, which alone would do."""
    assert verdict(town, "Torikatu 8", city="Pikkula").status is ACCEPT
    assert verdict(town, "Kirjakauppa Oy, Torikatu 8", city="Pikkula").status is REVIEW


@pytest.mark.parametrize(
    "parts",
    [
        {"line1": "Kirkkokatu 1, Sweden"},
        {"line1": "Kirkkokatu 1 Sverige"},
        {"line1": "Kirkkokatu 1", "country": "SE"},
        {"line1": "Kirkkokatu 1", "country": "Schweden", "city": "Pikkula"},
        {"line1": "Kirkkokatu 1", "city": "Pikkula, Ruotsi"},
        {"line1": "Kirkkokatu 1, SE-00100"},
        {"line1": "Kirkkokatu 1", "postal_code": "S-00100"},
    ],
    ids=lambda parts: " | ".join(parts.values()),
)
def test_another_country_is_doubted_however_well_the_rest_fits(town, parts):
    result = verdict(town, **parts)
    assert result.status is REVIEW
    assert "the map is of FI" in result.reason


@pytest.mark.parametrize("country", ["FI", "fi", "FIN", "Finland", "Suomi", "FINNLAND"])
def test_the_maps_own_country_may_be_written_in_any_way(town, country):
    assert verdict(town, "Kirkkokatu 1", country=country, city="Pikkula").best.score == 0.99


def test_where_the_map_names_no_country_town_or_configuration_must(tmp_path):
    """A map without addr:country: the name alone proves nothing, the town does."""
    index = open_address_index(draw_town(tmp_path / "x.osm.pbf", country=""), folder=tmp_path)
    nobody_knows, told = MapGeocoder(index), MapGeocoder(index, country="FI")
    assert verdict(nobody_knows, "Kirkkokatu 1, Finland").status is REVIEW
    assert verdict(nobody_knows, "Kirkkokatu 1, Pikkula, Finland").status is ACCEPT
    assert verdict(told, "Kirkkokatu 1, Finland").status is ACCEPT
    assert verdict(told, "Kirkkokatu 1, Pikkula, Sweden").status is REVIEW
    index.close()


def test_countries_are_known_in_the_languages_around(town):
    names = ["Suomi", "Finnland", "OESTERREICH", "Ruotsi", "Tyskland", "Great Britain", "Bolivia"]
    assert [country_code(name) for name in names] == ["FI", "FI", "AT", "SE", "DE", "GB", "BO"]
    assert split_country("Tampere") == ("Tampere", "")


def answered(line1, **parts):
    place = Coordinate(lat_deg=60.0, lon_deg=25.0)
    found = Answer(
        coordinate=place, precision=Precision.HOUSE, street="Kirkkokatu", number="1",
        towns=("Pikkula",), label="1, Kirkkokatu, Keskusta, Pikkula, 00100, Suomi",
    )  # fmt: skip
    return judge(
        score_answers(Address(line1=line1, **parts), [found], "stub"), GeocodingSettings()
    ).status


def test_an_online_answer_must_explain_every_word_too():
    assert answered("Kirkkokatu 1, Tampere") is REVIEW
    assert answered("Kirkkokatu 1, Sweden") is REVIEW
    assert answered("Kirkkokatu 1, Postfach 12", city="Pikkula") is REVIEW
    assert answered("Kirkkokatu 1, c/o Meier Tampere") is REVIEW
    assert answered("Kirkkokatu 1, Pikkula, Finland") is ACCEPT
    assert answered("Kirkkokatu 1, Keskusta") is ACCEPT
    assert answered("Kirjakauppa Oy, Kirkkokatu 1", city="Pikkula") is ACCEPT
    assert answered("Kirkkokatu 1, Tampere", city="Pikkula") is REVIEW
