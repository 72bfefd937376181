"""The shape of the configuration's keys about rows, orders and customers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lastmile_cli.domain.order_settings import OrderSettings, SameDoor, SharedService
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import NotNegative, Text
from lastmile_cli.intake.file_paths import resolved


class StopsModel(Section):
    """How the stops file is read, and which orders make one visit."""

    mapping: Text = ""
    same_door: Annotated[SameDoor, Field(strict=False)] = SameDoor.CUSTOMER
    shared_service: Annotated[SharedService, Field(strict=False)] = SharedService.LONGEST
    further_order_min: NotNegative = Decimal(0)


def order_settings(model: StopsModel, customers: str, base: Path) -> OrderSettings:
    """Turn the keys into settings; file names start from ``base``."""
    return OrderSettings(
        same_door=model.same_door,
        shared_service=model.shared_service,
        further_order_s=round(model.further_order_min * 60),
        mapping_path=resolved(model.mapping, base),
        customers_path=resolved(customers, base),
    )
