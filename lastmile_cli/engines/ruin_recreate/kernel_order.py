# mypy: ignore-errors
"""The order in which what was removed is put back."""

from __future__ import annotations

from lastmile_cli.engines.ruin_recreate.compiled import woven


@woven
def sort_by_key(key, items, count):
    """Sort the first ``count`` items by their keys, small first (insertion sort: they are few)."""
    for a in range(1, count):
        least, item, b = key[a], items[a], a - 1
        while b >= 0 and key[b] > least:
            key[b + 1] = key[b]
            items[b + 1] = items[b]
            b -= 1
        key[b + 1] = least
        items[b + 1] = item
