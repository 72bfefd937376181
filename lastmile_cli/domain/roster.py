"""Who and what is there on which day, where it is not as every day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lastmile_cli.domain.fleet import Break, Vehicle
from lastmile_cli.domain.notices import Place
from lastmile_cli.domain.stops import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """
    One line of a roster.

    It holds from ``first`` to ``last``, or on the ``weekdays`` (0 for Monday).
    ``away`` takes vehicles and drivers out of the day, or back into it where it is
    false; ``None`` leaves that as it is. ``shift`` (on the clock) is another one,
    with the ``breaks`` it then asks of each vehicle; for whom nobody is named it
    is everybody's. The first of the drivers ``drives`` another vehicle than
    usual. ``hired`` vehicles are there besides.
    """

    first: date | None = None
    last: date | None = None
    weekdays: frozenset[int] = frozenset()
    vehicle_ids: tuple[str, ...] = ()
    driver_ids: tuple[str, ...] = ()
    away: bool | None = None
    reason: str = ""
    shift: Window | None = None
    breaks: Mapping[str, tuple[Break, ...]] = field(default_factory=dict)
    drives: str = ""
    hired: tuple[Vehicle, ...] = ()
    place: Place = Place()

    @property
    def is_dated(self) -> bool:
        """Whether it is for certain dates: such entries count more than those of a weekday."""
        return self.first is not None

    def holds_on(self, day: date) -> bool:
        """Whether it is about this day."""
        if self.first is None:
            return day.weekday() in self.weekdays
        return self.first <= day <= (self.last or self.first)
