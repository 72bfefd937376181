"""When a route could load: departures that keep every limit, the doors they take, their price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import FAR_FUTURE_S, Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.planning.insertion import cost_micro
from lastmile_cli.planning.limits import excess_hours
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.timed import TimedRoute

STEP_S = 60
"""Departures are tried a minute apart, from the one that costs least on."""

MOST_TRIED = 90
"""So many of them on either side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """
    One departure of a route: when its vehicle takes a door at its depot, and what the route costs.

    ``spans`` are (from, until) in seconds, one for each loading; ``moved_s`` is how
    far it lies from the best departure.
    """

    depart_s: int
    spans: tuple[tuple[int, int], ...]
    cost_micro: Fraction
    moved_s: int


def docked(depots: Sequence[Depot]) -> dict[str, Depot]:
    """Return the depots whose doors are counted, by id."""
    return {depot.depot_id: depot for depot in depots if depot.docks is not None}


def loading_spans(timed: TimedRoute, depot: Depot) -> tuple[tuple[int, int], ...]:
    """Between which seconds a timed route takes a door of its depot: one span for each loading."""
    loads = (visit for visit in timed.visits if visit.kind is VisitKind.LOAD)
    return tuple((it.start_s, it.start_s + depot.door_for_s(it.service_s)) for it in loads)


def list_slots(
    problem: Problem, route: ProposedRoute, depot: Depot, is_over: IsOver = never_over
) -> list[Slot]:
    """
    List departures that keep every limit of a route, the cheapest and least moved first.

    Earlier and later ones, as far as the route's slack lets it move; none where
    not even the best one holds. Once it ``is_over`` those listed by then are all.
    """
    best = time_route(problem, replace(route, depart_s=None))
    best_s = best.visits[0].depart_s
    course = lay_out(problem, route)
    limits_s = course.deadlines_s(course.begins_s(course.depart_from_s), may_be_late=True)
    first_s = course.depart_from_s
    last_s = max(best_s, min(course.latest_depart_s(limits_s), FAR_FUTURE_S))
    departs_s = [best_s]
    for number in range(1, MOST_TRIED + 1):
        departs_s += [best_s - number * STEP_S, best_s + number * STEP_S]
    slots: list[Slot] = []
    for depart_s in departs_s:
        if slots and is_over():
            break
        if not first_s <= depart_s <= last_s:
            continue
        timed = time_route(problem, replace(route, depart_s=depart_s))
        if any(excess_hours(problem, timed)):
            continue
        spans, cost = loading_spans(timed, depot), cost_micro(problem, timed)
        moved_s = abs(depart_s - best_s)
        slots.append(Slot(depart_s=depart_s, spans=spans, cost_micro=cost, moved_s=moved_s))
    return sorted(slots, key=lambda slot: (slot.cost_micro, slot.moved_s, slot.depart_s))


def crowded(posed: Posed, proposal: Proposal, docks: Mapping[str, Depot]) -> bool:
    """Whether anywhere more vehicles load at once than there are doors."""
    return any(
        is_over([span for spans in spans_at for span in spans], docks[depot_id].docks or 0)
        for depot_id, spans_at in _spans(posed, proposal, docks).items()
    )


def is_over(spans: Sequence[tuple[int, int]], doors: int) -> bool:
    """
    Whether more spans than there are doors share a second; one may begin as another ends.

    >>> is_over([(0, 10), (10, 20)], 1), is_over([(0, 10), (9, 20)], 1)
    (False, True)
    """
    return any(sum(start <= at < end for start, end in spans) > doors for at, _ in spans)


def _spans(
    posed: Posed, proposal: Proposal, docks: Mapping[str, Depot]
) -> dict[str, list[tuple[tuple[int, int], ...]]]:
    found: dict[str, list[tuple[tuple[int, int], ...]]] = {}
    for route in proposal.routes:
        depot = docks.get(posed.vehicles[route.vehicle].start_depot_id)
        if depot is not None and route.stops:
            spans = loading_spans(time_route(posed.problem, route), depot)
            found.setdefault(depot.depot_id, []).append(spans)
    return found
