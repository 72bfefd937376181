"""Which character a file writes before decimals: told by cells that leave no doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lastmile_cli.intake.headers import Columns

if TYPE_CHECKING:
    import pandas as pd

_DECIDED_BY = ("weight_kg", "volume_m3", "value")
_CERTAIN = re.compile(r"^\D*\d*([.,])(?:\d{1,2}|\d{4,})\D*$|^\D*0([.,])\d+\D*$", re.ASCII)


def find_decimal_mark(frame: pd.DataFrame, columns: Columns, delimiter: str) -> str:
    """
    Return "." or ","; without a certain cell what usually goes with the delimiter.

    "2,5" and "0,125" are certain, "1,234" is not. Empty where certain cells
    contradict each other: then no doubtful cell may be read either way.
    """
    marks: set[str] = set()
    for column in _DECIDED_BY:
        if column not in columns:
            continue
        for text in frame.iloc[:, columns.position[column]].unique():
            found = _CERTAIN.match(text.strip())
            if found:
                marks.add(found.group(1) or found.group(2))
    if len(marks) == 1:
        return marks.pop()
    if marks:
        return ""
    return "," if delimiter == ";" else "."
