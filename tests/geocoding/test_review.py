"""The review sheet, and the way back in."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.domain.addresses import Address, GeocodeStatus, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.desk import geocode_stops
from lastmile_cli.geocoding.review import ADDED_COLUMNS, review_rows

CELLS = (("Order", "1"), ("Street", "Torikatu 2"), ("Latitude", ""), ("Longitude", ""))


def sheet(town_map, *stops):
    done, _ = geocode_stops(list(stops), GeocodingSettings(), town_map)
    header, rows = review_rows(done)
    return header, [dict(zip(header, row, strict=True)) for row in rows], done


def fed_back(row, line1, city=""):
    """What intake makes of a row of the sheet."""
    pin = Coordinate(lat_deg=float(row["lat"]), lon_deg=float(row["lon"])) if row["lat"] else None
    return Stop(
        stop_id="1",
        address=Address(line1=line1, city=city),
        coordinate=pin,
        cells=tuple(row.items()),
    )


def test_input_columns_are_kept_and_ours_are_added(town_map):
    stop = Stop(stop_id="1", address=Address(line1="Torikatu 2", city="Pikkula"), cells=CELLS)
    header, rows, _ = sheet(town_map, stop)
    assert header == ["Order", "Street", *ADDED_COLUMNS]
    row = rows[0]
    assert (row["Order"], row["Street"]) == ("1", "Torikatu 2")
    assert row["geocode_status"] == "accept"
    assert row["geocode_precision"] == "house"
    assert row["geocode_score"] == "0.990"
    assert row["geocode_provider"] == "map"
    assert row["geocode_matched"] == "Torikatu 2, 00100 Pikkula"
    assert row["geocode_runner_up"].startswith("Torikatu 2, 00200 Isola (")
    assert float(row["geocode_gap_m"]) > 4900
    assert row["lat"].startswith("60.000")


def test_rows_with_different_columns_share_one_header(town_map):
    one = Stop(
        stop_id="1", address=Address(line1="Torikatu 3", city="Pikkula"), cells=(("a", "x"),)
    )
    two = replace(one, stop_id="2", cells=(("b", "y"),))
    header, rows, _ = sheet(town_map, one, two)
    assert header[:2] == ["a", "b"]
    assert [(row["a"], row["b"]) for row in rows] == [("x", ""), ("", "y")]


def test_a_sheet_that_was_reviewed_already_gets_no_second_set_of_columns(town_map):
    stop = Stop(stop_id="1", address=Address(line1="Torikatu 3", city="Pikkula"))
    header, rows, _ = sheet(town_map, stop)
    again, _, _ = sheet(town_map, replace(stop, cells=tuple(rows[0].items())))
    assert again == header


def test_a_failed_row_has_no_pin_and_says_why(town_map):
    stop = Stop(stop_id="1", address=Address(line1="Nirgendwogasse 3", city="Pikkula"))
    _, rows, _ = sheet(town_map, stop)
    assert (rows[0]["lat"], rows[0]["lon"]) == ("", "")
    assert rows[0]["geocode_status"] == "fail"
    assert "not found" in rows[0]["geocode_reason"]


def test_a_stop_never_geocoded_has_empty_cells():
    header, rows = review_rows([Stop(stop_id="1")])
    assert rows == [[""] * len(header)]


def test_an_accepted_row_comes_back_as_a_pin(town_map):
    stop = Stop(stop_id="1", address=Address(line1="Torikatu 3", city="Pikkula"))
    _, rows, _ = sheet(town_map, stop)
    _, _, (back,) = sheet(town_map, fed_back(rows[0], "Torikatu 3", "Pikkula"))
    assert back.geocode.best.precision is Precision.PIN


def test_a_doubtful_row_left_as_it_was_stays_doubtful(town_map):
    """Nobody looked: the proposal must not turn into a pin by going round."""
    _, rows, _ = sheet(town_map, Stop(stop_id="1", address=Address(line1="Torikatu 2")))
    assert rows[0]["geocode_status"] == "review"
    _, _, (back,) = sheet(town_map, fed_back(rows[0], "Torikatu 2"))
    assert back.geocode.status is GeocodeStatus.REVIEW


def test_a_doubtful_row_confirmed_by_its_status_is_a_pin(town_map):
    _, rows, _ = sheet(town_map, Stop(stop_id="1", address=Address(line1="Torikatu 2")))
    _, _, (back,) = sheet(town_map, fed_back({**rows[0], "geocode_status": "accept"}, "Torikatu 2"))
    assert (back.geocode.status, back.geocode.best.precision) == (
        GeocodeStatus.ACCEPT,
        Precision.PIN,
    )


def test_a_doubtful_row_with_another_pin_is_that_pin(town_map):
    _, rows, _ = sheet(town_map, Stop(stop_id="1", address=Address(line1="Torikatu 2")))
    moved = {**rows[0], "lat": "60.0010000"}
    _, _, (back,) = sheet(town_map, fed_back(moved, "Torikatu 2"))
    assert back.geocode.best.precision is Precision.PIN
    assert back.coordinate.lat_deg == 60.001


def test_a_doubtful_row_with_a_corrected_address_is_looked_up_anew(town_map):
    _, rows, _ = sheet(town_map, Stop(stop_id="1", address=Address(line1="Torikatu 2")))
    corrected = fed_back({**rows[0], "lat": "", "lon": ""}, "Torikatu 2", "Isola")
    _, _, (back,) = sheet(town_map, corrected)
    assert back.geocode.best.matched == "Torikatu 2, 00200 Isola"
    assert back.geocode.status is GeocodeStatus.ACCEPT
