"""The sample map: a real piece of a city."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lastmile_cli.domain.geo import BoundingBox, Coordinate
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TrafficPeriod, TravelMode
from lastmile_cli.roads.embedded import EmbeddedSource, open_map
from lastmile_cli.roads.profiles.catalogue import PROFILES

HELSINKI = Path(__file__).parents[2] / "sample_data" / "helsinki.osm.pbf"
HUBS = [
    Coordinate(lat_deg=60.165148, lon_deg=24.942780),
    Coordinate(lat_deg=60.174092, lon_deg=24.953076),
]
ALEKSANTERINKATU = Coordinate(lat_deg=60.16905, lon_deg=24.94640)
VAN = TravelMode(profile="van")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedSource:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LASTMILE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        return open_map(HELSINKI)


def test_both_hubs_are_reached_by_everybody_in_a_few_minutes(city):
    modes = [TravelMode(profile=profile.name) for profile in PROFILES]

    travel = city.travel(HUBS, modes, FREE_FLOW)

    for table in travel.tables:
        assert 60 < table.duration_s[0, 0, 1] < 30 * 60
        assert 1_100 < table.distance_m[0, 1] < 4_000


def test_a_jam_on_the_big_streets_slows_vans_and_lets_bikes_be(city):
    jam = TrafficPeriod(name="jam", start_s=1, speed_factors={"primary": 0.3, "secondary": 0.3})
    modes = [VAN, TravelMode(profile="bike")]

    van, bike = city.travel(HUBS, modes, [*FREE_FLOW, jam]).tables

    assert van.duration_s[1, 0, 1] > van.duration_s[0, 0, 1]
    assert (bike.duration_s[0] == bike.duration_s[1]).all()


def test_couriers_walk_into_foot_streets_where_vans_stop_at_the_corner(city):
    """Doors all over the map: on foot one always comes at least as near as with the van."""
    dice = np.random.default_rng(7)
    doors = [
        Coordinate(lat_deg=float(lat), lon_deg=float(lon))
        for lat, lon in zip(
            dice.uniform(60.165, 60.178, 60), dice.uniform(24.937, 24.952, 60), strict=True
        )
    ]
    van, foot = city.snap(doors, "van"), city.snap(doors, "foot")

    assert all(v.walk_m >= f.walk_m - 1e-6 for v, f in zip(van, foot, strict=True))
    assert max(v.walk_m for v in van) < 250
    assert city.travel(doors, [VAN], FREE_FLOW).tables[0].duration_s.max() < UNREACHABLE_S


def test_the_base_map_has_streets_with_class_and_name(city):
    box = BoundingBox(south_deg=60.168, west_deg=24.943, north_deg=60.170, east_deg=24.947)

    streets = list(city.streets_in(box))

    named = {street.name for street in streets}
    assert "Aleksanterinkatu" in named
    assert {"primary", "footway"} <= {
        s.road_class
        for s in city.streets_in(
            BoundingBox(south_deg=60.16, west_deg=24.93, north_deg=60.18, east_deg=24.96)
        )
    }
    assert all(len(street.points) >= 2 for street in streets)
    assert len(streets) < 2_000
    assert not list(city.streets_in(BoundingBox(south_deg=0, west_deg=0, north_deg=1, east_deg=1)))
