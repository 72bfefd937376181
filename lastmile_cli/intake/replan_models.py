"""The shape of the configuration's keys about planning a day anew while it is on."""

from __future__ import annotations

from decimal import Decimal

from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.replan_settings import ReplanSettings
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import Amount, MinutesOfADay, SecondsOfADay, Whole


class ReplanModel(Section):
    """What changes of a day weigh."""

    moved_stop_price: Amount = Decimal(1)
    driver_change_price: Amount = Decimal(5)
    late_price_per_hour: Amount = Decimal(30)
    max_late_min: MinutesOfADay = Decimal(120)
    frozen_stops: Whole = 1
    handover_s: SecondsOfADay = 60


def replan_settings(model: ReplanModel) -> ReplanSettings:
    """Turn the keys into settings."""
    return ReplanSettings(
        moved_micro=int(model.moved_stop_price * MICRO),
        driver_micro=int(model.driver_change_price * MICRO),
        late_micro_per_hour=int(model.late_price_per_hour * MICRO),
        max_late_s=round(model.max_late_min * 60),
        frozen_stops=model.frozen_stops,
        handover_s=model.handover_s,
    )
