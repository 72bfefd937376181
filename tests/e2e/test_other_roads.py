"""The same orders on the roads of servers and on those of files."""

from __future__ import annotations

import json
import shutil

import pytest

from lastmile_cli.domain.settings import RoadsSettings
from tests.conftest import ROOT
from tests.e2e.conftest import CONFIG, DAY, FEW, PLAN_FEW, plain_config
from tests.fakes.osrm_server import OsrmFake
from tests.fakes.osrm_tools import osrm_routed, prepared_osrm
from tests.fakes.valhalla_server import ValhallaFake

MAP = str(ROOT / "sample_data" / "helsinki.osm.pbf")


def ask_osrm(desk, **urls: str) -> None:
    """Let the desk's config ask these servers; ``url`` answers for every other profile."""
    profiles = {name: url for name, url in urls.items() if name != "url"}
    use(desk, "osrm", {"url": urls["url"], "profiles": profiles, "timeout_s": 120})


def use(desk, source: str, options: dict, *, traffic: bool = True) -> None:
    """Let the desk's config name this source, with these options, and its traffic or none."""
    text = plain_config()
    named = f"  {source}: {json.dumps(options)}\n  source: {source} "
    text = text.replace("  source: embedded ", named, 1)
    if not traffic:
        text = text[: text.index("  traffic:")] + "\n" + text[text.index("geocoding:") :]
    desk.at(CONFIG).write_text(text, encoding="utf-8")


def bring_matrix(desk, suffix: str) -> None:
    """Write the embedded roads as files of this kind, and let the desk's config read them."""
    ran = desk("roads", "table", *FEW, "-o", f"m{suffix}")
    assert ran.code == 0, ran.err
    profiles = {name: {"file": f"m-{name}{suffix}"} for name in ("van", "bike")}
    use(desk, "matrix", {"profiles": profiles}, traffic=False)


def visits(plan: dict) -> list[tuple[str, list[str]]]:
    """Who goes where in which order."""
    return [
        (route["vehicle_id"], [v["stop_id"] for v in route["visits"] if v["kind"] == "stop"])
        for route in plan["routes"]
    ]


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


def test_a_plan_on_valhalla_roads_passes_the_referee_and_names_its_server(desk):
    with ValhallaFake(RoadsSettings(map_path=MAP)) as server:
        use(desk, "valhalla", {"url": server.url, "timeout_s": 120})
        ran = desk(*PLAN_FEW, "-o", "plan.json")
        plan = json.loads(desk.at("plan.json").read_bytes())

        assert ran.code == 0, ran.err
        assert plan["totals"]["served"] == 12
        assert plan["provenance"]["roads"]["source"] == f"valhalla {server.url}"
        assert desk("verify", "plan.json").code == 0
        assert {question["costing"] for question in server.questions} == {
            "auto",
            "bicycle",
            "pedestrian",
        }


@pytest.mark.parametrize("source", ["osrm", "valhalla"])
def test_a_server_in_distress_ends_the_night_with_5_and_writes_nothing(desk, source):
    """Every answer is half of one."""
    with ValhallaFake(RoadsSettings(map_path=MAP), script=('{"code": "Ok", ',) * 99) as server:
        use(desk, source, {"url": server.url, "timeout_s": 120})
        before = desk.names()
        ran = desk(*PLAN_FEW, "-o", "plan.json")

    assert ran.code == 5
    assert "no JSON" in ran.err
    assert "Try:" in ran.err
    assert desk.names() == before


@pytest.mark.parametrize("suffix", [".npz", ".csv"])
def test_a_plan_from_a_matrix_file_is_the_plan_from_the_streets_it_was_written_from(desk, suffix):
    from_streets = desk(*PLAN_FEW, "--json").json()
    bring_matrix(desk, suffix)
    ran = desk(*PLAN_FEW, "-o", "plan.json")
    plan = json.loads(desk.at("plan.json").read_bytes())

    assert ran.code == 0, ran.err
    assert visits(plan) == visits(from_streets)
    # Tables round metres street by street, legs once.
    totals = [float(one["costs"]["total"]) for one in (plan, from_streets)]
    assert totals[0] == pytest.approx(totals[1], abs=0.05)
    assert plan["totals"]["late_s"] == 0
    assert desk("verify", "plan.json").code == 0


def test_a_matrix_written_from_a_matrix_is_the_same(desk):
    bring_matrix(desk, ".npz")
    first = desk.at("m-van.npz").read_bytes()
    again = desk("roads", "table", *FEW, "-o", "again.npz", "--profile", "van", "--json")

    assert again.code == 0, again.err
    assert desk.at("again.npz").read_bytes() == first
    assert again.json()["files"] == [
        {"file": "again.npz", "profile": "van", "places": 14, "periods": 7, "without_a_way": 0}
    ]


def test_lines_from_a_matrix_are_straight_and_said_to_be_wherever_they_show(desk):
    bring_matrix(desk, ".npz")
    shown = desk(*PLAN_FEW, "-o", "plan.json")
    plan = json.loads(desk.at("plan.json").read_bytes())
    exported = desk("export", "plan.json", "--to", "out")

    assert plan["provenance"]["roads"]["is_straight"]
    assert not plan["provenance"]["roads"]["is_estimate"]
    assert "Lines are straight" in shown.out + shown.err
    assert exported.code == 0
    assert "LM1430" not in exported.err
    lines = json.loads((desk.at("out") / "routes.geojson").read_text("utf-8"))["features"]
    routes = [one for one in lines if one["geometry"]["type"] == "LineString"]
    assert {route["properties"]["along_streets"] for route in routes} == {False}


def test_stops_that_the_matrix_does_not_know_are_all_told_by_check_and_plan(desk):
    bring_matrix(desk, ".csv")
    more = (ROOT / "sample_data" / "stops.csv").read_text(encoding="utf-8").splitlines(True)
    desk.at("few.csv").write_text("".join(more[:16]), encoding="utf-8")
    checked, planned = desk("check", *FEW, "--json"), desk(*PLAN_FEW, "-o", "plan.json")

    unknown = [notice for notice in checked.json()["notices"] if notice["code"] == "LM1480"]
    assert checked.code == planned.code == 3
    assert [notice["place"]["row"] for notice in unknown] == [14, 15, 16]
    assert planned.err.count("LM1480") == 3
    assert not desk.at("plan.json").exists()


def test_a_plan_is_not_verified_on_a_matrix_that_has_changed(desk):
    bring_matrix(desk, ".csv")
    assert desk(*PLAN_FEW, "-o", "plan.json").code == 0
    text = desk.at("m-van.csv").read_text("utf-8")
    desk.at("m-van.csv").write_text(text.replace("258.18", "259.18", 1), "utf-8")
    ran = desk("verify", "plan.json")

    assert ran.code == 3
    assert "other roads" in ran.err


def test_what_ignoring_the_hours_of_a_matrix_costs_is_told(desk):
    bring_matrix(desk, ".npz")
    ran = desk(*PLAN_FEW, "--no-traffic")

    assert ran.code == 0, ran.err
    assert "planned for empty streets" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "m.xlsx"), "neither .csv nor .npz"),
        (("-o", "m.npz", "--profile", "truck"), "van, bike"),
    ],
)
def test_a_table_that_cannot_be_written_is_refused_before_any_work(desk, arguments, words):
    ran = desk("roads", "table", *FEW, *arguments)

    assert ran.code == 2
    assert words in ran.err


@pytest.mark.parametrize(
    ("source", "options", "code", "words"),
    [
        ("matrix", {}, 2, "roads.matrix names nothing"),
        ("matrix", {"file": "none.csv"}, 3, "LM1001"),
        ("valhalla", {}, 2, "roads.valhalla names nothing"),
        ("osrm_embedded", {}, 2, "roads.osrm_embedded names nothing"),
    ],
)
def test_a_source_without_what_it_needs_names_it(desk, source, options, code, words):
    use(desk, source, options)
    ran = desk(*PLAN_FEW)

    assert ran.code == code
    assert words in ran.err
    assert "Try:" in ran.err


def test_doctor_looks_at_files_and_servers_of_every_source(desk):
    bring_matrix(desk, ".npz")
    found = desk("doctor", "-c", CONFIG, "--json").json()["findings"]
    matrices = {f["detail"].split("/")[-1]: f["state"] for f in found if f["item"] == "matrix"}
    use(desk, "valhalla", {"url": "http://127.0.0.1:9"})
    silent = desk("doctor", "-c", CONFIG, "--json").json()["findings"]
    use(desk, "osrm_embedded", {"file": "town.osrm"})
    absent = desk("doctor", "-c", CONFIG, "--json").json()["findings"]

    assert matrices == {"m-van.npz": "ok", "m-bike.npz": "ok"}
    assert [f["state"] for f in silent if f["item"] == "valhalla"] == ["broken"]
    assert [f["state"] for f in absent if f["item"] == "osrm_embedded"] == ["broken"]


def test_a_plan_on_a_real_osrm_server_passes_the_referee(desk, tmp_path):
    """Embedded roads, a real server, its files in this process and a matrix: one referee."""
    shutil.copy(MAP, tmp_path / "town.osm.pbf")
    base = prepared_osrm(tmp_path / "town.osm.pbf")
    served = {}
    with osrm_routed(base) as url:
        for source, options in (
            ("osrm", {"url": url}),
            ("osrm_embedded", {"file": str(base)}),
        ):
            use(desk, source, options)
            ran = desk(*PLAN_FEW, "-o", f"{source}.json", "--date", DAY)
            assert ran.code == 0, ran.err
            assert desk("verify", f"{source}.json").code == 0
            plan = json.loads(desk.at(f"{source}.json").read_bytes())
            served[source] = (visits(plan), plan["costs"]["total"])

    assert served["osrm"] == served["osrm_embedded"]
    assert served["osrm"][0]
