"""Which entries stand on which page: none cut in two, none torn from what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

ORPHANS = 3
"""Fewer entries than these, say a stop and the way home, get company from the page before."""


def pages_of(
    heights: Sequence[float], room: float, kept: frozenset[int] = frozenset()
) -> list[list[int]]:
    """
    Share entries out over pages, in order.

    Parameters
    ----------
    heights
        Of each entry, in millimetres; one higher than ``room`` has a page to itself.
    room
        Of each page.
    kept
        Entries that stand on the page of the one that follows them.

    Returns
    -------
    list
        The entries of each page, by their positions.

    Examples
    --------
    Three to a page; the last page is not left with one entry:

    >>> pages_of([10, 10, 10, 10], room=35)
    [[0, 1], [2, 3]]

    A heading goes with what stands below it:

    >>> pages_of([10, 10, 10, 20, 10], room=35, kept=frozenset({2}))
    [[0, 1], [2, 3], [4]]
    """
    pages: list[list[int]] = []
    free = 0.0
    for group in _groups(len(heights), kept):
        height = sum(heights[entry] for entry in group)
        parts = [group] if height <= room else [[entry] for entry in group]
        for part in parts:
            height = sum(heights[entry] for entry in part)
            if not pages or height > free:
                pages.append([])
                free = room
            pages[-1] += part
            free -= height
    return _without_orphans(pages, heights, room, kept)


def _groups(count: int, kept: frozenset[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for entry in range(count):
        if groups and groups[-1][-1] in kept:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _without_orphans(
    pages: list[list[int]], heights: Sequence[float], room: float, kept: frozenset[int]
) -> list[list[int]]:
    """Let the last page have a little of the one before, where that stays the fuller."""
    if len(pages) < 2 or len(pages[-1]) >= ORPHANS:
        return pages
    *others, before, last = pages
    while len(last) < ORPHANS and len(before) > len(last) + 1:
        moved = before[-1]
        is_tied = moved - 1 in kept
        if is_tied or sum(heights[entry] for entry in (moved, *last)) > room:
            break
        before, last = before[:-1], [moved, *last]
    return [*others, before, last]
