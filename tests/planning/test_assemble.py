"""From an engine's orders to the plan of the day."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.fleet import Driver, EmissionFactor
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Unassigned, UnassignedClass, VisitKind
from lastmile_cli.domain.polyline import decode_polyline
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.domain.travel import ExactLeg
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.legs import used_legs
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day
from tests.strategies import story
from tests.worlds import EURO

SEVEN = "E..A.B\n.D...C\nF.....G"


def plan_of(day, *routes, legs=None, **special):
    posed = day.posed()
    visited = {stop for route in routes for stop in route.stops}
    unserved = tuple(n for n in range(len(day.stops)) if n not in visited)
    proposal = Proposal(routes=routes, unserved=unserved)
    return assemble(
        posed, proposal, day.config, legs or {}, day=DAY, provenance=PROVENANCE, **special
    )


def route(*trips, vehicle=0):
    return ProposedRoute(vehicle=vehicle, trips=trips)


def test_a_day_of_two_stops_from_hub_to_hub():
    plan = plan_of(drawn_day("D..A..B", depot={"loading_s": 600}), route((0, 1)))
    (van,) = plan.routes

    assert [visit.kind for visit in van.visits] == [VisitKind.LOAD, VisitKind.STOP, VisitKind.STOP]
    assert [visit.sequence for visit in van.visits] == [0, 1, 2]
    assert [visit.arrive_s - EIGHT for visit in van.visits] == [-600, 180, 180 + 60 + 180]
    assert van.home is not None
    assert van.end_s == van.home.arrive_s == EIGHT + 480 + 360
    assert (van.distance_m, van.drive_s, van.service_s) == (12_000, 720, 120)
    assert van.paid_s == 600 + 840
    assert str(van.bill.total) == "46.40"
    assert (plan.plan_id, plan.created_at, plan.unassigned) == ("", "", ())


def test_no_stop_is_expected_before_its_trip_leaves_the_depot():
    """A and B are a minute out: two minutes early, as days may run, the van still loads."""
    day = drawn_day("BDA", depot={"loading_s": 600})

    (van,) = plan_of(day, route((0,), (1,))).routes

    load_a, a, load_b, b = van.visits
    assert (a.eta_low_s, b.eta_low_s) == (load_a.depart_s, load_b.depart_s)


def test_the_second_trip_is_numbered_on():
    (van,) = plan_of(drawn_day("B.D..A"), route((1,), (0,))).routes

    assert [(v.sequence, v.trip, str(v.kind)) for v in van.visits] == [
        (0, 1, "load"),
        (1, 1, "stop"),
        (2, 2, "load"),
        (3, 2, "stop"),
    ]
    assert van.trips == 2


def test_only_what_leaves_the_depot_is_the_routes_load():
    stops = {
        "A": {"load": Load(parcels=2)},
        "B": {"load": Load(parcels=5), "kind": StopKind.PICKUP},
    }

    assert plan_of(drawn_day("D.A.B", stops=stops), route((0, 1))).routes[0].load == Load(parcels=2)


def test_exact_legs_replace_the_table_and_draw_the_street():
    day = drawn_day("D..A")
    curve = ((60.0, 24.0), (60.01, 24.01), (60.0, 24.03))
    legs = {(0, 0, 1): ExactLeg(duration_s=(200,), distance_m=3_500, geometry=curve)}

    (van,) = plan_of(day, route((0,)), legs=legs).routes

    assert (van.visits[1].drive_s, van.visits[1].distance_m) == (200, 3_500)
    assert decode_polyline(van.geometry) == [*curve, (60.0, 24.0)], "home is drawn straight"


def test_an_open_route_has_no_way_home():
    day = drawn_day("D..A", vans=[{"end_depot_id": None}])

    assert plan_of(day, route((0,))).routes[0].home is None


def test_the_driver_is_named_and_the_grams_are_shared():
    van = {
        "driver": Driver(driver_id="ana", name="Ana Ö"),
        "emission": EmissionFactor(ttw_g_per_km=Decimal("200"), wtt_g_per_km=Decimal("50")),
    }
    stops = {"A": {"load": Load(weight_g=10)}, "B": {"load": Load(weight_g=10)}}

    plan = plan_of(drawn_day("D..A..B", stops=stops, vans=[van]), route((0, 1)))

    (drive,) = plan.routes
    assert (drive.driver_id, drive.driver_name) == ("ana", "Ana Ö")
    assert drive.co2e_g == plan.co2e_g == 12 * 250
    assert [visit.co2e_g for visit in drive.stop_visits] == [1_000, 2_000]


def test_a_vehicle_that_stays_at_home_is_no_route():
    day = drawn_day("D.A", vans=[{}, {}])

    plan = plan_of(day, ProposedRoute(vehicle=0, trips=()), route((0,), vehicle=1))

    assert [van.vehicle_id for van in plan.routes] == ["van-2"]


def test_the_objective_adds_what_was_left_out():
    day = drawn_day("D.A.B", unserved_micro=5 * EURO)

    plan = plan_of(day, route((0,)))

    assert [left.stop_id for left in plan.unassigned] == ["B"]
    assert plan.objective.lines[:-1] == plan.bill.lines
    assert plan.objective.lines[-1].category == "unserved"
    assert plan.objective.total.amount - plan.bill.total.amount == 5


def test_stops_that_never_reached_the_problem_are_in_the_plan_too():
    lost = Stop(stop_id="lost")
    reason = Unassigned(
        stop_id="lost",
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason="no_place",
        detail="Not on the map.",
    )

    plan = plan_of(drawn_day("D.A"), route((0,)), not_posed=[(lost, reason)])

    assert plan.get_stop("lost") is lost
    assert plan.unassigned == (reason,)


def test_a_late_stop_keeps_its_lateness():
    stops = {"A": {"windows": (Window(EIGHT, EIGHT + 60),)}}

    (van,) = plan_of(drawn_day("D.A", stops=stops), route((0,))).routes

    assert (van.late_s, van.stop_visits[0].late_s) == (60, 60)


def test_the_legs_to_ask_for_are_those_that_are_driven_once_each():
    day = drawn_day("D.A.B", stops={"A1": {}, "A2": {}, "B": {}})
    proposal = Proposal(routes=(route((0, 1), (2,)),), unserved=())

    assert used_legs(day.posed().problem, proposal) == {(0, 0, 1), (0, 1, 0), (0, 0, 2), (0, 2, 0)}


@st.composite
def shared_out(draw):
    """Seven stops among two vans and nobody, in one or two trips each."""
    order = draw(st.permutations(range(6)))
    cuts = sorted(draw(st.lists(st.integers(0, 6), min_size=4, max_size=4)))
    parts = [tuple(order[a:b]) for a, b in zip([0, *cuts[:-1]], cuts, strict=True)]
    return [
        route(*(trip for trip in trips if trip), vehicle=vehicle)
        for vehicle, trips in enumerate((parts[:2], parts[2:]))
    ]


@story
@given(shared_out(), st.sampled_from(({0: 1}, {0: 1, 29_100: 2, 30_000: 0.7})))
def test_whatever_is_proposed_the_plan_adds_up(routes, slow):
    van = {"emission": EmissionFactor(ttw_g_per_km=Decimal("190.35"))}
    day = drawn_day(SEVEN, vans=[van, van], slow=slow, unserved_micro=30 * EURO)

    plan = plan_of(day, *routes)

    served = [visit.stop_id for van in plan.routes for visit in van.stop_visits]
    left = [stop.stop_id for stop in plan.unassigned]
    assert sorted(served + left) == sorted(stop.stop_id for stop in day.stops)
    assert plan.bill.total.amount == sum(van.bill.total.amount for van in plan.routes)
    for van in plan.routes:
        assert sum(v.cost.amount for v in van.stop_visits if v.cost) == van.bill.total.amount
        assert sum(visit.co2e_g for visit in van.stop_visits) == van.co2e_g
        spent_s = van.drive_s + van.wait_s + van.service_s
        assert van.paid_s == spent_s
        assert all(visit.eta_low_s <= visit.start_s <= visit.eta_high_s for visit in van.visits)
