"""Which vehicles could serve a stop alone: the engine asks no more of the others."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.engines.able import list_able
from tests.problem_strategies import problems


@given(problem=problems(max_periods=1))
@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_a_vehicle_is_able_exactly_if_the_referee_lets_it_serve_the_stop_alone(problem):
    able = list_able(problem)

    for stop in range(len(problem.stops)):
        for van in range(len(problem.vehicles)):
            alone = ProposedRoute(vehicle=van, trips=((stop,),))
            assert (van in able[stop]) == (check_route(problem, alone) == [])
