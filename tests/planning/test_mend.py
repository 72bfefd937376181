"""A plan that misses a limit by a little is mended where it is broken and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.planning.limits import excess_breaks
from lastmile_cli.planning.mend import holds, mend, objective_micro
from lastmile_cli.timing.clock import time_route
from tests.planning.rich_problems import broken_promises, proposals, rich_problems
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


def test_an_end_of_a_shipment_never_goes_alone():
    """B, where the goods are awaited, is too far; A is let go with it, C stays."""
    stops = {
        "A": {"pickup": (1,), "delivery": (0,)},
        "C": {},
        "B": {"delivery": (1,), "windows": ((0, 60),), "shipped_from": 0},
    }
    problem = drawn_problem("D.A.C.B", stops=stops)

    mended = mend(problem, propose((0, 1, 2)))

    assert [route.stops for route in mended.routes] == [(1,)]
    assert sorted(mended.unserved) == [0, 2]


def test_a_shipment_comes_back_with_both_ends_on_another_van():
    """Van 1 is home by minute 3; van 2 takes the shipment, first A, then B."""
    stops = {
        "B": {"delivery": (1,), "shipped_from": 1},
        "A": {"pickup": (1,), "delivery": (0,)},
    }
    problem = drawn_problem("D.A.B", stops=stops, vans=[{"latest_s": 180}, {}])

    mended = mend(problem, propose((1, 0)))

    assert [(route.vehicle, route.stops) for route in mended.routes] == [(1, (1, 0))]
    assert mended.unserved == ()


def test_a_group_stays_with_the_van_that_has_most_of_it():
    stops = {name: {"group": 7} for name in "ABC"}
    problem = drawn_problem("D.A.B.C", stops=stops, vans=[{}, {}])

    mended = mend(problem, propose((0,), (1, 2)))

    assert [(route.vehicle, sorted(route.stops)) for route in mended.routes] == [(1, [0, 1, 2])]


def test_one_option_of_an_order_is_enough():
    stops = {"A": {"option_of": 0}, "B": {"option_of": 0}, "C": {}}
    problem = drawn_problem("D.A.B.C", stops=stops)

    mended = mend(problem, propose((0, 2, 1)))

    assert [route.stops for route in mended.routes] == [(0, 2)]
    assert mended.unserved == (1,)


def test_where_one_option_is_lost_the_other_is_taken():
    """The door A closes before anybody can be there, the locker B never does."""
    stops = {"A": {"option_of": 0, "windows": ((0, 60),)}, "B": {"option_of": 0}}
    problem = drawn_problem("D.A.B", stops=stops)

    mended = mend(problem, propose((0,), unserved=(1,)))

    assert [route.stops for route in mended.routes] == [(1,)]
    assert mended.unserved == (0,)


def test_what_is_locked_stays_first_though_another_order_were_shorter():
    """B is locked; A must be reached by minute 3, so it is A that goes."""
    stops = {"A": {"windows": ((0, 180),)}, "B": {}}
    problem = drawn_problem("D..A.B", stops=stops, vans=[{"locked": (1,)}])

    mended = mend(problem, propose((1, 0)))

    assert [route.stops for route in mended.routes] == [(1,)]
    assert mended.unserved == (0,)


def test_a_route_that_cannot_keep_its_locked_stop_in_time_is_left_to_the_referee():
    stops = {"A": {"windows": ((0, 60),)}}
    problem = drawn_problem("D..A", stops=stops, vans=[{"locked": (0,)}])

    assert mend(problem, propose((0,))).routes == propose((0,)).routes


def test_a_trip_too_many_is_given_up():
    stops = {"A": {}, "B": {"drop_micro": EURO}}
    problem = drawn_problem("B.D.A", stops=stops, vans=[{"capacity": (1,)}])
    twice = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0,), (1,))),), unserved=())

    assert mend(problem, twice).unserved == (1,)

    roomy = drawn_problem("B.D.A", stops=stops, vans=[{"capacity": (1,), "max_trips": 2}])
    assert mend(roomy, twice) == twice


def test_lateness_is_borne_up_to_its_limit_and_no_further():
    for max_late_s, unserved in ((60, ()), (59, (0,))):
        stops = {"A": {"windows": ((0, 120),), "max_late_s": max_late_s}}
        problem = drawn_problem("D..A", stops=stops)

        assert mend(problem, propose((0,))).unserved == unserved


def test_the_objective_counts_every_wish_once():
    """A and B lie in two zones, C in none; van 1 is out for 12 minutes, van 2 for 2.

    12 + 2 km at a euro, 14 minutes at 36 euros an hour; one change of zone, one
    stop with the wrong van, 10 minutes of imbalance at 6 euros an hour, ten
    minutes late at B at 3 euros an hour.
    """
    stops = {
        "A": {"zone": 0},
        "B": {"zone": 1, "vehicle_micro": (5 * EURO, 0)},
        "C": {"at": "C"},
        "E": {"drop_micro": 9 * EURO, "partner_micro": 4 * EURO},
    }
    stops["B"] |= {"windows": ((0, 0),), "max_late_s": 600, "late_micro": 3 * EURO}
    problem = drawn_problem("CD..A..B\nE", stops=stops, vans=[{}, {}])
    problem = replace(problem, zone_change_micro=2 * EURO, balance_micro=6 * EURO)

    cost = objective_micro(problem, propose((0, 1), (2,), unserved=(3,)))

    driven = 14 * EURO + 14 * 60 * EURO // 100
    late = 360 * 3 * EURO // 3_600
    assert cost == driven + late + 2 * EURO + 5 * EURO + EURO + 4 * EURO


@settings(story, max_examples=250)
@given(rich_problems(), st.data())
def test_whatever_hangs_together_is_mended_together(problem, data):
    proposal = data.draw(proposals(problem))

    mended = mend(problem, proposal)

    event("all served" if not mended.unserved else "some left out")
    assert broken_promises(problem, mended) == []
    assert all(holds(problem, route) for route in mended.routes)
    for route in mended.routes:
        assert not any(excess_breaks(problem, time_route(problem, route)))


def test_half_a_shipment_is_taken_out_and_listed_once():
    """B is on the road without A, where its goods are: neither is doubled among the unserved."""
    nothing = {"pickup": (0,), "delivery": (0,), "drop_micro": 0}
    stops = {"A": nothing, "B": {**nothing, "shipped_from": 0, "group": 0}, "C": {"group": 0}}
    problem = drawn_problem("AB.C.D", stops=stops, vans=[{}, {}])
    torn = Proposal(
        routes=(
            ProposedRoute(vehicle=0, trips=((2,),)),
            ProposedRoute(vehicle=1, trips=((1,),)),
        ),
        unserved=(0,),
    )

    assert sorted(mend(problem, torn).unserved) == [0, 1]
