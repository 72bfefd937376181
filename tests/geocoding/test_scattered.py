"""Shops scattered under one number: which point stands for all, and when a name tells them apart."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus, Precision
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.desk import geocode_stops
from lastmile_cli.geocoding.house_numbers import HouseNumber
from lastmile_cli.geocoding.house_points import house_points
from lastmile_cli.geocoding.map_scan import MappedAddress
from lastmile_cli.geocoding.plane import distance_m
from lastmile_cli.geocoding.verdicts import judge
from tests.geocoding.drawn_town import at


def find(town, line1, *, recipient="", **parts):
    where = {"city": "Pikkula", "postal_code": "00100", **parts}
    return judge(town.candidates(Address(line1=line1, **where), recipient), GeocodingSettings())


def away_m(result, east, north=1000):
    here = result.best.coordinate
    return distance_m((here.lat_deg, here.lon_deg), at(east, north))


def mapped(east_m, *, number="5", is_shop=False, is_estimate=False):
    return MappedAddress(
        at=at(east_m, 0), street="Katu", number=number, postcode="", city="", district="",
        house_name="", is_shop=is_shop, is_estimate=is_estimate,
    )  # fmt: skip


def test_the_door_stands_for_the_shops_within_reach_of_it(town):
    result = find(town, "Kauppakuja 2")
    assert away_m(result, 0) < 1
    assert (result.best.score, result.best.differs) == (1.0, ())


def test_where_most_lie_out_of_reach_of_the_door_a_point_among_them_is_taken_and_it_is_told(town):
    """Three shops at 262 to 280 m, the door at 200 m: from the first shop 62 m to the door."""
    result = find(town, "Kauppakuja 4")
    assert result.status is GeocodeStatus.ACCEPT
    assert away_m(result, 262) < 1
    assert result.best.score == pytest.approx(1 - 0.04 - 0.003 * 2, abs=0.001)
    assert result.best.differs == (
        "number: 4 is on the map at several points, up to 62 m from this one",
    )


def test_one_number_at_two_houses_is_ambiguous(town):
    result = find(town, "Kauppakuja 6")
    assert result.status is GeocodeStatus.REVIEW
    assert "at 2 places, 140 m apart" in result.reason
    assert result.gap_m == pytest.approx(140, abs=1)


@pytest.mark.parametrize(
    ("line1", "east_m"),
    [
        ("Leluluola, Kauppakuja 4", 280),
        ("Suutari Salo, Kauppakuja 4", 262),
        ("Kauppakuja 4, c/o Leluluola", 280),
        ("Uusi talo, Kauppakuja 6", 540),
    ],
)
def test_a_name_before_the_street_tells_them_apart(town, line1, east_m):
    result = find(town, line1)
    assert (result.status, result.best.precision) == (GeocodeStatus.ACCEPT, Precision.HOUSE)
    assert away_m(result, east_m) < 1
    assert result.best.differs == ()


def test_the_recipient_tells_them_apart_and_is_named(town):
    result = find(town, "Kauppakuja 6", recipient="VANHA TALO, 3. kerros")
    assert result.status is GeocodeStatus.ACCEPT
    assert result.best.matched == "Kauppakuja 6 (Vanha Talo), 00100 Pikkula"


def test_a_recipient_nobody_knows_changes_nothing(town):
    assert find(town, "Kauppakuja 6", recipient="Virtanen") == find(town, "Kauppakuja 6")


def test_a_word_that_two_of_them_bear_settles_nothing(town):
    """Vanha Talo and Uusi Talo lie 140 m apart."""
    assert find(town, "Kauppakuja 6", recipient="Talo").status is GeocodeStatus.REVIEW


def test_the_town_in_a_name_is_no_name(town):
    """Kahvila Pikkula is no reason to take every Pikkula for the cafe."""
    result = find(town, "Pikkula, Kauppakuja 4", city="", recipient="Pikkula")
    assert away_m(result, 262) < 1


def test_a_name_behind_the_number_may_be_a_town_and_is_doubted(town):
    assert find(town, "Kauppakuja 6, Tampere").status is GeocodeStatus.REVIEW


def test_what_else_the_phrase_says_is_not_lost(town):
    """The shop is known; the other word may be the town that is really meant."""
    result = find(town, "Leluluola, Kauppakuja 4, Tampere")
    assert result.status is GeocodeStatus.REVIEW
    assert result.reason == "not understood: Tampere"


def test_a_place_written_before_the_street_on_the_map_is_not_part_of_its_name(town):
    plain, in_hall = find(town, "Kauppakuja 10"), find(town, "Halli, Kauppakuja 10")
    assert in_hall.status is GeocodeStatus.ACCEPT
    assert plain.status is GeocodeStatus.REVIEW
    assert plain.reason == "number: 10 is on the map only in Halli"
    assert away_m(plain, 780) < 1
    assert away_m(in_hall, 780) < 1


def test_such_a_place_tells_its_house_from_the_plain_one(town):
    plain, in_hall = find(town, "Kauppakuja 8"), find(town, "Halli, Kauppakuja 8")
    assert plain.status is in_hall.status is GeocodeStatus.ACCEPT
    assert away_m(plain, 600) < 1
    assert away_m(in_hall, 720) < 1


def test_two_stops_at_one_address_are_told_apart_by_their_names(town_map):
    address = Address(line1="Kauppakuja 6", city="Pikkula", postal_code="00100")
    stops = [
        Stop(stop_id=name, name=name, address=address)
        for name in ("Vanha Talo", "Uusi Talo", "Virtanen")
    ]
    found, _ = geocode_stops(stops, GeocodingSettings(), town_map)
    assert [stop.geocode.status for stop in found] == ["accept", "accept", "review"]
    assert found[0].coordinate != found[1].coordinate


def test_an_estimate_is_no_witness_where_a_house_was_surveyed():
    (point,), _ = house_points([mapped(0, is_estimate=True), mapped(70)])
    assert (point.at, point.is_estimate, point.spread_m) == (at(70, 0), False, 0.0)


def test_two_doors_in_reach_are_one_house_named_by_the_middle_one():
    (point,), tenants = house_points([mapped(0), mapped(50), mapped(100)])
    assert (point.number, point.at) == (HouseNumber(5), at(50, 0))
    assert point.spread_m == pytest.approx(50, abs=0.5)
    assert tenants == []


def test_every_object_belongs_to_one_house():
    """A chain of shops, each 80 m from the next: two and two are one house, the last is alone."""
    points, _ = house_points([mapped(80 * i, is_shop=True) for i in range(5)])
    assert [point.at for point in points] == [at(0, 0), at(160, 0), at(320, 0)]
    assert [round(point.spread_m) for point in points] == [80, 80, 0]
