"""Pins that were remembered: whose they are, and when they count."""

from __future__ import annotations

from datetime import date

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus, Precision
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.pins import PIN_COLUMNS, PinRow, PinSheet, RememberedPin
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.desk import geocode_stops
from lastmile_cli.geocoding.overrides import PinBook, address_key
from lastmile_cli.geocoding.overrides_edit import with_pins, without_pins
from tests.geocoding import drawn_town

HERE = Coordinate(lat_deg=60.0031, lon_deg=25.0042)
THERE = Coordinate(lat_deg=60.0131, lon_deg=25.0042)
DAY = date(2026, 11, 20)
SPELLINGS = [
    Address(line1="Torikatu 12 A", postal_code="00100", city="Pikkula"),
    Address(line1="TORIKATU 12a,", postal_code="100", city="PIKKULA", country="FI"),
    Address(line1="Torikatu 12 A, 00100 Pikkula, Finland"),
    Address(line1="Torikatu 12", line2="A", postal_code="00100", city="Pikkula"),
]
OTHERS = [
    Address(line1="Torikatu 1 2 A", postal_code="00100", city="Pikkula"),
    Address(line1="Torikatu 12 B", postal_code="00100", city="Pikkula"),
    Address(line1="Torikatu 12 A", postal_code="00200", city="Pikkula"),
    Address(line1="Torikatu 12 A", postal_code="00100", city="Isola"),
    Address(line1="Torikatu 12 A", line2="Top 3", postal_code="00100", city="Pikkula"),
    Address(line1="Torikatu 12 A", postal_code="00100", city="Pikkula", country="SE"),
]


ALIKE = [
    ("Unionsgatan 20, 00130 Helsinki", "Unionsg. 20, 00130 Hki"),
    ("Korkeavuorenkatu 4 B, 00150 Helsinki", "KORKEAVUORENK.4 b, 00150 H:KI"),
    ("Unioninkatu 20, 00130 Helsinki", "Unioninkatu 20 c/o Virtanen, 00130 Helsinki"),
    ("Unioninkatu 20, 00130 Helsinki", "c/o Virtanen, Unioninkatu 20, 00130 Helsinki"),
    ("Piispankuja 3, Turku", "Piispankj. 3, Tku"),
]
APART = [
    ("Toritie 3, Helsinki", "Torit. 3, Helsinki"),
    ("Torikuja 3, Helsinki", "Torik. 3, Helsinki"),
    ("Itävägen 3, Helsinki", "Itäv. 3, Helsinki"),
    ("Unioninkatu 20 A, Helsinki", "Unioninkatu 20 c/o A 3, Helsinki"),
    ("Unioninkatu 20, Helsinki", "c/o Virtanen 4, Unioninkatu 20, Helsinki"),
    ("Katu 1, Helsinki", "K. 1, Helsinki"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_abbreviations_with_one_meaning_are_one_address(one, other):
    assert address_key(Address(line1=one), "FI") == address_key(Address(line1=other), "FI")
    assert address_key(Address(line1=one), "FI") == address_key(
        Address(line1=other, country="Finland"), "EE"
    ).removesuffix(" in FI")


@pytest.mark.parametrize(("one", "other"), APART)
def test_abbreviations_with_two_meanings_and_numbers_of_persons_stay_apart(one, other):
    assert address_key(Address(line1=one), "FI") != address_key(Address(line1=other), "FI")


def test_what_an_ending_means_depends_on_the_country():
    short = Address(line1="Mariahilferg. 5, Wien")
    assert address_key(short, "AT") == address_key(Address(line1="Mariahilfergasse 5, Wien"), "AT")
    assert address_key(short, "FI") == address_key(Address(line1="Mariahilfergatan 5, Wien"), "FI")
    assert address_key(short) not in {
        address_key(Address(line1=f"Mariahilfer{kind} 5, Wien")) for kind in ("gasse", "gatan")
    }


def pin(address="", customer="", where=HERE, on=DAY, **more):
    return RememberedPin(
        coordinate=where, address=Address(line1=address), customer_id=customer, set_on=on, **more
    )


def stop(address="", customer="", city=""):
    return Stop(stop_id="1", customer_id=customer, address=Address(line1=address, city=city))


def at(east_m, north_m):
    lat_deg, lon_deg = drawn_town.at(east_m, north_m)
    return Coordinate(lat_deg=lat_deg, lon_deg=lon_deg)


def place(book, *stops):
    found = [book.find(one) for one in stops]
    return [one.coordinate if one else None for one in found]


@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
def test_an_address_is_known_again_in_another_spelling(spelling):
    assert address_key(spelling, "FI") == address_key(SPELLINGS[0], "FI")


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_another_address_is_another_one(other):
    assert address_key(other, "FI") != address_key(SPELLINGS[0], "FI")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bodastrasse 1", "Bödastrasse 1"), ("Tie 5-7", "Tie 5/7"), ("Bauerstr. 2", "Baurstr. 2")],
)
def test_streets_that_only_look_alike_are_two(one, other):
    assert address_key(Address(line1=one)) != address_key(Address(line1=other))


def test_a_pin_without_a_customer_speaks_for_everybody_at_the_address():
    book = PinBook([pin("Torikatu 9, Pikkula")])
    assert place(book, stop("Torikatu 9, Pikkula"), stop("torikatu 9", "C-1", "Pikkula")) == [
        HERE, HERE,
    ]  # fmt: skip


def test_a_pin_of_a_customer_speaks_for_others_at_the_same_address_too():
    book = PinBook([pin("Torikatu 9, Pikkula", "C-1")])
    assert place(book, stop("Torikatu 9, Pikkula", "C-2"), stop("Torikatu 9, Pikkula")) == [
        HERE, HERE,
    ]  # fmt: skip


def test_without_a_town_it_speaks_for_its_own_customer_only():
    """There may be a Torikatu 9 in the next town, and the other customer may live there."""
    book = PinBook([pin("Torikatu 9", "C-1")])
    assert place(book, stop("Torikatu 9", "c-1"), stop("Torikatu 9", "C-2")) == [HERE, None]


def test_without_a_house_number_it_speaks_for_its_own_customer_only():
    """Who leaves out the number may live anywhere in the street."""
    book = PinBook([pin("Bulevardi, 00120 Helsinki", "C-1")])
    street = "Bulevardi, 00120 Helsinki"
    assert place(book, stop(street, "C-1"), stop(street, "C-2")) == [HERE, None]


def test_where_orders_have_no_customer_id_the_name_says_whose_they_are():
    book = PinBook([pin("Kiasma, Helsinki", "Aino Korhonen")])
    aino = Stop(stop_id="1", name="AINO KORHONEN", address=Address(line1="Kiasma, Helsinki"))
    namesake = Stop(stop_id="2", name="Aino Korhonen")
    assert place(book, aino, namesake) == [HERE, None]


def test_customers_of_one_address_who_have_different_doors_keep_them():
    book = PinBook(
        [pin("Kauppakeskus, Pikkula", "C-1"), pin("Kauppakeskus, Pikkula", "C-2", THERE)]
    )
    found = place(book, *(stop("Kauppakeskus, Pikkula", who) for who in ("C-1", "C-2", "C-3")))
    assert found == [HERE, THERE, None]


def test_a_customer_who_moved_does_not_get_yesterdays_pin():
    book = PinBook([pin("Torikatu 9, Pikkula", "C-1")])
    moved = stop("Kirkkokatu 1, Pikkula", "C-1")
    assert book.find(moved) is None
    assert book.find_left_behind(moved) is not None


def test_an_order_without_an_address_goes_where_its_customer_is():
    book = PinBook([pin("Torikatu 9, Pikkula", "C-1"), pin("", "C-2", THERE)])
    assert place(book, stop("", "C-1"), stop("", "C-2"), stop("", "")) == [HERE, THERE, None]


def test_a_customer_with_two_addresses_and_an_order_without_one_is_asked_about():
    book = PinBook([pin("Torikatu 9, Pikkula", "C-1"), pin("Kirkkokatu 1, Pikkula", "C-1", THERE)])
    assert place(book, stop("", "C-1")) == [None]


def test_a_pin_of_a_customer_alone_is_not_taken_for_an_address():
    book = PinBook([pin("", "C-1")])
    asked = stop("Torikatu 9, Pikkula", "C-1")
    assert book.find(asked) is None
    assert book.find_left_behind(asked) is not None


def test_the_pin_set_last_counts_and_the_other_one_is_named():
    old = pin("Torikatu 9, Pikkula", on=date(2026, 1, 1), row=3)
    book = PinBook([pin("Torikatu 9, Pikkula", where=THERE, row=2), old], file="pins.csv")
    assert place(book, stop("Torikatu 9, Pikkula")) == [THERE]
    (notice,) = book.notices()
    assert (notice.code, str(notice.place)) == ("LM1331", "pins.csv:3 lat")
    assert "row 2" in notice.problem


def test_a_remembered_pin_is_used_before_anybody_is_asked(town_map):
    here = pin("Torikatu 3, Pikkula", where=at(40, 40))
    stops = [stop("Torikatu 3", city="Pikkula")]
    (done,), notices = geocode_stops(stops, GeocodingSettings(), town_map, pins=(here,))
    best = done.geocode.best
    assert (best.provider, best.precision, best.coordinate) == ("pins", Precision.PIN, at(40, 40))
    assert done.geocode.status is GeocodeStatus.ACCEPT
    assert done.geocode.reason == "set by hand on 2026-11-20"
    assert notices == []


def test_the_pin_of_the_row_wins_over_a_remembered_one(town_map):
    own = Stop(
        stop_id="1", address=Address(line1="Torikatu 3", city="Pikkula"), coordinate=at(9, 9)
    )
    here = pin("Torikatu 3, Pikkula", where=at(40, 40))
    (done,), _ = geocode_stops([own], GeocodingSettings(), town_map, pins=(here,))
    assert (done.coordinate, done.geocode.best.provider) == (at(9, 9), "pin")


def test_a_remembered_pin_far_from_a_sure_address_is_a_warning_with_a_way_out(town_map):
    far = pin("Torikatu 3, Pikkula", where=at(5000, 0))
    stops = [Stop(stop_id="1", row=2, address=Address(line1="Torikatu 3", city="Pikkula"))]
    (done,), notices = geocode_stops(stops, GeocodingSettings(), town_map, pins=(far,))
    (notice,) = [notice for notice in notices if notice.code == "LM1306"]
    assert notice.severity is Severity.WARNING
    assert '--forget "Torikatu 3, Pikkula"' in notice.hint
    assert done.coordinate == at(5000, 0)


def test_a_moved_customer_is_told_of_and_found_where_the_order_says(town_map):
    here = pin("Aukio 1, Pikkula", "C-1", at(40, 40))
    stops = [stop("Torikatu 3", "C-1", "Pikkula")]
    (done,), notices = geocode_stops(stops, GeocodingSettings(), town_map, pins=(here,))
    assert [notice.code for notice in notices] == ["LM1333"]
    assert "Aukio 1, Pikkula" in notices[0].problem
    assert done.geocode.best.provider == "map"


def sheet(*rows):
    position = {name: index for index, name in enumerate(PIN_COLUMNS)}
    return PinSheet(file="pins.csv", header=PIN_COLUMNS, position=position, rows=rows)


def test_a_pin_that_is_confirmed_says_so_in_the_file():
    first, _ = with_pins(sheet(), [pin("Torikatu 9, Pikkula")])
    again, added = with_pins(first, [pin("Torikatu 9, Pikkula", note="confirmed")])
    third, none = with_pins(again, [pin("Torikatu 9, Pikkula", note="confirmed")])
    assert (len(added), len(none)) == (1, 0)
    assert [row.cells[-1] for row in third.rows] == ["confirmed"]


def test_a_new_pin_replaces_the_one_of_the_same_address_and_customer():
    first, _ = with_pins(sheet(), [pin("Torikatu 9, Pikkula"), pin("Aukio 1, Pikkula")])
    again, added = with_pins(first, [pin("TORIKATU 9 , Pikkula", where=THERE, note="new door")])
    assert [row.cells[0] for row in again.rows] == ["Aukio 1, Pikkula", "Torikatu 9, Pikkula"]
    assert again.rows[1].cells[2:] == ("60.0131000", "25.0042000", "2026-11-20", "new door")
    assert len(added) == 1


def test_the_same_pin_once_more_changes_nothing():
    once, _ = with_pins(sheet(), [pin("Torikatu 9, Pikkula")])
    twice, added = with_pins(once, [pin("Torikatu 9, Pikkula", on=date(2027, 1, 1))])
    assert twice == once
    assert added == []


def test_comments_stay_on_top_and_what_cannot_be_read_stays_at_the_end():
    odd = PinRow(cells=("Jotain", "", "north", "east", "", ""))
    words = PinRow(cells=("# by Aino", "", "", "", "", ""), is_comment=True)
    after, _ = with_pins(sheet(odd, words), [pin("Torikatu 9, Pikkula")])
    assert [row.cells[0] for row in after.rows] == ["# by Aino", "Torikatu 9, Pikkula", "Jotain"]


@pytest.mark.parametrize("whose", ["torikatu 9 Pikkula,", "Torikatu 9, Pikkula, Finland", "c-1"])
def test_a_pin_is_forgotten_by_its_address_or_customer(whose):
    full, _ = with_pins(sheet(), [pin("Torikatu 9, Pikkula", "C-1"), pin("Aukio 1, Pikkula")])
    after, gone = without_pins(full, whose.replace("9 Pikkula", "9, Pikkula"), "FI")
    assert [str(one) for one in gone] == ["Torikatu 9, Pikkula of customer C-1"]
    assert len(after.rows) == 1


def test_nobodys_pin_is_no_pin():
    with pytest.raises(ValueError, match="nobody's"):
        RememberedPin(coordinate=HERE)
