"""A cheap place for one more stop."""

from __future__ import annotations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.costing.quantities import route_cost_micro
from lastmile_cli.domain.problem import Proposal, ProposedRoute
from lastmile_cli.planning.insertion import TRIALS, cheapest_insertion, measure_routes
from lastmile_cli.planning.limits import excess_hours, excess_loads
from lastmile_cli.timing.clock import time_route
from tests.strategies import small_problems, story
from tests.worlds import EURO, drawn_problem, route_of


def insert(problem, routes, stop):
    proposal = Proposal(routes=tuple(routes), unserved=(stop,))
    return cheapest_insertion(problem, measure_routes(problem, proposal), stop)


def cost_micro(problem, route):
    timed = time_route(problem, route)
    return route_cost_micro(
        problem.vehicles[route.vehicle],
        distance_m=timed.distance_m,
        paid_s=timed.duration_s,
        stops=len(timed.stop_visits),
    )


def test_a_stop_on_the_way_costs_nothing_more():
    problem = drawn_problem("D..A..B")

    found = insert(problem, [route_of(problem, "B")], stop=0)

    assert found is not None
    assert found.added_micro == 0
    assert 0 in found.route.stops


def test_a_van_that_passes_by_is_cheaper_than_one_at_home():
    """B lies a minute and a km beyond A: 2 km and 2 minutes at a cent a second."""
    problem = drawn_problem("D..AB", vans=[{"fixed_micro": 0}, {"fixed_micro": 0}])

    found = insert(problem, [route_of(problem, "A")], stop=1)

    assert found is not None
    assert found.route.vehicle == 0
    assert found.added_micro == 2 * EURO + 2 * 60 * EURO // 100


def test_the_second_trip_has_room_when_the_first_is_full():
    problem = drawn_problem("A.B.D.C", vans=[{"capacity": (1,)}, {"capacity": (0,)}])

    assert insert(problem, [route_of(problem, "A C")], stop=1) is None

    roomy = drawn_problem(
        "A.B.D.C", stops={"A": {}, "B": {"pickup": (1,)}, "C": {}}, vans=[{"capacity": (1,)}]
    )
    found = insert(roomy, [route_of(roomy, "A C")], stop=1)
    assert found is not None
    assert found.route.trips == ((0, 1), (2,))


@settings(story, max_examples=250)
@given(small_problems(), st.data())
def test_what_is_found_can_be_driven_and_what_is_not_found_could_hardly(problem, data):
    order = data.draw(st.permutations(range(len(problem.stops))))
    new, rest = order[0], tuple(order[1:])
    routes = [ProposedRoute(vehicle=0, trips=(rest,))] if rest else []
    if any(excess_loads(problem, route) for route in routes) or any(
        any(excess_hours(problem, time_route(problem, route))) for route in routes
    ):
        return

    found = insert(problem, routes, new)

    ways = [
        ProposedRoute(vehicle=0, trips=((*rest[:gap], new, *rest[gap:]),))
        for gap in range(len(rest) + 1)
    ]
    ways += [ProposedRoute(vehicle=v, trips=((new,),)) for v in range(1, len(problem.vehicles))]
    drivable = [
        way
        for way in ways
        if not any(excess_loads(problem, way))
        and not any(excess_hours(problem, time_route(problem, way)))
    ]
    event("found" if found else "none")
    if found is None:
        assert len(ways) > TRIALS or not drivable
        return
    assert found.route in drivable
    before = sum(cost_micro(problem, r) for r in routes if r.vehicle == found.route.vehicle)
    assert found.added_micro == cost_micro(problem, found.route) - before
