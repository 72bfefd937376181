"""``lastmile replan``: the rest of a day anew, from what its events say."""

from __future__ import annotations

import json

import pytest

from tests.e2e.conftest import DAY, Shell

CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR, service_time_min: 10}
roads:
  source: great_circle
  great_circle: {speed_kmh: 60, detour: 1}
depots:
  - {id: shop, lat: 60.0, lon: 24.0, loading_min: 10}
vehicles:
  - id: van
    count: 2
    shift: {start: "08:00", end: "16:00"}
    depot: shop
    capacity: {parcels: 10}
    costs: {vehicle_per_day: "50.00", wage_per_hour: "30.00"}
    energy: {kind: diesel, l_per_100km: 8}
costs: {diesel_per_l: "1.00"}
solver: {engine: ruin-recreate, iterations: 50}
"""
STOPS = """\
id,name,lat,lon,parcels,window
N1,North one,60.05,24.0,1,08:00-09:00
N2,North two,60.10,24.0,1,08:00-12:00
N3,North three,60.15,24.0,1,08:00-12:00
N4,North four,60.20,24.0,1,09:00-16:00
"""
"""Four stops in a row to the north, five and a half minutes apart: one van's work."""
EVENTS = f"""\
at,event,order_id,vehicle_id
{DAY} 08:10,loaded,,{{van}}
{DAY} 08:26,delivered,N1,{{van}}
"""


@pytest.fixture
def day(tmp_path) -> Shell:
    (tmp_path / "day.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "day.csv").write_text(STOPS, encoding="utf-8")
    shell = Shell(tmp_path)
    made = shell("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "-o", "plan.json", "-q")
    assert made.code == 0, made.err
    return shell


def plan_of(day: Shell, name: str) -> dict:
    """A plan as it lies in its file."""
    return json.loads(day.at(name).read_bytes())


def van_of(day: Shell, name: str = "plan.json") -> str:
    """The vehicle that goes north."""
    return plan_of(day, name)["routes"][0]["vehicle_id"]


def stops_of(plan: dict, vehicle: str) -> list[str]:
    """Where a vehicle stops, in order."""
    route = next(it for it in plan["routes"] if it["vehicle_id"] == vehicle)
    return [it["stop_id"] for it in route["visits"] if it["kind"] == "stop"]


def told(day: Shell, *lines: str) -> None:
    """Tell events of the van that goes north."""
    van = van_of(day)
    text = EVENTS.format(van=van) + "".join(f"{DAY} {it.format(van=van)}\n" for it in lines)
    assert day("track", "ingest", "-", "-c", "day.yaml", stdin=text).code == 0


def replan(day: Shell, at: str, *more: str, plan: str = "plan.json"):
    return day("replan", plan, "-c", "day.yaml", "--at", at, *more)


def test_a_day_that_goes_as_planned_stays_as_it_is(day):
    ran = replan(day, "07:30", "--json")

    assert ran.code == 0
    difference = ran.json()["difference"]
    assert (difference["stops"], ran.json()["tell"]) == ([], [])
    assert difference["costs"]["change"] == "0.00"


def test_what_is_done_stays_and_the_rest_goes_on_from_there(day):
    told(day)

    ran = replan(day, "08:27", "-o", "two.json", "--json")

    assert ran.code == 0, ran.err
    assert (ran.json()["version"], ran.json()["mode"]) == (2, "keep")
    assert day("verify", "two.json").code == 0
    two, van = plan_of(day, "two.json"), van_of(day)
    assert stops_of(two, van) == stops_of(plan_of(day, "plan.json"), van)
    (route,) = two["routes"]
    assert route["resumed"]["on_board"] == ["N2", "N3", "N4"]
    assert route["visits"][1]["depart_at"][11:16] == "08:26", "as it was told"


def test_a_new_order_is_put_in_and_its_customer_told(day):
    told(day)
    day.at("new.csv").write_text("id,name,lat,lon,parcels\nX,Next to two,60.1,24.001,1\n")

    ran = replan(
        day, "08:27", "--orders", "new.csv", "--mode", "insert", "-o", "two.json", "--json"
    )

    assert ran.code == 0, ran.err
    assert "X" in [one["stop_id"] for one in ran.json()["tell"]]
    two = plan_of(day, "two.json")
    served = [stop for route in two["routes"] for stop in stops_of(two, route["vehicle_id"])]
    assert "X" in served
    # Goods that nobody has on board come from the shop: by the other van, or on a second trip.
    assert stops_of(two, van_of(day))[:2] == ["N1", "N2"]
    assert day("verify", "two.json").code == 0


def test_who_cancels_is_passed_by_and_not_told_again(day):
    told(day)

    seen = replan(day, "08:27", "--cancel", "N3", "--json")
    kept = replan(day, "08:27", "--cancel", "N3", "-o", "two.json", "--json")
    again = replan(day, "08:40", "--cancel", "N3", "-o", "three.json", plan="two.json")

    assert (seen.code, kept.code, again.code) == (0, 0, 3)
    assert "cancelled already" in again.err
    (moved,) = [it for it in kept.json()["difference"]["stops"] if it["stop_id"] == "N3"]
    assert (moved["change"], moved["tell_customer"]) == ("withdrawn", False)
    two = plan_of(day, "two.json")
    assert stops_of(two, van_of(day)) == ["N1", "N2", "N4"]
    assert [(it["stop_id"], it["class"]) for it in two["unassigned"]] == [("N3", "withdrawn")]
    life = day("track", "order", "N3", "plan.json", "-c", "day.yaml", "--json").json()
    assert life["state"] == "cancelled"


def test_a_preview_keeps_nothing(day):
    told(day)
    before = day.at("plan.json").read_bytes()

    ran = replan(day, "08:27", "--cancel", "N3")

    assert "Nothing was kept" in ran.err
    assert day.at("plan.json").read_bytes() == before
    life = day("track", "order", "N3", "plan.json", "-c", "day.yaml", "--json").json()
    assert life["state"] == "loaded"


def test_goods_of_a_van_that_broke_down_are_taken_over_where_it_stands(day):
    told(day)
    van = van_of(day)
    other = "van-2" if van == "van-1" else "van-1"

    ran = replan(day, "08:27", "--down", van, "-o", "two.json")

    assert ran.code == 0, ran.err
    two = plan_of(day, "two.json")
    assert stops_of(two, van) == ["N1"]
    visits = stops_of(two, other)
    assert sorted(visits[:3]) == [f"@{van}/N2", f"@{van}/N3", f"@{van}/N4"]
    assert sorted(visits[3:]) == ["N2", "N3", "N4"]
    assert day("verify", "two.json").code == 0
    # At the next replanning it has some of them, as it says.
    text = f"at,event,order_id,vehicle_id\n{DAY} 08:50,loaded,N2,{other}\n{DAY} 09:10,delivered,N2,{other}\n"
    day("track", "ingest", "-", "-c", "day.yaml", stdin=text)
    again = replan(day, "09:11", "-o", "three.json", plan="two.json")
    assert again.code == 0, again.err
    assert day("verify", "three.json").code == 0
    assert "N2" in stops_of(plan_of(day, "three.json"), other)


def test_the_clock_may_ask_whether_anybody_is_late(day):
    told(day)

    calm = replan(day, "08:27", "--if-late", "15")
    record = replan(day, "08:27", "--if-late", "15", "--json").json()
    late = replan(day, "11:00", "--if-late", "15", "--json").json()

    assert calm.code == 0
    assert "the plan stands" in calm.out
    assert record["replanned"] is False
    assert late["replanned"] is True
    assert {one["stop_id"] for one in late["tell"]} == {"N2", "N3", "N4"}


def test_a_window_that_is_over_is_still_kept_as_well_as_can_be(day):
    """N2 and N3 close at 12:00; at 12:30 the van goes on, and says how late it will be."""
    told(day)

    ran = replan(day, "12:30", "-o", "two.json")

    assert ran.code == 0, ran.err
    assert "behind the window" in ran.out
    two = plan_of(day, "two.json")
    assert sorted(stops_of(two, van_of(day))) == ["N1", "N2", "N3", "N4"]
    late = {it["stop_id"]: it["late_s"] for it in two["routes"][0]["visits"] if it["stop_id"]}
    assert late["N2"] > 1_800
    assert late["N4"] == 0
    assert day("verify", "two.json").code == 0


def test_plans_go_through_a_pipe(day):
    told(day)

    made = replan(day, "08:27", "-o", "-")
    judged = day("verify", "-", stdin=made.out)

    assert (made.code, judged.code) == (0, 0), made.err + judged.err
    assert json.loads(made.out)["replanned"]["version"] == 2


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--cancel", "N33"), 3, "no order 'N33'"),
        (("--down", "tram"), 3, "no route of a vehicle 'tram'"),
        (("--iterations", "5", "--time-limit", "1s"), 2, "exclude each other"),
        (("-o", "-", "--json"), 2, "both print"),
        (("--orders", "nothing.csv"), 3, "nothing.csv"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(day, more, code, words):
    ran = replan(day, "08:27", *more)

    assert ran.code == code
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_day_that_is_over_has_nothing_ahead(day):
    told(day, "08:40,delivered,N2,{van}", "08:55,delivered,N3,{van}", "09:10,refused,N4,{van}")

    ran = replan(day, "10:00")

    assert ran.code == 3
    assert "Nothing of 2026-11-23 is ahead" in ran.err
