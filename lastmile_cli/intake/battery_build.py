"""Batteries and chargers of the configuration to those of the house."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.battery import NO_POWER_LIMIT, Battery, Plug
from lastmile_cli.intake.battery_models import BatteryModel, ChargerModel, ColdModel
from lastmile_cli.intake.break_rules import seconds
from lastmile_cli.intake.config_models import VehicleModel
from lastmile_cli.intake.cost_models import CostsModel
from lastmile_cli.intake.tariffs import to_micro

MWH_A_KWH = 1_000_000
NWH_A_METRE = 10_000_000
"""Nanowatt-hours a metre of a kilowatt-hour per 100 km."""
GRAMS_A_100KG = 100_000


def more_percent(table: Sequence[ColdModel], temperature_c: Decimal) -> Decimal:
    """
    How much more is used at a temperature: on the line between the two nearest of the table.

    Beyond its ends the end counts; without a table nothing more is.

    >>> table = [ColdModel(at_c=-10, more_percent=30), ColdModel(at_c=20, more_percent=0)]
    >>> [str(more_percent(table, Decimal(at))) for at in (-30, 5, 25)]
    ['30', '15', '0']
    """
    rows = sorted((row.at_c, row.more_percent) for row in table)
    if not rows:
        return Decimal(0)
    if temperature_c <= rows[0][0]:
        return rows[0][1]
    for (low, more), (high, less) in itertools.pairwise(rows):
        if temperature_c <= high:
            return more + (less - more) * (temperature_c - low) / (high - low)
    return rows[-1][1]


def at_temperature(group: VehicleModel, temperature_c: Decimal | None) -> VehicleModel:
    """Return a group whose consumption, and with it its price and carbon, are those of the day."""
    kwh = group.energy.kwh_per_100km
    if group.battery is None or temperature_c is None or kwh is None:
        return group
    factor = 1 + more_percent(group.battery.temperatures, temperature_c) / 100
    energy = group.energy.model_copy(update={"kwh_per_100km": kwh * factor})
    return group.model_copy(update={"energy": energy})


def make_battery(group: VehicleModel, costs: CostsModel) -> Battery | None:
    """
    Build the battery of a group, whose consumption is that of the day.

    Raises
    ------
    ValueError
        Its numbers are so small that they round to nothing, or to one another.
    """
    model, kwh = group.battery, group.energy.kwh_per_100km
    if model is None or not kwh:
        return None
    capacity = _scaled(model.capacity_kwh, MWH_A_KWH)
    per_m = _scaled(kwh, NWH_A_METRE)
    price = group.costs.electricity_per_kwh or costs.electricity_per_kwh
    return Battery(
        capacity_mwh=capacity,
        reserve_mwh=_scaled(model.reserve_percent, capacity, 100),
        start_mwh=_scaled(model.start_percent, capacity, 100),
        per_m_nwh=per_m,
        per_m_g_nwh=_scaled(model.more_per_100kg_percent, per_m, 100 * GRAMS_A_100KG),
        takes=_takes(model, capacity),
        own_kwh_micro=0 if price is None else to_micro(price.amount),
    )


def make_plug(model: ChargerModel) -> Plug:
    """Build what a charger gives."""
    price = model.price_per_kwh
    return Plug(
        watts=NO_POWER_LIMIT if model.power_kw is None else _scaled(model.power_kw, 1000),
        plug_s=seconds(model.plug_min, 60),
        per_kwh_micro=0 if price is None else to_micro(price.amount),
    )


def watts(kw: Decimal | None) -> int | None:
    """Kilowatts in watts."""
    return None if kw is None else _scaled(kw, 1000)


def _takes(model: BatteryModel, capacity: int) -> tuple[tuple[int, int], ...]:
    power = _scaled(model.charge_kw, 1000)
    found: list[tuple[int, int]] = []
    for row in sorted(model.taper, key=lambda row: row.above_percent):
        found.append((_scaled(row.above_percent, capacity, 100), power))
        power = min(power, _scaled(row.kw, 1000))
    return (*found, (capacity, power))


def _scaled(amount: Decimal, factor: int, parts: int = 1) -> int:
    return int((amount * factor / parts).to_integral_value(ROUND_HALF_UP))
