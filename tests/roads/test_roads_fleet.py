"""A fleet of several profiles on one map: each vehicle drives by its own table."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.settings import OwnProfile
from lastmile_cli.domain.travel import FREE_FLOW
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.places import index_places
from lastmile_cli.planning.pose import pose
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.habits import Habits
from lastmile_cli.roads.profiles.catalogue import with_own
from lastmile_cli.workflows.exact_legs import ExactLegs
from lastmile_cli.workflows.measure_streets import measure_streets
from tests.days import DAY, PROVENANCE, drawn_day
from tests.roads.drawn_map import DrawnMap

LOW = OwnProfile(name="low", like="truck", height_m=3.0)
FLEET = [
    {"profile": "van", "parking_s": 100},
    {"profile": "bike", "parking_s": 10},
    {"profile": "truck"},
    {"profile": "low"},
    {"profile": "van", "speed_factor": 0.5},
]
TOWN = """
D..B..A
.  .  .
.  F..G
.     .
C.....E
"""
"""From beside D to below A: 600 m by B, 800 m under the bridge FG, 1400 m round by C."""


def test_every_vehicle_of_a_plan_drives_by_the_table_of_its_profile(tmp_path):
    """BA is for bikes, the bridge for what is low; half the speed takes twice the time."""
    town = DrawnMap(TOWN)
    town.way("DB")
    town.way("BA", motor_vehicle="no")
    town.way("BF")
    town.way("FG", maxheight="3.5")
    town.way("AGEC")
    town.way("CD")
    source = open_map(
        town.write(tmp_path / "town.osm.pbf"), habits=Habits(profiles=with_own([LOW]))
    )
    stops = {name: {"coordinate": town.at("A", north_m=-100)} for name in "PQRST"}
    day = drawn_day("DPQRST", stops=stops, vans=FLEET)
    (hub,) = day.config.depots
    depots = (replace(hub, coordinate=town.at("D", east_m=100)),)
    config = replace(day.config, depots=depots)
    places = index_places(depots, day.stops)
    posed = pose(day.stops, config, measure_streets(places, config, source), places)
    routes = tuple(ProposedRoute(vehicle=number, trips=((number,),)) for number in range(5))
    proposal = Proposal(routes=routes, unserved=())
    exact = ExactLegs(source, FREE_FLOW)
    posed = exact.swap(posed, proposal)
    plan = assemble(posed, proposal, config, exact.legs, day=DAY, provenance=PROVENANCE)

    out = [route.visits[1] for route in plan.routes]
    assert [visit.distance_m for visit in out] == [800, 600, 1400, 800, 800]
    assert [visit.parking_s for visit in out] == [100, 10, 0, 0, 0]
    van, bike, _, low, slow = (visit.drive_s - visit.parking_s for visit in out)
    assert slow in (2 * van - 1, 2 * van)
    assert bike > low
