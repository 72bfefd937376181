"""Small random days on which stops hang together and vehicles rest, for hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemBreak
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from tests.strategies import HORIZON_S, small_problems


@st.composite
def rich_problems(draw: st.DrawFn) -> Problem:
    """A small problem with everything a problem can say."""
    problem = draw(small_problems())
    count, fleet = len(problem.stops), len(problem.vehicles)
    price = st.integers(0, 10**6)
    stops = [
        replace(
            stop,
            max_late_s=draw(st.sampled_from((0, 0, 20, HORIZON_S))),
            late_micro=draw(st.integers(0, 10**9)),
            group=draw(st.sampled_from((None, None, 0, 1))),
            option_of=draw(st.sampled_from((None, None, None, 0))),
            partner_micro=draw(st.one_of(st.none(), st.integers(0, 10**9))),
            zone=draw(st.sampled_from((None, 0, 1))),
            vehicle_micro=tuple(draw(price) for _ in range(fleet)),
        )
        for stop in problem.stops
    ]
    if count > 1 and draw(st.booleans()):
        origin, destination = draw(st.permutations(range(count)))[:2]
        goods = (draw(st.integers(0, 5)),)
        single = {"option_of": None, "ready_s": 0}
        stops[origin] = replace(stops[origin], pickup=goods, delivery=(0,), **single)
        stops[destination] = replace(
            stops[destination], delivery=goods, pickup=(0,), shipped_from=origin, **single
        )
    vehicles = tuple(
        replace(
            vehicle,
            max_trips=draw(st.integers(1, 3)),
            waiting_paid=draw(st.booleans()),
            breaks=draw(some_breaks()),
        )
        for vehicle in problem.vehicles
    )
    return replace(
        problem,
        stops=tuple(stops),
        vehicles=vehicles,
        zone_change_micro=draw(price),
        balance_micro=draw(st.integers(0, 10**9)),
    )


@st.composite
def some_breaks(draw: st.DrawFn) -> tuple[ProblemBreak, ...]:
    """None, or one short break with any bounds."""
    if draw(st.booleans()):
        return ()
    bound = st.one_of(st.just(NO_LIMIT), st.integers(0, HORIZON_S))
    duration_s = draw(st.integers(1, 9))
    return (
        ProblemBreak(
            duration_s=duration_s,
            latest_s=draw(bound),
            max_work_s=draw(bound),
            first_part_s=draw(st.integers(0, duration_s - 1)),
            is_paid=draw(st.booleans()),
        ),
    )


@st.composite
def proposals(draw: st.DrawFn, problem: Problem) -> Proposal:
    """Stops thrown at the vehicles that may serve them, in one or two trips each."""
    orders: dict[int, list[int]] = {}
    unserved = []
    for stop in draw(st.permutations(range(len(problem.stops)))):
        vehicle = draw(st.sampled_from((None, *range(len(problem.vehicles)))))
        if vehicle is None or not problem.may_serve(vehicle, stop):
            unserved.append(stop)
        else:
            orders.setdefault(vehicle, []).append(stop)
    routes = []
    for vehicle, stops in sorted(orders.items()):
        cut = draw(st.integers(1, len(stops)))
        trips = (tuple(stops[:cut]), tuple(stops[cut:]))
        routes.append(ProposedRoute(vehicle=vehicle, trips=tuple(trip for trip in trips if trip)))
    return Proposal(routes=tuple(routes), unserved=tuple(sorted(unserved)))


def broken_promises(problem: Problem, proposal: Proposal) -> list[str]:
    """What goes wrong between stops that hang together, in plain words; nothing is fine."""
    where = {
        stop: (route.vehicle, number, trip.index(stop))
        for route in proposal.routes
        for number, trip in enumerate(route.trips)
        for stop in trip
    }
    groups = [(problem.stops[stop].group, at[0]) for stop, at in where.items()]
    homes = {pair for pair in groups if pair[0] is not None}
    options = [problem.stops[stop].option_of for stop in where]
    orders = [order for order in options if order is not None]
    everybody = sorted([*where, *proposal.unserved])
    wrong = {
        "a torn shipment": any(
            is_torn(where.get(origin), where.get(end))
            for origin, end in problem.destinations.items()
        ),
        "a split group": len(homes) > len({group for group, _ in homes}),
        "two options": len(orders) > len(set(orders)),
        "too many trips": any(
            len(route.trips) > problem.vehicles[route.vehicle].max_trips
            for route in proposal.routes
        ),
        "lost or doubled stops": everybody != list(range(len(problem.stops))),
    }
    return [words for words, is_so in wrong.items() if is_so]


def is_torn(start, end) -> bool:
    """Whether only one end is served, or they are on two trips, or the wrong way round."""
    if start is None or end is None:
        return start is not end
    return start[:2] != end[:2] or start[2] > end[2]
