"""The shape of the configuration's keys about partner carriers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from lastmile_cli.domain.stops import StopKind
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import (
    Amount,
    ClockS,
    Count,
    Latitude,
    Longitude,
    NotNegative,
    Percent,
    Position,
    Positive,
    SkillName,
    Text,
    Weekday,
    Word,
    Words,
)


class TierModel(Section):
    """One step of a rate, up to and with its bound; ``from`` is for people, and checked."""

    from_kg: NotNegative | None = None
    up_to_kg: Positive | None = None
    from_m3: NotNegative | None = None
    up_to_m3: Positive | None = None
    price: Amount


class CircleModel(Section):
    """All within so many km of a place."""

    lat: Latitude
    lon: Longitude
    radius_km: Positive


class ZoneRateModel(Section):
    """What a partner asks for in one zone; one without any place holds everywhere."""

    name: Text = ""
    postal_codes: Words = Field(default_factory=list)
    zones: Words = Field(default_factory=list)
    around: CircleModel | None = None
    area: Text = ""
    polygon: list[Position] = Field(default_factory=list)
    base: Amount = Decimal(0)
    per_parcel: Amount = Decimal(0)
    per_kg: Amount = Decimal(0)
    weight_tiers: list[TierModel] = Field(default_factory=list)
    volume_tiers: list[TierModel] = Field(default_factory=list)
    minimum: Amount = Decimal(0)


class DayLimitModel(Section):
    """What a partner takes in a day; a missing key is no limit."""

    stops: Count | None = None
    weight_kg: NotNegative | None = None
    volume_m3: NotNegative | None = None
    parcels: Count | None = None


class PartnerModel(Section):
    """A carrier who takes stops for a price."""

    id: Word
    name: Text = ""
    days: list[Weekday] = Field(default_factory=list)
    cut_off: ClockS | None = None
    types: list[Annotated[StopKind, Field(strict=False)]] = Field(
        default_factory=lambda: [StopKind.DELIVERY]
    )
    skills: list[SkillName] = Field(default_factory=list)
    requires: dict[SkillName, Amount] = Field(default_factory=dict)
    depots: Words = Field(default_factory=list)
    min_window_min: NotNegative = Decimal(0)
    max_weight_kg: NotNegative | None = None
    max_volume_m3: NotNegative | None = None
    max_parcels: Count | None = None
    max_parcel_kg: NotNegative | None = None
    max_parcel_cm: list[Positive] = Field(default_factory=list)
    max_value: Amount | None = None
    kg_per_m3: NotNegative = Decimal(0)
    tiers_per: Literal["stop", "parcel"] = "stop"
    fuel_percent: Percent = Decimal(0)
    insurance_percent: Percent = Decimal(0)
    insured_free: Amount = Decimal(0)
    minimum_per_stop: Amount = Decimal(0)
    minimum_per_day: Amount = Decimal(0)
    capacity: DayLimitModel = DayLimitModel()
    rates: Text = ""
    zones: list[ZoneRateModel] = Field(default_factory=list)
