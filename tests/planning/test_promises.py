"""What a day promises, the day without each promise, and what is luck."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.fleet import Driver
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import SequenceWish, Window
from lastmile_cli.planning.promise_prices import DayCost, PricedPromise, PricedPromises
from lastmile_cli.planning.promises import (
    Promise,
    PromiseKind,
    list_promises,
    screen_windows,
    without_promise,
)
from tests.days import EIGHT, drawn_day
from tests.planning.test_remedies import bill_cents, random_day, random_routes
from tests.plans import small_plan
from tests.strategies import story
from tests.worlds import EURO

FULL = drawn_day(
    "D.A.B.C",
    stops={
        "A": {"windows": (Window(EIGHT, EIGHT + 600),), "skills": frozenset({"lift", "cold"})},
        "B": {"skills": frozenset({"lift"}), "priority": 90, "vehicle_id": "van-1"},
        "C": {"sequence": SequenceWish.LAST, "group": "g", "zone": "north"},
    },
    vans=[{"skills": frozenset({"lift", "cold"}), "driver": Driver(driver_id="bo")}],
    unserved_micro=50 * EURO,
)


def test_every_promise_of_a_day_is_listed_with_how_many_stops_it_is_about():
    objective = replace(FULL.config.objective, balance_micro=EURO, zone_change_micro=EURO)
    config = replace(FULL.config, objective=objective)
    listed = list_promises(FULL.stops, config)

    assert [(it.kind.value, it.stops, it.what) for it in listed] == [
        ("windows", 1, ""),
        ("fixed", 1, ""),
        ("sequence", 1, ""),
        ("groups", 1, ""),
        ("priority", 1, ""),
        ("skill", 1, "cold"),
        ("skill", 2, "lift"),
        ("balance", 0, ""),
        ("zones", 0, ""),
    ]


def test_where_no_stop_is_left_out_for_money_priorities_promise_nothing():
    config = replace(FULL.config, objective=replace(FULL.config.objective, unserved_micro=None))

    kinds = [promise.kind for promise in list_promises(FULL.stops, config)]
    assert PromiseKind.PRIORITY not in kinds


@pytest.mark.parametrize(
    "promise", list_promises(FULL.stops, FULL.config), ids=lambda it: f"{it.kind.value}{it.what}"
)
def test_without_a_promise_it_is_not_listed_and_all_others_are(promise):
    stops, config = without_promise(FULL.stops, FULL.config, promise)
    before = list_promises(FULL.stops, FULL.config)

    assert list_promises(stops, config) == [it for it in before if it != promise]
    assert promise.title


@pytest.mark.parametrize("rule", ["balance", "familiarity", "zones"])
def test_a_rule_about_routes_is_taken_out_alone(rule):
    objective = replace(
        FULL.config.objective, balance_micro=1, familiarity_micro=2, zone_change_micro=3
    )
    config = replace(FULL.config, objective=objective)
    stops, without = without_promise(FULL.stops, config, Promise(kind=PromiseKind(rule)))
    left = [it.kind.value for it in list_promises(stops, without)]

    assert stops == FULL.stops
    assert rule not in left
    assert {"balance", "familiarity", "zones"} - {rule} <= {*left}


def test_a_window_that_makes_a_van_turn_back_is_seen_at_a_quick_look():
    """B by 08:04, then C on the other side, then back to A, whose window opens only then."""
    day = drawn_day(
        "C.D.A.B",
        stops={
            "A": {"windows": (Window(EIGHT + 900, EIGHT + 1_800),)},
            "B": {"windows": (Window(EIGHT, EIGHT + 240),)},
            "C": {"windows": (Window(EIGHT + 600, EIGHT + 720),)},
        },
    )
    names = [stop.stop_id for stop in day.stops]
    order = tuple(names.index(name) for name in "BCA")
    posed = day.posed()
    proposal = Proposal(routes=(ProposedRoute(vehicle=0, trips=(order,)),), unserved=())
    found = {promise.what: micro for promise, micro in screen_windows(posed, proposal)}

    # Without its window A lies on the way from B to C: four km and four minutes less.
    assert found["A"] == 6.4 * EURO


@settings(story, max_examples=60)
@given(st.data())
def test_a_quick_look_never_promises_what_the_day_without_the_window_does_not_hold(data):
    """No window costs less than nothing, and none more than leaving its stop out would save."""
    day = random_day(data)
    posed = day.posed()
    if not posed.vehicles:
        return
    routes = random_routes(data, posed)
    served = {stop for one in routes for stop in one.stops}
    unserved = tuple(stop for stop in range(len(posed.stops)) if stop not in served)
    found = screen_windows(posed, Proposal(routes=tuple(routes), unserved=unserved))

    assert {it.what for it, _ in found} == {
        posed.stops[stop].stop_id for stop in served if posed.stops[stop].windows
    }
    assert all(micro >= 0 for _, micro in found)
    assert [micro for _, micro in found] == sorted((it for _, it in found), reverse=True)
    assert all(micro <= bill_cents(posed, routes) * 10_000 + EURO for _, micro in found)


def day_cost(cents: int, left_out: int = 0) -> DayCost:
    return DayCost(
        cents=cents,
        objective_cents=cents,
        served=5,
        left_out=left_out,
        outsourced=0,
        vehicles=2,
        distance_m=1_000,
        paid_s=3_600,
        co2e_g=10,
    )


def priced(*days: DayCost | None, others: tuple[int, ...] = (10_300,)) -> PricedPromises:
    promise = Promise(kind=PromiseKind.SKILL, what="lift", stops=1)
    return PricedPromises(
        plan=small_plan(),
        base=day_cost(10_000),
        others=tuple(map(day_cost, others)),
        priced=tuple(PricedPromise(promise=promise, without=day) for day in days),
        screened=0,
        iterations=None,
        seed=0,
    )


def test_a_difference_that_other_seeds_make_too_is_none():
    found = priced(day_cost(9_750), day_cost(9_699))

    assert found.noise_cents == 300
    assert [found.cost_cents(it) for it in found.priced] == [250, 301]
    assert [found.is_told(it) for it in found.priced] == [False, True]


def test_a_day_without_a_promise_that_comes_out_dearer_shows_how_much_is_luck():
    found = priced(day_cost(10_410), day_cost(9_600), others=())

    assert found.noise_cents == 410
    assert not any(found.is_told(it) for it in found.priced)


def test_where_others_are_served_the_difference_is_told_whatever_it_is():
    found = priced(day_cost(10_900, left_out=2), None)

    assert found.noise_cents == 300
    assert [found.is_told(it) for it in found.priced] == [True, False]
