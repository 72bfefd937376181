"""Vehicles that differ only in room and prices: a route takes the one that carries it cheapest."""

from __future__ import annotations

import dataclasses

import pytest

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.problem import ProblemBreak
from lastmile_cli.engines.registry import open_engine
from tests.big_days import HOUR_S, big_day
from tests.worlds import EURO, drawn_problem

FREE_DRIVING = {"per_km_micro": 0, "per_hour_micro": 0}
BIKE = {"capacity": (2,), "fixed_micro": 10 * EURO, **FREE_DRIVING}
TRUCK = {"capacity": (8,), "fixed_micro": 25 * EURO, **FREE_DRIVING}
BRIEFLY = SolveBudget(iterations=200)


def doors(count: int) -> dict[str, dict]:
    """Stops of one parcel each, side by side."""
    return {f"A{number}": {"at": "A"} for number in range(count)}


def used(problem, proposal) -> list[int]:
    """Capacities of the vehicles a proposal uses."""
    return sorted(problem.vehicles[route.vehicle].capacity[0] for route in proposal.routes)


@pytest.mark.parametrize(
    ("stops", "expected"),
    [(2, [2]), (4, [2, 2]), (5, [8]), (8, [8]), (9, [2, 8]), (12, [2, 2, 8])],
)
def test_the_fleet_grows_by_whatever_is_cheapest(stops, expected):
    """Three bikes of 10 euros for two parcels each, one truck of 25 for eight."""
    problem = drawn_problem("D.A", stops=doors(stops), vans=[BIKE, BIKE, TRUCK, BIKE])

    proposal = open_engine("ruin-recreate").solve(problem, BRIEFLY)

    assert check_proposal(problem, proposal) == []
    assert proposal.unserved == ()
    assert used(problem, proposal) == expected


@pytest.mark.parametrize("kind", ["pickups", "both", "a lunch"])
def test_a_fleet_of_many_sizes_is_mixed_as_well_where_goods_come_back_or_drivers_eat(kind):
    """Sixty vans for 8, twenty for 40, eight for 120: four large ones are enough, as without it."""
    day = big_day()
    sizes = [(8, 12)] * 60 + [(40, 30)] * 20 + [(120, 55)] * 8
    vans = tuple(
        dataclasses.replace(
            day.vehicles[0], vehicle_id=f"v{n}", capacity=(room,), fixed_micro=price * EURO
        )
        for n, (room, price) in enumerate(sizes)
    )
    stops = tuple(
        dataclasses.replace(stop, windows=((8 * HOUR_S, 18 * HOUR_S),)) for stop in day.stops
    )
    if kind == "a lunch":
        lunch = ProblemBreak(duration_s=1_800, earliest_s=11 * HOUR_S, latest_s=13 * HOUR_S)
        vans = tuple(dataclasses.replace(van, breaks=(lunch,)) for van in vans)
    else:
        every = 1 if kind == "pickups" else 2
        stops = tuple(
            dataclasses.replace(stop, delivery=(0,), pickup=stop.delivery)
            if n % every == 0
            else stop
            for n, stop in enumerate(stops)
        )
    problem = dataclasses.replace(day, stops=stops, vehicles=vans)

    proposal = open_engine("ruin-recreate").solve(problem, SolveBudget(iterations=2_500))

    assert check_proposal(problem, proposal) == []
    assert proposal.unserved == ()
    assert len(proposal.routes) <= 7


def test_a_route_with_a_pickup_takes_a_larger_vehicle_as_it_grows():
    """Five doors hand one parcel each over: two bikes hold four, the truck holds all."""
    stops = {name: {"at": "A", "pickup": (1,)} for name in doors(5)}
    problem = drawn_problem("D.A", stops=stops, vans=[BIKE, BIKE, TRUCK])

    assert used(problem, open_engine("ruin-recreate").solve(problem, BRIEFLY)) == [8]


def test_a_start_with_the_wrong_vehicles_is_mended():
    """Two parcels on the truck: the bike takes them over."""
    problem = drawn_problem("D.A", stops=doors(2), vans=[BIKE, TRUCK])
    engine = open_engine("ruin-recreate")
    all_in_truck = engine.solve(drawn_problem("D.A", stops=doors(2), vans=[TRUCK]), BRIEFLY)
    (route,) = all_in_truck.routes
    start = type(all_in_truck)(routes=(type(route)(vehicle=1, trips=route.trips),), unserved=())

    assert used(problem, engine.solve(problem, BRIEFLY, start=start)) == [2]


def test_two_routes_trade_their_vehicles_when_the_far_one_should_be_thrifty():
    """Both vans are needed (a lone second at each end); the thrifty one drives the long way."""
    thrifty, thirsty = {"per_km_micro": EURO // 10}, {"per_km_micro": EURO}
    same_second = {"windows": ((7_200, 7_200),)}
    problem = drawn_problem(
        "A........D.B", stops={"A": same_second, "B": same_second}, vans=[thirsty, thrifty]
    )

    proposal = open_engine("ruin-recreate").solve(problem, BRIEFLY)

    assert {route.stops: route.vehicle for route in proposal.routes} == {(0,): 1, (1,): 0}
