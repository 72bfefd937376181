"""Why stops are left out on days with breaks, trips, shipments, groups, options and lateness."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.fleet import Break, Depot, Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import LOAD_DIMENSIONS, Capacity, Load
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.planning.candidates import find_candidates
from lastmile_cli.planning.companions import unit_of, vehicles_beside
from lastmile_cli.planning.explanation import why_left_out, why_there
from lastmile_cli.planning.least_change import least_change
from lastmile_cli.planning.left_out import explain_unserved
from lastmile_cli.planning.limits import REASONS, Excess
from lastmile_cli.planning.locks import broken_lock
from lastmile_cli.planning.mend import mend, objective_micro
from lastmile_cli.planning.misses import Miss
from lastmile_cli.planning.places import PlaceIndex
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.remedies import Clinic
from lastmile_cli.planning.remedy import bare_fix
from lastmile_cli.planning.slots import NOBODY
from lastmile_cli.planning.trial import try_route
from lastmile_cli.planning.wording import excess_detail, miss_words
from tests.days import DAY, EIGHT, RATES, drawn_day
from tests.planning.rich_problems import proposals
from tests.rich_strategies import FEATURES, rich_problems
from tests.strategies import story
from tests.worlds import EURO

COUPLED = ("shipments", "trips", "breaks", "lateness")
SPOT = Coordinate(lat_deg=60, lon_deg=24)


def route(*trips, vehicle=0):
    return ProposedRoute(vehicle=vehicle, trips=trips)


def proposed(posed, *routes):
    visited = {stop for one in routes for stop in one.stops}
    left = tuple(number for number in range(len(posed.stops)) if number not in visited)
    return Proposal(routes=routes, unserved=left)


def fixes_of(day, routes, stop, posed=None):
    posed = posed or day.posed()
    why = why_left_out(posed, proposed(posed, *routes), stop, day.config, DAY)
    return why, {told.fix.kind: told for told in why.fixes}


@pytest.mark.parametrize("reason", [*REASONS, *(f"capacity_{unit}" for unit in LOAD_DIMENSIONS)])
def test_every_reason_that_exists_has_words(reason):
    day = drawn_day("D.A")
    excess = Excess(reason=reason, needs=EIGHT + 7_300, limit=EIGHT + 60)
    miss = Miss(vehicle=0, asked=0, excesses=(excess,))

    for words in (
        excess_detail(day.posed(), miss, excess, DAY),
        miss_words(day.posed(), miss, 0, DAY),
    ):
        assert words
        assert "None" not in words


def test_a_reason_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="too_blue"):
        Excess(reason="too_blue", needs=2, limit=1)


def test_a_break_in_the_way_is_named_with_its_hours():
    """A is 30 minutes away; the break would have to begin within 20."""
    rest = Break(duration_s=600, latest_s=EIGHT + 1_200)
    day = drawn_day("D" + "." * 29 + "A", vans=[{"breaks": (rest,)}])

    why, _ = fixes_of(day, [], 0)

    assert why.told.reason == "break_latest"
    assert why.told.detail == (
        "van-1, the closest, could begin its break at 08:30 at the earliest; it must by 08:20."
    )
    assert why.proofs[0].alone == "could begin its break at 08:30, it must by 08:20"


def test_the_day_is_made_longer_by_the_break_too():
    """8 minutes' driving, one at the door, 30 for the break: 39, and 12 are there."""
    van = {"breaks": (Break(duration_s=1_800, latest_s=EIGHT + 360),)}
    van["shift"] = Window(EIGHT, EIGHT + 12 * 60)
    day = drawn_day("D.A.B", vans=[van])

    _, fixes = fixes_of(day, [], 1)

    assert fixes[FixKind.END_LATER].fix.amount("min") == 27


def test_a_second_trip_takes_what_the_first_has_no_room_for():
    stops = {"A": {"load": Load(parcels=3)}, "B": {"load": Load(parcels=3)}}
    day = drawn_day("D.A.B", stops=stops, vans=[{"capacity": Capacity(parcels=3), "max_trips": 2}])

    why, fixes = fixes_of(day, [route((0,))], 1)

    assert why.told.reason == "overlooked"
    assert fixes[FixKind.INSERT].fix.vehicle_id == "van-1"


def test_both_ends_of_a_shipment_come_together():
    stops = {
        "A": {"kind": StopKind.PICKUP, "paired_with": "C", "load": Load(parcels=4)},
        "C": {"paired_with": "A", "load": Load(parcels=4)},
        "B": {},
    }
    day = drawn_day("D.A.B.C", stops=stops, vans=[{"capacity": Capacity(parcels=3)}])

    why, fixes = fixes_of(day, [route((2,))], 1)

    assert (why.told.reason, why.told.detail) == (
        "capacity_parcels",
        "Has 4 parcels; van-1, the closest, holds 3 parcels.",
    )
    assert dict(fixes[FixKind.LARGER_VEHICLE].fix.amounts) == {"parcels": 1}


def test_an_end_of_a_shipment_is_told_what_its_other_end_asks_for():
    stops = {
        "A": {"kind": StopKind.PICKUP, "paired_with": "B", "skills": frozenset({"lift"})},
        "B": {"paired_with": "A"},
    }

    why, fixes = fixes_of(drawn_day("D.A.B", stops=stops), [], 1)

    assert why.told.reason == "skills"
    assert why.proofs[0].alone == "lacks lift"
    assert fixes[FixKind.SKILL].fix.skills == frozenset({"lift"})


def test_a_stop_goes_where_its_group_is():
    stops = {"A": {"group": "x"}, "B": {"group": "x"}}
    day = drawn_day("D.A.B", stops=stops, vans=[{"max_stops": 1}, {}])

    _, fixes = fixes_of(day, [route((0,))], 1)

    assert {told.fix.vehicle_id for told in fixes.values()} == {"van-1"}


def test_lateness_that_is_borne_is_no_reason():
    stops = {"A": {"windows": (Window(EIGHT, EIGHT + 60),)}}
    late = {"max_late_s": 300, "late_micro_per_hour": 60 * EURO}

    _, fixes = fixes_of(drawn_day("D.A", stops=stops, service=late), [], 0)

    assert str(fixes[FixKind.INSERT].fix.price) == "28.00", "27 and a minute late"


@pytest.mark.parametrize(("closes_s", "minutes"), [(60, None), (120, 10)])
def test_nobody_is_asked_to_load_before_the_service_day_begins(closes_s, minutes):
    """A is two minutes away, the shift begins at ten past midnight."""
    stops = {"A": {"windows": (Window(0, closes_s),)}}
    day = drawn_day("D.A", stops=stops, vans=[{"shift": Window(600, EIGHT)}])

    _, fixes = fixes_of(day, [], 0)

    early = fixes.get(FixKind.START_EARLIER)
    assert (early and early.fix.amount("min")) == minutes


def with_prices(day, **fields):
    """The day posed, its last stop with these values of a problem's stop."""
    posed = day.posed()
    last = len(posed.stops) - 1
    stop = replace(posed.problem.stops[last], **fields)
    return replace(posed, problem=posed.problem.with_stop(last, stop), partner_of={last: "acme"})


def test_a_partner_who_is_dearer_than_the_stop_is_worth_is_named():
    """The van would add 7.00, the partner takes 6.50; B is worth 5.00."""
    day = drawn_day("D.A.B", unserved_micro=5 * EURO)
    posed = with_prices(day, partner_micro=6_500_000)

    why, fixes = fixes_of(day, [route((0,))], 1, posed)

    assert why.told.reason == "too_dear"
    assert why.told.cheapest_fix == "hand it to acme for 6.50 EUR"
    assert (str(why.told.fix_cost), why.told.fix.vehicle_id) == ("6.50", "")
    assert FixKind.RAISE_WORTH not in fixes, "then the partner would take it"


def test_a_partner_dearer_than_the_van_leaves_the_van_the_better_way():
    day = drawn_day("D.A.B", unserved_micro=5 * EURO)
    posed = with_prices(day, partner_micro=8 * EURO)

    why, fixes = fixes_of(day, [route((0,))], 1, posed)

    assert why.told.fix.kind is FixKind.RAISE_WORTH
    assert str(fixes[FixKind.PARTNER].fix.price) == "8.00"


def test_what_a_served_option_makes_needless_is_not_left_out():
    day = drawn_day("D.A.B")
    posed = day.posed()
    stops = tuple(replace(stop, option_of=0) for stop in posed.problem.stops)
    posed = replace(posed, problem=replace(posed.problem, stops=stops))

    door = proposed(posed, route((0,)))
    assert explain_unserved(posed, door, day.config, DAY) == ()
    assert why_left_out(posed, door, 1, day.config, DAY).told.reason == "other_option"
    nobody = explain_unserved(posed, proposed(posed), day.config, DAY)
    assert [(one.stop_id, one.reason) for one in nobody] == [
        ("A", "overlooked"),
        ("B", "overlooked"),
    ]


def test_nobody_gives_way_who_is_locked():
    posed = drawn_day("D.A.B").posed()
    van = replace(posed.problem.vehicles[0], locked=(0,), max_stops=1)
    posed = replace(posed, problem=posed.problem.with_vehicle(0, van))

    _, fixes = fixes_of(drawn_day("D.A.B"), [route((0,))], 1, posed)

    assert FixKind.DROP_STOP not in fixes
    assert not why_there(
        posed, proposed(posed, route((0, 1))), 0, drawn_day("D.A.B").config
    ).next_vehicle_id


def day_of(problem):
    """Stops, vans and settings as they would have been posed as this problem, and the problem."""
    units = len(problem.load_units)
    padding, unbound = (0,) * (3 - units), (NO_LIMIT,) * (3 - units)
    stops, asked = [], []
    for number, stop in enumerate(problem.stops):
        goods = {"delivery": stop.delivery + padding, "pickup": stop.pickup + padding}
        stops.append(replace(stop, **goods))
        skills = frozenset() if stop.vehicles is None else frozenset({f"skill {number}"})
        asked.append(
            Stop(
                stop_id=stop.stop_id,
                coordinate=SPOT,
                windows=tuple(Window(*window) for window in stop.windows),
                service_s=stop.service_s[0],
                ready_s=stop.ready_s,
                sequence=stop.sequence,
                skills=skills,
            )
        )
    vans, vehicles, hubs = [], [], []
    for number, van in enumerate(problem.vehicles):
        vans.append(replace(van, capacity=van.capacity + unbound))
        may = [n for n, stop in enumerate(problem.stops) if number in (stop.vehicles or ())]
        names = ("max_duration_s", "max_drive_s", "max_distance_m", "max_stops", "range_m")
        limits = {name: bound(getattr(van, name)) for name in names}
        hub_id = f"D of {van.vehicle_id}"
        watts = van.start_watts if van.battery and van.start_watts else None
        vans[-1] = replace(vans[-1], start_watts=watts or 0)
        hubs.append(Depot(depot_id=hub_id, name="Hub", coordinate=SPOT, charger_watts=watts))
        vehicles.append(
            Vehicle(
                vehicle_id=van.vehicle_id,
                kind="van",
                start_depot_id=hub_id,
                end_depot_id=None if van.end_place is None else hub_id,
                shift=Window(van.earliest_s, van.latest_s),
                capacity=Capacity(
                    **dict(zip(LOAD_DIMENSIONS, map(bound, vans[-1].capacity), strict=True))
                ),
                skills=frozenset(f"skill {n}" for n in may),
                rates=RATES,
                recharge_s=van.recharge_s,
                charges_at_depot=van.charges_at_start or watts is not None,
                battery=van.battery,
                **limits,
            )
        )
    config = replace(drawn_day("D").config, depots=tuple(hubs), vehicles=tuple(vehicles))
    problem = replace(problem, stops=tuple(stops), vehicles=tuple(vans), load_units=LOAD_DIMENSIONS)
    places = PlaceIndex(points=(SPOT,), of_depot={hub.depot_id: 0 for hub in hubs}, of_stop={})
    return Posed(
        problem=problem,
        stops=tuple(asked),
        vehicles=tuple(vehicles),
        places=places,
        partner_of=dict.fromkeys(range(len(asked)), "acme"),
    ), config


def bound(limit):
    return None if limit >= NO_LIMIT else limit


def rich_case(data):
    """A rich day whose proposal the referee accepts, and a stop that it leaves out."""
    features = data.draw(st.sampled_from((FEATURES, COUPLED)))
    posed, config = day_of(data.draw(rich_problems(features=features)))
    assume(posed.vehicles)
    thrown = data.draw(proposals(posed.problem))
    locked = {n: van.locked for n, van in enumerate(posed.problem.vehicles) if van.locked}
    heads = tuple(route(stops, vehicle=n) for n, stops in locked.items())
    first = proposed(posed, *heads) if locked else thrown
    proposal = mend(posed.problem, first)
    assume(check_proposal(posed.problem, proposal) == [])
    assume(proposal.unserved)
    return posed, config, proposal, data.draw(st.sampled_from(proposal.unserved))


def problem_after(clinic, remedy, stop):
    """The problem once a fix has been applied."""
    bench, fix = clinic.bench, remedy.fix
    vehicle = remedy.trial.route.vehicle
    problem = bench.changed(vehicle, stop, fix)
    if fix.kind is FixKind.SKILL:
        for end in unit_of(problem, stop):
            problem = problem.with_stop(end, replace(problem.stops[end], vehicles=None))
    return problem


def tell_what_is_rich(problem, longer, stop):
    """Note what the day had to bear, for hypothesis' statistics."""
    asked, van = problem.stops[stop], problem.vehicles[longer.vehicle]
    for word, is_so in {
        "a shipment": len(unit_of(problem, stop)) > 1,
        "a group": asked.group is not None,
        "an option": asked.option_of is not None,
        "two trips": len(longer.trips) > 1,
        "breaks": bool(van.breaks),
        "locks": bool(van.locked),
        "lateness": asked.max_late_s > 0,
        "a wish": asked.wish_micro(longer.vehicle) > 0 or problem.zone_change_micro > 0,
    }.items():
        if is_so:
            event(word)


@settings(story, max_examples=120)
@given(st.data())
def test_every_fix_of_a_rich_day_serves_its_stop_at_its_price(data):
    posed, config, proposal, stop = rich_case(data)
    clinic = Clinic.of(posed, proposal, config)
    found = clinic.remedies(stop)
    best = clinic.look(stop).cheapest
    for remedy in [*found, *([best] if best else [])]:
        fix = remedy.fix
        event(fix.kind.value)
        if fix.kind is FixKind.PARTNER:
            assert remedy.added_micro == posed.problem.stops[stop].partner_micro
            continue
        problem = problem_after(clinic, remedy, stop)
        new = remedy.trial.route
        tell_what_is_rich(posed.problem, new, stop)
        others = [one for one in proposal.routes if one.vehicle != new.vehicle]
        after = proposed(posed, *others, new)
        assert stop not in after.unserved
        assert check_proposal(problem, after) == [], fix
        if not problem.balance_micro:
            less = objective_micro(problem, after) - objective_micro(posed.problem, proposal)
            assert less == remedy.added_micro - clinic.bench.worth_micro(stop)


@settings(story, max_examples=80)
@given(st.data())
def test_every_stop_of_a_rich_day_has_its_story(data):
    posed, config, proposal, _ = rich_case(data)
    for left in explain_unserved(posed, proposal, config, DAY):
        event(left.reason)
        assert left.detail
    for stop in proposal.unserved:
        assert why_left_out(posed, proposal, stop, config, DAY).told.reason
    for one in proposal.routes:
        for stop in one.stops:
            why_there(posed, proposal, stop, config)


@settings(story, max_examples=120)
@given(st.data())
def test_no_test_of_a_rich_day_stops_what_can_be_driven(data):
    """Whatever a single change at a slot opens passes the tests there, and costs what they say."""
    posed, config, proposal, stop = rich_case(data)
    clinic = Clinic.of(posed, proposal, config)
    bench, slots = clinic.bench, clinic.slots
    found = find_candidates(bench, slots, clinic.fleet, stop)
    problem, unit = posed.problem, unit_of(posed.problem, stop)
    of = {one.vehicle: one for one in proposal.routes}
    able = vehicles_beside(problem, of, unit)
    for number, slot in enumerate(slots.listed):
        order = slots.route_with(number, stop)
        locks = {broken_lock(posed.stops[end], posed.vehicles[slot.vehicle]) for end in unit}
        if slot.vehicle not in able or locks - {"", "skills"}:
            continue
        opens, least = (
            found.fits if slot.dropped == NOBODY else found.after[FixKind.DROP_STOP],
            None,
        )
        trial = try_route(problem, order) if locks == {""} else None
        if trial is not None:
            is_wanted = slot.dropped == NOBODY or slot.loss_micro <= bench.worth_micro(stop)
            assert opens[number] or not is_wanted
            least = trial
            event("trip" if slot.is_new_trip else "gap" if slot.dropped == NOBODY else "swap")
        elif slot.dropped == NOBODY:
            least = first_change(bench, found, number, order, stop, locks)
        if least is not None:
            added = least.cost_micro - slots.cost_before_micro(number)
            # Money, hours and chances are rounded to micro-units each.
            assert found.least_micro[number] <= added + 2


def first_change(bench, found, number, order, stop, locks):
    """Try every kind of change at a gap; each that is enough must have been hoped for."""
    last = None
    for kind in (
        FixKind.CLOSE_LATER,
        FixKind.END_LATER,
        FixKind.MAX_DURATION,
        FixKind.MAX_DRIVE,
        FixKind.MAX_DISTANCE,
        FixKind.MAX_STOPS,
        FixKind.RANGE,
        FixKind.LARGER_VEHICLE,
        FixKind.SKILL,
    ):
        if ("skills" in locks) is not (kind is FixKind.SKILL):
            continue
        fix: Fix = bare_fix(bench, stop, order.vehicle, kind)
        enough = least_change(bench, order, stop, fix)
        if enough is not None:
            event(kind.value)
            assert found.after[kind][number], kind
            last = enough[1]
    return last
