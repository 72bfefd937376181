"""The day's traffic as the file lists it, to periods that cover the whole day."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal

from lastmile_cli.domain.travel import FREE_FLOW, AreaTraffic, TrafficPeriod
from lastmile_cli.intake.config_models import AreaTrafficModel, TrafficModel
from lastmile_cli.intake.config_types import WEEKDAYS
from lastmile_cli.intake.times import DAY_S, clock_text

Overlap = tuple[TrafficModel, TrafficModel]


Areas = Mapping[str, Sequence[tuple[Decimal, Decimal]]]
"""Corners of each area, [lat, lon] in degrees, by its name."""


def traffic_periods(entries: Sequence[TrafficModel], areas: Areas) -> tuple[TrafficPeriod, ...]:
    """
    Fill the gaps between entries (apart, each ending after it starts) with free flow.

    Starts are seconds on the clock.
    """
    periods: list[TrafficPeriod] = []
    reached_s = 0
    for entry in sorted(entries, key=lambda entry: entry.start):
        if entry.start > reached_s:
            periods.append(_free_flow(reached_s))
        periods.append(
            TrafficPeriod(
                name=entry.name,
                start_s=entry.start,
                default_factor=float(entry.default),
                speed_factors=_factors(entry),
                areas=tuple(_area(inside, areas) for inside in entry.areas),
            )
        )
        reached_s = entry.end
    if periods and reached_s < DAY_S:
        periods.append(_free_flow(reached_s))
    return tuple(periods) or FREE_FLOW


def _factors(entry: TrafficModel | AreaTrafficModel) -> dict[str, float]:
    return {road: float(factor) for road, factor in entry.speed.items()}


def _area(entry: AreaTrafficModel, areas: Areas) -> AreaTraffic:
    return AreaTraffic(
        area=entry.area,
        ring=tuple((float(lat), float(lon)) for lat, lon in areas[entry.area]),
        default_factor=float(entry.default),
        speed_factors=_factors(entry),
    )


def traffic_week(
    entries: Sequence[TrafficModel], areas: Areas
) -> tuple[tuple[TrafficPeriod, ...], ...]:
    """Periods of each day of the week, Monday first; empty where all days are alike."""
    if not any(entry.days for entry in entries):
        return ()
    return tuple(traffic_periods(_on(entries, day), areas) for day in range(7))


def find_overlaps(entries: Sequence[TrafficModel]) -> list[Overlap]:
    """Pairs of neighbouring entries of which the second begins before the first ends."""
    found: list[Overlap] = []
    for day in range(7):
        in_order = sorted(_on(entries, day), key=lambda entry: entry.start)
        pairs = itertools.pairwise(in_order)
        found += [(a, b) for a, b in pairs if b.start < a.end and (a, b) not in found]
    return found


def stretch(entry: TrafficModel) -> str:
    """An entry's name, times and days for a message."""
    days = "".join(f", {WEEKDAYS[day][:3]}" for day in entry.days)
    return f"{entry.name} ({clock_text(entry.start)}-{clock_text(entry.end)}{days})"


def _on(entries: Sequence[TrafficModel], day: int) -> list[TrafficModel]:
    return [entry for entry in entries if not entry.days or day in entry.days]


def _free_flow(start_s: int) -> TrafficPeriod:
    return TrafficPeriod(name="free flow", start_s=start_s, speed_factors={})
