"""Sheets of paper that people have in their printers, by name and by country."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSize:
    """A sheet, upright."""

    name: str
    width_mm: float
    height_mm: float


A4 = PaperSize(name="a4", width_mm=210.0, height_mm=297.0)
LETTER = PaperSize(name="letter", width_mm=215.9, height_mm=279.4)
SIZES = {size.name: size for size in (A4, LETTER)}

_LETTER_COUNTRIES = frozenset(
    ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"]
)
"""Where printers hold US Letter, after Unicode CLDR (supplemental data, ``paperSize``)."""


def size_for_country(country: str) -> PaperSize:
    """
    Return what printers hold in a country (ISO 3166, two letters): A4 unless it is known better.

    >>> size_for_country("us").name, size_for_country("FI").name, size_for_country("").name
    ('letter', 'a4', 'a4')
    """
    return LETTER if country.strip().upper() in _LETTER_COUNTRIES else A4
