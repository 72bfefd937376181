"""Cells that would be formulas are defused, and come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.records.cells import escape_cell, unescape_cell


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "-",
        "+358 40 1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert escape_cell(cell) == f"'{cell}"
    assert unescape_cell(escape_cell(cell)) == cell


@pytest.mark.parametrize(
    "cell", ["", "-5", "+5", "-0,25", "-.5", "1e-3", "-2.5E+3", "a=b", "'tis", " =1"]
)
def test_numbers_and_plain_text_stay_as_they_are(cell):
    assert escape_cell(cell) == cell == unescape_cell(cell)


@given(st.text(st.sampled_from("'=+-@\t\r\n1.,eE a＝")) | st.text())
def test_every_cell_comes_back_and_never_starts_a_formula(cell):
    escaped = escape_cell(cell)

    assert unescape_cell(escaped) == cell
    if escaped[:1] in set("=@\t\r\n"):
        raise AssertionError(escaped)
