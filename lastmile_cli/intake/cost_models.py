"""The shape of prices in the configuration file: of one amount, of a vehicle, and of all."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import Amount, Text, Whole


class PriceModel(Section):
    """An amount of money with the source of the figure; a bare amount is enough."""

    amount: Amount
    source: Text = "configuration"

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return value if isinstance(value, (dict, PriceModel)) else {"amount": value}


class VehicleCostsModel(Section):
    """Prices of a vehicle; a missing one is the general price, or a default of the currency."""

    diesel_per_l: PriceModel | None = None
    petrol_per_l: PriceModel | None = None
    electricity_per_kwh: PriceModel | None = None
    maintenance_per_km: PriceModel | None = None
    wage_per_hour: PriceModel | None = None
    overtime_multiplier: PriceModel | None = None
    vehicle_per_day: PriceModel | None = None
    insurance_per_day: PriceModel | None = None
    tolls_per_day: PriceModel | None = None
    technology_per_stop: PriceModel | None = None
    customer_service_per_stop: PriceModel | None = None
    packaging_per_parcel: PriceModel | None = None
    helper_wage_per_hour: PriceModel | None = None
    tolls_per_km: PriceModel | None = None
    tolls_by_zone: dict[str, PriceModel] = Field(default_factory=dict)


class CostsModel(VehicleCostsModel):
    """The general prices, and those that no vehicle has for itself; these have no default."""

    price_year: Annotated[Whole, Field(ge=1990, le=2100)] | None = None
    lateness_per_hour: PriceModel | None = None
    picking_per_order: PriceModel | None = None
    picking_per_parcel: PriceModel | None = None
    packing_per_order: PriceModel | None = None
    packing_per_parcel: PriceModel | None = None
    returns_per_stop: PriceModel | None = None
    returns_per_parcel: PriceModel | None = None
    failed_attempt: PriceModel | None = None
    failed_attempt_contact: PriceModel | None = None
    claims_percent_of_value: PriceModel | None = None
    co2_per_tonne: PriceModel | None = None
