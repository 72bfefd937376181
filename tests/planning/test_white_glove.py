"""White glove: minutes in the home, two persons, packaging that rides home, a promised interval."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.fleet import CostCategory, Driver, EmissionFactor, Rate, RateBasis
from lastmile_cli.domain.in_home import InHome, WhiteGloveSettings
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.partners import Partner, ZoneRate
from lastmile_cli.domain.plan import FixKind
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.planning.apply_fix import apply_fix
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.explanation import why_there
from lastmile_cli.planning.hours import service_s
from lastmile_cli.planning.partner_quotes import Refusal, quote_stop
from lastmile_cli.planning.remedies import Clinic
from tests.days import DAY, EIGHT, PROVENANCE, RATES, SERVICE, drawn_day
from tests.worlds import EURO

MINUTES = WhiteGloveSettings(base_s=600, item_s=300, setup_s=900, floor_s=120, lift_s=30)
GLOVE = replace(SERVICE, white_glove=MINUTES)
HOME = InHome(items=2, floors=3, crew=2)
HELPER = Rate(category=CostCategory.HELPERS, basis=RateBasis.PER_PAID_HOUR, micro=36 * EURO)
TWO = {"crew": 2}


def litres(volume):
    return Load(volume_ml=volume * 1_000)


def holds(volume, **changes):
    return {"crew": 2, "capacity": Capacity(volume_ml=volume * 1_000), **changes}


def assembled(drawn, *trips, vehicle=0, unserved=()):
    posed = drawn.posed()
    routes = (ProposedRoute(vehicle=vehicle, trips=trips),) if trips else ()
    proposal = Proposal(routes=routes, unserved=tuple(unserved))
    plan = assemble(posed, proposal, drawn.config, {}, day=DAY, provenance=PROVENANCE)
    return posed, plan


def solved(drawn, engine="ruin-recreate", iterations=200):
    posed = drawn.posed()
    proposal = open_engine(engine).solve(posed.problem, budget=SolveBudget(iterations=iterations))
    assert not list(check_proposal(posed.problem, proposal))
    return posed, proposal


def judged(posed, plan):
    return check_plan(posed.problem, plan, PlanIndex.of(posed.problem, posed.vehicles))


@pytest.mark.parametrize(
    ("home", "minutes"),
    [
        # Ten at the door; five and fifteen an item; two a floor and item by stairs, a half by lift.
        (InHome(), 10 + 5 + 15),
        (InHome(items=2, floors=3), 10 + 2 * (5 + 15 + 3 * 2)),
        (InHome(items=2, floors=3, has_lift=True), 10 + 2 * (5 + 15) + 3),
        (InHome(items=4, floors=-1), 10 + 4 * (5 + 15 + 2)),
    ],
)
def test_items_and_floors_make_up_the_time_in_the_home(home, minutes):
    assert service_s(Stop(stop_id="A", in_home=home), GLOVE) == minutes * 60


def test_the_usual_time_at_the_door_counts_where_no_base_is_given():
    service = replace(GLOVE, white_glove=replace(MINUTES, base_s=None), default_service_s=240)

    assert service_s(Stop(stop_id="A", in_home=InHome()), service) == 240 + 20 * 60


def test_a_written_service_time_wins_and_proofs_come_on_top():
    service = replace(GLOVE, requires_s={"signature": 20})
    stop = Stop(stop_id="A", in_home=HOME, service_s=60, requires=frozenset({"signature"}))

    assert service_s(stop, service) == 80


def test_explain_tells_what_the_time_is_made_up_of():
    drawn = drawn_day("D.A", stops={"A": {"in_home": HOME}}, vans=[TWO])
    drawn = replace(drawn, config=replace(drawn.config, service=GLOVE))
    posed = drawn.posed()
    proposal = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0,),)),), unserved=())

    why = why_there(posed, proposal, 0, drawn.config)

    assert why.service_parts_s == (
        ("at the door", 600),
        ("2 items", 600),
        ("2 items set up", 1_800),
        ("2 items up 3 floors by stairs", 720),
    )
    assert posed.problem.stops[0].service_s == (3_720,)


def test_a_van_with_one_person_never_serves_it():
    """Van 2 brings two, and is the dearer one by far."""
    dear = (replace(RATES[0], micro=50 * EURO), *RATES[1:], HELPER)
    drawn = drawn_day(
        "D.A.B", stops={"A": {"in_home": HOME}, "B": {}}, vans=[{}, {"crew": 2, "rates": dear}]
    )

    posed, proposal = solved(drawn)

    assert posed.problem.stops[0].vehicles == {1}
    served = {stop: route.vehicle for route in proposal.routes for stop in route.stops}
    assert served[0] == 1


def test_nobody_has_two_persons_is_told_and_left_out_with_reason_and_way_out():
    """D to A and back: 2 minutes, a minute at the door; one euro a km, a cent a second."""
    van = {"helper_rates": (HELPER,)}
    drawn = drawn_day("D.A", stops={"A": {"in_home": HOME, "service_s": 60}}, vans=[van, van])

    posed, plan = assembled(drawn, unserved=[0])

    notice = next(it for it in posed.notices if it.code == "LM1562")
    assert str(notice.place) == "stops.csv:2 delivery_option"
    assert "2 persons" in notice.problem
    [left] = plan.unassigned
    assert (left.reason, left.unassigned_class.value) == ("crew", "impossible")
    assert "It takes 2 persons" in left.detail
    assert "crew of 1" in left.detail
    assert left.fix.kind is FixKind.CREW
    assert left.fix.amounts == (("persons", 1),)
    assert left.cheapest_fix == "send 1 person more with van-1 (a crew of 2), paid all day"
    # 4 km, 5 minutes of the driver, the same of the helper, and the van.
    assert left.fix_cost.amount == Decimal(4 + 3 + 3 + 20)


def test_the_cheapest_fix_does_what_it_says_and_costs_what_it_says():
    """The van serves B already: its helper is then paid for that as well."""
    van = {"helper_rates": (HELPER,)}
    drawn = drawn_day("D.A.B", stops={"A": {"in_home": HOME, "service_s": 60}, "B": {}}, vans=[van])
    posed, before = assembled(drawn, (1,), unserved=[0])
    fix = before.unassigned[0].fix

    stops, config = apply_fix(drawn.stops, drawn.config, fix)
    then = replace(drawn, stops=stops, config=config)
    _, after = assembled(then, (0, 1))

    assert then.posed().problem.stops[0].vehicles is None
    assert after.bill.total - before.bill.total == fix.price
    helpers = [line for line in after.bill.lines if line.category is CostCategory.HELPERS]
    assert helpers[0].amount.amount == Decimal("10.00") * (8 + 2) / 10 * 6 / 10
    assert posed.problem.stops[0].vehicles == frozenset()


def test_a_van_that_lacks_the_skill_as_well_is_no_way_out():
    home = {"in_home": HOME, "skills": frozenset({"white_glove"})}
    porter = Driver(driver_id="p", skills=frozenset({"white_glove"}))
    drawn = drawn_day("D.A", stops={"A": home}, vans=[{}, {"driver": porter}])
    posed = drawn.posed()
    clinic = Clinic.of(posed, Proposal(routes=(), unserved=(0,)), drawn.config)

    fixes = [remedy.fix for remedy in clinic.remedies(0)]

    assert [(fix.kind, fix.vehicle_id) for fix in fixes] == [(FixKind.CREW, "van-2")]
    _, plan = assembled(drawn, unserved=[0])
    assert "van-2, the closest" in plan.unassigned[0].detail


@pytest.mark.parametrize("engine", ["ruin-recreate", "ortools"])
def test_packaging_that_does_not_fit_yet_is_fetched_later_in_the_route(engine):
    """
    D..A.B: A is on the way to B, but its packaging only fits once B is served.

    100 litres on board, A brings 20 and gives back 60, B takes 80.
    """
    home = InHome(items=3, crew=2, back_per_item=litres(20))
    stops = {"A": {"in_home": home, "load": litres(20)}, "B": {"load": litres(80)}}
    drawn = drawn_day("D..A.B", stops=stops, vans=[holds(100)])

    posed, proposal = solved(drawn, engine)

    assert posed.problem.stops[0].delivery == (0, 20_000, 0)
    assert posed.problem.stops[0].pickup == (0, 60_000, 0)
    assert proposal.routes[0].trips == ((1, 0),)
    wrong = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0, 1),)),), unserved=())
    assert list(check_proposal(posed.problem, wrong))


def test_packaging_that_never_fits_leaves_the_stop_out_with_the_reason():
    home = InHome(items=3, crew=2, back_per_item=litres(50))
    drawn = drawn_day("D.A", stops={"A": {"in_home": home, "load": litres(20)}}, vans=[holds(100)])

    _, proposal = solved(drawn)
    _, plan = assembled(drawn, unserved=[0])

    assert proposal.unserved == (0,)
    [left] = plan.unassigned
    assert left.reason == "capacity_volume_ml"
    assert "0.15 m³" in left.detail
    assert left.fix.kind is FixKind.LARGER_VEHICLE
    assert left.fix.amounts == (("volume_ml", 50_000),)


def test_only_a_delivery_leaves_packaging():
    home = InHome(items=2, crew=2, back_per_item=litres(10))
    fetched = Stop(stop_id="A", in_home=home, kind=StopKind.RETURN, load=litres(5))

    assert fetched.back == Load()
    assert Stop(stop_id="B", in_home=home).back == litres(20)


def test_packaging_of_a_shipment_stays_and_is_told():
    home = InHome(items=1, crew=2, back_per_item=litres(10))
    stops = {
        "A": {"kind": StopKind.PICKUP, "load": litres(5), "paired_with": "B"},
        "B": {"in_home": home, "load": litres(5), "paired_with": "A"},
    }

    posed = drawn_day("D.A.B", stops=stops, vans=[TWO]).posed()

    assert posed.problem.stops[1].pickup == (0, 0, 0)
    assert [it.code for it in posed.notices if it.code == "LM1563"] == ["LM1563"]


def test_packaging_on_board_is_carried_home_at_its_weight():
    """Empty 100 g a km, full (10 kg) 200 g: 10 kg out, 5 kg back, 2 km each way."""
    factor = EmissionFactor(
        ttw_g_per_km=Decimal(150), ttw_laden=(Decimal(100), Decimal(200)), source="drawn"
    )
    van = {"crew": 2, "emission": factor, "capacity": Capacity(weight_g=10_000)}
    home = InHome(items=1, crew=2, back_per_item=Load(weight_g=5_000))
    stop = {"in_home": home, "load": Load(weight_g=10_000)}

    _, plan = assembled(drawn_day("D.A", stops={"A": stop}, vans=[van]), (0,))

    assert plan.routes[0].co2e_g == 2 * 200 + 2 * 150


def test_the_interval_told_is_as_long_as_promised():
    home = replace(HOME, told_s=4 * 3_600)
    stops = {"A": {"in_home": home, "windows": (Window(EIGHT, EIGHT + 9 * 3_600),)}, "B": {}}
    posed, plan = assembled(drawn_day("D.A.B", stops=stops, vans=[TWO]), (0, 1))
    told, usual = plan.routes[0].stop_visits

    assert told.eta_high_s - told.eta_low_s == 4 * 3_600
    assert told.eta_low_s <= told.start_s <= told.eta_high_s
    assert usual.eta_high_s - usual.eta_low_s < 3_600
    assert not judged(posed, plan)


def test_a_window_shorter_than_the_promise_is_told_whole():
    home = replace(HOME, told_s=4 * 3_600)
    window = Window(EIGHT + 3_600, EIGHT + 2 * 3_600)
    stops = {"A": {"in_home": home, "windows": (window,)}}
    _, plan = assembled(drawn_day("D.A", stops=stops, vans=[TWO]), (0,))
    [visit] = plan.routes[0].stop_visits

    assert (visit.eta_low_s, visit.eta_high_s) == (window.opens_s, window.closes_s)


def test_the_referee_sees_a_promise_that_is_not_kept():
    home = replace(HOME, told_s=4 * 3_600)
    posed, plan = assembled(drawn_day("D.A", stops={"A": {"in_home": home}}, vans=[TWO]), (0,))
    load, visit = plan.routes[0].visits
    short = replace(visit, eta_low_s=visit.start_s - 60, eta_high_s=visit.start_s + 3_000)
    wrong = replace(plan, routes=(replace(plan.routes[0], visits=(load, short)),))

    found = judged(posed, wrong)

    assert [it.rule for it in found] == [Rule.WRONG_EXPECTED]
    assert "240 min" in found[0].sentence


def test_the_referee_sees_a_crew_that_is_too_small():
    posed, plan = assembled(drawn_day("D.A", stops={"A": {"in_home": HOME}}, vans=[{}, TWO]), (0,))

    found = judged(posed, plan)

    assert any("it takes 2 persons, and 1 come" in it.sentence for it in found)


def test_a_partner_takes_it_only_with_white_gloves():
    stop = Stop(stop_id="A", in_home=HOME)
    bare = Partner(partner_id="acme", zones=(ZoneRate(base_micro=3 * EURO),))

    assert quote_stop(stop, bare).refusal is Refusal.SKILLS
    able = replace(bare, skills=frozenset({"white_glove"}))
    assert quote_stop(stop, able).price_micro == 3 * EURO
