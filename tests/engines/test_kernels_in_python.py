"""The kernels are plain Python too: uncompiled they walk the very same way."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings

from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.engines.ruin_recreate import layout as at
from lastmile_cli.engines.ruin_recreate.chains import Chain, PlainSearch
from lastmile_cli.engines.ruin_recreate.pack import pack, vehicle_classes
from lastmile_cli.engines.ruin_recreate.parameters import Parameters
from tests.problem_strategies import problems
from tests.worlds import drawn_problem, route_of

WALK = """
import json
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.engines.registry import open_engine
from tests.worlds import drawn_problem

stops = {name: {"windows": ((600 * k, 600 * k + 4000),)} for k, name in enumerate("ABCEFGHI")}
vans = [{"capacity": (3,)}, {"capacity": (5,), "fixed_micro": 90_000_000}, {"capacity": (3,)}]
vans = [van | %s for van in vans]
problem = drawn_problem(
    "A.B..D..C\\nE....F..G\\n..H.X..I.", stops=stops, vans=vans, chargers="X"
)
found = open_engine("ruin-recreate").solve(problem, SolveBudget(iterations=60, seed=3))
charges = [[(one.before, one.charger) for one in route.charges] for route in found.routes]
print(json.dumps([[route.vehicle, route.trips] for route in found.routes] + [charges]))
"""


def walk(special: dict, **environment: str) -> tuple[list, list]:
    """The routes and charges that a fresh interpreter finds."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WALK % special],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
    )
    *routes, charges = json.loads(done.stdout)
    return routes, charges


@pytest.mark.parametrize(
    "special",
    [{}, {"max_trips": 2}, {"range_m": 13_000, "recharge_s": 300}],
    ids=["a plain day", "a rich day", "a day with ranges"],
)
def test_compiled_and_plain_kernels_propose_the_same(special):
    compiled, plain = walk(special), walk(special, NUMBA_DISABLE_JIT="1")

    assert compiled == plain
    routes, charges = plain
    assert sum(len(trip) for _, trips in routes for trip in trips) == 8
    assert any(charges) is ("range_m" in special)


def searched(problem, iterations: int) -> tuple[PlainSearch, Chain]:
    """A chain after some iterations."""
    classes = vehicle_classes(problem)
    search = PlainSearch(pack(problem, classes), classes)
    chain = search.new_chain(7)
    search.run(chain, iterations, 1e6, 1e6, Parameters())
    return search, chain


@pytest.mark.parametrize("iterations", [1, 2, 40])
@given(problem=problems())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_what_the_search_carries_along_is_what_a_rebuild_from_scratch_gives(problem, iterations):
    assume(problem.stops and problem.vehicles)
    search, chain = searched(problem, iterations)
    data, state = search.data, chain.state
    n = len(data.stop)
    order = at.Best(
        follows=state.node[:n, at.NEXT].copy(),
        route=state.node[:n, at.ROUTE].copy(),
        first=state.node[n::2, at.NEXT].copy(),
        stops=state.route[:, at.R_STOPS].copy(),
        vclass=state.route[:, at.R_CLASS].copy(),
    )
    fresh = search.new_chain(7)
    search.take_over(fresh, dataclasses.replace(chain, best=order))

    again = fresh.state
    assert np.array_equal(again.used, state.used)
    assert again.real[at.X_COST] == pytest.approx(state.real[at.X_COST], rel=1e-9, abs=1)
    for r in np.flatnonzero(order.stops > 0):
        kept = [at.R_CLASS, at.R_STOPS, at.R_METRES, at.R_READY, at.R_PARCELS]
        assert again.route[r, kept].tolist() == state.route[r, kept].tolist()
        assert np.array_equal(again.route[r, at.R_LOAD :], state.route[r, at.R_LOAD :])
    columns = [at.PREV, at.NEXT, at.ROUTE]
    if data.flags[at.F_TIME]:
        columns += [at.EARLY, at.LATE]
    planned = np.flatnonzero(order.route >= 0)
    assert np.array_equal(again.node[planned][:, columns], state.node[planned][:, columns])


def test_a_start_keeps_a_stop_whose_only_way_home_is_by_another():
    """From A there is no way to D; from B, which comes after it, there is."""
    problem = drawn_problem("D..A..B", cut=[("A", "D")])
    search, chain = searched(problem, 0)

    search.start_from(chain, Proposal(routes=(route_of(problem, "AB"),), unserved=()))

    assert chain.state.node[:2, at.ROUTE].tolist() == [0, 0]
    assert chain.state.route[0, at.R_STOPS] == 2
