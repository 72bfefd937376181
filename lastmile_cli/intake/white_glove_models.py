"""The shape of the configuration's keys about service inside homes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from lastmile_cli.domain.in_home import WHITE_GLOVE, WhiteGloveSettings
from lastmile_cli.domain.load import Load
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import Count, Number, Whole, to_text
from lastmile_cli.intake.words import one_name

Minutes = Annotated[Number, Field(ge=0, le=1440)]


class WhiteGloveModel(Section):
    """
    Who it takes, how long what takes, and what comes back.

    An empty ``skill`` asks for none; where it is left out it is "white_glove",
    if anybody has that.
    """

    crew: Annotated[Count, Field(le=20)] = 2
    base_min: Minutes | None = None
    minutes_per_item: Minutes = Decimal(5)
    setup_min_per_item: Minutes = Decimal(0)
    minutes_per_floor: Minutes = Decimal(1)
    lift_min_per_floor: Minutes = Decimal("0.5")
    packaging_back_m3_per_item: Annotated[Number, Field(ge=0, le=20)] = Decimal(0)
    packaging_back_kg_per_item: Annotated[Number, Field(ge=0, le=1000)] = Decimal(0)
    skill: Annotated[str, BeforeValidator(lambda value: one_name(to_text(value)))] | None = None
    min_window_min: Minutes = Decimal(0)
    ground_floor: Annotated[Whole, Field(le=1)] = 0


def white_glove_settings(model: WhiteGloveModel, skills: Iterable[str]) -> WhiteGloveSettings:
    """Turn the keys into settings; ``skills`` are those that vehicles and drivers have."""
    skill = model.skill
    if skill is None:
        skill = WHITE_GLOVE if WHITE_GLOVE in skills else ""
    return WhiteGloveSettings(
        crew=model.crew,
        base_s=None if model.base_min is None else _seconds(model.base_min),
        item_s=_seconds(model.minutes_per_item),
        setup_s=_seconds(model.setup_min_per_item),
        floor_s=_seconds(model.minutes_per_floor),
        lift_s=_seconds(model.lift_min_per_floor),
        back_per_item=Load(
            weight_g=_whole(model.packaging_back_kg_per_item * 1_000),
            volume_ml=_whole(model.packaging_back_m3_per_item * 1_000_000),
        ),
        skill=skill,
        told_s=_seconds(model.min_window_min),
        ground_floor=model.ground_floor,
    )


def _seconds(minutes: Decimal) -> int:
    return _whole(minutes * 60)


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))
