"""Closures on one day: which of them touch it, and its periods cut where they begin and end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.problem import FAR_FUTURE_S
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import AreaTraffic, TrafficPeriod


def closed_s(closure: Closure, day: ServiceDay) -> tuple[int, int]:
    """
    From which second of the day a closure holds, until (not included) which.

    Where it has no begin or end, or one far away, a second long before or after the day.
    """
    begin = -FAR_FUTURE_S if closure.from_at is None else day.at_s(closure.from_at)
    end = FAR_FUTURE_S
    if closure.until_at is not None:
        # What ends within a second holds to the end of that second.
        end = day.at_s(closure.until_at) + bool(closure.until_at.microsecond)
    return max(-FAR_FUTURE_S, begin), min(FAR_FUTURE_S, end)


def touches(closure: Closure, day: ServiceDay, hours: Window) -> bool:
    """Whether a closure holds at any second of some hours of the day."""
    begin, end = closed_s(closure, day)
    return begin <= hours.closes_s and end > hours.opens_s and begin < end


def with_closures(
    periods: Sequence[TrafficPeriod], closures: Iterable[Closure], day: ServiceDay, hours: Window
) -> tuple[TrafficPeriod, ...]:
    """
    Cut periods where closures begin and end, and name in each those that hold in it.

    ``hours`` are those in which anybody is under way: what begins or ends
    outside cuts nothing, and what lasts all of them cuts nothing either.
    Periods keep their names, with what is closed for a part of these hours
    behind them.
    """
    spans = [(closed_s(closure, day), closure) for closure in closures]
    spans = [(span, closure) for span, closure in spans if touches(closure, day, hours)]
    if not spans:
        return tuple(periods)
    starts = {period.start_s for period in periods}
    ends = {at for span, _ in spans for at in span}
    starts |= {at for at in ends if max(hours.opens_s, periods[0].start_s) < at <= hours.closes_s}
    cut = []
    for start_s in sorted(starts):
        traffic = [period for period in periods if period.start_s <= start_s][-1]
        # Before anybody is under way it may as well be closed already.
        at_s = max(start_s, hours.opens_s)
        shut = tuple(closure for (begin, end), closure in spans if begin <= at_s < end)
        cut.append(replace(traffic, start_s=start_s, closures=shut))
    lasting = all_day(cut)
    return tuple(_named(period, lasting) for period in cut)


def all_day(periods: Sequence[TrafficPeriod]) -> tuple[Closure, ...]:
    """List the closures that hold in every period."""
    return tuple(
        closure
        for closure in periods[0].closures
        if all(closure in period.closures for period in periods)
    )


def name_closures(periods: Iterable[TrafficPeriod]) -> tuple[str, ...]:
    """Say which closures hold in some period: id, what is closed, from when until when."""
    held = {one.closure_id: one for period in periods for one in period.closures}
    return tuple(f"{one.closure_id}: {one.what}, {one.when}" for one in held.values())


def is_free_flow(periods: Iterable[TrafficPeriod]) -> bool:
    """Whether no period slows or speeds up anything, whatever is closed."""
    traffics: list[TrafficPeriod | AreaTraffic] = []
    for period in periods:
        if period.speeds is not None:
            return False
        traffics += [period, *period.areas]
    factors = ((one.default_factor, *one.speed_factors.values()) for one in traffics)
    return all(factor == 1 for some in factors for factor in some)


def _named(period: TrafficPeriod, lasting: tuple[Closure, ...]) -> TrafficPeriod:
    passing = [one.closure_id for one in period.closures if one not in lasting]
    if not passing:
        return period
    return replace(period, name=f"{period.name}, closed: {', '.join(passing)}")
