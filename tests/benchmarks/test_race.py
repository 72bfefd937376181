"""Running solvers: every one that is installed, on a tiny day, in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.solving.best_known import Known
from benchmarks.solving.checker import check
from benchmarks.solving.engines import OURS, PEERS, list_solvers, missing, open_solver
from benchmarks.solving.problem import pose
from benchmarks.solving.race import Race, Row, in_a_process
from benchmarks.solving.table import mean_gaps, runs_table, summary_table
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from tests.benchmarks.worlds import RICH, SOLOMON, TRIPS, drawn

ROOT = Path(__file__).resolve().parents[2]
SHAPE = {
    "instance", "engine", "seconds", "objective", "best_known", "gap_percent", "feasible",
    "first_solution_s", "iterations_per_s", "peak_mb",
}  # fmt: skip
BEST = 50 + 31 + 50 + 28


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.fixture
def day(tmp_path):
    path = tmp_path / "drawn.txt"
    path.write_text(SOLOMON)
    entry = {"rounding": "dimacs", "best_known": BEST}
    known = tmp_path / "best_known.json"
    known.write_text(json.dumps({"instances": {"drawn.txt": entry}}))
    return path


def test_ours_finds_the_best_plan_of_a_tiny_day_and_says_so_in_json(day):
    ended = run("solvers.py", day, "--seconds", 1, "--engines", OURS, "--seeds", "0,1", "--json")

    rows = json.loads(ended.stdout)
    assert [(row["engine"], row["seed"]) for row in rows] == [(OURS, 0), (OURS, 1)]
    for row in rows:
        assert set(row) >= SHAPE
        assert (row["instance"], row["objective"], row["best_known"]) == ("drawn.txt", BEST, BEST)
        assert (row["gap_percent"], row["feasible"]) == (0.0, True)
        assert row["first_solution_s"] > 0
        assert row["iterations_per_s"] > 0
        assert row["peak_mb"] > 10


@pytest.mark.parametrize("engine", list(PEERS))
def test_a_peer_that_is_installed_finds_it_too(day, engine):
    if missing(engine):
        pytest.skip(f"{engine} is {missing(engine)}")
    ended = run("solvers.py", day, "--seconds", 2, "--engines", engine, "--json")

    (row,) = json.loads(ended.stdout)
    assert (row["objective"], row["feasible"], row["note"]) == (BEST, True, "")


def test_a_peer_that_is_not_there_is_skipped_with_a_line(day, monkeypatch, capsys):
    from benchmarks.solving import engines
    from benchmarks.solving.command import main

    monkeypatch.setitem(engines.PEERS, "commiv", ("commiv_peer", "no_such_module", "commiv"))
    main("about", [str(day), "--engines", "commiv", "--json"])

    told = capsys.readouterr()
    assert json.loads(told.out) == []
    assert "commiv: skipped: not installed (pip install commiv)" in told.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--engines", "warp"], "no engine warp"),
        (["--seconds", "0"], "no number of seconds above 0"),
        (["--seconds", "nan"], "no number of seconds above 0"),
        (["--workers", "0"], "less than 1"),
        (["--seeds", "a"], "invalid"),
        (["--best-known", "nowhere.json"], "nowhere.json"),
    ],
)
def test_a_strange_wish_is_refused_before_anything_runs(day, arguments, says):
    ended = run("solvers.py", day, *arguments)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert says in ended.stderr


def test_a_file_that_is_no_instance_is_refused(tmp_path):
    path = tmp_path / "poem.txt"
    path.write_text("no instance\n")

    assert "poem.txt" in run("solvers.py", path).stderr
    assert run("solvers.py", tmp_path / "nowhere.vrp").returncode == 2


def test_what_a_solver_cannot_express_is_skipped_with_the_reason(tmp_path):
    path = tmp_path / "rich.vrp"
    path.write_text(RICH)
    told = []
    race = Race(seconds=1, workers=1, known={})

    rows = race.run_all([path], ["vroom"], [0, 1], told.append)

    assert rows == []
    assert told == [
        "rich.vrp vroom: skipped: cannot express optional stops at a price, a longest duration"
    ]


def test_a_crash_is_a_row_that_says_so(day):
    race = Race(seconds=1, workers=1, known={"drawn.txt": Known("dimacs", BEST)})

    row = race.run(day, "no-such-engine", 0)

    assert isinstance(row, Row)
    assert (row.objective, row.feasible, row.best_known) == (None, False, BEST)
    assert "no-such-engine" in row.note


def test_a_run_that_does_not_end_is_ended():
    assert in_a_process("timeit", {}, 0.01) == {"crashed": "still running after 0 s, ended"}


def test_units_of_the_instance_are_micro_units_of_the_problem(tmp_path):
    """A unit of distance costs its price, a prize is what leaving out costs."""
    posed = pose(drawn(tmp_path, RICH))
    small, _, large = posed.problem.vehicles

    assert (small.per_km_micro, large.per_km_micro, large.fixed_micro) == (1000, 3000, 7000)
    assert [stop.drop_micro for stop in posed.problem.stops][1] == 6000
    assert posed.problem.stops[0].drop_micro > 100 * 6000
    assert posed.problem.stops[0].vehicles == frozenset({0, 1})
    assert posed.problem.stops[1].vehicles is None


def test_a_proposal_becomes_a_plan_of_the_instances_nodes(tmp_path):
    instance = drawn(tmp_path, RICH)
    posed = pose(instance)
    routes = (
        ProposedRoute(vehicle=1, trips=((0,),)),
        ProposedRoute(vehicle=2, trips=((1,),)),
    )

    plan = posed.plan(Proposal(routes=routes, unserved=()))

    assert [(route.vehicle_type, route.trips) for route in plan] == [(0, ((2,),)), (1, ((3,),))]
    assert check(instance, plan).is_feasible


def test_trips_are_posed_or_the_engine_is_skipped(tmp_path):
    instance = drawn(tmp_path, TRIPS, rounding="dimacs")

    reason = open_solver(OURS).cannot(instance)

    if not reason:
        assert all(vehicle.max_trips > 1 for vehicle in pose(instance).problem.vehicles)
    else:
        assert reason == "several trips with release times"


def test_a_mean_gap_counts_instances_on_which_no_seed_failed():
    rows = [
        Row(instance="a", engine=OURS, seed=0, gap_percent=1.0, objective=1, feasible=True),
        Row(instance="a", engine=OURS, seed=1, gap_percent=2.0, objective=1, feasible=True),
        Row(instance="b", engine=OURS, seed=0, gap_percent=9.0, objective=1, feasible=True),
        Row(instance="b", engine=OURS, seed=1, note="crashed: SIGSEGV"),
        Row(instance="a", engine="pyvrp", seed=0, gap_percent=1.2, objective=1, feasible=True),
    ]

    assert mean_gaps(rows, OURS) == {"a": 1.5}
    ours, pyvrp = summary_table(rows).splitlines()[1:]
    assert ours.split() == [OURS, "1", "1", "1.50"]
    assert pyvrp.split() == ["pyvrp", "1", "0", "1.20", "0", "0", "1", "+0.30"]
    assert "crashed: SIGSEGV" in runs_table(rows)


def test_every_solver_has_a_name_and_a_strange_name_none():
    assert list_solvers() == [OURS, "pyvrp", "ortools", "vroom", "vrp-cli", "commiv"]
    with pytest.raises(ValueError, match="choose among"):
        open_solver("warp")


def test_traffic_is_compared_on_a_tiny_day(day):
    ended = run("traffic.py", day, "--seconds", 1, "--json")

    trips = json.loads(ended.stdout)
    inside = trips[0]
    assert (inside["engine"], inside["plan"], inside["customers"]) == (OURS, "traffic", 3)
    assert (inside["late_stops"], inside["late_returns"], inside["left_out"]) == (0, 0, 0)
    assert inside["cost"] == BEST
    assert inside["share_of_static_rate"] > 0
    plans = {trip["plan"] for trip in trips if trip["engine"] == OURS}
    assert plans == {"traffic", "free flow", "mean", "worst hour"}
