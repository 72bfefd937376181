"""How likely a stop fails at which hour of its windows, from all that is known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from lastmile_cli.domain.attempts import AttemptSettings, ChanceHours, span_at
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Unassigned, UnassignedClass
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.timing.timed import TimedRoute

Hours = tuple[tuple[int, int], ...]
"""See ``attempts.Chances``."""


def chances_of(stop: Stop, config: Config, windows: Sequence[tuple[int, int]]) -> Hours:
    """
    Say how likely a stop fails from when on, between its windows' first and last second.

    What the stop says of its hours comes first, then what it says of the whole day, then
    the hours of its type of customer, then those of all, then what is usual. Tries so far
    count on top. Who begins in the very second a window closes counts as just before: the
    hours that end then hold. One entry: the hour makes no difference.
    """
    settings = config.attempts
    flat_ppm = config.service.failure_ppm if stop.failure_ppm is None else stop.failure_ppm
    layers = (stop.chance_hours, *_table(stop, settings))
    first_s, last_s = (windows[0][0], windows[-1][1]) if windows else (0, 0)
    closing = {closes_s for opens_s, closes_s in windows if opens_s < closes_s}
    edges = {edge for layer in layers for one in layer for edge in (one.from_s, one.until_s)}
    edges |= {closes_s + 1 for closes_s in closing & edges}
    chances: list[tuple[int, int]] = []
    for begin_s in sorted({first_s, *(edge for edge in edges if first_s < edge <= last_s)}):
        ppm = settings.after(stop.tries, _ppm(layers, begin_s - (begin_s in closing), flat_ppm))
        if not chances or chances[-1][1] != ppm:
            chances.append((begin_s, ppm))
    return tuple(chances)


def _table(stop: Stop, settings: AttemptSettings) -> Iterator[tuple[ChanceHours, ...]]:
    """Yield the configured hours that hold for a stop, the most particular first."""
    if stop.failure_ppm is not None:
        return
    for name in dict.fromkeys((stop.customer_type, "")):
        yield tuple(
            one for one in settings.hours if one.customer_type.casefold() == name.casefold()
        )


def _ppm(layers: Sequence[Sequence[ChanceHours]], begin_s: int, flat_ppm: int) -> int:
    for layer in layers:
        for one in layer:
            if one.from_s <= begin_s < one.until_s:
                return one.ppm
    return flat_ppm


def spans_at(
    problem: Problem, begins_s: Iterable[tuple[int, int]]
) -> tuple[tuple[int, int, int], ...]:
    """Write spans (see ``ProposedRoute``) for stops (stop, second) that begin at these seconds."""
    return tuple(
        (stop, *span_at(asked.hours, min(begin_s, asked.windows[-1][1])))
        for stop, begin_s in begins_s
        if len((asked := problem.stops[stop]).hours) > 1
    )


def failing_micro(problem: Problem, timed: TimedRoute) -> int:
    """Add up what the hours of a route make its likely failures cost, in micro-units."""
    return sum(
        problem.stops[visit.stop].failing_micro(visit.start_s)
        for visit in timed.stop_visits
        if visit.stop is not None
    )


ATTEMPTS_USED = "attempts_used_up"
"""The reason for which an order is left out that was tried often enough."""

LeftOut = tuple[Stop, Unassigned]
"""A stop that never reaches the problem, with its reason."""


def send_back(
    stops: Sequence[Stop], settings: AttemptSettings, file: str = ""
) -> tuple[tuple[Stop, ...], tuple[LeftOut, ...], tuple[Notice, ...]]:
    """
    Part stops that are tried once more from those that are sent back, each with a notice.

    Both ends of a shipment go together.
    """
    most = settings.max_attempts
    if most is None:
        return tuple(stops), (), ()
    used = {stop.stop_id for stop in stops if stop.tries >= most}
    ends = {stop.paired_with for stop in stops if stop.stop_id in used} - {""}
    gone = [
        stop for stop in stops if {stop.stop_id, stop.paired_with} & used or stop.stop_id in ends
    ]
    left_out = tuple(
        (
            stop,
            Unassigned(
                stop_id=stop.stop_id,
                unassigned_class=UnassignedClass.IMPOSSIBLE,
                reason=ATTEMPTS_USED,
                detail=f"{_why(stop, used)}, and {counted(most, 'attempt')} at most are made.",
                cheapest_fix="Send it back, or agree on a time and raise attempts.max_attempts.",
            ),
        )
        for stop in gone
    )
    notices = tuple(_lm1587_sent_back(stop, used, most, file) for stop in gone)
    sent = {stop.stop_id for stop in gone}
    return tuple(stop for stop in stops if stop.stop_id not in sent), left_out, notices


def _why(stop: Stop, used: Collection[str]) -> str:
    if stop.stop_id in used:
        return f"Tried {counted(stop.tries, 'time')} in vain"
    return "The other end of its shipment was tried in vain"


def _lm1587_sent_back(stop: Stop, used: Collection[str], most: int, file: str) -> Notice:
    why = _why(stop, used)
    problem = (
        f"{stop.stop_id} is not planned: {why[0].lower()}{why[1:]}, and "
        f"{counted(most, 'attempt')} at most are made."
    )
    hint = "send it back, or agree on a time and raise attempts.max_attempts."
    place = Place(file=file, row=stop.row, column="tries")
    return Notice(code="LM1587", severity=Severity.WARNING, place=place, problem=problem, hint=hint)


def check_lm1589_customer_types(
    stops: Sequence[Stop], settings: AttemptSettings
) -> Iterator[Notice]:
    """Chances are known of types of customers that there are."""
    there = {stop.customer_type.casefold(): stop.customer_type for stop in stops}
    named = dict.fromkeys(one.customer_type for one in settings.hours if one.customer_type)
    strange = [name for name in named if name.casefold() not in there]
    if strange and stops:
        seen = sorted(name for name in there.values() if name)
        problem = f"no stop is of the customer_type {', '.join(strange)}: its chances hold nowhere."
        hint = (
            f"the stops say: {', '.join(seen[:6])}." if seen else "fill the column customer_type."
        )
        place = Place(column="attempts.chances")
        yield Notice(
            code="LM1589", severity=Severity.WARNING, place=place, problem=problem, hint=hint
        )
