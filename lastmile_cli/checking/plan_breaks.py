"""The written breaks of a route: their length, their hours, and those still owed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lastmile_cli.checking.plan_legs import WrittenLeg
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import between, span, unlike_spans
from lastmile_cli.domain.plan import Visit, VisitKind
from lastmile_cli.domain.problem import ProblemBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBreak:
    """
    A break of the plan, or one part of it, with what the driver had done before.

    ``number`` is the visit's place in the route, ``asked`` which of the
    vehicle's breaks it is (``None``: one more than it has). Work and driving
    count since the start of loading or the last whole break; ``part_s`` of
    this break were taken before.
    """

    number: int
    visit: Visit
    asked: ProblemBreak | None
    is_first_part: bool
    worked_s: int
    driven_s: int
    part_s: int

    @property
    def length_s(self) -> int:
        """Seconds it lasts."""
        return self.visit.depart_s - self.visit.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What counts since the start of loading or the last whole break."""

    taken: int
    since_s: int
    driven_s: int = 0
    part_s: int = 0


def check_breaks(view: RouteView, legs: list[WrittenLeg]) -> Iterator[Violation]:
    """Breaks are where and as long as they must, within their bounds, and none is owed."""
    breaks, last = walk_breaks(view, legs)
    for one in breaks:
        yield from _check_place(view, one)
        if one.asked is not None:
            yield from _check_length(view, one, one.asked)
            if not one.is_first_part:
                yield from _check_bounds(view, one, one.asked)
    yield from _check_owed(view, last)
    lasting_s = sum(max(0, one.length_s) for one in breaks)
    for told_s, real_s, words in (
        (view.route.break_s, lasting_s, "takes breaks of {} in all"),
        (view.route.unpaid_s, unpaid_s(view), "is not paid for {}"),
    ):
        off_s = abs(told_s - real_s)
        if off_s > view.tolerance.time_s:
            real, told = unlike_spans(real_s, told_s)
            sentence = f"{words.format(real)}, not {told} as the plan says"
            yield _violation(view, Rule.WRONG_PAY, off_s, sentence)


def unpaid_s(view: RouteView) -> int:
    """Seconds of the written route that are not paid: unpaid breaks, unpaid waiting."""
    breaks, _ = walk_breaks(view, [])
    resting_s = sum(
        max(0, one.length_s) for one in breaks if one.asked is not None and not one.asked.is_paid
    )
    if view.van.waiting_paid:
        return resting_s
    return resting_s + sum(max(0, visit.start_s - visit.arrive_s) for visit in view.visits)


def walk_breaks(view: RouteView, legs: list[WrittenLeg]) -> tuple[list[WrittenBreak], Since]:
    """All written breaks in order, and what counts at the end of the day."""
    driven_s = {leg.number: leg.drive_s for leg in legs}
    breaks: list[WrittenBreak] = []
    state = Since(taken=0, since_s=view.visits[0].start_s)
    for number, visit in enumerate(view.visits):
        state = replace(state, driven_s=state.driven_s + driven_s.get(number, 0))
        if visit.kind is VisitKind.BREAK:
            breaks.append(_written(view, number, visit, state))
            state = _after(breaks[-1], state)
    home_s = driven_s.get(len(view.visits), 0)
    return breaks, replace(state, driven_s=state.driven_s + home_s)


def _written(view: RouteView, number: int, visit: Visit, state: Since) -> WrittenBreak:
    breaks = view.van.breaks
    asked = breaks[state.taken] if state.taken < len(breaks) else None
    is_short = (
        asked is not None
        and visit.depart_s - visit.start_s < asked.duration_s - view.tolerance.time_s
    )
    is_part = asked is not None and asked.first_part_s > 0 and not state.part_s and is_short
    return WrittenBreak(
        number=number,
        visit=visit,
        asked=asked,
        is_first_part=is_part,
        worked_s=visit.start_s - state.since_s,
        driven_s=state.driven_s,
        part_s=state.part_s,
    )


def _after(one: WrittenBreak, state: Since) -> Since:
    if one.is_first_part:
        return replace(state, part_s=one.length_s)
    return Since(taken=state.taken + 1, since_s=one.visit.depart_s)


def _violation(view: RouteView, rule: Rule, amount: int, words: str) -> Violation:
    van = view.van.vehicle_id
    return Violation(rule=rule, route=van, amount=amount, sentence=f"Vehicle {van} {words}.")


def _check_place(view: RouteView, one: WrittenBreak) -> Iterator[Violation]:
    when = view.clock(one.visit.start_s)
    halts = (VisitKind.STOP, VisitKind.LOAD, VisitKind.CHARGE)
    if one.asked is None:
        words = f"takes a break at {when} that it does not have"
        yield _violation(view, Rule.BREAK_MISPLACED, one.length_s, words)
    if not any(visit.kind in halts for visit in view.visits[: one.number]):
        words = f"takes a break at {when}, before its first loading"
        yield _violation(view, Rule.BREAK_MISPLACED, 0, words)
    if not any(visit.kind in halts for visit in view.visits[one.number :]):
        words = f"takes a break at {when}, behind its last halt"
        yield _violation(view, Rule.BREAK_MISPLACED, 0, words)


def _check_length(view: RouteView, one: WrittenBreak, asked: ProblemBreak) -> Iterator[Violation]:
    if one.is_first_part:
        off_s, needed_s = max(0, asked.first_part_s - one.length_s), asked.first_part_s
    else:
        needed_s = asked.duration_s - one.part_s
        off_s = abs(one.length_s - needed_s)
    if off_s > view.tolerance.time_s:
        lasts, needs = unlike_spans(max(0, one.length_s), needed_s)
        part = "first part of its break" if one.is_first_part else "break"
        words = f"takes a {part} of {lasts} at {view.clock(one.visit.start_s)}, which takes {needs}"
        yield _violation(view, Rule.BREAK_LENGTH, off_s, words)


def _check_bounds(view: RouteView, one: WrittenBreak, asked: ProblemBreak) -> Iterator[Violation]:
    begin_s = one.visit.start_s
    early_s = asked.earliest_s - begin_s
    found: list[tuple[int, str]] = []
    if early_s > 0:
        until = between(begin_s, asked.earliest_s)
        found.append((early_s, f"{until} before {view.clock(asked.earliest_s)}"))
    found += list_misses(view, asked, begin_s, one.worked_s, one.driven_s)
    for amount, words in found:
        if amount > view.tolerance.time_s:
            told = f"takes its break at {view.clock(begin_s)}, {words}"
            yield _violation(view, Rule.BREAK_OUT_OF_BOUNDS, amount, told)


def list_misses(
    view: RouteView, asked: ProblemBreak, now_s: int, worked_s: int, driven_s: int
) -> list[tuple[int, str]]:
    """By how many seconds a break misses its bounds that begins only now, and in words."""
    late_s = now_s - asked.latest_s
    over_s, far_s = worked_s - asked.max_work_s, driven_s - asked.max_drive_s
    found: list[tuple[int, str]] = []
    if late_s > 0:
        found.append(
            (late_s, f"{between(asked.latest_s, now_s)} after {view.clock(asked.latest_s)}")
        )
    if over_s > 0:
        found.append((over_s, f"after {span(worked_s)} of work, {span(over_s)} too many"))
    if far_s > 0:
        found.append((far_s, f"after {span(driven_s)} of driving, {span(far_s)} too many"))
    return found


def _check_owed(view: RouteView, last: Since) -> Iterator[Violation]:
    """At the end of the day no break is due that was not taken."""
    end_s = view.end_s
    for number, asked in enumerate(view.van.breaks[last.taken :]):
        # The bounds of later breaks count from the one before, which was not taken.
        worked_s, driven_s = (end_s - last.since_s, last.driven_s) if not number else (0, 0)
        misses = list_misses(view, asked, end_s, worked_s, driven_s)
        amount, words = max(misses, default=(0, ""))
        if amount > view.tolerance.time_s:
            left_s = asked.duration_s - (0 if number else last.part_s)
            told = (
                f"owes its driver a break of {span(left_s)}: "
                f"it ends at {view.clock(end_s)}, {words}"
            )
            yield _violation(view, Rule.BREAK_OWED, amount, told)
