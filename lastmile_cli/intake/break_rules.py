"""Breaks as the configuration writes them, in the one order in which they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.fleet import Break
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.config_models import BreakModel, VehicleModel
from lastmile_cli.intake.times import DAY_S
from lastmile_cli.intake.windows import make_span

MOST_BREAKS = 24
"""More than anybody takes in one shift; what a rule asks beyond is not planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakRule:
    """
    What all rules of a vehicle ask together: the longest break, after the shortest stretch.

    Each bound is kept and each break is long enough for every rule; ``None``
    where no rule counts working or driving time.
    """

    duration_s: int
    first_part_s: int
    is_paid: bool
    max_work_s: int | None
    max_drive_s: int | None

    @property
    def due_s(self) -> int:
        """Seconds after which, at the earliest, the next break is due: driving is work too."""
        return min(bound for bound in (self.max_work_s, self.max_drive_s) if bound is not None)

    def as_break(self) -> Break:
        """A break that only the rule asks for."""
        return Break(
            duration_s=self.duration_s,
            first_part_s=self.first_part_s,
            is_paid=self.is_paid,
            max_work_s=self.max_work_s,
            max_drive_s=self.max_drive_s,
        )

    def as_break_at(self, lunch: TimedBreak) -> Break:
        """
        A break with a time of its own, which is the rule's break as well.

        One that is too short for the rule becomes as long as the rule asks;
        what is added may be its first part where the rule can be split so.
        """
        duration_s = max(lunch.duration_s, self.duration_s)
        may_split = lunch.duration_s <= self.duration_s - self.first_part_s
        return Break(
            duration_s=duration_s,
            earliest_s=lunch.window.opens_s,
            latest_s=lunch.window.closes_s,
            first_part_s=self.first_part_s if may_split else 0,
            is_paid=lunch.is_paid,
            max_work_s=self.max_work_s,
            max_drive_s=self.max_drive_s,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedBreak:
    """A break that begins inside a window, such as lunch."""

    duration_s: int
    window: Window
    is_paid: bool

    def as_break(self) -> Break:
        """The break where no rule is given beside it."""
        return Break(
            duration_s=self.duration_s,
            earliest_s=self.window.opens_s,
            latest_s=self.window.closes_s,
            is_paid=self.is_paid,
        )


def make_breaks(group: VehicleModel) -> tuple[Break, ...]:
    """
    List the breaks of a vehicle in the order in which they are taken.

    Breaks with a time stand in the order of their times, and each is the
    rule's break as well. The rule's own breaks come before one where nobody
    could work until then, and behind the last as many as the shift has room
    for. A vehicle that is home in time does not owe the rest, so too many do
    no harm.
    """
    shift = shift_of(group)
    timed = timed_breaks(group)
    rule = rule_of(group)
    if rule is None:
        return tuple(lunch.as_break() for lunch in timed)
    if not timed:
        day_s = _working_day_s(group, shift)
        return tuple(rule.as_break() for _ in range(_count(rule, 0, day_s)))
    breaks: list[Break] = []
    free_from_s = shift.opens_s
    for lunch in timed:
        if rule.max_work_s is not None:
            # Else the vehicle could not work from the break before to this one.
            stretch_s = lunch.window.opens_s - free_from_s
            needed = _count_between(rule.max_work_s, rule.duration_s, stretch_s)
            breaks += [rule.as_break()] * needed
        breaks.append(rule.as_break_at(lunch))
        free_from_s = lunch.window.closes_s + breaks[-1].duration_s
    last = breaks[-1]
    after = _count(rule, last.earliest_s + last.duration_s, shift.closes_s)
    return tuple(breaks + [rule.as_break()] * after)[:MOST_BREAKS]


def shift_of(group: VehicleModel) -> Window:
    """A shift in seconds on the clock; it may run past midnight."""
    span = make_span(group.shift.start, group.shift.end)
    return Window(span.opens_s, span.closes_s)


def timed_breaks(group: VehicleModel) -> list[TimedBreak]:
    """The breaks that have a time, in order; over midnight they lie where the shift does."""
    shift = shift_of(group)
    found = [
        TimedBreak(
            duration_s=seconds(entry.minutes, 60),
            window=window,
            is_paid=entry.paid,
        )
        for entry in group.breaks
        if (window := find_window(entry, shift)) is not None
    ]
    return sorted(found, key=lambda lunch: lunch.window)


def find_window(entry: BreakModel, shift: Window) -> Window | None:
    """When the break may begin; ``None`` without a time, or with two that are not in order."""
    if entry.between is None:
        return None
    try:
        span = make_span(*entry.between)
    except CellError:
        return None
    later_s = DAY_S if span.closes_s < shift.opens_s and shift.closes_s >= DAY_S else 0
    return Window(span.opens_s + later_s, span.closes_s + later_s)


def rule_of(group: VehicleModel) -> BreakRule | None:
    """What the rules of a group ask together; ``None`` without a rule that can ever apply."""
    rules = [entry for _, entry in rules_that_apply(group)]
    if not rules:
        return None
    longest = max(rules, key=lambda rule: rule.minutes)
    split = longest.split_min
    return BreakRule(
        duration_s=seconds(longest.minutes, 60),
        first_part_s=0 if split is None else seconds(split, 60),
        is_paid=longest.paid,
        max_work_s=_least(rule.after_work_h for rule in rules),
        max_drive_s=_least(rule.after_driving_h for rule in rules),
    )


def rules_that_apply(group: VehicleModel) -> list[tuple[int, BreakModel]]:
    """The rules, with their place in the list, whose stretch is shorter than the day can be."""
    day_s = _working_day_s(group, shift_of(group))
    drive_s = day_s
    if group.max_drive_hours is not None:
        drive_s = min(day_s, seconds(group.max_drive_hours, 3600))
    return [
        (index, entry)
        for index, entry in enumerate(group.breaks)
        if (entry.after_work_h is not None and seconds(entry.after_work_h, 3600) < day_s)
        or (entry.after_driving_h is not None and seconds(entry.after_driving_h, 3600) < drive_s)
    ]


def seconds(amount: Decimal, unit_s: int) -> int:
    """Whole seconds of an amount of minutes or hours."""
    return int((amount * unit_s).to_integral_value(rounding=ROUND_HALF_UP))


def _working_day_s(group: VehicleModel, shift: Window) -> int:
    day_s = shift.closes_s - shift.opens_s
    if group.max_hours is None:
        return day_s
    return min(day_s, seconds(group.max_hours, 3600))


def _count(rule: BreakRule, from_s: int, until_s: int) -> int:
    return _count_between(rule.due_s, rule.duration_s, until_s - from_s)


def _count_between(due_s: int, duration_s: int, stretch_s: int) -> int:
    """How many breaks fall due inside a stretch of work and breaks by turns."""
    if stretch_s <= due_s:
        return 0
    return min(MOST_BREAKS, -(-(stretch_s - due_s) // (due_s + duration_s)))


def _least(hours: Iterator[Decimal | None]) -> int | None:
    return min((seconds(bound, 3600) for bound in hours if bound is not None), default=None)
