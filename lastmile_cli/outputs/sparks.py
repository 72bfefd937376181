"""Lines of little bars: a row of letters, each as high as its value."""

from __future__ import annotations

import math
from collections.abc import Sequence

LEVELS = "▁▂▃▄▅▆▇█"
ASCII_LEVELS = "_.-=+*#"


def spark(shares: Sequence[float], levels: str = LEVELS) -> str:
    """
    Draw a letter for each share of the highest bar, from 0 (a blank) to 1.

    >>> spark([0.0, 0.1, 0.5, 1.0]), spark([0.0, 0.5, 1.0], ASCII_LEVELS)
    (' ▁▄█', ' =#')
    """
    most = len(levels) - 1
    heights = (min(most, math.ceil(share * len(levels)) - 1) for share in shares)
    return "".join(" " if height < 0 else levels[height] for height in heights)


def falling(values: Sequence[float], width: int, levels: str = LEVELS) -> str:
    """
    Draw how a value came down in at most ``width`` letters, between its extremes.

    Each letter stands for as many values; the last one is the last value. Heights are square
    roots, so that small gains late are seen beside a large one early.

    >>> falling([10.0, 8.0, 6.0, 5.0], 8), falling([3.0], 8), falling([], 8)
    ('█▆▄▁', '▁', '')
    """
    if not values:
        return ""
    count = min(width, len(values))
    picked = [values[-(-(at + 1) * len(values) // count) - 1] for at in range(count)]
    picked[0] = values[0] if count > 1 else values[-1]
    lowest, highest = min(values), max(values)
    spread = highest - lowest
    most = len(levels) - 1
    return "".join(
        levels[round(math.sqrt((value - lowest) / spread) * most) if spread else 0]
        for value in picked
    )
