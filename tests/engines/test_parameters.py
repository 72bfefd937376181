"""Parameters that follow from a problem's size."""

from __future__ import annotations

from lastmile_cli.engines.ruin_recreate.parameters import SHARED_STOPS, Parameters


def test_large_problems_end_colder_from_the_same_heat():
    parameters = Parameters(hot=2.0, cold=0.5, cold_of_large=0.1)

    assert parameters.heats(SHARED_STOPS - 1) == (2.0, 0.5)
    assert parameters.heats(SHARED_STOPS) == (2.0, 0.1)
