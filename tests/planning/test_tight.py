"""Stops planned by a hair are told before the day, not after it."""

from __future__ import annotations

from typing import Any

import pytest

from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import Window
from lastmile_cli.planning.assemble import assemble
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day


def window(closes_min: int, opens_min: int = 0) -> dict[str, Any]:
    """A window in minutes after eight."""
    return {"windows": (Window(EIGHT + 60 * opens_min, EIGHT + 60 * closes_min),)}


def told(drawing: str, stops: dict[str, dict[str, Any]], **special: Any) -> list[Notice]:
    """What is noticed about the stops visited in this order, the first at 08:00 and its way."""
    day = drawn_day(drawing, stops=stops, **special)
    proposal = Proposal(
        routes=(ProposedRoute(vehicle=0, trips=(tuple(range(len(stops))),)),), unserved=()
    )
    plan = assemble(day.posed(), proposal, day.config, {}, day=DAY, provenance=PROVENANCE)
    return [notice for notice in plan.notices if notice.code == "LM1508"]


def test_a_stop_seconds_before_its_window_closes_is_named():
    """A is three minutes away and closes after three minutes and a bit."""
    closes = (Window(EIGHT, EIGHT + 183),)

    (notice,) = told("D..A", {"A": {"windows": closes}})

    assert notice.problem == (
        "1 stop is planned so near the end of the window that a usual delay misses it, "
        "1 within 5 min: A (3 s)."
    )


def test_the_three_tightest_are_named_and_all_are_counted():
    """Arrivals at minutes 1, 3, 5, 7 and 9; B and E have least time left, A all day."""
    stops = {"A": window(300), "B": window(4), "C": window(9), "E": window(8), "F": window(13)}

    (notice,) = told("DABCEF", stops)

    assert notice.problem.startswith("4 stops are planned")
    assert notice.problem.endswith("4 within 5 min: B (1 min), E (1 min), C (4 min) and 1 more.")


def test_a_usual_delay_counts_though_the_plan_has_minutes_to_spare():
    """Ten hours' work before it make 10 % more than the six minutes A has left."""
    stops = {"B": {"service_s": 4 * 3600}, "A": window(4 * 60 + 2 + 6)}

    (notice,) = told("DBA", stops)

    assert "0 within 5 min: A (6 min)" in notice.problem


@pytest.mark.parametrize("asked", [{}, window(60), window(opens_min=20, closes_min=40)])
def test_time_enough_or_a_wait_that_takes_up_the_delay_is_no_news(asked):
    assert told("D..A", {"A": asked}) == []


def test_where_service_must_end_inside_its_time_counts_too():
    """Two hours until A closes, but it takes all but three minutes of them."""
    stops = {"A": window(120) | {"service_s": 114 * 60}}

    assert told("D..A", stops) == []
    (notice,) = told("D..A", stops, service={"time_window_rule": TimeWindowRule.FINISH})
    assert "1 within 5 min: A (3 min)" in notice.problem
