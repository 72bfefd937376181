"""Batteries in the search: it charges where, and as much as, the rest of the day asks for."""

from __future__ import annotations

import dataclasses

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.battery import Plug
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.planning.mend import objective_micro
from tests.timing.test_batteries import KWH, LEVEL
from tests.worlds import EURO, MINUTE_S, drawn_problem

ENGINE = RuinRecreateEngine()
BRIEFLY = SolveBudget(iterations=60)


def solve(problem):
    proposal = ENGINE.solve(problem, BRIEFLY)
    assert check_proposal(problem, proposal) == []
    return proposal


def test_just_enough_is_charged_and_paid_for():
    """22 km, half a kWh each: 11 kWh with 9 to use, so 200 s of charging at a cent a second."""
    problem = drawn_problem("D...C......A", vans=[{"battery": LEVEL}], chargers="C")

    proposal = solve(problem)

    (route,) = proposal.routes
    assert [(charge.charger, charge.seconds) for charge in route.charges] == [(0, 200)]
    assert objective_micro(problem, proposal) == 22 * EURO + (22 * MINUTE_S + 200) * 10_000


def test_a_heavy_stop_is_served_first_where_that_saves_a_charge():
    """
    A and B lie at 4 km on either side of D, and A's goods weigh a ton: half as much again.

    First to A: 3 + 2 + 2 + 2 kWh are 9. First to B: 3 + 3 + 3 + 2 are 11, and cost a charge.
    """
    battery = dataclasses.replace(LEVEL, per_m_g_nwh=250)
    problem = drawn_problem(
        "A...D...B",
        stops={"A": {"delivery": (10**6,)}, "B": {"delivery": (0,)}},
        vans=[{"battery": battery, "capacity": (10**6,)}],
        units=("weight_g",),
    )

    (route,) = solve(problem).routes

    assert route.stops == (0, 1)
    assert route.charges == ()


def test_a_cheap_charger_is_worth_some_metres():
    """
    By C one kWh is missing: a euro of time, and what it costs there beyond 20 cents.

    By E it is 2 km farther, 3.20 euros, and another kWh, at one's own price.
    """
    drawing = "D...C.....A\n...E"
    problem = drawn_problem(drawing, vans=[{"battery": LEVEL}], chargers="CE")
    dear = Plug(per_kwh_micro=3 * EURO)
    fair = dataclasses.replace(problem, plugs=(dataclasses.replace(dear, per_kwh_micro=EURO),))
    robbing = dataclasses.replace(
        problem, plugs=(dataclasses.replace(dear, per_kwh_micro=6 * EURO),)
    )

    assert [charge.charger for charge in solve(fair).routes[0].charges] == [0]
    assert [charge.charger for charge in solve(robbing).routes[0].charges] == [1]


def test_a_fast_charger_beats_a_slow_one_on_the_same_spot():
    problem = drawn_problem("D...C......A", vans=[{"battery": LEVEL}], chargers="C")
    place = problem.chargers[0]
    two = dataclasses.replace(
        problem, chargers=(place, place), plugs=(Plug(watts=3_600), Plug(watts=36_000))
    )

    assert [charge.charger for charge in solve(two).routes[0].charges] == [1]


def test_two_charges_are_planned_where_one_cannot_be_enough():
    """A lies 32 km out: 16 kWh there with 9 to use, and 16 back, a charger each 8 km."""
    problem = drawn_problem(
        "D.......C.......E.......F.......A", vans=[{"battery": LEVEL}], chargers="CEF"
    )

    (route,) = solve(problem).routes

    assert len(route.charges) >= 3


def test_a_stop_out_of_reach_is_left_out():
    problem = drawn_problem("D...................A", vans=[{"battery": LEVEL}])

    assert solve(problem).unserved == (0,)


def test_loading_again_charges_for_the_second_trip():
    van = {"battery": LEVEL, "capacity": (1,), "max_trips": 2, "loading_s": 600}
    charged = drawn_problem("A....D....B", vans=[van | {"start_watts": 6_100}])
    idle = drawn_problem("A....D....B", vans=[van])

    assert solve(charged).unserved == ()
    assert len(solve(idle).unserved) == 1


def test_each_parcel_that_loads_is_more_time_to_charge():
    """Ten minutes at 6.1 kW fill what B asks for: by one loading, or by 20 parcels of half a minute."""
    stops = {"A": {"loaded_parcels": 20}, "B": {"loaded_parcels": 20}}
    van = {"battery": LEVEL, "capacity": (1,), "max_trips": 2, "start_watts": 6_100}
    slow = drawn_problem("A....D....B", stops=stops, vans=[van | {"loading_per_parcel_s": 30}])
    swift = drawn_problem("A....D....B", stops=stops, vans=[van | {"loading_per_parcel_s": 1}])

    assert solve(slow).unserved == ()
    assert len(solve(swift).unserved) == 1


def test_a_day_begun_half_full_is_half_as_long():
    battery = dataclasses.replace(LEVEL, start_mwh=5 * KWH)
    problem = drawn_problem("D...A", vans=[{"battery": battery}])
    farther = drawn_problem("D....A", vans=[{"battery": battery}])

    assert solve(problem).unserved == ()
    assert solve(farther).unserved == (0,)
