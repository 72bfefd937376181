"""Values from the command line instead of the file's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.config_changes import ConfigChange, parse_change, with_changes
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.scenarios import MOST_SCENARIOS, list_scenarios
from lastmile_cli.intake.sources import Source

CONFIG = b"""\
service: {timezone: Europe/Helsinki, currency: EUR}
roads: {source: great_circle}
depots:
  - {id: hub, lat: 60.1, lon: 24.9}
vehicles:
  - {id: van, count: 2, shift: {start: "08:00", end: "17:00"}, energy: {kind: diesel, l_per_100km: 8}}
  - {id: big.van, shift: {start: "08:00", end: "17:00"}, energy: {kind: diesel, l_per_100km: 9}}
"""


def changed(data, *texts):
    book = KeyBook(NoticeBook("c.yaml"))
    made = with_changes(data, [parse_change(text) for text in texts], book)
    return made, [str(notice.problem) for notice in book.book.notices]


def test_a_value_deep_inside_is_changed_and_the_rest_stays():
    data = {"vehicles": [{"id": "van", "count": 1}, {"id": "bike", "count": 2}], "x": {"y": 1}}
    made, told = changed(data, "vehicles.bike.count=5", "x.y = two words", "vehicles.0.count=3")

    assert told == []
    assert made["vehicles"] == [{"id": "van", "count": 3}, {"id": "bike", "count": 5}]
    assert made["x"] == {"y": "two words"}
    assert data["vehicles"][1]["count"] == 2


def test_keys_that_are_not_there_are_added_and_an_empty_value_takes_one_away():
    made, _ = changed({"costs": None}, "costs.wage_per_hour.amount=25", "solver.seed=", "a=[1, 2]")

    assert made == {
        "costs": {"wage_per_hour": {"amount": 25}},
        "solver": {"seed": None},
        "a": [1, 2],
    }


def test_an_id_with_a_point_in_it_is_found():
    made, _ = changed({"vehicles": [{"id": "big.van"}]}, "vehicles.big.van.shift.end=18:00")

    assert made["vehicles"][0]["shift"] == {"end": "18:00"}


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("vehicles.vam.count=3", "`vehicles` has no entry `vam`", "choose one of: big.van, van"),
        ("service.currency.name=EUR", "`service.currency` is a value", "leave that part out"),
        ("vehicles.van.count=[1", "cannot be read as a value", "in quotes"),
        ("vehicles.van.coutn=3", "coutn", "count"),
        ("vehicles.van.count=many", "many", ""),
    ],
)
def test_a_change_that_leads_nowhere_is_told_with_the_key(text, problem, hint):
    read = read_config(Source(file="c.yaml", content=CONFIG), changes=[parse_change(text)])

    assert read.config is None
    told = read.notices[0]
    if "vam" in text:
        assert told.code == "LM1200"
    assert problem in told.problem
    assert hint in told.hint
    assert told.place.file == "c.yaml"


def test_the_configuration_is_another_one_then():
    plain = read_config(Source(file="c.yaml", content=CONFIG)).config_or_refuse()
    more = read_config(
        Source(file="c.yaml", content=CONFIG), changes=[ConfigChange("vehicles.van.count", "3")]
    ).config_or_refuse()

    assert (len(plain.vehicles), len(more.vehicles)) == (3, 4)
    assert more.effective["vehicles"][0]["count"] == 3
    assert plain.sha256 != more.sha256


def test_a_group_of_vehicles_may_be_empty_but_not_all_of_them():
    none = [ConfigChange("vehicles.van.count", "0")]
    left = read_config(Source(file="c.yaml", content=CONFIG), changes=none).config_or_refuse()
    nobody = [*none, ConfigChange("vehicles.big.van.count", "0")]
    refused = read_config(Source(file="c.yaml", content=CONFIG), changes=nobody)

    assert [vehicle.vehicle_id for vehicle in left.vehicles] == ["big.van"]
    assert [notice.code for notice in refused.notices] == ["LM1217"]


def names(sets, varied):
    return [scenario.name for scenario in list_scenarios(sets, varied)][1:]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("k=1..4", ["1", "2", "3", "4"]),
        ("k=4..1", ["4", "3", "2", "1"]),
        ("k=0.5..2..0.5", ["0.5", "1.0", "1.5", "2.0"]),
        ("k=1..9..4", ["1", "5", "9"]),
        ("k=a, b,c", ["a", "b", "c"]),
    ],
)
def test_what_is_varied_is_a_range_or_a_list(text, values):
    assert names([], [text]) == [f"k={value}" for value in values]


def test_several_are_combined_and_what_is_set_holds_in_all_but_the_first():
    scenarios = list_scenarios(["s=1"], ["a=1..2", "b=x,y"])

    assert scenarios[0].changes == ()
    assert [str(change) for change in scenarios[1].changes] == ["s=1", "a=1", "b=x"]
    assert len(scenarios) == 1 + 2 * 2


def test_keys_that_end_alike_are_told_apart():
    assert names([], ["vehicles.a.b.count=1,2", "depots.a.b.count=3,4"])[0] == (
        "vehicles.a.b.count=1 depots.a.b.count=3"
    )


@pytest.mark.parametrize(
    ("sets", "varied"),
    [([], []), (["k"], []), (["=3"], []), ([], ["k=7"]), ([], ["k=1..9..0"]), ([], ["k=1..9999"])],
)
def test_what_is_no_scenario_is_refused_with_a_way_out(sets, varied):
    with pytest.raises(UsageError) as caught:
        list_scenarios(sets, varied)

    assert caught.value.hint


@given(st.integers(-50, 50), st.integers(-50, 50))
def test_a_range_has_both_its_ends(first, last):
    found = names([], [f"k={first}..{last}"])

    assert found[0] == f"k={first}"
    assert found[-1] == f"k={last}"
    assert len(found) == abs(last - first) + 1 <= MOST_SCENARIOS
