"""The shape of the configuration's keys about prices told to who asks."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from lastmile_cli.domain.quoting import QuoteSettings
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import to_two_clocks_s
from lastmile_cli.intake.times import DAY_S, clock_text
from lastmile_cli.intake.windows import make_span


def to_window_s(value: Any) -> tuple[int, int]:
    """Read two times of day as a window; an end before its begin lies past midnight, if near."""
    opens_s, closes_s = to_two_clocks_s(value)
    try:
        span = make_span(opens_s, closes_s)
    except CellError as error:
        message = {"message": str(error).removesuffix(".")}
        raise PydanticCustomError("window", "{message}", message) from error
    return span.opens_s, span.closes_s


OfferedWindow = Annotated[
    tuple[int, int],
    BeforeValidator(to_window_s),
    PlainSerializer(lambda ends: [clock_text(end % DAY_S) for end in ends]),
]


class QuoteModel(Section):
    """Which windows an order is offered."""

    windows: list[OfferedWindow] = Field(default_factory=list)


def quote_settings(model: QuoteModel) -> QuoteSettings:
    """Turn the keys into settings."""
    return QuoteSettings(windows=tuple(model.windows))
