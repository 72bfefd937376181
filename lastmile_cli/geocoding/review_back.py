"""A row of the review sheet on its way back: what its pin is worth after somebody edited it."""

from __future__ import annotations

from enum import Enum, auto

from lastmile_cli.domain.addresses import GeocodeStatus
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.stops import Stop

STATUS_COLUMN = "geocode_status"
QUERY_COLUMN = "geocode_query"
PIN_COLUMN = "geocode_pin"
BAD_ROW = "bad_row"
OTHER_DAY = "other_day"

_SAME_M = 1.0
"""Spreadsheets cut the last decimals of a pin; nobody moves one by less."""


class PinWord(Enum):
    """What becomes of the pin that a row came with."""

    ABSENT = auto()
    """There is none."""
    SETTLED = auto()
    """Somebody means it: use it unasked."""
    FORGOTTEN = auto()
    """It belongs to the address that stood here before: ask anew."""
    DOUBTFUL = auto()
    """Our own guess, which nobody has confirmed: ask again, the guess is no pin."""
    UNTOLD = auto()
    """Unconfirmed, and the sheet no longer says what we guessed: hold it against a new answer."""


def pin_word(stop: Stop) -> PinWord:
    """
    Judge the pin of a stop that has one, by what the review sheet says of it.

    A moved pin wins; else a corrected address voids it; else the status
    counts. A pin from anywhere but a sheet is settled.
    """
    if stop.coordinate is None:
        return PinWord.ABSENT
    cells = _cells(stop)
    status = cells.get(STATUS_COLUMN, "").strip().lower()
    sent = _sent_pin(cells)
    if sent is None:
        return PinWord.UNTOLD if status == "review" else PinWord.SETTLED
    if not sent or great_circle_m(stop.coordinate, sent[0]) > _SAME_M:
        return PinWord.SETTLED
    if stop.address and _is_other(cells.get(QUERY_COLUMN, ""), str(stop.address)):
        return PinWord.FORGOTTEN
    if status == GeocodeStatus.REVIEW and not cells.get(QUERY_COLUMN, "-").strip():
        return PinWord.SETTLED  # The user's own pin, however odd it looked.
    # Only the word itself: "no", "wrong" or an empty cell confirm nothing.
    return PinWord.SETTLED if status == GeocodeStatus.ACCEPT else PinWord.DOUBTFUL


def unknown_word(stop: Stop) -> str:
    """What stands in the status cell, where it is none of ours; else nothing."""
    cells = _cells(stop)
    said = cells.get(STATUS_COLUMN, "").strip()
    known = {*(status.value for status in GeocodeStatus), BAD_ROW, OTHER_DAY}
    return "" if said.lower() in known else said


def query_behind(stop: Stop) -> str:
    """
    The address whose answer a stop's place is; empty for a pin of the user's own.

    A pin that came out of an earlier sheet unmoved keeps its address, so that
    the next sheet too notices a correction.
    """
    cells = _cells(stop)
    sent = _sent_pin(cells)
    if stop.coordinate is None or not sent:
        return ""
    moved = great_circle_m(stop.coordinate, sent[0]) > _SAME_M
    return "" if moved else cells.get(QUERY_COLUMN, "").strip()


def is_set_by_hand(stop: Stop) -> bool:
    """
    Whether somebody set a stop's pin in a review sheet: typed or moved it, or accepted a doubt.

    A pin that came with the orders is nobody's correction.
    """
    cells = _cells(stop)
    status = cells.get(STATUS_COLUMN, "").strip().lower()
    sent = _sent_pin(cells)
    if sent is None or status in {BAD_ROW, OTHER_DAY} or pin_word(stop) is not PinWord.SETTLED:
        return False
    if not sent or stop.coordinate is None:
        return True
    if great_circle_m(stop.coordinate, sent[0]) > _SAME_M:
        return True
    return status == GeocodeStatus.ACCEPT and _was_doubtful(cells)


def is_confirmed(stop: Stop) -> bool:
    """Whether somebody saw in a review sheet that the pin looked odd, and accepted it."""
    cells = _cells(stop)
    sent = _sent_pin(cells)
    if not sent or stop.coordinate is None or not cells[PIN_COLUMN].split()[2:]:
        return False
    moved = great_circle_m(stop.coordinate, sent[0]) > _SAME_M
    said = cells.get(STATUS_COLUMN, "").strip().lower()
    return not moved and said == GeocodeStatus.ACCEPT and pin_word(stop) is PinWord.SETTLED


def corrected_query(stop: Stop) -> str:
    """The address that a sheet doubted, where the row has another one by now; else nothing."""
    cells = _cells(stop)
    asked = cells.get(QUERY_COLUMN, "").strip()
    if not asked or not _was_doubtful(cells) or not stop.address:
        return ""
    return asked if _is_other(asked, str(stop.address)) else ""


def pin_text(
    pin: Coordinate | None, status: GeocodeStatus | None = None, *, was_confirmed: bool = False
) -> str:
    """
    Write a pin into one cell that no spreadsheet takes for a number, and whether it was doubted.

    Behind a doubt that somebody has settled it says "accept".

    >>> pin_text(Coordinate(lat_deg=60.17, lon_deg=24.9375))
    '60.1700000 24.9375000'
    >>> pin_text(Coordinate(lat_deg=60.17, lon_deg=24.9375), GeocodeStatus.REVIEW)
    '60.1700000 24.9375000 review'
    """
    doubt = " review" if status is GeocodeStatus.REVIEW else " accept" if was_confirmed else ""
    return f"{pin.lat_deg:.7f} {pin.lon_deg:.7f}{doubt}" if pin else ""


def plain_name(header: str) -> str:
    """A header in the spelling of our own columns."""
    return "_".join(header.strip().lower().replace("-", " ").split())


def _cells(stop: Stop) -> dict[str, str]:
    return {plain_name(name): text for name, text in stop.cells}


def _sent_pin(cells: dict[str, str]) -> tuple[Coordinate] | tuple[()] | None:
    """The pin a sheet was sent out with; empty where it had none, ``None`` where no one knows."""
    text = cells.get(PIN_COLUMN)
    if text is None:
        return None
    parts = text.replace(",", ".").split()
    if not parts:
        return ()
    parts = [part for part in parts if part not in {GeocodeStatus.REVIEW, GeocodeStatus.ACCEPT}]
    try:
        lat_deg, lon_deg = map(float, parts)
        return (Coordinate(lat_deg=lat_deg, lon_deg=lon_deg),)
    except ValueError:
        return None


def _was_doubtful(cells: dict[str, str]) -> bool:
    """Whether a sheet went out with a doubt in this row, or without a place."""
    pin = cells.get(PIN_COLUMN)
    return pin is not None and (not pin.strip() or pin.split()[-1] == GeocodeStatus.REVIEW)


def _is_other(asked: str, now: str) -> bool:
    return bool(asked.strip()) and _loose(asked) != _loose(now)


def _loose(address: str) -> list[str]:
    """Words without what a spreadsheet takes away: 00100 comes back as 100."""
    return [word.lstrip("0") or "0" for word in address.casefold().replace(",", " ").split()]
