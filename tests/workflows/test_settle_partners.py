"""Partners who are full and partners with a minimum, settled on drawn days by a real engine."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.partners import Partner, ZoneRate
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.engines.assignment import assign
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.planning.partners import list_handed_over
from lastmile_cli.workflows.settle_partners import settle_partners
from lastmile_cli.workflows.solve_day import Solved
from tests.days import drawn_day
from tests.worlds import EURO


def carrier(name, euros, **changes):
    return Partner(partner_id=name, zones=(ZoneRate(base_micro=round(euros * EURO)),), **changes)


def settled(day):
    """Who goes where in the end, how often was searched again, and how long in all."""
    engine = open_engine("ruin-recreate")
    searches = []

    def search(posed, start=None):
        searches.append(start)
        found = engine.solve(posed.problem, SolveBudget(iterations=300), start=start)
        return Solved(posed=posed, proposal=found, legs={})

    solved = settle_partners(search(day.posed()), day.config.partners, search)
    posed = solved.posed
    handed = list_handed_over(posed.problem, solved.proposal)
    goes = {posed.stops[stop].stop_id: posed.partner_of[stop] for stop in handed}
    return goes, len(searches), solved


def test_where_nobody_is_full_nothing_is_searched_again():
    """A and B lie 10 minutes away on either side: 20 for the van alone is dearer than 6 each."""
    goes, searches, _ = settled(drawn_day("A.........D.........B", partners=[carrier("a", 6)]))

    assert goes == {"A": "a", "B": "a"}
    assert searches == 1


def test_a_full_partner_keeps_the_stop_that_is_dearest_to_serve():
    """B is four times as far as A: the one place goes to B, and the van drives to A."""
    partner = carrier("a", 6, max_stops=1)

    goes, searches, solved = settled(drawn_day("A...D............B", partners=[partner]))

    assert goes == {"B": "a"}
    assert searches == 2
    assert solved.proposal.iterations == 600
    assert [route.stops for route in solved.proposal.routes] == [(0,)]


def test_what_one_partner_has_no_room_for_goes_to_the_next_cheapest():
    partners = [carrier("a", 6, max_stops=1), carrier("b", 7)]

    goes, _, solved = settled(drawn_day("A............D............B", partners=partners))

    assert sorted(goes.values()) == ["a", "b"]
    assert solved.proposal.routes == ()


def test_room_is_counted_in_parcels_too():
    """Three of A and two of B do not fit into four, one of C does beside A."""
    loads = {"A": 3, "B": 2, "C": 1}
    stops = {name: {"load": Load(parcels=count)} for name, count in loads.items()}
    partner = carrier("a", 6, a_day=Capacity(parcels=4))

    goes, _, _ = settled(
        drawn_day("A...................D..C.........B", stops=stops, partners=[partner])
    )

    assert sum(loads[name] for name in goes) <= 4
    assert "A" in goes


def test_a_minimum_that_is_not_worth_it_sends_the_van():
    """A costs 27 by van; 6 and 30 more up to the minimum are dearer."""
    goes, searches, solved = settled(
        drawn_day("D.A", partners=[carrier("a", 6, minimum_micro=36 * EURO)])
    )

    assert goes == {}
    assert searches == 2
    assert len(solved.proposal.routes) == 1


def test_a_minimum_that_is_worth_it_is_paid():
    goes, searches, _ = settled(
        drawn_day("D.A", partners=[carrier("a", 6, minimum_micro=26 * EURO)])
    )

    assert goes == {"A": "a"}
    assert searches == 2


def test_two_partners_that_are_full_leave_the_rest_to_the_van():
    partners = [carrier("a", 1, max_stops=1), carrier("b", 2, max_stops=1)]

    goes, _, solved = settled(drawn_day("ABCEFD", partners=partners))

    assert sorted(goes.values()) == ["a", "b"]
    assert sum(len(route.stops) for route in solved.proposal.routes) == 3
    assert solved.proposal.unserved == tuple(
        n for n in range(5) if n not in solved.proposal.routes[0].stops
    )


def test_the_same_day_is_settled_the_same_way():
    day = drawn_day("ABCEFD", partners=[carrier("a", 1, max_stops=2)])

    assert settled(day)[0] == settled(day)[0]


@pytest.mark.parametrize("room", [{}, {"a": (None,)}, {"a": (2,)}])
def test_with_room_enough_everybody_goes_where_it_is_cheapest(room):
    costs = [{"a": 1, "": 5}, {"a": 2, "": 1}, {"a": 3, "": 9}]
    assert assign(costs, [(1,)] * 3, room) == ["a", "", "a"]


def test_of_those_who_want_one_place_it_goes_to_whom_it_saves_most():
    costs = [{"a": 1, "": 5}, {"a": 1, "": 9}, {"a": 1, "": 7}]
    assert assign(costs, [(1,)] * 3, {"a": (1,)}) == ["", "a", ""]


def test_two_small_ones_beat_a_large_one_where_they_save_more_together():
    costs = [{"a": 0, "": 10}, {"a": 0, "": 6}, {"a": 0, "": 6}]
    assert assign(costs, [(4,), (2,), (2,)], {"a": (4,)}) == ["", "a", "a"]
