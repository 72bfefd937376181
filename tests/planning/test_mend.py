"""A plan that misses a limit by a little is mended where it is broken and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.problem import Proposal, ProposedRoute
from lastmile_cli.planning.mend import holds, mend, objective_micro
from tests.strategies import small_problems, story
from tests.worlds import EURO, drawn_problem


def propose(*routes: tuple[int, ...], unserved: tuple[int, ...] = ()) -> Proposal:
    return Proposal(
        routes=tuple(
            ProposedRoute(vehicle=number, trips=(stops,)) for number, stops in enumerate(routes)
        ),
        unserved=unserved,
    )


def test_a_stop_a_minute_late_changes_places_and_stays_served():
    """A is 3 minutes away and must be reached by minute 3; B first makes that minute 5."""
    problem = drawn_problem("D..A.B", stops={"A": {"windows": ((0, 180),)}, "B": {}})

    mended = mend(problem, propose((1, 0)))

    assert check_proposal(problem, mended) == []
    assert mended.unserved == ()
    assert [route.stops for route in mended.routes] == [(0, 1)]


def test_routes_that_hold_are_left_alone():
    problem = drawn_problem("A..D..B", stops={"A": {}, "B": {}}, vans=[{}, {}])
    proposal = propose((0,), (1,))
    assert mend(problem, proposal).routes == proposal.routes


def test_what_finds_no_place_again_is_unserved():
    """Nobody reaches A, three minutes away, within one."""
    problem = drawn_problem("D..A.B", stops={"A": {"windows": ((0, 60),)}, "B": {}})

    mended = mend(problem, propose((0, 1)))

    assert mended.unserved == (0,)
    assert check_proposal(problem, mended) == []


def test_leaving_a_stop_out_costs_its_price():
    problem = drawn_problem("D..A", stops={"A": {"drop_micro": 7 * EURO}})
    assert objective_micro(problem, propose(unserved=(0,))) == 7 * EURO


@story
@given(small_problems(), st.randoms(use_true_random=False))
def test_whatever_is_mended_holds_and_nobody_is_lost(problem, dice):
    """Stops thrown at vehicles at random, allowed ones only: after mending every route holds."""
    orders: dict[int, list[int]] = {}
    unserved = []
    for stop in range(len(problem.stops)):
        able = [v for v in range(len(problem.vehicles)) if problem.may_serve(v, stop)]
        if able:
            orders.setdefault(dice.choice(able), []).append(stop)
        else:
            unserved.append(stop)
    routes = tuple(
        ProposedRoute(vehicle=vehicle, trips=(tuple(stops),)) for vehicle, stops in orders.items()
    )

    mended = mend(problem, Proposal(routes=routes, unserved=tuple(unserved)))

    assert all(holds(problem, route) for route in mended.routes)
    assert check_proposal(problem, mended) == []
