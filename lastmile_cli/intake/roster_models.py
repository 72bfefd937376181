"""The shape of a line of the roster."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import Amount, ClockS, Count, Flag, Text, Weekday, Words


class RosterShiftModel(Section):
    """Between which times it is worked, on the clock."""

    start: ClockS
    end: ClockS


class RosterModel(Section):
    """
    Who or what is not there, works other hours, drives another vehicle, or is hired.

    It is for a ``date``, from one to another, or for days of the week. Where
    nothing else is said of vehicles and drivers they are away.
    """

    date: Text = ""
    first: Text = Field(default="", alias="from")
    last: Text = Field(default="", alias="until")
    days: list[Weekday] = Field(default_factory=list)
    vehicle: Words = Field(default_factory=list)
    driver: Words = Field(default_factory=list)
    away: Flag | None = None
    reason: Text = ""
    shift: RosterShiftModel | None = None
    drives: Text = ""
    hire: Text = ""
    id: Text = ""
    count: Annotated[Count, Field(le=100)] = 1
    per_day: Amount | None = None

    @property
    def is_away(self) -> bool | None:
        """What is said of being away, or follows from nothing else being said."""
        says_more = self.shift is not None or self.drives or self.hire
        return True if self.away is None and not says_more else self.away
