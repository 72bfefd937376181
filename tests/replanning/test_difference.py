"""Two plans side by side: what moved, whom to tell, what it costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.plan import Outsourced, Plan, Route
from lastmile_cli.domain.stops import Order
from lastmile_cli.replanning.difference import (
    PlanDifference,
    RouteChange,
    StopChange,
    _longest_rising,
    difference_of,
)
from tests.plans import EIGHT, bill, eur, place, route, small_plan, small_stops, stop

STOPS = small_stops()


def plan_of(*routes: Route, **changes: object) -> Plan:
    return replace(small_plan(), routes=routes, **changes)


def day(*numbers: int, **more: object) -> Route:
    """One van's day through these of the six stops."""
    return route("van-1", [STOPS[n - 1] for n in numbers], driver="Aino Mäkelä", **more)


def bike(*numbers: int) -> Route:
    return route("bike-2", [STOPS[n - 1] for n in numbers], driver="Bo Ek")


def changes(before: Plan, after: Plan) -> dict[str, StopChange]:
    return {it.latest.stop.stop_id: it.change for it in difference_of(before, after).stops}


def test_a_plan_is_the_same_as_itself():
    found = difference_of(small_plan(), small_plan())

    assert found.is_same
    assert (found.stops, found.routes, found.lines) == ((), (), ())


def test_a_stop_that_goes_to_another_vehicle_is_the_only_one_that_moved():
    before, after = plan_of(day(1, 2, 3), bike(4, 5)), plan_of(day(1, 2), bike(4, 5, 3))
    found = difference_of(before, after)

    assert changes(before, after) == {"S-3": StopChange.VEHICLE}
    # Third at 08:22 with the van, third at 08:22 with the bike: nobody waits longer.
    assert found.stops[0].shift_s == 0
    assert not found.told
    assert [it.vehicle_id for it in found.routes] == ["van-1", "bike-2"]


def test_of_a_changed_order_as_few_stops_as_can_be_are_called_moved():
    before, after = plan_of(day(1, 2, 3, 4, 5)), plan_of(day(2, 3, 4, 5, 1))

    assert changes(before, after) == {
        "S-1": StopChange.ORDER,
        **dict.fromkeys(("S-2", "S-3", "S-4", "S-5"), StopChange.HOUR),
    }


def test_who_comes_half_a_minute_later_is_no_news_and_ten_minutes_are():
    before = plan_of(day(1, 2, 3))

    assert changes(before, plan_of(day(1, 2, 3, start_s=EIGHT + 30))) == {}
    assert set(changes(before, plan_of(day(1, 2, 3, start_s=EIGHT + 600))).values()) == {
        StopChange.HOUR
    }


def test_a_customer_is_told_when_the_new_hour_lies_outside_what_was_announced():
    # Announced were five minutes before to ten minutes after.
    at = {
        shift: difference_of(plan_of(day(1)), plan_of(day(1, start_s=EIGHT + shift)))
        for shift in (-301, -300, 600, 601)
    }

    assert {shift: len(found.told) for shift, found in at.items()} == {
        -301: 1,
        -300: 0,
        600: 0,
        601: 1,
    }


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({}, {"outsourced": True}, StopChange.OUTSOURCED),
        ({"outsourced": True}, {}, StopChange.TAKEN_BACK),
        ({"left": True}, {}, StopChange.SERVED),
        ({}, {"left": True}, StopChange.LEFT_OUT),
        ({"outsourced": True}, {"outsourced": "other"}, StopChange.PARTNER),
    ],
)
def test_what_becomes_of_a_stop_has_a_word_and_its_customer_hears_it(before, after, change):
    def plan(how):
        if not how:
            return plan_of(day(1, 2), bike(3))
        partner = "other" if how.get("outsourced") == "other" else "post"
        handed = (Outsourced(stop_id="S-3", partner_id=partner, price=eur("4.00")),)
        return plan_of(day(1, 2), outsourced=handed if "outsourced" in how else ())

    found = difference_of(plan(before), plan(after))

    assert [(it.latest.stop.stop_id, it.change) for it in found.told] == [("S-3", change)]
    assert found.stops[0].shift_s is None


def test_a_stop_that_only_one_plan_knows_is_new_or_gone():
    extra = stop("S-8", place(8))
    more = replace(small_plan(), stops=(*STOPS, extra))
    longer = replace(more, routes=(route("van-1", [*STOPS[:3], extra], driver="Aino Mäkelä"),))
    shorter = plan_of(day(1, 2, 3))

    assert changes(shorter, longer) == {"S-8": StopChange.NEW}
    assert changes(longer, shorter) == {"S-8": StopChange.GONE}
    assert len(difference_of(longer, shorter).told) == 1


def test_an_order_that_joined_another_at_its_door_is_still_found():
    joined = replace(STOPS[0], orders=(Order(order_id="S-1"), Order(order_id="S-2")))
    stops = (joined, *STOPS[2:])
    after = replace(small_plan(), stops=stops, routes=(day(1, 3),))
    after = replace(after, routes=(route("van-1", [joined, STOPS[2]], driver="Aino Mäkelä"),))
    before = plan_of(day(1, 2, 3))

    assert changes(before, after) == {"S-3": StopChange.HOUR}


def test_a_door_that_becomes_a_locker_is_another_place():
    before = plan_of(day(1, 2))
    visit = stop("P-1", place(9), doors=(STOPS[1],), collection_point="locker-1")
    after = replace(
        small_plan(),
        stops=(STOPS[0], visit, *STOPS[2:]),
        routes=(route("van-1", [STOPS[0], visit], driver="Aino Mäkelä"),),
    )
    found = difference_of(before, after)

    assert [(it.latest.stop.stop_id, it.change) for it in found.stops] == [
        ("S-2", StopChange.PLACE)
    ]
    assert found.stops[0].latest.point == "locker-1"
    assert len(found.told) == 1


def test_routes_are_new_gone_or_changed_and_another_driver_is_a_change():
    van, other = day(1, 2), replace(day(1, 2), driver_id="cai", driver_name="Cai Berg")
    found = difference_of(plan_of(van, bike(3)), plan_of(other))
    back = difference_of(plan_of(van), plan_of(van, bike(3)))

    assert [(it.vehicle_id, it.change) for it in found.routes] == [
        ("van-1", RouteChange.CHANGED),
        ("bike-2", RouteChange.GONE),
    ]
    assert [it.change for it in back.routes] == [RouteChange.NEW]


def test_cost_lines_differ_by_category_and_add_up():
    before = plan_of(day(1), bill=bill(energy="3.00", wages="12.50"))
    after = plan_of(day(1), bill=bill(energy="3.00", wages="10.00", partners="4.00"))
    found = difference_of(before, after)

    assert [(it.category, str(it.change)) for it in found.lines] == [
        ("wages", "-2.50"),
        ("partners", "4.00"),
    ]
    assert not found.is_same
    total = after.bill.total - before.bill.total
    assert sum(it.change.amount for it in found.lines) == total.amount


def test_plans_of_two_currencies_cannot_be_compared():
    with pytest.raises(ValueError, match="EUR and SEK"):
        difference_of(small_plan(), replace(small_plan(), currency="SEK"))


def counts(found: PlanDifference) -> Counter[StopChange]:
    return Counter(it.change for it in found.stops if it.change is not StopChange.HOUR)


@given(st.permutations(range(7)))
def test_no_longer_run_could_have_stayed(values):
    kept = sorted(_longest_rising(values))

    assert all(values[a] < values[b] for a, b in pairwise(kept))
    longest = max(
        (sum(1 for _ in run) for run in _rising_runs(values)),
        default=0,
    )
    assert len(kept) == longest


def _rising_runs(values):
    """All subsets that rise, by brute force."""
    for mask in range(1 << len(values)):
        run = [value for n, value in enumerate(values) if mask >> n & 1]
        if run == sorted(run):
            yield run


@given(st.permutations([1, 2, 3, 4, 5, 6]), st.integers(0, 6))
def test_what_is_there_in_one_direction_is_there_in_the_other(order, cut):
    before = plan_of(day(1, 2, 3), bike(4, 5, 6))
    routes = [r for r in (day(*order[:cut]), bike(*order[cut:])) if r.stop_visits]
    after = plan_of(*routes)
    there, back = difference_of(before, after), difference_of(after, before)

    # Which of two swapped stops moved is a matter of taste; how many did is not.
    assert counts(there) == counts(back)
    assert there.is_same == back.is_same == (order == [1, 2, 3, 4, 5, 6] and cut == 3)
    assert [it.change for it in there.lines] == [-it.change for it in back.lines]


def test_permutations_of_three_move_two_at_most():
    for order in permutations((1, 2, 3)):
        moved = changes(plan_of(day(1, 2, 3)), plan_of(day(*order))).values()

        assert sum(change is StopChange.ORDER for change in moved) <= 2
