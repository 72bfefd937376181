"""What a chart is made of: rectangles and words on a sheet of points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

BLACK, GREY, PALE = "#1a1a1a", "#6b6b6b", "#e4e4e4"
BLUE, ORANGE, GREEN = "#0072b2", "#d55e00", "#009e73"
YELLOW, PURPLE, SKY = "#e69f00", "#cc79a7", "#56b4e9"
"""Of the colours of Okabe and Ito (2008), which the colour-blind tell apart, and print does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle; the sheet's origin is at the top left."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line between two points."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: str
    width: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text; ``x`` is its left, right or middle end and ``y`` its base line."""

    x: float
    y: float
    text: str
    size: float = 11
    anchor: Literal["start", "end", "middle"] = "start"
    colour: str = BLACK
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A finished drawing; ``title`` is also what a screen reader says."""

    title: str
    width: float
    height: float
    shapes: tuple[Box | Line | Words, ...]


@lru_cache
def font_of(size: int, *, is_bold: bool = False) -> FreeTypeFont:
    """Roboto at a size in pixels; it has Latin, Greek and Cyrillic."""
    import font_roboto
    from PIL import ImageFont

    name = "Roboto-Bold.ttf" if is_bold else "Roboto-Regular.ttf"
    return ImageFont.truetype(str(Path(font_roboto.font_directory) / name), size)


def width_of(text: str, size: float = 11, *, is_bold: bool = False) -> float:
    """How wide a line of text is."""
    return font_of(100, is_bold=is_bold).getlength(text) * size / 100
