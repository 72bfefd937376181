"""How long a day takes with one more stop: joined parts say what the clock says."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
from hypothesis import HealthCheck, assume, given, settings

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.engines.ruin_recreate.compiled import entry
from lastmile_cli.engines.ruin_recreate.pack import pack, vehicle_classes
from lastmile_cli.engines.ruin_recreate.parameters import Parameters
from lastmile_cli.engines.ruin_recreate.rich import layout as at
from lastmile_cli.engines.ruin_recreate.rich.chain import rich_search
from lastmile_cli.engines.ruin_recreate.rich.pack import is_rich
from lastmile_cli.engines.ruin_recreate.rich.parts import is_exact, longer_day_s
from lastmile_cli.timing.clock import time_route
from tests.rich_strategies import rich_problems


@entry
def day_with_s(d, p, r, c, v, place, kind):
    """Seconds of a route with one more stop, -1 where they are not known."""
    return longer_day_s(d, p, r, c, v, place, kind) if is_exact(d, v, kind) else -1


def steady(problem):
    """The same day, each door with its first window only."""
    stops = tuple(dataclasses.replace(it, windows=it.windows[:1]) for it in problem.stops)
    return dataclasses.replace(problem, stops=stops)


def with_stop(entries, vehicle, stop, place, kind):
    """The route with one more stop, and the way by the depot before or after it."""
    more = {at.RELOAD_BEFORE: [at.RELOAD, stop], at.RELOAD_AFTER: [stop, at.RELOAD]}
    course = [*entries[:place], *more.get(kind, [stop]), *entries[place:]]
    trips = [[]]
    for halt in course:
        if halt == at.RELOAD:
            trips.append([])
        else:
            trips[-1].append(halt)
    return ProposedRoute(vehicle=vehicle, trips=tuple(map(tuple, trips)))


def places_on_trial(plan, r):
    """Every stop in no route, at each place of a route, on the trip there or on one of its own."""
    absent = np.flatnonzero(plan.route_of < 0).tolist()
    places = range(int(plan.route[r, at.R_SIZE]) + 1)
    return itertools.product(absent, places, (at.PLAIN, at.RELOAD_BEFORE, at.RELOAD_AFTER))


@given(problem=rich_problems(max_periods=1, features=("trips", "locks", "wishes")).map(steady))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_joined_parts_take_as_long_as_the_clock_says(problem):
    assume(problem.stops and problem.vehicles and is_rich(problem))
    classes = vehicle_classes(problem)
    search = rich_search(problem, classes, pack(problem, classes))
    assume(search.day.facts[at.F_STEADY])
    chain = search.new_chain(7)
    search.run(chain, 5, 1e6, 1e6, Parameters())
    plan = chain.plan
    for r in np.flatnonzero(plan.route[:, at.R_SIZE]).tolist():
        entries = plan.order[r, : plan.route[r, at.R_SIZE]].tolist()
        c = int(plan.route[r, at.R_CLASS])
        for v, place, kind in places_on_trial(plan, r):
            route = with_stop(entries, classes[c][0], v, place, kind)
            told_s = day_with_s(search.day, plan, r, c, v, place, kind)
            if told_s >= 0 and all(route.trips) and not check_route(problem, route):
                assert told_s == time_route(problem, route).duration_s
