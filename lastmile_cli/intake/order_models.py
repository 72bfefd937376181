"""The shape of the configuration's keys about rows, orders and customers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lastmile_cli.domain.order_settings import OrderSettings, SameDoor, SharedService
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import NotNegative, Text, Whole
from lastmile_cli.intake.file_paths import resolved


class CarryOverModel(Section):
    """Which plan's unserved stops are planned again, and how much dearer each day makes them."""

    plan: Text = ""
    failed: Text = ""
    priority_per_day: Annotated[Whole, Field(le=100)] = 10


class StopsModel(Section):
    """How the stops file is read, and which orders make one visit."""

    mapping: Text = ""
    same_door: Annotated[SameDoor, Field(strict=False)] = SameDoor.CUSTOMER
    shared_service: Annotated[SharedService, Field(strict=False)] = SharedService.LONGEST
    further_order_min: NotNegative = Decimal(0)
    carry_over: CarryOverModel = CarryOverModel()


def order_settings(model: StopsModel, customers: str, base: Path) -> OrderSettings:
    """Turn the keys into settings; file names start from ``base``."""
    return OrderSettings(
        same_door=model.same_door,
        shared_service=model.shared_service,
        further_order_s=round(model.further_order_min * 60),
        mapping_path=resolved(model.mapping, base),
        customers_path=resolved(customers, base),
        carried_path=resolved(model.carry_over.plan, base),
        failed_path=resolved(model.carry_over.failed, base),
        priority_per_day=model.carry_over.priority_per_day,
    )
