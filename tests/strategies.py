"""Small random delivery days for property tests; every run draws the same ones."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel, TravelMode, TravelTable

story = settings(derandomize=True, deadline=None, max_examples=120, database=None)
"""How our property tests run: repeatable, without a stopwatch."""

HORIZON_S = 90
"""Small worlds are over after a minute and a half, so that all seconds can be tried."""


@st.composite
def period_starts(draw: st.DrawFn, most: int = 4) -> tuple[int, ...]:
    """Rising starts of one to ``most`` periods."""
    starts = st.lists(st.integers(-5, HORIZON_S), min_size=1, max_size=most, unique=True)
    return tuple(sorted(draw(starts)))


@st.composite
def legs(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(durations, period starts) of one leg, unreachable periods included."""
    starts = draw(period_starts())
    seconds = st.one_of(st.integers(0, 40), st.integers(0, 3), st.just(UNREACHABLE_S))
    return tuple(draw(seconds) for _ in starts), starts


@st.composite
def travels(draw: st.DrawFn, places: int) -> Travel:
    """One table over a few places with legs of 0 to 15 seconds, some of them closed at times."""
    starts = draw(period_starts(3))
    cells = len(starts) * places * places
    seconds = draw(st.lists(st.integers(0, 15), min_size=cells, max_size=cells))
    metres = draw(st.lists(st.integers(0, 900), min_size=places**2, max_size=places**2))
    duration_s = np.array(seconds, dtype=np.int32).reshape(len(starts), places, places)
    cell = st.tuples(*(st.integers(0, size - 1) for size in duration_s.shape))
    for closed in draw(st.lists(cell, max_size=4)) if len(starts) > 1 else ():
        duration_s[closed] = UNREACHABLE_S
    distance_m = np.array(metres, dtype=np.int32).reshape(places, places)
    table = TravelTable(
        mode=TravelMode(profile="van"), duration_s=duration_s, distance_m=distance_m
    )
    return Travel(period_starts_s=starts, tables=(table,))


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """One or two windows, sorted and apart."""
    count = draw(st.integers(1, 2)) * 2
    ends = st.lists(st.integers(0, HORIZON_S), min_size=count, max_size=count, unique=True)
    edges = sorted(draw(ends))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    """One to five stops, one or two vehicles, one to three periods."""
    count = draw(st.integers(1, 5))
    small = st.integers(0, 5)
    return Problem(
        stops=tuple(
            ProblemStop(
                stop_id=f"s{number}",
                place=draw(st.integers(0, 3)),
                windows=draw(windows()),
                service_s=(draw(small),),
                delivery=(draw(small),),
                pickup=(draw(small),),
                drop_micro=draw(st.integers(0, 10**9)),
                ready_s=draw(st.sampled_from((0, 0, 20))),
            )
            for number in range(count)
        ),
        vehicles=tuple(draw(_vehicles(number)) for number in range(1, draw(st.integers(1, 2)) + 1)),
        travel=draw(travels(4)),
        load_units=("parcels",),
    )


@st.composite
def _vehicles(draw: st.DrawFn, number: int) -> ProblemVehicle:
    earliest_s = draw(st.integers(0, 30))
    return ProblemVehicle(
        vehicle_id=f"van-{number}",
        table=0,
        start_place=0,
        end_place=draw(st.sampled_from((0, 3, None))),
        earliest_s=earliest_s,
        latest_s=draw(st.integers(earliest_s, HORIZON_S)),
        capacity=(draw(st.integers(3, 20)),),
        loading_s=draw(st.sampled_from((0, 4))),
        max_drive_s=draw(st.sampled_from((NO_LIMIT, NO_LIMIT, 12, 25))),
        overtime_after_s=draw(st.integers(10, 60)),
        per_km_micro=draw(st.integers(0, 10**6)),
        per_hour_micro=draw(st.integers(0, 10**8)),
        overtime_micro=draw(st.integers(0, 10**8)),
        fixed_micro=draw(st.integers(0, 10**7)),
        per_stop_micro=draw(st.integers(0, 10**6)),
    )


@st.composite
def routes_of(draw: st.DrawFn, problem: Problem) -> ProposedRoute:
    """One vehicle through all stops in some order, in one or two trips."""
    order = draw(st.permutations(range(len(problem.stops))))
    cut = draw(st.integers(1, len(order)))
    trips = (tuple(order[:cut]), tuple(order[cut:]))
    vehicle = draw(st.integers(0, len(problem.vehicles) - 1))
    return ProposedRoute(vehicle=vehicle, trips=tuple(trip for trip in trips if trip))


@st.composite
def problems_with_route(draw: st.DrawFn) -> tuple[Problem, ProposedRoute]:
    """A small problem and a route through it."""
    problem = draw(small_problems())
    return problem, draw(routes_of(problem))
