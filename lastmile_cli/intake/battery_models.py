"""The shape of a battery in the configuration file, and of what charges it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import (
    Latitude,
    Longitude,
    NotNegative,
    Number,
    PerCent,
    Percent,
    Positive,
    Text,
    Word,
)
from lastmile_cli.intake.cost_models import PriceModel


class ColdModel(Section):
    """How much more is used at a temperature."""

    at_c: Annotated[Number, Field(ge=-60, le=60)]
    more_percent: Annotated[PerCent, Field(ge=0, le=300)]


class TaperModel(Section):
    """From which level on a battery takes no more than so much power."""

    above_percent: Annotated[PerCent, Field(gt=0, lt=100)]
    kw: Positive


class BatteryModel(Section):
    """What a battery holds, and how fast it fills."""

    capacity_kwh: Positive
    reserve_percent: Percent = Decimal(10)
    start_percent: Annotated[PerCent, Field(gt=0, le=100)] = Decimal(100)
    charge_kw: Positive
    taper: list[TaperModel] = Field(default_factory=list)
    more_per_100kg_percent: Percent = Decimal(0)
    temperatures: list[ColdModel] = Field(default_factory=list)


class ChargerModel(Section):
    """Where vehicles with a range or a battery may recharge on the way."""

    id: Word
    name: Text = ""
    lat: Latitude
    lon: Longitude
    power_kw: Positive | None = None
    plug_min: NotNegative = Decimal(0)
    price_per_kwh: PriceModel | None = None
