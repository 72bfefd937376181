"""Travel of a day as a planner without traffic takes it: one matrix from morning to evening."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.travel import UNREACHABLE_S, Travel, TravelTable

Look = Literal["free flow", "mean", "worst hour"]
LOOKS: tuple[Look, ...] = ("free flow", "mean", "worst hour")


def seen_without_hours(travel: Travel, look: Look, day_s: tuple[int, int]) -> Travel:
    """
    One period made of a day's.

    Parameters
    ----------
    travel
        All periods; every leg takes its shortest time in one of them, its free flow.
    look
        What becomes of a leg's times: the least, the mean weighted by how long
        each holds within ``day_s``, or the most.
    day_s
        When vehicles drive, first and last second of the day.
    """
    weights = _seconds_within(travel.period_starts_s, day_s)
    tables = tuple(_one_layer(table, look, weights) for table in travel.tables)
    return replace(travel, period_starts_s=travel.period_starts_s[:1], tables=tables)


def _seconds_within(starts_s: tuple[int, ...], day_s: tuple[int, int]) -> npt.NDArray[np.float64]:
    begins = np.maximum(np.array([-(2**31), *starts_s[1:]]), day_s[0])
    ends = np.minimum(np.array([*starts_s[1:], 2**31]), day_s[1])
    return np.maximum(ends - begins, 0).astype(np.float64)


def _one_layer(table: TravelTable, look: Look, weights: npt.NDArray[np.float64]) -> TravelTable:
    layers = table.duration_s
    if look == "free flow":
        one = layers.min(axis=0)
    elif look == "worst hour":
        one = layers.max(axis=0)
    else:
        one = np.ceil(np.average(layers, axis=0, weights=weights))
    one = np.minimum(one, UNREACHABLE_S).astype(np.int32)
    return replace(table, duration_s=one[None])
