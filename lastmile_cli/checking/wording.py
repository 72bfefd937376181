"""How the referee words hours, spans and windows."""

from __future__ import annotations

from collections.abc import Callable

from lastmile_cli.domain.problem import ProblemStop

Clock = Callable[[int], str]
"""A second of the service day as people read it, such as ``ServiceDay.clock``."""


def elapsed_clock(second: int) -> str:
    """
    Hours and minutes since the start of the day, for plans without a date.

    >>> elapsed_clock(12 * 3600 + 7 * 60 + 5)
    '12:07'
    """
    minutes = second // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def span(seconds: int) -> str:
    """
    A length of time: whole seconds below a minute, else rounded up to minutes.

    >>> span(59), span(420), span(421), span(3 * 3600 + 60)
    ('59 s', '7 min', '8 min', '3 h 1 min')
    """
    if seconds < 60:
        return f"{seconds} s"
    minutes = -(-seconds // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def between(earlier_s: int, later_s: int) -> str:
    """
    The time between two moments that are told beside it: the difference of what is shown.

    >>> between(12 * 3600, 12 * 3600 + 61 * 60 + 7), between(10 * 60 + 50, 11 * 60 + 5)
    ('1 h 1 min', '15 s')
    """
    if later_s - earlier_s < 60:
        return span(later_s - earlier_s)
    return span((later_s // 60 - earlier_s // 60) * 60)


def unlike_spans(first_s: int, second_s: int) -> tuple[str, str]:
    """
    Two lengths of time that differ, in words that differ too.

    >>> unlike_spans(150, 175), unlike_spans(150, 60)
    (('150 s', '175 s'), ('3 min', '1 min'))
    """
    first, second = span(first_s), span(second_s)
    return (first, second) if first != second else (f"{first_s} s", f"{second_s} s")


def amount_text(value: int, unit: str) -> str:
    """
    An amount of a load unit as people write it.

    >>> amount_text(152_900, "weight_g"), amount_text(392_000, "volume_ml")
    ('152.9 kg', '0.392 m³')
    """
    if unit == "weight_g":
        return f"{value / 1000:g} kg"
    if unit == "volume_ml":
        return f"{value / 1_000_000:g} m³"
    return f"{value} {unit}"


def windows_text(stop: ProblemStop, clock: Clock) -> str:
    """A stop's windows, named: "window 11:00-12:00" or "windows ... and ..."."""
    texts = [f"{clock(opens)}-{clock(closes)}" for opens, closes in stop.windows]
    return f"window {texts[0]}" if len(texts) == 1 else f"windows {' and '.join(texts)}"


def late_text(stop: ProblemStop) -> str:
    """How late a stop may be served, to be said after "closes"; empty where it may not."""
    return f" (it may be {span(stop.max_late_s)} late)" if stop.max_late_s else ""
