"""A plan changed by hand: ``move``, and a spreadsheet read back by ``verify --from``."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest

from tests.e2e.conftest import DAY, Shell

CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR, service_time_min: 1}
roads:
  source: great_circle
  great_circle: {speed_kmh: 60, detour: 1}
depots:
  - {id: shop, lat: 60.0, lon: 24.0}
vehicles:
  - id: van
    count: 2
    shift: {start: "08:00", end: "18:00"}
    depot: shop
    capacity: {parcels: 3}
    costs: {vehicle_per_day: "10.00", wage_per_hour: "30.00"}
    energy: {kind: diesel, l_per_100km: 8}
costs: {diesel_per_l: "1.00"}
solver: {engine: ruin-recreate, iterations: 50}
"""
STOPS = """\
id,name,lat,lon,parcels,window
N1,North one,60.05,24.0,1,
N2,North two,60.10,24.0,1,
S1,South one,59.95,24.0,1,
S2,=SUM(A1),59.90,24.0,1,09:00-09:30
"""
"""Two stops to the north and two to the south, some six minutes apart."""


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> Shell:
    folder = tmp_path_factory.mktemp("edits")
    (folder / "day.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "day.csv").write_text(STOPS, encoding="utf-8")
    shell = Shell(folder)
    made = shell("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "-o", "plan.json", "-q")
    assert made.code == 0, made.err
    exported = shell("export", "plan.json", "--to", "out", "--formats", "csv")
    assert exported.code == 0, exported.err
    return shell


@pytest.fixture(scope="module")
def home(day) -> dict[str, str]:
    """The vehicle of each stop."""
    plan = json.loads(day.at("plan.json").read_bytes())
    return {
        visit["stop_id"]: route["vehicle_id"]
        for route in plan["routes"]
        for visit in route["visits"]
        if visit["kind"] == "stop"
    }


def other(vehicle: str) -> str:
    return "van-2" if vehicle == "van-1" else "van-1"


def total(day: Shell, name: str) -> Decimal:
    return Decimal(json.loads(day.at(name).read_bytes())["costs"]["total"])


def test_a_moved_stop_is_priced_and_the_new_plan_holds(day, home):
    ran = day("move", "plan.json", "N1", other(home["N1"]), "-o", "new.json", "--json")
    told = ran.json()

    assert ran.code == 0
    assert told["ok"] is True
    assert Decimal(told["price"]) == total(day, "new.json") - total(day, "plan.json")
    assert Decimal(told["price"]) > 0
    assert day("verify", "new.json").code == 0
    changes = {it["stop_id"]: it["change"] for it in told["difference"]["stops"]}
    assert changes["N1"] == "other vehicle"


def test_moved_there_and_back_it_is_the_old_plan(day, home):
    there = day("move", "plan.json", "N1", other(home["N1"]), "-o", "there.json", "-q")
    place = [stop for stop in home if home[stop] == home["N1"]].index("N1") + 1
    again = ("there.json", "N1", home["N1"], "--at", str(place))
    back = day("move", *again, "-o", "back.json", "-q")

    assert (there.code, back.code) == (0, 0)
    assert day("diff", "plan.json", "back.json", "--strict").code == 0


def test_a_plan_that_would_break_a_promise_is_told_and_not_kept(day, home):
    ran = day("move", "plan.json", "S2", home["S2"], "--at", "1", "-o", "no.json")
    late = day("move", "plan.json", "S2", other(home["N2"]), "--at", "9", "-o", "no.json")

    assert not day.at("no.json").exists() or ran.code == 0
    assert late.code == 2
    assert "leave --at out" in late.err


def test_four_parcels_are_too_many_for_one_van(day, home):
    first = "van-1"
    name = "plan.json"
    codes = []
    for stop in ("N1", "N2", "S1", "S2"):
        ran = day("move", name, stop, first, "-o", "full.json", "--even-broken")
        codes.append(ran.code)
        name = "full.json"

    assert codes[-1] == 6
    assert "breaks" in ran.out
    assert "parcels" in ran.out
    assert day("verify", "full.json").code == 6
    kept = day("move", "full.json", "S1", first, "-o", "never.json")
    assert kept.code == 6
    assert "nothing was written" in kept.err
    assert not day.at("never.json").exists()


def test_nobody_takes_a_stop_and_it_is_told_why_it_is_left_out(day):
    ran = day("move", "plan.json", "N2", "nobody", "-o", "less.json", "--json")
    plan = json.loads(day.at("less.json").read_bytes())

    assert ran.code == 0
    assert [one["stop_id"] for one in plan["unassigned"]] == ["N2"]
    assert Decimal(ran.json()["price"]) < 0


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("N11", "van-1"), "did you mean"),
        (("N1", "van-3"), "did you mean"),
        (("N1", "x"), "nobody"),
    ],
)
def test_what_is_not_there_is_a_usage_error_with_a_near_miss(day, args, hint):
    ran = day("move", "plan.json", *args)

    assert ran.code == 2
    assert hint in ran.err


def rows_of(day: Shell) -> list[dict[str, str]]:
    text = day.at("out/routes.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def write(day: Shell, rows: list[dict[str, str]]) -> None:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0].keys(), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    day.at("edited.csv").write_text(buffer.getvalue(), encoding="utf-8")


def test_an_untouched_export_is_the_same_plan(day):
    write(day, rows_of(day))
    ran = day("verify", "plan.json", "--from", "edited.csv", "-o", "same.json", "--json")

    assert ran.code == 0
    assert ran.json()["price"] == "0.00"
    assert ran.json()["difference"]["same"] is True
    assert day("verify", "same.json").code == 0


def test_a_stop_moved_in_the_spreadsheet_costs_what_move_says(day, home):
    rows = rows_of(day)
    next(row for row in rows if row["stop_id"] == "N1")["vehicle"] = other(home["N1"])
    write(day, rows)
    read_back = day("verify", "plan.json", "--from", "edited.csv", "-o", "sheet.json", "--json")
    moved = day("move", "plan.json", "N1", other(home["N1"]), "-o", "moved.json", "--json")

    assert read_back.json()["price"] == moved.json()["price"]
    assert day("diff", "sheet.json", "moved.json", "--strict").code == 0


def test_a_stop_twice_is_refused_and_one_that_is_gone_is_told(day):
    rows = rows_of(day)
    stop = next(row for row in rows if row["stop_id"] == "N1")
    write(day, [*rows, stop])
    twice = day("verify", "plan.json", "--from", "edited.csv")
    write(day, [row for row in rows if row is not stop])
    gone = day("verify", "plan.json", "--from", "edited.csv")

    assert twice.code == 3
    assert "LM1596" in twice.err
    assert gone.code == 0
    assert "LM1597" in gone.err


@pytest.mark.parametrize("wrong", [("-o", "x.json"), ("--from", "a.csv", "-c", "day.yaml")])
def test_options_that_do_not_go_together_are_refused(day, wrong):
    assert day("verify", "plan.json", *wrong).code == 2
