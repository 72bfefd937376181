"""Routes back from a spreadsheet: what was moved, what is gone, what cannot be meant."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.intake.edited_routes import read_edited_routes
from lastmile_cli.intake.sources import Source
from lastmile_cli.outputs.routes_csv import routes_csv
from tests.plans import small_plan

PLAN = small_plan()
VANS = ("van-1", "bike-2", "spare")
AS_IT_WAS = {"van-1": (("S-1", "S-2", "S-3"),), "bike-2": (("S-4", "S-5", "S-6"),)}


def exported() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(routes_csv(PLAN))))


def read(rows: list[dict[str, str]], delimiter: str = ","):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return read_edited_routes(Source(file="r.csv", content=buffer.getvalue().encode()), PLAN, VANS)


def row_of(rows: list[dict[str, str]], stop_id: str) -> dict[str, str]:
    return next(row for row in rows if row["stop_id"] == stop_id)


def refusal(rows: list[dict[str, str]]) -> list[tuple[str, int | None]]:
    with pytest.raises(InputRefusedError) as caught:
        read(rows)
    return [(notice.code, notice.place.row) for notice in caught.value.notices]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_untouched_it_is_the_plan_as_it_was(delimiter):
    found = read(exported(), delimiter)

    assert (found.orders, found.unplaced, found.notices) == (AS_IT_WAS, (), ())


def test_lines_moved_up_and_down_are_the_order():
    rows = exported()
    rows.insert(1, rows.pop(rows.index(row_of(rows, "S-3"))))

    assert read(rows).orders["van-1"] == (("S-3", "S-1", "S-2"),)


def test_numbers_changed_are_the_order_too():
    rows = exported()
    first, third = row_of(rows, "S-1"), row_of(rows, "S-3")
    first["sequence"], third["sequence"] = third["sequence"], first["sequence"]

    assert read(rows).orders["van-1"] == (("S-3", "S-2", "S-1"),)


def test_where_both_were_changed_the_lines_count_and_it_is_said():
    rows = exported()
    row_of(rows, "S-5")["sequence"] = "99"
    rows.insert(1, rows.pop(rows.index(row_of(rows, "S-3"))))
    found = read(rows)

    assert found.orders["van-1"] == (("S-3", "S-1", "S-2"),)
    assert [notice.code for notice in found.notices] == ["LM1598"]


def test_of_a_stop_given_to_another_vehicle_the_place_is_open():
    rows = exported()
    row_of(rows, "S-2")["vehicle"] = "bike-2"
    found = read(rows)

    assert found.orders["van-1"] == (("S-1", "S-3"),)
    assert found.orders["bike-2"] == AS_IT_WAS["bike-2"]
    assert found.unplaced == (("S-2", "bike-2"),)


def test_unless_its_line_or_number_says_where():
    rows = exported()
    moved = row_of(rows, "S-2")
    moved["vehicle"] = "bike-2"
    rows.remove(moved)
    rows.insert(rows.index(row_of(rows, "S-5")), moved)

    assert read(rows).orders["bike-2"] == (("S-4", "S-2", "S-5", "S-6"),)


def test_a_second_trip_and_a_vehicle_that_stayed_at_home():
    rows = exported()
    row_of(rows, "S-3")["trip"] = "2"
    row_of(rows, "S-6").update(vehicle="spare", sequence="50")

    assert read(rows).orders == {
        "van-1": (("S-1", "S-2"), ("S-3",)),
        "bike-2": (("S-4", "S-5"),),
        "spare": (("S-6",),),
    }


def test_a_stop_that_is_gone_or_has_no_vehicle_is_left_out():
    rows = exported()
    rows.remove(row_of(rows, "S-1"))
    row_of(rows, "S-4")["vehicle"] = ""
    found = read(rows)

    assert found.orders == {"van-1": (("S-2", "S-3"),), "bike-2": (("S-5", "S-6"),)}
    assert [(notice.code, "S-1" in notice.problem) for notice in found.notices] == [
        ("LM1597", True)
    ]


def test_who_was_left_out_can_be_written_in():
    rows = exported()
    rows.append(dict.fromkeys(rows[0], "") | {"vehicle": "bike-2", "stop_id": "S-7"})

    assert read(rows).orders["bike-2"] == (("S-4", "S-5", "S-6", "S-7"),)


def test_everything_that_cannot_be_meant_is_told_at_once_with_its_line():
    rows = exported()
    row_of(rows, "S-1")["vehicle"] = "van-9"
    row_of(rows, "S-2")["stop_id"] = "S-22"
    row_of(rows, "S-4")["trip"] = "first"
    rows.append(dict(row_of(rows, "S-6")))

    # The notes of the first stop go over two lines.
    told = refusal(rows)
    assert [code for code, _ in told] == ["LM1594", "LM1595", "LM1599", "LM1596"]
    assert [line for _, line in told][:2] == [3, 5]


@pytest.mark.parametrize("column", ["vehicle", "stop_id"])
def test_without_these_columns_there_are_no_routes(column):
    rows = [{key: text for key, text in row.items() if key != column} for row in exported()]

    assert refusal(rows) == [("LM1593", 1)]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,b\n1,2\n"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(InputRefusedError):
        read_edited_routes(Source(file="r.csv", content=content), PLAN, VANS)


@given(st.permutations(range(8)))
def test_however_lines_are_shuffled_every_stop_is_there_once(order):
    rows = [row for row in exported() if row["kind"] != "home"]
    found = read([rows[n] for n in order])
    stops = [stop for trips in found.orders.values() for trip in trips for stop in trip]

    assert sorted(stops) == ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6"]
    assert {van: {s for t in trips for s in t} for van, trips in found.orders.items()} == {
        van: {s for t in trips for s in t} for van, trips in AS_IT_WAS.items()
    }
