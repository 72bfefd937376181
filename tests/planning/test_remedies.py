"""Every fix does what it says: apply it, plan again, and the stop is served."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.costing.bill import money_to_cents
from lastmile_cli.domain.errors import NotSupportedError
from lastmile_cli.domain.fleet import Driver
from lastmile_cli.domain.in_home import InHome
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import SequenceWish, StopKind, Window
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.engines.support import require_support
from lastmile_cli.planning.apply_fix import apply_fix
from lastmile_cli.planning.insertion import cheapest_insertion, cost_micro, measure_routes
from lastmile_cli.planning.least_change import least_change
from lastmile_cli.planning.left_out import explain_unserved
from lastmile_cli.planning.locks import broken_lock
from lastmile_cli.planning.remedies import TRIES, Clinic
from lastmile_cli.planning.slots import NOBODY
from lastmile_cli.planning.stop_costs import bill_timed
from lastmile_cli.planning.trial import try_route
from lastmile_cli.timing.clock import time_route
from tests.days import DAY, EIGHT, drawn_day
from tests.strategies import story
from tests.worlds import EURO

HOUR = 3_600


def remedies_of(day, routes, stop=None):
    """The clinic, and what it finds for the one stop that no route visits."""
    posed = day.posed()
    visited = {number for route in routes for number in route.stops}
    unserved = tuple(number for number in range(len(posed.stops)) if number not in visited)
    proposal = Proposal(routes=tuple(routes), unserved=unserved)
    clinic = Clinic.of(posed, proposal, day.config)
    return clinic, proposal, clinic.remedies(unserved[0] if stop is None else stop)


def planned_again(day, routes, fix):
    """Apply a fix, pose the day anew and put the stop where it is cheapest, routes kept."""
    old = day.posed()
    stops, config = apply_fix(day.stops, day.config, fix)
    points = day.places.points
    of_charger = {one.charger_id: points.index(one.coordinate) for one in config.used_chargers}
    places = replace(day.places, of_charger=of_charger)
    posed = replace(day, stops=stops, config=config, places=places).posed()
    stop_number = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
    vehicle_number = {v.vehicle_id: number for number, v in enumerate(posed.vehicles)}
    kept = []
    for route in routes:
        trips = [
            tuple(
                stop_number[old.stops[s].stop_id]
                for s in trip
                if old.stops[s].stop_id in stop_number
            )
            for trip in route.trips
        ]
        if any(trips):
            vehicle = vehicle_number[old.vehicles[route.vehicle].vehicle_id]
            kept.append(ProposedRoute(vehicle=vehicle, trips=tuple(trip for trip in trips if trip)))
    stop = stop_number[fix.stop_id]
    return posed, kept, stop, everywhere(posed, kept, stop)


def everywhere(posed, routes, stop):
    """Every place of one more stop that holds and is worth it: (added cost, route), tried plainly."""
    problem, of = posed.problem, {route.vehicle: route for route in routes}
    found = []
    for vehicle in range(len(problem.vehicles)):
        if not problem.may_serve(vehicle, stop):
            continue
        before = cost_micro(problem, time_route(problem, of[vehicle])) if vehicle in of else 0
        trips = of[vehicle].trips if vehicle in of else ((),)
        wholes = [
            (*trips[:number], (*trip[:position], stop, *trip[position:]), *trips[number + 1 :])
            for number, trip in enumerate(trips)
            for position in range(len(trip) + 1)
        ]
        if len(trips) < problem.vehicles[vehicle].max_trips:
            wholes.append((*trips, (stop,)))
        for whole in wholes:
            trial = try_route(problem, ProposedRoute(vehicle=vehicle, trips=whole))
            if trial and trial.cost_micro - before < problem.stops[stop].drop_micro:
                found.append((trial.cost_micro - before, trial.route))
    return found


def assert_it_serves(day, routes, fix):
    """After the fix the stop has a place on the vehicle named, and the referee accepts it."""
    posed, kept, stop, places = planned_again(day, routes, fix)
    there = [p for p in places if posed.vehicles[p[1].vehicle].vehicle_id == fix.vehicle_id]
    assert there, fix
    _, route = min(there, key=lambda place: place[0])
    others = [other for other in kept if other.vehicle != route.vehicle]
    served = {number for one in (*others, route) for number in one.stops}
    assert stop in served
    unserved = tuple(number for number in range(len(posed.stops)) if number not in served)
    assert check_proposal(posed.problem, Proposal(routes=(*others, route), unserved=unserved)) == []
    return posed, kept, route


def bill_cents(posed, routes):
    return sum(
        money_to_cents(bill_timed(posed, time_route(posed.problem, route), "EUR").total)
        for route in routes
    )


def route(*stops, vehicle=0):
    return ProposedRoute(vehicle=vehicle, trips=(stops,))


ONE = {"load": Load(parcels=1)}
FULL = {"capacity": Capacity(parcels=1)}

RANGED = {"range_m": 9_000, "recharge_s": 300}
WORLDS = {
    FixKind.INSERT: ("D.A.B", {}, [(0,)], "7.00", {}),
    FixKind.RAISE_WORTH: ("D.A.B", {"unserved_micro": 5 * EURO}, [(0,)], "7.00", {"priority": 71}),
    # Behind A the van reaches B in minute 5, a minute too late; before A it would make A late.
    FixKind.CLOSE_LATER: (
        "D.A.B",
        {
            "stops": {
                "A": {"windows": (Window(EIGHT, EIGHT + 120),)},
                "B": {"windows": (Window(EIGHT, EIGHT + 240),)},
            }
        },
        [(0,)],
        "7.00",
        {"min": 1},
    ),
    # Whoever waits for B's door comes to C too late; it would have to open in minute 7.
    FixKind.OPEN_EARLIER: (
        "D.A.B.C",
        {
            "stops": {
                "A": {"windows": (Window(EIGHT, EIGHT + 120),)},
                "B": {"windows": (Window(EIGHT + 1_200, EIGHT + 1_800),)},
                "C": {"windows": (Window(EIGHT, EIGHT + 600),)},
            }
        },
        [(0, 2)],
        "1.80",
        {"min": 13},
    ),
    FixKind.READY_EARLIER: (
        "D.A",
        {"stops": {"A": {"ready_s": EIGHT + 600, "windows": (Window(EIGHT, EIGHT + 300),)}}},
        [],
        "27.00",
        {"min": 7},
    ),
    FixKind.FREE_SEQUENCE: (
        "D.A.B",
        {
            "stops": {
                "A": {"windows": (Window(EIGHT, EIGHT + 120),)},
                "B": {"sequence": SequenceWish.FIRST},
            }
        },
        [(0,)],
        "7.00",
        {},
    ),
    FixKind.FREE_VEHICLE: (
        "D.A.B",
        {"stops": {"A": ONE, "B": {**ONE, "vehicle_id": "van-1"}}, "vans": [FULL, FULL]},
        [(0,)],
        "33.40",
        {},
    ),
    FixKind.FREE_DRIVER: ("D.A", {"stops": {"A": {"driver_id": "bo"}}}, [], "27.00", {}),
    FixKind.FREE_DEPOT: ("D.A", {"stops": {"A": {"depot_id": "E"}}}, [], "27.00", {}),
    FixKind.END_LATER: (
        "D.A.B",
        {"vans": [{"shift": Window(EIGHT, EIGHT + 9 * 60)}]},
        [(0,)],
        "7.00",
        {"min": 1},
    ),
    # B first, and A nine minutes after leaving for it: on the road two minutes after eight.
    FixKind.START_EARLIER: (
        "B...D.A",
        {
            "stops": {
                "B": {"windows": (Window(EIGHT - HOUR, EIGHT + 240),)},
                "A": {"windows": (Window(EIGHT, EIGHT + 120),)},
            }
        },
        [(1,)],
        "13.40",
        {"min": 9},
    ),
    FixKind.DEPOT_LATER: (
        "D.A.B",
        {"depot": {"hours": Window(EIGHT, EIGHT + 9 * 60)}},
        [(0,)],
        "7.00",
        {"min": 1},
    ),
    FixKind.DEPOT_EARLIER: (
        "D.A",
        {
            "depot": {"hours": Window(EIGHT + 600, EIGHT + 36_000)},
            "stops": {"A": {"windows": (Window(EIGHT, EIGHT + 300),)}},
        },
        [],
        "27.00",
        {"min": 7},
    ),
    FixKind.MAX_DURATION: (
        "D.A.B",
        {"vans": [{"max_duration_s": 500}]},
        [(0,)],
        "7.00",
        {"min": 2},
    ),
    FixKind.MAX_DRIVE: ("D.A.B", {"vans": [{"max_drive_s": 400}]}, [(0,)], "7.00", {"min": 2}),
    FixKind.MAX_DISTANCE: (
        "D.A.B",
        {"vans": [{"max_distance_m": 7_950}]},
        [(0,)],
        "7.00",
        {"m": 50},
    ),
    FixKind.MAX_STOPS: ("D.A.B", {"vans": [{"max_stops": 1}]}, [(0,)], "7.00", {"stops": 1}),
    # Two trips, for the van holds one parcel: A and back are 4 km, B and back 8.
    FixKind.CHARGE_AT_DEPOT: (
        "D.A.B",
        {
            "vans": [RANGED | {"max_trips": 2, "capacity": Capacity(parcels=1)}],
            "stops": {"A": {"load": Load(parcels=1)}, "B": {"load": Load(parcels=1)}},
        },
        [(0,)],
        "16.40",
        {},
    ),
    # A to the left, B to the right: home between them for five minutes.
    FixKind.CHARGER: ("A...D..B", {"vans": [RANGED]}, [(0,)], "13.20", {}),
    FixKind.RANGE: ("A...D..B", {"vans": [RANGED]}, [(0,)], "10.20", {"m": 5_000}),
    FixKind.LARGER_VEHICLE: (
        "D.A.B",
        {
            "stops": {
                "A": {"load": Load(parcels=1, weight_g=9)},
                "B": {"load": Load(parcels=3, weight_g=5)},
            },
            "vans": [{"capacity": Capacity(parcels=2, weight_g=10)}],
        },
        [(0,)],
        "7.00",
        {"weight_g": 4, "parcels": 2},
    ),
    FixKind.SKILL: (
        "D.A",
        {"stops": {"A": {"skills": frozenset({"lift"})}}},
        [],
        "27.00",
        {},
    ),
    FixKind.CREW: (
        "D.A",
        {"stops": {"A": {"in_home": InHome(crew=3), "service_s": 60}}},
        [],
        "27.00",
        {"persons": 2},
    ),
    # A and B are one behind the other; only one of them can be reached in time.
    FixKind.DROP_STOP: (
        "A.D.B",
        {
            "stops": {
                "A": {"windows": (Window(EIGHT, EIGHT + 120),)},
                "B": {"windows": (Window(EIGHT, EIGHT + 120),)},
            },
        },
        [(0,)],
        "0.00",
        {},
    ),
}
"""The world, the routes, the price and the amounts of a fix of each kind."""


@pytest.mark.parametrize("kind", WORLDS)
def test_after_the_fix_the_stop_is_served(kind):
    drawing, special, orders, price, amounts = WORLDS[kind]
    day = drawn_day(drawing, **special)
    routes = [route(*order, vehicle=number) for number, order in enumerate(orders)]

    _, _, found = remedies_of(day, routes)

    by_kind = {remedy.fix.kind: remedy.fix for remedy in found}
    assert kind in by_kind, [remedy.fix for remedy in found]
    fix = by_kind[kind]
    assert (str(fix.price), dict(fix.amounts)) == (price, amounts)
    assert_it_serves(day, routes, fix)


def test_a_van_need_not_wait_for_the_goods_of_the_stop_that_gives_way():
    """A's goods come a minute after eight; B's nine minutes fill the whole shift."""
    day = drawn_day(
        "A..D...B",
        stops={"A": {"ready_s": EIGHT + 60}, "B": {}},
        vans=[{"shift": Window(EIGHT, EIGHT + 540), "max_stops": 1}],
    )

    _, _, found = remedies_of(day, [route(0)])

    (fix,) = (remedy.fix for remedy in found)
    assert (fix.kind, fix.instead_of) == (FixKind.DROP_STOP, "A")
    assert_it_serves(day, [route(0)], fix)


def windows(data):
    """No window, one, or two; hours and minutes that get in each other's way."""
    cuts = sorted(data.draw(st.sets(st.integers(0, 50), min_size=4, max_size=4)))
    pairs = [(cuts[0], cuts[1]), (cuts[2], cuts[3])]
    some = pairs[: data.draw(st.sampled_from((0, 1, 1, 1, 2)))]
    return tuple(Window(EIGHT + 45 * a, EIGHT + 45 * b + 15) for a, b in some)


def random_day(data):
    """A day of three to five stops and one to three vans in which little fits beside another."""
    letters = data.draw(st.permutations("ABCDE..."))
    names = sorted(set(letters) - set("D."))[: data.draw(st.integers(2, 4))]

    def maybe(chance, value):
        return value if data.draw(st.integers(1, chance)) == 1 else None

    whole = st.integers
    stops = {
        name: {
            "windows": windows(data),
            "load": Load(parcels=data.draw(whole(0, 4)), weight_g=data.draw(whole(0, 4))),
            "kind": data.draw(
                st.sampled_from((StopKind.DELIVERY, StopKind.DELIVERY, StopKind.PICKUP))
            ),
            "priority": data.draw(st.sampled_from((10, 50, 50, 90))),
            "ready_s": maybe(5, EIGHT + 60 * data.draw(whole(0, 20))),
            "service_s": data.draw(whole(0, 150)),
            "sequence": maybe(6, data.draw(st.sampled_from(SequenceWish))) or SequenceWish.ANY,
            "skills": frozenset({"lift"}) if maybe(6, 1) else frozenset(),
            "vehicle_id": maybe(6, "van-1") or "",
            "driver_id": maybe(9, "bo") or "",
        }
        for name in names
    }
    vans = [
        {
            "shift": Window(
                EIGHT + 60 * data.draw(whole(0, 5)), EIGHT + 60 * data.draw(whole(8, 45))
            ),
            "end_depot_id": data.draw(st.sampled_from(("D", "D", "D", None))),
            "capacity": Capacity(
                parcels=data.draw(whole(2, 8)), weight_g=maybe(2, data.draw(whole(2, 8)))
            ),
            "skills": frozenset({"lift"}) if maybe(2, 1) else frozenset(),
            "driver": maybe(3, Driver(driver_id="bo")),
            "max_duration_s": maybe(3, 60 * data.draw(whole(5, 30))),
            "max_drive_s": maybe(4, 60 * data.draw(whole(4, 20))),
            "max_distance_m": maybe(4, 1_000 * data.draw(whole(4, 20)) + 30),
            "max_stops": maybe(4, data.draw(whole(0, 3))),
            "overtime_after_s": maybe(3, 600),
        }
        for _ in range(data.draw(whole(1, 3)))
    ]
    hours = maybe(
        3, Window(EIGHT + 60 * data.draw(whole(0, 4)), EIGHT + 60 * data.draw(whole(10, 40)))
    )
    return drawn_day(
        "".join(letters),
        stops=stops,
        vans=vans,
        depot={"hours": hours, "loading_s": data.draw(st.sampled_from((0, 30)))},
        service={"time_window_rule": data.draw(st.sampled_from(TimeWindowRule))},
        unserved_micro=data.draw(st.sampled_from((None, None, 8 * EURO, 30 * EURO))),
        slow=data.draw(st.sampled_from((None, {0: 1, EIGHT + 500: 1.7, EIGHT + 900: 0.8}))),
    )


def random_routes(data, posed):
    """Put stops in one by one where they are cheapest; some are passed over."""
    routes: dict[int, ProposedRoute] = {}
    for stop in data.draw(st.permutations(range(len(posed.stops)))):
        if data.draw(st.integers(0, 3)):
            proposal = Proposal(routes=tuple(routes.values()), unserved=())
            place = cheapest_insertion(posed.problem, measure_routes(posed.problem, proposal), stop)
            if place is not None and posed.problem.may_serve(place.route.vehicle, stop):
                routes[place.route.vehicle] = place.route
    return [routes[vehicle] for vehicle in sorted(routes)]


def random_case(data):
    day = random_day(data)
    posed = day.posed()
    if not posed.vehicles:
        return None
    routes = random_routes(data, posed)
    visited = {number for one in routes for number in one.stops}
    left = [number for number in range(len(posed.stops)) if number not in visited]
    return (day, routes, data.draw(st.sampled_from(left))) if left else None


@settings(story, max_examples=200)
@given(st.data())
def test_every_fix_of_a_random_day_serves_its_stop_at_its_price(data):
    case = random_case(data)
    if case is None:
        return
    day, routes, stop = case
    clinic, _, found = remedies_of(day, routes, stop)
    for remedy in found:
        fix = remedy.fix
        event(fix.kind.value)
        posed, kept, longer = assert_it_serves(day, routes, fix)
        if fix.kind in (FixKind.RAISE_WORTH, FixKind.DROP_STOP):
            continue
        after = [longer, *(other for other in kept if other.vehicle != longer.vehicle)]
        said = bill_cents(clinic.bench.posed, routes) + money_to_cents(fix.price)
        # There may be a cheaper place than the one the fix was found for, never only dearer ones.
        assert bill_cents(posed, after) <= said


@settings(story, max_examples=150)
@given(st.data())
def test_one_minute_less_would_not_do(data):
    case = random_case(data)
    if case is None:
        return
    day, routes, stop = case
    clinic, _, found = remedies_of(day, routes, stop)
    for remedy in found:
        less = tuple((unit, amount - 1) for unit, amount in remedy.fix.amounts)
        if remedy.fix.kind is FixKind.RAISE_WORTH or not less:
            continue
        event(remedy.fix.kind.value)
        vehicle = remedy.trial.route.vehicle
        changed = clinic.bench.changed(vehicle, stop, replace(remedy.fix, amounts=less))
        assert changed is None or try_route(changed, remedy.trial.route) is None


@settings(story, max_examples=150)
@given(st.data())
def test_no_single_change_anywhere_is_cheaper_than_the_one_that_is_told(data):
    """Every kind of change at every slot, without any test before the trial."""
    case = random_case(data)
    if case is None:
        return
    day, routes, stop = case
    clinic, _, _ = remedies_of(day, routes, stop)
    told = clinic.look(stop).cheapest
    tried = list(plainly(clinic, stop))
    event("none" if told is None else told.fix.kind.value)
    if told is None:
        assert not tried
    elif len(clinic.slots.listed) <= TRIES:
        assert told.added_micro == min(tried)
    else:
        assert told.added_micro >= min(tried)


@settings(story, max_examples=25)
@given(st.data())
def test_what_the_engine_left_out_is_served_after_its_fix(data):
    day, engine = random_day(data), open_engine("ortools")
    posed = day.posed()
    try:
        require_support(posed.problem, engine)
    except NotSupportedError:
        return
    proposal = engine.solve(posed.problem, SolveBudget(iterations=20))
    if not posed.vehicles or check_proposal(posed.problem, proposal):
        return  # Engines look at the streets of one hour; the day's plan would be mended first.
    routes = [one for one in proposal.routes if one.stops]
    for left in explain_unserved(posed, proposal, day.config, DAY):
        event(f"{left.reason}: {left.fix.kind.value if left.fix else 'no fix'}")
        if left.fix is not None:
            assert (left.cheapest_fix != "", left.fix_cost) == (True, left.fix.price)
            assert_it_serves(day, routes, left.fix)


def plainly(clinic, stop):
    """What each single change at each slot adds, in micro-units."""
    bench, slots = clinic.bench, clinic.slots
    asked, worth = bench.posed.stops[stop], bench.worth_micro(stop)
    for number, slot in enumerate(slots.listed):
        vehicle = bench.posed.vehicles[slot.vehicle]
        order = slots.route_with(number, stop)
        before = slots.cost_before_micro(number)
        if slot.dropped != NOBODY:
            yield from swapped(bench, slots, number, order, stop, before)
            continue
        lock = broken_lock(asked, vehicle)
        if not lock and stop not in bench.posed.too_short:
            trial = try_route(bench.problem, order)
            if trial is not None:
                yield trial.cost_micro - before
                continue
        for kind in FixKind:
            if kind in (FixKind.INSERT, FixKind.PARTNER, FixKind.RAISE_WORTH, FixKind.DROP_STOP):
                continue
            fix = Fix(
                kind=kind, stop_id=asked.stop_id, vehicle_id=vehicle.vehicle_id, price=NOTHING
            )
            if not is_open_to(fix, asked, vehicle, lock, is_short=stop in bench.posed.too_short):
                continue
            found = least_change(bench, order, stop, fix)
            if found is not None and found[1].cost_micro - before < worth:
                yield found[1].cost_micro - before


NOTHING = Money.zero("EUR")


def is_open_to(fix, stop, vehicle, lock, *, is_short):
    """Whether a kind of change may be asked for at all."""
    if fix.kind is FixKind.SKILL:
        return lock == "skills" and not is_short
    if fix.kind is FixKind.CREW:
        return lock == "crew" and not is_short
    if fix.kind in (FixKind.FREE_VEHICLE, FixKind.FREE_DRIVER, FixKind.FREE_DEPOT):
        (free,), _ = apply_fix((stop,), drawn_day("D").config, fix)
        return bool(lock) and not broken_lock(free, vehicle) and not is_short
    is_window = fix.kind in (FixKind.CLOSE_LATER, FixKind.OPEN_EARLIER)
    return not lock and (is_window or not is_short)


def swapped(bench, slots, number, order, stop, before):
    slot, problem = slots.listed[number], bench.problem
    dropped = problem.stops[slot.dropped]
    if broken_lock(bench.posed.stops[stop], bench.posed.vehicles[slot.vehicle]):
        return
    if stop in bench.posed.too_short or dropped.drop_micro > bench.worth_micro(stop):
        return
    trial, left = try_route(problem, order), slots.route_without(number)
    if trial is not None:
        without = cost_micro(problem, time_route(problem, left)) if left.trips else 0
        if trial.cost_micro - without < bench.worth_micro(stop):
            yield trial.cost_micro - before + dropped.drop_micro
