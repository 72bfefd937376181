"""What a plan of an earlier day left unserved, as stops of today."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.domain.attempts import ChanceHours
from lastmile_cli.domain.counting import counted, ordinal
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Plan, Unassigned, UnassignedClass
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.planning.attempts import ATTEMPTS_USED
from lastmile_cli.planning.tried import try_again, with_orders

ATTEMPT, FIRST_DATE = "attempt", "first_date"
"""Columns of a carried row: the how-manieth day it is on, and the first of them."""

TRIES = "tries"
"""Column of a row that was tried at the door: how often, in vain."""

HISTORY = (ATTEMPT, FIRST_DATE, TRIES)
NOBODY: Mapping[str, str] = {}
"""No order failed."""
MOST_NAMED = 6
MOST_PRIORITY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """Stops to be planned besides today's, and what there is to say of them."""

    stops: tuple[Stop, ...]
    notices: tuple[Notice, ...] = ()


def carry_over(
    plan: Plan,
    day: ServiceDay,
    *,
    priority_per_day: int,
    taken: Collection[str],
    file: str,
    failed: Mapping[str, str] = NOBODY,
) -> CarriedOver:
    """
    Carry what a plan left out to a later day, and what it tried at the door in vain.

    Windows keep their hours on the clock; goods that were not ready are. Each day
    of age raises the priority. Orders whose id is in ``taken`` are not doubled: the
    row of today counts. What no vehicle could serve is carried as well, and told; what
    was tried often enough is not. ``failed`` are orders that the plan visited or
    handed to a partner, with why they failed: each has one try more behind it. ``file``
    is the plan's name in notices.
    """
    days = (day.date - plan.day.date).days
    # Where a parcel was to be fetched is chosen anew: the point may be full or closed that day.
    stops = {door.stop_id: door for stop in plan.stops for door in stop.doors or (stop,)}
    visits = {stop.stop_id: stop.doors for stop in plan.stops if stop.is_at_point}
    unassigned = [
        replace(one, stop_id=door_id)
        for one in plan.unassigned
        for door_id in [door.stop_id for door in visits.get(one.stop_id, ())] or [one.stop_id]
    ]
    left = [one for one in unassigned if one.stop_id in stops and one.reason != ATTEMPTS_USED]
    in_file = [name for one in left for name in stops[one.stop_id].order_ids if name in taken]
    fresh = [one for one in left if not set(stops[one.stop_id].order_ids).issubset(taken)]
    carried = tuple(
        _carried(_not_in(taken, stops[one.stop_id]), plan.day, day, days * priority_per_day)
        for one in fresh
    )
    tried = try_again(plan, failed, taken)
    again_s = tuple(
        replace(_carried(stop, plan.day, day, days * priority_per_day), tries=stop.tries)
        for stop in tried.stops
    )
    notices = [
        _lm1550_carried_over(carried, plan, file),
        _lm1551_in_todays_file(in_file, file),
        *(_lm1552_was_impossible(one, file) for one in fresh if _is_impossible(one)),
        _lm1551_in_todays_file(tried.in_file, file),
        _lm1586_not_visited(tried.unknown, file),
        _lm1591_tried_again(again_s, plan, failed, file),
    ]
    return CarriedOver(stops=(*carried, *again_s), notices=tuple(it for it in notices if it))


def _not_in(taken: Collection[str], stop: Stop) -> Stop:
    """Return a stop without those of its orders that came again today."""
    return with_orders(stop, set(stop.order_ids).difference(taken))


def _carried(stop: Stop, then: ServiceDay, day: ServiceDay, raised: int) -> Stop:
    found = stop.geocode.best if stop.geocode else None
    is_pin = found is None or found.precision is Precision.PIN
    attempt, first = _history(stop, then.date)
    lines = {ATTEMPT: str(attempt + 1), FIRST_DATE: first}
    lines |= {TRIES: str(stop.tries)} if stop.tries else {}
    orders = tuple(
        replace(order, lines=tuple((None, _with(cells, lines)) for _, cells in order.lines))
        for order in stop.orders
    )
    return replace(
        stop,
        # What was looked up is looked up again: the map may know better by now.
        coordinate=stop.coordinate if is_pin else None,
        geocode=None,
        windows=tuple(sorted(_moved(window, then, day) for window in stop.windows)),
        chance_hours=tuple(_moved_hours(stop, then, day)),
        ready_s=None,
        supply=None,
        priority=min(MOST_PRIORITY, stop.priority + raised),
        cells=_with(stop.cells, lines),
        row=None,
        orders=orders,
    )


def _history(stop: Stop, then: date) -> tuple[int, str]:
    """How often it was tried so far, and since when."""
    cells = dict(stop.cells)
    written = cells.get(ATTEMPT, "")
    attempt = int(written) if written.isdecimal() and int(written) < 10_000 else 1
    return attempt, cells.get(FIRST_DATE) or then.isoformat()


def _with(cells: tuple[tuple[str, str], ...], lines: dict[str, str]) -> tuple[tuple[str, str], ...]:
    kept = tuple((header, text) for header, text in cells if header not in HISTORY)
    return (*kept, *lines.items())


def _moved(window: Window, then: ServiceDay, day: ServiceDay) -> Window:
    opens_s, closes_s = (_at(second, then, day) for second in (window.opens_s, window.closes_s))
    return Window(opens_s, max(opens_s, closes_s))


def _moved_hours(stop: Stop, then: ServiceDay, day: ServiceDay) -> Iterator[ChanceHours]:
    for one in stop.chance_hours:
        from_s, until_s = (_at(second, then, day) for second in (one.from_s, one.until_s))
        if from_s < until_s:
            yield replace(one, from_s=from_s, until_s=until_s)


def _at(second: int, then: ServiceDay, day: ServiceDay) -> int:
    """The second of ``day`` at which the clock shows what it showed then."""
    local = then.local(second)
    offset = (local.date() - then.date).days
    return day.at_wall(local.time().replace(tzinfo=None, fold=0), day_offset=offset)


def _is_impossible(left: Unassigned) -> bool:
    return left.unassigned_class is UnassignedClass.IMPOSSIBLE


def _lm1550_carried_over(stops: Collection[Stop], plan: Plan, file: str) -> Notice | None:
    if not stops:
        return None
    names = _named([stop.stop_id for stop in stops])
    problem = f"{counted(len(stops), 'stop')} carried over from {plan.day.date}: {names}."
    return _notice("LM1550", Severity.WARNING, problem, "", file)


def _lm1551_in_todays_file(orders: Collection[str], file: str) -> Notice | None:
    if not orders:
        return None
    problem = f"not carried over, for today's file has them: {_named([*orders])}."
    return _notice("LM1551", Severity.INFO, problem, "the row of today counts.", file)


def _lm1552_was_impossible(left: Unassigned, file: str) -> Notice:
    why = left.detail or left.reason
    problem = f"{left.stop_id} could be served by nobody, and is tried again: {why}"
    hint = left.cheapest_fix or "correct what is in the way, or take the order out"
    return _notice("LM1552", Severity.WARNING, problem, hint.rstrip(".") + ".", file)


def _lm1586_not_visited(orders: Collection[str], file: str) -> Notice | None:
    if not orders:
        return None
    names = _named([*orders])
    problem = f"said to have failed, but neither a van nor a partner was to bring them: {names}."
    hint = "correct the ids, or name the plan they were on."
    return _notice("LM1586", Severity.WARNING, problem, hint, file)


def _lm1591_tried_again(
    stops: Collection[Stop], plan: Plan, failed: Mapping[str, str], file: str
) -> Notice | None:
    if not stops:
        return None
    told = [
        f"{stop.stop_id} ({ordinal(stop.tries + 1)} attempt"
        + (f"; {failed[stop.stop_id]})" if failed.get(stop.stop_id) else ")")
        for stop in stops
    ]
    count = counted(len(stops), "stop")
    problem = f"{count} failed at the door on {plan.day.date}, planned again: {_named(told)}."
    return _notice("LM1591", Severity.WARNING, problem, "", file)


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(ids[:MOST_NAMED]) + more


def _notice(code: str, severity: Severity, problem: str, hint: str, file: str) -> Notice:
    place = Place(file=file, column="unassigned")
    return Notice(code=code, severity=severity, place=place, problem=problem, hint=hint)
