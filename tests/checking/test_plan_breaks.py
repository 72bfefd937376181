"""Written breaks: where they are held, how long, within which bounds, and what is owed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.problem import Problem, ProblemBreak
from tests.checking.plans import with_route, with_visit, written_plan
from tests.worlds import drawn_problem

LINE = "D..A..B..C"
HALF_AN_HOUR = ProblemBreak(duration_s=1_800, max_work_s=500)
"""Due at A or at B, which are reached after 180 and 360 seconds."""


def day(*breaks: ProblemBreak, stops: Any = None, **van: Any) -> Problem:
    return drawn_problem(LINE, stops=stops, vans=[{"breaks": breaks} | van])


def judge(problem: Problem, plan: Plan) -> list[tuple[Rule, str, str, int]]:
    return [(one.rule, one.route, one.stop, one.amount) for one in check_plan(problem, plan)]


def sentence(problem: Problem, plan: Plan) -> str:
    (found,) = check_plan(problem, plan)
    return found.sentence


def at(plan: Plan, start_s: int, length_s: int, visit: int = 1) -> Plan:
    """The plan with its break at other seconds and all later hours moved with it."""
    route = plan.routes[0]
    taken = route.visits[visit]
    by_s = start_s + length_s - taken.depart_s
    changed = replace(
        taken,
        start_s=start_s,
        depart_s=start_s + length_s,
        eta_low_s=start_s,
        eta_high_s=start_s,
        wait_s=start_s - taken.arrive_s,
    )
    later = [
        replace(
            one,
            arrive_s=one.arrive_s + by_s,
            start_s=one.start_s + by_s,
            depart_s=one.depart_s + by_s,
            eta_low_s=one.eta_low_s + by_s,
            eta_high_s=one.eta_high_s + by_s,
        )
        for one in route.visits[visit + 1 :]
    ]
    assert route.home is not None
    home = replace(route.home, arrive_s=route.home.arrive_s + by_s)
    return with_route(
        plan,
        0,
        visits=(*route.visits[:visit], changed, *later),
        home=home,
        end_s=route.end_s + by_s,
        break_s=route.break_s + length_s - (taken.depart_s - taken.start_s),
        unpaid_s=route.unpaid_s + length_s - (taken.depart_s - taken.start_s),
    )


@pytest.mark.parametrize("halt", [1, 2])
def test_a_break_on_arrival_at_a_halt_is_fine(halt):
    problem = day(HALF_AN_HOUR)

    assert judge(problem, written_plan(problem, "ABC", pauses_s={halt: 1_800})) == []


def test_a_break_before_loading_again_is_fine():
    problem = day(HALF_AN_HOUR, max_trips=2, loading_s=60)
    plan = written_plan(problem, "A BC", pauses_s={2: 1_800})

    assert [visit.kind.value for visit in plan.routes[0].visits] == [
        *("load", "stop", "break", "load", "stop", "stop")
    ]
    assert judge(problem, plan) == []


def test_a_break_that_was_never_taken_is_owed():
    problem = day(HALF_AN_HOUR)
    plan = written_plan(problem, "ABC")

    assert judge(problem, plan) == [(Rule.BREAK_OWED, "van-1", "", 580)]
    assert sentence(problem, plan) == (
        "Vehicle van-1 owes its driver a break of 30 min: it ends at 00:18, "
        "after 18 min of work, 10 min too many."
    )


def test_who_is_home_in_time_owes_nothing():
    problem = day(replace(HALF_AN_HOUR, max_work_s=1_080, max_drive_s=1_080, latest_s=1_080))

    assert judge(problem, written_plan(problem, "ABC")) == []


def test_of_later_breaks_only_the_hour_counts_at_the_end():
    easy = ProblemBreak(duration_s=60)
    problem = day(easy, replace(easy, max_work_s=1), replace(easy, latest_s=1_000))

    assert judge(problem, written_plan(problem, "ABC")) == [(Rule.BREAK_OWED, "van-1", "", 80)]


@pytest.mark.parametrize(
    ("bounds", "amount", "words"),
    [
        ({"latest_s": 300}, 60, "1 min after 00:05"),
        ({"max_work_s": 290}, 70, "after 6 min of work, 2 min too many"),
        ({"max_drive_s": 280}, 80, "after 6 min of driving, 2 min too many"),
        ({"earliest_s": 450}, 90, "1 min before 00:07"),
    ],
)
def test_a_break_outside_its_bounds_is_told_with_how_much(bounds, amount, words):
    """It is held at B, from 360 on."""
    problem = day(ProblemBreak(duration_s=600, **bounds))
    plan = written_plan(problem, "ABC", pauses_s={2: 600})
    (found,) = check_plan(problem, plan)

    assert (found.rule, found.amount) == (Rule.BREAK_OUT_OF_BOUNDS, amount)
    assert words in found.sentence


def test_the_bounds_of_the_second_break_count_from_the_end_of_the_first():
    """From A's break, which ends at 240, it is 180 seconds to B."""
    first = ProblemBreak(duration_s=60)
    problem = day(first, ProblemBreak(duration_s=60, max_work_s=180, max_drive_s=180))
    plan = written_plan(problem, "ABC", pauses_s={1: 60, 2: 60})
    strict = day(first, ProblemBreak(duration_s=60, max_work_s=150, max_drive_s=160))

    assert judge(problem, plan) == []
    assert judge(strict, plan) == [
        (Rule.BREAK_OUT_OF_BOUNDS, "van-1", "", 30),
        (Rule.BREAK_OUT_OF_BOUNDS, "van-1", "", 20),
    ]


def test_a_driver_may_wait_with_the_break():
    problem = day(replace(HALF_AN_HOUR, earliest_s=400))
    plan = at(written_plan(problem, "ABC", pauses_s={1: 1_800}), 400, 1_800)

    assert judge(problem, plan) == []


@pytest.mark.parametrize("length_s", [1_500, 2_100])
def test_a_break_has_its_length(length_s):
    problem = day(HALF_AN_HOUR)
    plan = written_plan(problem, "ABC", pauses_s={1: length_s})

    assert judge(problem, plan) == [(Rule.BREAK_LENGTH, "van-1", "", 300)]


def test_a_split_break_is_a_part_and_the_rest():
    """The rest begins at B, 360 seconds of driving and the first part after the start."""
    problem = day(replace(HALF_AN_HOUR, first_part_s=600, max_work_s=960))

    assert judge(problem, written_plan(problem, "ABC", pauses_s={1: 600, 2: 1_200})) == []
    assert judge(problem, written_plan(problem, "ABC", pauses_s={1: 900, 2: 900})) == [
        (Rule.BREAK_OUT_OF_BOUNDS, "van-1", "", 300)
    ]
    assert judge(problem, written_plan(problem, "ABC", pauses_s={2: 1_800})) == []


def test_a_first_part_too_short_is_told_and_so_is_a_rest_too_short():
    problem = day(ProblemBreak(duration_s=1_800, first_part_s=600))

    assert judge(problem, written_plan(problem, "ABC", pauses_s={1: 500, 2: 1_300})) == [
        (Rule.BREAK_LENGTH, "van-1", "", 100)
    ]
    assert judge(problem, written_plan(problem, "ABC", pauses_s={1: 600, 2: 1_000})) == [
        (Rule.BREAK_LENGTH, "van-1", "", 200)
    ]


def test_the_first_part_alone_does_not_count():
    problem = day(replace(HALF_AN_HOUR, first_part_s=600))

    assert judge(problem, written_plan(problem, "ABC", pauses_s={1: 600})) == [
        (Rule.BREAK_OWED, "van-1", "", 1_180)
    ]


def test_a_break_that_nobody_has_is_told():
    problem = drawn_problem(LINE)

    assert judge(problem, written_plan(problem, "ABC", pauses_s={1: 300})) == [
        (Rule.BREAK_MISPLACED, "van-1", "", 300)
    ]


def test_a_break_behind_the_last_halt_is_out_of_place():
    problem = day(ProblemBreak(duration_s=1_800))
    plan = written_plan(problem, "ABC", pauses_s={3: 1_800})
    load, a, b, pause, c = plan.routes[0].visits
    early = replace(
        c, sequence=3, arrive_s=540, start_s=540, depart_s=540, eta_low_s=540, eta_high_s=540
    )
    early = replace(early, drive_s=pause.drive_s, distance_m=pause.distance_m)
    behind = replace(
        pause,
        sequence=4,
        arrive_s=540,
        start_s=540,
        depart_s=2_340,
        drive_s=0,
        distance_m=0,
    )
    plan = with_route(plan, 0, visits=(load, a, b, early, behind))
    found = check_plan(problem, plan)

    assert Rule.BREAK_MISPLACED in {one.rule for one in found}


def test_nobody_drives_while_the_break_is_held():
    """The break at A ends at 1,980; who begins there at 1,000 is not there yet."""
    problem = day(HALF_AN_HOUR)
    plan = written_plan(problem, "ABC", pauses_s={1: 1_800})
    early = with_visit(plan, 0, 2, arrive_s=1_000, start_s=1_000, depart_s=1_000)

    assert (Rule.LEG_TOO_FAST, "van-1", "A", 980) in judge(problem, early)


def test_the_sum_of_the_breaks_is_told_rightly():
    problem = day(HALF_AN_HOUR)
    plan = with_route(written_plan(problem, "ABC", pauses_s={1: 1_800}), 0, break_s=900)

    assert judge(problem, plan) == [(Rule.WRONG_PAY, "van-1", "", 900)]


def test_an_unpaid_break_is_not_paid_and_a_paid_one_is():
    unpaid, paid = day(HALF_AN_HOUR), day(replace(HALF_AN_HOUR, is_paid=True))
    plan = written_plan(unpaid, "ABC", pauses_s={1: 1_800})

    assert plan.routes[0].paid_s == 1_080
    assert judge(unpaid, with_route(plan, 0, unpaid_s=0)) == [(Rule.WRONG_PAY, "van-1", "", 1_800)]
    assert judge(paid, with_route(plan, 0, unpaid_s=0)) == []


def test_waiting_is_paid_unless_somebody_says_no():
    """A opens at 600, after 420 seconds of waiting."""
    stops = {"A": {"windows": ((600, 900),)}}
    paid, unpaid = day(stops=stops), day(stops=stops, waiting_paid=False)
    plan = written_plan(unpaid, "A")

    assert judge(unpaid, plan) == []
    assert judge(paid, plan) == [(Rule.WRONG_PAY, "van-1", "", 420)]
    assert sentence(unpaid, with_route(plan, 0, unpaid_s=0)) == (
        "Vehicle van-1 is not paid for 7 min, not 0 s as the plan says."
    )


def test_a_late_visit_counts_from_its_limit():
    """B is reached at 360, 60 after it closes."""
    stops = {"A": {}, "B": {"windows": ((0, 300),), "max_late_s": 60}, "C": {}}
    problem = drawn_problem(LINE, stops=stops)
    strict = drawn_problem(LINE, stops=stops | {"B": stops["B"] | {"max_late_s": 40}})

    assert judge(problem, written_plan(problem, "ABC")) == []
    assert judge(strict, written_plan(strict, "ABC")) == [(Rule.WINDOW_MISSED, "van-1", "B", 20)]
    assert sentence(strict, written_plan(strict, "ABC")) == (
        "Vehicle van-1 reaches stop B at 00:06, 1 min after its window 00:00-00:05 closes "
        "(it may be 40 s late)."
    )
