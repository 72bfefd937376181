"""Streets that nobody may use for a while: what is closed, and from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Ring = tuple[tuple[float, float], ...]
"""Corners or points of (lat, lon) in degrees; a ring is closed or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """
    One closure, for every profile and in both directions.

    Closed are the streets it names: by ``streets`` (a name in any language of
    the map), by ``way_ids`` (OpenStreetMap), or along its ``lines``; of them only
    what lies inside its ``rings`` where it has any. Where it names none, all
    streets inside. A point lies inside when an odd number of rings hold it, so
    that a ring inside another is a hole. ``between`` are two streets that cross
    a street it names: only the part between them is closed.

    It holds from ``from_at`` until just before ``until_at``, both aware;
    ``None``: for ever on that side. ``source`` is where it was written.
    """

    closure_id: str
    streets: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    way_ids: tuple[int, ...] = ()
    rings: tuple[Ring, ...] = ()
    lines: tuple[Ring, ...] = ()
    from_at: datetime | None = None
    until_at: datetime | None = None
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not (self.streets or self.way_ids or self.rings or self.lines):
            msg = f"Closure {self.closure_id} closes nothing: name a street, ways or an area."
            raise ValueError(msg)
        for at in (self.from_at, self.until_at):
            if at is not None and at.tzinfo is None:
                msg = f"Closure {self.closure_id}: {at} has no time zone."
                raise ValueError(msg)
        if self.from_at and self.until_at and self.from_at >= self.until_at:
            msg = f"Closure {self.closure_id} ends ({self.until_at}) before it begins."
            raise ValueError(msg)
        if len(self.between) not in (0, 2) or (self.between and not self.streets):
            msg = f"Closure {self.closure_id}: a street is closed between two others."
            raise ValueError(msg)
        if any(len(set(ring)) < 3 for ring in self.rings):
            msg = f"Closure {self.closure_id}: an area needs three corners."
            raise ValueError(msg)

    @property
    def shape(self) -> tuple[object, ...]:
        """What it closes, whenever that is and whatever it is called: equal shapes close alike."""
        return self.streets, self.between, self.way_ids, self.rings, self.lines

    @property
    def what(self) -> str:
        """
        What is closed, in a few words.

        >>> Closure(closure_id="w1", streets=("Unioninkatu",), between=("A", "B")).what
        'Unioninkatu between A and B'
        """
        parts = list(self.streets)
        if self.way_ids:
            many = "s" if len(self.way_ids) > 1 else ""
            shown = ", ".join(map(str, self.way_ids[:3]))
            more = f" and {len(self.way_ids) - 3} more" if len(self.way_ids) > 3 else ""
            parts.append(f"way{many} {shown}{more}")
        if self.lines:
            parts.append("a line" if len(self.lines) == 1 else f"{len(self.lines)} lines")
        named = ", ".join(parts)
        if self.between:
            named += " between {} and {}".format(*self.between)
        if self.rings:
            return f"{named} inside an area" if named else "an area"
        return named

    @property
    def when(self) -> str:
        """
        From when until when it holds, as it was given.

        >>> Closure(closure_id="w1", streets=("Unioninkatu",)).when
        'until further notice'
        """
        begins = (
            "" if self.from_at is None else f"from {self.from_at.isoformat(timespec='minutes')}"
        )
        if self.until_at is None:
            return begins or "until further notice"
        return f"{begins} until {self.until_at.isoformat(timespec='minutes')}".strip()
