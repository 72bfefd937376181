"""Customers who were told an hour: what another one weighs, for a search and for a round on foot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.attempts import EVER_S
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.walks import Walk
from lastmile_cli.engines.by_hour import DayByHour
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.planning.walk_rounds import Round, told_of
from lastmile_cli.timing.clock import time_route
from tests.rich_strategies import rich_problems
from tests.strategies import story
from tests.worlds import EURO, drawn_problem

ENGINE = RuinRecreateEngine()
BRIEFLY = SolveBudget(iterations=60)


def told(low_s, high_s, euros):
    """What coming outside these seconds weighs."""
    return {"told_micro": ((0, euros * EURO), (low_s, 0), (high_s + 1, euros * EURO))}


def begins_s(problem, proposal):
    """When each stop begins, by its letter."""
    timed = [time_route(problem, route) for route in proposal.routes]
    return {
        problem.stops[visit.stop].stop_id: visit.start_s
        for route in timed
        for visit in route.stop_visits
    }


@pytest.mark.parametrize(("euros", "waits"), [(5, False), (50, True)])
def test_an_hour_that_was_told_is_kept_if_that_is_worth_its_price(euros, waits):
    """B is due in the first ten minutes; A lies on the way and was told half an hour later."""
    problem = drawn_problem(
        "D.A..B", stops={"A": told(1_800, 2_400, euros), "B": {"windows": ((0, 600),)}}
    )

    proposal = ENGINE.solve(problem, BRIEFLY)

    begin_s = begins_s(problem, proposal)["A"]
    assert (1_800 <= begin_s <= 2_400) is waits
    assert problem.stops[0].moved_micro(begin_s) == (0 if waits else euros * EURO)


def test_prices_of_two_kinds_cut_the_day_where_either_changes():
    both = {"chances": ((0, 500_000), (3_600, 0)), "failure_micro": 10 * EURO}
    problem = drawn_problem("D.A", stops={"A": told(1_800, 7_200, 3) | both})

    day = DayByHour.of(problem)

    assert day is not None
    assert [from_s for from_s, _ in problem.stops[0].hours] == [0, 1_800, 3_600, 7_201]
    prices = [stop.served_micro for stop in day.problem.stops]
    assert prices == [8 * EURO, 5 * EURO, 0, 3 * EURO]


def test_who_comes_late_pays_for_being_late_and_is_told_once():
    """The window ends before what was told does: behind it nothing is moved."""
    stop = drawn_problem("D.A", stops={"A": told(600, 7_200, 3) | {"windows": ((0, 3_600),)}}).stops

    assert stop[0].moved_micro(9_000) == 0
    assert stop[0].moved_micro(599) == 3 * EURO


def test_a_round_weighs_what_its_doors_do_each_at_its_own_time():
    """A at once, then five minutes there; B after a walk of a minute: 360 seconds later than A."""
    stops = drawn_problem(
        "D.A.B",
        stops={
            "A": told(1_000, 1_999, 2) | {"service_s": (300,)},
            "B": told(1_500, 2_499, 3) | {"service_s": (100,)},
        },
    ).stops
    walk = Walk(parked_at="A", out_m=80, out_s=60, back_m=80, back_s=60, goes_back=True)

    steps = told_of(stops, Round(doors=(0, 1), walks=(None, walk)))

    assert steps == (
        (-EVER_S, 5 * EURO),
        (1_000, 3 * EURO),
        (1_140, 0),
        (2_000, 2 * EURO),
        (2_140, 5 * EURO),
    )


def some_told(problem):
    """Every other customer was told an hour."""
    stops = tuple(
        replace(stop, told_micro=((0, 2 * EURO), (2_000 + 900 * n, 0), (4_000 + 900 * n, EURO)))
        if n % 2 == 0 and stop.shipped_from is None and n not in problem.destinations
        else stop
        for n, stop in enumerate(problem.stops)
    )
    return replace(problem, stops=stops)


@story
@given(
    rich_problems(max_stops=4, features=("hours", "lateness", "trips", "waiting")).map(some_told)
)
def test_whatever_was_told_plans_hold_and_are_no_dearer_than_what_they_begin_with(problem):
    first = ENGINE.solve(problem, SolveBudget(iterations=5, seed=1))

    again = ENGINE.solve(problem, SolveBudget(iterations=30, seed=2), start=first)

    assert check_proposal(problem, again) == []
    assert objective_micro(problem, again) <= objective_micro(problem, first) + 1
