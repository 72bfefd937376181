"""Pins that somebody set by hand and that are remembered, and the file they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import Coordinate

PINS_PROVIDER = "pins"
"""Who a place is from that was remembered, where others say "map" or "photon"."""

CONFIRMED = "confirmed"
"""What stands in the note of a pin that is far from its address and right all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedPin:
    """
    Where an address or a customer is, as a person said.

    ``set_on`` is the day it was set, where that is known; ``row`` the line of
    the file it stands on.
    """

    coordinate: Coordinate
    address: Address = Address()
    customer_id: str = ""
    set_on: date | None = None
    note: str = ""
    row: int | None = None

    def __post_init__(self) -> None:
        if not self.address and not self.customer_id:
            msg = f"The pin {self.coordinate} is nobody's: it needs an address or a customer."
            raise ValueError(msg)

    def __str__(self) -> str:
        """
        Name whose it is.

        >>> at = Coordinate(lat_deg=60.17, lon_deg=24.94)
        >>> str(RememberedPin(coordinate=at, customer_id="C-7"))
        'customer C-7'
        """
        who = f"customer {self.customer_id}" if self.customer_id else ""
        return " of ".join(part for part in (str(self.address), who) if part)

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody saw that it looks odd, and kept it."""
        return CONFIRMED in self.note.casefold()

    @property
    def reason(self) -> str:
        """Why the place is what it is."""
        return told_reason(self.set_on, self.note)


def told_reason(set_on: date | None, note: str = "") -> str:
    """
    Say since when a place is what it is, and why.

    >>> told_reason(date(2026, 11, 20), "the back door")
    'set by hand on 2026-11-20; the back door'
    """
    told = f"set by hand on {set_on}" if set_on else "set by hand"
    return f"{told}; {note}" if note else told


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRow:
    """
    One row of the file: its cells as written, and the pin that they say.

    ``pin`` is ``None`` for a comment and for a row that cannot be read.
    """

    cells: tuple[str, ...]
    pin: RememberedPin | None = None
    is_comment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PinSheet:
    """
    A file of pins as a person may have edited it: nothing in it is lost when it is written again.

    ``position`` says where its columns (``PIN_COLUMNS``) stand; ``delimiter``
    and ``has_mark`` (a byte order mark, which spreadsheets look for) are kept.
    ``is_whole`` is ``False`` where lines could not be cut into cells: such a file is only read.
    """

    file: str = ""
    header: tuple[str, ...] = ()
    position: dict[str, int] = field(default_factory=dict)
    rows: tuple[PinRow, ...] = ()
    delimiter: str = ","
    has_mark: bool = False
    is_whole: bool = True

    @property
    def pins(self) -> tuple[RememberedPin, ...]:
        """The pins of all rows that have one."""
        return tuple(row.pin for row in self.rows if row.pin is not None)


PIN_COLUMNS = ("address", "customer_id", "lat", "lon", "set_on", "note")
"""What a file of pins begins with when there is none yet."""
