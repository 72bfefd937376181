"""One deadline bounds a command: what came before counts, what comes after is kept back."""

from __future__ import annotations

import pytest

from lastmile_cli.workflows.deadline import LEAST_SEARCH_S, Deadline


@pytest.fixture
def clock(monkeypatch):
    """A monotonic clock that stands still until it is told the second."""
    now = {"s": 100.0}
    monkeypatch.setattr("time.monotonic", lambda: now["s"])
    return now


def test_without_a_limit_no_clock_bounds_the_search(clock):
    deadline = Deadline.for_command(None, 90.0)

    assert deadline.left_s is None
    assert deadline.search_s is None


def test_what_came_before_counts_and_foretells_what_comes_after(clock):
    """Of ten seconds two are spent; 60 % as long is kept for the streets and the writing."""
    deadline = Deadline.for_command(10.0, clock["s"] - 2.0)

    assert deadline.search_s == pytest.approx(10.0 - 2.0 - 1.2)


def test_searches_share_one_deadline(clock):
    deadline = Deadline.for_command(10.0, clock["s"] - 2.0)
    clock["s"] += 5.0

    assert deadline.search_s == pytest.approx(1.8)


def test_a_long_way_here_keeps_back_no_more_than_its_share(clock):
    """A new map took a minute of two: writing up will not take half of that."""
    deadline = Deadline.for_command(120.0, clock["s"] - 60.0)

    assert deadline.search_s == pytest.approx(60.0 - 24.0)


def test_too_late_leaves_the_engine_its_first_plan_and_no_second_search(clock):
    deadline = Deadline.for_command(1.0, clock["s"] - 2.0)

    assert deadline.search_s == LEAST_SEARCH_S
    assert deadline.left_s is not None
    assert deadline.left_s < 0
