"""Checks of breaks against each other and against the shift they are taken in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.break_rules import (
    BreakRule,
    find_window,
    rule_of,
    rules_that_apply,
    seconds,
    shift_of,
)
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.config_models import BreakModel, VehicleModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.times import clock_text
from lastmile_cli.intake.windows import make_span


def check_lm1231_break_in_the_shift(sections: Sections, book: KeyBook) -> None:
    """A break with a time must begin, and end, while the vehicle works."""
    for path, group, entry in _breaks(sections):
        shift = _shift(group)
        if entry.between is None or shift is None:
            continue
        window = find_window(entry, shift)
        if window is None:
            start_s, end_s = entry.between
            problem = f"{clock_text(end_s)} lies before {clock_text(start_s)}."
            book.error("LM1214", (*path, "between"), problem, "swap the two times.")
            continue
        _check_window(window, seconds(entry.minutes, 60), group, shift, (*path, "between"), book)


def check_lm1232_break_has_a_time_or_a_rule(sections: Sections, book: KeyBook) -> None:
    """When a break is due: between two times, or after so many hours."""
    for path, _, entry in _breaks(sections):
        has_rule = entry.after_driving_h is not None or entry.after_work_h is not None
        if entry.between is None and not has_rule:
            problem = "nothing says when this break is due."
            hint = "add between: two times, or after_work_h or after_driving_h: hours."
            book.error("LM1232", path, problem, hint)
        elif entry.between is not None and has_rule:
            problem = "a break has a time or a rule, not both."
            hint = "write two entries: the one with a time then counts for the rule as well."
            book.error("LM1232", path, problem, hint)
        elif entry.between is not None and entry.split_min is not None:
            problem = "only the break of a rule can be split."
            book.error("LM1232", (*path, "split_min"), problem, "write two breaks with a time.")


def check_lm1233_break_fits(sections: Sections, book: KeyBook) -> None:
    """The first part is shorter than the break, the break shorter than the day."""
    for path, group, entry in _breaks(sections):
        shift = _shift(group)
        if entry.split_min is not None and entry.split_min >= entry.minutes:
            problem = f"a part of {entry.split_min} min is no part of {entry.minutes}."
            hint = "give the minutes of the first part, less than the whole break."
            book.error("LM1233", (*path, "split_min"), problem, hint)
        if shift is None:
            continue
        day_s = shift.closes_s - shift.opens_s
        if group.max_hours is not None:
            day_s = min(day_s, seconds(group.max_hours, 3600))
        if seconds(entry.minutes, 60) >= day_s:
            problem = f"a break of {entry.minutes} min leaves nothing of the working day."
            book.error("LM1233", (*path, "minutes"), problem, "give minutes, not hours of work.")


def check_lm1234_break_counts_for_the_rule(sections: Sections, book: KeyBook) -> None:
    """A break with a time that is too short for a rule beside it is planned as long as that."""
    for path, group, entry in _breaks(sections):
        rule = _rule(group)
        if rule is None or entry.between is None:
            continue
        if seconds(entry.minutes, 60) < rule.duration_s:
            asked = rule.duration_s // 60
            part = f", {rule.first_part_s // 60} of them earlier where that helps"
            taken = rule.duration_s - rule.first_part_s
            may_split = rule.first_part_s and seconds(entry.minutes, 60) <= taken
            book.warning(
                "LM1234",
                (*path, "minutes"),
                f"{entry.minutes} min are too short to count for the rule beside it; "
                f"{asked} are planned{part if may_split else ''}.",
                f"write {asked} min, or leave out the rule.",
            )


def check_lm1235_rule_can_apply(sections: Sections, book: KeyBook) -> None:
    """A rule that needs a longer day than the vehicle can have asks for no break."""
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        if _shift(group) is None:
            continue
        applying = {at for at, _ in rules_that_apply(group)}
        for at, entry in enumerate(group.breaks):
            has_rule = entry.after_driving_h is not None or entry.after_work_h is not None
            if has_rule and at not in applying:
                path: KeyPath = ("vehicles", index, "breaks", at)
                problem = "the vehicle never works or drives so long: the rule asks for no break."
                book.info("LM1235", path, problem, "leave it out, or lengthen the day.")


def _check_window(
    window: Window,
    duration_s: int,
    group: VehicleModel,
    shift: Window,
    path: KeyPath,
    book: KeyBook,
) -> None:
    hours = f"{clock_text(group.shift.start)}-{clock_text(group.shift.end)}"
    begins_s = max(window.opens_s, shift.opens_s)
    if begins_s > window.closes_s or begins_s + duration_s > shift.closes_s:
        problem = f"no such break fits into the shift, {hours}."
        book.error("LM1231", path, problem, "move the times, or the shift.")
    elif window.opens_s < shift.opens_s or window.closes_s + duration_s > shift.closes_s:
        problem = f"a part of these times lies outside the shift, {hours}."
        book.warning("LM1238", path, problem, "give times at which the break may begin.")


def _breaks(sections: Sections) -> Iterator[tuple[KeyPath, VehicleModel, BreakModel]]:
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        for at, entry in enumerate(group.breaks):
            yield ("vehicles", index, "breaks", at), group, entry


def _shift(group: VehicleModel) -> Window | None:
    """The shift, ``None`` where its times are not in order (LM1214 says so)."""
    try:
        make_span(group.shift.start, group.shift.end)
    except CellError:
        return None
    return shift_of(group)


def _rule(group: VehicleModel) -> BreakRule | None:
    return None if _shift(group) is None else rule_of(group)
