"""Breaks in proposals: room for them or none, counted on fingers and against every day there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemBreak, ProblemStop, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable
from tests.checking.every_day import has_a_day
from tests.worlds import drawn_problem, route_of

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


@given(case=tiny_routes())
@FEW
def test_wider_by_what_is_said_to_be_missing_and_no_less_the_breaks_fit(case):
    problem, route = case
    owed = [one for one in check_route(problem, route) if one.rule is Rule.BREAK_OWED]
    for one in owed:
        assert has_a_day(with_wider_breaks(problem, one.amount), route)
        assert not has_a_day(with_wider_breaks(problem, one.amount - 1), route)


def with_wider_breaks(problem: Problem, slack_s: int) -> Problem:
    van = problem.vehicles[0]
    wider = tuple(
        replace(
            one,
            latest_s=one.latest_s + slack_s,
            max_work_s=one.max_work_s + slack_s,
            max_drive_s=one.max_drive_s + slack_s,
        )
        for one in van.breaks
    )
    return replace(problem, vehicles=(replace(van, breaks=wider),))


def missing_s(letters: str, *breaks: dict[str, int], **world: Any) -> int | None:
    """Seconds that the breaks lack in "D..A..B..C" (three minutes a step); None: other trouble."""
    van = {"breaks": tuple(ProblemBreak(**one) for one in breaks)} | world.pop("van", {})
    problem = drawn_problem(world.pop("drawing", "D..A..B..C"), vans=[van], **world)
    found = check_route(problem, route_of(problem, letters))
    if [one for one in found if one.rule is not Rule.BREAK_OWED]:
        return None
    return found[0].amount if found else 0


HALF_AN_HOUR = {"duration_s": 1_800}


def test_who_is_home_before_the_break_is_due_does_not_owe_it():
    """D to A and back takes 360 seconds."""
    assert missing_s("A", HALF_AN_HOUR | {"max_work_s": 360}) == 0
    assert missing_s("A", HALF_AN_HOUR | {"latest_s": 360}) == 0
    assert missing_s("A", HALF_AN_HOUR | {"max_drive_s": 360}) == 0


def test_no_break_is_held_on_the_way_home_or_before_the_first_loading():
    """A is reached after 180 seconds of work, home after 360: 359 asks for a break at A."""
    assert missing_s("A", HALF_AN_HOUR | {"max_work_s": 359}) == 0
    assert missing_s("A", HALF_AN_HOUR | {"max_work_s": 179}) == 1
    assert missing_s("A", HALF_AN_HOUR | {"max_drive_s": 170}) == 10


def test_loading_counts_as_work_but_not_as_driving():
    van = {"loading_s": 600}

    assert missing_s("A", HALF_AN_HOUR | {"max_work_s": 780}, van=van) == 0
    assert missing_s("A", HALF_AN_HOUR | {"max_work_s": 770}, van=van) == 10
    assert missing_s("A", HALF_AN_HOUR | {"max_drive_s": 180}, van=van) == 0


def test_a_break_before_its_hour_is_waited_for():
    """At A from 180 on; the break begins at 400 at the earliest, and A must begin by 2,200."""
    late = HALF_AN_HOUR | {"earliest_s": 400, "max_work_s": 220}

    assert missing_s("A", late, stops={"A": {"windows": ((0, 2_200),)}}) == 0
    assert missing_s("A", late, stops={"A": {"windows": ((0, 2_199),)}}) == 140


def test_leaving_later_brings_the_break_into_its_hours():
    """From second 0 on work is too long by 3,000 s for a break at 3,180; who leaves then is not."""
    lunch = HALF_AN_HOUR | {"earliest_s": 3_180, "max_work_s": 180}

    assert missing_s("A", lunch) == 0
    assert missing_s("A", lunch, van={"latest_s": 5_160}) == 0


def test_driving_counts_anew_after_a_break():
    """A at 180 till 240, B at 420: only 180 seconds are driven since A; C is no halt in time."""
    first = {"duration_s": 60, "max_drive_s": 200}
    then = {"duration_s": 60, "earliest_s": 430}
    world = {"stops": {"A": {"windows": ((0, 300),)}, "B": {}, "C": {}}, "van": {"end": None}}

    assert missing_s("ABC", first, then | {"max_drive_s": 180}, **world) == 0
    assert missing_s("ABC", first, then | {"max_drive_s": 170}, **world) == 10


def test_work_counts_anew_after_a_break():
    """Held off till 300, the break at A lets B's begin at 540, 180 seconds of work later."""
    first = {"duration_s": 60, "max_work_s": 300}
    then = {"duration_s": 60, "earliest_s": 540}
    world = {"stops": {"A": {"windows": ((0, 360),)}, "B": {}}, "van": {"latest_s": 1_080}}

    assert missing_s("AB", first, then | {"max_work_s": 180}, **world) == 0
    assert missing_s("AB", first, then | {"max_work_s": 170}, **world) == 10


def test_a_break_may_be_held_where_the_van_loads_again():
    """A has no time for one at 180; the van is back at 360."""
    world = {"van": {"max_trips": 2}, "stops": {"A": {"windows": ((0, 180),)}, "B": {}}}

    assert missing_s("A B", {"duration_s": 60, "latest_s": 360}, **world) == 0
    assert missing_s("A B", {"duration_s": 60, "latest_s": 350}, **world) == 10


def test_a_break_takes_the_time_that_a_window_needs():
    """At A 180 and B 360, which closes at 1,000: 640 seconds are left for a break before it."""
    due = {"max_work_s": 400}
    stops = {"A": {}, "B": {"windows": ((0, 1_000),)}}

    assert missing_s("AB", {"duration_s": 640} | due, stops=stops) == 0
    assert missing_s("AB", {"duration_s": 641} | due, stops=stops) == 320


def test_a_break_fits_into_waiting_at_the_door():
    """There from 180 on, A opens at 2,000. Who works 360 seconds needs no break at all."""
    stops = {"A": {"windows": ((2_000, 2_000),)}}

    assert missing_s("A", {"duration_s": 1_820, "max_work_s": 180}, stops=stops) == 0
    assert missing_s("A", {"duration_s": 1_821, "max_work_s": 180}, stops=stops) == 180


def test_the_day_is_no_longer_with_its_breaks_than_it_may_be():
    due = {"duration_s": 100, "max_work_s": 200}

    assert missing_s("A", due, van={"max_duration_s": 460}) == 0
    assert missing_s("A", due, van={"max_duration_s": 459}) == 160


def test_of_a_split_break_only_the_rest_must_begin_in_time():
    """With 200 at A, at 180, the rest begins at B at 560; as a whole A has no time for it."""
    world = {"stops": {"A": {"windows": ((0, 400),)}, "B": {"windows": ((0, 1_160),)}}}
    due = {"duration_s": 800, "earliest_s": 500, "latest_s": 600}

    assert missing_s("AB", due | {"first_part_s": 200}, **world) == 0
    assert missing_s("AB", due | {"first_part_s": 221}, **world) == 120
    assert missing_s("AB", due, **world) == 120


def test_the_first_part_may_be_longer_and_fill_the_waiting():
    """At A from 180 to its opening at 700, then 280 seconds are left for B at 880."""
    world = {"stops": {"A": {"windows": ((700, 700),)}, "B": {"windows": ((0, 1_160),)}}}
    due = {"duration_s": 800, "earliest_s": 800, "latest_s": 900}

    assert missing_s("AB", due | {"first_part_s": 200}, **world) == 0
    assert missing_s("AB", due, **world) == 340


def test_van_without_breaks_is_not_asked_for_any():
    assert missing_s("ABC") == 0


def test_what_breaks_lack_is_told_in_a_dispatchers_words():
    problem = drawn_problem(
        "D..A", vans=[{"breaks": (ProblemBreak(duration_s=60, max_work_s=60),)}]
    )
    (found,) = check_route(problem, route_of(problem, "A"))

    assert found.sentence == (
        "Vehicle van-1 comes to no halt in time for its breaks: at best one is due 2 min before."
    )
    assert found.as_notice().code == "LM1688"
