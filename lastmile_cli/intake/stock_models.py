"""The shape of the configuration's keys about stock per hub, and what becomes of them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field

from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis
from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.supply import StockLevel, StockSettings, TransferTariff
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import Amount, NotNegative, Text, TwoClocks, Whole, Word
from lastmile_cli.intake.file_paths import resolved


class SuppliedModel(Section):
    """Where a hub gets its goods from by truck, and how long it takes until they can be loaded."""

    supplied_by: Word | None = None
    unload_min: NotNegative | None = None
    unload_per_parcel_s: NotNegative | None = None
    sort_min: NotNegative | None = None
    receiving_hours: TwoClocks | None = None


class EchelonModel(Section):
    """Whether vehicles bring goods to customers, or from a warehouse to its hubs."""

    echelon: Literal["last_mile", "line_haul"] | None = None


class LevelModel(Section):
    """How many units of an article stand in a hub."""

    depot: Word
    sku: Word
    quantity: Whole


class TransferModel(Section):
    """What bringing goods from one hub to another costs, and when they are there."""

    per_order: Amount = Decimal(0)
    per_unit: Amount = Decimal(0)
    per_kg: Amount = Decimal(0)
    ready_min: NotNegative = Decimal(0)


class StockModel(Section):
    """
    What stands in which hub; without a file and levels nobody counts.

    ``file`` is read into ``levels``, so that a plan needs no other file.
    """

    file: Text = ""
    order_lines: Text = ""
    levels: list[LevelModel] | None = Field(default=None)
    transfer: TransferModel | None = None


def stock_settings(model: StockModel, base: Path) -> StockSettings:
    """Turn the keys into settings; file names start from ``base``."""
    return StockSettings(
        levels=tuple(
            StockLevel(depot_id=level.depot, sku=level.sku, quantity=level.quantity)
            for level in model.levels or ()
        ),
        transfers=_tariff(model.transfer) if model.transfer else None,
        order_lines_path=resolved(model.order_lines, base),
        is_counted=model.levels is not None,
    )


def transfer_rates(model: StockModel) -> tuple[Rate, ...]:
    """
    Return the rate by which transfers are billed: one for one.

    All vehicles have it, so that it is a price of the stop; none, where nothing is moved.
    """
    if model.transfer is None:
        return ()
    category, basis = CostCategory.TRANSFERS, RateBasis.PER_TRANSFER
    return (Rate(category=category, basis=basis, micro=MICRO, source="stock.transfer"),)


def _tariff(model: TransferModel) -> TransferTariff:
    return TransferTariff(
        per_source_micro=_micro(model.per_order),
        per_unit_micro=_micro(model.per_unit),
        per_kg_micro=_micro(model.per_kg),
        ready_s=_whole(model.ready_min * 60),
    )


def _micro(amount: Decimal) -> int:
    return _whole(amount * MICRO)


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))
