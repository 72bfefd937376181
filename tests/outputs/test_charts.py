"""Bars: as long as what they stand for, and no word on top of another."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.outputs.charts.bars import BARS_WIDTH, Figure, bar_chart
from lastmile_cli.outputs.charts.shapes import BLUE, Box, Words, width_of
from lastmile_cli.outputs.charts.write import chart_bytes, check_chart_name

NAMES = ("as it is", "two vans", "Ανα & <b>вед</b>")


def chart(values=(100.0, 50.0, None)):
    texts = tuple("refused" if value is None else f"{value:.2f}" for value in values)
    return bar_chart("Days & costs", NAMES, [Figure(heading="EUR", values=values, texts=texts)])


def bars(of):
    return [it for it in of.shapes if isinstance(it, Box) and it.colour == BLUE]


def test_bars_are_as_long_as_their_values_and_a_missing_one_has_none():
    assert [round(it.width, 6) for it in bars(chart())] == [BARS_WIDTH, BARS_WIDTH / 2]


def test_nothing_lies_outside_the_sheet():
    made = chart((1.0, 1234567.0, 3.0))

    for shape in made.shapes:
        wide = shape.width if isinstance(shape, Box) else width_of(shape.text, shape.size)
        assert 0 <= shape.x <= shape.x + wide <= made.width
        assert 0 <= shape.y <= made.height


def test_the_line_of_the_first_row_runs_through_no_text():
    made = chart((100.0, 98.0, 70.0))
    line = next(it for it in made.shapes if isinstance(it, Box) and it.width == 1 and it.x > 150)

    for words in (it for it in made.shapes if isinstance(it, Words) and it.text[:1].isdigit()):
        assert not words.x < line.x < words.x + width_of(words.text)


def test_nobody_and_nothing_can_be_drawn():
    assert bar_chart("empty", [], [Figure(heading="EUR", values=(), texts=())]).height > 0
    assert bars(chart((0.0, -5.0, 0.0))) == []


def test_svg_is_well_formed_with_names_as_they_are():
    root = ET.fromstring(chart_bytes(chart(), "a.svg"))
    texts = [it.text for it in root.iter("{http://www.w3.org/2000/svg}text")]

    assert NAMES[2] in texts
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Days & costs"


def test_png_is_twice_as_sharp_and_has_the_bars_colour():
    made = chart()
    image = Image.open(io.BytesIO(chart_bytes(made, "a.PNG")))
    bar = bars(made)[0]

    assert image.size == (round(made.width * 2), round(made.height * 2))
    at = (round(2 * (bar.x + 20)), round(2 * (bar.y + bar.height / 2)))
    assert "#{:02x}{:02x}{:02x}".format(*image.getpixel(at)) == BLUE


def test_another_ending_is_refused():
    with pytest.raises(UsageError, match="SVG or PNG"):
        check_chart_name("chart.jpeg")
