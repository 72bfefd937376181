"""Turns of a route that drives the same way twice."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.travel import ExactLeg, TrafficPeriod
from lastmile_cli.domain.turns import Step, StepKind
from lastmile_cli.workflows.turn_lists import _turns_of
from tests.plans import small_plan

HUB, DOOR = Coordinate(lat_deg=60.0, lon_deg=25.0), Coordinate(lat_deg=60.1, lon_deg=25.0)
PERIODS = [TrafficPeriod(name=str(s), start_s=s, speed_factors={}) for s in (0, 43_200)]


class ByTheHour:
    """Roads on which the way is another one in each period."""

    def legs(self, pairs, mode, periods, left_in):
        del mode, periods
        steps = [Step(kind=StepKind.DEPART, street=f"Street {at}") for at in left_in]
        return [
            ExactLeg(duration_s=(60, 60), distance_m=1, steps=(step,))
            for _, step in zip(pairs, steps, strict=True)
        ]


def test_two_trips_to_one_door_are_each_told_by_the_way_of_their_hour():
    """In the morning from the hub to the door and back, at noon the same again."""
    clocks = [(HUB, 32_400), (DOOR, 36_000), (HUB, 46_800), (DOOR, 50_000)]
    plain = small_plan().routes[0]
    visits = [
        replace(plain.visits[0], place=place, depart_s=at_s, walk=None) for place, at_s in clocks
    ]
    route = replace(
        plain, vehicle_id="van", visits=tuple(visits), home=replace(plain.home, place=HUB)
    )
    van = SimpleNamespace(vehicle_id="van", profile="van", speed_factor=1.0, parking_s=0)
    config = SimpleNamespace(trucks=[], vehicles=[van], roads=SimpleNamespace(periods=PERIODS))

    told = _turns_of(route, config, ByTheHour())

    streets = [steps[0].street for steps in (*told.to_visits[1:], told.home)]
    assert told.to_visits[0] == ()
    assert streets == ["Street 0", "Street 0", "Street 1", "Street 1"]
