"""Travel laid out for the kernels says what the tables say, however it lies in memory."""

import numpy as np
import pytest

from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.engines.ruin_recreate import pack
from lastmile_cli.engines.ruin_recreate.legs import LARGEST_BLOCK_BYTES, lay_legs
from tests.big_days import big_day


def travel(modes: int, places: int = 4, periods: int = 3) -> Travel:
    """Every number differs."""
    numbers = np.arange(modes * places**2 * (1 + periods), dtype=np.int32)
    cells = numbers.reshape(modes, 1 + periods, places, places)
    return Travel(
        period_starts_s=tuple(range(periods)),
        tables=tuple(
            TravelTable(mode=TravelMode(profile=f"{n}"), duration_s=cell[1:], distance_m=cell[0])
            for n, cell in enumerate(cells)
        ),
    )


@pytest.mark.parametrize("modes", [1, 2])
@pytest.mark.parametrize("places", [1, 4])
@pytest.mark.parametrize("largest_bytes", [LARGEST_BLOCK_BYTES, 0])
def test_every_leg_is_there_in_both_directions(modes, places, largest_bytes):
    asked = travel(modes, places)
    legs = lay_legs(asked, largest_bytes)

    for mode in range(modes):
        for a in range(places):
            for b in range(places):
                assert legs.metres[mode, a, b] == asked.leg_m(mode, a, b)
                assert legs.metres_back[mode, b, a] == asked.leg_m(mode, a, b)
                assert tuple(legs.seconds[mode, a, b]) == asked.durations_s(mode, a, b)
                assert tuple(legs.seconds_back[mode, b, a]) == asked.durations_s(mode, a, b)


def test_tables_too_large_for_a_copy_are_read_where_they_lie():
    asked = travel(1)

    assert np.shares_memory(lay_legs(asked, 0).seconds, asked.tables[0].duration_s)
    assert not np.shares_memory(lay_legs(asked).seconds, asked.tables[0].duration_s)


def test_the_plan_is_the_same_however_the_tables_lie(monkeypatch):
    problem, budget = big_day(stops=40), SolveBudget(iterations=50)
    usual = open_engine("ruin-recreate").solve(problem, budget)

    monkeypatch.setattr(pack, "lay_legs", lambda travel: lay_legs(travel, 0))

    assert open_engine("ruin-recreate").solve(problem, budget).routes == usual.routes
