"""A file of pins as spreadsheets and people leave it."""

from __future__ import annotations

from datetime import date

import pytest

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.geocoding.overrides_edit import with_pins
from lastmile_cli.intake.pins import read_pins
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.typed_places import read_place
from lastmile_cli.outputs.pins_csv import pins_csv

PLAIN = """\
address,customer_id,lat,lon,set_on,note
"Yrjönkatu 13, 00120 Helsinki",C-1,60.1676000,24.9403000,2026-11-20,back door
"""
HERE = Coordinate(lat_deg=60.1676, lon_deg=24.9403)


def read(text, encoding="utf-8"):
    return read_pins(Source(file="pins.csv", content=text.encode(encoding)), "FI")


def test_a_file_of_ours_is_read_without_a_word():
    found = read(PLAIN)
    assert found.notices == ()
    (pin,) = found.sheet.pins
    assert (str(pin.address), pin.customer_id) == ("Yrjönkatu 13, 00120 Helsinki", "C-1")
    assert (pin.coordinate, pin.set_on, pin.note, pin.row) == (
        HERE, date(2026, 11, 20), "back door", 2,
    )  # fmt: skip


def test_it_is_written_back_byte_for_byte():
    assert pins_csv(read(PLAIN).sheet) == PLAIN.encode()


def test_a_spreadsheet_with_semicolons_and_decimal_commas_is_read_and_kept_so():
    text = PLAIN.replace("60.1676000,24.9403000", '"60,1676","24,9403"')
    text = text.replace(
        "address,customer_id,lat,lon,set_on,note", "address;customer_id;lat;lon;set_on;note"
    )
    text = text.replace(
        'Helsinki",C-1,"60,1676","24,9403",2026-11-20,', 'Helsinki";C-1;60,1676;24,9403;20.11.2026;'
    )
    found = read(text, "cp1252")
    (pin,) = found.sheet.pins
    assert (pin.coordinate, pin.set_on) == (HERE, date(2026, 11, 20))
    written = pins_csv(found.sheet)
    assert written.startswith(b"\xef\xbb\xbfaddress;customer_id;")
    assert b"60,1676;24,9403" in written


def test_the_address_may_stand_in_several_cells():
    text = "Address,Zip,City,lat,lon\nYrjönkatu 13,00120,Helsinki,60.1676,24.9403\n"
    (pin,) = read(text).sheet.pins
    assert pin.address == Address(line1="Yrjönkatu 13", postal_code="00120", city="Helsinki")


BAD_ROWS = [
    ('"Torikatu 1",,north,24.94,,', "LM1110", "lat"),
    ('"Torikatu 1",,60.17,,,', "LM1117", "lon"),
    ('"Torikatu 1",,,,,', "LM1330", "lat"),
    (",,60.17,24.94,,", "LM1330", "address"),
    ('"Torikatu 1",,160.17,24.94,,', "LM1116", "lat"),
    ("Torikatu 1, Helsinki,,60.17,24.94,,,x", "LM1014", ""),
]


@pytest.mark.parametrize(("row", "code", "column"), BAD_ROWS)
def test_a_row_that_cannot_be_used_is_a_warning_and_the_others_count(row, code, column):
    found = read(f"{PLAIN}{row}\n")
    (notice,) = found.notices
    assert (notice.code, notice.severity) == (code, Severity.WARNING)
    assert (notice.place.row, notice.place.column) == (3, column)
    assert "not used" in notice.problem
    assert len(found.sheet.pins) == 1
    assert len(found.sheet.rows) == 2


def test_a_row_nobody_can_read_is_not_lost_when_a_pin_is_added():
    sheet = read(f'{PLAIN}"Torikatu 1",,north,24.94,,mine\n# a remark,,,,,\n').sheet
    new = RememberedPin(coordinate=HERE, address=Address(line1="Aukio 1"))
    text = pins_csv(with_pins(sheet, [new])[0]).decode()
    assert text.splitlines() == [
        "address,customer_id,lat,lon,set_on,note",
        "# a remark,,,,,",
        "Aukio 1,,60.1676000,24.9403000,,",
        PLAIN.splitlines()[1],
        "Torikatu 1,,north,24.94,,mine",
    ]


def test_columns_of_ones_own_are_kept():
    text = "who;customer_id;lat_lon\nAino;C-1;60.1676, 24.9403\n"
    sheet = read(text).sheet
    moved = RememberedPin(coordinate=Coordinate(lat_deg=60, lon_deg=25), customer_id="c-1")
    written = pins_csv(with_pins(sheet, [moved])[0]).decode().splitlines()
    assert written == [
        "who;customer_id;lat_lon;address;lat;lon;set_on;note",
        "Aino;C-1;;;60.0000000;25.0000000;;",
    ]


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "address,city\nTorikatu 1,Helsinki\n", "lat,lon\n60,24\n", "<html>"]
)
def test_what_is_no_list_of_pins_is_an_error(text):
    assert any(notice.severity is Severity.ERROR for notice in read(text).notices)


def test_a_header_without_a_place_is_named_so():
    assert [notice.code for notice in read("who,where\n1,2\n").notices][-1] == "LM1332"


def test_a_slip_in_the_date_costs_the_pin_nothing():
    found = read(PLAIN.replace("2026-11-20", "lately"))
    (notice,) = found.notices
    assert (notice.code, notice.place.column) == ("LM1330", "set_on")
    assert found.sheet.pins[0].set_on is None


def test_an_empty_file_is_a_list_without_pins():
    assert (read("").sheet.pins, read("").notices) == ((), ())


def test_a_formula_stays_text_in_the_file():
    new = RememberedPin(coordinate=HERE, address=Address(line1="=cmd"), note="+1")
    written = pins_csv(with_pins(read(PLAIN).sheet, [new])[0])
    assert b"'=cmd" in written
    pins = read_pins(Source(file="pins.csv", content=written)).sheet.pins
    assert new.address in [pin.address for pin in pins]


def test_a_quote_that_is_never_closed_makes_the_file_read_only():
    found = read(f'{PLAIN}"Torikatu 1,,60.17,24.94,,\n')
    assert not found.sheet.is_whole
    assert len(found.sheet.pins) == 1


PLACES = [
    "60.1699, 24.9384", "60.1699 24.9384", "60.1699;24.9384", "(60.1699, 24.9384)",
    "60,1699; 24,9384", "60,1699, 24,9384", "60,1699 24,9384", "60.1699/24.9384",
    "60.1699° N, 24.9384° E", "N 60.1699° E 24.9384°", "24.9384°E 60.1699°N",
    "60°10'11.64\"N 24°56'18.24\"E", "60° 10.194' N, 24° 56.304' E", "geo:60.1699,24.9384;u=10",
    "geo:60.1699,24.9384?z=18",
    "https://www.openstreetmap.org/#map=19/60.1699/24.9384",
    "https://www.google.com/maps/place/X/@60.2,24.9,17z/data=!3m1!3d60.1699!4d24.9384",
    "https://www.google.com/maps/@60.1699,24.9384,17z",
    "https://maps.apple.com/?ll=60.1699,24.9384&q=X",
    "https://www.google.com/maps/search/?api=1&query=60.1699%2C24.9384",
]  # fmt: skip


@pytest.mark.parametrize("text", PLACES)
def test_a_place_is_read_as_maps_write_it(text):
    found = read_place(text)
    assert found is not None
    assert (round(found.lat_deg, 5), round(found.lon_deg, 5)) == (60.1699, 24.9384)


@pytest.mark.parametrize(
    "text",
    ["", "60.17", "Yrjönkatu 13, 00120", "0, 0", "91, 24", "60.17, 24.94, 3", "13, B 4", "60 10 11",
     "https://example.com/"],
)  # fmt: skip
def test_what_is_no_place_is_none(text):
    assert read_place(text) is None
