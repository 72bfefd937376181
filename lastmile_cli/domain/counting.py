"""Numbers with their nouns, as people write them."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """
    Put a number before its noun.

    >>> counted(1, "stop"), counted(2000, "stop"), counted(0, "address", "addresses")
    ('1 stop', '2,000 stops', '0 addresses')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
