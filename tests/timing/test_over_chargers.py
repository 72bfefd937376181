"""The least that ways over chargers take."""

from __future__ import annotations

import numpy as np

from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.problem import Problem, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.over_chargers import over_chargers
from lastmile_cli.timing.slack import slack_of
from tests.days import drawn_day

METRES = np.array([[0, 900, 100, 500], [900, 0, 100, 500], [100, 100, 0, 50], [500, 500, 50, 0]])
"""From place 0 to place 1 it is 900 m straight, 200 m by the charger at 2; another is at 3."""


def problem_with(**fields):
    table = TravelTable(
        mode=TravelMode(profile="van"),
        duration_s=METRES[None].astype(np.int32),
        distance_m=METRES.astype(np.int32),
    )
    van = ProblemVehicle(
        vehicle_id="van",
        table=0,
        start_place=0,
        end_place=0,
        earliest_s=0,
        latest_s=9_999,
        capacity=(),
        **fields,
    )
    return Problem(
        stops=(),
        vehicles=(van,),
        travel=Travel(period_starts_s=(0,), tables=(table,)),
        load_units=(),
        chargers=(2, 3),
        plugs=(Plug(plug_s=60), Plug(plug_s=5)),
    )


def least_of(problem):
    over = over_chargers(problem, problem.vehicles[0])
    return over.least([0], [1])[:, 0].tolist()


def test_a_way_over_a_charger_may_be_the_shorter_one():
    battery = Battery(capacity_mwh=9, start_mwh=9, takes=((9, 1),), per_m_nwh=1)

    seconds, drive_s, metres = least_of(problem_with(battery=battery))

    assert (seconds, drive_s, metres) == (100 + 60 + 100, 200, 200)


def test_who_fills_up_stays_as_long_as_that_takes():
    seconds, drive_s, metres = least_of(problem_with(range_m=500, recharge_s=300))

    assert (seconds, drive_s, metres) == (100 + 300 + 100, 200, 200)


def test_who_never_runs_dry_goes_to_no_charger():
    problem = problem_with()

    assert over_chargers(problem, problem.vehicles[0]) is None


def test_some_places_alone_are_known_by_their_position():
    problem = problem_with(range_m=500)
    whole = over_chargers(problem, problem.vehicles[0])
    some = over_chargers(problem, problem.vehicles[0], [1, 0])

    assert some.least([1], [0]).tolist() == whole.least([0], [1]).tolist()


def test_a_faster_way_leaves_more_room_on_both_sides():
    """D to A is two minutes; one minute is enough by another way, there and back."""
    posed = drawn_day("D.A").posed()
    course = lay_out(posed.problem, ProposedRoute(vehicle=0, trips=((0,),)))

    straight, faster = slack_of(course), slack_of(course, [60, 60])

    assert straight.depart_s[1] - faster.depart_s[1] == 60
    assert faster.arrive_by_s[0] - straight.arrive_by_s[0] == 60
