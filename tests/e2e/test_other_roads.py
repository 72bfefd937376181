"""The same orders on the roads of an OSRM server, over HTTP."""

from __future__ import annotations

import json

import pytest

from lastmile_cli.domain.settings import RoadsSettings
from tests.conftest import ROOT
from tests.e2e.conftest import CONFIG, PLAN_FEW
from tests.fakes.osrm_server import OsrmFake

MAP = str(ROOT / "sample_data" / "helsinki.osm.pbf")


def ask_osrm(desk, **urls: str) -> None:
    """Let the desk's config ask these servers; ``url`` answers for every other profile."""
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    profiles = {name: url for name, url in urls.items() if name != "url"}
    servers = json.dumps({"url": urls["url"], "profiles": profiles, "timeout_s": 5})
    text = text.replace("  source: embedded ", f"  osrm: {servers}\n  source: osrm ", 1)
    desk.at(CONFIG).write_text(text, encoding="utf-8")


@pytest.fixture
def servers():
    settings = RoadsSettings(map_path=MAP)
    with OsrmFake(settings, "van") as vans, OsrmFake(settings, "bike") as bikes:
        yield {"url": vans.url, "bike": bikes.url}


def test_a_plan_on_osrm_roads_passes_the_referee_and_names_its_servers(desk, servers):
    embedded = desk(*PLAN_FEW, "--json").json()
    ask_osrm(desk, **servers)
    ran = desk(*PLAN_FEW, "-o", "plan.json")
    plan = json.loads(desk.at("plan.json").read_bytes())

    assert ran.code == 0, ran.err
    assert plan["totals"]["served"] == embedded["totals"]["served"] == 12
    assert servers["url"] in plan["provenance"]["roads"]["source"]
    assert desk("verify", "plan.json").code == 0
    assert desk("export", "plan.json", "--to", "out").code == 0


def test_a_server_that_is_down_ends_the_night_with_5_and_writes_nothing(desk):
    ask_osrm(desk, url="http://127.0.0.1:9")
    before = desk.names()
    ran = desk(*PLAN_FEW, "-o", "plan.json")

    assert ran.code == 5
    assert "127.0.0.1:9" in ran.err
    assert "Try:" in ran.err
    assert desk.names() == before


def test_doctor_tells_which_server_answers_and_which_does_not(desk, servers):
    ask_osrm(desk, **servers, foot="http://127.0.0.1:9")
    found = desk("doctor", "-c", CONFIG, "--json").json()["findings"]

    states = {one["detail"].split()[0]: one["state"] for one in found if one["item"] == "osrm"}
    assert states == {
        servers["url"]: "ok",
        servers["bike"]: "ok",
        "http://127.0.0.1:9": "broken",
    }
