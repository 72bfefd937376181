# mypy: ignore-errors
"""What seconds cost: of lateness, and of paid time."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate.compiled import woven
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_OVERTIME_AFTER,
    P_OVERTIME,
    P_SECOND,
    S_CLOSES,
)


@woven
def lateness_price(d, w, order, m):
    """What lateness at ``w.begin`` costs."""
    price = 0.0
    for k in range(m):
        v = order[k]
        if v >= 0 and w.begin[k] > d.stop[v, S_CLOSES]:
            price += d.late[v] * (w.begin[k] - d.stop[v, S_CLOSES])
    return price


@woven
def paid_price(d, c, paid):
    """Price of paid seconds."""
    price = d.price[c, P_SECOND] * paid
    if paid > d.vclass[c, C_OVERTIME_AFTER]:
        price += d.price[c, P_OVERTIME] * (paid - d.vclass[c, C_OVERTIME_AFTER])
    return price


@woven
def lateness_s(d, w, order, m):
    """Seconds of lateness at ``w.begin``, whatever they cost."""
    seconds = np.int64(0)
    for k in range(m):
        v = order[k]
        if v >= 0 and w.begin[k] > d.stop[v, S_CLOSES]:
            seconds += w.begin[k] - d.stop[v, S_CLOSES]
    return seconds
