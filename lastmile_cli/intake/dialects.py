"""How a file is written: what was found out about it, and what its owner says of it."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.intake.legacy_encodings import name_of

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """
    How a file of rows is written; empty is what it has not, or nobody knows.

    ``kind`` is CSV, XLSX, JSON or JSON lines; ``encoding`` and ``date_order``
    (dmy, mdy) as Python and people call them; ``header_line`` is 1-based;
    ``program`` the one whose export it is.
    """

    kind: str = "CSV"
    encoding: str = ""
    delimiter: str = ""
    decimal_mark: str = ""
    date_order: str = ""
    header_line: int | None = None
    program: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it is what everybody expects: UTF-8, commas, points, the header on top."""
        is_utf8 = self.encoding.lower().replace("_", "-") in {"", "ascii", "utf-8", "utf-8-sig"}
        as_usual = self.delimiter in ",", self.decimal_mark in ".", self.header_line in {1, None}
        return self.kind == "CSV" and is_utf8 and all(as_usual) and not self.program

    def __str__(self) -> str:
        """
        Say it in a line.

        >>> str(Dialect(encoding="cp1252", delimiter=";", decimal_mark=",", header_line=4))
        'CSV, Windows-1252, cells by semicolon, decimal comma, header in line 4'
        """
        mark = {",": "decimal comma", ".": "decimal point"}.get(self.decimal_mark, "")
        delimiter = _DELIMITERS.get(self.delimiter, repr(self.delimiter))
        line = "row" if self.kind == "XLSX" else "line"
        order = {"dmy": "day before month", "mdy": "month before day"}.get(self.date_order, "")
        parts = (
            self.kind,
            name_of(self.encoding) if self.encoding else "",
            f"cells by {delimiter}" if self.delimiter else "",
            mark,
            order,
            f"header in {line} {self.header_line}" if self.header_line else "",
            f"export of {self.program}" if self.program else "",
        )
        return ", ".join(part for part in parts if part)
