"""Doors of the depots: who loads when, drawn so that it can be counted."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stopping import never_over
from lastmile_cli.domain.stops import Window
from lastmile_cli.engines.doors import choose_slots
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.outputs.dock_doors import doors_of
from lastmile_cli.planning.apply_fix import apply_fix
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.dock_slots import list_slots
from lastmile_cli.records.plan_json import plan_bytes, plan_from_bytes
from lastmile_cli.timing.clock import time_route
from lastmile_cli.workflows.settle_docks import settle_docks
from lastmile_cli.workflows.solve_day import Solved
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day

ONE = Load(parcels=1)
BIKE = {"capacity": Capacity(parcels=1)}
TEN = 600


def day(closes_min, *, docks=1, vans=(BIKE, BIKE), depot=None, **options):
    """Stops left and right of the depot, each a minute away, both open from 08:00 on."""
    windows = (Window(EIGHT, EIGHT + closes_min * 60),)
    stops = {name: {"load": ONE, "windows": windows} for name in "AB"}
    hub = {"loading_s": TEN, "docks": docks, **(depot or {})}
    return drawn_day("A.D.B", stops=stops, vans=vans, depot=hub, **options)


def settled(drawn, *routes, iterations=100, is_over=never_over):
    posed = drawn.posed()
    ways = [ProposedRoute(vehicle=n, trips=trips) for n, trips in enumerate(routes)]
    served = {stop for way in ways for stop in way.stops}
    unserved = tuple(n for n in range(len(posed.stops)) if n not in served)
    searches = []

    def search_on(it, start):
        if is_over():
            return Solved(posed=it, proposal=start, legs={})
        searches.append(it)
        found = open_engine("ruin-recreate").solve(
            it.problem, SolveBudget(iterations=iterations), start=start
        )
        return Solved(posed=it, proposal=found, legs={})

    proposal = Proposal(routes=tuple(ways), unserved=unserved)
    solved = Solved(posed=posed, proposal=proposal, legs={})
    done = settle_docks(solved, drawn.config.depots, search_on, lambda it: it, is_over)
    return done, searches


def loads_of(solved):
    timed = [time_route(solved.posed.problem, it) for it in solved.proposal.routes if it.stops]
    return sorted(it.visits[0].start_s - EIGHT for it in timed)


def test_two_vans_at_one_door_load_one_after_the_other():
    """Both would load from 07:50; the other one waits ten minutes, and its window bears it."""
    done, searches = settled(day(60), ((0,),), ((1,),))

    assert loads_of(done) == [-TEN, 0]
    assert not searches


def test_two_doors_are_enough_for_two():
    done, searches = settled(day(60, docks=2), ((0,),), ((1,),))

    assert loads_of(done) == [-TEN, -TEN]
    assert all(route.depart_s is None for route in done.proposal.routes)
    assert not searches


def test_a_door_that_is_taken_longer_than_loading_lasts_keeps_the_next_one_waiting():
    done, _ = settled(day(60, depot={"dock_s": 900}), ((0,),), ((1,),))

    assert loads_of(done) == [-TEN, -TEN + 900]


def test_a_door_is_taken_for_as_long_as_the_parcels_take():
    """Three parcels of two minutes beside the ten take 16, one takes 12: the shorter goes first."""
    drawn = day(60, depot={"loading_per_parcel_s": 120}, vans=({}, {}))
    more = tuple(
        replace(stop, load=Load(parcels=3)) if stop.stop_id == "A" else stop for stop in drawn.stops
    )
    done, searches = settled(replace(drawn, stops=more), ((0,),), ((1,),))

    timed = [time_route(done.posed.problem, it) for it in done.proposal.routes]
    spans = sorted((it.visits[0].start_s - EIGHT, it.visits[0].depart_s - EIGHT) for it in timed)
    assert sorted(ends - starts for starts, ends in spans) == [12 * 60, 16 * 60]
    assert spans[0][1] == spans[1][0], "the second begins as the first is gone"
    assert not searches


def test_who_waits_for_a_door_begins_no_sooner_however_much_it_loads():
    """
    Doors close at 08:20. Loaded from 07:48 for 08:00, the other could begin at 08:00 and leave
    at 08:12; a third finds no slot any more, and stays out.
    """
    vans = (BIKE, BIKE, BIKE)
    windows = (Window(EIGHT, EIGHT + 1_200),)
    stops = {name: {"load": ONE, "windows": windows} for name in "ABC"}
    hub = {"loading_s": TEN, "docks": 1, "loading_per_parcel_s": 120}
    drawn = drawn_day("A.D.B\n..C..", stops=stops, vans=vans, depot=hub)

    done, _ = settled(drawn, ((0,),), ((1,),), ((2,),))

    assert loads_of(done) == [-720, 0]
    assert len(done.proposal.unserved) == 1


def test_who_has_least_slack_goes_first():
    """B closes five minutes after eight: nobody but its van can load first."""
    drawn = day(60)
    stops = tuple(
        replace(stop, windows=(Window(EIGHT, EIGHT + 300),)) if stop.stop_id == "B" else stop
        for stop in drawn.stops
    )
    done, searches = settled(replace(drawn, stops=stops), ((0,),), ((1,),))

    starts = {
        route.vehicle: time_route(done.posed.problem, route).visits[0].start_s - EIGHT
        for route in done.proposal.routes
    }
    assert starts == {1: -TEN, 0: 0}
    assert not searches


def test_where_slack_is_not_enough_one_leaves_later_and_the_day_is_searched_on():
    """
    Both doors close at 08:05, and only one bike of one parcel gets there by then.

    The other one is let out once more when the door is free, in vain.
    """
    done, searches = settled(day(5), ((0,),), ((1,),))

    assert len(searches) == 2
    assert len(done.proposal.unserved) == 1
    assert loads_of(done) == [-TEN]


def test_a_larger_van_takes_both_where_two_cannot_load():
    """Van 1 could carry both: once van 2 must wait, the search puts them together."""
    done, searches = settled(day(8, vans=({}, {})), ((0,),), ((1,),))

    assert len(searches) == 1
    assert not done.proposal.unserved
    assert len([route for route in done.proposal.routes if route.stops]) == 1


def test_once_it_is_over_there_is_a_plan_that_holds_without_another_search():
    done, searches = settled(day(5), ((0,),), ((1,),), is_over=lambda: True)

    assert not searches
    assert len(done.proposal.unserved) == 1
    assert loads_of(done) == [-TEN]


def test_the_second_loading_of_a_trip_takes_a_door_too():
    """Van 1 comes back after five minutes; van 2 loads before it or behind it."""
    vans = ({**BIKE, "max_trips": 2}, BIKE)
    windows = (Window(EIGHT, EIGHT + 7_200),)
    stops = {name: {"load": ONE, "windows": windows} for name in "ABC"}
    drawn = drawn_day("A.D.B.C", stops=stops, vans=vans, depot={"loading_s": TEN, "docks": 1})

    done, _ = settled(drawn, ((0,), (1,)), ((2,),))

    spans = []
    for route in done.proposal.routes:
        timed = time_route(done.posed.problem, route)
        spans += [(v.start_s, v.start_s + TEN) for v in timed.visits if v.kind.value == "load"]
    spans.sort()
    assert len(spans) == 3
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_slots_keep_the_window_and_the_best_one_comes_first():
    """Two minutes of way, a window of five: departures from 08:00 to 08:03."""
    posed = day(5).posed()

    slots = list_slots(
        posed.problem, ProposedRoute(vehicle=0, trips=((0,),)), day(5).config.depots[0]
    )

    assert [slot.depart_s - EIGHT for slot in slots] == [0, 60, 120, 180]
    assert slots[0].spans == ((EIGHT - TEN, EIGHT),)


@pytest.mark.parametrize(
    ("doors", "picked"),
    [(1, [0, 1, None]), (2, [0, 0, 1]), (3, [0, 0, 0])],
)
def test_as_many_as_possible_get_a_slot_and_the_cheapest(doors, picked):
    early, late = ([(0, 10)], 0), ([(10, 20)], 3)
    dear = ([(10, 20)], 2)

    found = choose_slots([[early, late], [early, dear], [early, dear]], doors)

    assert len([it for it in found if it is not None]) == len([i for i in picked if i is not None])
    cost = sum([[early, late], [early, dear], [early, dear]][n][it][1]
               for n, it in enumerate(found) if it is not None)  # fmt: skip
    assert cost == {1: 2, 2: 2, 3: 0}[doors]


def written(solved, drawn):
    config = {"depots": [{"id": "D", "docks": 1, "loading_min": 10}]}
    plan = assemble(solved.posed, solved.proposal, drawn.config, {}, day=DAY, provenance=PROVENANCE)
    return replace(plan, config=config)


def judged(plan, posed, drawn):
    index = PlanIndex.of(posed.problem, posed.vehicles, depots=drawn.config.depots)
    return check_plan(posed.problem, plan, index)


def test_the_referee_agrees_and_sees_two_at_one_door():
    drawn = day(60)
    done, _ = settled(drawn, ((0,),), ((1,),))
    both = Proposal(
        routes=tuple(replace(it, depart_s=None) for it in done.proposal.routes), unserved=()
    )

    assert not judged(written(done, drawn), done.posed, drawn)
    [found] = judged(written(replace(done, proposal=both), drawn), done.posed, drawn)
    assert found.rule is Rule.DOCKS_FULL
    assert "1 door" in found.sentence


def test_the_plan_tells_at_which_door_to_load():
    drawn = day(60)
    done, _ = settled(drawn, ((0,),), ((1,),))
    plan = written(done, drawn)

    assert doors_of(plan) == {("van-1", 1): 1, ("van-2", 1): 1}
    wide = replace(plan, config={"depots": [{"id": "D", "docks": 2, "dock_min": 15}]})
    assert sorted(doors_of(wide).values()) == [1, 2]


def two_for_one_door():
    """Both doors close at 08:05: only one bike of one parcel gets there by then."""
    drawn = day(5)
    done, _ = settled(drawn, ((0,),), ((1,),))
    return drawn, done


def test_who_waits_for_a_door_stands_in_the_plan_as_the_configuration_has_him():
    drawn, done = two_for_one_door()
    before = drawn.posed().problem.vehicles

    assert done.posed.problem.vehicles == before


def test_a_route_that_had_to_leave_later_keeps_its_hours():
    """C is open for long; its bike waits until van 1 has loaded, and leaves at 08:10."""
    stops = {
        "A": {"load": ONE, "windows": (Window(EIGHT, EIGHT + 300),)},
        "B": {"load": ONE, "windows": (Window(EIGHT, EIGHT + 300),)},
        "C": {"load": ONE, "windows": (Window(EIGHT, EIGHT + 3_600),)},
    }
    hub = {"loading_s": TEN, "docks": 1}
    drawn = drawn_day("A.D.B.C", stops=stops, vans=(BIKE, BIKE), depot=hub)
    done, searches = settled(drawn, ((0,),), ((1,),))

    assert searches
    assert len(done.proposal.unserved) == 1
    assert loads_of(done) == [-TEN, 0]
    assert not judged(written(done, drawn), done.posed, drawn)


def test_a_stop_that_no_free_door_lets_anybody_serve_says_so_and_what_would_help():
    drawn, done = two_for_one_door()
    [left] = written(done, drawn).unassigned

    assert (left.unassigned_class.value, left.reason) == ("sacrificed", "no_door")
    assert "a door of depot D" in left.detail
    assert left.cheapest_fix == "load at 2 doors of depot D (1 more)"
    assert left.fix is not None
    assert left.fix.amounts == (("doors", 1),)


def test_the_way_out_told_serves_the_stop_when_the_day_is_planned_again():
    drawn, done = two_for_one_door()
    [left] = written(done, drawn).unassigned
    stops, config = apply_fix(drawn.stops, drawn.config, left.fix)

    again, _ = settled(replace(drawn, stops=stops, config=config), ((0,),), ((1,),))

    assert not again.proposal.unserved


def test_a_plan_in_which_vehicles_waited_for_doors_can_be_read_back():
    """Each bike may visit two stops; one stays at home, and its limit is not to blame."""
    drawn = day(5, vans=({**BIKE, "max_stops": 2}, {**BIKE, "max_stops": 2}))
    done, _ = settled(drawn, ((0,),), ((1,),))
    plan = written(done, drawn)

    assert all(amount > 0 for it in plan.unassigned for _, amount in it.fix.amounts)
    read = plan_from_bytes(plan_bytes(plan))
    assert read.unassigned == plan.unassigned


def test_who_stayed_at_home_is_let_out_when_a_door_is_free_after_all(monkeypatch):
    """
    A and C close at 08:05, so van 2 cannot serve B and C behind van 1, and stays.

    It can serve B alone, which is open until nine: a door is free from 08:00 on.
    """
    monkeypatch.setattr("lastmile_cli.workflows.settle_docks.MOST_ROUNDS", 0)
    early, late = (Window(EIGHT, EIGHT + 300),), (Window(EIGHT, EIGHT + 3_600),)
    stops = {
        "A": {"load": ONE, "windows": early},
        "B": {"load": ONE, "windows": late},
        "C": {"load": ONE, "windows": early},
    }
    two = {"capacity": Capacity(parcels=2)}
    hub = {"loading_s": TEN, "docks": 1}
    drawn = drawn_day("A.D.B\n..C", stops=stops, vans=(BIKE, two), depot=hub)

    done, _ = settled(drawn, ((0,),), ((2, 1),))

    assert len(done.proposal.unserved) == 1
    assert loads_of(done) == [-TEN, 0]
    assert not judged(written(done, drawn), done.posed, drawn)
