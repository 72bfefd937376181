"""A review sheet through a spreadsheet and back: nothing moves that nobody moved."""

from __future__ import annotations

import csv
import io
import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.addresses import (
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import GeocodingSettings, ServiceSettings
from lastmile_cli.geocoding.desk import GeocodingDesk
from lastmile_cli.geocoding.overrides_from_review import pins_of_review
from lastmile_cli.geocoding.review import ADDED_COLUMNS, review_rows
from lastmile_cli.geocoding.review_back import PinWord, pin_word
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stops import read_stops
from lastmile_cli.outputs.csv_text import csv_text

SERVICE = ServiceSettings(timezone="Europe/Helsinki", currency="EUR", country="FI")
DAY = date(2026, 6, 1)
HEADER = ["Order", "Name", "Address", "Zip", "City", "Delivery date", "Phone", "Gift wrap"]
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12
).map(str.strip)  # fmt: skip


class DrawnDesk(GeocodingDesk):
    """Knows a place for each address by its text alone: some sure, some doubtful, some none."""

    def geocode_address(self, address, recipient=""):
        dice = random.Random(f"{address.line1}|{int(address.postal_code or 0)}|{address.city}")
        status = dice.choice(list(GeocodeStatus))
        if status is GeocodeStatus.FAIL:
            return GeocodeResult(status=status, reason="not found")
        at = Coordinate(lat_deg=dice.uniform(-80, 80), lon_deg=dice.uniform(-179, 179))
        score = 0.99 if status is GeocodeStatus.ACCEPT else 0.7
        best = GeocodeCandidate(
            coordinate=at, precision=Precision.HOUSE, score=score, matched=str(address),
            provider="map",
        )  # fmt: skip
        return GeocodeResult(status=status, best=best, reason="" if score > 0.9 else "=doubt")


@st.composite
def orders(draw):
    """Rows as a shop writes them, with cells a spreadsheet likes to change."""
    count = draw(st.integers(1, 5))
    return [
        [
            f"A{number}", f"{number} {draw(TEXTS)}".strip(), f"Katu {draw(st.integers(1, 99))}",
            f"{draw(st.integers(0, 99999)):05}", draw(st.sampled_from(["Helsinki", "Åbo"])),
            "2026-06-01", draw(st.sampled_from(["+358 40 1", "=1+1", "-5", "@x", ""])),
            draw(st.sampled_from(["no", "a;b", 'a "quote"', "a,b", "line\nend", "'=x"])),
        ]
        for number in range(count)
    ]  # fmt: skip


def read(text):
    source = Source(file="review.csv", content=text)
    found = read_stops(source, service=SERVICE, default_date=DAY)
    assert not found.is_refused, found.notices
    return list(found.stops)


def asked(stops):
    desk = DrawnDesk(settings=GeocodingSettings(providers=()))
    return desk.geocode_stops(stops)[0]


def sheet(stops):
    header, rows = review_rows(stops)
    return list(csv.reader(io.StringIO(csv_text(header, rows))))


HABITS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from([",", ";", "\t"]),
        "decimal_comma": st.booleans(),
        "no_points": st.booleans(),
        "lost_zeros": st.booleans(),
        "dates": st.sampled_from(["", "%d.%m.%Y"]),
        "mark": st.booleans(),
        "line_end": st.sampled_from(["\n", "\r\n"]),
        "shuffled_columns": st.booleans(),
        "shuffled_rows": st.booleans(),
        "seed": st.integers(0, 999),
    }
)


def through_a_spreadsheet(rows, habits):
    """What a spreadsheet makes of a sheet that somebody opens, sorts and saves."""
    header, *body = rows
    dice = random.Random(habits["seed"])
    for row in body:
        for at, name in enumerate(header):
            if name in ("lat", "lon") and habits["no_points"]:
                row[at] = row[at].replace(".", "")
            elif name in ("lat", "lon", "geocode_score") and row[at]:
                row[at] = row[at].rstrip("0").rstrip(".")
                row[at] = row[at].replace(".", ",") if habits["decimal_comma"] else row[at]
            elif name == "Zip" and habits["lost_zeros"]:
                row[at] = str(int(row[at]))
            elif name == "Delivery date" and habits["dates"]:
                row[at] = date.fromisoformat(row[at]).strftime(habits["dates"])
    order = list(range(len(header)))
    if habits["shuffled_columns"]:
        dice.shuffle(order)
    if habits["shuffled_rows"]:
        dice.shuffle(body)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=habits["delimiter"], lineterminator=habits["line_end"])
    writer.writerows([row[at] for at in order] for row in [header, *body])
    return stream.getvalue().encode("utf-8-sig" if habits["mark"] else "utf-8")


SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(orders(), HABITS)
def test_a_sheet_that_nobody_edited_says_the_same_when_it_comes_back(rows, habits):
    first = asked(read(csv_text(HEADER, rows).encode()))
    back = read(through_a_spreadsheet(sheet(first), habits))
    second = {stop.stop_id: stop for stop in asked(back)}

    for stop in first:
        again = second[stop.stop_id]
        assert again.geocode.status is stop.geocode.status
        if stop.coordinate:
            assert again.coordinate.lat_deg == pytest.approx(stop.coordinate.lat_deg, abs=1e-7)
            assert again.coordinate.lon_deg == pytest.approx(stop.coordinate.lon_deg, abs=1e-7)
    assert pins_of_review(back, [second[stop.stop_id] for stop in back], DAY) == []


@SLOW
@given(orders())
def test_the_columns_of_the_input_come_first_and_hold_what_they_held(rows):
    header, *body = sheet(asked(read(csv_text(HEADER, rows).encode())))
    written = list(csv.reader(io.StringIO(csv_text(HEADER, rows))))
    assert header == [*HEADER, *ADDED_COLUMNS]
    assert [row[: len(HEADER)] for row in body] == written[1:]


def test_the_added_columns_are_the_promised_ones():
    assert ADDED_COLUMNS[:11] == (
        "lat", "lon", "geocode_status", "geocode_precision", "geocode_score", "geocode_matched",
        "geocode_provider", "geocode_runner_up", "geocode_gap_m", "geocode_snap_m",
        "geocode_reason",
    )  # fmt: skip


@SLOW
@given(orders(), HABITS, st.integers(0, 4))
def test_what_somebody_accepted_is_a_pin_and_is_remembered(rows, habits, which):
    first = asked(read(csv_text(HEADER, rows).encode()))
    mine = first[which % len(first)]
    table = sheet(first)
    at = table[0].index("geocode_status")
    row = next(row for row in table[1:] if row[0] == mine.stop_id)
    if row[at] == "fail":
        row[at - 2], row[at - 1] = "60.17", "24.94"
    was_sure = row[at] == "accept"
    row[at] = "accept"
    back = read(through_a_spreadsheet(table, {**habits, "no_points": False}))
    stop = next(stop for stop in back if stop.stop_id == mine.stop_id)

    assert pin_word(stop) is PinWord.SETTLED
    answered = asked(back)
    pins = pins_of_review(back, answered, DAY)
    remembered = [] if was_sure else [stop.address.line1]
    assert [pin.address.line1 for pin in pins] == remembered


def test_columns_of_one_name_and_lengths_called_long_come_back_untouched():
    """Only the first Latitude and Longitude were read as the place."""
    text = (
        "Order,Address,Note,Longitude,Long,Note,Latitude,gps_lat\n"
        "1,Katu 1,ring,24.94,2.4 m,fragile,60.17,old\n"
    )
    first = read_stops(
        Source(file="orders.csv", content=text.encode()), service=SERVICE, default_date=DAY
    )
    places = {header: column for header, column, _ in first.meanings if column in ("lat", "lon")}
    found = csv_text(*review_rows(asked(first.stops), place_headers=places))

    (again,) = read(found.encode())

    kept = [cell for cell in again.cells if cell[0] not in ADDED_COLUMNS]
    assert kept == [
        ("Order", "1"), ("Address", "Katu 1"), ("Note", "ring"), ("Long", "2.4 m"),
        ("Note", "fragile"), ("gps_lat", "old"),
    ]  # fmt: skip
    assert again.coordinate == first.stops[0].coordinate
