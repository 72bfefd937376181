"""Rows of bars on paper: a name, a bar, a figure beside its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.outputs.pdf.paper import DARK, GREY, LIGHT, PALE, Paper

ROW_MM, BAR_MM, TITLE_MM = 4.9, 3.3, 9.0
NAME_MM = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row: ``share`` of the longest bar from 0 to 1, and the two figures behind it."""

    name: str
    share: float
    text: str
    more: str = ""
    is_sum: bool = False


def bars_mm(count: int) -> float:
    """How high so many rows and their title are."""
    return TITLE_MM + ROW_MM * count + 2.0


def draw_bars(
    paper: Paper, title: str, bars: Sequence[Bar], x: float, y: float, width: float
) -> float:
    """Draw rows of bars below a title at ``x``, ``y``; return where they end."""
    used = paper.text(x, y + 6, title, size=12, bold=True, fit=width)
    paper.line(x, y + TITLE_MM - 1.2, x + max(used, width), y + TITLE_MM - 1.2, grey=LIGHT)
    more = max([paper.width(bar.more, size=9, bold=bar.is_sum) for bar in bars], default=0.0)
    more += 2.5 if more else 0.0
    texts = max([paper.width(bar.text, size=9, bold=bar.is_sum) for bar in bars], default=0.0)
    left = x + NAME_MM + 1.5
    longest = max(5.0, width - NAME_MM - 1.5 - texts - more - 1.5)
    top = y + TITLE_MM
    for bar in bars:
        baseline = top + ROW_MM * 0.7
        paper.text(
            x, baseline, bar.name, size=9, least=6.5, bold=bar.is_sum, fit=NAME_MM
        )  # fmt: skip
        length = longest * max(0.0, min(1.0, bar.share))
        if length > 0.05 and not bar.is_sum:
            middle = top + (ROW_MM - BAR_MM) / 2
            paper.box(left, middle, length, BAR_MM, fill=GREY, line=None)
        right = x + width
        grey = 0 if bar.is_sum else DARK
        for end, text in ((right - more, bar.text), (right, bar.more)):
            paper.text(end, baseline, text, size=9, bold=bar.is_sum, grey=grey, align="right")
        top += ROW_MM
    paper.line(left, y + TITLE_MM, left, top, grey=PALE, weight=0.3)
    return top + 2.0
