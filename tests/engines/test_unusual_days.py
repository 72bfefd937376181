"""Days of a shape nobody thinks of: one house, only shipments, a start from another world."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.problem import ProblemBreak
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.engines.ruin_recreate import engine as engine_module
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from tests.big_days import HOUR_S, big_day
from tests.worlds import drawn_problem

ENGINE = RuinRecreateEngine()
ALL_DAY = ((8 * HOUR_S, 18 * HOUR_S),)


def test_three_houses_with_hundreds_of_doors_fill_their_vans():
    """900 doors in three houses: what they ask for fills 23 vans, and few more are sent."""
    day = big_day(stops=900, vans=60)
    stops = tuple(
        dataclasses.replace(stop, place=1 + n % 3, windows=ALL_DAY, service_s=(60,))
        for n, stop in enumerate(day.stops)
    )
    problem = dataclasses.replace(day, stops=stops)
    full = -(-sum(stop.delivery[0] for stop in stops) // 80)

    proposal = ENGINE.solve(problem, SolveBudget(iterations=8_000))

    assert check_proposal(problem, proposal) == []
    assert proposal.unserved == ()
    assert len(proposal.routes) <= full + 3


def shipments_only():
    """A hundred shipments across town, no goods at the depot."""
    day = big_day()
    stops = tuple(
        dataclasses.replace(stop, windows=ALL_DAY, delivery=(0,), pickup=(2,))
        if n % 2 == 0
        else dataclasses.replace(stop, windows=ALL_DAY, delivery=(2,), shipped_from=n - 1)
        for n, stop in enumerate(day.stops)
    )
    return dataclasses.replace(day, stops=stops)


def test_a_day_of_shipments_alone_is_planned_for_two_vans():
    problem = shipments_only()

    proposal = ENGINE.solve(problem, SolveBudget(iterations=1_500))

    assert check_proposal(problem, proposal) == []
    assert proposal.unserved == ()
    assert len(proposal.routes) <= 2


def test_time_that_is_up_before_the_search_began_leaves_its_first_routes():
    """Nothing is searched on top, and no second chain begins: the clock is all that counts."""
    problem = shipments_only()

    proposal = ENGINE.solve(problem, SolveBudget(time_limit_s=1e-6))

    assert proposal.iterations == 1
    assert not proposal.repeatable
    assert check_proposal(problem, proposal) == []


def test_where_the_clock_decides_stretches_grow_from_a_few_iterations(monkeypatch):
    """However slow an iteration is, the first look at the clock comes soon."""
    sizes = []

    class Slow(engine_module.Rivals):
        def jobs(self, size, heats, p):
            sizes.append(size)
            return super().jobs(size, heats, p)

    monkeypatch.setattr(engine_module, "Rivals", Slow)
    ENGINE.solve(shipments_only(), SolveBudget(time_limit_s=0.5))

    assert sizes[0] < 10
    assert all(later <= 10 * before for before, later in itertools.pairwise(sizes))


@pytest.mark.parametrize("breaks", [(), (ProblemBreak(duration_s=60, max_work_s=4 * HOUR_S),)])
def test_a_start_of_more_trips_than_anybody_makes_is_taken_as_far_as_it_goes(breaks):
    """Yesterday's van loaded for every stop; today's loads once."""
    problem = drawn_problem("A..B..C..D..E..F..G..H..I", vans=[{"breaks": breaks}])
    start = Proposal(
        routes=(ProposedRoute(vehicle=0, trips=tuple((n,) for n in range(8))),), unserved=()
    )

    proposal = ENGINE.solve(problem, SolveBudget(iterations=20), start=start)

    assert check_proposal(problem, proposal) == []
    assert proposal.unserved == ()


def test_a_van_that_may_load_a_million_times_needs_no_more_memory():
    problem = drawn_problem("A..B..D..C..E", vans=[{"capacity": (1,), "max_trips": 10**9}])

    proposal = ENGINE.solve(problem, SolveBudget(iterations=50))

    assert len(proposal.routes[0].trips) == 4


def test_a_stop_that_nobody_can_serve_does_not_count_as_money():
    """While it searches the engine tells what the routes cost: here 10 km and 10 minutes."""
    stops = {"A": {}, "B": {"delivery": (1_000,)}}
    told = []

    ENGINE.solve(drawn_problem("D....A..B", stops=stops), SolveBudget(iterations=50), told.append)

    assert told[-1].detail == "16.00 on 1 route"
