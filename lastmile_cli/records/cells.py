"""Spreadsheet cells that no spreadsheet takes for a formula, and the way back."""

from __future__ import annotations

import re

_TRIGGERS = "=+\\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"'*[{_TRIGGERS}]")
_ESCAPED = re.compile(f"'+[{_TRIGGERS}]")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)


def escape_cell(text: str) -> str:
    """
    Put an apostrophe before what a spreadsheet would run as a formula.

    That is a cell beginning with ``=``, ``+``, ``-``, ``@`` (also in full
    width), a tab or a line end, unless it is a plain number; a cell that
    looks escaped already gets one apostrophe more, so that ``unescape_cell``
    restores every cell exactly. Source: OWASP, "CSV Injection".

    >>> [escape_cell(cell) for cell in ("=1+1", "-3.5", "+358 40 1234", "'=x", "O'Neil")]
    ["'=1+1", '-3.5', "'+358 40 1234", "''=x", "O'Neil"]
    """
    if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unescape_cell(text: str) -> str:
    """
    Take the apostrophe away again that ``escape_cell`` put before a cell.

    >>> [unescape_cell(cell) for cell in ("'=1+1", "-3.5", "''=x", "'tis", "O'Neil")]
    ['=1+1', '-3.5', "'=x", "'tis", "O'Neil"]
    """
    return text[1:] if _ESCAPED.match(text) else text
