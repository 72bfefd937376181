"""Rows that are no orders to deliver: cancelled, refunded, picked up or delivered long ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lastmile_cli.domain.counting import counted
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.naming import Naming, normalised
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.order_rows import OrderRows

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class LeftOut:
    """
    Lines of rows that are not to be delivered, with the reason.

    ``bare`` are lines of first rows that stay for their address while their own
    item is not delivered.
    """

    why: Mapping[int, str]
    bare: frozenset[int] = frozenset()


def rows_left_out(
    frame: pd.DataFrame, columns: Columns, naming: Naming, rows: OrderRows, book: NoticeBook
) -> LeftOut:
    """
    Find the rows that the export itself says are not to be delivered; all told.

    What the first row of an order says holds for all of them. What headers of
    ``naming.of_an_item`` say holds for that row, and leaves out the order only
    where nothing of it remains.
    """
    why: dict[int, str] = {}
    items: dict[int, str] = {}
    for index, header in enumerate(columns.header):
        plain = normalised(header)
        if plain not in naming.left_out:
            continue
        texts = frame.iloc[:, index].str.strip()
        found = texts[_says_so(texts, naming, plain)]
        said = {int(str(line)): f"says {header}: {text}" for line, text in found.items()}
        is_item = plain in naming.of_an_item
        if not is_item:
            said = _whole_orders(said, rows)
        new = {line: text for line, text in said.items() if line not in why and line not in items}
        _note(new, header, sorted({shown(text) for text in found}), book)
        if is_item:
            items |= new
        else:
            why |= new
    bare = frozenset(
        first
        for first, others in rows.others.items()
        if first in items and not (why.keys() | items.keys()).issuperset(others)
    )
    why |= {line: text for line, text in items.items() if line not in bare and line not in why}
    return LeftOut(why, bare)


def check_lm1159_billing_addresses(
    frame: pd.DataFrame, columns: Columns, rows: OrderRows, book: NoticeBook
) -> None:
    """An order without an address to ship to may be one that is picked up at the shop."""
    instead = columns.otherwise
    if instead is None or instead.makes_it or "address" not in instead:
        return
    at = instead.position["address"]
    further = rows.further
    lines = [
        int(line)
        for line, *cells in frame.itertuples(name=None)
        if line not in further and cells[at].strip() and columns.of_row(cells) is instead
    ]
    if lines:
        have = "order has" if len(lines) == 1 else "orders have"
        problem = f"{len(lines)} {have} no address to ship to; the billing address is used"
        book.warning(
            "LM1159",
            f"{problem} (row {listed(lines)}).",
            "remove what is picked up at the shop.",
            row=lines[0],
            column=instead.written("address"),
        )


def _says_so(texts: pd.Series[str], naming: Naming, header: str) -> pd.Series[bool]:
    folded = texts.str.casefold()
    words, parts = naming.left_out[header], naming.left_out_parts.get(header, ())
    if not words and not parts:
        return texts != ""
    found = folded.isin(words)
    for part in parts:
        found |= folded.str.contains(part, regex=False)
    return found


def _note(new: Mapping[int, str], header: str, what: list[str], book: NoticeBook) -> None:
    if not new:
        return
    problem = f"{counted(len(new), 'row')} left out: {header} is {listed(what, at_most=3)}."
    hint = "empty the cell to deliver such an order all the same."
    book.warning("LM1150", problem, hint, row=min(new), column=header)


def _whole_orders(said: dict[int, str], rows: OrderRows) -> dict[int, str]:
    told = dict(said)
    for first, others in rows.others.items():
        if first in said:
            told |= dict.fromkeys(others, said[first])
    return told
