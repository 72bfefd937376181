"""Prices of the configuration to the rates of one vehicle, exactly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lastmile_cli.domain.fleet import CostCategory, EmissionFactor, Rate, RateBasis, ZoneToll
from lastmile_cli.domain.money import MICRO
from lastmile_cli.intake.config_models import DriverModel, EnergyModel, VehicleModel
from lastmile_cli.intake.cost_models import CostsModel, PriceModel
from lastmile_cli.intake.house_data import default_costs
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.noticing import listed

GRAMS_PER_TONNE = 1_000_000
DEFAULT = "default"
"""How the source of a figure begins that comes with the program."""

FREE = PriceModel(amount=Decimal(0), source="not given")

_PLAIN = (
    ("maintenance_per_km", CostCategory.MAINTENANCE, RateBasis.PER_KM),
    ("vehicle_per_day", CostCategory.VEHICLE, RateBasis.PER_ROUTE),
    ("insurance_per_day", CostCategory.INSURANCE, RateBasis.PER_ROUTE),
    ("tolls_per_day", CostCategory.TOLLS, RateBasis.PER_ROUTE),
    ("tolls_per_km", CostCategory.TOLLS, RateBasis.PER_KM),
    ("technology_per_stop", CostCategory.TECHNOLOGY, RateBasis.PER_STOP),
    ("customer_service_per_stop", CostCategory.CUSTOMER_SERVICE, RateBasis.PER_STOP),
    ("packaging_per_parcel", CostCategory.PACKAGING, RateBasis.PER_PARCEL),
)

_AT_DOORS = (
    ("picking_per_order", CostCategory.PICKING, RateBasis.PER_SENT_ORDER),
    ("picking_per_parcel", CostCategory.PICKING, RateBasis.PER_SENT_PARCEL),
    ("packing_per_order", CostCategory.PACKING, RateBasis.PER_SENT_ORDER),
    ("packing_per_parcel", CostCategory.PACKING, RateBasis.PER_SENT_PARCEL),
    ("returns_per_stop", CostCategory.RETURNS, RateBasis.PER_FETCHED_STOP),
    ("returns_per_parcel", CostCategory.RETURNS, RateBasis.PER_FETCHED_PARCEL),
    ("failed_attempt", CostCategory.FAILED_ATTEMPTS, RateBasis.PER_FAILURE),
    ("failed_attempt_contact", CostCategory.FAILED_ATTEMPTS, RateBasis.PER_FAILURE),
)

USUAL = (
    "diesel_per_l",
    "petrol_per_l",
    "electricity_per_kwh",
    "maintenance_per_km",
    "wage_per_hour",
    "overtime_multiplier",
    "vehicle_per_day",
    "insurance_per_day",
    "tolls_per_day",
    "technology_per_stop",
    "customer_service_per_stop",
    "packaging_per_parcel",
)
"""Prices that every service has: those left out take a default, or are told to be missing."""

_ENERGY_PRICES = {
    "diesel": "diesel_per_l",
    "petrol": "petrol_per_l",
    "electric": "electricity_per_kwh",
}


def with_defaults(costs: CostsModel, currency: str) -> tuple[CostsModel, list[str]]:
    """Fill in what the currency has defaults for; also returns the keys that were not given."""
    given = {key: price for key, price in costs if price is not None}
    missing = [key for key in USUAL if key not in given]
    defaults = default_costs().get(currency, {})
    filled = {key: _default(defaults[key]) for key in missing if key in defaults}
    return CostsModel.model_validate(given | filled), missing


def rates_of(
    group: VehicleModel,
    general: CostsModel,
    driver: DriverModel | None = None,
    emission: EmissionFactor | None = None,
) -> tuple[Rate, ...]:
    """
    Every rate above zero of a vehicle: its own prices before the general ones.

    A driver's own wage comes before both; the others of a crew are paid as
    helpers, else like any driver. A price on emissions is one per km, at the
    usual load.
    """

    def price(key: str) -> PriceModel:
        return getattr(group.costs, key, None) or getattr(general, key) or FREE

    wage, multiplier = price("wage_per_hour"), price("overtime_multiplier")
    helper = group.costs.helper_wage_per_hour or general.helper_wage_per_hour or wage
    if driver is not None and driver.wage_per_hour is not None:
        wage = driver.wage_per_hour
    helpers = helper.amount * (group.crew - 1)
    hour = wage.amount + helpers
    extra = max(multiplier.amount - 1, Decimal(0)) * hour
    rates = [
        _rate(CostCategory.WAGES, RateBasis.PER_PAID_HOUR, wage.amount, wage.source),
        _rate(CostCategory.HELPERS, RateBasis.PER_PAID_HOUR, helpers, helper.source),
        _rate(CostCategory.OVERTIME, RateBasis.PER_OVERTIME_HOUR, extra, multiplier.source),
    ]
    if group.min_paid_hours:
        # As the hours worked are billed, line by line: not a micro-unit apart.
        idle = to_micro(wage.amount) + to_micro(helpers)
        basis = RateBasis.PER_UNWORKED_HOUR
        pay = CostCategory.MINIMUM_PAY
        rates.append(Rate(category=pay, basis=basis, micro=idle, source=wage.source))
    if group.energy.kind in _ENERGY_PRICES:
        rates.insert(0, _energy_rate(group.energy, price(_ENERGY_PRICES[group.energy.kind])))
    for key, category, basis in (*_PLAIN, *_AT_DOORS):
        rates.append(_rate(category, basis, price(key).amount, price(key).source))
    claims = price("claims_percent_of_value")
    share = claims.amount / 100
    rates.append(_rate(CostCategory.CLAIMS, RateBasis.PER_VALUE, share, claims.source))
    if emission is not None:
        co2 = price("co2_per_tonne")
        per_km = co2_per_km(co2.amount, emission)
        rates.append(_rate(CostCategory.CO2, RateBasis.PER_KM, per_km, co2.source))
    return tuple(rate for rate in rates if rate.micro)


def helper_rates(group: VehicleModel, general: CostsModel) -> tuple[Rate, ...]:
    """What one person more on board costs: the rates that grow with the crew, by how much."""
    now: Counter[tuple[CostCategory, RateBasis]] = Counter()
    for rate in rates_of(group, general):
        now[rate.category, rate.basis] += rate.micro
    larger = rates_of(group.model_copy(update={"crew": group.crew + 1}), general)
    then: Counter[tuple[CostCategory, RateBasis]] = Counter()
    for rate in larger:
        then[rate.category, rate.basis] += rate.micro
    first = {(rate.category, rate.basis): rate for rate in reversed(larger)}
    grown = ((first[key], micro - now[key]) for key, micro in then.items())
    return tuple(replace(rate, micro=more) for rate, more in grown if more)


def co2_per_km(per_tonne: Decimal, emission: EmissionFactor) -> Decimal:
    """
    A price per tonne of CO2e as one per km, well to wheel, at the usual load.

    >>> co2_per_km(Decimal(100), EmissionFactor(ttw_g_per_km=Decimal(250)))
    Decimal('0.025')
    """
    return per_tonne * (emission.ttw_g_per_km + emission.wtt_g_per_km) / GRAMS_PER_TONNE


def zone_tolls_of(group: VehicleModel, general: CostsModel) -> tuple[ZoneToll, ...]:
    """Tolls by zone: those of the group before the general ones, zone by zone."""
    prices = general.tolls_by_zone | group.costs.tolls_by_zone
    return tuple(
        ZoneToll(zone=zone, micro=to_micro(price.amount), source=price.source)
        for zone, price in prices.items()
        if price.amount
    )


def _default(data: Any) -> PriceModel:
    price = PriceModel.model_validate(data)
    # Read back from a plan it must still be known as nobody's own figure.
    return price.model_copy(update={"source": f"{DEFAULT}: {price.source}"})


def _energy_rate(energy: EnergyModel, price: PriceModel) -> Rate:
    per_100km = energy.kwh_per_100km if energy.kind == "electric" else energy.l_per_100km
    per_km = price.amount * (per_100km or Decimal(0)) / 100
    return _rate(CostCategory.ENERGY, RateBasis.PER_KM, per_km, price.source)


def _rate(category: CostCategory, basis: RateBasis, amount: Decimal, source: str) -> Rate:
    return Rate(category=category, basis=basis, micro=to_micro(amount), source=source)


def to_micro(amount: Decimal) -> int:
    """Whole micro-units, rounded half up."""
    return int((amount * MICRO).to_integral_value(rounding=ROUND_HALF_UP))


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
