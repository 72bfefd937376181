"""The engine drives by the law of ``timing.motion``: on packed legs, compiled and not."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.engines.ruin_recreate import kernel_travel
from lastmile_cli.timing import motion
from tests.strategies import legs, story


def in_python(kernel):
    return getattr(kernel, "py_func", kernel)


@numba.njit
def arrive(at, legs, starts):
    return kernel_travel.arrive(at, legs, 0, 1, 0, starts)


@numba.njit
def latest_departure(at, legs, starts):
    return kernel_travel.latest_departure(at, legs, 0, 1, 0, starts)


def packed(leg):
    """The way from place 1 to place 0, as the engine keeps it; all else is out of the way."""
    durations, starts = leg
    table = np.full((1, 2, 2, len(starts)), 999, dtype=np.int32)
    table[0, 1, 0] = durations
    return table, np.array(starts, dtype=np.int64)


@story
@given(legs(), st.integers(-50, 200))
def test_kernels_arrive_at_the_second_of_the_law(leg, depart_s):
    assert arrive(depart_s, *packed(leg)) == motion.arrive(depart_s, *leg)


@story
@given(legs(), st.integers(-50, 200))
def test_kernels_leave_as_late_as_the_law_allows(leg, arrive_by_s):
    expected = motion.latest_departure(arrive_by_s, *leg)

    assert latest_departure(arrive_by_s, *packed(leg)) == expected


@pytest.mark.parametrize("name", ["arrive", "latest_departure"])
@story
@given(leg=legs(), second=st.integers(-50, 200))
def test_uncompiled_they_say_the_same(name, leg, second):
    table, starts = packed(leg)
    kernel = in_python(getattr(kernel_travel, name))

    found = kernel(second, table, 0, 1, 0, starts)

    assert found == getattr(motion, name)(second, *leg)
