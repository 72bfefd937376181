"""Ways on foot: only between doors near each other, along ways that there are."""

from __future__ import annotations

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.ports import Snap
from lastmile_cli.domain.stops import Stop
from lastmile_cli.roads.great_circle import GreatCircleSource
from lastmile_cli.workflows.measure_walks import measure_rounds, measure_walks
from tests.courts import court, walking

HERE = Coordinate(lat_deg=60.17, lon_deg=24.94)
NORTH = Coordinate(lat_deg=60.171, lon_deg=24.94)
"""111.2 m to the north."""


class Paths(GreatCircleSource):
    """Straight ways without a detour, that begin some metres from each door."""

    def __init__(self, to_way_m: float | None = 0.0) -> None:
        super().__init__(5.0, 1.0)
        self.to_way_m = to_way_m

    def snap(self, points, profile):
        assert profile == "foot"
        if self.to_way_m is None:
            return [None] * len(points)
        return [Snap(stands_at=point, walk_m=self.to_way_m) for point in points]


def stop(name: str, at: Coordinate) -> Stop:
    return Stop(stop_id=name, coordinate=at)


STOPS = [stop("A", HERE), stop("B", NORTH), stop("C", HERE)]
PAIRS = [("A", "B"), ("B", "A"), ("A", "C")]


def test_a_way_leads_from_door_to_door_and_is_rounded_up():
    """111.2 m of way, and 10.4 m to it at both ends: 132.0, so 133 at least of whole metres."""
    ways = measure_walks(STOPS, PAIRS, Paths(10.4), 300)

    assert ways.find_m("A", "B") == ways.find_m("B", "A")
    assert 132 <= ways.find_m("A", "B") <= 133


def test_the_same_door_is_no_way_at_all():
    ways = measure_walks(STOPS, PAIRS, Paths(10.4), 300)

    assert ways.find_m("A", "C") == 0
    assert ways.find_m("A", "A") == 0


def test_where_no_way_begins_near_enough_nobody_walks():
    assert measure_walks(STOPS, PAIRS, Paths(40.0), 30).find_m("A", "B") is None
    assert measure_walks(STOPS, PAIRS, Paths(None), 300).find_m("A", "B") is None


def test_only_doors_within_the_radius_are_measured():
    """Letters of a drawing lie 556 m apart to the east and west, so far north."""
    near = measure_rounds(court(walking(radius_m=600)).posed(), Paths(), 300)
    none = measure_rounds(court(walking(radius_m=500)).posed(), Paths(), 300)

    assert {("A", "B"), ("B", "A"), ("C", "E")} <= near.metres.keys()
    assert ("A", "C") not in near.metres
    assert none.metres == {}
