"""Where a row is: its address cells and its pin."""

from __future__ import annotations

import re

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import parse_number
from lastmile_cli.intake.row_reader import RowReader

_POINT_PAIR = re.compile(
    r"[(\[]?\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*[)\]]?", re.ASCII
)
_COMMA_PAIR = re.compile(r"(-?\d+,\d+)\s*(?:;|\s)\s*(-?\d+,\d+)", re.ASCII)

_LINE_BREAK = re.compile(r"(?:_x000D_)?[\r\n\v\f\x85\u2028\u2029]+")
"""Workbooks write a carriage return in letters."""

_SENT_PIN = "geocodepin"
"""The column of a review sheet that keeps the pin as it went out."""


def read_address(row: RowReader) -> Address:
    """
    The address as written; a house number in a column of its own follows the street.

    Lines within a cell are parts of the address: a comma stands between them.
    """
    street, number = _on_one_line(row, "address"), row.value("house_number")
    return Address(
        line1=f"{street} {number}".strip() if street else "",
        line2=_on_one_line(row, "address2"),
        city=row.value("city"),
        state=row.value("state"),
        postal_code=_postal_code(row.value("postal_code")),
        country=row.value("country"),
    )


def _on_one_line(row: RowReader, column: str) -> str:
    text = row.value(column)
    if not text:
        return text
    lines = _LINE_BREAK.split(row.cells[row.columns.position[column]].strip())
    if len(lines) == 1:
        return text
    parts = (" ".join(line.split()).strip(" ,;") for line in lines)
    return ", ".join(part for part in parts if part)


def read_pin(row: RowReader) -> Coordinate | None:
    """The pin, or ``None`` without one; whatever cannot be a place on earth is noted."""
    if (sent := _pin_sent_out(row)) is not None:
        return sent
    # A mark in a coordinate is always a decimal one: 24.942 is no thousands.
    both = row.parsed("lat_lon", _two_numbers, None) if "lat_lon" in row.columns else None
    if both is not None and not (row.value("lat") or row.value("lon")):
        return _on_earth(row, *both, column="lat_lon")
    lat = row.parsed("lat", lambda text: float(parse_number(text, decimal_mark=".,")), None)
    lon = row.parsed("lon", lambda text: float(parse_number(text, decimal_mark=".,")), None)
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        there, missing = ("lat", "lon") if lon is None else ("lon", "lat")
        if not row.value(missing):
            problem = f"there is a {there} but no {missing}."
            row.error("LM1117", problem, "fill in both, or neither.", column=missing)
        return None
    return _on_earth(row, lat, lon)


def _pin_sent_out(row: RowReader) -> Coordinate | None:
    """
    The pin that a review sheet went out with, where lat and lon have its digits still.

    Where decimals are written with a comma a spreadsheet takes 60.1668539 for
    601668539: the text beside them was left alone.
    """
    if not row.columns.unknown or not (row.value("lat") and row.value("lon")):
        return None
    both = zip(row.columns.header, row.cells, strict=False)
    sent = next((cell for header, cell in both if normalised(header) == _SENT_PIN), "").split()
    written = [row.value("lat"), row.value("lon")]
    if [_digits(text) for text in sent[:2]] != [_digits(text) for text in written]:
        return None
    try:
        return Coordinate(lat_deg=float(sent[0]), lon_deg=float(sent[1]))
    except ValueError:
        return None


def _digits(text: str) -> str:
    """Sign and digits of a number as it may be written anywhere: 60,170 and 60.17 have the same."""
    sign = "-" if text.startswith(("-", "−")) else ""
    return sign + "".join(letter for letter in text if letter.isdigit()).rstrip("0")


def _two_numbers(text: str) -> tuple[float, float]:
    """Read "60.17, 24.94", in this order; a decimal comma needs a blank or a semicolon between."""
    parts = _COMMA_PAIR.fullmatch(text) or _POINT_PAIR.fullmatch(text)
    if parts is None:
        hint = "write lat and lon in this order, such as 60.1699, 24.9384."
        raise CellError("LM1118", f"{shown(text)} is no pair of lat and lon.", hint)
    lat, lon = (float(part.replace(",", ".")) for part in parts.groups())
    return lat, lon


def _on_earth(row: RowReader, lat: float, lon: float, column: str = "lat") -> Coordinate | None:
    if abs(lat) <= 90 and abs(lon) <= 180:
        if lat == 0 and lon == 0:
            problem = "0, 0 lies in the sea off Africa: an empty pin written as zeros."
            row.error("LM1118", problem, "leave lat and lon empty.", column=column)
            return None
        return Coordinate(lat_deg=lat, lon_deg=lon)
    if abs(lon) <= 90 and abs(lat) <= 180:
        problem = f"lat {lat:g} and lon {lon:g} are swapped."
        row.error("LM1116", problem, "swap the two cells.", column=column)
    else:
        problem = f"lat {lat:g}, lon {lon:g} is no place on earth."
        row.error(
            "LM1118", problem, "write decimal degrees, such as 60.1699, 24.9384.", column=column
        )
    return None


def _postal_code(text: str) -> str:
    """Undo what spreadsheets do to numbers: "100.0" was 100, "'00100" is 00100."""
    if text.startswith("'"):
        text = text.strip("'")
    head, mark, tail = text.partition(".")
    return head if mark and head.isdigit() and tail == "0" else text
