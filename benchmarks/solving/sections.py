"""VRPLIB text to headers and tables of words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

_KEY = re.compile(r"^([A-Z][A-Z_0-9]*)\s*:?\s*(.*)$")


@dataclass(slots=True)
class Sections:
    """Headers by name, and each section's rows of words."""

    headers: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)

    def columns(self, section: str, rows: int, width: int) -> npt.NDArray[np.float64]:
        """Numbers beside each index of a section; shape (rows, width)."""
        table = self.tables[section]
        if len(table) != rows:
            msg = f"{section} has {len(table)} rows instead of {rows}"
            raise ValueError(msg)
        numbers = np.empty((rows, width))
        for row in table:
            numbers[int(row[0]) - 1] = [float(word) for word in row[1 : width + 1]]
        return numbers

    def column(self, section: str, rows: int, default: float = 0.0) -> npt.NDArray[np.float64]:
        """One number a row, or the default where the section is missing."""
        if section not in self.tables:
            return np.full(rows, default)
        return self.columns(section, rows, 1)[:, 0]


def split_sections(text: str) -> Sections:
    """Take a VRPLIB file apart; what follows ``EOF`` is not looked at."""
    read = Sections()
    rows: list[list[str]] | None = None
    for raw in text.splitlines():
        line = raw.strip()
        key = _KEY.match(line)
        if line == "EOF":
            break
        if key and key[1].endswith("_SECTION"):
            rows = read.tables.setdefault(key[1], [])
        elif key and (rows is None or ":" in line):
            read.headers[key[1]] = key[2].strip().strip('"')
        elif line and rows is not None:
            rows.append(line.split())
        elif line:
            msg = f"a row outside any section: {line[:40]!r}"
            raise ValueError(msg)
    return read
