"""The referee on batteries: what they hold, and what a written plan says they hold."""

from __future__ import annotations

import dataclasses

import pytest

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from tests.timing.test_batteries import LEVEL
from tests.worlds import drawn_problem


def told(drawing: str, seconds: int | None, **battery):
    """One stop at A, charged for so many seconds on the way home."""
    van = {"battery": dataclasses.replace(LEVEL, **battery)}
    problem = drawn_problem(drawing, vans=[van], chargers="C")
    charges = () if seconds == 0 else (ProposedCharge(before=1, charger=0, seconds=seconds),)
    return check_route(problem, ProposedRoute(vehicle=0, trips=((0,),), charges=charges))


def test_who_comes_home_above_the_reserve_keeps_it():
    assert told("D...C...A", 0) == []


def test_below_the_reserve_is_told_with_how_much():
    """11 kWh of 9."""
    (violation,) = told("D...C......A", 0)

    assert violation.rule is Rule.OUT_OF_RANGE
    assert violation.amount == 2_000
    assert violation.sentence == (
        "The battery of vehicle van-1 falls 2.00 kWh below its reserve of 1.00 kWh."
    )


@pytest.mark.parametrize(("seconds", "holds"), [(200, True), (199, False)])
def test_a_second_too_short_at_the_charger_is_too_short(seconds, holds):
    assert (told("D...C......A", seconds) == []) is holds


def test_the_stop_behind_the_reserve_is_named():
    """10 km out with 4 kWh."""
    (violation,) = told("D...C.....A", 0, start_mwh=5_000_000)

    assert violation.stop == "A"


def test_a_charge_of_a_battery_says_how_long():
    assert [one.rule for one in told("D...C...A", None)] == [Rule.CHARGE_MISPLACED]
