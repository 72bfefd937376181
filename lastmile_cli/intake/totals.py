"""The sum below a list of orders is no order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.noticing import NoticeBook, shown

if TYPE_CHECKING:
    import pandas as pd

WHO = ("stop_id", "customer_id", "name")
"""Where the word may stand, beside the first column."""

WHERE = ("address", "address2", "city", "postal_code", "lat", "lon")
"""A row with any of these is an order, whatever its name."""

_TOTAL = re.compile(
    r"\W*(?:grand |sub)?(?:total|totals|sum|summe|summa|gesamt|gesamtsumme|zwischensumme|yhteensä"
    r"|totalt|totaal|somme|totale|suma)\W*",
    re.IGNORECASE,
)


def without_totals(frame: pd.DataFrame, columns: Columns, book: NoticeBook) -> pd.DataFrame:
    """Leave out rows that say "Total" where an order has its name and nowhere where it is."""
    who = sorted({0, *(columns.position[name] for name in WHO if name in columns)})
    where = [columns.position[name] for name in WHERE if name in columns]
    says = frame[who].apply(lambda texts: texts.str.fullmatch(_TOTAL)).any(axis=1)
    found = frame[says]
    found = found[~found[where].apply(lambda texts: texts.str.strip() != "").any(axis=1)]
    for line, cells in found.iterrows():
        word = next(text for text in cells[who] if _TOTAL.fullmatch(text))
        problem = f"{shown(word.strip())} without an address is taken for a total, and left out."
        book.info("LM1141", problem, row=int(str(line)))
    if len(found) and len(found) == len(frame):
        hint = "export the orders again; or there is nothing to plan."
        book.error("LM1004", "there is a total, but no order.", hint)
    return frame[~frame.index.isin(list(found.index))]
