"""The benchmark's clock under traffic, and what a static planner is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.solving.driving import FREE, Traffic, drive
from benchmarks.solving.instance import InstanceError, PlannedRoute
from benchmarks.solving.jam import FINER, as_seen, prepare, traffic_of
from tests.benchmarks.worlds import CVRP, SOLOMON, drawn

JAM = Traffic((0, 100, 200), (1.0, 0.5, 1.0))


@pytest.mark.parametrize(
    ("leave", "work", "arrives"),
    [
        (0, 100, 100),  # done as the jam begins
        (0, 120, 140),  # 20 at half speed
        (100, 50, 200),  # all of it in the jam
        (90, 100, 240),  # 10 before, 50 within, 40 after
        (300, 30, 330),
        (0, 0, 0),
    ],
)
def test_a_leg_changes_its_speed_on_the_way(leave, work, arrives):
    assert JAM.arrive(leave, work) == arrives


def test_who_leaves_later_never_arrives_earlier():
    arrivals = [JAM.arrive(leave, 70) for leave in range(250)]

    assert arrivals == sorted(arrivals)


def test_the_days_mean_weighs_periods_by_their_length():
    assert JAM.mean_speed(400) == pytest.approx((100 + 50 + 200) / 400)


def test_driving_counts_who_was_reached_too_late(tmp_path):
    """At half speed 1 is reached at 10.0, 2 at 18.2 and waits until 20.0; home at 32.0."""
    read = drawn(tmp_path, SOLOMON, "drawn.txt")
    slow = Traffic((0,), (0.5,))
    plan = [PlannedRoute(0, ((1, 2),))]
    closes = read.closes.copy()
    closes[0], closes[1] = 310, 90

    free = drive(read, plan, FREE)
    jammed = drive(replace(read, closes=closes), plan, slow)

    assert (free.distance, free.vehicles, free.late_stops, free.left_out) == (131, 1, 0, 1)
    assert (jammed.late_stops, jammed.late_returns, jammed.worst_late) == (1, 1, 10)


def test_who_cannot_be_served_in_the_worst_hour_is_left_out_for_all(tmp_path):
    """Half as fast, 1 is 10.0 away; closing at 9.0 it could not be served alone."""
    text = SOLOMON.replace("0            50", "0             9")
    whole, less = drawn(tmp_path, SOLOMON, "drawn.txt"), drawn(tmp_path, text, "less.txt")

    assert len(prepare(whole).customers) == 3
    kept = prepare(less)
    assert (len(kept.customers), kept.demand.tolist()) == (2, [0, 4, 5])
    assert kept.duration[0, 1] == FINER * whole.duration[0, 2]
    assert kept.distance[0, 1] == whole.distance[0, 2]


def test_a_plan_for_the_worst_hour_keeps_its_windows_all_day(tmp_path):
    day = prepare(drawn(tmp_path, SOLOMON, "drawn.txt"))
    views = {
        view: as_seen(day, view).duration[0, 1] for view in ("free flow", "mean", "worst hour")
    }

    assert views["free flow"] == day.duration[0, 1]
    assert views["free flow"] < views["mean"] < views["worst hour"] == 2 * views["free flow"]
    assert traffic_of(day).arrive(0, day.duration[0, 1]) <= views["worst hour"]


def test_an_instance_without_hours_has_no_rush_hour(tmp_path):
    with pytest.raises(InstanceError, match="windows"):
        prepare(drawn(tmp_path, CVRP))
