"""Pins that were remembered: which of them speaks for a stop, before anybody is asked."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import great_circle_m
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.domain.spelling import without_care_of, written_out
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.countries import country_code
from lastmile_cli.geocoding.parsing import read_address
from lastmile_cli.geocoding.text import fold, street_key

ONE_PLACE_M = 30.0
"""Pins no farther apart than this say the same."""

_PIECE = re.compile(r"\d+|(?<=\d)\s*[/-]\s*(?=\d)|[^\d]+?(?=\d|$)")
_DOTTED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
"""Dots tell streets apart: Bodastrasse is not Bödastrasse."""


class PinBook:
    """
    The pins of a file by whom they are of.

    An address counts as the same in every spelling that cannot mean another
    one (``address_key``). A pin of the stop's own customer goes first, then
    one of nobody in particular, then that of other customers at the same
    address, if these agree and the address names a house and its town. A
    customer's pin never follows them to another address.

    Parameters
    ----------
    pins
        Where several say different things of one address and customer, the
        one set last counts.
    country
        Of the service (ISO 3166): it counts as written where an address names none.
    file
        Where they stand, for the notices.
    """

    def __init__(
        self, pins: Iterable[RememberedPin] = (), country: str = "", file: str = ""
    ) -> None:
        self._country, self._file = country, file
        self._at: dict[str, list[RememberedPin]] = defaultdict(list)
        self._of: dict[str, list[RememberedPin]] = defaultdict(list)
        for pin in sorted(pins, key=_age):
            if pin.address:
                self._at[address_key(pin.address, country)].append(pin)
            if pin.customer_id:
                self._of[customer_key(pin.customer_id)].append(pin)

    def find(self, stop: Stop) -> RememberedPin | None:
        """The pin that surely speaks for a stop; ``None`` where there is none."""
        if not self._at and not self._of:
            return None
        who = customer_key(customer_of(stop))
        if not stop.address:
            # Never by a name alone: there are namesakes.
            return _agreed(self._of.get(who, ())) if stop.customer_id else None
        here = self._at.get(address_key(stop.address, self._country), ())
        own = [pin for pin in here if who and customer_key(pin.customer_id) == who]
        anyones = own or [pin for pin in here if not pin.customer_id]
        if anyones:
            return anyones[-1]
        return _agreed(here) if here and names_door(stop.address) else None

    def find_left_behind(self, stop: Stop) -> RememberedPin | None:
        """The pin of a stop's customer that is not used because it is of another address."""
        every = self._of.get(customer_key(stop.customer_id), ()) if stop.customer_id else ()
        if not every or not stop.address or self.find(stop) is not None:
            return None
        here = address_key(stop.address, self._country)
        others = [
            p for p in every if not p.address or address_key(p.address, self._country) != here
        ]
        return others[-1] if others else None

    def notices(self) -> list[Notice]:
        """Pins that contradict each other, at the one that does not count."""
        alike: dict[tuple[str, str], list[RememberedPin]] = defaultdict(list)
        for pin in sorted((p for some in self._at.values() for p in some), key=_age):
            key = address_key(pin.address, self._country), customer_key(pin.customer_id)
            alike[key].append(pin)
        found = []
        for pins in alike.values():
            for pin in pins[:-1]:
                apart_m = great_circle_m(pin.coordinate, pins[-1].coordinate)
                if apart_m > ONE_PLACE_M:
                    found.append(_contradicted(pin, pins[-1], apart_m, self._file))
        return found


def address_key(address: Address, country: str = "") -> str:
    """
    One text for all spellings of an address that cannot mean another one; empty for none.

    Case, accents, punctuation, leading zeros, the usual abbreviations of
    streets and whom it is in care of do not count; every other word and number
    does. In which cells they stand
    makes no difference. ``country`` counts as written where none is.

    >>> one = Address(line1="Churer Str. 12 A", postal_code="9490", city="Vaduz", country="LI")
    >>> two = Address(line1="CHURERSTRASSE 12a, 9490 Vaduz, Liechtenstein")
    >>> address_key(one) == address_key(two)
    True
    >>> address_key(one) == address_key(replace(one, line2="Top 3"))
    False
    """
    whole = without_care_of(str(replace(address, country="")))
    parts = [part for part in whole.split(",") if part.strip()]
    written = address.country
    if not written and len(parts) > 2 and country_code(parts[-1]):
        written = parts.pop()
    land = country_code(written) or fold(written.strip())
    full = written_out(", ".join(parts), (land or country).upper())
    pieces = [piece for part in full.split(",") for piece in _PIECE.findall(_folded(part))]
    keys = [
        (piece.lstrip("0") or "0") if piece.isdigit() else street_key(piece) or piece.strip("., ")
        for piece in pieces
    ]
    if land and land != country:
        keys.append(f"in {land}")
    return " ".join(key for key in keys if key)


def _folded(part: str) -> str:
    written = unicodedata.normalize("NFC", part).casefold()
    return fold(written.translate(_DOTTED))


def customer_key(customer_id: str) -> str:
    """
    One text for all spellings of a customer's id.

    >>> customer_key(" C-7 ") == customer_key("c-7")
    True
    """
    return " ".join(customer_id.split()).casefold()


def customer_of(stop: Stop) -> str:
    """Whose order a stop is: the customer's id, else the name, as for orders of one door."""
    return stop.customer_id or stop.name


def names_door(address: Address) -> bool:
    """
    Whether an address says which house in which town, in whatever cells.

    >>> names_door(Address(line1="Bulevardi 7, Helsinki")), names_door(Address(line1="Bulevardi 7"))
    (True, False)
    >>> names_door(Address(line1="Bulevardi", city="Helsinki"))
    False
    """
    readings = read_address(address)
    has_town = bool(address.city or address.postal_code)
    has_town = has_town or any(it.postcode or it.town or it.stray for it in readings)
    # The plainest reading: others take a postcode for a number.
    return has_town and bool(readings) and readings[0].number is not None


def _agreed(pins: Sequence[RememberedPin]) -> RememberedPin | None:
    """The last of pins that all say the same place."""
    if not pins:
        return None
    last = pins[-1]
    same = all(great_circle_m(p.coordinate, last.coordinate) <= ONE_PLACE_M for p in pins)
    return last if same else None


def _age(pin: RememberedPin) -> tuple[date, int]:
    return pin.set_on or date.min, pin.row or 0


def _contradicted(pin: RememberedPin, other: RememberedPin, apart_m: float, file: str) -> Notice:
    return Notice(
        code="LM1331",
        severity=Severity.WARNING,
        place=Place(file=file, row=pin.row, column="lat"),
        problem=f"{pin} has another pin on row {other.row}, {apart_m:,.0f} m away, which counts.",
        hint="remove one of the two rows",
    )
