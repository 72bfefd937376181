"""The estimate without streets: who feels jams on streets feels them here, and nobody else."""

from __future__ import annotations

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import OwnProfile, RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod, TravelMode
from lastmile_cli.roads.registry import open_roads

JAM = (TrafficPeriod(name="jam", start_s=0, default_factor=0.5, speed_factors={}),)
HERE, THERE = Coordinate(lat_deg=60.0, lon_deg=25.0), Coordinate(lat_deg=60.05, lon_deg=25.0)


def test_a_jam_slows_vans_and_leaves_bikes_and_feet_alone():
    own = OwnProfile(name="trailer bike", like="bike")
    roads = open_roads(RoadsSettings(source="great_circle", own_profiles=(own,)))
    slowed = {}
    for profile in ("van", "moped", "bike", "foot", "trailer bike"):
        mode = TravelMode(profile=profile)
        free, jam = (roads.travel([HERE, THERE], [mode], some) for some in (FREE_FLOW, JAM))
        (leg,) = roads.legs([(HERE, THERE)], mode, JAM)
        assert leg.duration_s == jam.durations_s(0, 0, 1)
        slowed[profile] = jam.durations_s(0, 0, 1)[0] / free.durations_s(0, 0, 1)[0]

    assert {name for name, factor in slowed.items() if factor > 1.9} == {"van", "moped"}
    assert {slowed[name] for name in ("bike", "foot", "trailer bike")} == {1.0}
