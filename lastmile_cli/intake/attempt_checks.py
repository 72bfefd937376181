"""Checks of the configured chances: hours that are some, and one chance at each of them."""

from __future__ import annotations

import itertools

from lastmile_cli.intake.attempt_models import AttemptsModel, ChanceModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.times import clock_text


def check_lm1222_one_chance_an_hour(sections: Sections, book: KeyBook) -> None:
    """Each line ends after it begins, and no two of one type hold at one hour of one day."""
    attempts: AttemptsModel = sections["attempts"]
    for index, line in enumerate(attempts.chances):
        if line.end <= line.start:
            problem = f"{_hours(line)} ends before it begins."
            hint = 'swap the two; over midnight write two: until "24:00", and from "00:00".'
            book.error("LM1222", ("attempts", "chances", index), problem, hint)
    lines = enumerate(attempts.chances)
    for (_, one), (later, other) in itertools.combinations(lines, 2):
        if _meet(one, other):
            whose = f" of {shown(other.customer_type)}" if other.customer_type else ""
            problem = f"{_hours(other)}{whose} overlaps {_hours(one)}: which chance holds?"
            hint = "move one of the times, or name other days or another customer_type."
            book.error("LM1222", ("attempts", "chances", later), problem, hint)


def _meet(one: ChanceModel, other: ChanceModel) -> bool:
    days = set(one.days or range(7)) & set(other.days or range(7))
    is_one_type = one.customer_type.casefold() == other.customer_type.casefold()
    hours = max(one.start, other.start) < min(one.end, other.end)
    return bool(days) and is_one_type and hours


def _hours(line: ChanceModel) -> str:
    return f"{clock_text(line.start)}-{clock_text(line.end)}"
