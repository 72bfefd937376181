"""Chains that share one solution: cutting a problem in two and putting it together again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.engines.ruin_recreate import engine as engine_module
from lastmile_cli.engines.ruin_recreate.chains import PlainSearch
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.engines.ruin_recreate.layout import C_COUNT
from lastmile_cli.engines.ruin_recreate.pack import pack, unpack, vehicle_classes
from lastmile_cli.engines.ruin_recreate.parameters import Parameters, is_shared
from lastmile_cli.engines.ruin_recreate.parts import cut_in_two, join, orders_of
from lastmile_cli.engines.ruin_recreate.rich.pack import is_rich
from tests.problem_strategies import problems

STEADY = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def always_shared(monkeypatch):
    """Let chains share every solution with two routes or more."""
    monkeypatch.setattr(engine_module, "is_shared", lambda _stops, routes: routes >= 2)


def solved(problem, seed=0):
    """A chain after its first solution, and the problem in arrays."""
    classes = vehicle_classes(problem)
    search = PlainSearch(pack(problem, classes), classes)
    chain = search.new_chain(seed)
    search.run(chain, 1, 1.0, 1.0, Parameters())
    return search, chain


@given(problem=problems(max_stops=12), seed=st.integers(0, 9))
@STEADY
def test_the_referee_finds_nothing_where_chains_share_a_solution(always_shared, problem, seed):
    budget = SolveBudget(iterations=60, seed=seed, workers=2)

    proposal = RuinRecreateEngine().solve(problem, budget)

    assert check_proposal(problem, proposal) == []


@given(problem=problems(max_stops=12))
@settings(STEADY, max_examples=15)
def test_a_shared_search_does_not_depend_on_the_number_of_workers(always_shared, problem):
    alone, together = (
        RuinRecreateEngine().solve(problem, SolveBudget(iterations=40, workers=workers))
        for workers in (1, 2)
    )

    assert alone == together


@given(problem=problems(max_stops=12), seed=st.integers(0, 9))
@STEADY
def test_what_is_cut_in_two_and_joined_is_the_same_plan(problem, seed):
    if is_rich(problem) or not problem.stops or not problem.vehicles:
        return
    search, chain = solved(problem)
    if chain.routes < 2:
        return
    orders = orders_of(search.data, chain.state)

    parts = cut_in_two(search.data, orders, np.random.default_rng(seed))
    whole = join(search.data, [(part.stops, part.orders) for part in parts])

    before, after = (unpack(kept, search.data, search.classes) for kept in (orders, whole))
    assert sorted(np.concatenate([part.stops for part in parts])) == list(range(len(problem.stops)))
    assert {route.stops for route in before[0]} == {route.stops for route in after[0]}
    assert before[1] == after[1]


@given(problem=problems(max_stops=12), seed=st.integers(0, 9))
@STEADY
def test_parts_share_neither_stops_nor_vehicles(problem, seed):
    if is_rich(problem) or not problem.stops or not problem.vehicles:
        return
    search, chain = solved(problem)
    if chain.routes < 2:
        return
    orders = orders_of(search.data, chain.state)

    parts = cut_in_two(search.data, orders, np.random.default_rng(seed))

    for part in parts:
        assert part.data.nearest.max(initial=0) < len(part.stops)
        assert part.data.beside.max(initial=0) < len(part.stops)
        assert np.count_nonzero(part.orders.stops) > 0
    counts = sum(part.data.vclass[:, C_COUNT] for part in parts)
    assert list(counts) == list(search.data.vclass[:, C_COUNT])


@pytest.mark.parametrize(
    ("stops", "routes", "shared"),
    [
        (100, 12, False),
        (1999, 200, False),
        (3000, 250, True),
        (3000, 30, False),
        (3000, 180, False),
    ],
)
def test_only_many_short_routes_of_a_large_problem_are_shared(stops, routes, shared):
    assert is_shared(stops, routes) == shared
