"""A cheap place for one more stop."""

from __future__ import annotations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.costing.quantities import route_cost_micro
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.planning.insertion import TRIALS, cheapest_insertion, measure_routes
from lastmile_cli.planning.limits import excess_hours, excess_loads
from lastmile_cli.planning.mend import holds, mend, objective_micro
from lastmile_cli.planning.wishes import balance_micro
from lastmile_cli.timing.clock import time_route
from tests.planning.rich_problems import broken_promises, proposals, rich_problems
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


def test_a_shipment_is_put_in_with_both_ends_in_order():
    """B lies before A on the way out, but the goods are at A: A first, B on the way home."""
    stops = {"C": {}, "A": {"pickup": (1,), "delivery": (0,)}}
    stops |= {"B": {"delivery": (1,), "shipped_from": 1}}
    problem = drawn_problem("D.B.A.C", stops=stops)

    for end in (1, 2):
        found = insert(problem, [route_of(problem, "C")], stop=end)

        assert found is not None
        assert found.added_micro == 0
        order = found.route.stops
        assert order.index(1) < order.index(2)


def test_a_van_that_may_loads_again_for_what_it_cannot_carry_at_once():
    van = {"capacity": (1,), "fixed_micro": 0}
    for max_trips, trips in ((1, None), (2, {((0,), (1,)), ((1,), (0,))})):
        problem = drawn_problem("A.D.B", vans=[van | {"max_trips": max_trips}])

        found = insert(problem, [route_of(problem, "A")], stop=1)

        assert (found.route.trips if found else None) in (trips or {None})


def test_a_group_goes_with_the_van_that_has_it_though_another_is_nearer():
    stops = {"A": {"group": 0}, "B": {"group": 0}, "C": {}}
    problem = drawn_problem("A..D..CB", stops=stops, vans=[{}, {}])

    found = insert(problem, [route_of(problem, "A"), route_of(problem, "C", 1)], stop=1)

    assert found is not None
    assert found.route.vehicle == 0


def test_a_second_option_has_no_place():
    stops = {"A": {"option_of": 3}, "B": {"option_of": 3}}
    problem = drawn_problem("D.A.B", stops=stops)

    assert insert(problem, [route_of(problem, "A")], stop=1) is None
    assert insert(problem, [], stop=1) is not None


def test_nothing_is_put_before_what_is_locked():
    problem = drawn_problem("D.A.B", vans=[{"locked": (1,), "max_trips": 2}])

    found = insert(problem, [route_of(problem, "B")], stop=0)

    assert found is not None
    assert found.route.stops == (1, 0)


def test_a_wish_decides_between_vans_that_cost_the_same():
    stops = {"A": {"vehicle_micro": (EURO, 0)}}
    problem = drawn_problem("D.A", stops=stops, vans=[{}, {}])

    found = insert(problem, [], stop=0)

    assert found is not None
    assert found.route.vehicle == 1


@settings(story, max_examples=250)
@given(rich_problems(), st.data())
def test_whatever_is_put_in_keeps_every_promise(problem, data):
    served = mend(problem, data.draw(proposals(problem)))
    if not served.unserved:
        return
    stop = data.draw(st.sampled_from(served.unserved))
    rooms = measure_routes(problem, served)

    found = cheapest_insertion(problem, rooms, stop)

    event("found" if found else "none")
    if found is None:
        return
    new = set(found.route.stops)
    routes = [r for r in served.routes if r.vehicle != found.route.vehicle] + [found.route]
    after = Proposal(
        routes=tuple(routes), unserved=tuple(s for s in served.unserved if s not in new)
    )
    assert stop in new
    assert broken_promises(problem, after) == []
    assert holds(problem, found.route)
    balance = [balance_of(problem, one) for one in (served, after)]
    skipped = [problem.skipped_micro(one.unserved) for one in (served, after)]
    whole = objective_micro(problem, after) - objective_micro(problem, served)
    assert found.added_micro == whole - (balance[1] - balance[0]) - (skipped[1] - skipped[0])


def balance_of(problem, proposal):
    return balance_micro(problem, (time_route(problem, r).duration_s for r in proposal.routes))
