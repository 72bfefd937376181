"""Days that ask for more, small enough to be planned by hand; every engine that can plans them."""

from __future__ import annotations

import dataclasses

import pytest

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.problem import Problem, ProblemBreak
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.engines.registry import list_engines, open_engine
from lastmile_cli.engines.support import needs_of
from tests.worlds import EURO, drawn_problem


@pytest.fixture(params=list_engines())
def plan(request):
    """Plan a day with one engine, or skip what it does not support."""
    engine = open_engine(request.param)

    def planned(problem: Problem) -> Proposal:
        needs = dataclasses.asdict(needs_of(problem))
        lacking = [
            name for name, asked in needs.items() if asked and not getattr(engine.support, name)
        ]
        if lacking:
            pytest.skip(f"{engine.name} does not support {', '.join(lacking)}")
        proposal = engine.solve(problem, SolveBudget(iterations=150))
        assert check_proposal(problem, proposal) == []
        return proposal

    return planned


def names(problem: Problem, proposal: Proposal) -> list[list[str]]:
    """Stops of each route in order."""
    return [[problem.stops[stop].stop_id for stop in route.stops] for route in proposal.routes]


def test_a_small_van_loads_again(plan):
    proposal = plan(drawn_problem("A..B..D..C..E", vans=[{"capacity": (2,), "max_trips": 2}]))

    assert proposal.unserved == ()
    assert len(proposal.routes[0].trips) == 2


def test_it_loads_again_only_as_often_as_it_may(plan):
    proposal = plan(drawn_problem("A..B..D..C..E", vans=[{"capacity": (1,), "max_trips": 3}]))

    assert len(proposal.unserved) == 1
    assert len(proposal.routes[0].trips) == 3


def test_returns_leave_room_again_after_each_trip(plan):
    stops = {
        "A": {"pickup": (2,)},
        "B": {"delivery": (2,), "pickup": (0,)},
        "C": {"delivery": (1,), "pickup": (2,)},
    }
    proposal = plan(
        drawn_problem("A..D..B..C", stops=stops, vans=[{"capacity": (2,), "max_trips": 3}])
    )

    assert proposal.unserved == ()


def test_a_break_puts_a_door_that_closes_out_of_reach(plan):
    """B is 6 minutes away and closes at 15; a break of 10 is due within 400 seconds of work."""
    rest = ProblemBreak(duration_s=600, max_work_s=400)
    stops = {"A": {}, "B": {"windows": ((0, 900),)}}

    free = plan(drawn_problem("D..A..B", stops=stops))
    tired = plan(drawn_problem("D..A..B", stops=stops, vans=[{"breaks": (rest,)}]))

    assert free.unserved == ()
    assert tired.unserved == (1,)


def test_a_long_day_has_room_for_its_break(plan):
    rest = ProblemBreak(duration_s=600, max_work_s=900)

    proposal = plan(drawn_problem("A..B..D..C..E", vans=[{"breaks": (rest,)}]))

    assert proposal.unserved == ()


def test_a_short_day_owes_no_break(plan):
    rest = ProblemBreak(duration_s=3_600, max_work_s=1_200)

    assert plan(drawn_problem("D..A", vans=[{"breaks": (rest,)}])).unserved == ()


@pytest.mark.parametrize(("price", "unserved"), [(60 * EURO, 0), (6_000_000 * EURO, 1)])
def test_a_stop_is_late_where_that_is_cheaper_than_leaving_it_out(plan, price, unserved):
    """B closes at minute 3 and is reached in minute 6."""
    late = {"windows": ((0, 180),), "max_late_s": 600, "late_micro": price}

    proposal = plan(drawn_problem("D.....B", stops={"B": late}))

    assert len(proposal.unserved) == unserved


def test_stops_of_one_group_share_a_van(plan):
    """Left and right of the depot, two vans would do with less waiting at home."""
    group = {"group": 7, "windows": ((0, 7_200),)}
    stops = {"A": group, "B": {}, "C": {}, "E": group}

    problem = drawn_problem("A..B..D..C..E", stops=stops, vans=[{"capacity": (2,)}] * 2)

    proposal = plan(problem)

    assert proposal.unserved == ()
    assert ["A", "E"] in [sorted(route) for route in names(problem, proposal)]


def test_a_shipment_is_picked_up_first_and_brought_on_the_same_van(plan):
    stops = {
        "A": {"delivery": (0,), "pickup": (3,)},
        "B": {"delivery": (3,), "shipped_from": 0},
    }
    problem = drawn_problem("D..B..A", stops=stops, vans=[{"capacity": (3,)}] * 2)

    assert names(problem, plan(problem)) == [["A", "B"]]


def test_both_ends_of_a_shipment_are_left_out_or_none(plan):
    """Its delivery can be reached, its pickup opens after the shift."""
    stops = {
        "A": {"delivery": (0,), "pickup": (1,), "windows": ((80_000, 80_000),)},
        "B": {"delivery": (1,), "shipped_from": 0},
        "C": {},
    }

    assert plan(drawn_problem("D..B..A..C", stops=stops)).unserved == (0, 1)


def test_of_two_options_the_nearer_one_is_served(plan):
    either = {"option_of": 1}
    problem = drawn_problem("D..A.........B", stops={"A": either, "B": either})

    assert names(problem, plan(problem)) == [["A"]]


def test_what_is_locked_stays_first_whatever_it_costs(plan):
    problem = drawn_problem("D..A..B..C", vans=[{"locked": (2, 0)}])

    assert names(problem, plan(problem))[0][:2] == ["C", "A"]


def test_a_wish_for_a_van_is_granted_where_it_costs_less_than_it_is_worth(plan):
    """The second van is dearer by 5 euros, the wish is worth 10."""
    stops = {"A": {"vehicle_micro": (10 * EURO, 0)}, "B": {}}
    vans = [{}, {"fixed_micro": 5 * EURO}]
    problem = drawn_problem("D..A..B", stops=stops, vans=vans)

    proposal = plan(problem)

    assert [route.vehicle for route in proposal.routes if 0 in route.stops] == [1]


def test_zones_are_changed_once_where_every_change_has_a_price(plan):
    """A and C lie in one zone, B and E in the other, taking turns along the road."""
    stops = {"A": {"zone": 1}, "B": {"zone": 2}, "C": {"zone": 1}, "E": {"zone": 2}}
    problem = drawn_problem("D.A.B.C.E", stops=stops)

    priced = plan(dataclasses.replace(problem, zone_change_micro=30 * EURO))
    zones = [problem.stops[stop].zone for stop in priced.routes[0].stops]

    assert sorted(zones) in (zones, zones[::-1])


@pytest.mark.parametrize("name", sorted({"ortools", "pyvrp"} & set(list_engines())))
def test_a_partner_takes_what_is_too_far(name):
    """B is 6 km further, 19.2 euros there and back; the partner asks 19."""
    stops = {"A": {}, "B": {"partner_micro": 19 * EURO}}

    problem = drawn_problem("D..A.....B", stops=stops)

    assert open_engine(name).solve(problem, SolveBudget(iterations=150)).unserved == (1,)


def test_waiting_that_is_not_paid_makes_one_van_cheaper_than_two(plan):
    """B opens an hour later: one van waits for it, at no cost; a second one costs 20 euros."""
    stops = {"A": {"windows": ((0, 300),)}, "B": {"windows": ((3_900, 4_000),)}}
    vans = [{"fixed_micro": 20 * EURO, "waiting_paid": False}] * 2

    free = plan(drawn_problem("D..A..B", stops=stops, vans=vans))
    paid = plan(drawn_problem("D..A..B", stops=stops, vans=[{"fixed_micro": 20 * EURO}] * 2))

    assert len(free.routes) == 1
    assert len(paid.routes) == 2


def test_goods_that_come_after_the_first_window_are_brought_in_the_second(plan):
    """B may be served from minute 1 to 3 and from 30 to 40; its parcel is at the depot at 20."""
    stops = {"B": {"windows": ((60, 180), (1800, 2400)), "ready_s": 1200}}
    problem = drawn_problem("D..B", stops=stops)

    assert names(problem, plan(problem)) == [["B"]]


def test_a_window_after_the_shift_is_no_window(plan):
    problem = drawn_problem("D..B", stops={"B": {"windows": ((0, 3_000), (80_000, 82_000))}})

    assert names(problem, plan(problem)) == [["B"]]


def test_a_van_whose_lunch_is_over_before_it_starts_keeps_nobody_else_at_home(plan):
    lunch = ProblemBreak(duration_s=600, earliest_s=1_000, latest_s=2_000)
    problem = drawn_problem("D..A..B", vans=[{}, {"breaks": (lunch,), "earliest_s": 5_000}])

    assert plan(problem).unserved == ()


def test_what_a_locked_start_picks_up_is_brought(plan):
    stops = {
        "A": {"pickup": (1,), "delivery": (0,)},
        "B": {"delivery": (1,), "pickup": (0,), "shipped_from": 0},
        "C": {},
    }
    proposal = plan(drawn_problem("D..A..B..C", stops=stops, vans=[{"locked": (0,)}]))

    assert proposal.unserved == ()
    assert proposal.routes[0].stops[0] == 0
