"""Trucks to the hubs, then vans to the customers: drawn so that every hour can be counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.progress import no_progress
from lastmile_cli.domain.stops import StopKind, Window
from lastmile_cli.domain.supply import GoodsLine, StockLevel, StockSettings, Supply
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.intake.stops_read import StopsRead
from lastmile_cli.planning.line_haul import ready_of_plan
from lastmile_cli.records.plan_json import plan_from_record, plan_to_record
from lastmile_cli.records.sums import list_false_sums
from lastmile_cli.workflows.day_inputs import DayInputs
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.haul_day import judge_trucks
from lastmile_cli.workflows.locate_stops import Located
from lastmile_cli.workflows.ready_day import ReadyDay
from lastmile_cli.workflows.two_echelons import plan_two_echelons
from tests.days import DAY, EIGHT, RATES, drawn_day
from tests.fakes.drawn_roads import DrawnRoads
from tests.strategies import story

HOUR, MIN = 3_600, 60
ONE = Load(weight_g=1_000, parcels=1)
TRUCK = {"vehicle_id": "truck", "start_depot_id": "W", "end_depot_id": "W", "is_line_haul": True,
         "shift": Window(6 * HOUR, 18 * HOUR)}  # fmt: skip
HUB = {"supplied_by": "W", "unload_s": 10 * MIN, "sort_s": 20 * MIN}


def ready(drawing, stops, *, trucks=(TRUCK,), depot=HUB, hubs=None, iterations=60, **options):
    """A day with the warehouse W, the hub D and whatever else is said."""
    vans = options.pop("vans", ({},))
    drawn = drawn_day(
        drawing, stops=stops, depot=depot, hubs={"W": {}, **(hubs or {})},
        vans=[*vans, *trucks], **options,
    )  # fmt: skip
    fleet = drawn.config.vehicles
    config = replace(
        drawn.config,
        vehicles=tuple(van for van in fleet if not van.is_line_haul),
        trucks=tuple(van for van in fleet if van.is_line_haul),
        solver=replace(drawn.config.solver, iterations=iterations, workers=1),
    )
    read = StopsRead(file="stops.csv", service_date=DAY.date, sha256="", stops=drawn.stops)
    return ReadyDay(
        inputs=DayInputs(config=config, config_file="c.yaml", stops_read=read, day=DAY, notices=()),
        located=Located(config=config, stops=drawn.stops, left_out=(), notices=()),
        roads=DrawnRoads(),
        engine=open_engine("ruin-recreate"),
    )


def planned(day):
    both = plan_two_echelons(day, no_progress, Deadline())
    plan = both.write_up()
    return both, plan


def goods(names, **more):
    return {name: {"load": ONE} | more for name in names}


def amounts(bill):
    return {str(line.category): str(line.amount) for line in bill.lines}


def test_a_truck_brings_what_the_van_takes_and_both_are_billed():
    """
    The truck: five steps there and back, ten minutes of unloading. 10 + 20 × 0.60 + 20 = 42.

    The van: three steps to B and back, two doors of a minute. 6 + 8 × 0.60 + 20 = 30.80.
    """
    both, plan = planned(ready("W....D.AB", goods("AB")))

    (truck,), (van,) = plan.line_haul.routes, plan.routes
    (load,) = plan.line_haul.stops
    assert (load.stop_id, load.customer_id, load.load) == (
        "hub:D",
        "D",
        Load(weight_g=2_000, parcels=2),
    )
    assert load.notes == "for 2 stops"
    assert amounts(truck.bill) == {"energy": "10.00", "wages": "12.00", "vehicle": "20.00"}
    assert str(van.bill.total) == "30.80"
    assert str(plan.bill.total) == "72.80"
    assert str(plan.objective.total) == "72.80"
    unloaded_s = truck.stop_visits[0].depart_s
    assert truck.stop_visits[0].start_s + 600 == unloaded_s
    assert van.start_s >= unloaded_s + 1_200
    assert both.judge(plan) == []


def test_a_late_truck_holds_the_vans_up():
    """From 09:00: there at 09:05, unloaded 09:15, sorted 09:35. A closes at 09:20."""
    late = TRUCK | {"shift": Window(9 * HOUR, 18 * HOUR)}
    stops = goods("AB")
    stops["A"]["windows"] = (Window(8 * HOUR, 9 * HOUR + 20 * MIN),)

    both, plan = planned(ready("W....D.AB", stops, trucks=(late,)))

    assert both.hauled.ready_s == {"D": 9 * HOUR + 35 * MIN}
    assert plan.routes[0].start_s >= 9 * HOUR + 35 * MIN
    assert [(it.stop_id, it.reason) for it in plan.unassigned] == [("A", "window_closed")]
    assert both.judge(plan) == []


def test_a_hub_that_needs_more_than_a_truck_holds_gets_two_truckloads():
    """06:05 and, after going back for the rest, 06:25: unloaded at 06:35, sorted at 06:55."""
    small = TRUCK | {"capacity": Capacity(parcels=2), "max_trips": 2}

    both, plan = planned(ready("W....D.ABC", goods("ABC"), trucks=(small,)))

    assert [(it.stop_id, it.load.parcels) for it in plan.line_haul.stops] == [
        ("hub:D", 2), ("hub:D:2", 1)
    ]  # fmt: skip
    assert plan.line_haul.routes[0].trips == 2
    assert both.judge(plan) == []


def test_what_no_truck_brings_is_not_promised_to_anybody():
    small = TRUCK | {"capacity": Capacity(parcels=2)}

    both, plan = planned(ready("W....D.ABC", goods("ABC"), trucks=(small,)))

    (left,) = plan.unassigned
    assert (left.reason, left.unassigned_class) == ("line_haul", "impossible")
    assert left.detail == "No truck has room and hours to bring its goods to D."
    (notice,) = [it for it in plan.notices if it.code == "LM1575"]
    assert notice.problem.startswith(f"stop {left.stop_id} is left out")
    assert sum(len(route.stop_visits) for route in plan.routes) == 2
    assert both.judge(plan) == []


def test_a_hub_that_receives_late_gets_its_truck_then():
    hub = HUB | {"receiving": Window(7 * HOUR, 7 * HOUR + 30 * MIN)}

    both, plan = planned(ready("W....D.A", goods("A"), depot=hub))

    (visit,) = plan.line_haul.routes[0].stop_visits
    assert 7 * HOUR <= visit.start_s <= 7 * HOUR + 30 * MIN
    assert both.judge(plan) == []


def test_the_hub_whose_van_leaves_first_is_served_first():
    """
    One truck, two hubs on one line: either order is as long.

    A closes at 07:05 and lies two steps from D, seven from W: D first, unloaded from 06:07 to
    06:17 and sorted at 06:37, is in time; behind an hour of unloading at E it would not be.
    """
    early = {"shift": Window(6 * HOUR, 18 * HOUR)}
    in_time = (Window(6 * HOUR, 7 * HOUR + 5 * MIN),)
    stops = goods("A", windows=in_time) | goods("B", depot_id="E")
    slow = HUB | {"unload_s": 60 * MIN}
    of_e = {"start_depot_id": "E", "end_depot_id": "E"}

    both, plan = planned(ready("W.E.B..D.A", stops, hubs={"E": slow}, vans=(early, of_e)))

    truck = plan.line_haul.routes[0]
    assert [visit.stop_id for visit in truck.stop_visits] == ["hub:D", "hub:E"]
    assert plan.unassigned == ()
    assert both.judge(plan) == []


def test_what_stands_in_a_hub_already_needs_no_truck():
    stock = StockSettings(levels=(StockLevel(depot_id="D", sku="X", quantity=1),), is_counted=True)
    stops = goods("A", goods=(GoodsLine("X", 1),), supply=Supply(depot_ids=frozenset("D")))

    both, plan = planned(ready("W....D.AB", stops | goods("B"), stock=stock))

    assert [it.load.parcels for it in plan.line_haul.stops] == [1]
    assert both.judge(plan) == []


IN_D = StockSettings(levels=(StockLevel(depot_id="D", sku="X", quantity=1),), is_counted=True)
FROM_D = {"goods": (GoodsLine("X", 1),), "supply": Supply(depot_ids=frozenset("D"))}


def unserved_when_posed_again(both, plan):
    """What those left out are worth at the hours of the written trucks, as ``verify`` poses it."""
    config = both.day.config
    hours = ready_of_plan(plan.line_haul, config.depots)
    problem = both.day.ready_at(hours).pose().problem
    gone = {it.stop_id for it in plan.unassigned}
    micro = sum(stop.drop_micro for stop in problem.stops if stop.stop_id in gone)
    return f"{micro / 1_000_000:.2f}"


@pytest.mark.parametrize(
    "shift", [Window(11 * HOUR, 18 * HOUR), Window(9 * HOUR, 18 * HOUR)], ids=["closed", "open"]
)
def test_a_hub_that_no_truck_goes_to_waits_for_none(shift):
    """A's goods stand in D and A closes at 09:00; D receives until ten, the truck drives later."""
    hub = HUB | {"receiving": Window(6 * HOUR, 10 * HOUR)}
    stops = goods("A", windows=(Window(EIGHT, 9 * HOUR),), **FROM_D)
    late = TRUCK | {"shift": shift}

    both, plan = planned(ready("W....D.A", stops, depot=hub, trucks=(late,), stock=IN_D))

    assert plan.line_haul.routes == ()
    assert [visit.stop_id for visit in plan.routes[0].stop_visits] == ["A"]
    assert plan.unassigned == ()
    assert both.judge(plan) == []


def test_who_is_left_out_is_worth_what_the_hours_of_the_written_trucks_make_it():
    """No truck goes to D, and A has closed before anybody works."""
    stops = goods("A", windows=(Window(5 * HOUR, 6 * HOUR),), **FROM_D)
    late = TRUCK | {"shift": Window(9 * HOUR, 18 * HOUR)}

    both, plan = planned(ready("W....D.A", stops, trucks=(late,), stock=IN_D))

    assert [it.stop_id for it in plan.unassigned] == ["A"]
    assert amounts(plan.objective)["unserved"] == unserved_when_posed_again(both, plan)


def test_goods_that_come_back_need_no_truck():
    both, plan = planned(ready("W....D.A", goods("A", kind=StopKind.RETURN)))

    assert (plan.line_haul.stops, plan.line_haul.routes) == ((), ())
    assert len(plan.routes) == 1
    assert both.judge(plan) == []


def test_the_trucks_come_back_from_the_record_and_false_sums_are_told():
    _, plan = planned(ready("W....D.AB", goods("AB")))

    record = plan_to_record(plan)
    again = plan_from_record(record)

    assert plan_to_record(again) == record
    assert again.line_haul.routes == plan.line_haul.routes
    assert record["totals"]["trucks"] == 1
    assert list_false_sums(record, again) == []
    record["line_haul"]["costs"]["total"] = "1.00"
    assert [it.path for it in list_false_sums(record, again)] == ["line_haul.costs.total"]


def index_of(both):
    posed, config = both.solved.posed, both.day.config
    return PlanIndex.of(posed.problem, posed.vehicles, depots=config.depots, stock=config.stock)


def judged(both, plan):
    """Rules that the vans' plan breaks, and those that the trucks' does."""
    vans = {it.rule for it in check_plan(both.solved.posed.problem, plan, index_of(both))}
    trucks = judge_trucks(plan.line_haul, both.hauled.solved.posed, both.day.config)
    return vans, {it.rule for it in trucks}


def with_visit(plan, **shifts):
    """The plan with the truck's only visit to the hub moved by so many seconds."""
    (truck,) = plan.line_haul.routes
    visits = tuple(
        replace(it, **{name: getattr(it, name) + by for name, by in shifts.items()})
        if it.stop_id
        else it
        for it in truck.visits
    )
    trucks = replace(plan.line_haul, routes=(replace(truck, visits=visits),))
    return replace(plan, line_haul=trucks)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda plan: with_visit(plan, start_s=4 * HOUR, depart_s=4 * HOUR), Rule.LOADED_TOO_EARLY),
        (lambda plan: with_visit(plan, depart_s=-60), Rule.UNLOADING),
        (
            lambda plan: replace(plan, line_haul=replace(plan.line_haul, routes=())),
            Rule.NOT_BROUGHT,
        ),
    ],
)
def test_the_referee_holds_vans_against_trucks(change, rule):
    both, plan = planned(ready("W....D.AB", goods("AB")))

    assert judged(both, plan) == (set(), set())
    assert rule in judged(both, change(plan))[0]


def test_the_referee_sees_a_truck_that_comes_when_nobody_is_there():
    hub = HUB | {"receiving": Window(6 * HOUR, 7 * HOUR)}
    both, plan = planned(ready("W....D.AB", goods("AB"), depot=hub))

    moved = with_visit(plan, start_s=-HOUR, depart_s=-HOUR)

    assert Rule.NOT_RECEIVED in judged(both, moved)[0]


def test_the_referee_judges_a_truck_like_any_other_vehicle():
    """Half the truck's room for what it is said to bring."""
    small = TRUCK | {"capacity": Capacity(parcels=2)}
    both, plan = planned(ready("W....D.AB", goods("AB"), trucks=(small,)))
    (load,) = plan.line_haul.stops
    (van,) = both.hauled.solved.posed.problem.vehicles
    posed = both.hauled.solved.posed
    tighter = posed.problem.with_vehicle(0, replace(van, capacity=(*van.capacity[:2], 1)))

    found = judge_trucks(plan.line_haul, replace(posed, problem=tighter), both.day.config)

    assert load.load.parcels == 2
    assert Rule.OVERLOADED in {it.rule for it in found}


def test_the_bill_of_the_trucks_is_in_the_plans():
    both, plan = planned(ready("W....D.AB", goods("AB")))
    without = replace(plan, bill=plan.line_haul.bill)

    rules = judged(both, without)[0]

    assert Rule.WRONG_BILL in rules


@st.composite
def two_hub_days(draw):
    """W, two hubs and five stops anywhere; some trucks late or small, some windows early."""
    names = "ABCFG"
    stops = {
        name: {
            "load": Load(weight_g=draw(st.integers(0, 900)), parcels=draw(st.integers(0, 3))),
            "windows": draw(st.sampled_from([(), (), (Window(EIGHT, 10 * HOUR),)])),
            "depot_id": draw(st.sampled_from(["", "", "D", "E"])),
        }
        for name in names[: draw(st.integers(1, 5))]
    }
    trucks = [
        TRUCK
        | {
            "vehicle_id": f"truck-{number}",
            "shift": Window(draw(st.integers(5, 9)) * HOUR, 20 * HOUR),
            "capacity": Capacity(parcels=draw(st.sampled_from([None, 3, 5]))),
            "max_trips": draw(st.integers(1, 3)),
        }
        for number in range(1, draw(st.integers(2, 3)))
    ]
    hubs = [
        {
            "supplied_by": draw(st.sampled_from(["W", "W", ""])),
            "unload_s": draw(st.integers(0, 40)) * MIN,
            "unload_per_parcel_s": draw(st.sampled_from([0, 45])),
            "sort_s": draw(st.integers(0, 60)) * MIN,
            "loading_s": draw(st.sampled_from([0, 300])),
        }
        for _ in range(2)
    ]
    vans = ({}, {"start_depot_id": "E", "end_depot_id": "E"})
    return ready(
        "W..A.B\n.D....C\n..E..F\nG", stops, trucks=trucks, depot=hubs[0],
        hubs={"E": hubs[1]}, vans=vans, iterations=30,
    )  # fmt: skip


@story
@given(two_hub_days())
def test_whatever_is_ordered_vans_load_what_trucks_brought_and_the_bill_adds_up(day):
    both, plan = planned(day)

    assert both.judge(plan) == []
    parts = [route.bill.total.amount for route in plan.every_route]
    assert plan.bill.total.amount == sum(parts)
    assert {name for stop in day.located.stops for name in stop.order_ids} == {
        visit.stop_id for route in plan.routes for visit in route.stop_visits
    } | {it.stop_id for it in plan.unassigned}
    assert amounts(plan.line_haul.bill).keys() <= {str(rate.category) for rate in RATES}
