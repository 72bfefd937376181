"""Which sites to open: counted by hand, and held against every other way."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.engines.facilities import Facilities, open_sites
from tests.strategies import story


def line(fixed, *, capacity=None, parcels=(1, 1, 1, 1), most_hubs=None):
    """
    Sites W, M and E at 0, 5 and 10 on a street, customers at 0, 1, 9 and 10; a step costs one.

    ..W1...M...9E..
    """
    at = {"W": 0, "M": 5, "E": 10}
    return Facilities(
        fixed=dict(zip("WME", fixed, strict=True)),
        capacity=capacity or {},
        hubs=list("WME"),
        lockers=[],
        ways=[{(site, ""): abs(spot - x) for site, x in at.items()} for spot in (0, 1, 9, 10)],
        parcels=[(count,) for count in parcels],
        visits={},
        most_hubs=most_hubs,
    )


def test_two_cheap_ends_beat_one_middle():
    """W and E cost 3 each and 2 steps in all: 8. M costs 1 and 18 steps: 19."""
    found = open_sites(line((3, 1, 3)))

    assert (found.sites, found.cost, found.is_proven) == ({"W", "E"}, 8, True)
    assert [way[0] for way in found.ways] == ["W", "W", "E", "E"]


def test_dear_rents_make_one_middle_enough():
    """W and E cost 20 each and 2 steps: 42; one end 20 and 20 steps; M 1 and 18 steps: 19."""
    assert open_sites(line((20, 1, 20))).cost == 19


def test_a_full_site_sends_a_customer_elsewhere():
    """E takes one parcel: the customer at 9 walks 9 steps to W, or M opens for 4 and takes it in 4."""
    found = open_sites(line((3, 4, 3), capacity={"E": 1}))

    assert found.sites == {"W", "M", "E"}
    assert found.cost == 3 + 4 + 3 + 1 + 4
    assert found.ways[2] == ("M", "")


def test_no_more_hubs_than_are_allowed():
    """One end alone: 3 and 0 + 1 + 9 + 10 steps; the middle 1 and 5 + 4 + 4 + 5."""
    assert open_sites(line((3, 1, 3), most_hubs=1)).cost == 19


def test_the_next_best_sets_come_one_after_the_other():
    known, costs = [], []
    while (found := open_sites(line((3, 1, 3)), known)) is not None:
        known.append(found.sites)
        costs.append(found.cost)

    assert costs == sorted(costs)
    assert len(set(known)) == len(known) == 7
    assert costs[0] == 8


def test_what_nobody_can_hold_has_no_answer():
    assert open_sites(line((1, 1, 1), capacity=dict.fromkeys("WME", 1))) is None


def test_a_locker_is_filled_once_for_all_its_customers():
    """Three doors at 10 each from H are 30; a locker costs 4, its visit 12, each parcel 1: 19."""
    facilities = Facilities(
        fixed={"H": 0, "L": 4},
        capacity={"L": 3},
        hubs=["H"],
        lockers=["L"],
        ways=[{("H", ""): 10, ("H", "L"): 1} for _ in range(3)],
        parcels=[(1,), (1,), (1,)],
        visits={("H", "L"): 12},
    )
    full = replace(facilities, capacity={"L": 1})

    found = open_sites(facilities)

    assert (found.sites, found.cost) == ({"H", "L"}, 19)
    assert found.hauls == {("H", "L")}
    # With room for one parcel the visit is not worth it.
    assert open_sites(full).cost == 30


@st.composite
def small_facilities(draw) -> Facilities:
    """Up to three hubs, a locker, four points, two days."""
    hubs = list("ABC"[: draw(st.integers(1, 3))])
    lockers = ["L"] if draw(st.booleans()) else []
    price = st.integers(0, 30)
    visits = {(hub, "L"): draw(price) for hub in hubs if lockers and draw(st.booleans())}
    points = draw(st.integers(1, 4))
    ways = []
    for _ in range(points):
        there = {(hub, ""): draw(price) for hub in hubs if draw(st.integers(0, 4))}
        if draw(st.booleans()):
            each = draw(st.integers(0, 3))
            there |= dict.fromkeys(visits, each)
        ways.append(there or {(hubs[0], ""): draw(price)})
    parcels = [tuple(draw(st.integers(0, 3)) for _ in range(2)) for _ in range(points)]
    rooms = st.sampled_from([None, None, 2, 4, 8])
    capacity = {site: draw(rooms) for site in (*hubs, *lockers)}
    return Facilities(
        fixed={site: draw(price) for site in (*hubs, *lockers)},
        capacity={site: room for site, room in capacity.items() if room is not None},
        hubs=hubs,
        lockers=lockers,
        ways=ways,
        parcels=parcels,
        visits=visits,
        most_hubs=draw(st.sampled_from([None, None, 1, 2])),
    )


def cheapest(facilities: Facilities) -> int | None:
    """Every way for every point, one after the other: what is used is open."""
    best = None
    for chosen in itertools.product(*facilities.ways):
        hubs = {hub for hub, _ in chosen}
        hauls = {way for way in chosen if way[1]}
        if len(hauls) > 1:
            continue
        if facilities.most_hubs is not None and len(hubs) > facilities.most_hubs:
            continue
        sites = hubs | {locker for _, locker in hauls}
        if any(
            sum(
                parcels[day]
                for parcels, way in zip(facilities.parcels, chosen, strict=True)
                if site in way
            )
            > room
            for site, room in facilities.capacity.items()
            for day in range(2)
        ):
            continue
        cost = sum(facilities.fixed[site] for site in sites)
        cost += sum(facilities.visits[way] for way in hauls)
        cost += sum(its[way] for its, way in zip(facilities.ways, chosen, strict=True))
        best = cost if best is None else min(best, cost)
    return best


@settings(story, max_examples=150)
@given(small_facilities())
def test_nothing_costs_less_than_what_is_opened(facilities):
    found = open_sites(facilities)
    expected = cheapest(facilities)

    event("none" if found is None else f"{len(found.sites)} sites")
    assert (None if found is None else found.cost) == expected


@pytest.mark.parametrize("seed", range(3))
def test_the_same_input_gives_the_same_answer(seed):
    assert open_sites(line((3, 1, 3 + seed))) == open_sites(line((3, 1, 3 + seed)))
