"""The referee on foot: who walks from where, how far, with how much, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Kind, Rule
from lastmile_cli.checking.walking import reckon
from lastmile_cli.domain.in_home import InHome
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import StopKind
from lastmile_cli.domain.walks import FootWays, Walk
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.walk_pose import with_walks
from lastmile_cli.planning.walk_written import with_written_walks
from tests.courts import court, walking, ways_of
from tests.days import DAY, PROVENANCE

WALKS = {
    1: Walk(parked_at="A", out_m=30, out_s=30),
    2: Walk(parked_at="A", out_m=30, out_s=30, back_m=60, back_s=60, goes_back=True),
}


def planned(settings=None, walks=None, **changes):
    """A, then B and C on foot from there and back, then E by van; with what judges it."""
    day = court(settings, **changes)
    posed = day.posed()
    posed = with_walks(replace(posed, ways=ways_of(posed)), WALKS if walks is None else walks)
    proposal = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0, 1, 2, 3),)),), unserved=())
    plan = assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)
    return plan, posed


def judged(plan, posed, ways=None):
    index = PlanIndex.of(posed.problem, posed.vehicles, ways=ways or posed.ways)
    return check_plan(posed.problem, plan, index)


def posed_as_written(plan, posed, settings=None):
    """What `lastmile verify` poses: the plan's own walks, measured."""
    fresh = court(settings).posed()
    return with_written_walks(replace(fresh, ways=posed.ways), plan)


def with_visit(plan, stop_id, **changes):
    (route,) = plan.routes
    visits = tuple(
        replace(visit, **changes) if visit.stop_id == stop_id else visit for visit in route.visits
    )
    return replace(plan, routes=(replace(route, visits=visits),))


def rules(found):
    return {violation.rule for violation in found}


def test_a_plan_as_it_was_made_holds():
    plan, posed = planned()

    assert judged(plan, posed) == []
    assert judged(plan, posed_as_written(plan, posed)) == []


def test_the_walks_of_a_written_plan_are_posed_again_as_they_were():
    plan, posed = planned()

    again = posed_as_written(plan, posed)

    assert again.walks == posed.walks
    assert again.problem.stops == posed.problem.stops


def test_a_walk_written_too_short_is_told_and_the_hours_with_it():
    """B is 30 s away on foot; whoever writes 5 is there 25 s too early."""
    plan, posed = planned()
    (route,) = plan.routes
    b = route.stop_visits[1]
    fast = with_visit(
        plan,
        "B",
        walk=replace(b.walk, out_s=5),
        arrive_s=b.arrive_s - 25,
        start_s=b.start_s - 25,
        depart_s=b.depart_s - 25,
    )

    found = judged(fast, posed_as_written(fast, posed))

    assert {Rule.WRONG_WALK, Rule.LEG_TOO_FAST} <= rules(found)
    (walk,) = [one for one in found if one.rule is Rule.WRONG_WALK]
    assert walk.sentence == "Stop B says that the walk there is 30 m in 5 s; it is 30 m in 30 s."
    assert (walk.rule.kind, walk.amount) == (Kind.FIGURE, 25)


def test_a_door_beyond_the_radius_is_told():
    plan, posed = planned(walking(radius_m=50))

    found = judged(plan, posed)

    assert rules(found) == {Rule.WALK_TOO_FAR}
    assert found[0].sentence == "Stop C lies 60 m from the vehicle, more than 50 m."
    assert found[0].amount == 10


def test_who_walks_from_where_the_vehicle_does_not_stand_is_told():
    """C is walked to from E, where the van is not yet."""
    plan, posed = planned()
    (route,) = plan.routes
    c = route.stop_visits[2]
    elsewhere = with_visit(plan, "C", walk=replace(c.walk, parked_at="E"))

    found = judged(elsewhere, posed)

    (one,) = [it for it in found if it.rule is Rule.WALK_FROM_ELSEWHERE]
    assert one.sentence == (
        "Stop C is walked to from stop E, but the vehicle then stands at stop A."
    )


def test_nobody_is_left_behind():
    """The way back to the van is struck out of the plan."""
    plan, posed = planned()
    (route,) = plan.routes
    c = route.stop_visits[2]
    stranded = with_visit(plan, "C", walk=replace(c.walk, back_m=0, back_s=0, goes_back=False))

    found = judged(stranded, posed_as_written(stranded, posed))

    assert Rule.WRONG_WALK in rules(found)
    assert any("nobody walks back" in one.sentence for one in found)


def test_more_than_can_be_carried_is_told_by_parcels_and_by_weight():
    heavy = {"load": Load(parcels=3, weight_g=9_000)}
    stops = {"B": heavy, "C": heavy}
    plan, posed = planned(walking(parcels=5, weight_g=17_000), stops=stops)

    found = judged(plan, posed)

    assert rules(found) == {Rule.WALK_OVERLOADED}
    assert [one.sentence for one in found] == [
        "Stop C ends a walk with 6 parcels; 5 are carried at once.",
        "Stop C ends a walk with 18 kg; 17 kg are carried at once.",
    ]


def test_going_back_in_between_is_another_walk():
    """B and back, C and back: three parcels each time."""
    heavy = {"load": Load(parcels=3)}
    walks = {
        1: Walk(parked_at="A", out_m=30, out_s=30, back_m=30, back_s=30, goes_back=True),
        2: Walk(parked_at="A", out_m=60, out_s=60, back_m=60, back_s=60, goes_back=True),
    }

    plan, posed = planned(walking(parcels=3), walks, stops={"B": heavy, "C": heavy})

    assert judged(plan, posed) == []


def test_too_many_doors_from_one_place_are_told():
    plan, posed = planned(walking(max_doors=2))

    (one,) = judged(plan, posed)

    assert one.rule is Rule.WALK_NOT_ALLOWED
    assert "3 doors from one place; 2 are the most" in one.sentence


def test_a_driver_who_does_not_walk_is_told():
    plan, posed = planned()
    vehicles = tuple(replace(vehicle, walking=None) for vehicle in posed.vehicles)

    assert Rule.WALK_NOT_ALLOWED in rules(judged(plan, replace(posed, vehicles=vehicles)))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": StopKind.PICKUP},
        {"in_home": InHome(items=1, crew=1)},
        {"group": "g"},
    ],
)
def test_what_needs_the_van_at_the_door_is_not_walked_to(changes):
    plan, posed = planned()
    stops = tuple(replace(stop, **changes) if stop.stop_id == "C" else stop for stop in plan.stops)

    found = judged(replace(plan, stops=stops), posed)

    assert Rule.WALK_NOT_ALLOWED in rules(found)


def test_where_there_is_no_way_on_foot_nobody_walks():
    plan, posed = planned()
    ways = FootWays(metres={pair: it for pair, it in posed.ways.metres.items() if "C" not in pair})

    found = judged(plan, posed, ways)

    assert Rule.NO_WALK in rules(found)


def test_a_drive_to_a_door_on_foot_is_a_false_figure():
    plan, posed = planned()
    driven = with_visit(plan, "B", distance_m=400)

    found = judged(driven, posed)

    assert any("a drive there is told too" in one.sentence for one in found)


def test_windows_bind_at_the_door_not_at_the_van():
    """B closes as it is reached: half a minute earlier the van is there, the driver is not."""
    from lastmile_cli.domain.stops import Window

    plan, posed = planned()
    (route,) = plan.routes
    arrives_s = route.stop_visits[1].arrive_s
    closed = {"B": {"windows": (Window(0, arrives_s - 10),)}}

    found = judged(*planned(stops=closed))

    assert rules(found) == {Rule.WINDOW_MISSED}
    assert judged(*planned(stops={"B": {"windows": (Window(0, arrives_s),)}})) == []
    assert posed.walks


def test_walks_are_reckoned_from_the_door_before_or_the_van():
    plan, posed = planned()
    (route,) = plan.routes

    walks = dict(reckon(route.visits, posed.ways, walking()))

    assert {at: (it.start, it.out_m, it.back_m, it.ends) for at, it in walks.items()} == {
        2: ("A", 30, 0, False),
        3: ("B", 30, 60, True),
    }
