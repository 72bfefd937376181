"""What a problem needs, and how an engine that lacks it says so."""

from __future__ import annotations

import dataclasses

import pytest

from lastmile_cli.domain.errors import NotSupportedError, UsageError
from lastmile_cli.domain.ports import EngineSupport
from lastmile_cli.domain.problem import ProblemBreak
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.engines.registry import list_engines, open_engine
from lastmile_cli.engines.support import needs_of, require_support
from tests.worlds import drawn_problem


class Simple:
    """An engine that can do nothing special."""

    name = "simple"
    support = EngineSupport()


NEEDS = {
    "open_routes": drawn_problem("D..A", vans=[{"end": None}]),
    "several_depots": drawn_problem("D..A..E", stops={"A": {}}, vans=[{}, {"start": "E"}]),
    "time_dependent": drawn_problem("D..A", slow={0: 1, 600: 2}),
    "several_windows": drawn_problem("D..A", stops={"A": {"windows": ((0, 1), (3, 4))}}),
    "pickups": drawn_problem("D..A", stops={"A": {"pickup": (1,)}}),
    "max_drive": drawn_problem("D..A", vans=[{"max_drive_s": 1}]),
    "max_distance": drawn_problem("D..A", vans=[{"max_distance_m": 1}]),
    "max_stops": drawn_problem("D..A", vans=[{"max_stops": 1}]),
    "overtime": drawn_problem("D..A", vans=[{"overtime_after_s": 1, "overtime_micro": 1}]),
    "ready_times": drawn_problem("D..A", stops={"A": {"ready_s": 1}}),
    "sequence_wishes": drawn_problem("D..A", stops={"A": {"sequence": SequenceWish.LAST}}),
    "several_trips": drawn_problem("D..A", vans=[{"max_trips": 2}]),
    "breaks": drawn_problem("D..A", vans=[{"breaks": (ProblemBreak(duration_s=1_800),)}]),
    "priced_lateness": drawn_problem("D..A", stops={"A": {"max_late_s": 1}}),
    "unpaid_waiting": drawn_problem("D..A", vans=[{"waiting_paid": False}]),
    "groups": drawn_problem("D..A", stops={"A": {"group": 1}}),
    "options": drawn_problem("D..A", stops={"A": {"option_of": 1}}),
    "locked_starts": drawn_problem("D..A", vans=[{"locked": (0,)}]),
    "vehicle_wishes": drawn_problem("D..A", stops={"A": {"vehicle_micro": (1,)}}),
    "ranges": drawn_problem("D..A", vans=[{"range_m": 1}]),
    "hourly_chances": drawn_problem(
        "D..A", stops={"A": {"chances": ((0, 9), (60, 7)), "failure_micro": 1}}
    ),
    "loading_by_parcel": drawn_problem("D..A", vans=[{"loading_per_parcel_s": 1}]),
    "zone_wishes": dataclasses.replace(drawn_problem("D..A"), zone_change_micro=1),
}


def test_a_plain_day_needs_nothing():
    assert needs_of(drawn_problem("D..A..B")) == EngineSupport()


@pytest.mark.parametrize("need", NEEDS)
def test_each_need_is_seen(need):
    assert needs_of(NEEDS[need]) == EngineSupport(**{need: True})


@pytest.mark.parametrize("need", NEEDS)
def test_an_engine_that_lacks_it_is_refused_and_another_named(need):
    with pytest.raises(NotSupportedError, match="Engine simple cannot plan with") as caught:
        require_support(NEEDS[need], Simple())

    able = (
        "ruin-recreate" if need in ("ranges", "hourly_chances", "loading_by_parcel") else "ortools"
    )
    assert able in caught.value.hint


def test_everything_lacking_is_named_at_once():
    problem = drawn_problem("D..A", vans=[{"end": None, "max_stops": 1}])

    with pytest.raises(NotSupportedError, match="end at their last stop, a maximum number"):
        require_support(problem, Simple())


def test_an_engine_that_lacks_nothing_is_let_through():
    require_support(drawn_problem("D..A"), Simple())


def test_engines_are_found_by_name():
    assert "ortools" in list_engines()
    assert open_engine("ortools").name == "ortools"


def test_a_misspelt_engine_is_suggested():
    with pytest.raises(UsageError) as caught:
        open_engine("ortool")

    assert "ortools" in caught.value.hint


def test_an_engine_of_an_extra_that_is_not_installed_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr("lastmile_cli.engines.registry.find_spec", lambda _: None)

    assert "pyvrp" not in list_engines()
    with pytest.raises(UsageError, match="not installed") as caught:
        open_engine("pyvrp")
    assert "lastmile-cli[pyvrp]" in caught.value.hint
