"""A day of a history as it was planned, in a few figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """A day of the history: its bill, in hundredths, and its vehicles by group."""

    history: str
    cents: int
    served: int
    left_out: int
    vehicles: Mapping[str, int]
