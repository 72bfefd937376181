"""Header cells to canonical columns, by the aliases in ``data/stop_columns.yaml``."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources

from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import NoticeBook, listed

ALIKE_PERCENT = 85.0
"""How alike an unknown header must be to a known one to be taken for a slip."""

OUR_OWN = ("planned", "geocode")
"""How the columns begin that our exports and review sheets add: no slips of anything."""


@dataclass(frozen=True, slots=True)
class KnownHeader:
    """What a header means: the column, its cells' unit where not the column's own, how sure."""

    column: str
    unit: str = ""
    is_guess: bool = False


@dataclass(slots=True)
class Columns:
    """Where each canonical column stands in the rows of one file."""

    header: tuple[str, ...]
    position: dict[str, int] = field(default_factory=dict)
    unit: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def __contains__(self, column: str) -> bool:
        """Whether the file has this column."""
        return column in self.position

    def written(self, column: str) -> str:
        """The header of a column as the file writes it."""
        return self.header[self.position[column]] if column in self.position else column


def normalised(header: str) -> str:
    """
    Strip a header of all that does not tell names apart.

    >>> normalised(" Time-window (from) ") == normalised("timeWindowFrom")
    True
    """
    plain = unicodedata.normalize("NFKD", header).casefold()
    return "".join(character for character in plain if character.isalnum())


@functools.cache
def known_headers() -> Mapping[str, KnownHeader]:
    """Every normalised header we understand."""
    import yaml

    source = resources.files("lastmile_cli.intake") / "data" / "stop_columns.yaml"
    # The base loader keeps every scalar as text: "no" and "y" are headers here.
    table = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    known: dict[str, KnownHeader] = {}
    for column, names in table.items():
        known[normalised(column)] = KnownHeader(column)
        known |= {normalised(name): KnownHeader(column) for name in names.get("aliases", [])}
        known |= {normalised(n): KnownHeader(column, u) for n, u in names.get("units", {}).items()}
        guesses = names.get("guesses", [])
        known |= {normalised(name): KnownHeader(column, is_guess=True) for name in guesses}
    return known


def is_known(header: str) -> bool:
    """Whether a header means a column we know."""
    return normalised(header) in known_headers()


def read_header(header: list[str], row: int, book: NoticeBook) -> Columns:
    """Find the columns; everything odd about the header becomes a notice at its row."""
    known = known_headers()
    columns = Columns(header=tuple(_named(header)))
    # A canonical name beats an alias, an alias a guess; then the leftmost.
    ranked = sorted(range(len(header)), key=lambda index: (_rank(header[index]), index))
    for index in ranked:
        found = known.get(normalised(header[index]))
        if found is None:
            continue
        if found.column in columns:
            _note_double(columns, found.column, index, row, book)
            continue
        columns.position[found.column] = index
        columns.unit[found.column] = found.unit
        if found.is_guess:
            problem = f"column {header[index].strip()!r} is read as `{found.column}`."
            hint = f"rename it if it means something else, or to {found.column} to be clear."
            book.info("LM1013", problem, hint, row=row, column=header[index].strip())
    _note_unknown(columns, row, book)
    return columns


def _named(header: list[str]) -> list[str]:
    return [name.strip() or f"column {index}" for index, name in enumerate(header, start=1)]


def _rank(header: str) -> int:
    plain = normalised(header)
    found = known_headers().get(plain)
    if found is None:
        return 3
    return 2 if found.is_guess else int(normalised(found.column) != plain)


def _note_double(columns: Columns, column: str, index: int, row: int, book: NoticeBook) -> None:
    columns.unknown.append(columns.header[index])
    book.warning(
        "LM1012",
        f"columns {columns.written(column)!r} and {columns.header[index]!r} both mean `{column}`; "
        f"the first is used, the other only carried along.",
        "rename or remove one of them.",
        row=row,
        column=columns.header[index],
    )


def _slip_of(plain: str, names: Iterable[str]) -> str | None:
    if len(plain) <= 3 or plain.startswith(OUR_OWN):
        return None
    return nearest(plain, names, alike_percent=ALIKE_PERCENT)


def _note_unknown(columns: Columns, row: int, book: NoticeBook) -> None:
    known = known_headers()
    open_names = {
        name: found.column for name, found in known.items() if found.column not in columns
    }
    carried = []
    for header in columns.header:
        plain = normalised(header)
        if plain in known:
            continue
        columns.unknown.append(header)
        near = _slip_of(plain, open_names)
        if near is None:
            carried.append(header)
            continue
        book.warning(
            "LM1010",
            f"column `{header}` is not known: did you mean `{open_names[near]}`?",
            f"rename it to {open_names[near]} if so; it is only carried along.",
            row=row,
            column=header,
        )
    if carried:
        problem = f"not known, carried along to the exports: {listed(carried, at_most=12)}."
        book.info("LM1011", problem, row=row)
