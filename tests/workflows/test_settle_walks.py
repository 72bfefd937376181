"""Park once and walk, decided by what it costs, on drawn days by a real engine."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.domain.fleet import Break
from lastmile_cli.domain.in_home import InHome
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.stops import SequenceWish, StopKind, Window
from lastmile_cli.domain.walks import FootWays
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.mend import objective_micro
from tests.courts import court, planned, walking
from tests.days import DAY, EIGHT, PROVENANCE
from tests.worlds import EURO


def written(day, solved):
    """The plan of a day as it goes to file, and what the referee says of it."""
    posed = solved.posed
    plan = assemble(posed, solved.proposal, day.config, {}, day=DAY, provenance=PROVENANCE)
    index = PlanIndex.of(
        posed.problem, posed.vehicles, posed.chargers, depots=day.config.depots, ways=posed.ways
    )
    return plan, check_plan(posed.problem, plan, index)


def euros(solved):
    return objective_micro(solved.posed.problem, solved.proposal) / EURO


def on_foot(plan):
    """Each visit on foot: its stop, where the vehicle stands, the way there and back."""
    return [
        (visit.stop_id, visit.walk.parked_at, visit.walk.out_m, visit.walk.back_m)
        for route in plan.routes
        for visit in route.stop_visits
        if visit.walk
    ]


def test_four_doors_of_a_court_are_served_from_one_place():
    """
    By van 12 steps at 1.60, four minutes at 0.60, the van 20: 41.60.

    Parked at A there are 6 steps less, and 30 + 30 + 30 + 90 = 180 m on foot, 1.80: 33.80.
    """
    day = court()

    driven, walked = planned(day)
    plan, broken = written(day, walked)

    assert euros(driven) == pytest.approx(41.6)
    assert euros(walked) == pytest.approx(33.8)
    assert on_foot(plan) == [("B", "A", 30, 0), ("C", "A", 30, 0), ("E", "A", 30, 90)]
    assert str(plan.bill.total.amount) == "33.80"
    assert broken == []


def test_hours_are_those_of_the_doors_and_only_the_van_drives():
    """A at minute 3, then a minute at each door and half a minute on foot between them."""
    day = court()

    plan, _ = written(day, planned(day)[1])
    (route,) = plan.routes
    a, b, c, e = route.stop_visits

    begin = a.arrive_s
    assert [(v.arrive_s - begin, v.start_s - begin, v.depart_s - begin) for v in (a, b, c, e)] == [
        (0, 0, 60),
        (90, 90, 150),
        (180, 180, 240),
        (270, 270, 330),
    ]
    assert [v.drive_s for v in (a, b, c, e)] == [180, 0, 0, 0]
    assert [v.place for v in (a, b, c, e)] == [stop.coordinate for stop in day.stops]
    assert (route.distance_m, route.drive_s, route.walk_m, route.walk_s) == (6_000, 360, 180, 180)
    assert route.home.arrive_s - begin == 330 + 90 + 180
    assert route.paid_s == 180 + 330 + 90 + 180


def test_the_bill_of_each_door_adds_up_to_that_of_the_route():
    """The walk to a door is its own working time: E pays for 30 + 90 s on foot."""
    day = court()

    plan, _ = written(day, planned(day)[1])
    (route,) = plan.routes

    shares = [visit.cost for visit in route.stop_visits]
    assert sum(shares, start=Money.zero("EUR")) == route.bill.total
    lines = [{line.category: line.amount for line in v.cost_lines} for v in route.stop_visits]
    wages = [str(line["wages"].amount) for line in lines]
    # 0.60 a minute at the door; 3 minutes to A and 3 home, shared by four who stand there.
    assert wages == ["1.50", "1.80", "1.80", "2.70"]


def test_what_is_carried_at_once_cuts_the_walk():
    """
    Two parcels a door, four at once: B alone and then C with E, 60 + 180 s.

    The other cut, B with C and then E, is 120 + 180 s.
    """
    two = {"load": Load(parcels=2)}
    day = court(walking(parcels=4), stops=dict.fromkeys("ABCE", two))

    plan, broken = written(day, planned(day)[1])

    assert on_foot(plan) == [("B", "A", 30, 30), ("C", "A", 60, 0), ("E", "A", 30, 90)]
    assert broken == []


def test_weight_cuts_it_as_well():
    day = court(walking(weight_g=1_999))

    plan, broken = written(day, planned(day)[1])

    assert [back for *_, back in on_foot(plan)] == [30, 60, 90]
    assert broken == []


def test_the_radius_moves_the_parking_place_nearer():
    """E lies 90 m from A. A is on the way to B, and from B 120 m are walked: 8 steps, 36.40."""
    day = court(walking(radius_m=60))

    _, walked = planned(day)
    plan, broken = written(day, walked)

    assert euros(walked) == pytest.approx(36.4)
    assert on_foot(plan) == [("C", "B", 30, 0), ("E", "B", 30, 60)]
    assert broken == []


def test_no_more_doors_than_may_be():
    """Two doors a place: A with B and C with E, 6 + 4 steps and 120 m."""
    day = court(walking(max_doors=2))

    plan, broken = written(day, planned(day)[1])

    assert len(on_foot(plan)) <= 2
    assert len({parked for _, parked, *_ in on_foot(plan)}) == len(on_foot(plan))
    assert broken == []


def test_nobody_walks_where_driving_is_cheaper():
    """Ten times as far on foot: a pair costs 300 s out and back, 6.00 against 3.20 by van."""
    day = court()
    far = {(a, b): 300 for a in "ABCE" for b in "ABCE" if a != b}

    driven, walked = planned(day, FootWays(metres=far))

    assert on_foot(written(day, walked)[0]) == []
    assert euros(walked) == euros(driven)


def test_without_walking_in_the_configuration_nothing_is_measured():
    day = court(van={"walking": None})

    driven, walked = planned(day, ways=None)

    assert walked is driven or walked.proposal == driven.proposal


@pytest.mark.parametrize(
    "alone",
    [
        {"kind": StopKind.PICKUP},
        {"kind": StopKind.SERVICE},
        {"sequence": SequenceWish.LAST},
        {"group": "g"},
        {"in_home": InHome(items=1, crew=1)},
        {"skills": frozenset({"white_glove"})},
        {"load": Load(parcels=21)},
    ],
)
def test_who_needs_the_van_at_the_door_is_driven_to(alone):
    """A piano, a pickup, a door that must be last: nobody walks there."""
    day = court(stops={"E": alone}, van={"skills": frozenset({"white_glove"})})

    plan, broken = written(day, planned(day)[1])

    assert "E" not in [stop for stop, *_ in on_foot(plan)]
    assert broken == []


def test_windows_bind_at_each_door():
    """E is open from minute 10 of the shift for half a minute only: the walk is laid out for it."""
    window = {"windows": (Window(EIGHT + 600, EIGHT + 630),)}
    day = court(stops={"E": window})

    plan, broken = written(day, planned(day)[1])
    (route,) = plan.routes

    (e,) = [visit for visit in route.stop_visits if visit.stop_id == "E"]
    assert EIGHT + 600 <= e.start_s <= EIGHT + 630
    assert broken == []


def test_a_limit_of_stops_counts_doors():
    """Four doors are one round, and four stops all the same: three may be served."""
    day = court(van={"max_stops": 3}, unserved_micro=50 * EURO)

    plan, broken = written(day, planned(day)[1])

    assert sum(len(route.stop_visits) for route in plan.routes) == 3
    assert broken == []


CUL_DE_SAC = "D.....X...F\n..A\n..B\n..C"


def test_a_van_that_recharges_walks_all_the_same():
    """
    F is 10 steps away, A and back 2 more, and the range 16: it fills up at X, on the way.

    To C and back it would be 6 steps more instead of 2.
    """
    van = {"range_m": 16_000, "recharge_s": 600}
    day = court(walking(radius_m=100), CUL_DE_SAC, van=van, chargers="X")

    plan, broken = written(day, planned(day)[1])
    (route,) = plan.routes

    assert [stop for stop, *_ in on_foot(plan)] == ["B", "C"]
    assert route.distance_m == 22_000
    assert any(visit.charger_id == "X" for visit in route.visits)
    assert broken == []


def test_two_vans_share_no_round_that_one_of_them_cannot_walk():
    """Only the first van's driver walks: the rounds are on its route."""
    day = court(service={"default_service_s": 60})
    vans = (*day.config.vehicles, replace(day.config.vehicles[0], vehicle_id="b", walking=None))
    day = replace(day, config=replace(day.config, vehicles=vans))

    plan, broken = written(day, planned(day)[1])

    walking_routes = [r.vehicle_id for r in plan.routes if any(v.walk for v in r.visits)]
    assert walking_routes == ["van-1"]
    assert broken == []


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_small_day_with_rounds_holds_and_adds_up(data):
    """
    Random courts, windows, parcels, limits, breaks and traffic: the referee agrees.

    No plan is dearer for its rounds, and its bill and objective add up.
    """
    count = data.draw(st.integers(2, 7), label="doors")
    gaps = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count), label="gaps")
    names = "ABCEFGH"[:count]
    drawing = "D.." + "".join(name + "." * gap for name, gap in zip(names, gaps, strict=True))
    opens = st.integers(0, 40)
    stops = {}
    for name in names:
        changes = {"load": Load(parcels=data.draw(st.integers(0, 4)), weight_g=1_000)}
        if data.draw(st.booleans()):
            begin_s = EIGHT + 60 * data.draw(opens)
            changes["windows"] = (Window(begin_s, begin_s + 60 * data.draw(opens)),)
        stops[name] = changes
    settings_ = walking(
        radius_m=data.draw(st.integers(20, 200)),
        parcels=data.draw(st.integers(1, 8)),
        weight_g=data.draw(st.integers(1_000, 6_000)),
        max_doors=data.draw(st.integers(2, 6)),
    )
    rest = Break(duration_s=600, earliest_s=EIGHT + 600, latest_s=EIGHT + 3_000)
    van = {
        "breaks": (rest,) if data.draw(st.booleans(), label="break") else (),
        "waiting_paid": data.draw(st.booleans(), label="waiting paid"),
    }
    slow = data.draw(st.sampled_from([None, {0: 1, EIGHT + 900: 2}]), label="traffic")
    day = court(settings_, drawing, stops, van, unserved_micro=50 * EURO, slow=slow)

    driven, walked = planned(day, iterations=60)
    plan, broken = written(day, walked)
    event("somebody walks" if on_foot(plan) else "all are driven to")

    assert broken == []
    assert euros(walked) <= euros(driven)
    for route in plan.routes:
        shares = sum((v.cost for v in route.stop_visits), start=Money.zero("EUR"))
        assert shares == route.bill.total
    total = sum((line.amount for line in plan.objective.lines), start=Money.zero("EUR"))
    assert abs(float(total.amount) - float(euros(walked))) <= 0.005 * len(plan.objective.lines)


def test_rounds_are_found_where_stops_are_limited_but_suffice():
    """Four doors where four stops are allowed: one round of four."""
    day = court(van={"max_stops": 4})

    plan, broken = written(day, planned(day)[1])

    assert len(on_foot(plan)) == 3
    assert broken == []
