"""
When service may begin: the law of windows, forward and backward.

Service begins in the earliest window that is still open at arrival. After the
last one it begins at once: a late vehicle still serves.
"""

from __future__ import annotations

from collections.abc import Sequence

Windows = Sequence[tuple[int, int]]
"""(opens, closes) in seconds, both ends included, sorted and apart, at least one."""


def begin(arrive_s: int, windows: Windows) -> int:
    """
    Second at which service begins; never earlier for a later arrival.

    >>> begin(50, [(60, 90), (200, 300)]), begin(91, [(60, 90), (200, 300)])
    (60, 200)
    """
    for opens_s, closes_s in windows:
        if arrive_s <= closes_s:
            return max(arrive_s, opens_s)
    return arrive_s


def latest_arrival(begin_by_s: int, windows: Windows) -> int:
    """
    The largest arrival after which service begins by a second: the inverse of ``begin``.

    Where that second lies before every window, no arrival is early enough;
    then ``begin_by_s`` comes back, which callers that know a feasible begin
    never meet.

    >>> latest_arrival(150, [(60, 90), (200, 300)])
    90
    """
    after = None
    for opens_s, closes_s in reversed(windows):
        if begin_by_s >= opens_s:
            return begin_by_s if after is None else min(begin_by_s, closes_s)
        after = opens_s
    return begin_by_s


def from_on(windows: Windows, from_s: int) -> Windows:
    """
    Windows as they are for who waits until a second; the last one's end stays.

    >>> from_on([(60, 90), (200, 300)], 250)
    ((250, 300),)
    """
    open_later = tuple(
        (max(opens, from_s), closes) for opens, closes in windows if closes >= from_s
    )
    last_s = windows[-1][1]
    return open_later or ((last_s, last_s),)


def lateness(begin_s: int, windows: Windows) -> int:
    """Seconds by which service begins after the last window closed."""
    return max(0, begin_s - windows[-1][1])
