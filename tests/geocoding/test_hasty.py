"""Signs, blanks and words left out or put in by hurried people: the same door, or a doubt."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.desk import geocode_stops
from lastmile_cli.geocoding.street_search import similar_streets
from lastmile_cli.geocoding.text import town_key
from lastmile_cli.geocoding.tidying import LONGEST_CELL
from lastmile_cli.geocoding.town_fit import Fit, Spot, TownName, one_town
from lastmile_cli.geocoding.verdicts import judge
from tests.geocoding.drawn_town import at

ACCEPT, REVIEW, FAIL = GeocodeStatus.ACCEPT, GeocodeStatus.REVIEW, GeocodeStatus.FAIL


def verdict(town, line1, city="Pikkula", postal_code="00100", **parts):
    address = Address(line1=line1, city=city, postal_code=postal_code, **parts)
    return judge(town.candidates(address), GeocodingSettings())


@pytest.mark.parametrize(
    "number",
    ["3/DG", "3/T3", "3/W12", "3/Top4", "3/EG/1", "3/1. OG/3", "3/2. Stock/Tür 14", "3, 2. OG/li",
     "3/Stg. 2/Top 14", "3/2/14", "3 / Top 4", "3/Stiege 3/Tür 12"],
)  # fmt: skip
def test_a_flat_behind_slashes_is_no_house_number(town, number):
    result = verdict(town, f"Torikatu {number}")
    assert (result.status, result.best.matched) == (ACCEPT, "Torikatu 3, 00100 Pikkula")


@pytest.mark.parametrize(
    "number",
    ["3.0", "3,0", "3.00", "3°", "3/", "3-", "3?", "3 !", "03", "003", "3½", "3²", "3 ³", "(3)"],
)
def test_a_number_as_a_spreadsheet_or_a_hurried_hand_leaves_it(town, number):
    result = verdict(town, f"Torikatu {number}")
    assert (result.status, result.best.matched) == (ACCEPT, "Torikatu 3, 00100 Pikkula")


@pytest.mark.parametrize(
    "unit",
    [", 2 vån", ", 2:a vån.", " bst 3", " bost. 3", " A-rappu", ", A-porras 32", " huone 204",
     " trp B", ", B-talo", " lgh 1102", " trappa C 14", " ℅ Virtanen", ", att. Virtanen",
     ", p.A. Meier", ", 2 krs"],
)  # fmt: skip
def test_flats_stairs_and_persons_of_the_north(town, unit):
    result = verdict(town, f"Kirkkokatu 1{unit}")
    assert (result.status, result.best.matched) == (ACCEPT, "Kirkkokatu 1, 00100 Pikkula")


@pytest.mark.parametrize(
    "line1",
    ["Torikatu3Pikkula", "TORIKATU3PIKKULA", "Torikatu3,00100Pikkula", "Torikatu 3.00100 Pikkula",
     "Torikatu 3 in 00100 Pikkula", "Pikkula/Torikatu 3", "Torikatu 3/Pikkula",
     "Pikkula 00100 Torikatu 3", "Suomi 00100 Pikkula Torikatu 3"],
)  # fmt: skip
def test_one_line_without_its_blanks_or_in_any_order(town, line1):
    result = verdict(town, line1, city="", postal_code="")
    assert (result.status, result.best.matched) == (ACCEPT, "Torikatu 3, 00100 Pikkula")


def test_a_letter_between_number_and_town_is_the_houses(town):
    assert verdict(town, "Torikatu22bPikkula", "", "").best.matched.startswith("Torikatu 22B")


@pytest.mark.parametrize(
    "line1", ["Herrn Dr. Max Muster Kirkkokatu 1", "Familie Meier Kirkkokaut 1"]
)
def test_a_person_before_the_street_without_a_comma_is_set_aside_for_review(town, line1):
    result = verdict(town, line1, postal_code="")
    assert (result.status, result.best.matched) == (REVIEW, "Kirkkokatu 1, 00100 Pikkula")


@pytest.mark.parametrize("line1", ["Au Kirkkokatu 1", "Kirkkokatu Ii 1"])
def test_a_town_of_two_letters_is_no_slip_of_the_pen(town, line1):
    assert verdict(town, line1).status is REVIEW


def test_a_staircase_behind_a_slash_is_not_the_houses_letter(town):
    """22 and 22B are two houses of Torikatu."""
    assert verdict(town, "Torikatu 22 / B 12").best.matched == "Torikatu 22, 00100 Pikkula"
    assert verdict(town, "Torikatu 22/B").best.matched == "Torikatu 22B, 00100 Pikkula"


def test_a_floor_behind_a_dash_is_no_end_of_a_range(town):
    assert verdict(town, "Torikatu 1 - 3rd floor").best.matched == "Torikatu 1, 00100 Pikkula"


@pytest.mark.parametrize(
    ("written", "key"),
    [("H:fors", "helsingfors"), ("Hki", "helsinki"), ("HKI", "helsinki"), ("Tre", "tampere")],
)
def test_a_town_as_its_own_people_cut_it_short(written, key):
    assert town_key(written) == town_key(key)


def test_a_dot_may_stand_for_all_but_the_first_letter(town_index):
    """The keys of Vanha Äyräs and of Norra Esplanaden lose letters where two words meet."""
    assert [m.street.name for m in similar_streets(town_index, "V. Äyräs")] == ["Äyräskatu"]


def test_a_page_of_text_in_a_cell_is_no_address_and_says_so(town_map):
    page = "Torikatu 3 " + "x" * (LONGEST_CELL + 19_000)
    stops = [Stop(stop_id="a", address=Address(line1=page, city="Pikkula"), row=2)]
    (done,), (notice,) = geocode_stops(stops, GeocodingSettings(), town_map)
    assert (done.geocode.status, done.coordinate) == (FAIL, None)
    assert "too long for an address" in done.geocode.reason
    assert notice.code == "LM1301"
    assert len(notice.problem) < 400


def test_a_code_behind_a_town_may_be_a_region(town):
    result = verdict(town, "Kirkkokatu 1, Buchs SG")
    assert "country or region: SG, the map is of FI" in result.reason


def test_flats_of_one_house_share_its_pin_without_a_word(town_map):
    place = Coordinate(lat_deg=at(40, -15)[0], lon_deg=at(40, -15)[1])
    stops = [
        Stop(stop_id=str(i), address=Address(line1=line1, city="Pikkula"), coordinate=place)
        for i, line1 in enumerate(("Torikatu 3 A 5", "Torikatu 3 B 6", "Torikatu 3, as. 7"))
    ]
    _, notices = geocode_stops(stops, GeocodingSettings(), town_map)
    assert notices == []


def test_half_of_a_joined_town_is_that_town(town_index):
    """As Gamprin is Gamprin-Bendern; Rajala is none of the two."""
    spot = Spot(at(100, 0), "Pikkula-Isola", "pikkulaisola", frozenset())
    fits = [one_town(town_index, TownName(key), spot) for key in ("isola", "pikkula", "rajala")]
    assert fits == [Fit.MATCH, Fit.MATCH, Fit.UNKNOWN]
