"""What yesterday left unserved becomes a stop of today, with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.attempts import ChanceHours
from lastmile_cli.domain.in_home import InHome
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Outsourced, Unassigned, UnassignedClass
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Order, Window
from lastmile_cli.domain.supply import GoodsLine
from lastmile_cli.planning.carry_over import CarriedOver, carry_over
from tests.plans import DAY, small_plan
from tests.strategies import story

NINE, TEN = 9 * 3600, 10 * 3600


def left(stop_id, impossible=False):
    kind = UnassignedClass.IMPOSSIBLE if impossible else UnassignedClass.SACRIFICED
    return Unassigned(
        stop_id=stop_id,
        unassigned_class=kind,
        reason="window_closed" if impossible else "no_room",
        detail="Too late for everybody." if impossible else "",
    )


def yesterday(*unassigned, **changes):
    """The small plan, with these stops left out; S-4 as told."""
    plan = small_plan()
    stops = tuple(replace(it, **changes) if it.stop_id == "S-4" else it for it in plan.stops)
    return replace(plan, stops=stops, unassigned=unassigned)


def later(days):
    return ServiceDay(date=date.fromordinal(DAY.date.toordinal() + days), timezone=DAY.timezone)


def carried(plan, days=1, taken=(), per_day=10):
    return carry_over(plan, later(days), priority_per_day=per_day, taken=taken, file="p.json")


def test_a_stop_keeps_its_id_its_hours_and_its_cells_and_its_age_raises_its_priority():
    plan = yesterday(left("S-4"), windows=(Window(NINE, TEN),), ready_s=NINE, priority=50)

    (stop,) = carried(plan).stops

    assert (stop.stop_id, stop.windows, stop.ready_s) == ("S-4", (Window(NINE, TEN),), None)
    assert stop.priority == 60
    assert dict(stop.cells)["Colour"] == "blue"
    assert (dict(stop.cells)["attempt"], dict(stop.cells)["first_date"]) == ("2", "2026-06-01")
    assert stop.row is None


def test_what_was_looked_up_is_looked_up_again_and_a_pin_is_kept():
    looked_up = yesterday(left("S-4"))
    pinned = yesterday(left("S-4"), geocode=None)

    assert carried(looked_up).stops[0].coordinate is None
    assert carried(pinned).stops[0].coordinate == pinned.get_stop("S-4").coordinate


def test_over_a_weekend_it_ages_three_days_and_never_beyond_a_hundred():
    assert carried(yesterday(left("S-4"), priority=50), days=3).stops[0].priority == 80
    assert carried(yesterday(left("S-4"), priority=90), days=3).stops[0].priority == 100
    assert carried(yesterday(left("S-4"), priority=50), per_day=0).stops[0].priority == 50


def test_a_second_carrying_counts_on_and_keeps_the_first_date():
    once = carried(yesterday(left("S-4"))).stops[0]
    plan = replace(yesterday(left("S-4")), day=later(1))
    plan = replace(plan, stops=tuple(once if it.stop_id == "S-4" else it for it in plan.stops))

    (twice,) = carry_over(plan, later(2), priority_per_day=10, taken=(), file="").stops

    assert [header for header, _ in twice.cells].count("attempt") == 1
    assert (dict(twice.cells)["attempt"], dict(twice.cells)["first_date"]) == ("3", "2026-06-01")
    assert twice.priority == 70


def test_of_an_order_that_stands_in_todays_file_the_row_counts():
    found = carried(yesterday(left("S-4"), left("S-5")), taken={"S-4"})

    assert [stop.stop_id for stop in found.stops] == ["S-5"]
    (told,) = [it for it in found.notices if it.code == "LM1551"]
    assert "S-4" in told.problem


def test_of_a_door_with_two_orders_the_one_that_did_not_come_again_is_carried():
    orders = (
        Order(order_id="S-4", load=Load(parcels=2)),
        Order(order_id="S-44", load=Load(parcels=1)),
    )

    found = carried(yesterday(left("S-4"), orders=orders), taken={"S-4"})

    (stop,) = found.stops
    assert (stop.stop_id, stop.order_ids, stop.load.parcels) == ("S-44", ("S-44",), 1)
    (told,) = [it for it in found.notices if it.code == "LM1551"]
    assert told.problem.endswith("has them: S-4.")


def test_every_order_of_a_door_has_its_history():
    orders = (
        Order(order_id="S-4", lines=((2, (("id", "S-4"),)),)),
        Order(order_id="B", lines=((3, ()),)),
    )

    (stop,) = carried(yesterday(left("S-4"), orders=orders)).stops

    assert all(dict(cells)["attempt"] == "2" for _, cells in stop.input_rows)


def test_what_was_impossible_is_tried_again_and_told_with_its_reason():
    found = carried(yesterday(left("S-4"), left("S-5", impossible=True)))

    assert [stop.stop_id for stop in found.stops] == ["S-4", "S-5"]
    told = {it.code: it.problem for it in found.notices}
    assert told["LM1550"] == "2 stops carried over from 2026-06-01: S-4, S-5."
    assert told["LM1552"].startswith("S-5 could be served by nobody")
    assert "Too late for everybody." in told["LM1552"]


def test_nothing_left_out_is_nothing_to_tell():
    assert carried(yesterday()).notices == ()


@pytest.mark.parametrize(
    ("then", "today"), [("2026-03-28", "2026-03-29"), ("2026-10-24", "2026-10-25")]
)
def test_windows_keep_the_clock_over_a_change_of_it(then, today):
    first, second = (
        ServiceDay(date=date.fromisoformat(it), timezone="Europe/Helsinki") for it in (then, today)
    )
    window = Window(first.at_wall("09:00"), first.at_wall("01:00", day_offset=1))
    plan = replace(yesterday(left("S-4"), windows=(window,)), day=first)

    (stop,) = carry_over(plan, second, priority_per_day=0, taken=(), file="").stops

    assert [second.clock(at) for at in (stop.windows[0].opens_s, stop.windows[0].closes_s)] == [
        "09:00",
        "01:00+1",
    ]


@settings(story)
@given(
    st.lists(st.tuples(st.integers(0, 80_000), st.integers(0, 40_000)), max_size=3),
    st.integers(1, 400),
)
def test_whatever_the_windows_they_are_in_order_and_each_closes_after_it_opens(spans, days):
    windows = tuple(sorted(Window(opens, opens + wide) for opens, wide in spans))

    (stop,) = carried(yesterday(left("S-4"), windows=windows), days=days).stops

    assert len(stop.windows) == len(windows)


def test_what_was_to_go_to_a_collection_point_is_carried_order_by_order():
    """Where it is to be fetched is chosen anew; what today's file has is not doubled."""
    doors = tuple(replace(yesterday().stops[0], stop_id=name) for name in ("P-1", "P-2"))

    tomorrow = carried(yesterday(left("S-4"), doors=doors), taken=("P-2",))

    assert [stop.stop_id for stop in tomorrow.stops] == ["P-1"]
    assert [notice.code for notice in tomorrow.notices] == ["LM1550", "LM1551"]


def again(plan, failed, **more):
    return carry_over(
        plan,
        later(1),
        priority_per_day=10,
        taken=more.pop("taken", ()),
        file="p.json",
        failed=failed,
    )


def visited(plan):
    return [visit.stop_id for route in plan.routes for visit in route.stop_visits]


def test_who_was_not_there_is_tried_again_with_one_try_more():
    plan = yesterday()
    name = visited(plan)[0]

    found = again(plan, {name: "nobody there"})
    (stop,) = found.stops

    assert (stop.stop_id, stop.tries) == (name, 1)
    assert dict(stop.cells)["tries"] == "1"
    assert [notice.code for notice in found.notices] == ["LM1591"]
    assert f"{name} (2nd attempt; nobody there)" in found.notices[0].problem
    assert stop.priority == min(100, plan.get_stop(name).priority + 10)


def test_a_third_attempt_follows_a_second():
    plan = yesterday()
    name = visited(plan)[0]
    stops = tuple(replace(it, tries=1) if it.stop_id == name else it for it in plan.stops)

    found = again(replace(plan, stops=stops), {name: ""})

    assert found.stops[0].tries == 2
    assert f"{name} (3rd attempt)" in found.notices[0].problem


def test_of_a_door_with_two_orders_only_the_one_that_failed_is_tried_again():
    plan = yesterday()
    name = visited(plan)[0]
    orders = (
        Order(order_id=name, load=Load(parcels=2), value_micro=7),
        Order(order_id="X", load=Load(parcels=1), value_micro=5),
    )
    stops = tuple(
        replace(it, orders=orders, load=Load(parcels=3)) if it.stop_id == name else it
        for it in plan.stops
    )

    (stop,) = again(replace(plan, stops=stops), {"X": ""}).stops

    assert (stop.stop_id, stop.order_ids, stop.load.parcels, stop.value_micro) == (
        "X",
        ("X",),
        1,
        5,
    )


def test_only_what_failed_is_carried_of_a_door_with_two_orders():
    """A: two chairs and a bed by lift, 40 euros on delivery. B: one lamp, and the dog bites."""
    plan = yesterday()
    name = visited(plan)[0]
    chairs, lamp = GoodsLine("CHAIR", 2), GoodsLine("LAMP", 1)
    a = Order(
        order_id=name,
        load=Load(weight_g=9_000, volume_ml=80_000, parcels=3),
        lines=((2, (("id", name),)),),
        cash_micro=40_000_000,
        value_micro=7,
        goods=(chairs,),
        boxes_mm=((900, 600, 300),),
        items=3,
        service_s=1_200,
    )
    b = Order(
        order_id="B",
        load=Load(weight_g=1_000, volume_ml=4_000, parcels=1),
        notes="the dog bites",
        lines=((3, (("id", "B"),)),),
        value_micro=5,
        goods=(lamp,),
        boxes_mm=((400, 200, 200),),
        items=1,
        service_s=300,
    )
    door = replace(
        plan.get_stop(name),
        orders=(a, b),
        load=a.load + b.load,
        notes="ring twice; the dog bites",
        cells=(("id", name),),
        cash_micro=40_000_000,
        value_micro=12,
        goods=(chairs, lamp),
        boxes_mm=(*a.boxes_mm, *b.boxes_mm),
        in_home=InHome(items=4, floors=2),
        service_s=1_200,
        requires=frozenset({"cash", "signature"}),
    )
    stops = tuple(door if it.stop_id == name else it for it in plan.stops)
    plan = replace(plan, stops=stops)

    (only_b,) = again(plan, {"B": ""}).stops
    (only_a,) = again(plan, {name: ""}).stops
    (both,) = again(plan, {name: "", "B": ""}).stops

    assert (only_b.load, only_b.goods, only_b.boxes_mm) == (b.load, (lamp,), b.boxes_mm)
    assert (only_b.cash_micro, only_b.value_micro, only_b.requires) == (0, 5, {"signature"})
    assert (only_b.in_home.items, only_b.in_home.floors, only_b.service_s) == (1, 2, 300)
    assert (only_b.notes, dict(only_b.cells)["id"]) == ("the dog bites", "B")
    assert (only_a.goods, only_a.in_home.items, only_a.service_s) == ((chairs,), 3, 1_200)
    assert (only_a.cash_micro, only_a.requires) == (40_000_000, {"cash", "signature"})
    assert (both.goods, both.load, both.service_s) == (door.goods, door.load, 1_200)


def test_of_a_plan_that_does_not_tell_whose_goods_they_are_all_are_kept():
    plan = yesterday()
    name = visited(plan)[0]
    orders = (Order(order_id=name), Order(order_id="X"))
    goods, box = (GoodsLine("LAMP", 2),), (400, 200, 200)
    stops = tuple(
        replace(it, orders=orders, goods=goods, boxes_mm=(box,)) if it.stop_id == name else it
        for it in plan.stops
    )

    (stop,) = again(replace(plan, stops=stops), {"X": ""}).stops

    assert (stop.goods, stop.boxes_mm) == (goods, (box,))


def test_what_a_partner_could_not_hand_over_is_tried_again():
    plan = yesterday()
    handed = Outsourced(stop_id="S-4", partner_id="posti", price=Money(Decimal("4.50"), "EUR"))

    found = again(replace(plan, outsourced=(handed,)), {"S-4": "nobody there"})

    assert [(stop.stop_id, stop.tries) for stop in found.stops] == [("S-4", 1)]
    assert [notice.code for notice in found.notices] == ["LM1591"]


def test_an_order_in_todays_file_is_not_doubled_and_a_strange_one_is_told():
    plan = yesterday()
    name = visited(plan)[0]

    found = again(plan, {name: "", "nobody": ""}, taken={name})

    assert found.stops == ()
    assert sorted(notice.code for notice in found.notices) == ["LM1551", "LM1586"]


def test_of_two_orders_that_failed_at_a_door_one_in_todays_file_does_not_take_the_other_along():
    plan = yesterday()
    name = visited(plan)[0]
    orders = (Order(order_id=name, load=Load(parcels=2)), Order(order_id="X"))
    stops = tuple(
        replace(it, orders=orders, load=Load(parcels=2)) if it.stop_id == name else it
        for it in plan.stops
    )

    found = again(replace(plan, stops=stops), {name: "", "X": ""}, taken={name})

    assert [(stop.order_ids, stop.tries) for stop in found.stops] == [(("X",), 1)]
    (told,) = [it for it in found.notices if it.code == "LM1551"]
    assert told.problem.endswith(f"has them: {name}.")


def test_what_was_sent_back_is_not_carried_on():
    used = replace(left("S-4", impossible=True), reason="attempts_used_up")

    assert carried(yesterday(used)) == CarriedOver(stops=())


def test_chances_keep_their_hours_on_the_clock():
    plan = yesterday(
        left("S-4"), chance_hours=(ChanceHours(from_s=NINE, until_s=TEN, ppm=5),), tries=2
    )

    (stop,) = carried(plan).stops

    assert stop.chance_hours == (ChanceHours(from_s=NINE, until_s=TEN, ppm=5),)
    assert (stop.tries, dict(stop.cells)["tries"]) == (2, "2")
