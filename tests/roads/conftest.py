from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, ExactLeg, TravelMode
from lastmile_cli.roads import embedded
from lastmile_cli.roads.embedded import EmbeddedSource
from lastmile_cli.roads.habits import PLAIN, Habits
from tests.roads.drawn_map import DrawnMap

Open = Callable[..., EmbeddedSource]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a cache of its own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def town() -> DrawnMap:
    """Two blocks, and a stub to turn round in."""
    drawn = DrawnMap("A..B..C\n.  .  .\nD..E..FX")
    for way in ("ABC", "DEF", "AD", "BE", "CF", "FX"):
        drawn.way(way)
    return drawn


@pytest.fixture
def streets(town: DrawnMap, tmp_path: Path) -> RoadsSettings:
    """The town's streets, as the embedded roads read them."""
    return RoadsSettings(map_path=str(town.write(tmp_path / "town.osm.pbf")))


@pytest.fixture
def sample_map() -> Path:
    """The project's own map: central Helsinki."""
    return Path(__file__).parents[2] / "sample_data" / "helsinki.osm.pbf"


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Open a drawn map as a road source."""

    def open_map(town: DrawnMap, habits: Habits = PLAIN) -> EmbeddedSource:
        return embedded.open_map(town.write(tmp_path / "town.osm.pbf"), habits=habits)

    return open_map


@pytest.fixture
def drive(opened: Open) -> Callable[..., ExactLeg]:
    """Drive exactly from one place to another."""

    def exact_leg(town: DrawnMap, start, end, profile="car", periods=FREE_FLOW, **mode) -> ExactLeg:
        source = opened(town)
        place = [town.at(p) if isinstance(p, str) else p for p in (start, end)]
        return source.legs([tuple(place)], TravelMode(profile=profile, **mode), periods)[0]

    return exact_leg
