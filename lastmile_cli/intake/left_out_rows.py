"""Rows that are no orders to deliver: cancelled, refunded or delivered long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastmile_cli.domain.counting import counted
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.naming import Naming, normalised
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.order_rows import OrderRows

if TYPE_CHECKING:
    import pandas as pd


def rows_left_out(
    frame: pd.DataFrame, columns: Columns, naming: Naming, rows: OrderRows, book: NoticeBook
) -> dict[int, str]:
    """
    Lines of rows that the export itself says are not to be delivered, and why; all told.

    What the first row of an order says holds for all of them; under a header of
    ``naming.of_an_item`` only where every row says so, else it leaves out the others.
    """
    why: dict[int, str] = {}
    for index, header in enumerate(columns.header):
        words = naming.left_out.get(normalised(header))
        if words is None:
            continue
        texts = frame.iloc[:, index].str.strip()
        found = texts[texts.str.casefold().isin(words) if words else texts != ""]
        said = {int(str(line)): f"says {header}: {text}" for line, text in found.items()}
        said = _whole_orders(said, rows, is_item=normalised(header) in naming.of_an_item)
        new = {line: text for line, text in said.items() if line not in why}
        if new:
            many = counted(len(new), "row")
            what = listed(sorted({shown(text) for text in found}), at_most=3)
            problem = f"{many} left out: {header} is {what}."
            hint = "empty the cell to deliver such an order all the same."
            book.warning("LM1150", problem, hint, row=min(new), column=header)
        why |= new
    return why


def _whole_orders(said: dict[int, str], rows: OrderRows, *, is_item: bool) -> dict[int, str]:
    told = dict(said)
    for first, others in rows.others.items():
        if first not in said:
            continue
        if not is_item:
            told |= dict.fromkeys(others, said[first])
        elif any(line not in said for line in others):
            # It has the address of the others.
            del told[first]
    return told
