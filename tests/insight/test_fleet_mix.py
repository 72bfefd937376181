"""Mixes of vehicles for some days: what stands still, what is enough, what to try next."""

from __future__ import annotations

from lastmile_cli.insight.fleet_mix import (
    FleetMix,
    first_mix,
    idle_cents,
    mix_of,
    neighbours,
    suffices,
)
from lastmile_cli.insight.planned_day import PlannedDay


def day(cents, left_out=0, **vehicles):
    return PlannedDay(history="day", cents=cents, served=5, left_out=left_out, vehicles=vehicles)


MONDAY, TUESDAY = day(100, van=2), day(80, van=1, bike=1)
FIXED = {"van": 30, "bike": 5}


def test_the_first_mix_is_enough_for_every_day():
    mix = first_mix([MONDAY, TUESDAY])

    assert mix == (("bike", 1), ("van", 2))
    assert suffices(mix, MONDAY)
    assert suffices(mix, TUESDAY)
    assert not suffices((("van", 2),), TUESDAY)


def test_what_is_kept_and_stands_still_costs_its_day():
    """On Monday the bike stands still, on Tuesday a van: 5 + 30."""
    mix = first_mix([MONDAY, TUESDAY])

    assert idle_cents(mix, [MONDAY, TUESDAY], FIXED) == 35
    assert FleetMix(mix=mix, days=(MONDAY, TUESDAY), idle_cents=35).cents == 215


def test_a_fleet_that_leaves_somebody_out_comes_last_however_cheap():
    dear = FleetMix(mix=(("van", 2),), days=(day(900),), idle_cents=0)
    cheap = FleetMix(mix=(("van", 1),), days=(day(1, left_out=1),), idle_cents=0)

    assert sorted([cheap, dear], key=lambda it: it.rank) == [dear, cheap]


def test_next_to_a_mix_are_those_with_one_less_and_those_with_one_instead():
    found = set(neighbours(mix_of({"van": 2, "bike": 1}), {"van": 2, "bike": 2, "truck": 1}))

    assert found == {
        mix_of({"van": 1, "bike": 1}),
        mix_of({"van": 2}),
        mix_of({"van": 1, "bike": 2}),
        mix_of({"van": 1, "bike": 1, "truck": 1}),
        mix_of({"van": 2, "truck": 1}),
    }
