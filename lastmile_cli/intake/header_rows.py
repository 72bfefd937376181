"""Which row is the header: titles, dates of export and empty lines may stand above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lastmile_cli.domain.counting import counted
from lastmile_cli.intake.noticing import NoticeBook

HEAD_ROWS = 20
"""So far down the header is looked for."""

FEWEST_KNOWN = 2
"""A header below a title knows at least so many columns: one word may be chance."""

Knows = Callable[[str], bool]


def find_head(rows: Sequence[Sequence[str]], knows: Knows) -> int:
    """
    Return the index of the header: the first row, or below a title the one with most known names.

    >>> find_head([["Orders of Monday"], ["id", "address"]], {"id", "address"}.__contains__)
    1
    """
    if not rows:
        return 0
    head = max(range(min(len(rows), HEAD_ROWS)), key=lambda index: count_known(rows[index], knows))
    is_wider = all(_filled(row) < _filled(rows[head]) for row in rows[:head])
    return head if is_wider and count_known(rows[head], knows) >= FEWEST_KNOWN else 0


def choose_head(
    rows: Sequence[Sequence[str]], lines: Sequence[int], knows: Knows, said: int | None
) -> int:
    """Return the index of the header: in the line its owner ``said``, or else ``find_head``'s."""
    return lines.index(said) if said in lines else find_head(rows[:HEAD_ROWS], knows)


def note_head(
    line: int, above: int, said: int | None, book: NoticeBook, *, word: str = "line"
) -> None:
    """Note a header that is below other rows, or not where its owner ``said``."""
    if said not in {None, line}:
        problem = f"the header is said to be in {word} {said}, which is empty or not there."
        hint = f"correct `header_row` in the column mapping; {word} {line} is taken for it."
        book.warning("LM1029", problem, hint, row=line)
    if above:
        rows = counted(above, "row")
        problem = f"the header is {word} {line}; {rows} above it not read."
        book.info("LM1021", problem, row=line)


def count_known(row: Sequence[str], knows: Knows) -> int:
    """How many cells of a row are names of columns."""
    return sum(knows(cell) for cell in row if cell.strip())


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)
