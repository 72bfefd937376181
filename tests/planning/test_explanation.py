"""The whole story of one stop: every vehicle tried, or how firmly it stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.fleet import Break
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.plan import FixKind
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import Window
from lastmile_cli.planning.explanation import why_left_out, why_there
from lastmile_cli.timing.motion import arrive
from lastmile_cli.timing.motion_many import arrivals_s
from tests.days import DAY, EIGHT, drawn_day
from tests.strategies import legs, story
from tests.worlds import EURO

ONE = {"load": Load(parcels=1)}


def route(*stops, vehicle=0):
    return ProposedRoute(vehicle=vehicle, trips=(stops,))


def left_out(day, routes, stop):
    posed = day.posed()
    served = {number for one in routes for number in one.stops}
    unserved = tuple(number for number in range(len(posed.stops)) if number not in served)
    proposal = Proposal(routes=tuple(routes), unserved=unserved)
    return why_left_out(posed, proposal, stop, day.config, DAY)


def there(day, routes, stop):
    return why_there(day.posed(), Proposal(routes=tuple(routes), unserved=()), stop, day.config)


def test_every_vehicle_is_named_with_what_is_in_its_way_and_by_how_much():
    """B weighs 9 kg: too much for the first van, too late for the second."""
    day = drawn_day(
        "D.A.B",
        stops={"A": ONE, "B": {"load": Load(weight_g=9_000), "skills": frozenset({"lift"})}},
        vans=[
            {"capacity": Capacity(weight_g=4_000), "skills": frozenset({"lift"})},
            {"shift": Window(EIGHT, EIGHT + 300), "skills": frozenset({"lift"})},
            {},
            {"skills": frozenset({"lift"}), "max_stops": 1},
        ],
    )

    why = left_out(day, [route(0, vehicle=3)], 1)

    assert [proof.alone for proof in why.proofs] == [
        "holds 4 kg, the load is 9 kg",
        "would be done at 08:09, its day ends at 08:05",
        "lacks lift",
        "",
    ]
    assert [proof.reason for proof in why.proofs] == [
        "capacity_weight_g",
        "shift_too_short",
        "skills",
        "",
    ]
    kinds = [proof.as_planned.fix.kind for proof in why.proofs if proof.as_planned]
    assert kinds == [
        FixKind.LARGER_VEHICLE,
        FixKind.END_LATER,
        FixKind.SKILL,
        FixKind.MAX_STOPS,
    ]
    assert why.told.reason == "no_room"
    assert why.fixes[0].fix == why.told.fix
    assert why.fixes[0].sentence == "let van-4 visit 2 stops (1 more)"


def test_fixes_come_in_the_order_of_their_price_and_never_more_than_five():
    day = drawn_day(
        "D.A.B",
        stops={
            "A": {**ONE, "priority": 10},
            "B": {**ONE, "windows": (Window(EIGHT, EIGHT + 260),)},
        },
        vans=[{"max_stops": 1}, {"max_distance_m": 5_000}],
        unserved_micro=100 * EURO,
    )

    why = left_out(day, [route(0)], 1)

    prices = [told.fix.price.amount for told in why.fixes]
    assert prices == sorted(prices)
    assert 1 < len(prices) <= 5


def test_a_window_too_short_for_its_service_says_so_for_every_vehicle():
    stops = {"A": {"windows": (Window(EIGHT, EIGHT + 30),)}}
    day = drawn_day("D..A", stops=stops, service={"time_window_rule": TimeWindowRule.FINISH})

    (proof,) = left_out(day, [], 0).proofs

    assert proof.reason == "window_too_short"
    assert proof.as_planned
    assert proof.as_planned.sentence == "let service end until 08:04 (4 min later)"


def test_where_nobody_works_there_is_nobody_to_try():
    why = left_out(drawn_day("D.A", depot={"hours": Window(0, 3_600)}), [], 0)

    assert (why.told.reason, why.proofs, why.fixes) == ("no_vehicle", (), ())


def test_a_served_stop_knows_its_room_and_what_it_costs():
    """A opens from minute 10 to 30; the van passes it on its way to B, which closes in minute 40."""
    day = drawn_day(
        "D.A.B",
        stops={
            "A": {"windows": (Window(EIGHT + 600, EIGHT + 1_800),)},
            "B": {"windows": (Window(EIGHT, EIGHT + 2_400),)},
        },
        vans=[{}, {}],
    )

    why = there(day, [route(0, 1)], 0)

    assert why.vehicle_id == "van-1"
    assert why.slack_before_s == 0
    # It arrives in minute 10, and may do so until 30: from there it is 3 minutes to B.
    assert why.slack_after_s == 20 * 60
    # Without A the van saves a minute at its door.
    assert str(why.saves) == "0.60"
    # Another van: 20 for it, 4 km and 5 minutes.
    assert (why.next_vehicle_id, str(why.next_price)) == ("van-2", "27.00")


def test_a_break_after_a_stop_takes_no_room_from_its_own_window():
    """A closes in minute 30; whether lunch comes after it, the van may reach A until then."""
    lunch = Break(duration_s=600, earliest_s=EIGHT + 1_200, latest_s=EIGHT + 9_000)
    stops = {"A": {"windows": (Window(EIGHT + 600, EIGHT + 1_800),)}, "B": {}}
    rested, restless = (
        there(drawn_day("D.A.B", stops=stops, vans=[van]), [route(0, 1)], 0)
        for van in ({"breaks": (lunch,)}, {})
    )

    assert rested.slack_after_s == restless.slack_after_s == 20 * 60


def test_a_stop_only_one_van_may_serve_has_no_next_best():
    day = drawn_day("D.A", stops={"A": {"vehicle_id": "van-1"}}, vans=[{}, {}])

    why = there(day, [route(0)], 0)

    assert (why.next_vehicle_id, why.next_price) == ("", None)


@settings(story, max_examples=150)
@given(legs(), st.lists(st.integers(-20, 200), min_size=1, max_size=6))
def test_many_legs_at_once_arrive_as_each_one_does(leg, departs_s):
    durations_s, starts_s = leg
    columns = np.array([durations_s] * len(departs_s), dtype=np.int64).T

    found = arrivals_s(np.array(departs_s, dtype=np.int64), columns, starts_s)

    assert list(found) == [arrive(depart_s, durations_s, starts_s) for depart_s in departs_s]


def test_who_is_not_there_that_day_is_not_said_to_have_no_room():
    day = drawn_day("D.A")
    away = replace(day, config=replace(day.config, absent={"van-2": "in the workshop"}))

    why = there(away, [ProposedRoute(vehicle=0, trips=((0,),))], 0)

    assert (why.others, why.off) == (0, (("van-2", "in the workshop"),))
