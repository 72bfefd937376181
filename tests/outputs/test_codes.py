"""Codes are drawn dot for dot: looked at on the printed page, in the middle of each dot."""

from __future__ import annotations

import shutil
import subprocess

import pytest
import segno
from barcode.codex import Code128

from lastmile_cli.outputs.pdf.labels import _draw_bars
from lastmile_cli.outputs.pdf.paper import Paper
from lastmile_cli.outputs.pdf.qr import draw_qr
from tests.plans import small_plan

DPI = 400


def printed(draw) -> list[bytes]:
    """The rows of a page's pixels, a byte each, 0 is black."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    with Paper(small_plan(), title="", footer="") as paper:
        paper.add_page()
        draw(paper)
        pdf = paper.bytes()
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-"]
    page = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    magic, size, _, pixels = page.split(b"\n", 3)
    assert magic == b"P5"
    width = int(size.split()[0])
    return [pixels[at : at + width] for at in range(0, len(pixels), width)]


def is_dark(page: list[bytes], x_mm: float, y_mm: float) -> bool:
    return page[round(y_mm / 25.4 * DPI)][round(x_mm / 25.4 * DPI)] < 128


@pytest.mark.parametrize("text", ["HB-10023-001", "https://example.org/" + "60.16,24.94|" * 20])
def test_a_square_code_is_printed_dot_for_dot(text):
    page = printed(lambda paper: draw_qr(paper, text, 20, 30, 27))
    rows = [list(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    module = 27 / len(rows)

    seen = [
        [
            int(is_dark(page, 20 + (column + 0.5) * module, 30 + (row + 0.5) * module))
            for column in range(len(rows))
        ]
        for row in range(len(rows))
    ]
    assert seen == rows


def test_bars_are_printed_bar_for_bar():
    bars = str(Code128("HB-10023-001").build()[0])
    page = printed(lambda paper: _draw_bars(paper, bars, 20, 30, 0.33))

    seen = [int(is_dark(page, 20 + (at + 0.5) * 0.33, 33)) for at in range(len(bars))]
    assert seen == [int(bar) for bar in bars]
