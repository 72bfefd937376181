"""A file of pins with some more, or without some: every other row as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.pins import PIN_COLUMNS, PinRow, PinSheet, RememberedPin
from lastmile_cli.geocoding.overrides import address_key, customer_key

SAME_M = 1.0
"""A pin set again so near has not moved."""


def with_pins(
    sheet: PinSheet, pins: Iterable[RememberedPin], country: str = ""
) -> tuple[PinSheet, list[RememberedPin]]:
    """
    Return the sheet with these pins, sorted, and those of them that say something new.

    A pin of the same address and customer replaces the one that stood there;
    one that stands there already changes nothing.
    """
    sheet = _with_columns(sheet)
    rows = list(sheet.rows)
    where = {_key(row.pin, country): at for at, row in enumerate(rows) if row.pin is not None}
    added = []
    for pin in pins:
        at = where.get(_key(pin, country))
        old = rows[at].pin if at is not None else None
        is_news = pin.is_confirmed and not (old and old.is_confirmed)
        if old and great_circle_m(old.coordinate, pin.coordinate) <= SAME_M and not is_news:
            continue
        added.append(pin)
        if at is None:
            where[_key(pin, country)] = len(rows)
            rows.append(_row(sheet, pin, [""] * len(sheet.header)))
        else:
            # The row keeps its own spelling of the address, and columns we do not know.
            rows[at] = _moved(sheet, rows[at], pin)
    return replace(sheet, rows=tuple(sorted(rows, key=_place_in_file))), added


def without_pins(
    sheet: PinSheet, whose: str, country: str = ""
) -> tuple[PinSheet, list[RememberedPin]]:
    """Return the sheet without the pins of an address or a customer's id, and these pins."""
    place, who = address_key(Address(line1=whose), country), customer_key(whose)
    gone = [
        pin
        for pin in sheet.pins
        if (pin.address and address_key(pin.address, country) == place)
        or (pin.customer_id and customer_key(pin.customer_id) == who)
    ]
    rows = tuple(row for row in sheet.rows if row.pin not in gone or row.pin is None)
    return replace(sheet, rows=rows), gone


def _key(pin: RememberedPin, country: str) -> tuple[str, str]:
    return address_key(pin.address, country) if pin.address else "", customer_key(pin.customer_id)


def _with_columns(sheet: PinSheet) -> PinSheet:
    """A sheet that has every column we write; missing ones come to the right."""
    missing = [name for name in PIN_COLUMNS if name not in sheet.position]
    if not missing:
        return sheet
    width = len(sheet.header)
    filled = tuple(
        replace(row, cells=(*row.cells, *[""] * (width + len(missing) - len(row.cells))))
        for row in sheet.rows
    )
    position = sheet.position | {name: width + at for at, name in enumerate(missing)}
    return replace(sheet, header=(*sheet.header, *missing), position=position, rows=filled)


def _moved(sheet: PinSheet, row: PinRow, pin: RememberedPin) -> PinRow:
    old = row.pin
    assert old is not None
    kept = replace(pin, address=old.address, customer_id=old.customer_id, row=old.row)
    cells = list(row.cells)
    if "lat_lon" in sheet.position:
        cells[sheet.position["lat_lon"]] = ""
    return _row(sheet, kept, cells, with_names=False)


def _row(
    sheet: PinSheet, pin: RememberedPin, cells: list[str], *, with_names: bool = True
) -> PinRow:
    says = {
        "lat": _degrees(pin.coordinate.lat_deg, sheet),
        "lon": _degrees(pin.coordinate.lon_deg, sheet),
        "set_on": pin.set_on.isoformat() if pin.set_on else "",
        "note": pin.note,
    }
    if with_names:
        says |= {"address": str(pin.address), "customer_id": pin.customer_id}
    for column, text in says.items():
        cells[sheet.position[column]] = text
    return PinRow(cells=tuple(cells), pin=pin)


def _degrees(value: float, sheet: PinSheet) -> str:
    """With the mark that the file has: a spreadsheet that expects commas spoils points."""
    at = sheet.position["lat"]
    has_commas = any(row.pin is not None and "," in row.cells[at] for row in sheet.rows)
    text = f"{value:.7f}"
    return text.replace(".", ",") if has_commas else text


def rounded(at: Coordinate) -> Coordinate:
    """The place as the file keeps it, to a centimetre."""
    return Coordinate(lat_deg=round(at.lat_deg, 7), lon_deg=round(at.lon_deg, 7))


def _place_in_file(row: PinRow) -> tuple[int, str, str]:
    """Comments first, then by address and customer, what cannot be read last; else as it stood."""
    if row.pin is None:
        return (0 if row.is_comment else 2), "", ""
    return 1, str(row.pin.address).casefold(), customer_key(row.pin.customer_id)
