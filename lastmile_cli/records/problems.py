"""Notices collected while a document is read back, and how an offending value is shown in them."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.domain.notices import Notice, Place, Severity

MAX_WHOLE = 2**53
"""Whole numbers beyond this are not exact in every reader of JSON."""

NOTHING = object()
"""Stands for an object whose key is missing, which was noted already."""


class Problems:
    """All notices found while one document is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Notice] = []

    def add(self, code: str, path: str, problem: str, hint: str = "") -> None:
        """Note one error at a JSON path such as ``routes[0].visits[3].arrive_at``."""
        place = Place(file=self.file, column=path)
        self.found.append(
            Notice(code=code, severity=Severity.ERROR, place=place, problem=problem, hint=hint)
        )


def shown(value: object) -> str:
    """
    Print a value, short enough for a notice.

    >>> shown(None), shown(True), shown([1]), shown("x" * 99)[-5:]
    ('null', 'true', 'a list', 'xx...')
    """
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int) and abs(value) > MAX_WHOLE:
        return "a number too large"
    text = ascii(value) if isinstance(value, str) and not is_unicode(value) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def is_unicode(text: str) -> bool:
    """Whether the text can be written as UTF-8: no half of a surrogate pair in it."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
