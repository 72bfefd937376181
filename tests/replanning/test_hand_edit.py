"""Stops moved by hand: where they go, what stays, and what it breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.replanning.hand_edit import move_stop, reorder
from tests.planning.rich_problems import proposals, rich_problems
from tests.worlds import drawn_problem, route_of

LINE = drawn_problem("D.A.B.C", vans=[{}, {}])
"""Stops 0 to 2 on a line, two minutes and two kilometres apart."""


def day(first: str, second: str = "", problem=LINE) -> Proposal:
    routes = [route_of(problem, first)] if first else []
    if second:
        routes.append(route_of(problem, second, vehicle=1))
    served = {stop for route in routes for stop in route.stops}
    unserved = tuple(n for n in range(len(problem.stops)) if n not in served)
    return Proposal(routes=tuple(routes), unserved=unserved)


def trips(proposal: Proposal) -> dict[int, tuple[tuple[int, ...], ...]]:
    return {route.vehicle: route.trips for route in proposal.routes}


def test_a_stop_goes_where_it_lies_on_the_way():
    moved = move_stop(LINE, day("AC", "B"), 1, 0)

    assert trips(moved) == {0: ((0, 1, 2),)}


@pytest.mark.parametrize(("at", "order"), [(1, (1, 0, 2)), (2, (0, 1, 2)), (3, (0, 2, 1))])
def test_or_where_somebody_wants_it(at, order):
    assert trips(move_stop(LINE, day("AC", "B"), 1, 0, at)) == {0: (order,)}


def test_within_its_vehicle_it_only_changes_places():
    assert trips(move_stop(LINE, day("ABC"), 0, 0, 3)) == {0: ((1, 2, 0),)}


@pytest.mark.parametrize("at", [0, 4, 99])
def test_a_place_that_is_not_there_is_refused(at):
    with pytest.raises(ValueError, match="none of 1 to 3"):
        move_stop(LINE, day("AC", "B"), 1, 0, at)


def test_nobody_takes_it_and_a_van_without_stops_stays_at_home():
    moved = move_stop(LINE, day("AC", "B"), 1, None)

    assert trips(moved) == {0: ((0, 2),)}
    assert moved.unserved == (1,)


def test_who_was_left_out_is_left_out_no_more():
    moved = move_stop(LINE, day("AC"), 1, 1)

    assert trips(moved) == {0: ((0, 2),), 1: ((1,),)}
    assert moved.unserved == ()


def test_on_the_trip_of_the_stop_it_stands_before():
    problem = drawn_problem("A.B.D.C", vans=[{"max_trips": 3}])
    both = Proposal(routes=(route_of(problem, "A C"),), unserved=(1,))

    places = [trips(move_stop(problem, both, 1, 0, at))[0] for at in (1, 2, 3)]

    assert places == [((1, 0), (2,)), ((0,), (1, 2)), ((0,), (2, 1))]


def test_where_no_place_holds_it_goes_where_it_breaks_least():
    """The van is full whatever it does; nowhere is anybody late."""
    problem = drawn_problem("D.A.B.C", vans=[{"capacity": (2,), "max_trips": 1}, {}])
    moved = move_stop(problem, day("AC", "B", problem), 1, 0)

    assert trips(moved) == {0: ((0, 1, 2),)}
    assert len(check_route(problem, moved.routes[0])) == 1


def test_whole_orders_are_taken_as_they_are_and_who_is_in_none_is_left_out():
    before = day("ABC")
    given_ = reorder(LINE, before, {0: ((2,), ()), 1: ((0,),)})

    assert trips(given_) == {0: ((2,),), 1: ((0,),)}
    assert given_.unserved == (1,)


def test_a_route_that_stays_is_left_alone():
    before = day("AC", "B")

    assert reorder(LINE, before, trips(before)).routes == before.routes


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_every_stop_is_somewhere_once_whatever_is_moved(data):
    problem = data.draw(rich_problems())
    proposal = data.draw(proposals(problem))
    stop = data.draw(st.integers(0, len(problem.stops) - 1))
    vehicle = data.draw(st.none() | st.integers(0, len(problem.vehicles) - 1))
    moved = move_stop(problem, proposal, stop, vehicle)

    places = [it for route in moved.routes for it in route.stops] + list(moved.unserved)
    assert sorted(places) == list(range(len(problem.stops)))
    unit = set(unit_of(problem, stop))
    was = {route.vehicle: [s for s in route.stops if s not in unit] for route in proposal.routes}
    now = {route.vehicle: [s for s in route.stops if s not in unit] for route in moved.routes}
    assert {v: s for v, s in was.items() if s} == {v: s for v, s in now.items() if s}
    home = next((r.vehicle for r in moved.routes if stop in r.stops), None)
    assert home == vehicle
