"""Prices of the configuration to the rates of one vehicle, exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis
from lastmile_cli.domain.money import MICRO
from lastmile_cli.intake.config_models import (
    CostsModel,
    EnergyModel,
    PriceModel,
    VehicleCostsModel,
    VehicleModel,
)
from lastmile_cli.intake.house_data import default_costs
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.noticing import listed

FREE = PriceModel(amount=Decimal(0), source="not given")

_PLAIN = (
    ("maintenance_per_km", CostCategory.MAINTENANCE, RateBasis.PER_KM),
    ("vehicle_per_day", CostCategory.VEHICLE, RateBasis.PER_ROUTE),
    ("insurance_per_day", CostCategory.INSURANCE, RateBasis.PER_ROUTE),
    ("tolls_per_day", CostCategory.TOLLS, RateBasis.PER_ROUTE),
    ("technology_per_stop", CostCategory.TECHNOLOGY, RateBasis.PER_STOP),
    ("customer_service_per_stop", CostCategory.CUSTOMER_SERVICE, RateBasis.PER_STOP),
    ("packaging_per_parcel", CostCategory.PACKAGING, RateBasis.PER_PARCEL),
)

_ENERGY_PRICES = {
    "diesel": "diesel_per_l",
    "petrol": "petrol_per_l",
    "electric": "electricity_per_kwh",
}


def with_defaults(costs: CostsModel, currency: str) -> tuple[CostsModel, list[str]]:
    """Fill in what the currency has defaults for; also returns the keys that were not given."""
    given = {key: price for key, price in costs if price is not None}
    missing = [key for key in VehicleCostsModel.model_fields if key not in given]
    defaults = default_costs().get(currency, {})
    filled = {key: PriceModel.model_validate(defaults[key]) for key in missing if key in defaults}
    return CostsModel.model_validate(given | filled), missing


def rates_of(group: VehicleModel, general: CostsModel) -> tuple[Rate, ...]:
    """Every rate above zero of a vehicle: its own prices before the general ones."""

    def price(key: str) -> PriceModel:
        return getattr(group.costs, key) or getattr(general, key) or FREE

    wage, multiplier = price("wage_per_hour"), price("overtime_multiplier")
    hour = wage.amount * group.crew
    extra = max(multiplier.amount - 1, Decimal(0)) * hour
    rates = [
        _rate(CostCategory.WAGES, RateBasis.PER_PAID_HOUR, hour, wage.source),
        _rate(CostCategory.OVERTIME, RateBasis.PER_OVERTIME_HOUR, extra, multiplier.source),
    ]
    if group.energy.kind in _ENERGY_PRICES:
        rates.insert(0, _energy_rate(group.energy, price(_ENERGY_PRICES[group.energy.kind])))
    for key, category, basis in _PLAIN:
        rates.append(_rate(category, basis, price(key).amount, price(key).source))
    return tuple(rate for rate in rates if rate.micro)


def _energy_rate(energy: EnergyModel, price: PriceModel) -> Rate:
    per_100km = energy.kwh_per_100km if energy.kind == "electric" else energy.l_per_100km
    per_km = price.amount * (per_100km or Decimal(0)) / 100
    return _rate(CostCategory.ENERGY, RateBasis.PER_KM, per_km, price.source)


def _rate(category: CostCategory, basis: RateBasis, amount: Decimal, source: str) -> Rate:
    micro = int((amount * MICRO).to_integral_value(rounding=ROUND_HALF_UP))
    return Rate(category=category, basis=basis, micro=micro, source=source)


def note_missing_prices(costs: CostsModel, currency: str, book: KeyBook) -> None:
    """Say which prices are not the user's own."""
    filled, missing = with_defaults(costs, currency)
    assumed = [f"{key} {getattr(filled, key).amount}" for key in missing if getattr(filled, key)]
    free = [key for key in missing if getattr(filled, key) is None]
    if assumed:
        problem = f"prices not given, general figures used: {listed(assumed, at_most=12)}."
        book.info("LM1224", ("costs",), problem, "give your own under costs.")
    if free:
        problem = f"prices not given, counted as 0 {currency}: {listed(free, at_most=12)}."
        book.warning("LM1225", ("costs",), problem, "give them under costs.")
