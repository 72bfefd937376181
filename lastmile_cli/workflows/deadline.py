"""
One deadline for a whole command: everything before, between and after the searches counts.

Ctrl-C is a deadline too: from then on the best so far is finished, and written.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from lastmile_cli.engines.interrupts import StopFlag

LEAST_SEARCH_S = 0.05
"""What an engine gets even where nothing is left: enough to stop at its first plan."""

WRITE_UP_SHARE = 0.6
"""Exact streets and writing up, as a share of what reading and measuring took before (0.5)."""

MOST_KEPT_S, MOST_KEPT_SHARE = 1.5, 0.2
"""No more is kept back for them, as after a new map: the larger of both."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """
    The monotonic second at which searching must end; ``None``: no clock bounds it.

    ``end_s`` is that at which the command should be done, ``stop`` is raised where somebody
    pressed Ctrl-C.
    """

    search_until_s: float | None = None
    end_s: float | None = None
    stop: StopFlag | None = None

    @classmethod
    def for_command(cls, limit_s: float | None, started_s: float) -> Deadline:
        """
        Divide what is left of a command that began at ``started_s``.

        How long this machine needs for the streets and the writing afterwards
        shows in how long it took to come here.
        """
        if limit_s is None:
            return cls()
        spent_s = time.monotonic() - started_s
        kept_s = min(WRITE_UP_SHARE * spent_s, max(MOST_KEPT_S, MOST_KEPT_SHARE * limit_s))
        return cls(started_s + limit_s - kept_s, started_s + limit_s)

    def heeding(self, stop: StopFlag) -> Deadline:
        """Return the same deadline, over as soon as a flag is raised."""
        return replace(self, stop=stop)

    def for_writing(self) -> Deadline:
        """Return what bounds the reasons and proofs written into a plan: all there is left."""
        return replace(self, search_until_s=self.end_s)

    @property
    def is_interrupted(self) -> bool:
        """Whether somebody asked to stop."""
        return self.stop is not None and self.stop.is_raised

    def is_over(self) -> bool:
        """Whether all that takes long must end with the best so far (see ``IsOver``)."""
        left_s = self.left_s
        return self.is_interrupted or (left_s is not None and left_s <= 0)

    @property
    def left_s(self) -> float | None:
        """Seconds left to search, below 0 where it is too late; ``None``: no clock."""
        return None if self.search_until_s is None else self.search_until_s - time.monotonic()

    @property
    def search_s(self) -> float | None:
        """What an engine may be given: what is left, or the least."""
        return self.share_s(1.0)

    def share_s(self, share: float) -> float | None:
        """Return a share of what is left for an engine, or the least; ``None``: no clock."""
        left_s = self.left_s
        return None if left_s is None else max(LEAST_SEARCH_S, share * left_s)
