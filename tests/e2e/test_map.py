"""`lastmile map`: the file, what it says where something is missing, and what it refuses."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from lastmile_cli.domain.notices import Severity
from lastmile_cli.workflows import draw_map
from tests.e2e.conftest import CONFIG, Shell


@pytest.fixture(scope="module")
def made(tmp_path_factory, planned) -> Shell:
    """A folder with the sample day's plan in it."""
    folder = tmp_path_factory.mktemp("mapped")
    for path in (planned.parent / "sample_data", planned.parent / CONFIG, planned):
        (folder / path.name).symlink_to(path)
    return Shell(folder)


def day_of(page: str):
    return json.loads(page.split('id="day">')[1].split("</script>", maxsplit=1)[0])


def test_the_sample_day_is_a_small_file_with_everything_in_it(made):
    ran = made("map", "plan.json")

    assert (ran.code, ran.out) == (0, "map.html\n")
    assert re.fullmatch(r"\d+ routes, \d+ stops, \d+ kB\. Open it in any browser.*\n", ran.err)
    page = made.at("map.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 400_000
    assert "OpenStreetMap contributors" in page
    assert "BSD 2-Clause License" in page
    plan, day = json.loads(made.at("plan.json").read_text(encoding="utf-8")), day_of(page)
    assert [route["id"] for route in day["routes"]] == [it["vehicle_id"] for it in plan["routes"]]
    stops = sum(visit["k"] == "stop" for route in day["routes"] for visit in route["visits"])
    assert stops == plan["totals"]["served"]
    assert len(day["partners"]) == plan["totals"]["outsourced"]
    assert {it["name"] for it in day["traffic"]} == {"morning", "lunchtime", "afternoon"}
    assert "Mannerheimintie" in day["streets"]["names"]
    assert [hub["t"][:10] for hub in day["depots"]] == ["Bookstore ", "Neighbours"]


def test_the_same_plan_gives_the_same_page(made):
    first = made("map", "plan.json", "-o", "-").out

    assert made("map", "plan.json", "-o", "-").out == first
    assert first.startswith("<!DOCTYPE html>")


def test_one_vehicle_alone(made):
    told = made("map", "plan.json", "--vehicle", "white-glove", "-o", "one.html", "--json").json()

    day = day_of(made.at("one.html").read_text(encoding="utf-8"))
    assert (told["file"], told["routes"]) == ("one.html", 1)
    assert told["bytes"] == made.at("one.html").stat().st_size
    assert [route["id"] for route in day["routes"]] == ["white-glove"]
    assert day["partners"] == day["unserved"] == []


def test_closed_streets_are_drawn_where_they_lie(made):
    plan = json.loads(made.at("plan.json").read_text(encoding="utf-8"))
    plan["config"]["roads"]["closures"] = [
        {"id": "works", "street": ["Unioninkatu"], "between": ["Rauhankatu", "Kirkkokatu"],
         "from": "2026-11-23 09:00", "until": "2026-11-23 12:00"}
    ]  # fmt: skip
    made.at("closed.json").write_text(json.dumps(plan), encoding="utf-8")

    ran = made("map", "closed.json", "-o", "closed.html")

    assert "was changed after it was made" in ran.err
    (closure,) = day_of(made.at("closed.html").read_text(encoding="utf-8"))["closures"]
    assert closure["span"] == [9 * 3600, 12 * 3600]
    assert len(closure["lines"]) > 1


def test_without_its_map_a_plan_is_drawn_all_the_same_and_says_so(made, tmp_path):
    """The lines of the routes are in the plan; only the streets under them are gone."""
    plan = tmp_path / "plan.json"
    shutil.copy(made.at("plan.json"), plan)
    home = Shell(tmp_path)

    ran = home("map", "plan.json", env={"LASTMILE_CACHE_DIR": str(tmp_path / "empty")})

    assert (ran.code, ran.out) == (0, "map.html\n")
    assert "LM1577 warning: routes are drawn without streets" in ran.err
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert day_of(page)["streets"] is None
    assert day_of(page)["routes"][0]["straight"] is False
    assert re.search(r'id="remark" class="warn">Without streets: ', page)


def test_where_streets_are_too_many_small_ones_far_away_are_left_out_and_that_is_said(
    made, monkeypatch
):
    """The sample day's streets take 18 kB; here they get three."""
    monkeypatch.setattr(draw_map, "MOST_BYTES", 3_000)
    monkeypatch.setattr(draw_map, "LEAST_STREET_BYTES", 3_000)

    drawn = draw_map.draw_map(draw_map.MapRequest(plan=str(made.at("plan.json"))))

    (notice,) = drawn.notices
    assert (notice.code, notice.severity) == ("LM1578", Severity.INFO)
    assert f"{drawn.streets} streets are drawn" in notice.problem
    assert 0 < drawn.streets < 1_000
    assert "small ones far from the routes are left out" in drawn.html.decode()


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("--vehicle", "tractor"), 2, "has no route"),
        (("--tiles", "https://tiles.example.com/"), 2, "{z}/{x}/{y}.png"),
        (("--tiles", "ftp://tiles.example.com/{z}/{x}/{y}"), 2, "no address of map tiles"),
        (("--tiles", "https://a b'/{z}/{x}/{y}"), 2, "no address of map tiles"),
        (("--json", "-o", "-"), 2, "--json"),
        (("-o", "plan.json"), 3, "is an input"),
        (("-o", "nowhere/map.html"), 3, "folder"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(made, args, code, told):
    ran = made("map", "plan.json", *args)

    assert ran.code == code
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_tiles_are_asked_for_only_where_the_page_was_told_so(made):
    ran = made(
        "map",
        "plan.json",
        "-o",
        "tiles.html",
        "--tiles",
        "https://tiles.example.com/{z}/{x}/{y}.png",
    )
    page = made.at("tiles.html").read_text(encoding="utf-8")

    assert "asks tiles.example.com for tiles" in ran.err
    assert "needs no network" not in ran.err
    assert "img-src data: https://tiles.example.com;" in page
    assert day_of(page)["tiles"]["host"] == "tiles.example.com"


def test_vroom_gets_the_travel_times_of_the_plan_s_own_streets(made):
    assert made("export", "plan.json", "--to", "out", "--formats", "vroom").code == 0

    problem = json.loads(made.at("out/vroom-problem.json").read_text(encoding="utf-8"))
    solution = json.loads(made.at("out/vroom-solution.json").read_text(encoding="utf-8"))
    squares = problem["matrices"]
    assert {vehicle["profile"] for vehicle in problem["vehicles"]} == set(squares)
    indexes = {job["location_index"] for job in problem["jobs"]}
    for square in squares.values():
        assert max(indexes) < len(square["durations"]) == len(square["distances"])
    known = {job["id"] for job in problem["jobs"]}
    driven = {
        step["id"] for it in solution["routes"] for step in it["steps"] if step["type"] == "job"
    }
    assert driven == known


def test_vroom_is_told_where_it_must_ask_a_router(made, tmp_path):
    shutil.copy(made.at("plan.json"), tmp_path / "plan.json")

    ran = Shell(tmp_path)(
        "export", "plan.json", "--to", "out", "--formats", "vroom",
        env={"LASTMILE_CACHE_DIR": str(tmp_path / "empty")},
    )  # fmt: skip

    assert ran.code == 0
    assert "LM1579 warning: it holds no travel times" in ran.err
    problem = json.loads((tmp_path / "out/vroom-problem.json").read_text(encoding="utf-8"))
    assert "matrices" not in problem
    assert {vehicle["profile"] for vehicle in problem["vehicles"]} == {"car", "bike"}


def test_vroom_itself_solves_what_it_gets(made):
    """Where it is installed (``pip install pyvroom``): every job of ours is served."""
    vroom = pytest.importorskip("vroom", reason="VROOM is not installed")
    assert made("export", "plan.json", "--to", "solved", "--formats", "vroom").code == 0
    problem = json.loads(made.at("solved/vroom-problem.json").read_text(encoding="utf-8"))

    solved = vroom.Input.from_json(str(made.at("solved/vroom-problem.json"))).solve(
        exploration_level=1, nb_threads=1
    )

    jobs = solved.routes[solved.routes["type"] == "job"]
    assert sorted(jobs["id"]) == sorted(job["id"] for job in problem["jobs"])
