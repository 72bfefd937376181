"""How a file is written is found out, and said."""

import io

import pytest
from intake_world import MONDAY, codes, read
from openpyxl import Workbook

from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.stops import Window

TEXT = "stop_id;name;address;weight_kg\nA;Åsa;Katu 1;2,5\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.encode(), "CSV, UTF-8, cells by semicolon, decimal comma, header in line 1"),
        (
            TEXT.replace(";", "\t").replace("2,5", "2.5").encode("cp1252"),
            "CSV, Windows-1252, cells by tab, decimal point, header in line 1",
        ),
        ('{"stop_id": "A", "address": "Katu 1"}\n', "JSON lines, UTF-8, decimal point"),
        ('[{"stop_id": "A", "address": "Katu 1"}]', "JSON, UTF-8, decimal point"),
    ],
)
def test_what_was_found_out_is_said_in_a_line(text, said):
    assert str(read(text).dialect) == said


def test_the_header_is_found_below_a_title():
    result = read("Orders of Monday;;\n\nprinted 1.6.;;\nid;name;address\nA;Aino;Katu 1\n")

    assert (result.stops[0].stop_id, result.stops[0].row) == ("A", 5)
    assert result.dialect.header_line == 4
    assert codes(result) == ["LM1021"]


def test_the_country_decides_between_old_encodings():
    poland = ServiceSettings(timezone="Europe/Warsaw", currency="PLN", country="PL")

    result = read("id,name,address\nA,Łódź,Ulica 1\n".encode("cp1250"), service=poland)

    assert result.stops[0].name == "Łódź"


def test_numbers_in_json_are_read_digit_by_digit():
    result = read('{"stop_id": 4000000000000000001, "address": "Katu 1", "weight_kg": 2.50}\n')

    assert result.stops[0].stop_id == "4000000000000000001"
    assert result.stops[0].load.weight_g == 2500


@pytest.mark.parametrize("behind", [",", "]\n[{}]", '],{"stop_id": "B"}', "] and more"])
def test_a_list_that_does_not_end_where_the_file_does_is_told(behind):
    result = read('[{"stop_id": "A", "address": "Katu 1"}' + behind)

    assert result.stops == () or [stop.stop_id for stop in result.stops] == ["A"]
    assert "LM1025" in [notice.code for notice in result.notices]


def test_a_line_of_json_ends_at_its_line_break_alone():
    text = '{"stop_id": "A", "address": "Katu 1", "notes": "ring\u2028twice"}\n'

    assert [stop.stop_id for stop in read(text).stops] == ["A"]


def test_json_of_any_depth_and_half_characters_is_read():
    deep = "[" * 300 + "]" * 300
    text = '{"stop_id": "A", "address": "Katu 1", "half": "\\ud800", "deep": ' + deep + "}\n"
    (stop,) = read(text).stops

    assert dict(stop.cells)["half"].encode("utf-8")


def test_json_within_json_is_a_column_of_its_own():
    result = read(
        '{"stop_id": "A", "address": "Katu 1", "gift": {"wrap": true, "for": ["x", "y"]}}\n'
    )

    assert dict(result.stops[0].cells)["gift.wrap"] == "true"
    assert dict(result.stops[0].cells)["gift.for"] == "x, y"


def test_a_header_in_brackets_is_no_json():
    assert read("[stop_id],[address]\nA,Katu 1\n").stops[0].stop_id == "A"


def test_one_date_that_leaves_no_doubt_decides_for_all():
    result = read("id,address,date\nA,Katu 1,3/4/2026\nB,Katu 2,25/4/2026\n", wanted=None)

    assert "LM1129" not in codes(result)
    assert "2026-04-03" in next(n for n in result.notices if n.code == "LM1131").problem


def test_a_time_with_an_offset_becomes_one_of_the_service():
    result = read(
        "id,address,from time,to time\nA,Katu 1,2026-06-01T06:00:00Z,2026-06-01T10:00:00+02:00\n"
    )

    assert result.stops[0].windows == (Window(9 * 3600, 11 * 3600),)


def test_a_window_behind_a_date_is_no_offset():
    result = read("id,address,window\nA,Katu 1,2026-06-01 09:00-11:00\n", wanted=MONDAY)

    assert result.stops[0].windows == (Window(9 * 3600, 11 * 3600),)


def test_cells_merged_over_several_rows_count_in_each():
    book = Workbook()
    for row in (["id", "address", "parcels"], ["A", "Katu 1", 1], [None, None, 2]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    stream = io.BytesIO()
    book.save(stream)

    result = read(stream.getvalue())

    assert (result.stops[0].load.parcels, len(result.stops)) == (3, 1)
    assert codes(result) == ["LM1027", "LM1148"]


def test_a_spreadsheets_day_number_is_a_date():
    assert str(read("id,address,date\nA,Katu 1,46174\n").service_date) == "2026-06-01"
