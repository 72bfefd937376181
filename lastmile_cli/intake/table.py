"""Header and rows of text cells, whatever file they came from."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_ROWS = 1_000_000
"""No single day has more stops."""

MAX_COLUMNS = 1_000
"""No export has more columns."""


@dataclass(slots=True, kw_only=True)
class Table:
    """
    Header and rows of text cells.

    ``lines[i]`` is the 1-based line of the file where row ``i`` begins;
    ``delimiter`` is empty where it is no CSV (``kind``). Empty rows are left out; rows are as
    long as the file has them. ``unread`` is the text, by line, of rows that
    could not be cut into cells.
    """

    header: list[str]
    header_line: int = 1
    delimiter: str = ""
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    unread: dict[int, str] = field(default_factory=dict)
    kind: str = "CSV"
    encoding: str = ""
