"""Where ten minutes would help most: single changes of a plan, each to be driven as often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.insight.stress import Stress
from lastmile_cli.insight.stress_costs import route_cents
from lastmile_cli.insight.stress_day import (
    StressDay,
    Times,
    drive,
    home_in_time,
    kept_promises,
)
from lastmile_cli.insight.written_breaks import time_as
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.timing.course import lay_out

WEAK = 0.995
"""Promises kept more often than that are not looked at."""
MOST_STOPS = 12
"""So many of the weakest stops are given a later window."""
MOST_ROUTES = 6
"""So many of the routes that miss most are tried without each of their stops."""
MOST_CLOSELY = 12
"""So many of each kind, those that seem best on fewer days, are driven on all."""
LEAST_GAIN = 0.005
"""Promises a day below which a change is not told: the dice give as much."""


class SlackKind(StrEnum):
    """What is changed."""

    LEAVE_EARLIER = "leave_earlier"
    CLOSE_LATER = "close_later"
    SERVE_ELSEWHERE = "serve_elsewhere"


@dataclass(frozen=True, eq=False, kw_only=True)
class SlackTrial:
    """
    A single change: the routes it touches before and after, ``by_s`` seconds of it.

    ``stop_id`` is empty where it is about a whole route.
    """

    kind: SlackKind
    vehicle_id: str
    stop_id: str
    by_s: int
    before: StressDay
    after: StressDay


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackGain:
    """What a change brings a day: promises missed no more, and hundredths spent more."""

    kind: SlackKind
    vehicle_id: str
    stop_id: str
    by_s: int
    saved: float
    cents: float


def list_trials(day: StressDay, stress: Stress, slack_s: int) -> list[SlackTrial]:
    """List the changes worth driving: of routes and stops whose promises are in danger."""
    trials = []
    near = [day.beside(number) for number in range(len(day.routes))]
    by_misses = sorted(
        range(len(day.routes)),
        key=lambda n: (-stress.routes[n].misses, stress.routes[n].vehicle_id),
    )
    for number in by_misses:
        told = stress.routes[number]
        if told.misses + 1 - told.in_time >= LEAST_GAIN:
            trials += _earlier(day, near[number], number, slack_s)
    weak = [stop for stop in stress.promised if stop.kept < WEAK][:MOST_STOPS]
    numbers = {stop.stop_id: index for index, stop in enumerate(day.posed.stops)}
    routes = {stop: n for n, (route, _) in enumerate(day.routes) for stop in route.stops}
    for stop in weak:
        index = numbers[stop.stop_id]
        number = routes[index]
        trials.append(_later_window(day, near[number], number, index, slack_s))
    for number in by_misses[:MOST_ROUTES]:
        if stress.routes[number].misses >= LEAST_GAIN:
            trials += _without_each(day, near[number], number)
    return trials


Each = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""``map``, or what does as much with several threads."""


def weigh_trials(
    kernels: Any, trials: Sequence[SlackTrial], times: Times, currency: str, each: Each = map
) -> list[SlackGain]:
    """Drive the routes of every trial before and after it, on the very same days."""
    befores = list({id(trial.before): trial.before for trial in trials}.values())
    driven = each(lambda day: _outcome(kernels, day, times, currency), befores)
    known = {id(day): outcome for day, outcome in zip(befores, driven, strict=True)}
    after = each(lambda trial: _outcome(kernels, trial.after, times, currency), trials)
    return [
        _gain(trial, known[id(trial.before)], outcome)
        for trial, outcome in zip(trials, after, strict=True)
    ]


def most_promising(trials: Sequence[SlackTrial], gains: Sequence[SlackGain]) -> list[SlackTrial]:
    """Of each kind the trials that seem to bring most, as many as are worth a closer look."""
    order = sorted(zip(gains, trials, strict=True), key=lambda it: -it[0].saved)
    return [
        trial
        for kind in SlackKind
        for trial in [trial for _, trial in order if trial.kind is kind][:MOST_CLOSELY]
    ]


def _gain(trial: SlackTrial, before: tuple[float, float], after: tuple[float, float]) -> SlackGain:
    (missed_before, cents_before), (missed_after, cents_after) = before, after
    return SlackGain(
        kind=trial.kind,
        vehicle_id=trial.vehicle_id,
        stop_id=trial.stop_id,
        by_s=trial.by_s,
        saved=missed_before - missed_after,
        cents=cents_after - cents_before,
    )


def worth_telling(gains: list[SlackGain]) -> tuple[SlackGain, ...]:
    """Those that keep promises, the most first."""
    some = [gain for gain in gains if gain.saved >= LEAST_GAIN]
    return tuple(
        sorted(some, key=lambda it: (-it.saved, it.cents, it.kind, it.vehicle_id, it.stop_id))
    )


def _outcome(kernels: Any, day: StressDay, times: Times, currency: str) -> tuple[float, float]:
    """Promises missed and hundredths spent, on an average day."""
    driven = drive(kernels, day, times)
    missed = (~kept_promises(day, driven)).sum() + (~home_in_time(day, driven)).sum()
    days = len(driven.homes)
    return float(missed) / days, float(route_cents(day, driven, currency).sum()) / days


def _vehicle_id(day: StressDay, number: int) -> str:
    return day.posed.vehicles[day.routes[number][0].vehicle].vehicle_id


def _swapped(
    day: StressDay, number: int, route: ProposedRoute, depart_s: int, gone: frozenset[int]
) -> StressDay:
    """The day with one route driven otherwise, breaks where they were."""
    before = day.routes[number][1]
    timed = time_as(day.posed.problem, route, before, depart_s=depart_s, gone=gone)
    routes = (*day.routes[:number], (route, timed), *day.routes[number + 1 :])
    return replace(day, routes=routes)


def _earlier(day: StressDay, near: StressDay, number: int, slack_s: int) -> list[SlackTrial]:
    """Leave earlier, as far as shift and goods let the vehicle."""
    route, timed = day.routes[number]
    planned_s = timed.visits[0].depart_s
    depart_s = max(lay_out(day.posed.problem, route).depart_from_s, planned_s - slack_s)
    if depart_s >= planned_s:
        return []
    after = _swapped(day, number, replace(route, depart_s=depart_s), depart_s, frozenset())
    return [
        SlackTrial(
            kind=SlackKind.LEAVE_EARLIER,
            vehicle_id=_vehicle_id(day, number),
            stop_id="",
            by_s=planned_s - depart_s,
            before=near,
            after=after.beside(number),
        )
    ]


def _later_window(
    day: StressDay, near: StressDay, number: int, stop: int, slack_s: int
) -> SlackTrial:
    """Promise a stop until later."""
    problem = day.posed.problem
    asked = problem.stops[stop]
    *others, (opens_s, closes_s) = asked.windows
    wider = replace(asked, windows=(*others, (opens_s, closes_s + slack_s)))
    posed = replace(day.posed, problem=problem.with_stop(stop, wider))
    return SlackTrial(
        kind=SlackKind.CLOSE_LATER,
        vehicle_id=_vehicle_id(day, number),
        stop_id=day.posed.stops[stop].stop_id,
        by_s=slack_s,
        before=near,
        after=replace(near, posed=posed),
    )


def _without_each(day: StressDay, near: StressDay, number: int) -> list[SlackTrial]:
    """Let somebody else serve a stop, both ends of a shipment; the vehicle leaves as before."""
    route, timed = day.routes[number]
    trials = []
    for stop in route.stops:
        gone = frozenset(unit_of(day.posed.problem, stop))
        if len(gone) >= len(route.stops) or stop != min(gone):
            continue
        depart_s = timed.visits[0].depart_s
        left = replace(route.without(gone), depart_s=depart_s)
        trials.append(
            SlackTrial(
                kind=SlackKind.SERVE_ELSEWHERE,
                vehicle_id=_vehicle_id(day, number),
                stop_id=day.posed.stops[stop].stop_id,
                by_s=0,
                before=near,
                after=_swapped(day, number, left, depart_s, gone).beside(number),
            )
        )
    return trials
