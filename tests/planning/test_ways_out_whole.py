"""Ways out, and what leaving a stop out saves, beside every way there is, on rich days."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.costing.bill import money_to_cents
from lastmile_cli.domain.plan import FixKind
from lastmile_cli.domain.proposal import ProposedCharge
from lastmile_cli.planning.bench import OF_HOURS, OF_RANGE
from lastmile_cli.planning.companions import unit_of, vehicles_beside
from lastmile_cli.planning.insertion import cost_micro
from lastmile_cli.planning.least_change import least_change
from lastmile_cli.planning.limits import excess_hours, has_way
from lastmile_cli.planning.locks import broken_lock
from lastmile_cli.planning.mend import mend, put_back
from lastmile_cli.planning.remedies import Clinic
from lastmile_cli.planning.remedy import bare_fix
from lastmile_cli.planning.slots import NOBODY
from lastmile_cli.planning.stop_costs import bill_timed, marginal_costs
from lastmile_cli.planning.trial import try_route
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route
from tests.planning.rich_problems import proposals
from tests.planning.test_rich_remedies import day_of, proposed, rich_case, route
from tests.rich_strategies import FEATURES, rich_problems
from tests.strategies import story

ALWAYS = (
    FixKind.CLOSE_LATER,
    FixKind.OPEN_EARLIER,
    FixKind.READY_EARLIER,
    FixKind.MAX_DURATION,
    FixKind.MAX_DRIVE,
    FixKind.MAX_DISTANCE,
    FixKind.MAX_STOPS,
    FixKind.LARGER_VEHICLE,
    FixKind.FREE_SEQUENCE,
    *sorted(OF_HOURS),
    *sorted(OF_RANGE),
)
"""Every kind of change that no lock asks for."""


@settings(story, max_examples=100)
@given(st.data())
def test_no_single_change_of_a_rich_day_is_cheaper_than_the_one_that_is_told(data):
    """Every kind of change at every slot, without any test before the trial."""
    posed, config, proposal, stop = rich_case(data)
    clinic = Clinic.of(posed, proposal, config)
    told = clinic.look(stop).cheapest
    # A place for the ends of a shipment apart from each other is looked for elsewhere.
    assume(len(unit_of(posed.problem, stop)) == 1)
    tried = list(everything(clinic, proposal, stop))
    event("none" if told is None else told.fix.kind.value)
    if told is None:
        assert not tried
    else:
        assert told.added_micro == min(tried)


def everything(  # noqa: C901
    clinic, proposal, stop
):
    """What each single change at each slot adds, in micro-units, where it is worth it."""
    bench, slots = clinic.bench, clinic.slots
    problem, posed = bench.problem, bench.posed
    asked = problem.stops[stop]
    if asked.partner_micro is not None and not asked.goes_to_partner:
        yield Fraction(asked.partner_micro)
    able = vehicles_beside(problem, {one.vehicle: one for one in proposal.routes}, (stop,))
    for number, slot in enumerate(slots.listed):
        if slot.vehicle not in able:
            continue
        lock = broken_lock(posed.stops[stop], posed.vehicles[slot.vehicle])
        order, before = slots.route_with(number, stop), slots.cost_before_micro(number)
        if slot.dropped != NOBODY:
            trial = try_route(problem, order) if not lock else None
            if trial is not None and slot.loss_micro <= bench.worth_micro(stop):
                left = with_charges(problem, slots.route_without(number))
                rest = cost_micro(problem, time_route(problem, left)) if left.trips else 0
                if trial.cost_micro - rest < bench.worth_micro(stop):
                    yield trial.cost_micro - before + slot.loss_micro
            continue
        trial = try_route(problem, order) if not lock else None
        if trial is not None:
            added = trial.cost_micro - before
            place = clinic._place(stop, trial, added)
            if clinic._named(place):
                yield added
            continue
        for kind in (FixKind.SKILL,) if lock == "skills" else () if lock else ALWAYS:
            enough = least_change(bench, order, stop, bare_fix(bench, stop, order.vehicle, kind))
            if enough is not None and enough[1].cost_micro - before < bench.worth_micro(stop):
                yield enough[1].cost_micro - before


@settings(story, max_examples=100)
@given(st.data())
def test_what_a_stop_saves_is_what_its_route_costs_less_charged_anew(data):
    """The order kept; no charge, or any single one that is just enough: none is cheaper."""
    posed, one = whole_route(data)
    whole = money_to_cents(bill_timed(posed, time_route(posed.problem, one), "EUR").total)
    for stop, saved in marginal_costs(posed, one, "EUR").items():
        left = replace(one.without(unit_of(posed.problem, stop)), charges=())
        if not left.trips:
            assert money_to_cents(saved) == whole
            continue
        ways = [
            cents for way in ways_to_charge(posed.problem, left) if (cents := price(posed, way))
        ]
        event("charged" if one.charges else "not charged")
        if ways:
            # Half a cent a line is rounded; what is cheaper by more would be another way.
            assert whole - money_to_cents(saved) <= min(ways) + 1


def price(posed, way):
    """Cents of a route that holds, else nothing."""
    if not has_way(posed.problem, way):
        return None
    timed = time_route(posed.problem, way)
    if any(excess_hours(posed.problem, timed)):
        return None
    return money_to_cents(bill_timed(posed, timed, "EUR").total)


def ways_to_charge(problem, bare):
    """No charge where none is needed, else each single one, as short as is enough."""
    van = problem.vehicles[bare.vehicle]
    if not van.has_range or not any(
        it.reason in ("range", "battery") for it in excess_hours(problem, time_route(problem, bare))
    ):
        yield bare
        return
    for before in range(bare.halts + 1):
        if van.end_place is None and before == bare.halts:
            continue
        for charger in range(len(problem.chargers)):
            one = ProposedCharge(before=before, charger=charger)
            if van.battery is None:
                yield replace(bare, charges=(one,))
                continue
            low, high = 0, 20_000
            while low < high:
                middle = (low + high) // 2
                way = replace(bare, charges=(replace(one, seconds=middle),))
                if lacks_power(problem, way):
                    low = middle + 1
                else:
                    high = middle
            if low:  # else the way past the charger helps, not what is charged there
                yield replace(bare, charges=(replace(one, seconds=low),))


def lacks_power(problem, way):
    return any(it.reason == "battery" for it in excess_hours(problem, time_route(problem, way)))


def whole_route(data):
    """A rich day with a route that the referee accepts, in a vehicle that charges if any does."""
    features = ("hours", "batteries", data.draw(st.sampled_from(FEATURES)))
    posed, _ = day_of(data.draw(rich_problems(features=features)))
    assume(posed.vehicles)
    locked = {n: van.locked for n, van in enumerate(posed.problem.vehicles) if van.locked}
    heads = tuple(route(stops, vehicle=n) for n, stops in locked.items())
    first = proposed(posed, *heads) if locked else data.draw(proposals(posed.problem))
    mended = mend(posed.problem, first)
    proposal = put_back(posed.problem, mended, mended.unserved)
    assume(check_proposal(posed.problem, proposal) == [])
    routes = [one for one in proposal.routes if len(one.stops) > 1]
    assume(routes)
    return posed, data.draw(st.sampled_from(routes))
