"""What every geocoder must hold to, whoever wrote it."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.providers import OURS, Surroundings, open_geocoder
from tests.geocoding.drawn_town import draw_town
from tests.geocoding.stub_server import EMPTY, GOOD, NEEDS_KEY, StubServer


@pytest.fixture(scope="module")
def town_map(tmp_path_factory):
    return draw_town(tmp_path_factory.mktemp("town") / "town.osm.pbf")


@pytest.fixture(params=sorted(OURS))
def opened(request, town_map, tmp_path, monkeypatch):
    """A geocoder, an address it knows and one it does not."""
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(tmp_path))
    name = request.param
    if name == "map":
        geocoder = open_geocoder(ProviderSettings(name="map"), Surroundings(map_path=town_map))
        yield geocoder, Address(line1="Torikatu 3", city="Pikkula"), Address(line1="Xyzzyx 9")
        geocoder.close()
        return
    with ExitStack() as stack:
        stub = stack.enter_context(StubServer(GOOD[name], EMPTY[name]))
        keys = {"api_key": "k"} if name in NEEDS_KEY else {}
        options = {"domain": stub.domain, "scheme": "http", **keys}
        settings = ProviderSettings(name=name, options=options, requests_per_s=1_000_000.0)
        known = Address(line1="Unioninkatu 20", postal_code="00130", city="Helsinki")
        geocoder = open_geocoder(settings, Surroundings(sleep=lambda _: None))
        yield geocoder, known, Address(line1="Xyzzyx 9", city="Q")
        geocoder.close()


def test_it_has_a_name_and_says_whether_it_needs_a_network(opened):
    geocoder, _, _ = opened
    assert geocoder.name in OURS
    assert geocoder.is_online is (geocoder.name != "map")


def test_it_finds_what_it_knows_best_first(opened):
    geocoder, known, _ = opened
    found = geocoder.candidates(known)
    assert found
    assert found[0].score >= 0.9
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert all(c.provider == geocoder.name and c.matched for c in found)


def test_it_returns_an_empty_list_for_what_it_does_not_know(opened):
    geocoder, known, unknown = opened
    geocoder.candidates(known)
    assert geocoder.candidates(unknown) == []


def test_it_is_not_asked_about_nothing(opened):
    geocoder, _, _ = opened
    assert geocoder.candidates(Address()) == []
