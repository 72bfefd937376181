"""A column mapping: written by the program, corrected by a person, used from then on."""

import io

import pytest
from intake_world import HELSINKI, MONDAY, codes

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.intake.mappings import read_mapping, suggested_mapping
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stops import read_stops

ODD = "Kennung;Wohin;Masse g;Geschenk\nA;Katu 1;1500;ja\n"
MAPPING = """\
columns:
  Kennung: stop_id
  Wohin: address
  Masse g: {column: weight_kg, unit: g}
  Geschenk: carry
delimiter: ";"
"""


def read(text, mapping=""):
    source = Source(file="stops.csv", content=text.encode())
    kept = mapping_of(mapping) if mapping else None
    return read_stops(source, service=HELSINKI, default_date=MONDAY, mapping=kept)


def mapping_of(text):
    return read_mapping(Source(file="mapping.yaml", content=text.encode()))


def test_columns_nobody_could_guess_are_read_as_the_mapping_says():
    result = read(ODD, MAPPING)

    (stop,) = result.stops
    assert (stop.stop_id, stop.address.line1, stop.load.weight_g) == ("A", "Katu 1", 1500)
    assert dict(stop.cells)["Geschenk"] == "ja"
    assert read(ODD).is_refused


def test_what_is_suggested_reads_the_file_in_the_same_way():
    first = read(ODD, MAPPING)

    again = read(ODD, suggested_mapping(first))

    assert again.stops == first.stops
    assert suggested_mapping(again) == suggested_mapping(first)


def test_a_suggestion_names_what_an_unknown_column_may_be():
    assert '"Adress": carry  # did you mean address?' in suggested_mapping(
        read("stop_id,Adress\nA,Katu 1\n")
    )


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Adresse der Baustelle", "address"),
        ("Delivery company", "name"),
        ("Our weight in full", "weight_kg"),
    ],
)
def test_a_suggestion_finds_a_known_word_inside_a_longer_header(header, column):
    assert f'"{header}": carry  # did you mean {column}?' in suggested_mapping(
        read(f"stop_id,{header}\nA,x\n")
    )


@pytest.mark.parametrize(
    ("header", "unit"),
    [("Time at stop (minutes)", "min"), ("Service time [s]", "s"), ("Duration (h)", "h")],
)
def test_a_unit_in_brackets_is_read(header, unit):
    result = read(f"stop_id,address,{header}\nA,Katu 1,2\n")

    assert result.stops[0].service_s == {"min": 120, "s": 2, "h": 7200}[unit]
    assert f'"{header}": {{column: service_time_min, unit: {unit}}}' in suggested_mapping(result)


def test_a_file_without_an_address_column_is_shown_the_way_to_a_mapping():
    told = next(n for n in read(ODD).notices if n.code == "LM1009")
    assert "--suggest-mapping" in told.hint


def test_a_mapping_wins_over_what_a_header_usually_means():
    text = "stop_id,address,notes,delivery place\nA,Office 9,x,Katu 1\n"

    stop = read(text, "columns: {delivery place: address, notes: carry}\n").stops[0]

    assert (stop.address.line1, stop.notes) == ("Katu 1", "")


def test_a_mapping_wins_over_the_program_a_file_comes_from():
    text = "Name,Lineitem quantity,Shipping Name,Shipping Address1,Drop\n#1,2,Aino,Katu 9,Katu 1\n"

    stop = read(text, "columns: {Drop: address}\n").stops[0]

    assert (stop.stop_id, stop.address.line1) == ("#1", "Katu 1")


def test_a_mapping_of_another_file_is_noticed():
    result = read("stop_id,address\nA,Katu 1\n", "columns: {Wohin: address}\n")

    assert codes(result) == ["LM1024"]


def test_a_smaller_file_than_the_mapping_was_made_for_is_told_in_one_line():
    words = ", ".join(f"Spalte {number}: carry" for number in range(20))

    (told,) = read("stop_id,address\nA,Katu 1\n", f"columns: {{{words}}}\n").notices

    assert told.code == "LM1024"
    assert "20 columns that are not here: Spalte 0, Spalte 1" in told.problem
    assert "and 14 more" in told.problem


def test_what_the_owner_says_of_the_file_is_not_guessed():
    text = "stop_id;address;weight_kg;date\nA;Katu 1;1,234;3/4/2026\n"

    result = read(text, 'decimal_mark: ","\ndate_order: mdy\n')

    assert result.stops[0].load.weight_g == 1234
    assert str(result.service_date) == "2026-03-04"


def test_the_header_may_be_said_to_stand_in_a_line():
    result = read("a,b\nstop_id,address\nA,Katu 1\n", "header_row: 2\n")

    assert [stop.stop_id for stop in result.stops] == ["A"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("columns: {A: adress}\n", "address"),
        ("columns: {A: {column: weight_kg, unit: stone}}\n", "choose one of: kg, g, t, lb."),
        ("columns: {A: {column: weight_kg, unit: min}}\n", "did you mean `service_time_min`?"),
        ("columns: {A: {column: service_time_min, unit: kg}}\n", "one of: s, min, h;"),
        ("columns: {A: {column: stop_id, unit: kg}}\n", "leave `unit` out"),
        ("colums: {A: address}\n", "columns"),
        ("columns: [A]\n", "stop_id"),
        ("encoding: morse\n", "utf-8"),
        ("delimiter: ';;'\n", ";"),
        ("decimal_mark: x\n", "choose one of"),
        ("header_row: 0\n", "count"),
        ("- A\n", "suggest-mapping"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_told_with_a_way_out(text, hint):
    with pytest.raises(InputRefusedError) as refused:
        mapping_of(text)

    (notice,) = refused.value.notices
    assert notice.code == "LM1023"
    assert hint in notice.hint


@pytest.mark.parametrize("text", ["", "columns: {A: [", "\ta: b\n"])
def test_no_yaml_is_no_mapping(text):
    with pytest.raises(InputRefusedError):
        mapping_of(text)


def test_a_wrong_unit_is_told_with_its_line():
    with pytest.raises(InputRefusedError) as refused:
        mapping_of("columns:\n  Wohin: address\n  Masse:\n    column: weight_kg\n    unit: min\n")

    (notice,) = refused.value.notices
    assert str(notice.place) == "mapping.yaml:5 columns.Masse.unit"
    assert notice.problem == "'Masse' is in 'min', which is no unit of `weight_kg`."


def test_two_columns_mapped_to_one_are_told_where_both_are_there():
    """One mapping may do for two shops, each with its own word for it."""
    mapping = "columns: {Wohin: address, Ziel: address}\n"

    both = read("stop_id,Wohin,Ziel\nA,Katu 1,Katu 2\n", mapping)
    one = read("stop_id,Ziel\nA,Katu 2\n", mapping)

    (told,) = both.notices
    assert (told.code, told.place.column) == ("LM1012", "Ziel")
    assert "carry" in told.hint
    assert both.stops[0].address.line1 == "Katu 1"
    assert (one.stops[0].address.line1, codes(one)) == ("Katu 2", ["LM1024"])


def workbook(*rows):
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


ABOVE = (["stop_id", "address", "phone"], ["Stop", "Adresse", "Tel"], ["A", "Katu 1", "1"])


def test_the_header_of_a_workbook_may_be_said_too():
    source = Source(file="stops.xlsx", content=workbook(*ABOVE))
    mapping = mapping_of("header_row: 2\n")

    result = read_stops(source, service=HELSINKI, default_date=MONDAY, mapping=mapping)

    assert result.header[:2] == ("Stop", "Adresse")
    assert [stop.stop_id for stop in result.stops] == ["A"]
    assert "header_row: 2" in suggested_mapping(result)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_header_said_to_be_where_there_is_no_row_is_told(kind):
    content = workbook(ABOVE[0], ABOVE[2])
    if kind == "csv":
        content = b"stop_id,address,phone\nA,Katu 1,0401234567\n"
    source = Source(file=f"stops.{kind}", content=content)

    result = read_stops(
        source, service=HELSINKI, default_date=MONDAY, mapping=mapping_of("header_row: 9\n")
    )

    told = next(notice for notice in result.notices if notice.code == "LM1029")
    assert "header_row" in told.hint
    assert [stop.stop_id for stop in result.stops] == ["A"]


def test_the_first_line_may_be_said_to_be_the_header_though_another_looks_like_one():
    text = "Kennung,Wohin\nstop_id,address\n"
    mapping = "columns: {Kennung: stop_id, Wohin: address}\nheader_row: 1\n"

    assert [stop.stop_id for stop in read(text, mapping).stops] == ["stop_id"]
