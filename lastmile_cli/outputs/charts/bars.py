"""Rows of bars beside each other: one row a thing, one column of bars a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.outputs.charts.shapes import BLUE, GREY, PALE, Box, Chart, Words, width_of
from lastmile_cli.outputs.wording import printable

ROW, BAR, MARGIN, GAP = 24.0, 14.0, 16.0, 18.0
BARS_WIDTH = 210.0
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One column: a heading, and for each row a value with the text beside its bar."""

    heading: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    colour: str = BLUE


def bar_chart(title: str, names: Sequence[str], figures: Sequence[Figure], note: str = "") -> Chart:
    """
    Draw a row of bars for each name; all bars begin at nought, the first row's end is marked.

    A value that is missing has its text alone; one below nought has no bar.
    """
    shown = [_short(printable(name)) for name in names]
    names_width = max([width_of(name) for name in shown], default=0.0)
    top = MARGIN + 44
    shapes: list[Box | Words] = [
        Words(x=MARGIN, y=MARGIN + 12, text=printable(title), size=14, is_bold=True)
    ]
    for n, name in enumerate(shown):
        shapes.append(Words(x=MARGIN, y=top + n * ROW + ROW / 2 + 4, text=name))
    x = MARGIN + names_width + GAP
    bottom = top + len(names) * ROW
    for figure in figures:
        shapes += _column(figure, x, top)
        texts = max([width_of(text) for text in figure.texts], default=0.0)
        x += max(BARS_WIDTH + 6 + texts, width_of(figure.heading)) + GAP
    if note:
        shapes.append(Words(x=MARGIN, y=bottom + 18, text=printable(note), size=9, colour=GREY))
    least = MARGIN + width_of(title, 14, is_bold=True) + MARGIN
    height = bottom + MARGIN + (14 if note else 0)
    return Chart(
        title=printable(title), width=max(x - GAP + MARGIN, least), height=height,
        shapes=tuple(shapes),
    )  # fmt: skip


def _column(figure: Figure, x: float, top: float) -> list[Box | Words]:
    most = max([value for value in figure.values if value is not None], default=0.0)
    scale = BARS_WIDTH / most if most > 0 else 0.0
    shapes: list[Box | Words] = [
        Words(x=x, y=top - 8, text=figure.heading, colour=GREY),
        Box(x=x, y=top, width=1, height=len(figure.values) * ROW, colour=PALE),
    ]
    first = figure.values[0] if figure.values else None
    marked = max(0.0, first or 0.0) * scale
    if marked:
        # What the first row has, for the eye to hold the others against.
        shapes.append(
            Box(
                x=x + marked, y=top, width=1, height=len(figure.values) * ROW, colour=GREY
            )
        )  # fmt: skip
    for n, (value, text) in enumerate(zip(figure.values, figure.texts, strict=True)):
        y = top + n * ROW + (ROW - BAR) / 2
        length = max(0.0, value or 0.0) * scale
        if length:
            shapes.append(Box(x=x, y=y, width=length, height=BAR, colour=figure.colour))
        beside = length + 6
        if beside - 3 < marked < beside + width_of(text) + 3:
            beside = marked + 6
        shapes.append(Words(x=x + beside, y=y + BAR - 3, text=text))
    return shapes


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
