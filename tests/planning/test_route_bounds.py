"""What bounds a route, and who takes its stops: drawn worlds with numbers to count on fingers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.costing.bill import money_to_cents
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.partners import Partner, ZoneRate
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Window
from lastmile_cli.planning.limits import excess_hours, excess_loads
from lastmile_cli.planning.route_bounds import MOST_MORE, route_bounds
from lastmile_cli.planning.route_slacks import route_slacks
from lastmile_cli.planning.stay_home import stay_home
from lastmile_cli.timing.clock import time_route
from tests.days import EIGHT, drawn_day
from tests.planning.test_remedies import bill_cents, random_day, random_routes
from tests.strategies import story
from tests.worlds import EURO

ONE = {"load": Load(parcels=1)}


def route(*stops, vehicle=0):
    return ProposedRoute(vehicle=vehicle, trips=(stops,))


def bound_of(found, word):
    return next(bound for bound in found.bounds if bound.word == word)


def test_limits_are_told_by_how_much_of_them_is_used():
    """A and back: four km and four minutes, one at the door."""
    day = drawn_day(
        "D.A",
        stops={"A": ONE},
        vans=[{"max_distance_m": 5_000, "max_duration_s": 600, "capacity": Capacity(parcels=4)}],
    )
    found = route_bounds(day.posed(), route(0))

    used = {bound.word: (bound.used, bound.limit) for bound in found.bounds}
    assert used["max_distance"] == (4_000, 5_000)
    assert used["max_duration"] == (300, 600)
    assert used["capacity_parcels"] == (1, 4)
    assert "max_stops" not in used
    assert [bound.share for bound in found.bounds] == sorted(
        (bound.share for bound in found.bounds), reverse=True
    )


def test_the_tightest_promise_comes_first_with_its_slack_both_ways():
    day = drawn_day(
        "D.A.B",
        stops={
            "A": {"windows": (Window(EIGHT, EIGHT + 1_800),)},
            "B": {"windows": (Window(EIGHT, EIGHT + 600),)},
        },
    )
    found = route_bounds(day.posed(), route(0, 1))

    # B is begun at 08:05 and may be at 08:10; A may then wait as long, though its window is wider.
    assert [(it.stop, it.after_s) for it in found.promises] == [(0, 300), (1, 300)]


def test_how_many_usual_stops_fit_and_what_yet_another_breaks():
    """Four parcels fit, one is on board; a usual stop takes two minutes there and one more."""
    day = drawn_day("D.A", stops={"A": ONE}, vans=[{"capacity": Capacity(parcels=4)}])
    more = route_bounds(day.posed(), route(0)).next_stop

    assert (more.fits, more.door_s, more.way_s) == (3, 60, 120)
    assert [(it.reason, it.needs, it.limit) for it in more.excesses] == [("capacity_parcels", 5, 4)]


def test_a_shift_that_ends_is_what_breaks_where_there_is_room_on_board():
    """Home at 08:05; three minutes a stop: two more until 08:12."""
    day = drawn_day("D.A", vans=[{"shift": Window(EIGHT, EIGHT + 720)}])
    more = route_bounds(day.posed(), route(0)).next_stop

    assert more.fits == 2
    assert [it.reason for it in more.excesses] == ["shift_too_short"]


def test_where_nothing_stands_against_it_the_counting_ends():
    more = route_bounds(drawn_day("D.A").posed(), route(0)).next_stop

    assert (more.fits, more.excesses) == (MOST_MORE, ())


def test_another_van_takes_the_stop_and_the_day_costs_less():
    """Alone B costs 33.40; behind A it adds 7.00."""
    day = drawn_day("D.A.B", vans=[{}, {}])
    posed = day.posed()
    proposal = Proposal(routes=(route(0), route(1, vehicle=1)), unserved=())
    home = stay_home(posed, proposal, 1, "EUR")

    assert str(home.saved) == "33.40"
    assert [(it.name, it.stop_ids, str(it.added)) for it in home.takers] == [
        ("van-1", ("B",), "7.00")
    ]
    assert (str(home.change), home.left) == ("-26.40", ())


def test_a_partner_takes_what_no_van_has_room_for_and_who_is_left_is_named():
    acme = Partner(
        partner_id="acme", zones=(ZoneRate(base_micro=9 * EURO),), largest=Capacity(parcels=1)
    )
    day = drawn_day(
        "D.A.B.C",
        stops={"A": ONE, "B": ONE, "C": {"load": Load(parcels=2)}},
        vans=[{"capacity": Capacity(parcels=1)}, {}],
        partners=[acme],
        unserved_micro=100 * EURO,
    )
    proposal = Proposal(routes=(route(0), route(1, 2, vehicle=1)), unserved=())
    home = stay_home(day.posed(), proposal, 1, "EUR")

    assert [(it.name, it.is_partner, it.stop_ids, str(it.added)) for it in home.takers] == [
        ("acme", True, ("B",), "9.00")
    ]
    assert home.left == ("C",)


def random_plan(data):
    day = random_day(data)
    posed = day.posed()
    routes = random_routes(data, posed) if posed.vehicles else []
    return day, posed, routes


@settings(story, max_examples=80)
@given(st.data())
def test_every_second_of_a_day_goes_somewhere_and_nothing_is_used_beyond_its_limit(data):
    _, posed, routes = random_plan(data)
    for one in routes:
        timed = time_route(posed.problem, one)
        found = route_bounds(posed, one)
        assert found.minutes.total_s == timed.duration_s
        if not [*excess_hours(posed.problem, timed), *excess_loads(posed.problem, one)]:
            hard = [bound for bound in found.bounds if bound.word != "overtime"]
            assert all(bound.share <= 1 for bound in hard)
            assert len(found.next_stop.excesses) > 0 or found.next_stop.fits == MOST_MORE


@settings(story, max_examples=80)
@given(st.data())
def test_slack_is_time_that_is_really_there(data):
    """Nobody begins before a day that begins earliest, nor later than the window says."""
    _, posed, routes = random_plan(data)
    for one in routes:
        for it in route_slacks(posed.problem, one):
            windows = posed.problem.stops[it.stop].windows
            assert it.before_s >= 0
            assert it.after_s >= 0
            assert it.start_s - it.before_s >= windows[0][0]
            assert it.start_s <= posed.problem.stops[it.stop].latest_s


@settings(story, max_examples=80)
@given(st.data())
def test_every_stop_of_who_stays_at_home_is_somewhere_once(data):
    _, posed, routes = random_plan(data)
    if not routes:
        return
    served = {stop for one in routes for stop in one.stops}
    unserved = tuple(stop for stop in range(len(posed.stops)) if stop not in served)
    proposal = Proposal(routes=tuple(routes), unserved=unserved)
    mine = data.draw(st.sampled_from(routes))
    home = stay_home(posed, proposal, mine.vehicle, "EUR")

    told = [name for taker in home.takers for name in taker.stop_ids] + [*home.left]
    assert sorted(told) == sorted(posed.stops[stop].stop_id for stop in mine.stops)
    assert money_to_cents(home.saved) == bill_cents(posed, [mine])
    added = sum(money_to_cents(taker.added) for taker in home.takers)
    assert money_to_cents(home.change) == added - money_to_cents(home.saved)
    assert check_proposal(posed.problem, proposal) == []
