"""Limits on hours meet traffic: jams are waited out, limits are exact, and nobody is left out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.problem import NO_LIMIT, Problem
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel
from lastmile_cli.engines.ruin_recreate.chains import median_leg_price
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.engines.ruin_recreate.pack import pack, vehicle_classes
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.timing.clock import time_route
from tests.big_days import HOUR_S, big_day
from tests.worlds import EURO, drawn_problem

ENGINE = RuinRecreateEngine()


def solve(problem: Problem, iterations: int = 150, seed: int = 0, **more) -> Proposal:
    proposal = ENGINE.solve(problem, SolveBudget(iterations=iterations, seed=seed), **more)
    assert check_proposal(problem, proposal) == []
    return proposal


def with_jam(problem: Problem, slow: dict[int, float]) -> Problem:
    """The same day with legs that take so many times as long from each second on."""
    (table,) = problem.travel.tables
    durations = np.stack([table.duration_s[0] * factor for factor in slow.values()])
    jammed = dataclasses.replace(table, duration_s=durations.astype(np.int32))
    return dataclasses.replace(
        problem, travel=Travel(period_starts_s=tuple(slow), tables=(jammed,))
    )


@pytest.mark.parametrize("limit", ["max_duration_s", "max_drive_s"])
@pytest.mark.parametrize("trips", [1, 2])
def test_a_jam_that_begins_the_shift_is_waited_out_where_hours_are_limited(limit, trips):
    """Out and back are 26 minutes, three times that before second 3600; half an hour is allowed."""
    problem = drawn_problem(
        "D..........A.B", slow={0: 3, 3600: 1}, vans=[{limit: 1800, "max_trips": trips}]
    )

    assert solve(problem).unserved == ()


def test_a_stop_is_priced_at_the_departure_that_pays_least():
    """22 km and 22 minutes cost 35.20 after the jam, and far more than 40 in it."""
    problem = drawn_problem(
        "D..........A", stops={"A": {"drop_micro": 40 * EURO}}, slow={0: 3, 3600: 1}
    )

    proposal = solve(problem)

    assert proposal.unserved == ()
    assert float(objective_micro(problem, proposal)) / EURO == pytest.approx(35.20)


@pytest.mark.parametrize("hours", [4, 5])
def test_a_day_of_200_stops_with_a_jam_and_short_shifts_is_served(hours):
    plain = with_jam(big_day(vans=40), {0: 1, 9 * HOUR_S: 2, 16 * HOUR_S: 1})
    vans = tuple(dataclasses.replace(van, max_duration_s=hours * HOUR_S) for van in plain.vehicles)
    problem = dataclasses.replace(plain, vehicles=vans)

    assert solve(problem, 400).unserved == ()


def test_no_window_is_missed_because_a_stop_was_taken_out():
    """From A straight to C is a detour: without B in between, C is reached too late."""
    problem = drawn_problem(
        "D.A...C\n....B..",
        stops={
            "A": {"windows": ((120, 130),)},
            "B": {"drop_micro": EURO},
            "C": {"windows": ((0, 700),)},
        },
    )
    (table,) = problem.travel.tables
    durations = table.duration_s.copy()
    a, c = problem.stops[0].place, problem.stops[2].place
    durations[:, a, c] = 1200
    slow = dataclasses.replace(table, duration_s=durations)
    problem = dataclasses.replace(
        problem, travel=dataclasses.replace(problem.travel, tables=(slow,))
    )

    for seed in range(4):
        solve(problem, 200, seed)


def without_way(problem: Problem, start: int, end: int, *periods: int) -> Problem:
    """The same day without a way between two places in some periods."""
    (table,) = problem.travel.tables
    durations = table.duration_s.copy()
    durations[list(periods), start, end] = UNREACHABLE_S
    cut = dataclasses.replace(table, duration_s=durations)
    travel = dataclasses.replace(problem.travel, tables=(cut,))
    return dataclasses.replace(problem, travel=travel)


@pytest.mark.parametrize("trips", [1, 2])
def test_a_way_that_never_exists_is_never_driven(trips):
    any_time = ((0, NO_LIMIT),)
    problem = drawn_problem(
        "D..A..B",
        stops={"A": {"windows": any_time}, "B": {"windows": any_time}},
        vans=[{"latest_s": NO_LIMIT, "per_hour_micro": 0, "max_trips": trips}],
        slow={0: 1, 3600: 1},
    )

    solve(without_way(problem, 0, 1, 0, 1))


@pytest.mark.parametrize("trips", [1, 2])
def test_a_stop_whose_street_opens_at_nine_is_served_after_nine(trips):
    """An hour closed, then three minutes there; nobody is paid for standing before it."""
    problem = drawn_problem("D..A", slow={0: 1, 3600: 1}, vans=[{"max_trips": trips}])
    problem = without_way(problem, 0, 1, 0)

    proposal = solve(problem)

    assert proposal.unserved == ()
    timed = time_route(problem, proposal.routes[0])
    assert (timed.start_s, timed.visits[1].arrive_s) == (3600, 3780)
    assert timed.drive_s == 360


@pytest.mark.parametrize("trips", [1, 2])
def test_a_stop_whose_street_closes_at_nine_is_served_before(trips):
    """A van that stood there when the street closes would never come home."""
    problem = drawn_problem(
        "B.D..A",
        stops={"A": {}, "B": {"windows": ((0, 3700),)}},
        slow={0: 1, 3600: 1},
        vans=[{"max_trips": trips}],
    )
    problem = without_way(without_way(problem, 1, 2, 1), 2, 1, 1)
    problem = without_way(without_way(problem, 0, 2, 1), 2, 0, 1)

    proposal = solve(problem)

    assert proposal.unserved == ()
    timed = time_route(problem, proposal.routes[0])
    assert timed.end_s < 3600 + 4 * 60


def test_stops_that_cannot_be_reached_leave_the_heat_alone():
    plain = big_day(stops=60)
    (table,) = plain.travel.tables
    durations = table.duration_s.copy()
    durations[:, 31:, :] = durations[:, :, 31:] = UNREACHABLE_S
    cut = dataclasses.replace(
        plain,
        travel=dataclasses.replace(
            plain.travel, tables=(dataclasses.replace(table, duration_s=durations),)
        ),
    )

    heats = [median_leg_price(pack(day, vehicle_classes(day))) for day in (plain, cut)]

    assert heats[1] == pytest.approx(heats[0], rel=0.5)


def test_a_start_is_never_lost_to_what_a_short_search_finds():
    problem = big_day(stops=60)
    start = solve(problem, 400)

    for seed in range(5):
        again = solve(problem, 2, seed, start=start)
        assert objective_micro(problem, again) <= objective_micro(problem, start)
