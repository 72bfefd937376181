"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """
    One step of long work: what is going on, how far it is (``total`` may be unknown).

    ``best`` is the objective of the best found so far, where something is being made cheaper;
    prices of what is left out are in it, so that it is no money.
    """

    label: str
    done: float = 0
    total: float | None = None
    detail: str = ""
    best: float | None = None


ProgressHook = Callable[[Progress], None]


def no_progress(_: Progress) -> None:
    """Say nothing."""
