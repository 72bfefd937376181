"""What many drawn days say of a plan: chances of promises, ends of routes, costs, weak spots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lastmile_cli.insight.stress_costs import (
    overtime_seconds,
    paid_seconds,
    planned_cents,
    route_cents,
)
from lastmile_cli.insight.stress_day import (
    StressDay,
    halts_of,
    home_in_time,
    kept_promises,
    late_s,
)
from lastmile_cli.timing.many_days import DrivenDays, Floats, Ints

LOW, HIGH = 0.05, 0.95
"""Ends of the spans that are told: nine days in ten lie between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Five, fifty and ninety-five of a hundred days have no more than this."""

    low: int
    middle: int
    high: int

    @classmethod
    def of(cls, values: Ints | Floats) -> Span:
        """Of the values of all days."""
        found = np.quantile(values, (LOW, 0.5, HIGH), method="inverted_cdf")
        low, middle, high = (round(float(value)) for value in found)
        return cls(low=low, middle=middle, high=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopChance:
    """
    One stop: how often its promise is kept, and how often service begins as announced.

    ``closes_s`` is ``None`` where any time will do. ``late_mean_s`` is over the late days alone.
    ``begins`` are seconds of the service day, at the door.
    """

    stop_id: str
    vehicle_id: str
    planned_s: int
    closes_s: int | None
    kept: float
    announced: float
    late_mean_s: int
    begins: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteChance:
    """One vehicle: when its day ends, what is overtime, what it costs in hundredths."""

    vehicle_id: str
    stops: int
    planned_end_s: int
    ends: Span
    in_time: float
    misses: float
    overtime_chance: float
    overtime_mean_s: int
    overtime: Span
    planned_cents: int
    mean_cents: float
    cents: Span


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Stress:
    """
    All drawn days together.

    ``all_kept`` is how often nothing is missed at all, ``misses`` how many promises are missed
    a day (``planned_misses`` as planned). ``announced`` is how much of all visits begins inside
    the interval announced. Costs are of the day in hundredths, ``planned_cents`` all that is
    billed; ``missed`` and ``day_cents`` hold one value a day.
    """

    runs: int
    stops: tuple[StopChance, ...]
    routes: tuple[RouteChance, ...]
    promises: int
    planned_misses: int
    all_kept: float
    misses: float
    missed: Ints
    announced: float
    planned_cents: int
    mean_cents: float
    sd_cents: float
    cents: Span
    day_cents: Floats

    @property
    def promised(self) -> tuple[StopChance, ...]:
        """Stops with a window, the weakest first."""
        with_window = (stop for stop in self.stops if stop.closes_s is not None)
        return tuple(sorted(with_window, key=lambda it: (it.kept, it.announced, it.stop_id)))


ANY_TIME_S = 86_399
"""A window from the begin of the day to here promises nothing."""


def weigh_up(
    day: StressDay,
    driven: DrivenDays,
    announced_s: Mapping[str, tuple[int, int]],
    currency: str,
    other_cents: int = 0,
) -> Stress:
    """
    Count what happened on all drawn days.

    Parameters
    ----------
    day, driven
        The routes, and what they did.
    announced_s
        By stop the interval (low, high) in which service is told to begin.
    currency
        What money is told in.
    other_cents
        What the day costs beside the routes: partners, trucks.
    """
    kept, in_time = kept_promises(day, driven), home_in_time(day, driven)
    cents = route_cents(day, driven, currency)
    stops = _stops(day, driven, announced_s)
    missed = (~kept).sum(axis=1) + (~in_time).sum(axis=1)
    day_cents = cents.sum(axis=1) + other_cents
    routes = _routes(day, driven, cents, currency)
    windows = sum(stop.closes_s is not None for stop in stops)
    return Stress(
        runs=len(driven.homes),
        stops=stops,
        routes=routes,
        promises=windows + len(routes),
        planned_misses=sum(
            (timed.late_home_s > 0) + sum(visit.late_s > 0 for visit in timed.stop_visits)
            for _, timed in day.routes
        ),
        all_kept=float((missed == 0).mean()),
        misses=float(missed.mean()),
        missed=missed,
        announced=float(np.mean([stop.announced for stop in stops])) if stops else 1.0,
        planned_cents=sum(route.planned_cents for route in routes) + other_cents,
        mean_cents=float(day_cents.mean()),
        sd_cents=float(day_cents.std(ddof=1)) if len(day_cents) > 1 else 0.0,
        cents=Span.of(day_cents),
        day_cents=day_cents,
    )


def _stops(
    day: StressDay, driven: DrivenDays, announced_s: Mapping[str, tuple[int, int]]
) -> tuple[StopChance, ...]:
    kept, late = kept_promises(day, driven), late_s(day, driven)
    found = []
    planned = [visit for _, timed in day.routes for visit in timed.visits[1:]]
    planned = [visit for visit in planned if visit.break_index is None]
    for column, ((number, stop), visit) in enumerate(zip(halts_of(day), planned, strict=True)):
        if stop is None:
            continue
        walk = day.posed.walks.get(stop)
        begins = driven.begins[:, column] + (walk.out_s if walk else 0)
        stop_id = day.posed.stops[stop].stop_id
        low_s, high_s = announced_s[stop_id]
        is_late = late[:, column] > 0
        found.append(
            StopChance(
                stop_id=stop_id,
                vehicle_id=day.posed.vehicles[day.routes[number][0].vehicle].vehicle_id,
                planned_s=visit.start_s + (walk.out_s if walk else 0),
                closes_s=_closes_s(day, stop),
                kept=float(kept[:, column].mean()),
                announced=float(((begins >= low_s) & (begins <= high_s)).mean()),
                late_mean_s=round(float(late[is_late, column].mean())) if is_late.any() else 0,
                begins=Span.of(begins),
            )
        )
    return tuple(found)


def _closes_s(day: StressDay, stop: int) -> int | None:
    """When the last window closes that the customer was promised, if any was."""
    windows = day.posed.stops[stop].windows
    if not windows or (windows[0].opens_s <= 0 and windows[-1].closes_s >= ANY_TIME_S):
        return None
    return windows[-1].closes_s


def _routes(
    day: StressDay, driven: DrivenDays, cents: Floats, currency: str
) -> tuple[RouteChance, ...]:
    kept, in_time = kept_promises(day, driven), home_in_time(day, driven)
    over = overtime_seconds(day, paid_seconds(day, driven))
    numbers = np.array([number for number, _ in halts_of(day)], dtype=np.int64)
    found = []
    for number, (route, timed) in enumerate(day.routes):
        found.append(
            RouteChance(
                vehicle_id=day.posed.vehicles[route.vehicle].vehicle_id,
                stops=len(route.stops),
                planned_end_s=timed.end_s,
                ends=Span.of(driven.homes[:, number]),
                in_time=float(in_time[:, number].mean()),
                misses=float((~kept[:, numbers == number]).sum(axis=1).mean()),
                overtime_chance=float((over[:, number] > 0).mean()),
                overtime_mean_s=round(float(over[:, number].mean())),
                overtime=Span.of(over[:, number]),
                planned_cents=planned_cents(day, number, currency),
                mean_cents=float(cents[:, number].mean()),
                cents=Span.of(cents[:, number]),
            )
        )
    return tuple(found)
