"""One more order in a plan as it stands: its price in each window, and what it does to others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.costing.bill import money_to_cents
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.partners import Partner, ZoneRate
from lastmile_cli.domain.plan import FixKind
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.walks import Walk
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.one_more import TRIES
from lastmile_cli.planning.rounds_kept import tears_a_round
from lastmile_cli.planning.trial import try_route
from lastmile_cli.replanning.quote import Counter, with_offer
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day
from tests.planning.test_remedies import bill_cents, everywhere, random_day, random_routes
from tests.strategies import story
from tests.worlds import EURO

HOUR = 3_600
ONE = {"load": Load(parcels=1)}


def counter_of(day, routes) -> tuple[Counter, int]:
    """A counter for the one stop that no route visits, the last."""
    posed = day.posed()
    served = {stop for route in routes for stop in route.stops}
    (stop,) = set(range(len(posed.stops))) - served
    proposal = Proposal(routes=tuple(routes), unserved=(stop,))
    plan = assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)

    def exactly(changed, route):
        return changed

    return Counter.of(plan, posed, proposal, day.config, exactly), stop


def route(*stops, vehicle=0):
    return ProposedRoute(vehicle=vehicle, trips=(stops,))


def window(opens_min: int, closes_min: int) -> Window:
    return Window(EIGHT + 60 * opens_min, EIGHT + 60 * closes_min)


def test_the_price_is_the_detour_and_the_minute_at_the_door():
    """B lies two minutes behind A: four km and four minutes more, and one of service."""
    counter, stop = counter_of(drawn_day("D.A.B"), [route(0)])
    quote = counter.quote(stop, [window(0, 60)])
    offer = quote.offered[0].offer

    assert str(offer.price) == "7.00"
    assert {name: str(money) for name, money in offer.lines} == {"energy": "4.00", "wages": "3.00"}
    assert (offer.vehicle_id, offer.position, offer.after) == ("van-1", 2, "A")
    assert (offer.added_m, offer.added_paid_s, offer.opens_vehicle) == (4_000, 300, False)
    assert quote.any_time.offer.price == offer.price
    assert quote.refusal is None


def test_a_window_that_makes_the_van_wait_costs_the_waiting():
    """A must be served by 08:02; whoever then comes to B at 08:05 waits for it until 08:15."""
    day = drawn_day("D.A.B", stops={"A": {"windows": (window(0, 2),)}, "B": {}})
    counter, stop = counter_of(day, [route(0)])
    quote = counter.quote(stop, [window(15, 60), window(0, 10)])

    assert [str(it.offer.price) for it in quote.offered] == ["13.00", "7.00"]
    assert [it.windows[0].opens_s for it in quote.best] == [EIGHT, EIGHT + 900]
    assert quote.offered[0].offer.start_s == EIGHT + 900
    assert quote.offered[0].offer.margin_s == 45 * 60


def test_who_is_served_later_and_whose_promise_is_squeezed_is_told():
    """A lies on the way to B: B, promised until 08:10, is reached three minutes later."""
    day = drawn_day("D.A.B", stops={"A": {}, "B": {"windows": (window(0, 10),)}})
    posed = day.posed()
    proposal = Proposal(routes=(route(1),), unserved=(0,))
    plan = assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)
    counter = Counter.of(plan, posed, proposal, day.config, lambda changed, _: changed)
    offer = counter.quote(0, [window(0, 5)]).offered[0].offer

    # Before, B is reached at 08:04 and could be by 08:10; then at 08:05, after A's minute.
    assert (offer.later, offer.latest_s) == (1, 60)
    assert offer.squeezed.stop_id == "B"
    assert offer.squeezed.before_s - offer.squeezed.after_s == 60
    assert str(offer.price) == "0.60"


def test_a_van_that_stays_at_home_is_told_of():
    day = drawn_day("D.A.B", vans=[{"max_stops": 1}, {}])
    counter, stop = counter_of(day, [route(0)])
    offer = counter.quote(stop, []).any_time.offer

    assert offer.opens_vehicle
    assert offer.vehicle_id == "van-2"
    # Twenty for the van, eight km, and eight minutes and one at the door.
    assert str(offer.price) == "33.40"


def test_a_partner_who_would_do_it_for_less_is_named():
    day = drawn_day(
        "D.A.B",
        partners=[Partner(partner_id="acme", zones=(ZoneRate(base_micro=3 * EURO),))],
        unserved_micro=100 * EURO,
    )
    counter, stop = counter_of(day, [route(0)])
    quoted = counter.quote(stop, [window(0, 60)]).offered[0]

    assert (quoted.partner.partner_id, quoted.partner.price_micro) == ("acme", 3 * EURO)
    assert str(quoted.offer.price) == "7.00"


def test_where_there_is_no_room_the_reason_and_the_nearest_way_out_are_told():
    """The van holds one parcel, and has one."""
    day = drawn_day("D.A.B", stops={"A": ONE, "B": ONE}, vans=[{"capacity": Capacity(parcels=1)}])
    counter, stop = counter_of(day, [route(0)])
    quote = counter.quote(stop, [window(0, 60), window(60, 120)])

    assert quote.first_choice is None
    assert not quote.best
    assert quote.refusal.reason == "no_room"
    assert quote.refusal.fix.kind is FixKind.LARGER_VEHICLE
    assert str(quote.refusal.fix_cost) == "7.00"


def test_a_wish_that_cannot_be_met_is_refused_though_other_windows_are_free():
    """B at 08:00 sharp would take a van that flies."""
    day = drawn_day("D.A.B", stops={"A": {}, "B": {"windows": (window(0, 1),)}})
    counter, stop = counter_of(day, [route(0)])
    quote = counter.quote(stop, [window(0, 60)])

    assert quote.asked.offer is None
    assert quote.refusal is not None
    assert quote.refusal.fix.kind in (FixKind.CLOSE_LATER, FixKind.START_EARLIER)
    assert str(quote.best[0].offer.price) == "7.00"


def test_a_promise_is_never_made_to_be_broken_for_a_price():
    """Being late has a price on this day, but nobody is offered a window to be late in."""
    late = {"max_late_s": 1_800, "late_micro_per_hour": EURO}
    day = drawn_day("D.A.B", service=late)
    counter, stop = counter_of(day, [route(0)])

    assert counter.quote(stop, [window(0, 3)]).offered[0].offer is None
    assert counter.quote(stop, [window(0, 4)]).offered[0].offer is not None


@pytest.mark.parametrize(("order", "torn"), [((2, 0, 1), False), ((0, 2, 1), True)])
def test_nobody_is_put_between_a_parked_van_and_its_walk(order, torn):
    day = drawn_day("D.A.B.C")
    posed = replace(day.posed(), walks={1: Walk(parked_at="A", out_m=50, out_s=40)})

    assert tears_a_round(posed, route(*order)) is torn


def random_counter(data):
    """A random day, some routes, and one stop that none of them visits."""
    day = random_day(data)
    posed = day.posed()
    if not posed.vehicles:
        return None
    routes = random_routes(data, posed)
    visited = {number for one in routes for number in one.stops}
    left = [number for number in range(len(posed.stops)) if number not in visited]
    if not left:
        return None
    proposal = Proposal(routes=tuple(routes), unserved=tuple(left))
    plan = assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)
    counter = Counter.of(plan, posed, proposal, day.config, lambda changed, _: changed)
    return day, counter, data.draw(st.sampled_from(left))


@settings(story, max_examples=120)
@given(st.data())
def test_a_quoted_window_planned_again_holds_and_costs_what_was_said(data):
    """The order gets the window as its own; the day is posed anew, judged and billed."""
    case = random_counter(data)
    if case is None:
        return
    day, counter, stop = case
    opens = data.draw(st.integers(0, 30))
    wanted = window(opens, opens + data.draw(st.integers(0, 30)))
    offer = counter.quote(stop, [wanted]).offered[0].offer
    event("no" if offer is None else "yes")
    if offer is None:
        return
    promised = replace(day.stops[stop], windows=(wanted,))
    stops = tuple(promised if n == stop else one for n, one in enumerate(day.stops))
    posed = replace(day, stops=stops).posed()
    after = with_offer(counter.proposal, offer)

    assert check_proposal(posed.problem, after) == []
    before = bill_cents(counter.posed, counter.proposal.routes)
    assert bill_cents(posed, after.routes) - before == money_to_cents(offer.price)
    assert wanted.opens_s <= offer.start_s <= wanted.closes_s
    plan = assemble(posed, after, day.config, {}, day=DAY, provenance=PROVENANCE)
    index = PlanIndex.of(posed.problem, posed.vehicles, posed.chargers, ())
    assert check_plan(posed.problem, plan, index) == []
    assert plan.bill.total.amount - counter.plan.bill.total.amount == offer.price.amount


@settings(story, max_examples=120)
@given(st.data())
def test_no_place_is_cheaper_than_the_one_that_is_quoted(data):
    """Every place is tried plainly; the wider the search, the same answer."""
    case = random_counter(data)
    if case is None:
        return
    day, counter, stop = case
    opens = data.draw(st.integers(0, 30))
    wanted = window(opens, opens + data.draw(st.integers(0, 30)))
    offer = counter.quote(stop, [wanted]).offered[0].offer
    promised = replace(day.stops[stop], windows=(wanted,))
    stops = tuple(promised if n == stop else one for n, one in enumerate(day.stops))
    posed = replace(day, stops=stops).posed()
    problem = posed.problem.with_stop(
        stop, replace(posed.problem.stops[stop], drop_micro=10**12, partner_micro=None)
    )
    places = everywhere(replace(posed, problem=problem), counter.proposal.routes, stop)
    if len(counter.clinic.slots.listed) > TRIES:
        return
    event(f"{len(places) > 0}")
    if offer is None:
        assert not places
        return
    trial = try_route(posed.problem, offer.route)
    old = {one.vehicle: one for one in counter.proposal.routes}
    before = old.get(offer.route.vehicle)
    was = try_route(counter.posed.problem, before).cost_micro if before else 0
    assert trial.cost_micro - was == min(added for added, _ in places)
