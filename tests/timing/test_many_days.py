"""Routes driven on drawn days: the law of the clock, second by second."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.spreads import NO_SPREAD, Spreads
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.many_days import (
    PER_VEHICLE,
    Doors,
    Draws,
    crew_factors,
    draw_columns,
    drive_days,
    factors,
    lay_days,
)
from lastmile_cli.timing.motion import arrive
from lastmile_cli.timing.windows import begin
from lastmile_cli.workflows.ready_clock import day_kernels
from tests.rich_strategies import rich_problems
from tests.strategies import story
from tests.timing.test_breaks import days_with_breaks
from tests.worlds import drawn_problem, route_of

MINUTE = 60
FEATURES = ("trips", "breaks", "loading", "hours", "waiting", "lateness", "energy", "batteries")


@pytest.fixture(scope="module")
def kernels():
    return day_kernels(lambda _: None)


def drawn(problem: Problem, days: int, seed: int = 1) -> Draws:
    """Dice of some days."""
    dice, columns = np.random.default_rng(seed), draw_columns(problem)
    return Draws(
        day=dice.standard_normal(days),
        crews=dice.standard_normal((days, len(problem.vehicles))),
        legs=dice.standard_normal((days, columns)),
        halts=dice.standard_normal((days, columns)),
    )


def driven(kernels, problem, routes, spreads=NO_SPREAD, *, days=3, seed=1, doors_of=None, doors=()):
    """Drive routes as planned by the clock, on some days."""
    timed = [(route, time_route(problem, route)) for route in routes]
    draws = drawn(problem, days, seed)
    travel, service = factors(draws, spreads, problem)
    day = lay_days(problem, timed, doors_of, doors)
    return timed, drive_days(kernels, day, travel, service, crew_factors(draws, spreads))


def is_as_planned(timed, found) -> bool:
    """Whether every day is the planned one, to the second."""
    halts = [
        visit for _, each in timed for visit in each.visits[1:] if visit.break_index is None
    ]  # fmt: skip
    return (
        (found.begins == [visit.start_s for visit in halts]).all()
        and (found.ends == [visit.depart_s for visit in halts]).all()
        and (found.homes == [each.end_s for _, each in timed]).all()
        and (found.waits == [each.wait_s for _, each in timed]).all()
    )


@settings(story, max_examples=200)
@given(given_day=days_with_breaks())
def test_without_spread_every_day_with_breaks_is_the_planned_one(kernels, given_day):
    problem, route = given_day

    timed, found = driven(kernels, problem, [route])

    event(f"{sum(visit.break_index is not None for visit in timed[0][1].visits)} breaks")
    assert is_as_planned(timed, found)


@settings(story, max_examples=150)
@given(
    problem=rich_problems(features=FEATURES),
    cut=st.integers(1, 6),
)
def test_without_spread_every_rich_day_is_the_planned_one(kernels, problem, cut):
    if not problem.vehicles or not problem.stops:
        return
    order = range(len(problem.stops))
    trips = tuple(trip for trip in (tuple(order[:cut]), tuple(order[cut:])) if trip)
    route = with_charges(problem, ProposedRoute(vehicle=0, trips=trips))

    timed, found = driven(kernels, problem, [route])

    event(f"{len(trips)} trips, {len(route.charges)} charges")
    assert is_as_planned(timed, found)


def plainly(problem, timed_routes, travel, service, crews, day):
    """The same law in plain Python, a route at a time, without counted doors."""
    begins, ends, homes, waits = [], [], [], []
    for route, timed in timed_routes:
        course, first = lay_out(problem, route), len(problem.stops) + PER_VEHICLE * route.vehicle
        at_s = timed.start_s + round_half_up(timed.visits[0].service_s * service[day, first])
        waited, others, pauses = 0, 0, [v for v in timed.visits if v.break_index is not None]
        taken = {id(after): pause for pause, after in zip(timed.visits, timed.visits[1:], strict=False)
                 if pause.break_index is not None}  # fmt: skip
        halts = [visit for visit in timed.visits[1:] if visit.break_index is None]
        for halt, visit in zip(course.halts, halts, strict=True):
            if halt.stop is None:
                others += 1
            column = (
                first + 1 + (others - 1) % (PER_VEHICLE - 2) if halt.stop is None else halt.stop
            )
            at_s = arrive(at_s, scaled(halt.durations_s, travel[day, column]), course.starts_s)
            if id(visit) in taken:
                pause = taken[id(visit)]
                asked = course.vehicle.breaks[pause.break_index]
                is_first = pauses.index(pause) == 0 or (
                    pauses[pauses.index(pause) - 1].break_index != pause.break_index
                )
                is_part = is_first and pause.service_s < asked.duration_s
                start_s = at_s if is_part else max(at_s, asked.earliest_s)
                waited += start_s - at_s
                at_s = start_s + pause.service_s
            start_s = begin(at_s, halt.windows)
            waited += start_s - at_s
            factor = 1.0
            if halt.stop is not None:
                factor = service[day, column] * crews[day, route.vehicle]
            elif halt.is_loading:
                factor = service[day, column]
            begins.append(start_s)
            at_s = start_s + round_half_up(halt.service_s * factor)
            ends.append(at_s)
        if course.home_s is not None:
            home = scaled(course.home_s, travel[day, first + PER_VEHICLE - 1])
            at_s = arrive(at_s, home, course.starts_s)
        homes.append(at_s)
        waits.append(waited)
    return begins, ends, homes, waits


def round_half_up(value: float) -> int:
    return int(np.floor(value + 0.5))


def scaled(durations_s, factor):
    """A leg that takes a factor of what is planned; one that cannot be driven still cannot."""
    return tuple(
        one if one >= UNREACHABLE_S else min(round_half_up(one * factor), UNREACHABLE_S - 1)
        for one in durations_s
    )


WILD = Spreads(travel_day=0.4, travel_leg=0.7, service_crew=0.3, service_stop=0.9, loading=0.5)


@settings(story, max_examples=200)
@given(given_day=days_with_breaks(), seed=st.integers(0, 1000))
def test_the_kernel_drives_as_plain_python_does(kernels, given_day, seed):
    problem, route = given_day

    timed, found = driven(kernels, problem, [route], WILD, seed=seed)
    draws = drawn(problem, 3, seed)
    travel, service = factors(draws, WILD, problem)
    crews = crew_factors(draws, WILD)

    for day in range(3):
        told = plainly(problem, timed, travel, service, crews, day)
        mine = (found.begins[day], found.ends[day], found.homes[day], found.waits[day])
        assert [list(map(int, one)) for one in mine] == [list(one) for one in told]


def test_a_single_stop_is_late_as_often_as_its_quantile_says(kernels):
    """
    A hundred minutes' drive with a spread of 0.3; the door closes after exp(0.3 - 0.045) of that.

    That is one standard deviation above the middle of its logarithm: 84.13 days of 100.
    """
    closes_s = round(6_000 * np.exp(0.3 - 0.3**2 / 2))
    problem = drawn_problem(
        "D" + "." * 99 + "A", stops={"A": {"windows": ((0, closes_s),)}}, vans=[{"end": None}]
    )
    spreads = replace(NO_SPREAD, travel_leg=0.3)

    _, found = driven(
        kernels, problem, [replace(route_of(problem, "A"), depart_s=0)], spreads, days=40_000
    )

    assert (found.begins[:, 0] <= closes_s).mean() == pytest.approx(0.8413, abs=0.006)
    assert found.begins[:, 0].mean() == pytest.approx(6_000, rel=0.005)


def test_a_bad_day_is_bad_for_all_vehicles(kernels):
    """With a common factor alone both vans take the same factor; with their own alone, neither."""
    drawing = "D" + "." * 99 + "A" + "." * 9 + "B"
    problem = drawn_problem(drawing, vans=[{"end": None}, {"end": None}])
    routes = [replace(route_of(problem, it, n), depart_s=0) for n, it in enumerate("AB")]

    _, common = driven(kernels, problem, routes, replace(NO_SPREAD, travel_day=0.2), days=2_000)
    _, own = driven(kernels, problem, routes, replace(NO_SPREAD, travel_leg=0.2), days=2_000)

    assert np.corrcoef(common.homes.T)[0, 1] > 0.999
    assert abs(np.corrcoef(own.homes.T)[0, 1]) < 0.1


def test_vans_queue_at_the_only_door_and_whoever_came_first_loads_first(kernels):
    """
    Both would load for 10 minutes from minute 0 and 4 on: the second begins in minute 10.

    It is at its stop a minute after minute 20 instead of 14.
    """
    vans = [{"loading_s": 600}, {"loading_s": 600}]
    problem = drawn_problem("DAB", stops={"A": {}, "B": {"at": "A"}}, vans=vans)
    routes = [
        replace(route_of(problem, "A", 0), depart_s=600),
        replace(route_of(problem, "B", 1), depart_s=840),
    ]
    doors_of = {0: 0, 1: 0}

    _, one = driven(kernels, problem, routes, doors_of=doors_of, doors=(Doors(count=1),))
    _, two = driven(kernels, problem, routes, doors_of=doors_of, doors=(Doors(count=2),))
    _, held = driven(
        kernels, problem, routes, doors_of=doors_of, doors=(Doors(count=1, taken_s=900),)
    )

    assert (one.begins[0] // MINUTE).tolist() == [11, 21]
    assert (two.begins[0] // MINUTE).tolist() == [11, 15]
    assert (held.begins[0] // MINUTE).tolist() == [11, 26]
    assert one.waits[0].tolist() == [0, 360]


def test_a_delay_at_the_door_reaches_whoever_loads_again_behind_it(kernels):
    """A's van is back in minute 12 and loads until 22; B's comes in minute 15 and waits seven."""
    vans = [{"loading_s": 600, "max_trips": 2}, {"loading_s": 600}]
    stops = {"A": {}, "C": {"at": "A"}, "B": {"at": "A"}}
    problem = drawn_problem("DA", stops=stops, vans=vans)
    routes = [
        replace(route_of(problem, "A C", 0), depart_s=600),
        replace(route_of(problem, "B", 1), depart_s=1_500),
    ]

    _, found = driven(kernels, problem, routes, doors_of={0: 0, 1: 0}, doors=(Doors(count=1),))

    assert (found.begins[0] // MINUTE).tolist() == [11, 12, 23, 33]
    assert found.waits[0].tolist() == [0, 420]


def test_spreads_that_are_none_are_refused():
    with pytest.raises(ValueError, match="travel_day"):
        Spreads(travel_day=-0.1)
