"""The referee on written plans: our own pass, every edit by hand is told in plain words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex, Tolerance
from lastmile_cli.checking.violation import Kind, Rule, Violation, most_urgent_first
from lastmile_cli.domain.fleet import CostCategory, Driver, Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, BillLine, Outsourced, Plan
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.stops import SequenceWish, Window
from tests.checking.plans import (
    DEPOT,
    TEN_EUROS,
    euros,
    objective_of,
    with_move,
    with_order,
    with_route,
    with_visit,
    written_plan,
)
from tests.worlds import drawn_problem

LINE = "D..A..B..C"
"""Three minutes from each letter to the next."""


def judge(problem: Problem, plan: Plan, **kwargs: Any) -> list[tuple[Rule, str, str, int]]:
    return [tell(one) for one in check_plan(problem, plan, **kwargs)]


def tell(one: Violation) -> tuple[Rule, str, str, int]:
    return one.rule, one.route, one.stop, one.amount


def rules(problem: Problem, plan: Plan, **kwargs: Any) -> set[Rule]:
    return {one.rule for one in check_plan(problem, plan, **kwargs)}


def busy_day() -> tuple[Problem, Plan]:
    """Two vans, two trips, waiting, service, loading, pickups, traffic, a late parcel."""
    problem = drawn_problem(
        LINE,
        stops={
            "A": {"service_s": (120,), "windows": ((1_500, 3_000),)},
            "B": {"pickup": (2,), "service_s": (60,)},
            "C": {"ready_s": 4_000},
            "A2": {"at": "A", "sequence": SequenceWish.LAST},
        },
        vans=[{"loading_s": 300, "max_trips": 2}, {"end": None}],
        slow={0: 1, 1_000: 2, 5_000: 1},
    )
    short_ids = replace(
        problem, stops=tuple(replace(stop, stop_id=stop.stop_id[-1]) for stop in problem.stops)
    )
    return short_ids, written_plan(short_ids, "AB C", "2")


def test_a_plan_as_it_was_written_is_left_in_peace():
    problem, plan = busy_day()

    assert judge(problem, plan) == []


def test_a_stop_left_out_with_a_reason_is_fine():
    problem = drawn_problem(LINE)

    assert judge(problem, written_plan(problem, "AB", left_out="C")) == []


def test_two_visits_swapped_by_hand_break_their_legs_by_name():
    """B was reached at 6 min and A at 3: after B nobody is at A three minutes ago."""
    problem = drawn_problem(LINE)
    found = check_plan(problem, with_order(written_plan(problem, "ABC"), 0, "BAC"))

    fast = [one for one in found if one.rule is Rule.LEG_TOO_FAST]
    assert [tell(one) for one in fast] == [(Rule.LEG_TOO_FAST, "van-1", "A", 360)]
    assert fast[0].sentence == (
        "Vehicle van-1 cannot be at stop A at 00:03: it leaves stop B at 00:06 and drives 3 min, "
        "so it is there at 00:09."
    )


def test_a_swap_that_breaks_a_promise_names_the_window():
    """A closes at 4 min; after B it would be 9 min."""
    problem = drawn_problem(LINE, stops={"A": {"windows": ((60, 240),)}, "B": {}, "C": {}})
    found = check_plan(problem, with_order(written_plan(problem, "ABC"), 0, "BAC"))

    (missed,) = [one for one in found if one.rule is Rule.WINDOW_MISSED]
    assert tell(missed) == (Rule.WINDOW_MISSED, "van-1", "A", 300)
    assert missed.sentence == (
        "In this order vehicle van-1 reaches stop A at 00:09, 5 min after its "
        "window 00:01-00:04 closes."
    )


def test_a_visit_moved_to_another_van_is_named_there():
    """Both vans go 3 minutes out; A is on the other side, 9 minutes from C."""
    problem = drawn_problem(
        "A..D..B..C", stops={"A": {"windows": ((0, 200),)}, "B": {}, "C": {}}, vans=[{}, {}]
    )
    plan = with_move(written_plan(problem, "A", "BC"), "A", 0, 1)

    found = judge(problem, plan)

    assert (Rule.EMPTY_TRIP, "van-1", "", 0) in found
    assert (Rule.LEG_TOO_FAST, "van-2", "A", 360 + 540 - 180) in found
    assert (Rule.WINDOW_MISSED, "van-2", "A", 360 + 540 - 200) in found
    assert (Rule.WRONG_LOAD, "van-2", "", 1) in found


def test_a_late_visit_is_told_in_a_dispatchers_words():
    problem = drawn_problem(LINE, stops={"B": {"windows": ((60, 120),)}})
    (found,) = check_plan(problem, written_plan(problem, "B"))

    assert tell(found) == (Rule.WINDOW_MISSED, "van-1", "B", 240)
    assert found.sentence == (
        "Vehicle van-1 reaches stop B at 00:06, 4 min after its window 00:01-00:02 closes."
    )


def test_between_two_windows_is_too_early_for_the_second():
    problem = drawn_problem(LINE, stops={"A": {"windows": ((0, 10), (200, 300))}})
    plan = written_plan(problem, "A")
    early = with_visit(plan, 0, 1, start_s=180, depart_s=180, wait_s=0)

    assert (Rule.BEFORE_OPENING, "van-1", "A", 20) in judge(problem, early)


ONE_SECOND = [(1, []), (2, [Rule.LEG_TOO_FAST])]


@pytest.mark.parametrize(("seconds", "expected"), ONE_SECOND)
def test_rounding_by_one_second_is_forgiven(seconds, expected):
    problem = drawn_problem(LINE, stops={"A": {}})
    plan = with_visit(written_plan(problem, "A"), 0, 1, arrive_s=180 - seconds, wait_s=seconds)

    assert [rule for rule, *_ in judge(problem, plan)] == expected


def test_a_wider_tolerance_may_be_asked_for():
    problem = drawn_problem(LINE, stops={"A": {}})
    plan = with_visit(written_plan(problem, "A"), 0, 1, drive_s=170, distance_m=2_900)

    assert rules(problem, plan) == {Rule.WRONG_LEG}
    assert judge(problem, plan, tolerance=Tolerance(time_s=10, distance_m=100)) == []


def edited(rule: Rule, stop: str, amount: int, **changes: Any) -> Any:
    return pytest.param(rule, stop, amount, changes, id=f"{rule.name} {','.join(changes)}")


@pytest.mark.parametrize(
    ("rule", "stop", "amount", "changes"),
    [
        edited(Rule.SERVICE_TIME, "A", 60, depart_s=240),
        edited(Rule.WRONG_HOURS, "A", 50, wait_s=50),
        edited(Rule.WRONG_HOURS, "A", 30, late_s=30),
        edited(Rule.BEGINS_BEFORE_ARRIVING, "A", 100, start_s=80),
        edited(Rule.WRONG_HOURS, "A", 9, eta_low_s=189),
        edited(Rule.WRONG_LEG, "A", 20, drive_s=200),
        edited(Rule.WRONG_LEG, "A", 500, distance_m=3_500),
        edited(Rule.WRONG_NUMBERING, "A", 0, sequence=0),
        edited(Rule.WRONG_NUMBERING, "A", 0, trip=2),
        edited(Rule.UNKNOWN_ID, "Z", 0, stop_id="Z"),
    ],
)
def test_a_figure_changed_by_hand_is_found(rule, stop, amount, changes):
    problem = drawn_problem(LINE, stops={"A": {}, "B": {}})
    plan = with_visit(written_plan(problem, "AB"), 0, 1, **changes)

    assert (rule, stop, amount) in [
        (one.rule, one.stop, one.amount) for one in check_plan(problem, plan)
    ]


def test_a_visit_at_the_wrong_door_is_found():
    problem = drawn_problem(LINE, stops={"A": {}})
    away = Coordinate(lat_deg=60.02, lon_deg=25.0)
    (found,) = check_plan(problem, with_visit(written_plan(problem, "A"), 0, 1, place=away))

    assert found.rule is Rule.WRONG_PLACE
    assert found.amount == pytest.approx(1_112, abs=2)


@pytest.mark.parametrize(
    ("rule", "amount", "changes"),
    [
        (Rule.ROUTE_ENDS, 100, {"start_s": -100}),
        (Rule.ROUTE_ENDS, 240, {"end_s": 600}),
        (Rule.WAY_HOME, 0, {"home": None, "end_s": 180}),
        (Rule.EMPTY_TRIP, 0, {"visits": ()}),
        (Rule.UNKNOWN_ID, 0, {"vehicle_id": "van-9"}),
        (Rule.WRONG_NUMBERING, 1, {"trips": 2}),
        (Rule.WRONG_BILL, 100, {"bill": euros("11")}),
    ],
)
def test_a_route_changed_by_hand_is_found(rule, amount, changes):
    problem = drawn_problem(LINE, stops={"A": {}})
    plan = with_route(written_plan(problem, "A"), 0, **changes)

    assert (rule, amount) in [(one.rule, one.amount) for one in check_plan(problem, plan)]


def test_coming_home_faster_than_the_roads_allow_is_found():
    problem = drawn_problem(LINE, stops={"A": {}})
    plan = written_plan(problem, "A")
    home = plan.routes[0].home
    assert home is not None
    plan = with_route(plan, 0, home=replace(home, arrive_s=300), end_s=300)

    assert judge(problem, plan) == [(Rule.LEG_TOO_FAST, "van-1", "A", 60)]


def test_an_open_route_that_drives_home_is_found():
    closed = drawn_problem(LINE, stops={"A": {}})
    open_day = drawn_problem(LINE, stops={"A": {}}, vans=[{"end": None}])

    assert rules(open_day, written_plan(closed, "A")) == {Rule.WAY_HOME}


def test_shift_hours_and_driving_are_those_written():
    problem = drawn_problem(LINE, stops={"A": {}})
    plan = written_plan(problem, "A", leave_s=1_000)

    def with_van(**limits: Any) -> list[tuple[Rule, str, str, int]]:
        return judge(drawn_problem(LINE, stops={"A": {}}, vans=[limits]), plan)

    assert with_van(earliest_s=1_100) == [(Rule.LEAVES_EARLY, "van-1", "", 100)]
    assert with_van(latest_s=1_300) == [(Rule.HOME_LATE, "van-1", "", 60)]
    assert with_van(max_duration_s=300) == [(Rule.TOO_LONG, "van-1", "", 60)]
    assert with_van(max_drive_s=340) == [(Rule.TOO_MUCH_DRIVING, "van-1", "", 20)]
    assert with_van(max_distance_m=5_000) == [(Rule.TOO_FAR, "van-1", "", 1_000)]
    assert with_van(max_stops=0) == [(Rule.TOO_MANY_STOPS, "van-1", "", 1)]
    assert with_van(capacity=(0,)) == [(Rule.OVERLOADED, "van-1", "", 1)]
    assert with_van(loading_s=60) == [(Rule.LOADING, "van-1", "", 60)]


def test_a_van_that_left_before_its_parcels_were_in_is_named():
    """Three parcels of half a minute beside a minute, then five: 90 and 150 seconds are missing."""
    stops = {"A": {"loaded_parcels": 3}, "B": {"loaded_parcels": 5}}
    van = {"loading_s": 60, "max_trips": 2}
    hasty = written_plan(drawn_problem(LINE, stops=stops, vans=[van]), "A B")
    problem = drawn_problem(LINE, stops=stops, vans=[van | {"loading_per_parcel_s": 30}])

    assert judge(problem, hasty) == [
        (Rule.LOADING, "van-1", "", 90),
        (Rule.LOADING, "van-1", "", 150),
    ]
    assert judge(problem, written_plan(problem, "A B")) == []


def test_a_van_that_loads_before_the_gate_opens_is_named():
    stops = {"A": {"loaded_parcels": 3}}
    van = {"loading_per_parcel_s": 30}
    early = written_plan(drawn_problem(LINE, stops=stops, vans=[van]), "A", leave_s=900)
    problem = drawn_problem(LINE, stops=stops, vans=[van | {"loads_from_s": 840}])
    (found,) = check_plan(problem, early)

    assert tell(found) == (Rule.LEAVES_EARLY, "van-1", "", 30)
    assert found.sentence == (
        "Vehicle van-1 starts loading at 00:13, 30 s before its depot has opened and its goods "
        "are there (00:14)."
    )


def test_goods_loaded_before_they_are_ready_are_named():
    early = written_plan(drawn_problem(LINE, stops={"A": {}}), "A")
    problem = drawn_problem(LINE, stops={"A": {"ready_s": 500}})

    assert judge(problem, early) == [(Rule.NOT_READY, "van-1", "A", 500)]


def test_a_trip_without_loading_is_found():
    problem = drawn_problem(LINE, stops={"A": {}})
    plan = written_plan(problem, "A")
    plan = with_route(plan, 0, visits=plan.routes[0].visits[1:])

    assert Rule.LOADING in rules(problem, plan)


def test_a_wish_for_the_last_place_is_kept_in_written_plans_too():
    problem = drawn_problem(LINE, stops={"A": {"sequence": SequenceWish.LAST}, "B": {}})

    assert (Rule.OUT_OF_SEQUENCE, "van-1", "A", 1) in judge(problem, written_plan(problem, "AB"))


def test_a_way_that_is_closed_is_named():
    open_day, closed = drawn_problem(LINE), drawn_problem(LINE, cut=[("A", "B")])

    assert (Rule.NO_WAY, "van-1", "B", 0) in judge(closed, written_plan(open_day, "ABC"))


def test_every_stop_is_somewhere_once():
    problem = drawn_problem(LINE)
    plan = written_plan(problem, "AB", left_out="B")

    assert judge(problem, plan) == [
        (Rule.FORGOTTEN, "", "C", 0),
        (Rule.VISITED_TWICE, "", "B", 1),
    ]


def test_a_stop_nobody_asked_for_is_found_among_the_left_out():
    problem = drawn_problem(LINE)

    assert judge(problem, written_plan(problem, "ABC", left_out="Z")) == [
        (Rule.UNKNOWN_ID, "", "Z", 0)
    ]


def test_a_stop_whose_place_is_unknown_may_only_be_left_out():
    problem = drawn_problem(LINE)
    whole = written_plan(problem, "ABC")
    smaller = replace(problem, stops=problem.stops[:2])

    assert (Rule.UNKNOWN_ID, "van-1", "C", 0) in judge(smaller, whole)
    shorter = written_plan(problem, "AB", left_out="C")
    assert judge(smaller, replace(shorter, objective=objective_of(smaller, 1, "AB"))) == []


def test_two_routes_of_one_van_are_found():
    problem = drawn_problem(LINE)
    one, two = written_plan(problem, "AB"), written_plan(problem, "C")
    whole = {"bill": euros("20"), "objective": euros("20")}
    plan = replace(one, routes=one.routes + two.routes, **whole)

    assert judge(problem, plan) == [(Rule.TWO_ROUTES, "van-1", "", 1)]


def test_the_bill_is_the_routes_and_the_partners():
    problem = drawn_problem(LINE, stops={"A": {}, "B": {}, "C": {"partner_micro": 4_500_000}})
    plan = written_plan(problem, "AB")
    partner = Outsourced(stop_id="C", partner_id="p", price=Money(Decimal("4.50"), "EUR"))
    weighed = (*euros("10").lines, BillLine(category=CostCategory.PARTNERS, amount=partner.price))
    plan = replace(plan, objective=Bill(currency="EUR", lines=weighed))
    handed_over = replace(plan, outsourced=(partner,))

    partners = BillLine(category=CostCategory.PARTNERS, amount=partner.price)
    whole = Bill(currency="EUR", lines=(*plan.bill.lines, partners))

    assert set(judge(problem, handed_over)) == {(Rule.WRONG_BILL, "", "", 450)}
    assert judge(problem, replace(handed_over, bill=whole)) == []


def test_a_cent_moved_from_wages_to_tolls_is_found_though_the_total_stays():
    problem = drawn_problem(LINE)
    plan = written_plan(problem, "ABC")
    lines = [(CostCategory.WAGES, "9.99"), (CostCategory.TOLLS, "0.01")]
    moved = Bill(
        currency="EUR",
        lines=tuple(
            BillLine(category=name, amount=Money(Decimal(it), "EUR")) for name, it in lines
        ),
    )

    found = check_plan(problem, replace(plan, bill=moved))

    assert [one.sentence for one in found] == [
        "The plan's bill says 9.99 EUR for wages, its routes and partners add up to 10.00.",
        "The plan's bill says 0.01 EUR for tolls, its routes and partners add up to 0.00.",
    ]


def test_shares_of_the_stops_add_up_to_the_routes_bill():
    problem = drawn_problem(LINE, stops={"A": {}, "B": {}})
    plan = written_plan(problem, "AB")
    for visit, share in ((1, "6.00"), (2, "4.01")):
        plan = with_visit(plan, 0, visit, cost=Money(Decimal(share), "EUR"), cost_lines=())

    assert judge(problem, plan) == [(Rule.WRONG_BILL, "van-1", "", 1)]


def test_another_currency_is_named_not_added():
    problem = drawn_problem(LINE)
    plan = replace(written_plan(problem, "ABC"), currency="USD")

    found = check_plan(problem, plan)

    assert {one.rule for one in found} == {Rule.WRONG_BILL}
    assert found[0].sentence == "The plan counts in USD, but an amount is in EUR."


def van_of_fleet(**changes: Any) -> Vehicle:
    defaults: dict[str, Any] = {
        "vehicle_id": "van-1",
        "kind": "van",
        "start_depot_id": DEPOT,
        "end_depot_id": DEPOT,
        "shift": Window(0, 86_399),
        "rates": (TEN_EUROS,),
    }
    return Vehicle(**(defaults | changes))


@pytest.mark.parametrize(
    ("vehicle", "words"),
    [
        ({"driver": Driver(driver_id="ada")}, "has ada as its driver, not (none)"),
        ({"start_depot_id": "north"}, "has north as its depot, not hub"),
        ({"end_depot_id": "north"}, "has north as its last depot, not hub"),
    ],
)
def test_driver_and_depots_are_the_vehicles_own(vehicle, words):
    problem = drawn_problem(LINE)
    index = PlanIndex.of(problem, [van_of_fleet(**vehicle)])

    found = check_plan(problem, written_plan(problem, "ABC"), index)

    assert {one.rule for one in found} == {Rule.WRONG_CREW}
    assert words in found[0].sentence


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "."),
        ({"vehicle_id": "van-2"}, ": it belongs on vehicle van-2."),
        ({"driver_id": "ada"}, ": it belongs to driver ada."),
        ({"depot_id": "north"}, ": its goods are at depot north."),
        ({"skills": frozenset({"white_glove", "ice"})}, ": it lacks ice, white_glove."),
    ],
)
def test_why_a_van_may_not_serve_a_stop_is_told(asked, words):
    problem = drawn_problem(LINE, stops={"A": {"vehicles": frozenset()}})
    plan = written_plan(problem, "A")
    plan = replace(plan, stops=(replace(plan.stops[0], **asked),))

    (found,) = check_plan(problem, plan, PlanIndex.of(problem, [van_of_fleet()]))

    assert found.rule is Rule.NOT_ALLOWED
    assert found.sentence == f"Vehicle van-1 may not serve stop A{words}"


def test_the_load_on_the_route_is_what_its_stops_get():
    stops = {"A": {"delivery": (1, 500)}}
    problem = drawn_problem(
        LINE, stops=stops, units=("parcels", "weight_g"), vans=[{"capacity": (9, 900)}]
    )
    plan = with_route(written_plan(problem, "A"), 0, load=Load(parcels=1, weight_g=400))

    assert judge(problem, plan) == [(Rule.WRONG_LOAD, "van-1", "", 100)]


def test_a_window_cannot_be_kept_by_beginning_before_arriving():
    """A closes at 4 min, the van comes at 5: hours written by hand cannot mend that."""
    problem = drawn_problem(LINE, stops={"A": {"windows": ((0, 240),)}})
    plan = with_visit(written_plan(problem, "A"), 0, 1, arrive_s=300, start_s=240, depart_s=240)

    found = [one for one in check_plan(problem, plan) if one.rule is Rule.BEGINS_BEFORE_ARRIVING]

    assert [tell(one) for one in found] == [(Rule.BEGINS_BEFORE_ARRIVING, "van-1", "A", 60)]
    assert found[0].sentence == (
        "Vehicle van-1 begins at stop A at 00:04, 1 min before it arrives (00:05)."
    )


def test_an_end_written_earlier_hides_no_broken_shift():
    """Home at 6 min, the shift ends at 5 min; the route claims to end at 4 min."""
    problem = drawn_problem(LINE, stops={"A": {}})
    tight = drawn_problem(LINE, stops={"A": {}}, vans=[{"latest_s": 300, "max_duration_s": 350}])
    plan = with_route(written_plan(problem, "A"), 0, end_s=240)

    found = judge(tight, plan)

    assert (Rule.HOME_LATE, "van-1", "", 60) in found
    assert (Rule.TOO_LONG, "van-1", "", 10) in found


def test_broken_promises_are_told_before_figures_and_windows_first():
    """C and A swapped: every leg's figures are wrong, and A is too late."""
    problem = drawn_problem(LINE, stops={"A": {"windows": ((60, 240),)}, "B": {}, "C": {}})
    plan = with_order(written_plan(problem, "ABC"), 0, "CBA")

    told = most_urgent_first(check_plan(problem, plan))

    kinds = [one.rule.kind for one in told]
    assert told[0].rule is Rule.WINDOW_MISSED
    assert Kind.FIGURE in kinds
    assert kinds == sorted(kinds, key=[Kind.PROMISE, Kind.FIGURE].index)


def test_every_rule_reads_as_a_notice_with_a_way_out():
    for rule in Rule:
        notice = Violation(rule=rule, sentence="S.", route="van-1", stop="7").as_notice("plan.json")

        assert notice.code == rule.value
        assert notice.hint.endswith(".")
        assert str(notice.place) == "plan.json route van-1 stop 7"
