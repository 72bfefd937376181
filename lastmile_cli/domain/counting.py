"""Numbers with their nouns, as people write them."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """
    Put a number before its noun.

    >>> counted(1, "stop"), counted(2000, "stop"), counted(0, "address", "addresses")
    ('1 stop', '2,000 stops', '0 addresses')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """
    Which one of several.

    >>> ordinal(1), ordinal(3), ordinal(12), ordinal(22)
    ('1st', '3rd', '12th', '22nd')
    """
    is_teen = number % 100 in (11, 12, 13)
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def span_text(seconds: int) -> str:
    """
    Print a length of time as exactly as it matters.

    >>> span_text(330), span_text(9_000)
    ('5 min 30 s', '2 h 30 min')
    """
    minutes, rest_s = divmod(seconds, 60)
    if minutes >= 120:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min {rest_s} s" if rest_s else f"{minutes} min"
