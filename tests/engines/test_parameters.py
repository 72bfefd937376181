"""Parameters that follow from a problem's size."""

from __future__ import annotations

from lastmile_cli.engines.ruin_recreate.parameters import (
    SHARED_STOPS,
    Parameters,
    chain_count,
)


def test_large_problems_end_colder_from_the_same_heat():
    parameters = Parameters(hot=2.0, cold=0.5, cold_of_large=0.1)

    assert parameters.heats(SHARED_STOPS - 1) == (2.0, 0.5)
    assert parameters.heats(SHARED_STOPS) == (2.0, 0.1)


def test_where_vehicles_are_dear_the_search_starts_hot_enough_to_change_them():
    parameters = Parameters(hot=2.0, hot_of_fixed=0.25, hottest=30.0)

    assert [parameters.heats(100, fixed=price)[0] for price in (0, 4, 40, 400)] == [2, 2, 10, 30]


def test_small_rich_days_get_more_chains():
    chains = [chain_count(stops, is_rich=True) for stops in (10, 40, 80, 140, 5000)]

    assert chains == [1, 6, 3, 2, 2]
    assert chain_count(40) == 2
