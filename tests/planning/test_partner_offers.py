"""Partners in the problem and the plan: offers, daily minimums, and what the referee says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.partners import Partner, Tier, ZoneRate
from lastmile_cli.domain.plan import PartnerFee
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.outputs.cost_items import CostsBy, cost_items
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.explanation import why_handed, why_there
from lastmile_cli.planning.partner_quotes import Refusal
from lastmile_cli.planning.partners import saved_of_partners
from lastmile_cli.records.plan_json import plan_bytes, plan_from_bytes
from tests.days import DAY, PROVENANCE, drawn_day
from tests.plans import eur
from tests.worlds import EURO


def carrier(name, euros, **changes):
    zones = changes.pop("zones", (ZoneRate(base_micro=round(euros * EURO)),))
    return Partner(partner_id=name, zones=zones, **changes)


def planned(day, *trips, posed=None):
    posed = posed or day.posed()
    routes = (ProposedRoute(vehicle=0, trips=trips),) if trips else ()
    served = {stop for trip in trips for stop in trip}
    unserved = tuple(n for n in range(len(posed.stops)) if n not in served)
    proposal = Proposal(routes=routes, unserved=unserved)
    plan = assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)
    return posed, proposal, plan


def judged(day, posed, plan):
    index = PlanIndex.of(posed.problem, posed.vehicles, partners=day.config.partners)
    return [one.rule.name for one in check_plan(posed.problem, plan, index)]


def test_the_cheapest_partner_is_offered_the_stop_and_the_first_of_equals():
    day = drawn_day("D.A", partners=[carrier("a", 7), carrier("b", 5), carrier("c", 5)])

    posed = day.posed()

    assert posed.problem.stops[0].partner_micro == 5 * EURO
    assert posed.partner_of == {0: "b"}
    assert [name for name, _ in posed.offers[0]] == ["b", "c", "a"]


def test_without_a_partner_nothing_is_offered():
    assert drawn_day("D.A").posed().offers == {}


def test_a_missing_rate_is_told_once_with_its_places_and_the_rest_by_reason():
    stops = {
        "A": {"address": Address(postal_code="00100")},
        "B": {"address": Address(postal_code="00200")},
        "C": {"address": Address(postal_code="00200")},
        "E": {"zone": "islands"},
        "F": {"address": Address(postal_code="00100"), "vehicle_id": "van-1"},
        "G": {"address": Address(postal_code="00100"), "load": Load(weight_g=9_000)},
    }
    rate = ZoneRate(name="centre", postal_codes=(("001", "001"),), weight_tiers=(Tier(5_000, 1),))
    day = drawn_day("D.ABCEFG", stops=stops, partners=[carrier("acme", 0, zones=(rate,))])

    told = {it.code: it for it in day.posed().notices if it.code.startswith("LM154")}

    assert told["LM1540"].problem == "there is no rate for 3 stops: 00200 (2), zone islands (1)."
    assert str(told["LM1540"].place) == "partners acme"
    assert told["LM1541"].problem == "does not take 1 stop: 1 fixed to a vehicle or driver."
    assert "centre (1)" in told["LM1542"].problem


def test_what_two_partners_take_is_a_line_of_the_bill_that_adds_up_exactly():
    """Each has its own zone: A costs 4.56 at the one, B 7.89 at the other."""
    stops = {
        name: {"address": Address(postal_code=code)} for name, code in (("A", "1"), ("B", "2"))
    }
    west = ZoneRate(postal_codes=(("1", "1"),), base_micro=4_560_000)
    east = ZoneRate(postal_codes=(("2", "2"),), base_micro=7_890_000)
    partners = [carrier("west", 0, zones=(west,)), carrier("east", 0, zones=(east,))]
    day = drawn_day("D.A.B", stops=stops, partners=partners)

    posed, _, plan = planned(day)

    assert [(it.stop_id, it.partner_id, str(it.price)) for it in plan.outsourced] == [
        ("A", "west", "4.56"),
        ("B", "east", "7.89"),
    ]
    assert {str(it.category): str(it.amount) for it in plan.bill.lines} == {"partners": "12.45"}
    assert judged(day, posed, plan) == []


def test_a_daily_minimum_is_a_line_of_its_own_and_reads_back():
    day = drawn_day("D.A.B", partners=[carrier("acme", 6, minimum_micro=20 * EURO)])

    posed, _, plan = planned(day, (0,))

    assert plan.partner_fees == (PartnerFee(partner_id="acme", amount=eur("14.00")),)
    lines = {str(it.category): str(it.amount) for it in plan.bill.lines}
    assert (lines["partners"], lines["partner_minimum"]) == ("6.00", "14.00")
    assert judged(day, posed, plan) == []
    assert plan_from_bytes(plan_bytes(plan)).partner_fees == plan.partner_fees


@pytest.mark.parametrize("by", CostsBy)
def test_every_cut_of_a_bill_with_a_daily_minimum_adds_up(by):
    day = drawn_day("D.A.B", partners=[carrier("acme", 6, minimum_micro=20 * EURO)])
    plan = planned(day, (0,))[2]

    totals = [item.total for item in cost_items(plan, by) if item.total]

    assert sum(totals, start=eur(0)) == plan.bill.total


@pytest.mark.parametrize(("minimum", "saved"), [(0, "6"), (9, "3"), (12, "0"), (20, "0")])
def test_leaving_a_stop_out_saves_no_more_than_the_daily_minimum_lets_it(minimum, saved):
    """A and B cost 6 each; without A the partner bills 6 or its minimum, without both nothing."""
    day = drawn_day("D.A.B", partners=[carrier("acme", 6, minimum_micro=minimum * EURO)])
    handed, partners = planned(day)[2].outsourced, day.config.partners

    assert saved_of_partners(handed, ["A"], partners, "EUR") == eur(saved)
    assert saved_of_partners(handed, ["A", "B"], partners, "EUR") == eur(max(12, minimum))
    assert saved_of_partners(handed, [], partners, "EUR") == eur(0)


def test_who_takes_nothing_bills_nothing_and_who_takes_enough_no_more():
    day = drawn_day("D.A.B", partners=[carrier("acme", 6, minimum_micro=12 * EURO)])

    assert planned(day, (0, 1))[2].partner_fees == ()
    assert planned(day)[2].partner_fees == ()


@pytest.mark.parametrize(
    ("limits", "rules"),
    [
        ({"max_stops": 1}, ["PARTNER_FULL"]),
        ({"a_day": Capacity(parcels=3)}, ["PARTNER_FULL"]),
        ({"a_day": Capacity(weight_g=1_000, parcels=4)}, []),
    ],
)
def test_the_referee_counts_what_a_partner_takes_in_a_day(limits, rules):
    stops = {name: {"load": Load(weight_g=500, parcels=2)} for name in "AB"}
    day = drawn_day("D.A.B", stops=stops, partners=[carrier("acme", 6, **limits)])

    posed, _, plan = planned(day)

    assert judged(day, posed, plan) == rules


def test_the_referee_misses_a_daily_minimum_that_is_not_billed():
    day = drawn_day("D.A.B", partners=[carrier("acme", 6, minimum_micro=20 * EURO)])
    posed, _, plan = planned(day, (0,))

    free = replace(plan, partner_fees=())

    assert "WRONG_FEE" in judged(day, posed, free)
    assert "WRONG_BILL" in judged(day, posed, free)


def test_who_was_full_is_offered_the_stop_no_more_when_a_plan_is_read_back():
    """A went to the second cheapest, B to nobody: posed again both prices are those of the plan."""
    posed = drawn_day("D.A.B", partners=[carrier("a", 5), carrier("b", 7)]).posed()

    again = posed.with_handed({"A": "b"}, {"B"})

    assert [stop.partner_micro for stop in again.problem.stops] == [7 * EURO, None]
    assert again.partner_of == {0: "b"}


def test_a_stop_handed_over_is_told_beside_what_the_own_van_would_cost():
    """D to A and back is 4 minutes and 4 km, a minute at the door, 20 for the van."""
    day = drawn_day("D.A", partners=[carrier("acme", 6), carrier("slow", 3, max_stops=0)])
    posed, proposal, plan = planned(day)

    why = why_handed(posed, proposal, replace(plan.outsourced[0]), day.config, DAY)

    assert (why.own_vehicle_id, str(why.own_price)) == ("van-1", "27.00")
    assert [(it.partner_id, it.price_micro) for it in why.quotes] == [
        ("acme", 6 * EURO),
        ("slow", 3 * EURO),
    ]


def test_a_stop_no_van_can_serve_says_why_it_was_handed_over():
    stops = {"A": {"load": Load(weight_g=5_000)}}
    van = {"capacity": Capacity(weight_g=1_000)}
    day = drawn_day("D.A", stops=stops, vans=[van], partners=[carrier("acme", 6)])
    posed, proposal, plan = planned(day)

    why = why_handed(posed, proposal, plan.outsourced[0], day.config, DAY)

    assert why.own_price is None
    assert "Weighs 5 kg" in why.own_detail


def test_a_served_stop_tells_what_partners_would_have_asked():
    stops = {"A": {"skills": frozenset()}}
    day = drawn_day("D.A", stops=stops, partners=[carrier("acme", 60), carrier("out", 0, zones=())])
    posed, proposal, _ = planned(day, (0,))

    why = why_there(posed, proposal, 0, day.config)

    assert [(it.price_micro, it.refusal) for it in why.quotes] == [
        (60 * EURO, None),
        (None, Refusal.ZONE),
    ]
