"""Which windows are offered to who asks for a price."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSettings:
    """
    The windows offered, seconds of the day (opens, closes), in the order they are written.

    None: windows of two hours, as long as anybody is on the road.
    """

    windows: tuple[tuple[int, int], ...] = ()
