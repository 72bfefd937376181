"""The review sheet, and the way back in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.desk import geocode_stops
from lastmile_cli.geocoding.overrides_from_review import pins_of_review
from lastmile_cli.geocoding.review import ADDED_COLUMNS, UnaskedRow, review_rows
from lastmile_cli.geocoding.suspicions import doubted

CELLS = (("Order", "1"), ("Street", "Torikatu 2"), ("Latitude", ""), ("Longitude", ""))


PLACES = {"Latitude": "lat", "Longitude": "lon"}


def sheet(town_map, *stops):
    done, _ = geocode_stops(list(stops), GeocodingSettings(), town_map)
    header, rows = review_rows(done, place_headers=PLACES)
    return header, [dict(zip(header, row, strict=True)) for row in rows], done


def fed_back(row, line1, city=""):
    """What intake makes of a row of the sheet."""
    pin = Coordinate(lat_deg=float(row["lat"]), lon_deg=float(row["lon"])) if row["lat"] else None
    address = Address(line1=line1, city=city)
    return Stop(stop_id="1", address=address, coordinate=pin, cells=tuple(row.items()))


def asked(town_map, line1, city="", pin=None):
    """The sheet's row for one address."""
    address = Address(line1=line1, city=city)
    _, (row,), _ = sheet(town_map, Stop(stop_id="1", address=address, coordinate=pin))
    return row


def back(town_map, row, line1, city=""):
    """The stop that becomes of an edited row, and the sheet's next row."""
    _, (again,), (stop,) = sheet(town_map, fed_back(row, line1, city))
    return stop, again


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


def test_columns_of_one_name_and_columns_that_only_sound_like_a_place_are_kept():
    """Long is how long the parcel is; of two notes the first is read."""
    cells = (
        ("Note", "ring"), ("Long", "2.4"), ("Note", "fragile"), ("gps_lat", "old"),
        ("Latitude", "60.1"), ("Latitude", "x"),
    )  # fmt: skip
    header, (row, bad) = review_rows(
        [Stop(stop_id="1", cells=cells)],
        [UnaskedRow(row=9, cells=cells, status="bad_row", reason="why", is_bad=True)],
        place_headers=PLACES,
    )

    kept = ["Note", "Long", "Note", "gps_lat", "Latitude"]
    assert header == [*kept, *ADDED_COLUMNS]
    assert row[: len(kept)] == bad[: len(kept)] == ["ring", "2.4", "fragile", "old", "x"]
    assert bad[len(kept)] == "60.1"


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


@pytest.mark.parametrize("word", ["no", "wrong", "OK", "x", ""])
def test_no_other_word_confirms_a_doubtful_row(town_map, word):
    """Who writes "no" must not send the van there."""
    _, rows, _ = sheet(town_map, Stop(stop_id="1", address=Address(line1="Torikatu 2")))
    row = fed_back({**rows[0], "geocode_status": word}, "Torikatu 2")
    (back,), notices = geocode_stops([row], GeocodingSettings(), town_map)

    assert back.geocode.status is GeocodeStatus.REVIEW
    assert ("LM1315" in [notice.code for notice in notices]) == bool(word)


def test_a_doubtful_row_with_another_pin_is_that_pin(town_map):
    _, rows, _ = sheet(town_map, Stop(stop_id="1", address=Address(line1="Torikatu 2")))
    moved = {**rows[0], "lat": "60.0010000"}
    _, _, (back,) = sheet(town_map, fed_back(moved, "Torikatu 2"))
    assert back.geocode.best.precision is Precision.PIN
    assert back.coordinate.lat_deg == 60.001


def test_a_doubtful_row_with_a_corrected_address_is_looked_up_anew(town_map):
    """The old guess stands in lat and lon still: it must not outlive the address it was for."""
    row = asked(town_map, "Torikatu 2")
    stop, _ = back(town_map, row, "Torikatu 2", "Isola")
    assert row["geocode_matched"] != "Torikatu 2, 00200 Isola"
    assert stop.geocode.best.matched == "Torikatu 2, 00200 Isola"
    assert stop.geocode.status is GeocodeStatus.ACCEPT


def test_an_accepted_row_with_a_corrected_address_is_looked_up_anew(town_map):
    row = asked(town_map, "Torikatu 3", "Pikkula")
    stop, _ = back(town_map, row, "Kirkkokatu 1", "Pikkula")
    assert stop.geocode.best.matched.startswith("Kirkkokatu 1")
    assert stop.geocode.best.provider == "map"


def test_a_correction_is_noticed_on_the_second_round_too(town_map):
    row = asked(town_map, "Torikatu 3", "Pikkula")
    _, again = back(town_map, row, "Torikatu 3", "Pikkula")
    stop, _ = back(town_map, again, "Kirkkokatu 1", "Pikkula")
    assert stop.geocode.best.matched.startswith("Kirkkokatu 1")


def test_the_dispatcher_is_told_that_the_old_pin_is_forgotten(town_map):
    row = asked(town_map, "Torikatu 3", "Pikkula")
    _, notices = geocode_stops(
        [fed_back(row, "Kirkkokatu 1", "Pikkula")], GeocodingSettings(), town_map, file="review.csv"
    )
    assert [(n.code, n.severity) for n in notices] == [("LM1312", Severity.INFO)]
    assert "Kirkkokatu 1" in notices[0].problem


def test_where_pin_and_address_were_edited_the_pin_wins(town_map):
    row = asked(town_map, "Torikatu 2") | {"lat": "60.0010000"}
    stop, again = back(town_map, row, "Torikatu 2 B", "Isola")
    assert (stop.coordinate.lat_deg, stop.geocode.best.precision) == (60.001, Precision.PIN)
    assert again["geocode_query"] == ""


def test_a_pin_of_ones_own_outlives_its_address(town_map):
    """It was never an answer to the address, so a new address does not void it."""
    pin = Coordinate(lat_deg=60.0005, lon_deg=25.0)
    row = asked(town_map, "Torikatu 3", "Pikkula", pin)
    stop, _ = back(town_map, row, "Kirkkokatu 1", "Pikkula")
    assert row["geocode_query"] == ""
    assert stop.coordinate == pin


def test_a_pin_given_to_a_failed_row_is_used(town_map):
    row = asked(town_map, "Nirgendwogasse 3", "Pikkula") | {"lat": "60.001", "lon": "25.0"}
    stop, _ = back(town_map, row, "Nirgendwogasse 3", "Pikkula")
    assert stop.geocode.best.precision is Precision.PIN


def test_an_emptied_pin_asks_for_the_address(town_map):
    row = asked(town_map, "Torikatu 3", "Pikkula") | {"lat": "", "lon": ""}
    stop, _ = back(town_map, row, "Torikatu 3", "Pikkula")
    assert stop.geocode.best.provider == "map"


@pytest.mark.parametrize("column", ["geocode_pin", "geocode_query"])
def test_without_our_memory_a_doubtful_row_stays_doubtful(town_map, column):
    """Somebody deleted the column: then a guess is no pin, only the status may confirm it."""
    row = asked(town_map, "Torikatu 2")
    del row[column]
    stop, _ = back(town_map, row, "Torikatu 2")
    assert stop.geocode.status is GeocodeStatus.REVIEW


def test_a_pin_of_unknown_origin_is_for_a_person_to_judge(town_map):
    row = asked(town_map, "Torikatu 2") | {"geocode_pin": "6.0E+01"}
    stop, _ = back(town_map, row, "Torikatu 2", "Isola")
    assert stop.geocode.status is GeocodeStatus.REVIEW
    assert "another pin" in stop.geocode.reason


def test_what_a_spreadsheet_does_to_a_row_is_no_edit(town_map):
    """Capitals, zeros and decimals get lost in a spreadsheet; nobody corrected anything."""
    row = asked(town_map, "Torikatu 3", "Pikkula")
    lat, lon = row["lat"].rstrip("0"), row["lon"].rstrip("0")
    mangled = row | {"lat": lat, "lon": lon, "geocode_query": "torikatu  03 Pikkula"}
    stop, _ = back(town_map, mangled, "Torikatu 3", "Pikkula")
    assert stop.geocode.best.precision is Precision.PIN


@pytest.mark.parametrize(
    ("line1", "city"),
    [("Torikatu 3", "Pikkula"), ("Torikatu 2", ""), ("Nirgendwogasse 3", "Pikkula"), ("", "")],
)
def test_a_sheet_fed_back_untouched_says_the_same(town_map, line1, city):
    first = asked(town_map, line1, city)
    _, second = back(town_map, first, line1, city)
    _, third = back(town_map, second, line1, city)
    same = ("lat", "lon", "geocode_status", "geocode_query", "geocode_pin")
    assert [second[name] for name in same] == [first[name] for name in same]
    assert third == second


def unasked(row, *, is_bad=True, beyond=(), **cells):
    status = "bad_row" if is_bad else "other_day"
    items = tuple(cells.items())
    reason = "closes before it opens."
    return UnaskedRow(
        row=row, cells=items, beyond=beyond, status=status, reason=reason, is_bad=is_bad
    )


def table(header, rows):
    return [dict(zip(header, row, strict=False)) for row in rows]


def test_a_row_nobody_was_asked_about_stands_in_its_place_with_its_cells():
    stops = [Stop(stop_id=str(n), row=n, cells=(("id", str(n)),)) for n in (2, 4)]
    row = unasked(3, id="3", Latitude="60,1", lng="24.9")
    places = {"Latitude": "lat", "lng": "lon"}
    rows = table(*review_rows(stops, [row], place_headers=places))
    assert [row["id"] for row in rows] == ["2", "3", "4"]
    assert (rows[1]["lat"], rows[1]["lon"]) == ("60,1", "24.9")
    assert (rows[1]["geocode_status"], rows[1]["geocode_pin"]) == ("bad_row", "")
    assert rows[1]["geocode_reason"] == "closes before it opens."


def test_cells_beyond_the_header_stay_beyond_the_sheet():
    header, rows = review_rows([], [unasked(2, id="2", beyond=("too", "many"))])
    assert rows[0][len(header) :] == ["too", "many"]


def test_a_row_of_another_day_keeps_what_an_earlier_sheet_says(town_map):
    first = asked(town_map, "Torikatu 2")
    (row,) = table(*review_rows([], [unasked(2, is_bad=False, **first)]))
    (own,) = table(*review_rows([], [unasked(2, is_bad=False, id="1")]))
    assert row == first
    assert own["geocode_status"] == "other_day"


def test_a_guess_does_not_become_a_pin_because_its_row_was_bad_meanwhile(town_map):
    """A doubtful row gets a slip in its window, the sheet is made again, the slip corrected."""
    doubtful = asked(town_map, "Torikatu 2")
    (bad,) = table(*review_rows([], [unasked(2, **doubtful)]))
    stop, _ = back(town_map, bad, "Torikatu 2")
    assert bad["geocode_status"] == "bad_row"
    assert stop.geocode.status is GeocodeStatus.REVIEW


def test_a_bad_row_with_a_pin_of_its_own_keeps_it_when_corrected(town_map):
    (bad,) = table(*review_rows([], [unasked(2, lat="60.001", lon="25.0")]))
    stop, _ = back(town_map, bad, "Torikatu 3", "Pikkula")
    assert stop.coordinate == Coordinate(lat_deg=60.001, lon_deg=25.0)


FAR = Coordinate(lat_deg=60.0, lon_deg=25.05)
"""Some kilometres from Torikatu 3 of Pikkula."""

HOME = Address(line1="Torikatu 3", city="Pikkula")


def looked_at(town_map, *stops, pins=()):
    """The sheet as the command writes it: odd places are to be looked at."""
    done, notices = geocode_stops(list(stops), GeocodingSettings(), town_map, pins=pins)
    seen = doubted(done, notices)
    header, rows = review_rows(seen)
    told = [n.severity for n in notices if n.code == "LM1306"]
    return [dict(zip(header, row, strict=True)) for row in rows], seen, told


def test_a_pin_far_from_its_address_is_to_be_looked_at_and_the_metres_are_told(town_map):
    pinned = Stop(stop_id="1", row=2, address=HOME, coordinate=FAR)
    (row,), _, _ = looked_at(town_map, pinned)

    assert row["geocode_status"] == "review"
    assert "km from its own address" in row["geocode_reason"]
    assert float(row["geocode_gap_m"]) > 1000
    assert row["geocode_runner_up"].startswith("Torikatu 3")
    assert (row["lat"], row["lon"]) == ("60.0000000", "25.0500000")


def test_such_a_sheet_fed_back_untouched_says_the_same_again(town_map):
    pinned = Stop(stop_id="1", row=2, address=HOME, coordinate=FAR)
    (row,), _, _ = looked_at(town_map, pinned)
    back = replace(pinned, cells=tuple(row.items()))

    assert looked_at(town_map, back)[0] == [row]


def test_a_far_pin_that_somebody_accepts_is_not_doubted_again_and_remembered_as_confirmed(town_map):
    pinned = Stop(stop_id="1", row=2, address=HOME, coordinate=FAR)
    (row,), _, first = looked_at(town_map, pinned)
    accepted = replace(pinned, cells=tuple({**row, "geocode_status": "accept"}.items()))
    (again,), seen, second = looked_at(town_map, accepted)
    (pin,) = pins_of_review([accepted], seen, date(2026, 11, 23))
    (third,), _, _ = looked_at(town_map, replace(pinned, cells=tuple(again.items())))
    order = Stop(stop_id="9", row=2, address=HOME)
    (tomorrow,), _, later = looked_at(town_map, order, pins=(pin,))

    assert [again["geocode_status"], third["geocode_status"]] == ["accept", "accept"]
    assert "km from its own address" in again["geocode_reason"]
    assert (pin.note, tomorrow["geocode_status"]) == ("confirmed", "accept")
    assert [*first, *second, *later] == [Severity.WARNING, Severity.INFO, Severity.INFO]


def test_a_remembered_pin_that_nobody_confirmed_is_doubted_every_day(town_map):
    pin = RememberedPin(coordinate=FAR, address=HOME)
    order = Stop(stop_id="9", row=2, address=HOME)

    (row,), _, told = looked_at(town_map, order, pins=(pin,))

    assert (row["geocode_status"], told) == ("review", [Severity.WARNING])
    assert row["geocode_query"] == "Torikatu 3, Pikkula"
