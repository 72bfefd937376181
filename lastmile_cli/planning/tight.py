"""Promises kept by a hair: stops whose window a usual delay would miss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.counting import counted, span_text
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Route, Visit
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.hours import merge_windows

TIGHT_S = 300
"""With less than this to the end of its window a stop counts as tight in any case."""

NAMED = 3
"""So many of the tightest stops are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TightStop:
    """A stop that begins ``slack_s`` before its window closes."""

    stop_id: str
    slack_s: int


def list_tight_stops(
    stops: Iterable[Stop], routes: Iterable[Route], rule: TimeWindowRule
) -> list[TightStop]:
    """
    List stops that a usual delay makes late, tightest first.

    That is less than ``TIGHT_S`` to the end of the window service begins in,
    or an ``eta_high_s`` behind it. Stops that are late already are not among
    them: nothing about them is only likely.
    """
    windows = {stop.stop_id: merge_windows(stop.windows) for stop in stops if stop.windows}
    found = [
        TightStop(stop_id=visit.stop_id, slack_s=slack_s)
        for route in routes
        for visit in route.stop_visits
        if visit.stop_id in windows
        and (slack_s := _slack_s(visit, windows[visit.stop_id], rule)) is not None
        and (slack_s < TIGHT_S or visit.eta_high_s > visit.start_s + slack_s)
    ]
    return sorted(found, key=lambda tight: (tight.slack_s, tight.stop_id))


def check_lm1508_windows_bear_a_delay(tight: Sequence[TightStop]) -> Notice | None:
    """Count the tight stops and name the tightest; ``None`` where there are none."""
    if not tight:
        return None
    within = sum(stop.slack_s < TIGHT_S for stop in tight)
    named = ", ".join(f"{stop.stop_id} ({_span(stop.slack_s)})" for stop in tight[:NAMED])
    more = f" and {len(tight) - NAMED} more" if len(tight) > NAMED else ""
    are = f"{counted(len(tight), 'stop')} {'is' if len(tight) == 1 else 'are'}"
    return Notice(
        code="LM1508",
        severity=Severity.WARNING,
        place=Place(),
        problem=f"{are} planned so near the end of the window that a usual delay misses it, "
        f"{within} within {TIGHT_S // 60} min: {named}{more}.",
        hint="start earlier, add a vehicle or ask for wider windows; ! marks them in the routes.",
    )


def _slack_s(visit: Visit, windows: Sequence[tuple[int, int]], rule: TimeWindowRule) -> int | None:
    cut_s = visit.depart_s - visit.start_s if rule is TimeWindowRule.FINISH else 0
    for opens_s, closes_s in windows:
        if opens_s <= visit.start_s <= closes_s - cut_s:
            return closes_s - cut_s - visit.start_s
    return None


def _span(seconds: int) -> str:
    return f"{seconds} s" if seconds < 60 else span_text(seconds // 60 * 60)
