"""The state of the day: folded from its log, in whatever order that comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.events import Event, EventKind
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.order_states import OrderState as S
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Order
from lastmile_cli.tracking.fold import DayState, fold
from tests.logs import clock, event, log
from tests.plans import small_plan


def states(state: DayState) -> dict[str, S]:
    """State of each order."""
    return {order_id: life.state for order_id, life in state.orders.items()}


def with_parcels(plan: Plan, stop_id: str, parcels: int) -> Plan:
    """Let a stop of a plan have so many parcels."""
    load = Load(parcels=parcels)
    stops = tuple(replace(it, load=load) if it.stop_id == stop_id else it for it in plan.stops)
    return replace(plan, stops=stops)


def with_two_orders(plan: Plan) -> Plan:
    """Let S-1 be visited for two orders, S-1 and S-1b, of a parcel each."""
    orders = tuple(Order(order_id=name, load=Load(parcels=1)) for name in ("S-1", "S-1b"))
    first = replace(plan.stops[0], orders=orders, load=Load(parcels=2))
    return replace(plan, stops=(first, *plan.stops[1:]))


def test_a_day_without_events_has_every_order_still_to_come():
    state = fold(small_plan(), [])

    assert set(states(state).values()) == {S.CREATED}
    assert list(state.orders) == [f"S-{number}" for number in range(1, 8)]
    assert state.last_at is None


def test_an_order_is_followed_from_its_processing_to_the_door():
    told = log(
        "07:00 S-1 ready", "08:05 S-1 loaded", "08:10 S-1 out_for_delivery",
        "08:13 S-1 arrived", "08:15 S-1 delivered",
    )  # fmt: skip

    life = fold(small_plan(), told).orders["S-1"]

    assert [step.state.value for step in life.steps] == [
        "ready", "loaded", "out_for_delivery", "arrived", "delivered",
    ]  # fmt: skip
    assert (life.since, life.arrived_at) == (clock("08:15"), clock("08:13"))
    assert (life.attempts, life.delivered, life.is_in_full) == (1, 1, True)
    assert not life.odd


def test_the_forgotten_steps_of_a_hurried_driver_are_not_asked_for():
    life = fold(small_plan(), log("08:15 S-1 delivered")).orders["S-1"]

    assert life.state is S.DELIVERED
    assert not life.odd


def test_a_scan_that_comes_late_does_not_take_a_parcel_back_from_its_customer():
    """The scanner's clock is ten minutes ahead of the van's: "loaded" is stamped last."""
    state = fold(small_plan(), log("08:15 S-1 delivered", "08:20 S-1 loaded"))

    assert states(state)["S-1"] is S.DELIVERED
    assert not state.orders["S-1"].odd


def test_who_loads_a_van_loads_all_that_its_trip_brings_out():
    """S-3 is fetched at the door: it is not loaded."""
    state = fold(small_plan(), log("08:05 van-1 loaded", "08:10 van-1 out_for_delivery"))

    assert states(state) == {
        "S-1": S.OUT_FOR_DELIVERY, "S-2": S.OUT_FOR_DELIVERY, "S-3": S.CREATED,
        "S-4": S.CREATED, "S-5": S.CREATED, "S-6": S.CREATED, "S-7": S.CREATED,
    }  # fmt: skip
    assert state.vehicles["van-1"].started_at == clock("08:10")


def test_stops_still_ahead_are_counted_down():
    plan = small_plan()
    ahead = [
        fold(plan, log(*lines)).stops_before("S-3")
        for lines in (
            [], ["08:15 S-1 delivered"], ["08:15 S-1 delivered", "08:20 S-2 failed_attempt"],
        )
    ]  # fmt: skip

    assert ahead == [2, 1, 0]
    assert fold(plan, log("08:30 S-3 delivered")).stops_before("S-3") is None
    assert fold(plan, []).stops_before("S-7") is None


@pytest.mark.parametrize(
    ("lines", "state", "counts"),
    [
        (["08:05 S-1 short 1", "08:15 S-1 delivered"], S.DELIVERED, (2, 1, 0)),
        (["08:15 S-1 delivered 2"], S.PARTLY_DELIVERED, (2, 0, 0)),
        (["08:15 S-1 delivered 2", "08:16 S-1 delivered 1"], S.DELIVERED, (3, 0, 0)),
        (["08:15 S-1 refused 1"], S.PARTLY_DELIVERED, (2, 0, 0)),
        (["08:15 S-1 refused"], S.REFUSED, (0, 0, 0)),
        (["08:12 S-1 damaged 1", "08:15 S-1 delivered"], S.DELIVERED, (2, 0, 1)),
        (["08:12 S-1 damaged"], S.DAMAGED, (0, 0, 3)),
    ],
)
def test_of_three_parcels_each_is_accounted_for(lines, state, counts):
    life = fold(with_parcels(small_plan(), "S-1", 3), log(*lines)).orders["S-1"]

    assert life.state is state
    assert (life.delivered, life.short, life.damaged) == counts
    assert life.is_in_full == (counts == (3, 0, 0))


def test_what_was_cancelled_and_delivered_all_the_same_is_delivered_and_odd():
    life = fold(small_plan(), log("08:00 S-1 cancelled", "08:15 S-1 delivered")).orders["S-1"]

    assert life.state is S.DELIVERED
    assert [step.event.kind for step in life.odd] == [EventKind.DELIVERED]


def test_nobody_reschedules_what_has_been_delivered():
    life = fold(small_plan(), log("08:15 S-1 delivered", "09:00 S-1 rescheduled")).orders["S-1"]

    assert life.state is S.DELIVERED
    assert len(life.odd) == 1


def test_a_second_attempt_begins_where_the_first_failed():
    told = log(
        "08:15 S-1 failed_attempt", "12:00 S-1 out_for_delivery", "12:30 S-1 arrived",
        "12:31 S-1 delivered",
    )  # fmt: skip

    life = fold(small_plan(), told).orders["S-1"]

    assert (life.state, life.attempts) == (S.DELIVERED, 2)
    assert not life.odd


def test_what_comes_home_is_returned():
    told = log("08:15 S-1 refused", "08:16 S-1 returning", "12:00 S-1 returned")

    life = fold(small_plan(), told).orders["S-1"]

    assert (life.state, life.delivered, life.is_open) == (S.RETURNED, 0, False)


def test_a_clock_that_runs_ahead_is_set_back():
    """The phone says 08:25 at 08:15: it is ten minutes ahead, and so were its other reports."""
    ahead = timedelta(minutes=10)
    told = [
        event("08:25 S-1 delivered", received_at=clock("08:15"), source="phone-7"),
        event("08:31 S-2 arrived", received_at=clock("08:21"), source="phone-7"),
        event("08:22 S-2 note", note="dog"),
    ]

    state = fold(small_plan(), told)

    assert state.skews == {"phone-7": ahead}
    assert state.orders["S-1"].since == clock("08:15")
    assert [step.at for step in state.orders["S-2"].steps] == [clock("08:21"), clock("08:22")]


def test_a_report_that_comes_hours_late_is_believed():
    late = event("08:15 S-1 delivered", received_at=clock("16:00"))

    state = fold(small_plan(), [late, *log("09:00 S-1 note")])

    assert not state.skews
    assert state.orders["S-1"].since == clock("08:15")


def test_orders_and_vans_that_nobody_planned_are_kept_aside():
    stranger = replace(event("08:16 van-1 shift_started"), vehicle_id="x")
    told = [*log("08:15 S-99 delivered"), stranger]

    state = fold(small_plan(), told)

    assert [it.order_id or it.vehicle_id for it in state.unknown] == ["S-99", "x"]
    assert set(states(state).values()) == {S.CREATED}


def test_an_event_of_a_door_holds_for_all_its_orders():
    state = fold(with_two_orders(small_plan()), log("08:13 S-1 arrived", "08:15 S-1 delivered"))

    assert states(state)["S-1"] is states(state)["S-1b"] is S.DELIVERED


def test_where_orders_of_a_door_are_reported_one_by_one_each_has_its_own_end():
    told = log("08:13 S-1 arrived", "08:14 S-1b refused", "08:15 S-1 delivered")

    state = fold(with_two_orders(small_plan()), told)

    assert (states(state)["S-1"], states(state)["S-1b"]) == (S.DELIVERED, S.REFUSED)
    assert state.orders["S-1b"].arrived_at == clock("08:13")


KINDS = st.sampled_from([kind for kind in EventKind if kind is not EventKind.POSITION])


@st.composite
def events(draw) -> Event:
    """Draw an event of an order of the small plan, or of one that is not in it."""
    kind = draw(KINDS)
    vehicle = kind in {EventKind.SHIFT_STARTED, EventKind.SHIFT_ENDED, EventKind.BREAKDOWN}
    who = "van-1" if vehicle else f"S-{draw(st.integers(1, 8))}"
    minute = draw(st.integers(0, 59))
    parcels = draw(st.sampled_from(["", " 0", " 1", " 2"]))
    told = event(f"09:{minute:02} {who} {kind}{parcels}")
    delay = timedelta(seconds=draw(st.integers(-300, 3_000)))
    return replace(told, received_at=told.at + delay, source=draw(st.sampled_from("ab")))


@given(st.lists(events(), max_size=12), st.randoms(use_true_random=False))
def test_the_order_in_which_events_come_in_makes_no_difference(told, dice):
    shuffled = [*told, *told]
    dice.shuffle(shuffled)

    assert fold(small_plan(), shuffled) == fold(small_plan(), told)


@given(st.lists(events(), max_size=12))
def test_no_event_is_lost(told):
    """Each is a step in the life of an order, in a vehicle's day, or kept aside as unknown."""
    state = fold(small_plan(), told)

    kept = {step.event.identity for life in state.orders.values() for step in life.steps}
    kept |= {it.identity for it in state.unknown}
    assert {it.identity for it in told if it.order_id} == kept
