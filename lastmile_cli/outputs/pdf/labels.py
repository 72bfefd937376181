"""Parcel labels: which vehicle, where in its load, for whom, and a code that a scanner reads."""

from __future__ import annotations

from dataclasses import dataclass

from barcode.codex import Code128

from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.parcels import Parcel, list_parcels
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, WHITE, Paper
from lastmile_cli.outputs.pdf.qr import dark_runs, draw_qr
from lastmile_cli.outputs.pdf.sizes import A4, LETTER, PaperSize
from lastmile_cli.outputs.selection import depot_name
from lastmile_cli.outputs.wording import requirement_texts, window_words

EDGE_MM = 3.5
"""Nothing stands so near the edge of a label: printers and cutters are not exact."""
LEAST_BAR_MM, MOST_BAR_MM = 0.25, 0.5
"""How wide the narrowest bar of a code may be; finer ones are not read by cheap scanners."""
QUIET_BARS = 20
BARS_MM, CODE_MM = 9.5, 17.5
TALL_MM, TALL = 120.0, 1.45
"""On labels higher than this all words about the door are so much larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheet:
    """A page of labels: millimetres of one, how many, and where the first one begins."""

    page: PaperSize
    width_mm: float
    height_mm: float
    columns: int
    rows: int
    left_mm: float
    top_mm: float
    step_mm: float

    @property
    def a_page(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows


SHEETS = {
    # Eight to a page, as Avery L7165; six to a page, as Avery 5164.
    A4.name: LabelSheet(
        page=A4, width_mm=99.1, height_mm=67.7, columns=2, rows=4,
        left_mm=4.65, top_mm=13.1, step_mm=101.6,
    ),
    LETTER.name: LabelSheet(
        page=LETTER, width_mm=101.6, height_mm=84.67, columns=2, rows=3,
        left_mm=3.97, top_mm=12.7, step_mm=106.36,
    ),
}  # fmt: skip

ROLLS = {
    A4.name: PaperSize(name="100 x 150 mm", width_mm=100.0, height_mm=150.0),
    LETTER.name: PaperSize(name="4 x 6 in", width_mm=101.6, height_mm=152.4),
}
"""What label printers hold where others hold A4, or Letter: a label a page."""


def label_sheet(size: PaperSize, *, is_roll: bool = False) -> LabelSheet:
    """Return how labels lie on a sheet of this paper, or on the roll of a label printer."""
    if not is_roll:
        return SHEETS[size.name]
    page = ROLLS[size.name]
    return LabelSheet(
        page=page, width_mm=page.width_mm, height_mm=page.height_mm, columns=1, rows=1,
        left_mm=0.0, top_mm=0.0, step_mm=page.width_mm,
    )  # fmt: skip


def labels_pdf(plan: Plan, depot_id: str, size: PaperSize = A4, *, is_roll: bool = False) -> bytes:
    """Print a label for each parcel that leaves a hub, in the order of loading."""
    sheet = label_sheet(size, is_roll=is_roll)
    title = f"Labels {depot_name(plan, depot_id)} {plan.day.date.isoformat()}"
    with Paper(plan, title=title, footer="", size=sheet.page) as paper:
        for number, parcel in enumerate(list_parcels(plan, depot_id)):
            at = number % sheet.a_page
            if at == 0:
                paper.add_page()
            row, column = divmod(at, sheet.columns)
            x = sheet.left_mm + column * sheet.step_mm
            _draw_label(paper, plan, parcel, sheet, x, sheet.top_mm + row * sheet.height_mm)
        return paper.bytes()


def has_labels(plan: Plan, depot_id: str) -> bool:
    """Whether any parcel leaves this hub."""
    return bool(list_parcels(plan, depot_id))


def _draw_label(
    paper: Paper, plan: Plan, parcel: Parcel, sheet: LabelSheet, x: float, y: float
) -> None:
    left, right = x + EDGE_MM, x + sheet.width_mm - EDGE_MM
    top, bottom = y + EDGE_MM, y + sheet.height_mm - EDGE_MM
    _draw_carrier(paper, plan, parcel, left, top, right)
    below = top + 17.5
    paper.line(left, below, right, below, weight=0.6)
    codes_top = bottom - CODE_MM
    _draw_address(paper, plan, parcel, sheet, (left, below + 1.5, right, codes_top - 1.0))
    paper.line(left, codes_top - 1.0, right, codes_top - 1.0, weight=0.25)
    _draw_codes(paper, parcel, left, codes_top, right)


def _draw_carrier(
    paper: Paper, plan: Plan, parcel: Parcel, left: float, top: float, right: float
) -> None:
    """Who takes it, and in white on black the number of its stop."""
    box_mm = 27.0
    fit = right - left - box_mm - 2.5
    paper.text(left, top + 7.5, parcel.carrier, size=22, least=11, bold=True, fit=fit)
    departure, line = parcel.departure, parcel.line
    if departure is None or line is None:
        paper.text(left, top + 13.5, "partner", size=12, fit=fit)
        paper.box(right - box_mm, top, box_mm, 15.5, line=BLACK, weight=0.8)
        paper.text(
            right - box_mm / 2, top + 10.2, "partner", size=13, bold=True, align="centre"
        )  # fmt: skip
        return
    trip = f"trip {departure.trip}, " if departure.route.trips > 1 else ""
    door = f"door {departure.door}, " if departure.door is not None else ""
    told = f"{trip}{door}{plan.day.clock(departure.leaves_s)} · in {line.position}"
    paper.text(left, top + 13.8, told, size=12, least=8, fit=fit)
    paper.box(right - box_mm, top, box_mm, 15.5, fill=BLACK, line=None)
    middle = right - box_mm / 2
    paper.text(right - box_mm + 1.5, top + 3.6, "stop", size=8, grey=WHITE)
    number = str(line.sequence)
    paper.text(middle, top + 13.2, number, size=34, bold=True, grey=WHITE, align="centre")


def _draw_address(
    paper: Paper,
    plan: Plan,
    parcel: Parcel,
    sheet: LabelSheet,
    box: tuple[float, float, float, float],
) -> None:
    """Who, where, when, what to ask for; no notes: they tell codes of doors to whoever passes."""
    left, top, right, bottom = box
    label, width = parcel.label, right - left
    town = " ".join(str(label[key]) for key in ("postal_code", "city") if label[key])
    street = ", ".join(str(label[key]) for key in ("address", "address2") if label[key])
    windows = ", ".join(window_words(parcel.stop, plan.day, dash="–")[:2])
    asked = ", ".join(requirement_texts(parcel.stop, plan.currency))
    blocks = (
        (str(label["recipient"]), 14.0, True, 2),
        (street, 12.0, False, 2),
        (town, 13.0, True, 1),
        (" · ".join(it for it in (windows, asked) if it), 10.0, True, 2),
    )
    scale = TALL if sheet.height_mm > TALL_MM else 1.0
    y = top
    for text, points, bold, most in blocks:
        size = points * scale
        step = size * 0.42
        lines = min(most, int((bottom - y) / step))
        for told in paper.wrap(text, width, size=size, bold=bold, max_lines=lines) if lines else []:
            y += step
            paper.text(left, y - 0.1 * step, told, size=size, bold=bold, fit=width)


def _draw_codes(paper: Paper, parcel: Parcel, left: float, top: float, right: float) -> None:
    """Bars where they are wide enough to be read, the same as a QR code always."""
    code_left = right - CODE_MM
    draw_qr(paper, parcel.barcode, code_left, top, CODE_MM)
    room = code_left - left - 3.0
    bars = str(Code128(parcel.barcode).build()[0])
    bar_mm = min(MOST_BAR_MM, room / (len(bars) + QUIET_BARS))
    label = parcel.label
    if bar_mm >= LEAST_BAR_MM:
        start = left + bar_mm * QUIET_BARS / 2
        _draw_bars(paper, bars, start, top, bar_mm)
    paper.text(left, top + BARS_MM + 3.6, parcel.barcode, size=10, least=6.5, bold=True, fit=room)
    weight = f"{label['weight_kg']} kg" if label["weight_kg"] else ""
    pieces = f"parcel {label['parcel']} of {label['parcels']}"
    told = " · ".join(it for it in (pieces, weight, parcel.depot_id) if it)
    paper.text(left, top + BARS_MM + 7.6, told, size=9, least=6.5, grey=DARK, fit=room)


def _draw_bars(paper: Paper, bars: str, x: float, top: float, bar_mm: float) -> None:
    runs = dark_runs(int(bar) for bar in bars)
    paper.bars((x + at * bar_mm, top, count * bar_mm, BARS_MM) for at, count in runs)
