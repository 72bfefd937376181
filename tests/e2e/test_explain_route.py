"""``lastmile explain PLAN --vehicle``: what bounds a day, and who else could drive it."""

from __future__ import annotations

import json

import pytest

from tests.e2e.conftest import DAY, Shell
from tests.e2e.test_hand_edits import CONFIG, STOPS


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> Shell:
    folder = tmp_path_factory.mktemp("routes")
    (folder / "day.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "day.csv").write_text(STOPS, encoding="utf-8")
    shell = Shell(folder)
    made = shell("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "-o", "plan.json", "-q")
    assert made.code == 0, made.err
    return shell


def routes(day: Shell) -> list[dict]:
    return json.loads(day.at("plan.json").read_bytes())["routes"]


def test_every_route_of_a_plan_is_explained(day):
    for route in routes(day):
        told = day("explain", "plan.json", "--vehicle", route["vehicle_id"], "--json").json()
        stops = [it["stop_id"] for it in route["visits"] if it["kind"] == "stop"]

        assert told["schema_version"] == 1
        assert sum(told["seconds"].values()) == (
            route["drive_s"] + route["service_s"] + route["wait_s"] + route["break_s"]
            + sum(told["seconds"][name] for name in ("loading", "charging"))
        )  # fmt: skip
        parcels = next(it for it in told["limits"] if it["limit"] == "capacity_parcels")
        assert parcels["used"] <= parcels["of"] == 3
        home = told["stay_home"]
        assert home["saved"] == route["cost"]["total"]
        taken = [name for it in home["takers"] for name in it["stop_ids"]]
        assert sorted(taken + home["left"]) == sorted(stops)


def test_a_person_reads_limits_promises_hours_and_who_takes_over(day):
    vehicle = routes(day)[0]["vehicle_id"]
    ran = day("explain", "plan.json", "--vehicle", vehicle)

    assert ran.code == 0
    for told in (
        "end of the shift",
        "parcels",
        "Where the time goes",
        "stayed at home",
        "room for",
    ):
        assert told in ran.out


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("--vehicle", "van-7"), "did you mean"),
        (("--vehicle", "x"), "these are"),
        ((), "--vehicle"),
        (("N1", "--vehicle", "van-1"), "--vehicle"),
    ],
)
def test_what_cannot_be_explained_is_a_usage_error_with_a_way_out(day, args, hint):
    ran = day("explain", "plan.json", *args)

    assert ran.code == 2
    assert hint in ran.err
