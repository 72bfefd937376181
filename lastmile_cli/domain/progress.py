"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """
    One step of long work: what is going on, how far it is (``total`` may be unknown).

    ``best`` is what the best found so far costs, where something dear is being made cheaper.
    """

    label: str
    done: float = 0
    total: float | None = None
    detail: str = ""
    best: float | None = None


ProgressHook = Callable[[Progress], None]


def no_progress(_: Progress) -> None:
    """Say nothing."""
