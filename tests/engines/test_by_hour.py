"""Stops that fail by the hour become options, and proposals come back with the span they chose."""

from __future__ import annotations

from hypothesis import given

from lastmile_cli.domain.attempts import EVER_S
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.engines.by_hour import DayByHour
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.timing.clock import time_route
from tests.rich_strategies import rich_problems
from tests.strategies import story
from tests.worlds import EURO, drawn_problem

NOON = 43_200
OTHERS = ("breaks", "lateness", "energy", "trips", "waiting")
HALF = {"chances": ((0, 500_000), (NOON, 100_000)), "failure_micro": 10 * EURO}


def test_a_stop_is_an_option_for_each_span_with_its_windows_and_its_price():
    """A is open 10 to 14: till noon for 5 euros, from noon on for 1; B stays as it is."""
    open_hours = {"windows": ((36_000, 50_400),), "max_late_s": 600, "served_micro": 7}
    problem = drawn_problem("D.A.B", stops={"A": HALF | open_hours, "B": {}})

    day = DayByHour.of(problem)

    assert day is not None
    first, second, other = day.problem.stops
    assert (first.windows, second.windows) == (((36_000, NOON - 1),), ((NOON, 50_400),))
    assert (first.served_micro, second.served_micro) == (5 * EURO + 7, EURO + 7)
    assert (first.max_late_s, second.max_late_s) == (0, 600), "only the last of all can be late"
    assert first.option_of == second.option_of is not None
    assert other == problem.stops[1]
    assert (day.stop_of, day.span_of[2]) == ((0, 0, 1), None)


def test_a_span_outside_every_window_is_no_option_and_equal_prices_are_one_price():
    """Half of ten euros, whenever it is: against leaving A out that counts all the same."""
    closed = {"windows": ((0, 3_600), (50_000, 60_000))}
    gap = {**HALF, "chances": ((0, 500_000), (NOON, 100_000), (NOON + 60, 500_000))}

    day = DayByHour.of(drawn_problem("D.A", stops={"A": gap | closed}))

    assert day is not None
    assert (day.stop_of, day.span_of) == ((0,), (None,))
    assert day.problem.stops[0].served_micro == 5 * EURO
    assert DayByHour.of(drawn_problem("D.A", stops={"A": HALF | {"failure_micro": 0}})) is None
    assert DayByHour.of(drawn_problem("D.A")) is None


def test_what_is_locked_or_shipped_keeps_its_one_place_and_indices_follow():
    stops = {
        "A": HALF,
        "B": HALF | {"pickup": (1,), "delivery": (0,)},
        "C": HALF | {"delivery": (1,), "shipped_from": 1},
        "E": HALF,
    }
    problem = drawn_problem("D.A.B.C.E", stops=stops, vans=[{"locked": (3,)}])

    day = DayByHour.of(problem)

    assert day is not None
    assert day.stop_of == (0, 0, 1, 2, 3)
    assert day.problem.stops[3].shipped_from == 2
    assert day.problem.vehicles[0].locked == (4,)


def test_a_proposal_goes_in_at_its_hours_and_comes_back_with_its_spans():
    problem = drawn_problem("D.A.B", stops={"A": HALF, "B": HALF}, vans=[{"latest_s": 80_000}])
    day = DayByHour.of(problem)
    assert day is not None
    meant = ProposedRoute(vehicle=0, trips=((1, 0),), spans=((1, NOON, EVER_S),))

    inside = day.begun(Proposal(routes=(meant,), unserved=()))
    back = day.told(inside)

    assert inside.routes[0].trips == ((3, 1),), "B after noon, so A behind it as well"
    assert inside.unserved == (0, 2)
    assert back.routes[0].trips == meant.trips
    assert back.routes[0].spans == ((1, NOON, EVER_S), (0, NOON, EVER_S))
    assert back.unserved == ()


def test_a_search_that_begins_with_a_plan_is_never_worse_than_it():
    problem = drawn_problem(
        "D.A.B..C", stops={"A": HALF, "B": HALF, "C": HALF}, vans=[{"latest_s": 80_000}]
    )
    engine = RuinRecreateEngine()
    first = engine.solve(problem, SolveBudget(iterations=60, seed=1))

    again = engine.solve(problem, SolveBudget(iterations=2, seed=2), start=first)

    assert objective_micro(problem, again) <= objective_micro(problem, first)


@story
@given(rich_problems(max_stops=4, features=("hours", "hours", *OTHERS)))
def test_every_served_stop_begins_in_the_span_it_is_meant_for(problem):
    """Whatever the traffic and the breaks; late service counts as in time."""
    proposal = RuinRecreateEngine().solve(problem, SolveBudget(iterations=30))

    for route in proposal.routes:
        spans = {stop: (from_s, to_s) for stop, from_s, to_s in route.spans}
        for visit in time_route(problem, route).stop_visits:
            from_s, to_s = spans.get(visit.stop, (-EVER_S, EVER_S))
            last_s = problem.stops[visit.stop].windows[-1][1]
            assert from_s <= min(visit.start_s, last_s) <= to_s
