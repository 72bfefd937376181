"""One leg of 100 s, twice as slow from 10:00 to 11:00, as planners without traffic see it."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.solving.static_travel import seen_without_hours
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable

HOUR_S = 3600


@pytest.fixture
def travel() -> Travel:
    free = np.array([[0, 100], [100, 0]], np.int32)
    table = TravelTable(
        mode=TravelMode(profile="van"),
        duration_s=np.stack([free, free * 2, free]),
        distance_m=free * 10,
    )
    return Travel(period_starts_s=(0, 10 * HOUR_S, 11 * HOUR_S), tables=(table,))


@pytest.mark.parametrize(
    ("look", "leg_s"), [("free flow", 100), ("mean", 125), ("worst hour", 200)]
)
def test_a_leg_takes_the_least_the_mean_or_the_most(travel, look, leg_s):
    seen = seen_without_hours(travel, look, (8 * HOUR_S, 12 * HOUR_S))

    assert seen.period_starts_s == (0,)
    assert seen.tables[0].duration_s.tolist() == [[[0, leg_s], [leg_s, 0]]]


def test_hours_in_which_nobody_drives_do_not_count(travel):
    seen = seen_without_hours(travel, "mean", (10 * HOUR_S, 11 * HOUR_S))

    assert seen.tables[0].duration_s[0, 0, 1] == 200
