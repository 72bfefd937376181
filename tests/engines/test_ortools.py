"""The OR-Tools engine: best plans of tiny days, exact models, Ctrl-C."""

from __future__ import annotations

import os
import random
import signal
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.progress import Progress
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.registry import open_engine
from tests.engines.brute_force import cheapest_micro, plan_micro
from tests.problem_strategies import problems
from tests.worlds import EURO, drawn_problem

CENT = EURO // 100


def solve(problem: Problem, iterations: int = 150) -> Proposal:
    return open_engine("ortools").solve(problem, SolveBudget(iterations=iterations))


TINY_DAYS = {
    "a square": drawn_problem("A.B\n.D.\nC.E"),
    "two vans and not enough room in one": drawn_problem(
        "A..B..D..C..E", vans=[{"capacity": (3,)}, {"capacity": (3,)}]
    ),
    "a cheap bike and a dear van": drawn_problem(
        "A.B.D..C..E",
        vans=[
            {"capacity": (2,), "per_km_micro": EURO // 10, "per_hour_micro": 20 * EURO},
            {"fixed_micro": 30 * EURO},
        ],
    ),
    "windows that force a detour": drawn_problem(
        "D..A..B..C..E",
        stops={"A": {"windows": ((1200, 1300),)}, "B": {}, "C": {"windows": ((0, 600),)}, "E": {}},
    ),
    "waiting costs wages": drawn_problem(
        "A..D..B..C", stops={"A": {}, "B": {"windows": ((3600, 3700),)}, "C": {}}, vans=[{}, {}]
    ),
    "two windows, one of them cheap": drawn_problem(
        "D..A..B",
        stops={"A": {"windows": ((180, 200), (4000, 5000))}, "B": {"windows": ((4200, 4300),)}},
    ),
    "overtime is dearer than a second van": drawn_problem(
        "A.....D.....B",
        vans=[{"overtime_after_s": 900, "overtime_micro": 360 * EURO, "fixed_micro": EURO}] * 1
        + [{"fixed_micro": 2 * EURO}],
    ),
    "open routes from two depots": drawn_problem(
        "D..A..B..E..C", stops={"A": {}, "B": {}, "C": {}}, vans=[{"end": None}, {"start": "E"}]
    ),
    "returns come on board on the way": drawn_problem(
        "D..A..B..C",
        stops={"A": {"pickup": (2,)}, "B": {"delivery": (2,)}, "C": {"delivery": (1,)}},
        vans=[{"capacity": (3,)}],
    ),
    "goods that are ready later": drawn_problem(
        "A..D..B..C",
        stops={"A": {"ready_s": 1800}, "B": {}, "C": {"windows": ((0, 600),)}},
        vans=[{"loading_s": 120}, {"loading_s": 120}],
    ),
    "not worth the way": drawn_problem(
        "D..A.......B", stops={"A": {}, "B": {"drop_micro": 5 * EURO}}
    ),
}


@pytest.mark.parametrize("name", TINY_DAYS)
def test_the_best_plan_of_a_tiny_day_is_found(name):
    problem = TINY_DAYS[name]

    proposal = solve(problem)

    assert check_proposal(problem, proposal) == []
    assert abs(plan_micro(problem, proposal) - cheapest_micro(problem)) < CENT


@given(problem=problems(max_stops=4, max_vehicles=2, max_periods=1))
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_best_plan_of_any_tiny_day_is_found(problem):
    # Where a stop can only be reached by way of another, no local move finds it.
    assume(all((table.duration_s < UNREACHABLE_S).all() for table in problem.travel.tables))
    proposal = solve(problem, iterations=300)

    # Two plans a cent apart are the same to it: it counts in whole ones.
    assert plan_micro(problem, proposal) - cheapest_micro(problem) <= CENT


def test_any_seed_leads_to_a_plan_as_good():
    problem = TINY_DAYS["a square"]
    engine = open_engine("ortools")

    plans = [engine.solve(problem, SolveBudget(iterations=60, seed=seed)) for seed in range(4)]

    assert {plan_micro(problem, plan) for plan in plans} == {cheapest_micro(problem)}


@pytest.mark.parametrize("day", range(3))
def test_a_town_of_forty_stops_is_planned_without_a_violation(day):
    """Forty doors in four rows, at random hours, with traffic, returns and late goods."""
    dice = random.Random(day)
    doors = [f"{letter}" for letter in "ABCEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"]
    rows = ["".join(f"{letter}." for letter in doors[row::4]) for row in range(4)]
    stops: dict[str, dict[str, Any]] = {}
    for letter in doors:
        opens_s = dice.randrange(0, 36_000, 1_800)
        stops[letter] = dice.choice(
            [
                {},
                {"windows": ((opens_s, opens_s + 7_200),)},
                {"pickup": (2,)},
                {"ready_s": 7_200, "service_s": (300,)},
            ]
        )
    van = {"capacity": (15,), "loading_s": 600, "max_duration_s": 30_000}
    problem = drawn_problem(
        "\n".join([*rows, "D"]),
        stops=stops,
        vans=[van, van, van | {"end": None}, van | {"max_stops": 5}],
        slow={0: 1, 5_400: 2, 12_600: 1.2},
    )

    proposal = solve(problem, 100)

    assert check_proposal(problem, proposal) == []
    assert len(proposal.unserved) < 10


def test_another_seed_takes_another_way():
    """Half way through a search of a larger day, plans of several seeds still differ."""
    doors = "ABCEFGHIJKLMNOPQRSTUVWXYZ"
    rows = [".".join(doors[row::5]) for row in range(5)]
    problem = drawn_problem("\n".join([*rows, "D"]), vans=[{"capacity": (9,)}] * 4)
    engine = open_engine("ortools")

    plans = {engine.solve(problem, SolveBudget(iterations=60, seed=s)).routes for s in range(5)}

    assert len(plans) > 1


def test_ctrl_c_returns_the_best_so_far_and_the_handler_before():
    """The signal comes with the tenth solution, while compiled code is searching."""
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("signals reach the main thread only")
    problem = drawn_problem("A..B..D..C..E", vans=[{}, {}])
    before = signal.getsignal(signal.SIGINT)

    def press(step: Progress) -> None:
        if step.done == 10:
            os.kill(os.getpid(), signal.SIGINT)

    proposal = open_engine("ortools").solve(
        problem, SolveBudget(iterations=1_000_000), progress=press
    )

    assert proposal.interrupted
    assert not proposal.repeatable
    assert proposal.unserved == ()
    assert proposal.iterations < 1_000
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_may_plan_too():
    found: list[Proposal] = []
    thread = threading.Thread(target=lambda: found.append(solve(TINY_DAYS["a square"], 10)))

    thread.start()
    thread.join()

    assert found[0].unserved == ()
