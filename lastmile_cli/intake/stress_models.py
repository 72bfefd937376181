"""The configuration's keys about how far days stray from their plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from lastmile_cli.domain.spreads import MOST_SPREAD, Spreads
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import Number

Spread = Annotated[Number, Field(ge=0, le=MOST_SPREAD)]


class StressModel(Section):
    """Spreads of what is drawn, as standard deviations of logarithms; see ``Spreads``."""

    travel_day: Spread = Decimal("0.06")
    travel_leg: Spread = Decimal("0.30")
    service_crew: Spread = Decimal("0.10")
    service_stop: Spread = Decimal("0.35")
    loading: Spread = Decimal("0.15")


def spreads_of(model: StressModel) -> Spreads:
    """Turn the keys into spreads."""
    return Spreads(
        travel_day=float(model.travel_day),
        travel_leg=float(model.travel_leg),
        service_crew=float(model.service_crew),
        service_stop=float(model.service_stop),
        loading=float(model.loading),
    )
