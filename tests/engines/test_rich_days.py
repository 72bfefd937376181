"""Ruin and recreate on rich days: each constraint where it binds, and the optimum of tiny ones."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from lastmile_cli.checking.energy import list_stretches
from lastmile_cli.checking.proposal import check_proposal, check_route
from lastmile_cli.domain.attempts import list_spans
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal, ProposedCharge, ProposedRoute
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.planning.limits import excess_hours
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.timing.clock import time_route
from tests.big_days import BINDING, HOUR_S, big_day
from tests.rich_strategies import FEATURES, rich_problems
from tests.worlds import EURO, drawn_problem

ENGINE = RuinRecreateEngine()
BRIEFLY = SolveBudget(iterations=1_500)


@pytest.mark.parametrize("name", BINDING)
def test_each_constraint_binds_on_a_day_of_200_stops_and_is_kept(name):
    """The plan made without it breaks it; the plan made with it does not, and serves all."""
    plain = big_day()
    rich = BINDING[name](plain)
    blind = ENGINE.solve(plain, BRIEFLY)
    proposal = ENGINE.solve(rich, BRIEFLY)

    assert check_proposal(rich, blind) != []
    assert check_proposal(rich, proposal) == []
    if name == "options":
        assert len(proposal.unserved) == 30
    else:
        assert proposal.unserved == ()


def test_lateness_is_bought_where_it_is_cheaper_than_another_van():
    """A window of ten minutes less, or 40 euros for one more van."""
    plain = big_day(vans=12)
    tight = dataclasses.replace(
        plain,
        stops=tuple(
            dataclasses.replace(stop, windows=((stop.windows[0][0], stop.windows[0][0] + 900),))
            for stop in plain.stops
        ),
    )
    soft = dataclasses.replace(
        tight,
        stops=tuple(
            dataclasses.replace(stop, max_late_s=1_800, late_micro=6 * EURO) for stop in tight.stops
        ),
    )

    proposal = ENGINE.solve(soft, BRIEFLY)

    assert check_proposal(soft, proposal) == []
    assert any(
        visit.late_s > 0 for route in proposal.routes for visit in time_route(soft, route).visits
    )
    strict = ENGINE.solve(tight, BRIEFLY)
    assert objective_micro(soft, proposal) < objective_micro(tight, strict)


def test_wishes_move_stops_only_as_far_as_they_pay():
    """Zones and a fair share of hours cost little and change much."""
    plain = big_day()
    zoned = dataclasses.replace(
        plain,
        stops=tuple(dataclasses.replace(stop, zone=n % 4) for n, stop in enumerate(plain.stops)),
        zone_change_micro=EURO // 2,
        balance_micro=30 * EURO,
    )

    blind = ENGINE.solve(plain, BRIEFLY)
    wished = ENGINE.solve(zoned, BRIEFLY)

    assert check_proposal(zoned, wished) == []
    assert objective_micro(zoned, wished) < objective_micro(zoned, blind)
    assert _spread_s(zoned, wished) < _spread_s(zoned, blind)


def test_a_lunch_is_taken_where_the_van_waits_anyway():
    """B opens an hour after the van could be there: half of that is lunch, at no cost."""
    lunch = BINDING["a lunch"](big_day()).vehicles[0].breaks
    noon_s = 12 * HOUR_S
    problem = drawn_problem(
        "D..A..B",
        stops={"A": {"windows": ((0, 39_000),)}, "B": {"windows": ((noon_s + HOUR_S, 50_000),)}},
        vans=[{"breaks": lunch, "latest_s": 60_000}],
    )

    proposal = ENGINE.solve(problem, SolveBudget(iterations=50))

    assert proposal.unserved == ()
    assert check_proposal(problem, proposal) == []


@given(
    problem=rich_problems(
        max_stops=4,
        max_periods=1,
        features=tuple(f for f in FEATURES if f != "balance"),
        # A stop worth nothing may be the door to a shorter way only where tables are not streets'.
        are_shortest=True,
    )
)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_tiny_rich_days_are_solved_to_the_optimum(problem):
    proposal = ENGINE.solve(problem, SolveBudget(iterations=400))

    assert check_proposal(problem, proposal) == []
    assert objective_micro(problem, proposal) <= _cheapest_micro(problem) + EURO // 1_000


@given(problem=rich_problems(max_stops=3, max_periods=1, features=("hours",), are_shortest=True))
@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
def test_tiny_days_with_chances_by_the_hour_are_solved_to_the_optimum(problem):
    """Every order, with each stop meant for each of its spans: waiting for them included."""
    proposal = ENGINE.solve(problem, SolveBudget(iterations=400))

    assert check_proposal(problem, proposal) == []
    assert objective_micro(problem, proposal) <= _cheapest_micro(problem) + EURO // 1_000


@given(problem=rich_problems(max_stops=3, max_periods=1, features=("energy",), are_shortest=True))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_tiny_days_with_ranges_are_solved_to_the_optimum(problem):
    """Every order and trip, with every charger on every leg."""
    proposal = ENGINE.solve(problem, SolveBudget(iterations=400))

    assert check_proposal(problem, proposal) == []
    assert objective_micro(problem, proposal) <= _cheapest_micro(problem) + EURO // 1_000


def _spread_s(problem: Problem, proposal: Proposal) -> int:
    durations = [time_route(problem, route).duration_s for route in proposal.routes]
    return max(durations) - min(durations)


def _cheapest_micro(problem: Problem) -> Fraction:
    """The objective of the best plan of all: every split over the vans, every order and trip."""
    stops = range(len(problem.stops))
    vans = range(len(problem.vehicles))
    table = {
        (van, subset): _cheapest_route(problem, van, subset)
        for van in vans
        for size in range(1, len(stops) + 1)
        for subset in itertools.combinations(stops, size)
    }
    best = None
    for choice in itertools.product([None, *vans], repeat=len(stops)):
        routes = []
        for van in vans:
            subset = tuple(stop for stop in stops if choice[stop] == van)
            if subset:
                routes.append(table[van, subset])
        if None in routes:
            continue
        unserved = tuple(stop for stop in stops if choice[stop] is None)
        proposal = Proposal(routes=tuple(r for r in routes if r), unserved=unserved)
        cost = objective_micro(problem, proposal)
        if (best is None or cost < best) and not check_proposal(problem, proposal):
            best = cost
    assert best is not None
    return best


def _cheapest_route(problem: Problem, van: int, stops: tuple[int, ...]) -> ProposedRoute | None:
    """The best order of these stops that the clock can drive, whoever else is served."""
    best, least = None, None
    for order in itertools.permutations(stops):
        for cuts in itertools.product([False, True], repeat=len(stops) - 1):
            route = ProposedRoute(vehicle=van, trips=_cut(order, cuts))
            if not _is_sound(problem, route):
                continue
            for charged in _begun(problem, _filled_up(problem, route)):
                if check_route(problem, charged):
                    continue
                if any(excess_hours(problem, time_route(problem, charged))):
                    continue
                rest = tuple(n for n in range(len(problem.stops)) if n not in stops)
                cost = objective_micro(problem, Proposal(routes=(charged,), unserved=rest))
                if least is None or cost < least:
                    best, least = charged, cost
    return best


def _begun(problem: Problem, routes: Iterator[ProposedRoute]) -> Iterator[ProposedRoute]:
    """Each route with each of its stops meant for each span of hours with a chance of its own."""
    for route in routes:
        spans = [
            [(stop, *span) for span in list_spans(problem.stops[stop].chances)]
            for stop in route.stops
            if problem.stops[stop].is_weighed_by_hour
        ]
        for chosen in itertools.product(*spans):
            yield dataclasses.replace(route, spans=chosen)


def _filled_up(problem: Problem, route: ProposedRoute) -> Iterator[ProposedRoute]:
    """
    The order with no charge or one on the way to each halt, in every way that is needed.

    What the range does not bear is passed over, and so is a charge that could be
    left out: where tables are shortest ways, that never costs more.
    """
    vehicle = problem.vehicles[route.vehicle]
    if not vehicle.has_range:
        yield route
        return
    gaps = range(route.halts + (vehicle.end_place is not None))
    chargers = [None, *range(len(problem.chargers))]
    for choice in itertools.product(chargers, repeat=len(gaps)):
        pairs = zip(gaps, choice, strict=True)
        charges = [ProposedCharge(before=n, charger=one) for n, one in pairs if one is not None]
        fewer = [[other for other in charges if other is not one] for one in charges]
        if _is_in_range(problem, route, charges) and not any(
            _is_in_range(problem, route, rest) for rest in fewer
        ):
            yield dataclasses.replace(route, charges=tuple(charges))


def _is_in_range(problem: Problem, route: ProposedRoute, charges: list[ProposedCharge]) -> bool:
    charged = dataclasses.replace(route, charges=tuple(charges))
    range_m = problem.vehicles[route.vehicle].range_m
    return all(stretch.metres <= range_m for stretch in list_stretches(problem, charged))


def _cut(order: tuple[int, ...], cuts: tuple[bool, ...]) -> tuple[tuple[int, ...], ...]:
    trips = [[order[0]]]
    for stop, is_new in zip(order[1:], cuts, strict=True):
        if is_new:
            trips.append([])
        trips[-1].append(stop)
    return tuple(map(tuple, trips))


def _is_sound(problem: Problem, route: ProposedRoute) -> bool:
    """Locked starts first, shipments in order on one trip: what depends on this route alone."""
    locked = problem.vehicles[route.vehicle].locked
    if route.stops[: len(locked)] != locked or route.trips[0][: len(locked)] != locked:
        return False
    for origin, destination in problem.destinations.items():
        for trip in route.trips:
            if (origin in trip) != (destination in trip):
                return False
            if origin in trip and trip.index(origin) > trip.index(destination):
                return False
    return True
