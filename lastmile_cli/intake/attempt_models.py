"""The configuration's keys about attempts at doors: their shape, and the settings they become."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pydantic import Field

from lastmile_cli.domain.attempts import PPM, AttemptSettings, ChanceHours
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import (
    Chance,
    ClockS,
    Count,
    NotNegative,
    Text,
    Weekday,
)


class ChanceModel(Section):
    """Hours with a chance of their own; no days: on all of them, no type: for all customers."""

    days: list[Weekday] = Field(default_factory=list)
    start: ClockS = Field(alias="from")
    end: ClockS = Field(alias="to")
    chance: Chance
    customer_type: Text = ""


class AttemptsModel(Section):
    """How likely nobody is there at which hour, and what earlier tries make of it."""

    chances: list[ChanceModel] = Field(default_factory=list)
    factor_per_try: NotNegative = Decimal(1)
    max_attempts: Count | None = None


def attempt_settings(model: AttemptsModel) -> AttemptSettings:
    """Turn the keys into settings; hours are still those on the clock."""
    return AttemptSettings(
        hours=tuple(
            ChanceHours(
                from_s=one.start,
                until_s=one.end,
                ppm=int((one.chance * PPM).to_integral_value(ROUND_HALF_UP)),
                weekdays=frozenset(one.days or range(7)),
                customer_type=one.customer_type,
            )
            for one in model.chances
        ),
        factor_per_try=model.factor_per_try,
        max_attempts=model.max_attempts,
    )
