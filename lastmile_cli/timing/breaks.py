"""Where a vehicle takes its breaks: at which halts, and from which departure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from lastmile_cli.domain.problem import FAR_FUTURE_S, NO_LIMIT
from lastmile_cli.timing.break_hours import Span, best_depart_s, look_over
from lastmile_cli.timing.break_table import BreakTable
from lastmile_cli.timing.course import Course
from lastmile_cli.timing.departure import (
    best_departure_s,
    has_steady_legs,
    latest_for_same_end_s,
)
from lastmile_cli.timing.motion import latest_departure
from lastmile_cli.timing.placement import Piece, Placement, Worth
from lastmile_cli.timing.windows import begin, latest_arrival

Found = set[tuple[Piece, ...]]

KNOWN = 128
"""Courses that are remembered: planning asks for the same route again and again."""
BETWEEN = 12
"""Departures closer than such a part of the time there is to leave are not looked between."""
MOST_LOOKS = 12
"""So often breaks are placed halfway between two departures that other breaks suit."""
MOST_MOVED = 12
"""So many placements are moved to the very second that suits them, the most promising ones."""
MOST_ROUNDS = 3
"""So many times breaks are placed anew from the best departure found."""


@lru_cache(maxsize=KNOWN)
def place_breaks(course: Course) -> Placement:
    """
    Place the breaks of a course, and choose when it leaves.

    Departures tried are the earliest, the latest that without breaks would end
    as early, the best one without breaks (later, where a jam is waited out), and
    as long before both as all breaks last. For each the breaks are placed for
    who then leaves as late as they allow, at the same halts and with nobody
    served later, and once more from where the earliest and the best of them
    lead: another break may suit a later departure better.

    What a day is worth goes up and down with its departure where traffic changes
    or a door has several windows. There the breaks are placed from more departures,
    halfway between two of them for as long as other breaks suit the later one, and
    each placement leaves at the second that suits it best.
    """
    table = BreakTable(course)
    departs_s = list(dict.fromkeys(_departures_s(course)))
    if _is_simple(course):
        return _best_as_late(table, departs_s)
    return _best_by_second(table, departs_s)


def _is_simple(course: Course) -> bool:
    """Whether who leaves as late as the breaks allow leaves best."""
    return has_steady_legs(course) and all(len(halt.windows) == 1 for halt in course.halts)


def _best_as_late(table: BreakTable, departs_s: list[int]) -> Placement:
    ways = [min(_with_later(table, depart_s), key=_rank) for depart_s in departs_s]
    # Once more from where those lead.
    again_s = {way.depart_s for way in (ways[0], min(ways, key=_rank))} - {*departs_s}
    ways += [way for depart_s in sorted(again_s) for way in _with_later(table, depart_s)]
    return min(ways, key=_rank)


def _best_by_second(table: BreakTable, departs_s: list[int]) -> Placement:
    course, low_s = table.course, table.course.depart_from_s
    begins_s = course.begins_s(low_s)
    high_s = course.latest_depart_s(course.deadlines_s(begins_s, may_be_late=True))
    high_s = max(*departs_s, min(high_s, FAR_FUTURE_S))
    step_s = max(1, (high_s - low_s) // BETWEEN)
    first_s = {low_s, high_s, *departs_s, *_just_in_time_s(course, begins_s)}
    known = {depart_s: _pieces_from(table, depart_s) for depart_s in first_s}
    for _ in range(MOST_LOOKS):
        gaps = itertools.pairwise(sorted(known))
        turns = [(b - a, a, b) for a, b in gaps if b - a > step_s and known[a] != known[b]]
        if not turns:
            break
        _, before_s, after_s = max(turns)
        middle_s = (before_s + after_s) // 2
        known[middle_s] = _pieces_from(table, middle_s)
    spans: dict[tuple[Piece, ...], Span] = {}
    moved: dict[tuple[Piece, ...], Placement] = {}
    for _ in range(MOST_ROUNDS):
        for pieces in sorted(set().union(*known.values()) - {*spans}):
            spans[pieces] = look_over(course, pieces, low_s, high_s)
        for pieces in sorted(spans, key=lambda one: (spans[one].worth, one))[:MOST_MOVED]:
            if pieces not in moved:
                depart_s = best_depart_s(course, pieces, spans[pieces])
                moved[pieces] = table.place(depart_s, fixed=pieces)
        best = min(moved.values(), key=_rank)
        if best.depart_s in known:
            break
        known[best.depart_s] = _pieces_from(table, best.depart_s)
    return best


def _just_in_time_s(course: Course, begins_s: list[int]) -> Iterator[int]:
    """
    Departures that are at a halt just before the first break comes too late.

    Who leaves later has to take it at a halt before. ``begins_s`` are those of the earliest.
    """
    latest_s, limits_s = course.vehicle.breaks[0].latest_s, course.deadlines_s(begins_s)
    leave_s = course.depart_from_s
    for number, halt in enumerate(course.halts):
        if latest_s >= NO_LIMIT or course.arrive_at(halt, leave_s) > latest_s:
            return
        leave_s = begins_s[number] + halt.service_s
        by_s = latest_departure(latest_s, halt.durations_s, course.starts_s)
        for before in reversed(range(number)):
            there = course.halts[before]
            by_s = latest_arrival(min(by_s - there.service_s, limits_s[before]), there.windows)
            by_s = latest_departure(by_s, there.durations_s, course.starts_s)
        yield by_s


def _pieces_from(table: BreakTable, depart_s: int) -> Found:
    """Give the breaks that promise most for who leaves then, or later."""
    return {placed.pieces for placed in table.place_for_later(depart_s)}


def _with_later(table: BreakTable, depart_s: int) -> list[Placement]:
    """Place the breaks from a departure, then leave as late as they allow at the same halts."""
    ways: list[Placement] = []
    for placed in table.place_for_later(depart_s):
        later_s = dict.fromkeys(
            (_latest_depart_s(table, placed), _latest_for_first_break_s(table.course, placed))
        )
        ways += [placed, *(table.place(later, fixed=placed.pieces) for later in later_s)]
    return ways


def _rank(way: Placement) -> tuple[Worth, int, int]:
    return way.worth, len(way.pieces), -way.depart_s


def _departures_s(course: Course) -> list[int]:
    """Departures worth trying, the earliest first among equals of ``place_breaks``."""
    first_s = course.depart_from_s
    last_s, bare_s = latest_for_same_end_s(course), best_departure_s(course)
    all_s = sum(taken.duration_s for taken in course.vehicle.breaks)
    departs_s = [first_s, last_s - all_s, last_s, bare_s - all_s, bare_s]
    return [max(first_s, depart_s) for depart_s in departs_s]


def place_breaks_from(course: Course, depart_s: int) -> Placement:
    """Place the breaks of a course that leaves at a given second."""
    return BreakTable(course).place(depart_s)


def _latest_depart_s(table: BreakTable, placed: Placement) -> int:
    """
    The latest departure that ends like this one, breaks at the same halts, nobody later.

    Breaks begin later too, as far as their clock lets them. Work between them only becomes less
    where each leg takes the same at every hour; else it is for ``Worth`` to tell.
    """
    course, pieces = table.course, {piece.halt: piece for piece in placed.pieces}
    begins_s, pauses_s, at_s = [], {}, placed.depart_s
    for number, halt in enumerate(course.halts):
        at_s = course.arrive_at(halt, at_s)
        if number in pieces:
            pauses_s[number] = max(at_s, pieces[number].earliest_s)
            at_s = pauses_s[number] + pieces[number].duration_s
        begins_s.append(begin(at_s, halt.windows))
        at_s = begins_s[-1] + halt.service_s
    end_s = course.arrive_home(at_s)
    by_s = (
        end_s if course.home_s is None else latest_departure(end_s, course.home_s, course.starts_s)
    )
    *deadlines_s, _ = course.deadlines_s([*begins_s, end_s])
    for number in reversed(range(len(course.halts))):
        halt = course.halts[number]
        by_s = latest_arrival(min(by_s - halt.service_s, deadlines_s[number]), halt.windows)
        if number in pieces:
            piece = pieces[number]
            by_s -= piece.duration_s
            if piece.earliest_s > -NO_LIMIT:
                by_s = min(by_s, max(table.breaks[piece.break_index].latest_s, pauses_s[number]))
        by_s = latest_departure(by_s, halt.durations_s, course.starts_s)
    return by_s


def _latest_for_first_break_s(course: Course, placed: Placement) -> int:
    """The latest departure after which the first break begins, or the route ends, as placed."""
    if not placed.pieces:
        begins_s = course.begins_s(placed.depart_s)
        return course.latest_depart_s([*course.deadlines_s(begins_s)[:-1], begins_s[-1]])
    first = placed.pieces[0]
    at = course.halts[first.halt]
    pause = replace(at, windows=((first.earliest_s, NO_LIMIT),), service_s=0)
    way = replace(course, halts=(*course.halts[: first.halt], pause), home_s=None, home_m=0)
    begins_s = way.begins_s(placed.depart_s)
    *deadlines_s, _, _ = way.deadlines_s(begins_s)
    return way.latest_depart_s([*deadlines_s, begins_s[-1], begins_s[-1]])
