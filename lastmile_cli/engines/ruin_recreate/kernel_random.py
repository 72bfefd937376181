# mypy: ignore-errors
"""The dice of the search: xorshift64 (Marsaglia 2003), one state a chain."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import inlined


@inlined
def draw(seed):
    """Return a float in [0, 1) and step the state."""
    x = seed[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    seed[0] = x
    return np.float64(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)
