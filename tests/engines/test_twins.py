"""Vehicles that differ only in room and prices: a route takes the one that carries it cheapest."""

from __future__ import annotations

import pytest

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.engines.registry import open_engine
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
