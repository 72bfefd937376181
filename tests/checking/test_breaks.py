"""Breaks in proposals: room for them or none, counted on fingers and against every day there is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.problem import (
    NO_LIMIT,
    Problem,
    ProblemBreak,
    ProblemStop,
    ProblemVehicle,
    ProposedRoute,
)
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable
from tests.checking.every_day import has_a_day

LATEST_S = 45
some = st.integers(0, 9)
bounds = st.one_of(st.just(NO_LIMIT), st.integers(0, 30))


@st.composite
def tiny_breaks(draw: st.DrawFn, *, may_split: bool) -> ProblemBreak:
    duration_s, earliest_s = draw(st.integers(1, 6)), draw(st.integers(0, 20))
    return ProblemBreak(
        duration_s=duration_s,
        earliest_s=earliest_s,
        latest_s=draw(st.one_of(st.just(NO_LIMIT), st.integers(earliest_s, 40))),
        max_work_s=draw(bounds),
        max_drive_s=draw(bounds),
        first_part_s=draw(st.integers(0, duration_s - 1)) if may_split else 0,
    )


@st.composite
def tiny_routes(
    draw: st.DrawFn, *, periods: int = 1, may_split: bool = False
) -> tuple[Problem, ProposedRoute]:
    """One to four stops within 45 seconds, on one or two trips, one to three breaks."""
    count = draw(st.integers(1, 4))
    size = count + 1
    cells = periods * size * size
    durations = draw(st.lists(st.integers(1, 9), min_size=cells, max_size=cells))
    table = TravelTable(
        mode=TravelMode(profile="van"),
        duration_s=np.array(durations, dtype=np.int32).reshape(periods, size, size),
        distance_m=np.zeros((size, size), dtype=np.int32),
    )
    starts = (
        0,
        *sorted(draw(st.sets(st.integers(1, 40), min_size=periods - 1, max_size=periods - 1))),
    )
    stops = tuple(_stop(draw, number) for number in range(count))
    van = ProblemVehicle(
        vehicle_id="van",
        table=0,
        start_place=0,
        end_place=draw(st.sampled_from([0, None])),
        earliest_s=draw(st.integers(0, 10)),
        latest_s=LATEST_S,
        capacity=(),
        loading_s=draw(st.integers(0, 3)),
        max_duration_s=draw(st.one_of(st.just(NO_LIMIT), st.integers(10, 45))),
        max_trips=2,
        breaks=tuple(draw(st.lists(tiny_breaks(may_split=may_split), min_size=1, max_size=3))),
    )
    cut = draw(st.integers(1, count))
    order = tuple(range(count))
    trips = tuple(trip for trip in (order[:cut], order[cut:]) if trip)
    travel = Travel(period_starts_s=starts, tables=(table,))
    problem = Problem(stops=stops, vehicles=(van,), travel=travel, load_units=())
    return problem, ProposedRoute(vehicle=0, trips=trips)


def _stop(draw: st.DrawFn, number: int) -> ProblemStop:
    edges = sorted(draw(st.sets(st.integers(0, 40), min_size=4, max_size=4)))
    windows: Any = draw(
        st.sampled_from(
            [((0, 99),), ((edges[0], edges[3]),), ((edges[0], edges[1]), (edges[2], edges[3]))]
        )
    )
    return ProblemStop(
        stop_id=str(number),
        place=number + 1,
        windows=windows,
        service_s=(draw(st.integers(0, 5)),),
        delivery=(),
        pickup=(),
        drop_micro=0,
        ready_s=draw(st.sampled_from([0, 0, 0, 12])),
        max_late_s=draw(st.sampled_from([0, 0, 5])),
    )


def is_fine(problem: Problem, route: ProposedRoute) -> bool:
    return not check_route(problem, route)


FEW = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@given(case=tiny_routes())
@FEW
def test_a_day_with_breaks_exists_exactly_if_trying_all_finds_one(case):
    assert is_fine(*case) == has_a_day(*case)


@given(case=tiny_routes(periods=3))
@FEW
def test_in_traffic_too(case):
    assert is_fine(*case) == has_a_day(*case)


@given(case=tiny_routes(may_split=True))
@FEW
def test_no_day_with_a_split_break_is_ever_objected_to(case):
    if has_a_day(*case):
        assert is_fine(*case)
