"""When to leave with breaks at known halts: many departures at once, by their worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.timing.course import Course, Halt
from lastmile_cli.timing.departure import Seconds, arrivals_at_s, begins_at_s
from lastmile_cli.timing.placement import Piece

STEP_S = 120
"""So far apart are departures that are tried before the seconds beside the best of them."""
MOST_BEST = 3
"""Beside so many of them every second is tried."""


@dataclass(slots=True)
class _Days:
    """Days with the same breaks and many departures; see ``break_table.Label`` for the vectors."""

    course: Course
    departs_s: Seconds
    at_s: Seconds
    since_s: Seconds
    driven_s: Seconds
    drive_s: Seconds
    wait_s: Seconds
    broken_s: Seconds
    beyond_s: Seconds
    late_price: Seconds
    late_s: Seconds
    unpaid_s: int = 0
    taken: int = 0

    def go(self, durations_s: tuple[int, ...]) -> None:
        there_s = arrivals_at_s(self.at_s, durations_s, self.course.starts_s)
        self.driven_s = self.driven_s + (there_s - self.at_s)
        self.drive_s = self.drive_s + (there_s - self.at_s)
        self.at_s = there_s

    def pause(self, piece: Piece) -> None:
        asked = self.course.vehicle.breaks[piece.break_index]
        start_s: Seconds = np.maximum(self.at_s, np.int64(piece.earliest_s))
        self.wait_s = self.wait_s + (start_s - self.at_s)
        self.unpaid_s += 0 if asked.is_paid else piece.duration_s
        self.at_s = start_s + piece.duration_s
        if piece.earliest_s != -NO_LIMIT:
            self._miss(start_s)
            self.driven_s, self.since_s = np.zeros_like(start_s), self.at_s
            self.taken += 1

    def serve(self, halt: Halt) -> None:
        start_s = begins_at_s(self.at_s, halt.windows)
        late_s = np.maximum(0, start_s - halt.windows[-1][1])
        by_s = halt.latest_s if halt.by_s is None else halt.by_s
        self.beyond_s = self.beyond_s + np.maximum(0, start_s - by_s)
        self.late_price = self.late_price + late_s * halt.late_micro
        self.late_s = self.late_s + late_s
        self.wait_s = self.wait_s + (start_s - self.at_s)
        self.at_s = start_s + halt.service_s

    def end(self) -> None:
        """Drive home, and count the breaks that are owed."""
        if self.course.home_s is not None:
            self.go(self.course.home_s)
        vehicle = self.course.vehicle
        if self.taken < len(vehicle.breaks):
            self._miss(self.at_s)
        for later in vehicle.breaks[self.taken + 1 :]:
            self.broken_s = self.broken_s + np.maximum(0, self.at_s - later.latest_s)
        lasts_s = self.at_s - self.departs_s + vehicle.loading_s
        self.beyond_s = (
            self.beyond_s
            + np.maximum(0, self.at_s - vehicle.latest_s)
            + np.maximum(0, lasts_s - vehicle.max_duration_s)
            + np.maximum(0, self.drive_s - vehicle.max_drive_s)
        )

    def parts(self) -> tuple[Seconds, ...]:
        """Worth of each departure, part by part; see ``placement.Worth``."""
        paid_s = self.at_s - self.departs_s - self.unpaid_s
        if not self.course.vehicle.waiting_paid:
            paid_s = paid_s - self.wait_s
        return self.broken_s, self.beyond_s, self.late_price, self.late_s, paid_s, self.at_s

    def best_first(self) -> Seconds:
        """Indices of the departures, that of the least worth first, the latest of equals."""
        return np.lexsort((-self.departs_s, *reversed(self.parts())))

    def _miss(self, start_s: Seconds) -> None:
        asked = self.course.vehicle.breaks[self.taken]
        self.broken_s = (
            self.broken_s
            + np.maximum(0, start_s - asked.latest_s)
            + np.maximum(0, start_s - self.since_s - asked.max_work_s)
            + np.maximum(0, self.driven_s - asked.max_drive_s)
        )


@dataclass(frozen=True, slots=True)
class Span:
    """
    From when to when a vehicle may leave with these breaks, looked at ``STEP_S`` apart.

    ``worth`` is that of the best of these departures, in the order of ``Worth``; ``best_s`` are the
    ``MOST_BEST`` best ones.
    """

    worth: tuple[int, ...]
    best_s: tuple[int, ...]
    low_s: int
    high_s: int


def look_over(course: Course, pieces: tuple[Piece, ...], low_s: int, high_s: int) -> Span:
    """Drive with these breaks at departures ``STEP_S`` apart from ``low_s`` to ``high_s``."""
    few_s = np.append(np.arange(low_s, high_s, STEP_S, dtype=np.int64), np.int64(high_s))
    days = _drive(course, pieces, few_s)
    first = days.best_first()[:MOST_BEST]
    worth = tuple(int(part[first[0]]) for part in days.parts())
    return Span(worth, tuple(few_s[first].tolist()), low_s, high_s)


def best_depart_s(course: Course, pieces: tuple[Piece, ...], span: Span) -> int:
    """Departure of the least worth with these breaks: all seconds beside the best of a span."""
    best_s = np.array(span.best_s, dtype=np.int64)
    near_s = best_s[:, np.newaxis] + np.arange(-STEP_S, STEP_S + 1, dtype=np.int64)
    all_s = np.unique(np.clip(near_s, span.low_s, span.high_s))
    return int(all_s[_drive(course, pieces, all_s).best_first()[0]])


def _drive(course: Course, pieces: tuple[Piece, ...], departs_s: Seconds) -> _Days:
    nothing = np.zeros_like(departs_s)
    days = _Days(
        course=course,
        departs_s=departs_s,
        at_s=departs_s,
        since_s=departs_s - course.vehicle.loading_s,
        driven_s=nothing,
        drive_s=nothing,
        wait_s=nothing,
        broken_s=nothing,
        beyond_s=nothing,
        late_price=nothing,
        late_s=nothing,
    )
    at = {piece.halt: piece for piece in pieces}
    for number, halt in enumerate(course.halts):
        days.go(halt.durations_s)
        if number in at:
            days.pause(at[number])
        days.serve(halt)
    days.end()
    return days
