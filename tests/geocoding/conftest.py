"""The drawn town, its index, and a cache folder that is nobody's."""

from __future__ import annotations

import pytest

from lastmile_cli.geocoding.index_file import open_address_index
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from tests.geocoding.drawn_town import draw_town


@pytest.fixture(scope="session")
def town_map(tmp_path_factory):
    return draw_town(tmp_path_factory.mktemp("town") / "town.osm.pbf")


@pytest.fixture(scope="session")
def town_index(town_map, tmp_path_factory):
    index = open_address_index(town_map, folder=tmp_path_factory.mktemp("index"))
    yield index
    index.close()


@pytest.fixture(scope="session")
def town(town_index):
    return MapGeocoder(town_index)


@pytest.fixture(autouse=True)
def _empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(tmp_path / "cache"))
