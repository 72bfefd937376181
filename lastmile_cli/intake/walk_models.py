"""The shape of the configuration's keys about walking to doors, and what they become."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field

from lastmile_cli.domain.walks import WalkSettings
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import Count, Number


class WalkingModel(Section):
    """How far drivers of a group walk from where they parked, with how much at once."""

    radius_m: Annotated[Number, Field(ge=1, le=1000)] = Decimal(150)
    parcels_carried: Annotated[Count, Field(le=1000)] = 6
    weight_kg_carried: Annotated[Number, Field(gt=0, le=1000)] = Decimal(15)
    speed_kmh: Annotated[Number, Field(ge=1, le=10)] = Decimal("4.5")
    max_doors: Annotated[Count, Field(ge=2, le=20)] = 6


def walk_settings(model: WalkingModel | None) -> WalkSettings | None:
    """Turn the keys into settings; ``None`` where nobody walks."""
    if model is None:
        return None
    return WalkSettings(
        radius_m=_whole(model.radius_m),
        parcels=model.parcels_carried,
        weight_g=max(1, _whole(model.weight_kg_carried * 1000)),
        speed_m_per_h=_whole(model.speed_kmh * 1000),
        max_doors=model.max_doors,
    )


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))
