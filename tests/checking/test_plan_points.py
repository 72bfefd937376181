"""The referee at collection points: hours, room, and who is brought where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastmile_cli.checking.plan_points import check_points
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import DeliveryOption, Window
from lastmile_cli.planning.assemble import assemble
from tests.days import DAY, PROVENANCE, drawn_day
from tests.worlds import EURO

TO_POINT = {"delivery_option": DeliveryOption.COLLECTION_POINT, "load": Load(parcels=1)}
LOCKER = {
    "service_s": 60,
    "walking_radius_m": 1_200,
    "incentive_micro": EURO,
    "capacity_parcels": 2,
}


def a_day():
    """Two parcels go to P: A by name, B to the nearest; Q, three steps on, is a point as well."""
    stops = {"A": TO_POINT | {"collection_point": "P"}, "B": TO_POINT}
    points = {"P": LOCKER, "Q": LOCKER | {"incentive_micro": 0}}
    return drawn_day("D...PB.Q.A", stops=stops, points=points)


def planned(day):
    posed = day.posed()
    route = ProposedRoute(vehicle=0, trips=(tuple(range(len(posed.stops))),))
    proposal = Proposal(routes=(route,), unserved=())
    plan = assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)
    index = PlanIndex.of(posed.problem, posed.vehicles, points=day.config.collection_points)
    return plan, index


def with_stop(plan, **changes):
    """The plan with its only stop changed."""
    return replace(plan, stops=(replace(plan.stops[0], **changes),))


def found(plan, index):
    return [violation.rule for violation in check_points(plan, index)]


def test_a_plan_as_it_was_made_holds():
    plan, index = planned(a_day())

    assert plan.stops[0].order_ids == ("A", "B")
    assert found(plan, index) == []


def test_too_many_parcels_are_told():
    plan, index = planned(a_day())
    doors = tuple(replace(door, load=Load(parcels=2)) for door in plan.stops[0].doors)

    (full,) = check_points(with_stop(plan, doors=doors, service_s=60), index)

    assert (full.rule, full.amount) == (Rule.POINT_FULL, 2)
    assert full.sentence == "Collection point P is brought 4 parcels; it takes 2."


def test_a_point_that_is_closed_is_told_whatever_window_the_stop_has():
    plan, index = planned(a_day())
    points = {
        name: replace(point, windows=(Window(0, 3_600),)) for name, point in index.points.items()
    }

    (closed,) = check_points(plan, replace(index, points=points))

    assert closed.rule is Rule.POINT_CLOSED
    assert closed.amount > 0
    assert "it is open 00:00-01:00" in closed.sentence


@pytest.mark.parametrize(
    ("door", "says"),
    [
        ({"delivery_option": DeliveryOption.DOOR}, "it was to go to the door"),
        ({"collection_point": "Q"}, "it was to go to Q, which has room"),
        (
            {"collection_point": "Q", "delivery_option": DeliveryOption.ANY},
            "it was to go to Q or to the door",
        ),
        ({"coordinate": None}, "that is no place within 1200 m on foot"),
    ],
)
def test_an_order_that_is_not_where_it_was_promised_is_told(door, says):
    plan, index = planned(a_day())
    first, second = plan.stops[0].doors

    wrong = [
        it
        for it in check_points(with_stop(plan, doors=(first, replace(second, **door))), index)
        if it.rule is Rule.WRONG_POINT
    ]

    assert [it.sentence for it in wrong] == [f"Order B is brought to P, but {says}."]


def test_who_named_a_full_point_may_be_brought_to_the_next():
    plan, index = planned(a_day())
    first, second = plan.stops[0].doors
    elsewhere = with_stop(plan, doors=(first, replace(second, collection_point="Q")))
    points = {**index.points, "Q": replace(index.points["Q"], capacity_parcels=0)}

    assert found(elsewhere, replace(index, points=points)) == []


def test_who_asked_for_a_point_must_not_be_visited_at_the_door():
    plan, index = planned(a_day())
    at_door = replace(plan.stops[0].doors[0], stop_id=plan.stops[0].stop_id)

    rules = found(replace(plan, stops=(at_door,)), index)

    assert rules == [Rule.WRONG_POINT]


def test_a_visit_somewhere_else_and_one_too_short_are_told():
    plan, index = planned(a_day())
    elsewhere = with_stop(plan, coordinate=plan.stops[0].doors[0].coordinate, service_s=30)

    assert found(elsewhere, index) == [Rule.SERVICE_TIME, Rule.WRONG_PLACE]


def test_an_incentive_nobody_was_promised_is_told():
    plan, index = planned(a_day())

    assert found(with_stop(plan, incentive_micro=EURO), index) == [Rule.WRONG_INCENTIVE]


def test_an_unknown_point_is_told():
    plan, index = planned(a_day())

    assert found(with_stop(plan, collection_point="R"), index) == [Rule.UNKNOWN_ID]
