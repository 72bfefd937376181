"""Header cells to canonical columns, by what the headers mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lastmile_cli.intake.naming import Naming, known_headers, normalised
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import NoticeBook, listed

ALIKE_PERCENT = 85.0
"""How alike an unknown header must be to a known one to be taken for a slip."""

OUR_OWN = ("planned", "geocode")
"""How the columns begin that our exports and review sheets add: no slips of anything."""


@dataclass(slots=True)
class Columns:
    """
    Where each canonical column stands in the rows of one file.

    ``otherwise`` is where they stand in rows without an address, if elsewhere;
    these are then of type ``makes_it``.
    """

    header: tuple[str, ...]
    position: dict[str, int] = field(default_factory=dict)
    unit: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    otherwise: Columns | None = None
    makes_it: str = ""

    def __contains__(self, column: str) -> bool:
        """Whether the file has this column."""
        return column in self.position

    def written(self, column: str) -> str:
        """The header of a column as the file writes it."""
        return self.header[self.position[column]] if column in self.position else column

    def of_row(self, cells: Sequence[str]) -> Columns:
        """Where they stand in this row."""
        if self.otherwise is None or any(cells[at].strip() for at in self._places()):
            return self
        return self.otherwise

    def _places(self) -> list[int]:
        names = ("address", "lat_lon", "lat", "postal_code", "city")
        return [self.position[name] for name in names if name in self.position]


def read_header(
    header: list[str], row: int, book: NoticeBook, naming: Naming | None = None
) -> Columns:
    """
    Find the columns; everything odd about the header becomes a notice at its row.

    ``naming`` is what headers mean in this file beyond what they mean everywhere.
    """
    naming = naming or Naming()
    columns = Columns(header=tuple(_named(header)))
    # What this file says itself comes first, then a canonical name, an alias, a guess; leftmost.
    ranked = sorted(range(len(header)), key=lambda index: (_rank(header[index], naming), index))
    for index in ranked:
        found = naming.find(header[index])
        if found is None:
            continue
        if found.column in columns:
            # An alias gives way in silence to what this file says of itself; an equal does not.
            names = normalised(columns.written(found.column)), normalised(header[index])
            are_own = [name in naming.own for name in names]
            if all(are_own) or not are_own[0]:
                _note_double(columns, found.column, index, row, book, are_mapped=all(are_own))
            continue
        columns.position[found.column] = index
        columns.unit[found.column] = found.unit
        if found.is_guess:
            problem = f"column {header[index].strip()!r} is read as `{found.column}`."
            hint = f"rename it if it means something else, or to {found.column} to be clear."
            book.info("LM1013", problem, hint, row=row, column=header[index].strip())
    if "items" in columns and "parcels" not in columns:
        # Who counts only one of the two means both: what is carried, and what it takes up.
        columns.position["parcels"] = columns.position["items"]
        columns.unit["parcels"] = ""
    columns.otherwise = _otherwise(columns, naming)
    _note_unknown(columns, row, book, naming)
    return columns


def _otherwise(columns: Columns, naming: Naming) -> Columns | None:
    instead: dict[str, tuple[int, str]] = {}
    for index, header in enumerate(columns.header):
        found = naming.otherwise.get(normalised(header))
        if found is not None and found.column not in instead:
            instead[found.column] = index, found.unit
    if not instead:
        return None
    return replace(
        columns,
        position=columns.position | {name: index for name, (index, _) in instead.items()},
        unit=columns.unit | {name: unit for name, (_, unit) in instead.items()},
        makes_it=naming.makes_it,
    )


def _named(header: list[str]) -> list[str]:
    return [name.strip() or f"column {index}" for index, name in enumerate(header, start=1)]


def _rank(header: str, naming: Naming) -> int:
    plain = normalised(header)
    found = naming.find(header)
    if found is None:
        return 3
    if plain in naming.own:
        return -1
    return 2 if found.is_guess else int(normalised(found.column) != plain)


def _note_double(
    columns: Columns, column: str, index: int, row: int, book: NoticeBook, *, are_mapped: bool
) -> None:
    columns.unknown.append(columns.header[index])
    book.warning(
        "LM1012",
        f"columns {columns.written(column)!r} and {columns.header[index]!r} both mean `{column}`; "
        f"the first is used, the other only carried along.",
        "write `carry` for one of them in the column mapping."
        if are_mapped
        else "rename or remove one of them.",
        row=row,
        column=columns.header[index],
    )


def _slip_of(plain: str, names: Iterable[str]) -> str | None:
    if len(plain) <= 3 or plain.startswith(OUR_OWN):
        return None
    return nearest(plain, names, alike_percent=ALIKE_PERCENT)


def _note_unknown(columns: Columns, row: int, book: NoticeBook, naming: Naming) -> None:
    # Beside a column of a program's own, a name that is near one of ours is no slip; nor is
    # "item", what was ordered, one of "items" where parcels are counted.
    taken = {*columns.position, *(["items"] if "parcels" in columns else [])}
    open_names = {
        name: found.column
        for name, found in known_headers().items()
        if found.column not in taken and not naming.name and columns.position
    }
    carried = []
    for header in columns.header:
        plain = normalised(header)
        if naming.is_known(header) or plain in naming.otherwise:
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
