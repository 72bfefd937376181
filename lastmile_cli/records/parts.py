"""The small pieces that several records share: times and loads."""

from __future__ import annotations

from lastmile_cli.domain.load import LOAD_DIMENSIONS, Load
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.records.fields import Fields


def time_text(second: int, day: ServiceDay) -> str:
    """
    Print a second of the day as RFC 3339 with the local offset.

    >>> from datetime import date
    >>> time_text(8 * 3600, ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki"))
    '2026-03-29T09:00:00+03:00'
    """
    return day.local(second).isoformat()


def load_to_record(load: Load) -> dict[str, int]:
    """Lay out a load in whole grams, millilitres and pieces."""
    return dict(zip(LOAD_DIMENSIONS, load.as_tuple(), strict=True))


def load_from_record(fields: Fields) -> Load:
    """Read a load back."""
    return Load(**{dimension: fields.count(dimension) for dimension in LOAD_DIMENSIONS})
