"""What places breaks from many departures, and finds the best one: plain Python, or kernels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol, TypeVar

import numpy as np

from lastmile_cli.domain.problem import NO_LIMIT, ProblemBreak
from lastmile_cli.timing import break_hours
from lastmile_cli.timing.break_hours import MOST_BEST, Span
from lastmile_cli.timing.break_table import MOST_LABELS, BreakTable
from lastmile_cli.timing.course import Course
from lastmile_cli.timing.kernel_days import Ints, day_arrays, ints, rules
from lastmile_cli.timing.placement import Piece, Placement, Worth

Way = TypeVar("Way", tuple[Piece, ...], tuple[int, ...])
"""Breaks at known halts in driving order, sorted like their pieces."""


class Search(Protocol[Way]):
    """Ways to take the breaks of a course, and what they are worth."""

    def ways_from(self, depart_s: int) -> set[Way]:
        """Give the breaks that promise most for who leaves then, or later."""
        ...

    def look_over(self, way: Way, low_s: int, high_s: int) -> Span:
        """See ``break_hours.look_over``."""
        ...

    def settle(self, way: Way, span: Span) -> Placement:
        """Take the breaks so, and leave at the second that suits them best."""
        ...


class PlainSearch:
    """By ``BreakTable`` and ``break_hours``: what kernels are held to."""

    def __init__(self, course: Course) -> None:
        self._table = BreakTable(course)

    def ways_from(self, depart_s: int) -> set[tuple[Piece, ...]]:
        """See ``Search``."""
        return {placed.pieces for placed in self._table.place_for_later(depart_s)}

    def look_over(self, way: tuple[Piece, ...], low_s: int, high_s: int) -> Span:
        """See ``Search``."""
        return break_hours.look_over(self._table.course, way, low_s, high_s)

    def settle(self, way: tuple[Piece, ...], span: Span) -> Placement:
        """See ``Search``."""
        depart_s = break_hours.best_depart_s(self._table.course, way, span)
        return self._table.place(depart_s, fixed=way)


class KernelSearch:
    """By kernels: a course as arrays and room for labels, ways as codes of pieces."""

    def __init__(self, course: Course, kernels: Any) -> None:
        self._kernels, breaks = kernels, course.vehicle.breaks
        three = [_whole_part_rest(*one) for one in enumerate(breaks)]
        self._pieces = [piece for one in three for piece in sorted(one)]
        table = BreakTable(course)
        vehicle = rules(course, counts_drive=table.counts_drive)
        day = (
            *day_arrays(course),
            ints([_break(one, asked) for one, asked in zip(three, breaks, strict=True)]),
            ints([_row(piece) for piece in self._pieces]),
        )
        most = MOST_LABELS * (2 * len(breaks) + 1)
        self._found = np.empty((table.most_ways + 1, 1 + 2 * len(breaks)), np.int64)
        self._label = (
            table.most_ways,
            *day,
            ints(table.earlier_is_better),
            vehicle,
            np.empty((most, kernels.COLUMNS), np.int64),
            np.empty((3 * most, kernels.COLUMNS), np.int64),
            np.empty((3 * most, kernels.RANKS), np.int64),
            np.empty((3, 3 * most), np.int64),
            np.empty((2 * len(breaks) + 2, 4), np.int64),
            np.empty((1 + most * len(course.halts), 2), np.int64),
            self._found,
        )
        self._best = np.empty(kernels.WORTHS + MOST_BEST, np.int64)
        self._drive_by = (*day, vehicle, self._best)
        self._days = np.empty((kernels.LATER + 1, 0), np.int64)

    def ways_from(self, depart_s: int) -> set[tuple[int, ...]]:
        """See ``Search``."""
        count = self._kernels.place_for_later(depart_s, *self._label)
        return {tuple(row[1 : row[0] + 1]) for row in self._found[:count].tolist()}

    def look_over(self, way: tuple[int, ...], low_s: int, high_s: int) -> Span:
        """See ``Search``."""
        worth, best_s = self._drive(way, break_hours.seconds_over(low_s, high_s))
        return Span(worth, best_s, low_s, high_s)

    def settle(self, way: tuple[int, ...], span: Span) -> Placement:
        """See ``Search``."""
        worth, best_s = self._drive(way, break_hours.seconds_beside(span))
        found = (divmod(code, len(self._pieces)) for code in way)
        pieces = tuple(replace(self._pieces[piece], halt=halt) for halt, piece in found)
        return Placement(depart_s=best_s[0], pieces=pieces, worth=worth)

    def _drive(self, way: tuple[int, ...], departs_s: Ints) -> tuple[Worth, tuple[int, ...]]:
        """Give the worth of the best departure, and the best ones."""
        count, worths = len(departs_s), self._kernels.WORTHS
        if self._days.shape[1] < count:
            self._days = np.empty((len(self._days), count), np.int64)
        self._days[self._kernels.LATER, :count] = departs_s
        found = self._kernels.drive(ints(way), self._days, count, *self._drive_by)
        numbers = self._best.tolist()
        return Worth(*numbers[:worths]), tuple(numbers[worths : worths + found])


def _whole_part_rest(number: int, asked: ProblemBreak) -> list[Piece]:
    """Give a break, its first part and the rest; the halt is filled in later."""
    rest_s = asked.duration_s - asked.first_part_s
    lasts_s = (asked.duration_s, asked.first_part_s, rest_s)
    from_s = (asked.earliest_s, -NO_LIMIT, asked.earliest_s)
    return [
        Piece(halt=0, break_index=number, duration_s=duration_s, earliest_s=earliest_s)
        for duration_s, earliest_s in zip(lasts_s, from_s, strict=True)
    ]


def _break(three: list[Piece], asked: ProblemBreak) -> tuple[int, ...]:
    """Give its bounds, and the rows of the whole, the first part (-1: it has none) and the rest."""
    first = 3 * three[0].break_index
    whole, part, rest = (first + sorted(three).index(piece) for piece in three)
    bounds = (asked.latest_s, asked.max_work_s, asked.max_drive_s, asked.is_paid)
    return *bounds, whole, part if asked.first_part_s else -1, rest


def _row(piece: Piece) -> tuple[int, ...]:
    return piece.duration_s, piece.earliest_s, piece.earliest_s == -NO_LIMIT
