"""Which character stands between the cells."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence

from lastmile_cli.intake.header_rows import find_head

DELIMITERS = (",", ";", "\t", "|")

LOOKED_AT = 20_000
"""How many characters of a line are enough to tell."""


def find_delimiter(lines: Sequence[str], knows: Callable[[str], bool]) -> str:
    """
    Choose the delimiter of a file from its first lines, the header among them.

    The one that gives the header the most names we know wins; then the one
    that cuts most lines into as many cells as the header; then the one with
    the most cells. ``knows`` tells whether a header names a known column.

    >>> find_delimiter(["name;address", "Aino, Oy;Katu 1"], {"name", "address"}.__contains__)
    ';'
    """
    short = [line[:LOOKED_AT] for line in lines]

    def names(cell: str) -> bool:
        # "a,b" is two names, whatever they are without the comma between them.
        return knows(cell) and not any(delimiter in cell for delimiter in DELIMITERS)

    def score(delimiter: str) -> tuple[int, int, int]:
        # Line by line: an open quote must not swallow the sample.
        rows = [row for line in short for row in csv.reader([line], delimiter=delimiter)]
        rows = [row for row in rows if row]
        header = rows[find_head(rows, names)] if rows else []
        known = sum(1 for name in header if names(name))
        alike = sum(1 for row in rows if len(row) == len(header))
        return known, alike if len(header) > 1 else 0, len(header)

    return max(DELIMITERS, key=score)
