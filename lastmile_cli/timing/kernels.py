"""
Hot loops of the clock: breaks placed along a course, and many departures at once.

Each is written in plain Python too, with the paper and the reasons: the labelling in
``break_table``, days with breaks in ``break_hours``, days without in ``departure``. Functions here
have the names of theirs, and tests hold the ones to the others: the same seconds, the same
placements in the same order, ties broken alike.

Arrays are int64, seconds where nothing else is said, and allocated by those who call;
``kernel_days.fits`` makes sure that no sum leaves 63 bits:

- ``vehicle`` (7), ``breaks`` (breaks, 7), ``halts`` (halts, 7): columns below;
- ``windows`` (windows, 2): opens and closes, a halt's from ``FIRST`` to ``END``;
- ``starts`` (periods), ``legs`` (halts + 1, periods): the leg to each halt, then the one home;
- ``pieces`` (3 x breaks, 3): of each break the whole, its first part and the rest, sorted as
  ``Piece`` is, so that a *code*, ``halt * len(pieces) + row``, sorts like the piece itself;
- ``fine`` (breaks + 1): ``BreakTable.earlier_is_better``;
- ``now``, ``ahead`` (labels, 16): labels at a halt, and those made of them; ``rank`` (labels, 10)
  is ``BreakTable._rank`` of ``ahead``; ``rows`` (3, labels) has room for orders of it;
- ``states`` (states, 4): see ``_by_state``;
- ``ways`` (ways, 2): the way before and the code of one piece more; way 0 has none, and
  ``ways[0, 1]`` says how many are in use;
- ``days`` (11, days): columns ``AT`` to ``UNPAID`` of a label for each departure, which stands
  in ``LATER``.

Nothing here allocates. Import lazily: this loads numba.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.break_table import FEW_LABELS, MOST_LABELS

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]

LATEST, MAX_DURATION, MAX_DRIVE, LOADING, WAITING_PAID, COUNTS_DRIVE, IS_OPEN = range(7)
B_LATEST, B_WORK, B_DRIVE, B_IS_PAID, WHOLE, PART, REST = range(7)
SERVICE, BY, MEANT_BY, LATE_MICRO, CLOSES, FIRST, END = range(7)
P_DURATION, P_EARLIEST, P_IS_PART = range(3)
AT, BROKEN, BEYOND, PRICE, LATE, DRIVEN, SINCE, DRIVE = range(8)
WAIT, UNPAID, LATER, TAKEN, IN_PARTS, WAY, PIECE, COUNT = range(8, 16)
COLUMNS, RANKS, WORTHS = 16, 10, 6

int64: Any = np.int64

Function = TypeVar("Function", bound=Callable[..., Any])
"""What is decorated keeps its type."""

_compile: Any = numba.njit
_ALL = {"nogil": True, "_nrt": False, "error_model": "numpy", "no_cfunc_wrapper": True}
_TYPES = {"int": "int64", "Ints": "int64[::1]", "Rows": "int64[:, ::1]"}


def _inner(function: Function) -> Function:
    """
    Decorate a kernel that only kernels call, compiled where one of them is.

    Hence ``np.int64(0)`` where a bare 0 would do: it would be compiled once more for that.
    """
    made: Function = _compile(no_cpython_wrapper=True, **_ALL)(function)
    return made


def _entry(function: Function) -> Function:
    """Decorate a kernel that Python calls: it is kept on disk, with all that it calls."""
    names = dict(function.__annotations__)
    returned = _TYPES[names.pop("return")]
    signature = f"{returned}({','.join(_TYPES[name] for name in names.values())})"
    made: Function = _compile(signature, cache=True, **_ALL)(function)
    return made


@_inner
def _arrive(depart_s: int, legs: Rows, leg: int, starts: Ints) -> int:
    """``motion.arrive``."""
    last = len(starts) - 1
    period = 0
    while period < last and starts[period + 1] <= depart_s:
        period += 1
    at_s = depart_s
    rest_s = legs[leg, period]
    while period < last and at_s + rest_s > starts[period + 1]:
        driven_at, left_s = legs[leg, period], rest_s - (starts[period + 1] - at_s)
        period += 1
        while period < last and legs[leg, period] >= UNREACHABLE_S:
            period += 1
        at_s, rest_s = starts[period], legs[leg, period]
        if driven_at < UNREACHABLE_S and rest_s < UNREACHABLE_S:
            rest_s = -((-left_s * rest_s) // driven_at)
    return at_s + rest_s


@_inner
def _begin(arrive_s: int, halts: Rows, halt: int, windows: Rows) -> int:
    """``windows.begin``."""
    for window in range(halts[halt, FIRST], halts[halt, END]):
        if arrive_s <= windows[window, 1]:
            return max(arrive_s, windows[window, 0])
    return arrive_s


@_inner
def _missed_s(breaks: Rows, asked: int, start_s: int, since_s: int, driven_s: int) -> int:
    """Seconds by which a break that begins, or is done without, at a second misses its bounds."""
    return (
        max(0, start_s - breaks[asked, B_LATEST])
        + max(0, start_s - since_s - breaks[asked, B_WORK])
        + max(0, driven_s - breaks[asked, B_DRIVE])
    )


@_inner
def _owed_s(breaks: Rows, taken: int, at_s: int, since_s: int, driven_s: int) -> int:
    """Seconds by which the breaks not taken miss their bounds if the day ends now."""
    if taken == len(breaks):
        return 0
    owed_s = _missed_s(breaks, taken, at_s, since_s, driven_s)
    for later in range(taken + 1, len(breaks)):
        owed_s += max(0, at_s - breaks[later, B_LATEST])
    return owed_s


@_inner
def _pause(labels: Rows, row: int, piece: int, breaks: Rows, pieces: Rows) -> None:
    label = labels[row]
    asked = label[TAKEN]
    start_s = max(label[AT], pieces[piece, P_EARLIEST])
    end_s = start_s + pieces[piece, P_DURATION]
    is_part = pieces[piece, P_IS_PART]
    if not is_part:
        latest_s = max(breaks[asked, B_LATEST], start_s)
        label[LATER] = min(label[LATER], latest_s - label[AT] + label[WAIT])
    label[WAIT] += start_s - label[AT]
    label[UNPAID] += 0 if breaks[asked, B_IS_PAID] else pieces[piece, P_DURATION]
    label[AT] = end_s
    label[PIECE] = piece
    label[COUNT] += 1
    label[IN_PARTS] = is_part
    if not is_part:
        label[BROKEN] += _missed_s(breaks, asked, start_s, label[SINCE], label[DRIVEN])
        label[DRIVEN] = 0
        label[SINCE] = end_s
        label[TAKEN] += 1


@_inner
def _serve(labels: Rows, row: int, halt: int, halts: Rows, windows: Rows) -> None:
    label = labels[row]
    start_s = _begin(label[AT], halts, halt, windows)
    late_s = max(0, start_s - halts[halt, CLOSES])
    label[BEYOND] += max(0, start_s - halts[halt, BY])
    label[PRICE] += late_s * halts[halt, LATE_MICRO]
    label[LATE] += late_s
    meant_s = max(halts[halt, MEANT_BY], start_s)
    label[LATER] = min(label[LATER], meant_s - label[AT] + label[WAIT])
    label[WAIT] += start_s - label[AT]
    label[AT] = start_s + halts[halt, SERVICE]


@_inner
def _served(
    now: Rows,
    row: int,
    ahead: Rows,
    made: int,
    halt: int,
    halts: Rows,
    windows: Rows,
    breaks: Rows,
    pieces: Rows,
    must_be_legal: int,
) -> int:
    """Go on from a halt without a break, and after each that may be taken on arrival."""
    taken = now[row, TAKEN]
    choices = int64(1)
    if taken < len(breaks):
        choices = 3 if not now[row, IN_PARTS] and breaks[taken, PART] >= 0 else 2
    for choice in range(choices):
        for column in range(COLUMNS):
            ahead[made, column] = now[row, column]
        if choice:
            which = REST if now[row, IN_PARTS] else (WHOLE if choice == 1 else PART)
            _pause(ahead, made, breaks[taken, which], breaks, pieces)
        _serve(ahead, made, halt, halts, windows)
        label = ahead[made]
        is_too_late = label[BROKEN] > 0 or (
            _owed_s(breaks, label[TAKEN], label[AT], label[SINCE], label[DRIVEN]) > 0
        )
        if not (must_be_legal and is_too_late):
            made += 1
    return made


@_inner
def _rank(labels: Rows, row: int, rank: Rows, breaks: Rows, vehicle: Ints) -> None:
    """Second, the four costs so far, then all that matters ahead; smaller is better."""
    label, ranks = labels[row], rank[row]
    for column in range(LATE + 1):
        ranks[column] = label[column]
    asked = label[TAKEN]
    is_asked = asked < len(breaks)
    ranks[5] = label[DRIVEN] if is_asked and breaks[asked, B_DRIVE] < NO_LIMIT else 0
    ranks[6] = -label[SINCE] if is_asked and breaks[asked, B_WORK] < NO_LIMIT else 0
    ranks[7] = label[DRIVE] if vehicle[COUNTS_DRIVE] else 0
    ranks[8] = -label[WAIT] if vehicle[COUNTS_DRIVE] else 0
    ranks[9] = -label[LATER] if vehicle[WAITING_PAID] else 0


@_inner
def _is_less(rank: Rows, one: int, other: int, costs_first: int) -> bool:
    if costs_first:
        for column in range(1, 5):
            if rank[one, column] != rank[other, column]:
                return rank[one, column] < rank[other, column]
    for column in range(RANKS):
        if rank[one, column] != rank[other, column]:
            return rank[one, column] < rank[other, column]
    return False


@_inner
def _sort(order: Ints, begin: int, end: int, spare: Ints, rank: Rows, costs_first: int) -> None:
    """Sort rows by their rank, equal ones as they stand: runs of 1, 2, 4, ... are merged."""
    width = 1
    while width < end - begin:
        for left in range(begin, end, 2 * width):
            middle, right = left + width, min(left + 2 * width, end)
            if middle >= right or not _is_less(rank, order[middle], order[middle - 1], costs_first):
                continue
            for place in range(left, middle):
                spare[place] = order[place]
            one, other = left, middle
            for place in range(left, right):
                if one == middle:
                    break
                if other < right and _is_less(rank, order[other], spare[one], costs_first):
                    order[place] = order[other]
                    other += 1
                else:
                    order[place] = spare[one]
                    one += 1
        width *= 2


@_inner
def _beats(rank: Rows, one: int, other: int, is_earlier_fine: int) -> bool:
    """Whether the first of two labels, which is no later, is nowhere worse."""
    if not is_earlier_fine and rank[one, 0] != rank[other, 0]:
        return False
    for column in range(1, 5):
        if rank[one, column] != rank[other, column]:
            if rank[one, column] > rank[other, column]:
                return False
            break
    is_worse = False
    for column in range(5, RANKS):
        is_worse |= rank[one, column] > rank[other, column]
    return not is_worse


@_inner
def _pruned(
    order: Ints, begin: int, end: int, spare: Ints, kept: Ints, rank: Rows, is_fine: int
) -> int:
    """Keep the rows of one state that no other one beats; returns how many are in ``kept``."""
    if end - begin == 1:
        kept[0] = order[begin]
        return 1
    is_earlier_fine = is_fine or end - begin > FEW_LABELS
    _sort(order, begin, end, spare, rank, int64(0))
    count = int64(0)
    for place in range(begin, end):
        is_beaten = False
        for number in range(count):
            if _beats(rank, kept[number], order[place], is_earlier_fine):
                is_beaten = True
                break
        if not is_beaten:
            kept[count] = order[place]
            count += 1
    if count > MOST_LABELS:
        _sort(kept, int64(0), count, spare, rank, int64(1))
        count = MOST_LABELS
    return count


@_inner
def _by_state(ahead: Rows, made: int, order: Ints, spare: Ints, states: Rows) -> int:
    """
    Order the labels made by their state, states as they first appear.

    ``states`` (states, 4): the state seen first, second, ...; where each state stands among them
    (-1: nowhere), where its rows begin in ``order``, where they end. Returns how many there are.
    """
    states[:, 1] = -1
    count = int64(0)
    for row in range(made):
        state = 2 * ahead[row, TAKEN] + ahead[row, IN_PARTS]
        if states[state, 1] < 0:
            states[count, 0] = state
            states[state, 1] = count
            states[state, 3] = 0
            count += 1
        states[state, 3] += 1
        spare[row] = state
    begin = int64(0)
    for number in range(count):
        state = states[number, 0]
        rows = states[state, 3]
        states[state, 2] = begin
        states[state, 3] = begin
        begin += rows
    for row in range(made):
        state = spare[row]
        order[states[state, 3]] = row
        states[state, 3] += 1
    return count


@_inner
def _go_on(
    now: Rows,
    count: int,
    ahead: Rows,
    rank: Rows,
    rows: Rows,
    states: Rows,
    ways: Rows,
    halt: int,
    halts: Rows,
    windows: Rows,
    starts: Ints,
    legs: Rows,
    breaks: Rows,
    pieces: Rows,
    fine: Ints,
    vehicle: Ints,
    must_be_legal: int,
) -> int:
    """Replace all labels by those worth following behind a halt; returns how many there are."""
    order, spare, kept = rows[0], rows[1], rows[2]
    made = int64(0)
    for row in range(count):
        leg_s = _arrive(now[row, AT], legs, halt, starts) - now[row, AT]
        now[row, AT] += leg_s
        now[row, DRIVEN] += leg_s
        now[row, DRIVE] += leg_s
        made = _served(now, row, ahead, made, halt, halts, windows, breaks, pieces, must_be_legal)
    for row in range(made):
        _rank(ahead, row, rank, breaks, vehicle)
    count = int64(0)
    for number in range(_by_state(ahead, made, order, spare, states)):
        state = states[number, 0]
        begin, end = states[state, 2], states[state, 3]
        stay = _pruned(order, begin, end, spare, kept, rank, fine[state // 2])
        for place in range(stay):
            for column in range(COLUMNS):
                now[count, column] = ahead[kept[place], column]
            if now[count, PIECE] >= 0:
                way = ways[0, 1]
                ways[way, 0] = now[count, WAY]
                ways[way, 1] = halt * len(pieces) + now[count, PIECE]
                ways[0, 1] += 1
                now[count, WAY] = way
                now[count, PIECE] = -1
            count += 1
    return count


@_inner
def _worth(
    label: Ints,
    start_s: int,
    worth: Ints,
    legs: Rows,
    starts: Ints,
    breaks: Rows,
    vehicle: Ints,
) -> None:
    """Drive home and add up."""
    end_s = label[AT]
    if not vehicle[IS_OPEN]:
        end_s = _arrive(end_s, legs, len(legs) - 1, starts)
    leg_s = end_s - label[AT]
    driven_s = label[DRIVEN] + leg_s
    worth[0] = label[BROKEN] + _owed_s(breaks, label[TAKEN], end_s, label[SINCE], driven_s)
    worth[1] = (
        label[BEYOND]
        + max(0, end_s - vehicle[LATEST])
        + max(0, end_s - start_s - vehicle[MAX_DURATION])
        + max(0, label[DRIVE] + leg_s - vehicle[MAX_DRIVE])
    )
    worth[2] = label[PRICE]
    worth[3] = label[LATE]
    waited_s = 0 if vehicle[WAITING_PAID] else label[WAIT]
    worth[4] = end_s - start_s - label[UNPAID] - waited_s
    worth[5] = end_s


@_inner
def _promise(label: Ints, ranks: Ints, vehicle: Ints) -> None:
    """Make a worth what the end is worth to who leaves as late as it allows; then as it is."""
    paid_s = ranks[4]
    ranks[4] -= min(label[LATER], label[WAIT]) if vehicle[WAITING_PAID] else 0
    ranks[6] = label[COUNT]
    ranks[7] = paid_s
    ranks[8] = 0
    ranks[9] = 0


@_inner
def _is_worth_less(rank: Rows, one: int, other: int) -> bool:
    """Compare two ends as they are: their worth, then how many pieces."""
    for column in range(4):
        if rank[one, column] != rank[other, column]:
            return rank[one, column] < rank[other, column]
    if rank[one, 7] != rank[other, 7]:
        return rank[one, 7] < rank[other, 7]
    for column in range(5, 7):
        if rank[one, column] != rank[other, column]:
            return rank[one, column] < rank[other, column]
    return False


@_inner
def _tell(label: Ints, ways: Rows, found: Ints) -> None:
    """Write the codes of a label's pieces in driving order, after how many there are."""
    found[0] = label[COUNT]
    way = label[WAY]
    for place in range(label[COUNT], 0, -1):
        found[place] = ways[way, 1]
        way = ways[way, 0]


@_entry
def place_for_later(
    depart_s: int,
    most: int,
    halts: Rows,
    windows: Rows,
    starts: Ints,
    legs: Rows,
    breaks: Rows,
    pieces: Rows,
    fine: Ints,
    vehicle: Ints,
    now: Rows,
    ahead: Rows,
    rank: Rows,
    rows: Rows,
    states: Rows,
    ways: Rows,
    found: Rows,
) -> int:
    """
    ``BreakTable.place_for_later``; returns how many rows are ``found``: ``most`` and one.

    ``found`` (``most`` + 1, 1 + pieces): how many pieces, then their codes.
    """
    start_s = depart_s - vehicle[LOADING]
    order, spare = rows[0], rows[1]
    ends = int64(0)
    for must_be_legal in range(1, -1, -1):
        now[0, :] = 0
        now[0, AT] = depart_s
        now[0, SINCE] = start_s
        now[0, LATER] = NO_LIMIT
        now[0, PIECE] = -1
        ways[0, 1] = 1
        count = int64(1)
        for halt in range(len(halts)):
            count = _go_on(
                now, count, ahead, rank, rows, states, ways, halt, halts, windows,
                starts, legs, breaks, pieces, fine, vehicle, must_be_legal,
            )  # fmt: skip
        for row in range(count):
            _worth(now[row], start_s, rank[row], legs, starts, breaks, vehicle)
            if not (must_be_legal and rank[row, 0]):
                _promise(now[row], rank[row], vehicle)
                order[ends] = row
                ends += 1
        if ends:
            break
    _sort(order, int64(0), ends, spare, rank, int64(0))
    best = order[0]
    for place in range(1, ends):
        if _is_worth_less(rank, order[place], best):
            best = order[place]
    chosen = min(ends, most)
    for place in range(chosen):
        _tell(now[order[place]], ways, found[place])
    _tell(now[best], ways, found[chosen])
    return chosen + 1


@_inner
def _go(days: Rows, count: int, legs: Rows, leg: int, starts: Ints) -> None:
    """Drive a leg on all days: most of them in the period of the day before."""
    last = len(starts) - 1
    period = 0
    for day in range(count):
        at_s = days[AT, day]
        if at_s < starts[period]:
            period = 0
        while period < last and starts[period + 1] <= at_s:
            period += 1
        there_s = at_s + legs[leg, period]
        if period < last and there_s > starts[period + 1]:
            there_s = _arrive(at_s, legs, leg, starts)
        days[AT, day] = there_s
        days[DRIVEN, day] += there_s - at_s
        days[DRIVE, day] += there_s - at_s


@_inner
def _drive(
    codes: Ints,
    days: Rows,
    count: int,
    halts: Rows,
    windows: Rows,
    starts: Ints,
    legs: Rows,
    breaks: Rows,
    pieces: Rows,
    vehicle: Ints,
) -> None:
    """
    Days with the same pieces, ``codes``, and departures that rise.

    They come back with their worth in columns ``BROKEN`` to ``LATE``, ``UNPAID`` (what is paid)
    and ``AT``.
    """
    for day in range(count):
        for column in range(UNPAID + 1):
            days[column, day] = 0
        days[AT, day] = days[LATER, day]
        days[SINCE, day] = days[LATER, day] - vehicle[LOADING]
    unpaid_s, taken, place = int64(0), int64(0), int64(0)
    for halt in range(len(halts)):
        _go(days, count, legs, halt, starts)
        if place < len(codes) and codes[place] // len(pieces) == halt:
            piece = codes[place] % len(pieces)
            place += 1
            duration_s = pieces[piece, P_DURATION]
            unpaid_s += 0 if breaks[taken, B_IS_PAID] else duration_s
            is_part = pieces[piece, P_IS_PART]
            for day in range(count):
                start_s = max(days[AT, day], pieces[piece, P_EARLIEST])
                days[WAIT, day] += start_s - days[AT, day]
                days[AT, day] = start_s + duration_s
                if not is_part:
                    days[BROKEN, day] += _missed_s(
                        breaks, taken, start_s, days[SINCE, day], days[DRIVEN, day]
                    )
                    days[DRIVEN, day] = 0
                    days[SINCE, day] = days[AT, day]
            taken += 0 if is_part else 1
        for day in range(count):
            start_s = _begin(days[AT, day], halts, halt, windows)
            late_s = max(0, start_s - halts[halt, CLOSES])
            days[BEYOND, day] += max(0, start_s - halts[halt, BY])
            days[PRICE, day] += late_s * halts[halt, LATE_MICRO]
            days[LATE, day] += late_s
            days[WAIT, day] += start_s - days[AT, day]
            days[AT, day] = start_s + halts[halt, SERVICE]
    if not vehicle[IS_OPEN]:
        _go(days, count, legs, len(legs) - 1, starts)
    for day in range(count):
        end_s = days[AT, day]
        lasts_s = end_s - days[LATER, day] + vehicle[LOADING]
        days[BROKEN, day] += _owed_s(breaks, taken, end_s, days[SINCE, day], days[DRIVEN, day])
        days[BEYOND, day] += (
            max(0, end_s - vehicle[LATEST])
            + max(0, lasts_s - vehicle[MAX_DURATION])
            + max(0, days[DRIVE, day] - vehicle[MAX_DRIVE])
        )
        waited_s = 0 if vehicle[WAITING_PAID] else days[WAIT, day]
        days[UNPAID, day] = lasts_s - unpaid_s - waited_s


@_inner
def _is_better(days: Rows, one: int, other: int) -> bool:
    """Whether a day is worth less than an earlier one, or as much."""
    for column in range(BROKEN, LATE + 1):
        if days[column, one] != days[column, other]:
            return days[column, one] < days[column, other]
    if days[UNPAID, one] != days[UNPAID, other]:
        return days[UNPAID, one] < days[UNPAID, other]
    return days[AT, one] <= days[AT, other]


@_entry
def drive(
    codes: Ints,
    days: Rows,
    count: int,
    halts: Rows,
    windows: Rows,
    starts: Ints,
    legs: Rows,
    breaks: Rows,
    pieces: Rows,
    vehicle: Ints,
    best: Ints,
) -> int:
    """
    ``break_hours._drive`` with these pieces and ``count`` rising departures, ``days[LATER]``.

    ``best`` (7 or more): the worth of the best of them, then as many of the best departures as
    there is room for, the best first. Returns how many there are.
    """
    _drive(codes, days, count, halts, windows, starts, legs, breaks, pieces, vehicle)
    found, most = int64(0), len(best) - WORTHS
    for day in range(count):
        place = found
        while place > 0 and _is_better(days, day, best[WORTHS + place - 1]):
            place -= 1
        if place == most:
            continue
        found = min(found + 1, most)
        for behind in range(found - 1, place, -1):
            best[WORTHS + behind] = best[WORTHS + behind - 1]
        best[WORTHS + place] = day
    first = best[WORTHS]
    for column in range(BROKEN, LATE + 1):
        best[column - BROKEN] = days[column, first]
    best[4] = days[UNPAID, first]
    best[5] = days[AT, first]
    for place in range(WORTHS, WORTHS + found):
        best[place] = days[LATER, best[place]]
    return found


@_entry
def least_paid(
    low_s: int,
    high_s: int,
    days: Rows,
    halts: Rows,
    windows: Rows,
    starts: Ints,
    legs: Rows,
    vehicle: Ints,
) -> int:
    """``departure._least_paid_plainly_s``: the best departure of all seconds, without breaks."""
    count = int64(high_s - low_s + 1)
    for day in range(count):
        days[AT, day] = days[LATER, day] = low_s + day
        days[DRIVE, day] = days[DRIVEN, day] = 0
    for halt in range(len(halts)):
        _go(days, count, legs, halt, starts)
        for day in range(count):
            start_s = _begin(days[AT, day], halts, halt, windows)
            days[AT, day] = start_s + halts[halt, SERVICE]
    if not vehicle[IS_OPEN]:
        _go(days, count, legs, len(legs) - 1, starts)
    best, best_long, best_paid_s, best_lasts_s = int64(-1), False, int64(0), int64(0)
    for day in range(count):
        lasts_s = days[AT, day] - days[LATER, day]
        is_long = days[DRIVE, day] > vehicle[MAX_DRIVE] or (
            lasts_s + vehicle[LOADING] > vehicle[MAX_DURATION]
        )
        paid_s = lasts_s if vehicle[WAITING_PAID] else days[DRIVE, day]
        if best >= 0:
            if is_long != best_long:
                if is_long:
                    continue
            elif paid_s > best_paid_s or (paid_s == best_paid_s and lasts_s >= best_lasts_s):
                continue
        best, best_long, best_paid_s, best_lasts_s = day, is_long, paid_s, lasts_s
    return low_s + best
