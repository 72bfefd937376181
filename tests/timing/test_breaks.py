"""Breaks: where they are taken, what they cost, and that no other place would be better."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemBreak
from lastmile_cli.planning.limits import excess_hours
from lastmile_cli.timing.breaks import place_breaks, place_breaks_from
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import Course, lay_out
from tests.strategies import HORIZON_S, problems_with_route, story
from tests.worlds import drawn_problem, route_of

MINUTE = 60


def with_breaks(drawing, *breaks, van=None, **special):
    """A drawn problem whose only van has these breaks."""
    return drawn_problem(drawing, vans=[{"breaks": breaks, **(van or {})}], **special)


def told(timed):
    """What the van does, halt by halt: kind, begin and end in minutes."""
    return [(str(v.kind), v.start_s // MINUTE, v.depart_s // MINUTE) for v in timed.visits[1:]]


def minutes(duration, **bounds):
    return ProblemBreak(
        duration_s=duration * MINUTE,
        **{name: value * MINUTE for name, value in bounds.items() if name != "is_paid"},
        is_paid=bounds.get("is_paid", False),
    )


def test_a_lunch_that_falls_into_a_wait_costs_nothing():
    """B opens in minute 40, 34 minutes after A could be left: half an hour's lunch fits in."""
    stops = {"A": {"windows": ((0, 180),)}, "B": {"windows": ((2400, 9000),)}}
    lunch = minutes(30, latest_s=60)

    without = drawn_problem("D..A..B", stops=stops)
    problem = with_breaks("D..A..B", lunch, stops=stops, van={"latest_s": 3000})
    timed = time_route(problem, route_of(problem, "AB"))

    assert told(timed) == [("stop", 3, 3), ("break", 6, 36), ("stop", 40, 40)]
    assert timed.end_s == time_route(without, route_of(without, "AB")).end_s
    assert (timed.break_s, timed.unpaid_s) == (1800, 1800)


def test_a_break_is_taken_before_too_much_is_driven_and_the_day_goes_on():
    """Four hours and a half at the wheel: C would be 280 minutes, so the break is at B, 220."""
    drawing = "D" + "." * 99 + "A" + "." * 119 + "B" + "." * 59 + "C"
    problem = with_breaks(drawing, minutes(45, max_drive_s=270), van={"end": None})

    timed = time_route(problem, route_of(problem, "ABC"))

    assert told(timed) == [
        ("stop", 100, 100),
        ("break", 220, 265),
        ("stop", 265, 265),
        ("stop", 325, 325),
    ]


def test_a_break_may_be_split_where_the_waits_are_short():
    """Two waits of 20 and 35 minutes take up 15 and 30; in one piece the day would be longer."""
    stops = {"A": {"windows": ((0, 60),)}, "B": {"windows": ((1320, 1320),)}}
    stops |= {"C": {"windows": ((3480, 3480),)}}
    split = minutes(45, first_part_s=15, latest_s=50)
    problem = with_breaks("DABC", split, stops=stops, van={"latest_s": 5000})

    timed = time_route(problem, route_of(problem, "ABC"))

    assert told(timed) == [
        ("stop", 1, 1),
        ("break", 2, 17),
        ("stop", 22, 22),
        ("break", 23, 53),
        ("stop", 58, 58),
    ]
    assert [v.break_index for v in timed.visits] == [None, None, 0, None, 0, None]
    assert timed.late_s == 0


def test_a_short_day_owes_no_break():
    problem = with_breaks("D..A", minutes(30, max_work_s=360), minutes(15, max_work_s=180))

    timed = time_route(problem, route_of(problem, "A"))

    assert told(timed) == [("stop", 3, 3)]
    assert (timed.break_s, timed.paid_s) == (0, 360)


def test_a_day_that_is_over_before_the_lunch_must_begin_owes_none():
    lunch = minutes(30, earliest_s=0, latest_s=6)

    home_at_six = with_breaks("D..A", lunch)
    home_at_eight = with_breaks("D...A", lunch)

    assert time_route(home_at_six, route_of(home_at_six, "A")).break_s == 0
    assert time_route(home_at_eight, route_of(home_at_eight, "A")).break_s == 1800


def test_an_unpaid_break_is_no_paid_time_and_a_paid_one_is():
    for is_paid, paid_s in ((False, 360), (True, 360 + 1800)):
        problem = with_breaks("D..A", minutes(30, latest_s=5, is_paid=is_paid))

        timed = time_route(problem, route_of(problem, "A"))

        assert timed.duration_s == 360 + 1800
        assert timed.paid_s == paid_s


def test_waiting_is_not_paid_where_it_is_not():
    """A closes in minute 3 and B opens in minute 20: 14 minutes' wait that nobody pays."""
    stops = {"A": {"windows": ((0, 180),)}, "B": {"windows": ((1200, 9000),)}}
    problem = drawn_problem("D..A..B", stops=stops, vans=[{"waiting_paid": False}])

    timed = time_route(problem, route_of(problem, "AB"))

    assert (timed.duration_s, timed.wait_s, timed.paid_s) == (1560, 840, 720)


def test_a_break_waits_for_its_hour():
    problem = with_breaks("D..A", minutes(10, earliest_s=5, latest_s=5), van={"latest_s": 1500})

    timed = time_route(problem, route_of(problem, "A"))

    assert told(timed) == [("break", 5, 15), ("stop", 15, 15)]
    assert timed.start_s == 120, "who leaves in minute 2 need not wait for it"


def test_a_break_counts_from_the_end_of_the_one_before():
    """Twelve minutes from A to B, to C and to E; after each 15 minutes of work a break of 5."""
    drawing = "D.A...........B...........C...........E"
    pause = minutes(5, max_work_s=15)
    problem = with_breaks(drawing, pause, pause, pause, van={"end": None})

    timed = time_route(problem, route_of(problem, "ABCE"))

    assert told(timed) == [
        ("stop", 2, 2),
        ("break", 14, 19),
        ("stop", 19, 19),
        ("break", 31, 36),
        ("stop", 36, 36),
        ("stop", 48, 48),
    ], "the third one is not owed: the day ends twelve minutes after the second"


def test_the_van_rests_while_its_second_load_is_not_ready():
    stops = {"A": {"windows": ((0, 300),)}, "B": {"ready_s": 1800}}
    problem = with_breaks("B.D..A", minutes(15, latest_s=10), stops=stops, van={"loading_s": 60})

    timed = time_route(problem, route_of(problem, "A B"))

    rest, load = timed.visits[2:4]
    assert (rest.kind, load.kind) == (VisitKind.BREAK, VisitKind.LOAD)
    assert (rest.trip, load.trip) == (0, 1)
    assert (rest.place, rest.drive_s, load.drive_s) == (load.place, 180, 0)
    assert load.start_s == 1800
    assert rest.start_s <= 600
    assert timed.wait_s == 1800 - rest.depart_s


def test_with_no_place_for_it_the_break_is_where_least_is_wrong():
    """The only halt is in minute 10, the break should have begun by minute 4."""
    problem = with_breaks("D.........A", minutes(10, latest_s=4))

    timed = time_route(problem, route_of(problem, "A"))

    assert told(timed) == [("break", 10, 20), ("stop", 20, 20)]


def test_the_van_leaves_late_enough_not_to_wait_for_its_first_break():
    """B opens in minute 60; after a break of 10 minutes at A there is no wait left."""
    stops = {"A": {}, "B": {"windows": ((3600, 9000),)}}
    problem = with_breaks("D..A..B", minutes(10, max_work_s=5), stops=stops)

    timed = time_route(problem, route_of(problem, "AB"))

    assert timed.wait_s == 0
    assert timed.late_s == 0
    assert told(timed)[-1] == ("stop", 60, 60)


def every_placement(course: Course):
    """All ways to put the breaks, whole or split, in their order on the halts."""
    halts = range(len(course.halts))
    plans = [[]]
    for number, asked in enumerate(course.vehicle.breaks):
        whole = [(number, asked.duration_s, asked.earliest_s, True)]
        ways = [whole]
        if asked.first_part_s:
            rest_s = asked.duration_s - asked.first_part_s
            parts = [(number, asked.first_part_s, -NO_LIMIT, False)]
            ways += [parts, [*parts, (number, rest_s, asked.earliest_s, True)]]
        done = [plan for plan in plans if sum(piece[3] for piece in plan) == number]
        plans += [[*plan, *way] for plan in done for way in ways if not plan or plan[-1][3]]
    for plan in plans:
        for places in itertools.combinations(halts, len(plan)):
            yield dict(zip(places, plan, strict=True))


def worth_of(course: Course, depart_s: int, pieces) -> tuple[int, ...]:
    """Drive along with the breaks as they are put, and add up in plain words."""
    vehicle = course.vehicle
    at_s = depart_s
    since_s = start_s = depart_s - vehicle.loading_s
    broken_s = beyond_s = price = late_s = drive_s = driven_s = waited_s = unpaid_s = done = 0

    def miss(asked, second):
        return (
            max(0, second - asked.latest_s)
            + max(0, second - since_s - asked.max_work_s)
            + max(0, driven_s - asked.max_drive_s)
        )

    for number, halt in enumerate(course.halts):
        arrive_s = course.arrive_at(halt, at_s)
        drive_s, driven_s = drive_s + arrive_s - at_s, driven_s + arrive_s - at_s
        at_s = arrive_s
        if number in pieces:
            index, lasts_s, from_s, is_last = pieces[number]
            begins_s = max(at_s, from_s)
            waited_s += begins_s - at_s
            at_s = begins_s + lasts_s
            unpaid_s += 0 if vehicle.breaks[index].is_paid else lasts_s
            if is_last:
                broken_s += miss(vehicle.breaks[index], begins_s)
                since_s, driven_s, done = at_s, 0, done + 1
        opening = [max(at_s, opens) for opens, closes in halt.windows if at_s <= closes]
        begins_s = min(opening, default=at_s)
        waited_s += begins_s - at_s
        late = max(0, begins_s - halt.windows[-1][1])
        late_s, price = late_s + late, price + late * halt.late_micro
        beyond_s += max(0, begins_s - halt.latest_s)
        at_s = begins_s + halt.service_s
    end_s = course.arrive_home(at_s)
    drive_s, driven_s = drive_s + end_s - at_s, driven_s + end_s - at_s
    owed = vehicle.breaks[done:]
    broken_s += sum(miss(asked, end_s) for asked in owed[:1])
    broken_s += sum(max(0, end_s - asked.latest_s) for asked in owed[1:])
    beyond_s += max(0, end_s - vehicle.latest_s) + max(0, drive_s - vehicle.max_drive_s)
    beyond_s += max(0, end_s - start_s - vehicle.max_duration_s)
    paid_s = end_s - start_s - unpaid_s - (0 if vehicle.waiting_paid else waited_s)
    return broken_s, beyond_s, price, late_s, paid_s, end_s


bounds_s = st.one_of(st.just(NO_LIMIT), st.integers(0, HORIZON_S))


@st.composite
def some_breaks(draw) -> tuple[ProblemBreak, ...]:
    """One to three short breaks with any bounds."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        duration_s = draw(st.integers(1, 12))
        earliest_s = draw(st.sampled_from((0, 0, 20, 40)))
        found.append(
            ProblemBreak(
                duration_s=duration_s,
                earliest_s=earliest_s,
                latest_s=max(earliest_s, draw(bounds_s)),
                max_work_s=draw(bounds_s),
                max_drive_s=draw(st.one_of(st.just(NO_LIMIT), st.integers(0, 30))),
                first_part_s=draw(st.integers(0, duration_s - 1)),
                is_paid=draw(st.booleans()),
            )
        )
    return tuple(found)


@st.composite
def days_with_breaks(draw) -> tuple[Problem, object]:
    """A small day on which every vehicle has breaks, waiting may be unpaid, lateness priced."""
    problem, route = draw(problems_with_route())
    late = st.sampled_from((0, 0, 10, HORIZON_S))
    stops = tuple(
        replace(stop, max_late_s=draw(late), late_micro=draw(st.integers(0, 3)))
        for stop in problem.stops
    )
    vehicles = tuple(
        replace(
            vehicle,
            breaks=draw(some_breaks()),
            waiting_paid=draw(st.booleans()),
            max_duration_s=draw(bounds_s),
        )
        for vehicle in problem.vehicles
    )
    return replace(problem, stops=stops, vehicles=vehicles), route


@settings(story, max_examples=300)
@given(days_with_breaks(), st.integers(0, 30))
def test_no_other_places_for_the_breaks_are_better(given_day, later_s):
    problem, route = given_day
    course = lay_out(problem, route)
    depart_s = course.depart_from_s + later_s

    placed = place_breaks_from(course, depart_s)
    best = min(worth_of(course, depart_s, pieces) for pieces in every_placement(course))

    event("broken" if best[0] else "kept")
    event(f"{len(placed.pieces)} pieces")
    assert placed.worth == best


@settings(story, max_examples=200)
@given(days_with_breaks())
def test_the_departure_taken_is_no_worse_than_any_that_is_tried(given_day):
    problem, route = given_day
    course = lay_out(problem, route)

    placed = place_breaks(course)

    assert placed.worth <= place_breaks_from(course, course.depart_from_s).worth
    begins = [worth_of(course, second, {})[-1] for second in range(course.depart_from_s, 120)]
    same_end = [
        course.depart_from_s + n
        for n, end in enumerate(begins)
        if end == begins[0]
        and worth_of(course, course.depart_from_s + n, {})[3]
        == worth_of(course, course.depart_from_s, {})[3]
    ]
    if same_end:
        assert placed.worth <= place_breaks_from(course, same_end[-1]).worth


@settings(story, max_examples=200)
@given(days_with_breaks())
def test_a_timed_route_with_breaks_hangs_together(given_day):
    problem, route = given_day
    timed = time_route(problem, route)
    placed = place_breaks(lay_out(problem, route))

    assert tuple(visit.stop for visit in timed.stop_visits) == route.stops
    for before, visit in itertools.pairwise(timed.visits):
        assert visit.arrive_s == before.depart_s + visit.drive_s
        assert visit.start_s >= visit.arrive_s
    for before, visit in itertools.pairwise(timed.visits[1:]):
        if before.kind is VisitKind.BREAK:
            assert (visit.place, visit.drive_s, visit.distance_m) == (before.place, 0, 0)
            assert visit.kind is not VisitKind.BREAK
    spent_s = timed.drive_s + timed.wait_s + sum(visit.service_s for visit in timed.visits)
    assert spent_s == timed.duration_s
    assert (timed.paid_s, timed.end_s) == (placed.worth.paid_s, placed.worth.end_s)
    assert timed.late_s == placed.worth.late_s
    metres = [problem.travel.leg_m(0, *leg) for leg in itertools.pairwise(places(problem, route))]
    assert timed.distance_m == sum(metres)


def places(problem, route):
    vehicle = problem.vehicles[route.vehicle]
    found = []
    for trip in route.trips:
        found += [vehicle.start_place, *(problem.stops[stop].place for stop in trip)]
    return found if vehicle.end_place is None else [*found, vehicle.end_place]


@settings(story, max_examples=150)
@given(problems_with_route())
def test_a_paid_break_that_nobody_owes_changes_no_hour_where_roads_are_steady(given_day):
    problem, route = given_day
    steady = replace(
        problem,
        travel=replace(
            problem.travel,
            period_starts_s=(0,),
            tables=tuple(
                replace(table, duration_s=table.duration_s[:1]) for table in problem.travel.tables
            ),
        ),
        stops=tuple(replace(stop, windows=stop.windows[:1]) for stop in problem.stops),
    )
    free = tuple(
        replace(van, breaks=(ProblemBreak(duration_s=9, is_paid=True),)) for van in steady.vehicles
    )

    assert time_route(replace(steady, vehicles=free), route) == time_route(steady, route)


def test_a_long_wait_is_no_reason_to_leave_at_the_crack_of_dawn():
    """
    Ten minutes out, three times that from minute 60 on, and the door opens at minute 120.

    After twenty minutes at the wheel a break is owed, so the jam must not have
    most of the way out; leaving at minute 55 is the latest, and pays 90 minutes.
    """
    owed = minutes(5, max_drive_s=20)
    problem = with_breaks(
        "D.........A", owed, stops={"A": {"windows": ((7_200, 7_300),)}}, slow={0: 1, 3_600: 3}
    )

    timed = time_route(problem, route_of(problem, "A"))

    assert not list(excess_hours(problem, timed))
    assert 90 * MINUTE <= timed.paid_s <= 100 * MINUTE
