"""What drawn days say of a plan: drawn worlds that can be counted on the fingers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastmile_cli.costing.bill import money_to_cents
from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.spreads import NO_SPREAD, Spreads
from lastmile_cli.domain.stops import Window
from lastmile_cli.insight.slack_trials import SlackKind, list_trials, weigh_trials, worth_telling
from lastmile_cli.insight.stress import Span, weigh_up
from lastmile_cli.insight.stress_day import StressDay, Times, drive
from lastmile_cli.planning.stop_costs import bill_timed
from lastmile_cli.timing.many_days import Draws, draw_columns
from lastmile_cli.workflows.ready_clock import day_kernels
from tests.days import EIGHT, RATES, drawn_day

MINUTE = 60
FAR = "D" + "." * 59 + "A"
"""An hour's drive; a van leaves at eight."""


@pytest.fixture(scope="module")
def kernels():
    return day_kernels(lambda _: None)


def days_of(posed, *trips, ends_inside=False, depots=()):
    """One van's day with stops in this order, leaving at eight."""
    numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
    route = ProposedRoute(
        vehicle=0,
        trips=tuple(tuple(numbers[name] for name in trip) for trip in trips),
        depart_s=EIGHT,
    )
    proposal = Proposal(routes=(route,), unserved=())
    return StressDay.of(posed, proposal, depots, ends_inside=ends_inside)


def with_legs(posed, values, spreads):
    """Draws of days whose legs all stray by so many spreads; nothing else strays."""
    days, columns = len(values), draw_columns(posed.problem)
    legs = np.repeat(np.array(values, dtype=float)[:, None], columns, axis=1)
    nothing = np.zeros((days, columns))
    draws = Draws(
        day=np.zeros(days), crews=np.zeros((days, len(posed.vehicles))), legs=legs, halts=nothing
    )
    return Times.of(draws, spreads, posed)


def always(day):
    """Intervals that every hour lies in."""
    return {stop.stop_id: (0, 2 * 86_400) for stop in day.posed.stops}


LEGS = replace(NO_SPREAD, travel_leg=0.2)


def test_three_days_of_four_keep_the_promise(kernels):
    """
    At -1, 0, 1 and 2 spreads of 0.2 the hour takes 48, 59, 72 and 88 minutes.

    The door closes 75 minutes after eight, so only the last one is late, by 13 minutes.
    """
    closing = {"A": {"windows": (Window(EIGHT, EIGHT + 75 * MINUTE),)}}
    posed = drawn_day(FAR, stops=closing).posed()
    day = days_of(posed, "A")

    found = weigh_up(
        day,
        drive(kernels, day, with_legs(posed, [-1, 0, 1, 2], LEGS)),
        {"A": (EIGHT + 50 * MINUTE, EIGHT + 80 * MINUTE)},
        "EUR",
    )
    (stop,) = found.stops

    assert (stop.kept, stop.announced) == (0.75, 0.5)
    assert stop.late_mean_s // MINUTE == 12
    assert (found.misses, found.all_kept, found.promises) == (0.25, 0.75, 2)
    begins = Span.of(stop_begins := np.array([48, 58, 71, 87]))
    assert [(at - EIGHT) // MINUTE for at in (stop.begins.low, stop.begins.high)] == [48, 87]
    assert (begins.low, begins.high) == (stop_begins[0], stop_begins[-1])


def test_a_stop_without_a_window_promises_nothing(kernels):
    posed = drawn_day(FAR).posed()
    day = days_of(posed, "A")

    found = weigh_up(day, drive(kernels, day, with_legs(posed, [2], LEGS)), always(day), "EUR")

    assert found.promised == ()
    assert found.promises == 1
    assert found.stops[0].closes_s is None


def test_a_day_as_planned_costs_the_bill_to_the_cent(kernels):
    posed = drawn_day("D..A..B", stops={"A": {}, "B": {}}).posed()
    day = days_of(posed, "AB")
    (_, timed), = day.routes  # fmt: skip

    found = weigh_up(
        day, drive(kernels, day, with_legs(posed, [0, 0], NO_SPREAD)), always(day), "EUR", 500
    )

    billed = money_to_cents(bill_timed(posed, timed, "EUR").total)
    assert found.day_cents.tolist() == [billed + 500] * 2
    assert (found.planned_cents, found.sd_cents) == (billed + 500, 0)


def test_an_hour_more_costs_its_wages_and_its_overtime(kernels):
    """Two hours as planned; a factor of 1.5 on every leg makes three, one of them overtime."""
    over = Rate(
        category=CostCategory.OVERTIME,
        basis=RateBasis.PER_OVERTIME_HOUR,
        micro=7_200_000,
        source="",
    )
    van = {"rates": (*RATES, over), "overtime_after_s": 7_200 + MINUTE}
    posed = drawn_day(FAR, vans=[van]).posed()
    day = days_of(posed, "A")
    spreads = replace(NO_SPREAD, travel_leg=0.2)
    normal = (np.log(1.5) + 0.02) / 0.2

    found = weigh_up(
        day, drive(kernels, day, with_legs(posed, [normal], spreads)), always(day), "EUR"
    )

    assert found.routes[0].overtime_mean_s == 3_600
    # A cent a second, and 7.20 an hour on top.
    assert found.mean_cents - found.planned_cents == pytest.approx(3_600 + 720)


def test_leaving_earlier_keeps_the_promise_where_the_shift_lets_it(kernels):
    """Leaving at 8:10 the stop is reached in minute 70 of 75; a fifth slower is too late."""
    closing = {"A": {"windows": (Window(EIGHT, EIGHT + 75 * MINUTE),)}}
    posed = drawn_day(FAR, stops=closing).posed()
    planned = days_of(posed, "A").routes[0][0]
    late = StressDay.of(
        posed,
        Proposal(routes=(replace(planned, depart_s=EIGHT + 10 * MINUTE),), unserved=()),
        (),
    )
    times = with_legs(posed, [0, 1], LEGS)
    stress = weigh_up(late, drive(kernels, late, times), always(late), "EUR")

    trials = list_trials(late, stress, 600)
    gains = worth_telling(weigh_trials(kernels, trials, times, "EUR"))

    assert stress.misses == 0.5
    assert {(it.kind, it.by_s, it.saved) for it in gains} == {
        (SlackKind.LEAVE_EARLIER, 600, 0.5),
        (SlackKind.CLOSE_LATER, 600, 0.5),
    }


def test_a_stop_less_saves_the_promise_behind_it(kernels):
    """B must be reached by minute 10 and is planned for 8; without the minutes at A it holds."""
    stops = {"A": {"service_s": 300}, "B": {"windows": (Window(EIGHT, EIGHT + 9 * MINUTE),)}}
    posed = drawn_day("D.A.B", stops=stops).posed()
    day = days_of(posed, "AB")
    times = with_legs(posed, [3, 3], LEGS)
    stress = weigh_up(day, drive(kernels, day, times), always(day), "EUR")

    gains = weigh_trials(kernels, list_trials(day, stress, 600), times, "EUR")
    without = {it.stop_id: it.saved for it in gains if it.kind is SlackKind.SERVE_ELSEWHERE}

    assert stress.misses == 1
    # Without B itself there is nothing to miss either.
    assert without == {"A": 1, "B": 1}


def test_who_must_be_done_inside_the_window_misses_it_by_the_service(kernels):
    """The planned minute at the door ends as it closes; twice as long ends behind it."""
    closing = {"A": {"windows": (Window(EIGHT, EIGHT + 61 * MINUTE),), "service_s": MINUTE}}
    posed = drawn_day(FAR, stops=closing).posed()
    stop = replace(posed.problem.stops[0], windows=((EIGHT, EIGHT + 60 * MINUTE),))
    posed = replace(posed, problem=posed.problem.with_stop(0, stop))
    columns = draw_columns(posed.problem)
    spreads = replace(NO_SPREAD, service_stop=1.0)
    halts = np.array([[0.5] * columns, [1.2] * columns])
    draws = Draws(day=np.zeros(2), crews=np.zeros((2, 1)), legs=np.zeros((2, columns)), halts=halts)
    times = Times.of(draws, spreads, posed)

    kept = {}
    for ends_inside in (False, True):
        day = days_of(posed, "A", ends_inside=ends_inside)
        found = weigh_up(day, drive(kernels, day, times), always(day), "EUR")
        kept[ends_inside] = found.stops[0].kept

    assert kept == {False: 1.0, True: 0.5}


def test_the_default_spreads_are_those_of_the_configuration():
    from lastmile_cli.intake.stress_models import StressModel, spreads_of

    assert spreads_of(StressModel()) == Spreads()
