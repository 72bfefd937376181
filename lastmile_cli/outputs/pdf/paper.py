"""Sheets with an embedded Unicode font; text that customers wrote is cleaned on its way in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

import font_roboto
from fpdf import FPDF
from fpdf.fonts import TTFFont

from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.pdf.sizes import A4, PaperSize
from lastmile_cli.outputs.wording import printable

MARGIN_MM = 12.0
FOOTER_MM = 14.0
"""So far above the edge of the sheet only the footer stands."""

MM_PER_POINT = 25.4 / 72

BLACK, DARK, GREY, LIGHT, PALE, WHITE = 0, 70, 110, 190, 235, 255
"""Grey levels; nothing is told by colour alone."""

_PAGES = "⁂⁂⁂"
_MISSING = "\ufffd"


def bottom_mm(size: PaperSize) -> float:
    """Return the line below which only the footer stands."""
    return size.height_mm - FOOTER_MM


class Paper:
    """
    A PDF document in the making: millimetres from the top left corner, sizes in points.

    The bytes follow from what is drawn and from the plan's ``created_at``,
    so that the same plan always prints the same file.
    """

    def __init__(self, plan: Plan, *, title: str, footer: str, size: PaperSize = A4) -> None:
        self.size = size
        self.right_mm = size.width_mm - MARGIN_MM
        self.inner_mm = size.width_mm - 2 * MARGIN_MM
        self.bottom_mm = bottom_mm(size)
        sheet = (size.width_mm, size.height_mm)
        self.pdf = _Document(orientation="portrait", unit="mm", format=sheet)
        fonts = Path(font_roboto.font_directory)
        self.pdf.add_font("Roboto", "", fonts / "Roboto-Regular.ttf")
        self.pdf.add_font("Roboto", "B", fonts / "Roboto-Bold.ttf")
        self._letters = _letters_of(self.pdf)
        self._widths = {
            bold: _widths_of(self.pdf, "robotoB" if bold else "roboto") for bold in (False, True)
        }
        self._set_font(10, bold=False)
        self.pdf.footer_text = self.clean(footer)
        self.pdf.alias_nb_pages(_PAGES)
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_margin(MARGIN_MM)
        self.pdf.set_title(self.clean(title))
        self.pdf.set_creator("lastmile")
        self.pdf.set_lang("en")
        self.pdf.set_creation_date(_created_at(plan))

    def __enter__(self) -> Paper:
        """Use as a context: the font files are closed at its end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the font files."""
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def clean(self, text: str) -> str:
        """Return one printable line; letters the font lacks become a visible �."""
        if text.isascii() and text.isprintable():
            return text
        composed = unicodedata.normalize("NFC", printable(text))
        return "".join(letter if self._has(letter) else _stand_in(letter) for letter in composed)

    def missing(self, text: str) -> str:
        """Return the letters of a text, each once, in whose place ``clean`` puts a �."""
        if text.isascii():
            return ""
        composed = unicodedata.normalize("NFC", printable(text))
        found = (it for it in composed if not self._has(it) and _stand_in(it))
        return "".join(it for it in dict.fromkeys(found) if it != _MISSING)

    def add_page(self) -> None:
        """Start a new sheet."""
        self.pdf.add_page()

    def bytes(self) -> bytes:
        """Return the finished document."""
        return bytes(self.pdf.output())

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        bold: bool = False,
        grey: int = BLACK,
        align: Literal["left", "right", "centre"] = "left",
        fit: float | None = None,
        least: float | None = None,
    ) -> float:
        """
        Write cleaned text with its baseline at ``y``; return its width.

        What is wider than ``fit`` mm is written smaller, down to ``least`` points, then cut
        out of the middle: names and numbers tell themselves apart at their ends. Without
        ``least`` it is cut at the end, in its size.
        """
        clean = self.clean(text)
        self._set_font(size, bold)
        if fit is not None and least is not None:
            self._set_font(self.fitting_size(text, fit, size=size, least=least, bold=bold), bold)
            clean = self._cut_middle(clean, fit)
        elif fit is not None:
            clean = self._cut(clean, fit)
        width = self._measure(clean)
        self.pdf.set_font("Roboto", "B" if self._bold else "", self._size)
        self.pdf.set_text_color(grey)
        left = x - {"left": 0.0, "right": width, "centre": width / 2}[align]
        self.pdf.text(left, y, clean)
        return width

    def fitting_size(
        self, text: str, fit: float, *, size: float, least: float, bold: bool = False
    ) -> float:
        """The size in which cleaned text is ``fit`` mm wide at most, never below ``least``."""
        width = self.width(text, size=size, bold=bold)
        if width <= fit:
            return size
        # Widths grow with the size; a hair less keeps rounding on the right side.
        return max(least, int(size * fit / width * 10) / 10)

    def width(self, text: str, *, size: float, bold: bool = False) -> float:
        """Return the width of cleaned text in millimetres."""
        self._set_font(size, bold)
        return self._measure(self.clean(text))

    def wrap(
        self, text: str, width: float, *, size: float, bold: bool = False, max_lines: int
    ) -> list[str]:
        """Break text at spaces, or inside a word longer than a line; "…" ends what does not fit."""
        self._set_font(size, bold)
        lines: list[str] = []
        line = ""
        for word in self._pieces(self.clean(text), width):
            longer = f"{line} {word}" if line else word
            if line and self._measure(longer) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines += [line] if line else []
        if len(lines) > max_lines:
            lines = lines[:max_lines]
            lines[-1] = self._cut(f"{lines[-1]} …", width)
        return lines

    def rule(self, y: float, *, grey: int = LIGHT, weight: float = 0.2) -> None:
        """Draw a line across the page."""
        self.line(MARGIN_MM, y, self.right_mm, y, grey=grey, weight=weight)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, grey: int = BLACK, weight: float = 0.2
    ) -> None:
        """Draw a straight line."""
        self.pdf.set_draw_color(grey)
        self.pdf.set_line_width(weight)
        self.pdf.line(x1, y1, x2, y2)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: int | None = None,
        line: int | None = BLACK,
        weight: float = 0.3,
        round_mm: float = 0.0,
    ) -> None:
        """Draw a rectangle, filled, outlined or both, with round corners if wanted."""
        style = ("D" if line is not None else "") + ("F" if fill is not None else "")
        self._pens(fill, line, weight)
        self.pdf.rect(
            x, y, width, height, style=style, round_corners=bool(round_mm), corner_radius=round_mm
        )

    def bars(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        """Fill many rectangles (x, y, width, height) in black as one path: codes have hundreds."""
        k, high = self.pdf.k, self.size.height_mm
        path = " ".join(
            f"{x * k:.3f} {(high - y) * k:.3f} {width * k:.3f} {-height * k:.3f} re"
            for x, y, width, height in boxes
        )
        self.pdf.set_fill_color(BLACK)
        self.pdf._out(f"{path} f")

    def disc(
        self, x: float, y: float, radius: float, *, fill: int, line: int | None = None
    ) -> None:
        """Draw a filled circle around a point."""
        self._pens(fill, line, 0.35)
        self.pdf.circle(x, y, radius, style="F" if line is None else "DF")

    def triangle(self, corners: Sequence[tuple[float, float]], *, fill: int, line: int) -> None:
        """Draw a filled polygon with an outline."""
        self._pens(fill, line, 0.25)
        self.pdf.polygon(list(corners), style="DF")

    def link(self, x: float, y: float, width: float, height: float, url: str) -> None:
        """Make a part of the page open a link on a phone."""
        self.pdf.link(x, y, width, height, url)

    def _has(self, letter: str) -> bool:
        # Invisible joiners show as boxes; ⁂ stands for the number of pages.
        drawn = ord(letter) in self._letters and letter not in _PAGES
        return drawn and unicodedata.category(letter) != "Cf"

    def _pens(self, fill: int | None, line: int | None, weight: float) -> None:
        if fill is not None:
            self.pdf.set_fill_color(fill)
        if line is not None:
            self.pdf.set_draw_color(line)
            self.pdf.set_line_width(weight)

    def _set_font(self, size: float, bold: bool) -> None:
        """Choose the type to measure in; only what is written needs it in the document."""
        self._size, self._bold = size, bold

    def _measure(self, text: str) -> float:
        """Millimetres of text in the chosen type: what fpdf2 gives, ten times as fast."""
        widths = self._widths[self._bold]
        return sum(widths[ord(letter)] for letter in text) * self._size * MM_PER_POINT * 0.001

    def _cut(self, text: str, width: float) -> str:
        if self._measure(text) <= width:
            return text
        while text and self._measure(f"{text}…") > width:
            text = text[:-1]
        return f"{text.rstrip(' …')}…"

    def _cut_middle(self, text: str, width: float) -> str:
        if self._measure(text) <= width:
            return text
        kept = len(text)
        while kept > 2 and self._measure(_without_middle(text, kept)) > width:
            kept -= 1
        return _without_middle(text, kept)

    def _pieces(self, text: str, width: float) -> list[str]:
        """Return the words; one wider than a line in parts that fit, ended at a mark if it can."""
        pieces: list[str] = []
        for word in text.split():
            if self._measure(word) <= width:
                pieces.append(word)
                continue
            part = ""
            for letter in word:
                if part and self._measure(part + letter) > width:
                    at = _last_joint(part)
                    pieces.append(part[:at])
                    part = part[at:]
                part += letter
            pieces.append(part)
        return pieces


def _last_joint(part: str) -> int:
    """
    Where a part of a long word is best ended: behind its last mark, unless that is near its start.

    >>> _last_joint("van-with-tail-li"), _last_joint("a-elektrizitaeten")
    (14, 17)
    """
    at = max(part.rfind(mark) for mark in "-_/.") + 1
    return at if at * 3 > len(part) else len(part)


def _without_middle(text: str, kept: int) -> str:
    """
    Keep so many letters of a text, those of both its ends.

    >>> _without_middle("ORDER-2026-0001-A", 10)
    'ORDER…001-A'
    """
    tail = kept // 2
    return f"{text[: kept - tail].rstrip()}…{text[len(text) - tail :].lstrip()}"


class _Document(FPDF):
    """A document whose footer names the sheet and counts the pages."""

    footer_text = ""

    def footer(self) -> None:
        """Write the last line of each page."""
        if not self.footer_text:
            return
        self.set_text_color(GREY)
        self.set_font("Roboto", "", 8)
        self.text(MARGIN_MM, self.h - 8, self.footer_text)
        # Only ``cell`` puts the number of pages in the place of its stand-in.
        self.set_font("Roboto", "B", 9)
        self.set_xy(self.w - MARGIN_MM - 24, self.h - 11)
        self.cell(24, 4, f"Page {self.page_no()} of {_PAGES}")


def _stand_in(letter: str) -> str:
    """Nothing for what only joins or varies other letters, else a visible gap."""
    return "" if unicodedata.category(letter) in ("Mn", "Me", "Cf") else _MISSING


def _widths_of(pdf: FPDF, name: str) -> Mapping[int, float]:
    """How wide each letter of a font is, in thousandths of its size."""
    font = pdf.fonts[name]
    return cast("Mapping[int, float]", font.cw)


def _letters_of(pdf: FPDF) -> frozenset[int]:
    """Code points that every style of the font can draw."""
    cmaps = [frozenset(font.cmap) for font in pdf.fonts.values() if isinstance(font, TTFFont)]
    return frozenset.intersection(*cmaps)


def _created_at(plan: Plan) -> datetime:
    try:
        moment = datetime.fromisoformat(plan.created_at)
    except ValueError:
        return plan.day.starts_at
    return moment if moment.tzinfo else plan.day.starts_at
