"""Times and distances between places that are known by name: what a user's own file holds."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class TravelMatrix:
    """
    Travel between all pairs of named places.

    Parameters
    ----------
    name
        What it is called in messages: its file, as the user knows it.
    ids
        Names of the places, each once.
    starts_s
        When each period begins, in seconds of the service day; the first also
        covers all that is earlier, the last all that is later.
    duration_s
        Shape (periods, n, n): seconds, infinite where there is no way.
    distance_m
        Shape (n, n): metres; what it says of pairs without a way means nothing.
    sha256
        Hex digest of the content it was read from.
    """

    name: str
    ids: tuple[str, ...]
    starts_s: tuple[int, ...]
    duration_s: FloatArray
    distance_m: FloatArray
    sha256: str = ""

    def __post_init__(self) -> None:
        shape = (len(self.ids), len(self.ids))
        if self.duration_s.shape != (len(self.starts_s), *shape) or self.distance_m.shape != shape:
            msg = f"{self.duration_s.shape} and {self.distance_m.shape} do not fit {shape}."
            raise ValueError(msg)
        if not self.starts_s or any(a >= b for a, b in itertools.pairwise(self.starts_s)):
            msg = f"Periods must start in rising order, at least one: {self.starts_s}."
            raise ValueError(msg)
        if len(self.row_of) < len(self.ids):
            msg = f"{self.name} names a place twice."
            raise ValueError(msg)
        is_wrong = np.isnan(self.duration_s).any() or (self.duration_s < 0).any()
        if is_wrong or np.isnan(self.distance_m).any() or (self.distance_m < 0).any():
            msg = f"{self.name} holds a duration or distance that is negative or no number."
            raise ValueError(msg)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Row and column of each place."""
        return {name: row for row, name in enumerate(self.ids)}

    @property
    def has_hours(self) -> bool:
        """Whether it tells one part of the day from another."""
        return len(self.starts_s) > 1

    def between(self, begins_s: int | None, ends_s: int | None) -> FloatArray:
        """
        Seconds of each pair in some hours, of shape (n, n): those of its best period there.

        ``None`` for ``begins_s`` is any time earlier, for ``ends_s`` any time later.
        """
        ends = (*self.starts_s[1:], None)
        begins = (None, *self.starts_s[1:])
        layers = [
            layer
            for layer, (opens, closes) in enumerate(zip(begins, ends, strict=True))
            if (opens is None or ends_s is None or opens < ends_s)
            and (closes is None or begins_s is None or begins_s < closes)
        ]
        best: FloatArray = self.duration_s[layers].min(axis=0)
        return best
