"""Tables on terminals of every width: nothing cut in the middle, nothing over the edge."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.outputs.fleet_sheets import fleet_sheet
from lastmile_cli.outputs.plain_ascii import is_ascii_only, to_ascii
from lastmile_cli.outputs.printer import Printer
from lastmile_cli.outputs.route_sheets import manifest_sheets, route_sheets
from lastmile_cli.outputs.sheet import Column, Sheet
from tests.outputs.rich_day import rich_plan
from tests.plans import small_plan

ANSI = re.compile(r"\x1b\[[0-9;]*m")
PLAN = rich_plan()


def printed(sheet: Sheet, columns: int, **environ: str) -> list[str]:
    stream = io.StringIO()
    told = {"COLUMNS": str(columns), "LANG": "C.UTF-8", "NO_COLOR": "1", **environ}
    Printer(stream, environ=told, is_terminal=True).sheet(sheet)
    return [line.rstrip() for line in ANSI.sub("", stream.getvalue()).splitlines()]


def crowded_fleet() -> Sheet:
    """A day with trips, a break, and names as people give them."""
    route = replace(PLAN.routes[0], vehicle_id="electric-van-1", driver_name="Björn Lindström")
    return fleet_sheet(replace(PLAN, routes=(route, PLAN.routes[1])))


def test_a_narrow_terminal_leaves_out_what_is_spare_and_says_so():
    lines = printed(crowded_fleet(), 80)

    assert any(line.split()[0] == "electric-van-1" for line in lines if line), "in one piece"
    assert any("A wider terminal also shows:" in line for line in lines)
    assert "76.20" in " ".join(lines)


def test_a_wide_terminal_has_all_columns_and_is_not_stretched():
    lines = printed(crowded_fleet(), 200)

    assert not any("wider terminal" in line for line in lines)
    heading = next(line for line in lines if "vehicle" in line)
    assert {"load", "drive", "break", "trips"} <= set(heading.split())
    assert max(map(len, lines)) < 120


def test_a_wide_terminal_shows_phone_load_and_notes_of_each_stop():
    plan = small_plan()
    (sheet, *_) = route_sheets(plan, plan.routes)

    wide = " ".join(printed(sheet, 200))
    narrow = " ".join(printed(sheet, 80))
    for words in ("+358 40 123 4567", "1 parcel, 2.5 kg", "12#34"):
        assert words in wide
        assert words not in narrow


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 160, 200])
def test_no_line_is_longer_than_the_terminal_is_wide(columns):
    for plan in (PLAN, small_plan()):
        for sheet in (fleet_sheet(plan), *manifest_sheets(plan, plan.routes)):
            assert max(map(len, printed(sheet, columns))) <= columns


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 4), st.text("abc é", max_size=60)),
        min_size=1,
        max_size=9,
    ),
    st.integers(60, 200),
)
def test_any_table_fits_any_terminal(columns, width):
    sheet = Sheet(
        title="t",
        columns=tuple(Column("head", ratio=ratio, spare=spare) for ratio, spare, _ in columns),
        rows=(tuple(text for _, _, text in columns),),
    )

    assert max(map(len, printed(sheet, width))) <= width


def test_a_terminal_of_the_c_locale_gets_tables_of_ascii():
    plan = small_plan()
    (sheet, *_) = route_sheets(plan, plan.routes)
    text = "\n".join(printed(sheet, 80, LC_ALL="POSIX"))

    assert text.isascii()
    assert "Lukasz Zolc & Sohne" in text
    assert "-----" in text


@pytest.mark.parametrize(
    ("environ", "is_ascii"),
    [
        ({}, False),
        ({"LANG": "fi_FI.UTF-8"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({"LC_ALL": "C", "LANG": "fi_FI.UTF-8"}, True),
        ({"LC_ALL": "C", "PYTHONUTF8": "1"}, False),
        ({"LANG": "en_GB.utf8@euro"}, False),
    ],
)
def test_the_locale_says_what_a_terminal_shows(environ, is_ascii):
    assert is_ascii_only(io.StringIO(), environ) is is_ascii


def test_a_stream_that_is_no_utf_8_is_believed():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")

    assert is_ascii_only(stream, {"LANG": "fi_FI.UTF-8"})


@given(st.text())
def test_ascii_is_ascii_and_leaves_ascii_alone(text):
    told = to_ascii(text)

    assert told.isascii()
    assert to_ascii(told) == told
    assert not text.isascii() or told == text


def test_a_pipe_gets_utf_8_whatever_the_locale_says():
    stream = io.StringIO()
    Printer(stream, environ={"LC_ALL": "C"}, is_terminal=False).sheet(fleet_sheet(small_plan()))

    assert "Aino Mäkelä" in stream.getvalue()
