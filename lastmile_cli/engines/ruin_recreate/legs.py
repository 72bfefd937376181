"""Travel as the kernels read it: metres and seconds, there and back, laid out by size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lastmile_cli.domain.travel import Travel, TravelTable
from lastmile_cli.engines.ruin_recreate.layout import I32

LARGEST_BLOCK_BYTES = 2 * 2**30
"""Above it no second copy of the way back is kept."""


class Legs(NamedTuple):
    """
    Four views; ``back[mode, a, b]`` is the leg from b to a.

    ``metres`` (modes, places, places) and ``seconds`` (modes, places, places, periods), int32.
    """

    metres: I32
    metres_back: I32
    seconds: I32
    seconds_back: I32


def lay_legs(travel: Travel, largest_bytes: int = LARGEST_BLOCK_BYTES) -> Legs:
    """
    Lay the tables out for the kernels.

    A day of usual size has one block with all of a leg, there and back, side by side: one cache
    line answers for both directions, which makes the search a fifth faster than reading the way
    back from its own row. Where that is too large, the tables themselves are read.
    """
    columns = 2 + 2 * len(travel.period_starts_s)
    size = len(travel.tables) * travel.place_count**2 * columns * 4
    if size <= largest_bytes:
        return _side_by_side(travel)
    if len(travel.tables) == 1:
        return _in_place(travel.tables[0])
    return _one_way(travel)


def _side_by_side(travel: Travel) -> Legs:
    periods = len(travel.period_starts_s)
    block = _block(travel, 2 + 2 * periods)
    for mode, table in enumerate(travel.tables):
        block[mode, :, :, 0] = table.distance_m
        block[mode, :, :, 1] = table.distance_m.T
        for k in range(periods):
            block[mode, :, :, 2 + k] = table.duration_s[k]
            block[mode, :, :, 2 + periods + k] = table.duration_s[k].T
    return Legs(
        block[..., 0], block[..., 1], block[..., 2 : 2 + periods], block[..., 2 + periods :]
    )


def _one_way(travel: Travel) -> Legs:
    block = _block(travel, 1 + len(travel.period_starts_s))
    for mode, table in enumerate(travel.tables):
        block[mode, :, :, 0] = table.distance_m
        block[mode, :, :, 1:] = np.moveaxis(table.duration_s, 0, -1)
    return _there_and_back(block[..., 0], block[..., 1:])


def _in_place(table: TravelTable) -> Legs:
    return _there_and_back(table.distance_m[None], np.moveaxis(table.duration_s, 0, -1)[None])


def _there_and_back(metres: I32, seconds: I32) -> Legs:
    return Legs(metres, metres.swapaxes(1, 2), seconds, seconds.swapaxes(1, 2))


def _block(travel: Travel, columns: int) -> I32:
    places = travel.place_count
    return np.empty((len(travel.tables), places, places, columns), np.int32)
