"""Ranges and recharging, from the fleet to the written plan and the referee on it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.checking.violation import Kind, Rule
from lastmile_cli.domain.battery import Battery
from lastmile_cli.domain.fleet import Break
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, FixKind, Plan, VisitKind
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.proposal import Proposal, ProposedCharge, ProposedRoute
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.planning.apply_fix import apply_fix
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.bench import OF_RANGE, Bench
from lastmile_cli.planning.explanation import why_left_out, why_there
from lastmile_cli.planning.least_change import least_change
from lastmile_cli.planning.legs import left_at, route_legs
from lastmile_cli.planning.mend import mend
from lastmile_cli.planning.places import index_places
from lastmile_cli.planning.remedy import bare_fix
from lastmile_cli.planning.stop_costs import marginal_costs
from lastmile_cli.records.plan_json import plan_bytes, plan_from_bytes
from lastmile_cli.timing.clock import time_route
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day

VAN = {"range_m": 12_000, "recharge_s": 1_200}
ROAD = "D..A..C..B"
"""A at 3 km, a charger at 6, B at 9: eighteen there and back."""


def day_of(drawing: str = ROAD, **van):
    return drawn_day(
        drawing, vans=[VAN | van], depot={"loading_s": 600}, chargers="C", unserved_micro=10**9
    )


def plan_of(day, route: ProposedRoute | None) -> Plan:
    routes = () if route is None else (route,)
    served = {stop for it in routes for stop in it.stops}
    unserved = tuple(n for n in range(len(day.stops)) if n not in served)
    proposal = Proposal(routes=routes, unserved=unserved)
    return assemble(day.posed(), proposal, day.config, {}, day=DAY, provenance=PROVENANCE)


def charged(*charges: tuple[int, int], trips=((0, 1),)) -> ProposedRoute:
    return ProposedRoute(
        vehicle=0,
        trips=trips,
        charges=tuple(ProposedCharge(before=before, charger=at) for before, at in charges),
    )


def broken(day, plan: Plan) -> list[Rule]:
    posed = day.posed()
    index = PlanIndex.of(posed.problem, posed.vehicles, posed.chargers)
    return [violation.rule for violation in check_plan(posed.problem, plan, index)]


def test_the_plan_tells_where_and_when_it_recharges_and_what_was_driven_before():
    """A at 08:03, C three minutes on, twenty minutes of filling; home at 08:40, all of it paid."""
    (van,) = plan_of(day_of(), charged((1, 0))).routes

    (charge,) = [visit for visit in van.visits if visit.kind is VisitKind.CHARGE]
    assert (charge.sequence, charge.trip, charge.charger_id) == (2, 1, "C")
    assert (charge.arrive_s - EIGHT, charge.depart_s - EIGHT) == (420, 420 + 1_200)
    assert (charge.distance_m, charge.since_full_m, charge.cost) == (3_000, 6_000, None)
    assert (van.charge_s, van.service_s, van.break_s) == (1_200, 120, 0)
    assert (van.distance_m, van.paid_s) == (18_000, 600 + 18 * 60 + 120 + 1_200)
    assert van.bill.total.amount == Decimal(20 + 18) + Decimal(van.paid_s) / 100


def test_the_stops_of_a_route_bear_all_it_costs_recharging_too():
    day = day_of()
    plan = plan_of(day, charged((1, 0)))
    (van,) = plan.routes

    assert sum(visit.cost.amount for visit in van.stop_visits) == van.bill.total.amount
    assert sum(visit.co2e_g for visit in van.stop_visits) == van.co2e_g


def test_what_is_written_reads_back_and_passes_the_referee():
    day = day_of()
    plan = plan_of(day, charged((1, 0)))

    again = plan_from_bytes(plan_bytes(plan))
    assert again.routes == plan.routes
    assert plan_bytes(again) == plan_bytes(plan)
    assert broken(day, plan) == []


def test_two_trips_with_charges_on_both_are_written_and_judged_alike():
    """Home by C from the first trip, out by C on the second; the break is held at a charger."""
    rest = Break(duration_s=600, earliest_s=EIGHT, latest_s=EIGHT + 3_600)
    day = day_of("B..C..D.A", max_trips=2, breaks=(rest,), range_m=12_000)
    plan = plan_of(day, charged((2, 0), (3, 0), trips=((1,), (0,))))
    (van,) = plan.routes

    assert broken(day, plan) == []
    assert [visit.since_full_m for visit in van.visits if visit.kind is VisitKind.CHARGE] != []


def changed(plan: Plan, **fields) -> Plan:
    """The plan with its recharging stop changed by hand."""
    (van,) = plan.routes
    visits = tuple(
        replace(visit, **fields) if visit.kind is VisitKind.CHARGE else visit
        for visit in van.visits
    )
    return replace(plan, routes=(replace(van, visits=visits),))


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"charger_id": "X"}, Rule.CHARGE_MISPLACED),
        ({"charger_id": None}, Rule.CHARGE_MISPLACED),
        ({"place": Coordinate(lat_deg=1, lon_deg=1)}, Rule.CHARGE_MISPLACED),
        ({"depart_s": EIGHT + 500}, Rule.CHARGE_TIME),
        ({"since_full_m": 5_000}, Rule.WRONG_SINCE_FULL),
        ({"distance_m": 1_000}, Rule.WRONG_LEG),
        ({"arrive_s": EIGHT + 300}, Rule.LEG_TOO_FAST),
    ],
)
def test_a_recharging_stop_changed_by_hand_is_found(fields, rule):
    day = day_of()

    assert rule in broken(day, changed(plan_of(day, charged((1, 0))), **fields))


def test_a_recharging_stop_taken_out_by_hand_leaves_the_van_out_of_range():
    day = day_of()
    plan = plan_of(day, charged((1, 0)))
    (van,) = plan.routes
    kept = tuple(visit for visit in van.visits if visit.kind is not VisitKind.CHARGE)

    found = broken(day, replace(plan, routes=(replace(van, visits=kept),)))

    assert Rule.OUT_OF_RANGE in found
    assert Rule.OUT_OF_RANGE.kind is Kind.PROMISE


def test_loading_beside_charging_lasts_as_long_as_the_longer_of_the_two():
    day = day_of("A..D..B\n...C", max_trips=2, charges_at_depot=True)
    plan = plan_of(day, charged(trips=((0,), (1,))))
    (van,) = plan.routes
    first, second = [visit for visit in van.visits if visit.kind is VisitKind.LOAD]

    assert (first.depart_s - first.start_s, second.depart_s - second.start_s) == (600, 1_200)
    assert broken(day, plan) == []
    hasty = tuple(
        replace(visit, depart_s=visit.start_s + 600) if visit is second else visit
        for visit in van.visits
    )
    assert Rule.LOADING in broken(day, replace(plan, routes=(replace(van, visits=hasty),)))


def test_an_engine_plans_such_a_day_and_its_plan_holds():
    day = day_of()
    proposal = RuinRecreateEngine().solve(day.posed().problem, SolveBudget(iterations=20))

    assert proposal.unserved == ()
    assert len(proposal.routes[0].charges) == 1
    assert broken(day, plan_of(day, proposal.routes[0])) == []


def test_a_stop_out_of_range_says_so():
    """B is 9 km away with a range of 9: nobody comes back, by the charger either."""
    day = drawn_day("D........B", vans=[{"range_m": 9_000, "recharge_s": 60}], unserved_micro=10**9)

    (left,) = plan_of(day, None).unassigned

    assert left.reason == "range"
    assert left.detail == (
        "van-1, the closest, would drive 18.0 km without recharging; its range is 9.0 km."
    )
    assert [notice.code for notice in day.posed().notices] == ["LM1516"]


@pytest.mark.parametrize(
    ("drawing", "van", "chargers", "sentence", "price"),
    [
        # Eighteen km there and back, on nine: a charger helps nobody who can't come back to it.
        ("D........B", {"range_m": 9_000}, "", "let van-1 drive 18.0 km on a filling", "49.40"),
        # By C: six there and six back from it, with two fillings of a minute.
        ("D..C..B", {"range_m": 5_500}, "C", "let van-1 drive 6.0 km on a filling", "41.00"),
        ("D..C..B", {"range_m": 5_950}, "C", "let van-1 drive 6.0 km on a filling", "41.00"),
    ],
)
def test_more_range_is_a_way_out_that_serves_the_stop(drawing, van, chargers, sentence, price):
    """The least range that is enough, in whole hundreds of metres, recharging where that helps."""
    day = drawn_day(
        drawing, vans=[van | {"recharge_s": 60}], chargers=chargers, unserved_micro=10**9
    )

    (left,) = plan_of(day, None).unassigned

    assert (left.reason, left.fix.kind) == ("range", FixKind.RANGE)
    assert left.cheapest_fix.startswith(sentence)
    assert str(left.fix_cost) == price
    stops, config = apply_fix(day.stops, day.config, left.fix)
    problem = replace(day, stops=stops, config=config).posed().problem
    again = RuinRecreateEngine().solve(problem, SolveBudget(iterations=20))
    assert again.unserved == ()
    assert check_proposal(problem, again) == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (FixKind.CHARGER, "put a charger at depot D, where van-1 can recharge on its way"),
        (FixKind.CHARGE_AT_DEPOT, "let van-1 recharge while it loads again at depot D"),
    ],
)
def test_recharging_at_the_depot_is_a_way_out_between_two_ends_of_the_town(kind, said):
    """A to the left and B to the right, seven km there and back each, on a range of nine."""
    van = {"range_m": 9_000, "recharge_s": 300, "max_trips": 2}
    day = drawn_day("A...D...B", vans=[van], unserved_micro=10**9)
    posed, proposal = day.posed(), Proposal(routes=(charged(trips=((0,),)),), unserved=(1,))

    why = why_left_out(posed, proposal, 1, day.config, DAY)

    told = {one.fix.kind: one for one in why.fixes}
    assert told[kind].sentence == said
    _, config = apply_fix(day.stops, day.config, told[kind].fix)
    places = index_places(config.depots, day.stops, config.used_chargers)
    problem = replace(day, config=config, places=places).posed().problem
    again = RuinRecreateEngine().solve(problem, SolveBudget(iterations=40))
    assert again.unserved == ()
    assert check_proposal(problem, again) == []


def test_nobody_is_told_to_recharge_where_it_is_not_said_how_long_that_takes():
    day = drawn_day("A...D...B", vans=[{"range_m": 9_000, "max_trips": 2}], unserved_micro=10**9)
    proposal = Proposal(routes=(charged(trips=((0,),)),), unserved=(1,))

    fixes = why_left_out(day.posed(), proposal, 1, day.config, DAY).fixes

    assert {one.fix.kind for one in fixes} & OF_RANGE == {FixKind.RANGE}


def test_more_range_is_no_way_out_where_every_trip_is_short_enough():
    """Two trips of four and six km, charging between them, on nine."""
    van = VAN | {"range_m": 9_000, "max_trips": 2, "charges_at_depot": True}
    day = drawn_day("A.D..B", vans=[van], unserved_micro=10**9)
    posed = day.posed()
    bench = Bench(posed=posed, config=day.config)
    bare = bare_fix(bench, 1, 0, FixKind.RANGE)

    assert least_change(bench, charged(trips=((0,), (1,))), 1, bare) is None
    assert least_change(bench, charged(trips=((1,),)), 1, bare) is None


def test_a_second_charger_at_a_depot_gets_a_name_of_its_own():
    day = drawn_day("A.D", vans=[VAN], chargers="A")
    named = replace(day.config, chargers=(replace(day.config.chargers[0], charger_id="D"),))
    fix = Fix(kind=FixKind.CHARGER, stop_id="A", vehicle_id="van-1", price=Money.zero("EUR"))

    _, config = apply_fix(day.stops, named, fix)

    assert [one.charger_id for one in config.chargers] == ["D", "D-charger"]
    assert config.chargers[1].coordinate == day.config.depots[0].coordinate


def test_a_stop_in_reach_with_a_charge_is_not_called_impossible():
    """It was left out by hand: a place is found for it, recharging on the way."""
    day = day_of()

    left = {one.stop_id: one for one in plan_of(day, None).unassigned}

    assert left["B"].reason == "overlooked"
    assert [notice.code for notice in day.posed().notices if notice.code == "LM1516"] == []


def test_what_a_stop_saves_counts_the_recharging_it_makes_needed():
    """Without B the van needs no charge: 12 km, 12 minutes, a minute there and 20 of filling."""
    day = day_of()

    saved = marginal_costs(day.posed(), charged((1, 0)), "EUR")[1]

    assert saved.amount == Decimal(12) + Decimal(720 + 60 + 1_200) / 100


def test_why_there_is_told_of_stops_beside_a_charge():
    day = day_of()
    proposal = Proposal(routes=(charged((1, 0)),), unserved=())

    told = why_there(day.posed(), proposal, 1, day.config)

    assert told.vehicle_id == "van-1"
    assert told.saves.amount > 0


def test_mending_recharges_before_it_takes_stops_out():
    day = day_of()
    problem = day.posed().problem

    mended = mend(problem, Proposal(routes=(charged(),), unserved=()))

    assert mended.unserved == ()
    assert len(mended.routes[0].charges) == 1


def test_legs_lead_by_the_chargers():
    day = day_of()
    problem, route = day.posed().problem, charged((1, 0), (2, 0))

    legs = route_legs(problem, route)

    charger = problem.chargers[0]
    assert [leg[1:] for leg in legs][1:3] == [(1, charger), (charger, 2)]
    assert len(left_at(time_route(problem, route))) == len(legs) == 5


def test_without_any_range_nobody_asks_the_roads_for_chargers():
    day = drawn_day("D..A..C", chargers="C")

    assert day.posed().problem.chargers == ()
    assert len(day.places.points) == 2


def test_a_battery_that_reaches_no_stop_says_so_and_a_larger_one_is_the_way_out():
    """B is 9 km away, half a kWh each: 9 there and back of 4; with half a kWh steps 10 do."""
    battery = Battery(
        capacity_mwh=5_000_000,
        reserve_mwh=1_000_000,
        start_mwh=5_000_000,
        per_m_nwh=500_000_000,
        takes=((5_000_000, 11_000),),
    )
    day = drawn_day("D........B", vans=[{"battery": battery}], unserved_micro=10**9)

    (left,) = plan_of(day, None).unassigned

    assert left.reason == "battery"
    assert left.detail == (
        "van-1, the closest, would take 9.0 kWh without another charge; its battery gives 4.0 kWh."
    )
    assert left.cheapest_fix == "give van-1 a battery of 11.5 kWh (6.5 kWh more)"
    (notice,) = day.posed().notices
    assert (notice.code, notice.place.column) == ("LM1516", "battery of vehicle van-1")
