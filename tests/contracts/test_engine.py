"""The contract of the engine port: what every engine must keep, whatever the day brings."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.errors import NotSupportedError
from lastmile_cli.domain.ports import Engine, EngineSupport, SolveBudget
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.progress import Progress
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.engines.registry import EXTRAS, list_engines, open_engine
from lastmile_cli.engines.support import needs_of
from tests.problem_strategies import problems
from tests.rich_strategies import rich_problems
from tests.worlds import EURO, drawn_problem

BRIEFLY = SolveBudget(iterations=20)
STEADY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(params=sorted({*list_engines(), *EXTRAS}))
def engine(request) -> Engine:
    """Each registered engine in turn, and those of extras."""
    if request.param not in list_engines():
        pytest.skip(f"not installed: pip install 'lastmile-cli[{request.param}]'")
    return open_engine(request.param)


def can(engine: Engine, problem: Problem) -> bool:
    """Whether the engine supports all that the problem needs."""
    needs = dataclasses.asdict(needs_of(problem))
    return all(getattr(engine.support, name) for name, needed in needs.items() if needed)


@given(problem=problems())
@STEADY
def test_the_referee_finds_nothing_in_any_proposal(engine, problem):
    if not can(engine, problem):
        with pytest.raises(NotSupportedError):
            engine.solve(problem, BRIEFLY)
        return

    proposal = engine.solve(problem, BRIEFLY)

    assert check_proposal(problem, proposal) == []


@given(problem=rich_problems())
@STEADY
def test_the_referee_finds_nothing_on_days_that_ask_for_more(engine, problem):
    if can(engine, problem):
        assert check_proposal(problem, engine.solve(problem, BRIEFLY)) == []


@given(problem=problems(max_stops=5), seed=st.integers(0, 3))
@settings(STEADY, max_examples=15)
def test_same_seed_and_iterations_give_the_same_proposal(engine, problem, seed):
    if can(engine, problem):
        budget = SolveBudget(iterations=15, seed=seed)

        assert engine.solve(problem, budget) == engine.solve(problem, budget)


@given(problem=problems(max_periods=1))
@settings(STEADY, max_examples=25)
def test_a_start_is_never_made_worse_by_serving_less(engine, problem):
    """Where every stop is dearer to drop than all driving, a served stop stays served."""
    dear = dataclasses.replace(
        problem,
        stops=tuple(dataclasses.replace(stop, drop_micro=10**14) for stop in problem.stops),
    )
    if can(engine, dear):
        first = engine.solve(dear, BRIEFLY)
        again = engine.solve(dear, SolveBudget(iterations=5), start=first)

        assert len(again.unserved) <= len(first.unserved)
        assert check_proposal(dear, again) == []


ODD_DAYS = {
    "no stops": drawn_problem("D", stops={}),
    "no vans": drawn_problem("D..A..B", vans=()),
    "nothing at all": drawn_problem("D", stops={}, vans=()),
    "a stop larger than any van": drawn_problem("D..A", stops={"A": {"delivery": (101,)}}),
    "a stop nobody may serve": drawn_problem("D..A", stops={"A": {"vehicles": frozenset()}}),
    "no way there": drawn_problem("D..A", cut=[("D", "A")]),
    "no way back": drawn_problem("D..A", cut=[("A", "D")]),
    "a window before the shift": drawn_problem(
        "D..A", stops={"A": {"windows": ((0, 100),)}}, vans=[{"earliest_s": 500}]
    ),
    "a shift of no length": drawn_problem("D..A", vans=[{"latest_s": 0}]),
    "a day that is too short to load": drawn_problem(
        "D..A", vans=[{"max_duration_s": 300, "loading_s": 600}]
    ),
    "no stop allowed": drawn_problem("D..A", vans=[{"max_stops": 0}]),
    "goods that come too late": drawn_problem("D..A", stops={"A": {"ready_s": 86_000}}),
}


@pytest.mark.parametrize("name", ODD_DAYS)
def test_what_cannot_be_served_is_left_out_and_nothing_breaks(engine, name):
    problem = ODD_DAYS[name]

    proposal = engine.solve(problem, BRIEFLY)

    assert proposal.routes == ()
    assert proposal.unserved == tuple(range(len(problem.stops)))


def test_one_stop_is_simply_visited(engine):
    assert engine.solve(drawn_problem("D..A"), BRIEFLY).unserved == ()


def test_many_stops_at_one_door_are_one_route(engine):
    stops = {f"A{number}": {"at": "A"} for number in range(8)}

    proposal = engine.solve(drawn_problem("D..A", stops=stops, vans=[{}, {}]), BRIEFLY)

    assert proposal.unserved == ()
    assert len(proposal.routes) == 1


def test_a_window_of_a_single_second_is_met(engine):
    problem = drawn_problem(
        "D..A..B", stops={"A": {"windows": ((777, 777),)}, "B": {"windows": ((957, 957),)}}
    )

    assert engine.solve(problem, BRIEFLY).unserved == ()


def test_two_stops_at_the_same_second_need_two_vans(engine):
    hour = {"windows": ((600, 600),)}

    proposal = engine.solve(
        drawn_problem("A..D..B", stops={"A": hour, "B": hour}, vans=[{}, {}]), BRIEFLY
    )

    assert proposal.unserved == ()
    assert len(proposal.routes) == 2


def test_a_stop_that_costs_more_than_it_is_worth_is_left_out(engine):
    """B is 6 km further: 12 km and 12 minutes there and back, 19.2 euros."""
    cheap = {"A": {}, "B": {"drop_micro": 19 * EURO}}
    dear = {"A": {}, "B": {"drop_micro": 20 * EURO}}

    assert engine.solve(drawn_problem("D..A.....B", stops=cheap), BRIEFLY).unserved == (1,)
    assert engine.solve(drawn_problem("D..A.....B", stops=dear), BRIEFLY).unserved == ()


def test_what_a_stop_costs_at_its_door_counts_against_its_worth(engine):
    """B saves 20 euros if left out and costs 19.2 on the way: 70 cents more are fine, 90 are not."""
    worth = {"drop_micro": 20 * EURO}
    fine = {"A": {}, "B": worth | {"served_micro": 700_000}}
    dear = {"A": {}, "B": worth | {"served_micro": 900_000}}
    hopeless = {"A": {}, "B": worth | {"served_micro": 25 * EURO}}

    assert engine.solve(drawn_problem("D..A.....B", stops=fine), BRIEFLY).unserved == ()
    assert engine.solve(drawn_problem("D..A.....B", stops=dear), BRIEFLY).unserved == (1,)
    assert engine.solve(drawn_problem("D..A.....B", stops=hopeless), BRIEFLY).unserved == (1,)


def test_of_two_options_the_one_that_is_cheaper_at_its_door_wins(engine):
    """A is nearer by 16 euros there and back, but its door costs 17."""
    order = {"option_of": 0, "drop_micro": 900 * EURO}
    problem = drawn_problem(
        "D..A....B", stops={"A": order | {"served_micro": 17 * EURO}, "B": order}
    )
    if not can(engine, problem):
        return

    (route,) = engine.solve(problem, BRIEFLY).routes

    assert route.trips == ((1,),)


def test_drop_prices_at_the_edge_of_64_bits_keep_their_order(engine):
    """Room for one of three: the dearest to drop is served, however large the numbers."""
    price = 2**62 // 3 - 1
    stops = {
        "A": {"drop_micro": price // 2},
        "B": {"drop_micro": price},
        "C": {"drop_micro": price // 4},
    }

    proposal = engine.solve(drawn_problem("DABC", stops=stops, vans=[{"capacity": (1,)}]), BRIEFLY)

    assert proposal.unserved == (0, 2)


def test_progress_is_told_and_what_it_raises_comes_through(engine):
    steps: list[Progress] = []
    engine.solve(drawn_problem("D..A..B..C"), BRIEFLY, progress=steps.append)
    assert "route" in steps[-1].detail

    def fail(_: Progress) -> None:
        raise RuntimeError("the bar broke")

    with pytest.raises(RuntimeError, match="the bar broke"):
        engine.solve(drawn_problem("D..A..B..C"), BRIEFLY, progress=fail)


def test_a_clock_makes_the_plan_unrepeatable(engine):
    proposal = engine.solve(drawn_problem("D..A..B"), SolveBudget(time_limit_s=0.05))

    assert not proposal.repeatable
    assert proposal.unserved == ()


def test_without_a_clock_the_plan_can_be_repeated(engine):
    assert engine.solve(drawn_problem("D..A..B"), SolveBudget()).repeatable


@pytest.mark.parametrize(
    "start",
    [
        Proposal(routes=(), unserved=(0, 1)),
        "BA",
        "A",
    ],
)
def test_any_start_leads_to_a_whole_plan(engine, start):
    from tests.worlds import route_of

    problem = drawn_problem("D..A..B", stops={"A": {"windows": ((0, 200),)}, "B": {}})
    if isinstance(start, str):
        start = Proposal(routes=(route_of(problem, start),), unserved=())

    proposal = engine.solve(problem, BRIEFLY, start=start)

    assert proposal.unserved == ()
    assert proposal.routes[0].stops == (0, 1)


def test_every_promise_of_support_has_a_word(engine):
    assert set(dataclasses.asdict(engine.support)) == set(dataclasses.asdict(EngineSupport()))
    assert np.all(
        [isinstance(value, bool) for value in dataclasses.asdict(engine.support).values()]
    )


@given(problem=rich_problems(max_stops=5), seed=st.integers(0, 3))
@settings(STEADY, max_examples=10)
def test_rich_days_repeat_from_their_seed(engine, problem, seed):
    if can(engine, problem):
        budget = SolveBudget(iterations=15, seed=seed)

        assert engine.solve(problem, budget) == engine.solve(problem, budget)
