"""The shape of the configuration's keys about collection points."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import (
    Amount,
    ClockS,
    Count,
    Latitude,
    Longitude,
    NotNegative,
    Positive,
    Text,
    Weekday,
    Word,
)


class OpenModel(Section):
    """One span of opening hours; without ``days`` it holds on every day of the week."""

    days: list[Weekday] = Field(default_factory=list)
    start: ClockS = Field(alias="from")
    end: ClockS = Field(alias="to")


class PointModel(Section):
    """A locker or shop where customers fetch their parcels."""

    id: Word
    name: Text = ""
    address: Text = ""
    address2: Text = ""
    postal_code: Text = ""
    city: Text = ""
    country: Text = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    opening_hours: list[OpenModel] = Field(default_factory=list)
    zone: Text = ""
    service_min: NotNegative = Decimal(3)
    service_per_parcel_s: NotNegative = Decimal(20)
    walking_radius_m: Positive = Decimal(500)
    incentive: Amount = Decimal(0)
    capacity_parcels: Count | None = None
    max_parcel_kg: Positive | None = None
    max_parcel_cm: list[Positive] = Field(default_factory=list)
