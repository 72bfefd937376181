"""Walks as values, and a route as its vehicle sees it."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.plan import as_driven
from lastmile_cli.domain.walks import FootWays
from tests.checking.test_plan_walks import planned
from tests.courts import walking


@pytest.mark.parametrize(
    "changes",
    [{"radius_m": 0}, {"parcels": 0}, {"weight_g": 0}, {"speed_m_per_h": 0}, {"max_doors": 1}],
)
def test_settings_that_lead_nowhere_are_refused(changes):
    with pytest.raises(ValueError, match=r"Nobody walks|nowhere to walk"):
        walking(**changes)


def test_seconds_are_rounded_up():
    """4.5 km an hour are 1.25 m a second."""
    settings = walking(speed_m_per_h=4_500)

    assert [settings.walk_s(metres) for metres in (0, 1, 5, 6)] == [0, 1, 4, 5]


def test_a_way_that_nobody_measured_is_none():
    ways = FootWays(metres={("A", "B"): 7})

    assert (ways.find_m("A", "B"), ways.find_m("B", "A"), ways.find_m("A", "A")) == (7, None, 0)


def test_the_vehicle_stands_where_it_is_parked_while_its_driver_walks():
    """A, then B and C on foot, E by van: visits follow each other without a gap at A."""
    plan, _ = planned()
    (route,) = plan.routes

    a, b, c, e = as_driven(route).stop_visits

    assert b.place == c.place == a.place
    assert e.place == route.stop_visits[3].place
    assert [b.arrive_s, c.arrive_s] == [a.depart_s, b.depart_s]
    assert e.arrive_s - e.drive_s == c.depart_s == route.stop_visits[2].leaves_s
    assert as_driven(route).walk_s == 0
