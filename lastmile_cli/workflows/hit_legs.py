"""Which legs of a plan lead over streets that are closed while they are driven."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from lastmile_cli.domain.closed_hours import closed_s
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind, as_driven
from lastmile_cli.domain.ports import ClosableRoads
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.travel import LegKey, TrafficPeriod
from lastmile_cli.planning.detours import HitLeg
from lastmile_cli.planning.legs import period_at, route_legs
from lastmile_cli.planning.posed import Posed
from lastmile_cli.workflows.verify_plan import proposal_of


def with_plans(
    plan: Plan, posed: Posed, proposal: Proposal
) -> Iterator[tuple[ProposedRoute, Route]]:
    """Each route with what the plan says of it."""
    for route in proposal.routes:
        planned = plan.find_route(posed.vehicles[route.vehicle].vehicle_id)
        if planned is not None and route.stops:
            yield route, planned


def find_hit_legs(
    plan: Plan,
    posed: Posed,
    roads: ClosableRoads,
    periods: Sequence[TrafficPeriod],
    closures: Sequence[Closure],
) -> dict[str, tuple[HitLeg, ...]]:
    """By vehicle, the legs that lead over something closed while they are driven."""
    found: dict[str, list[HitLeg]] = {}
    spans = [(closed_s(one, plan.day), one) for one in closures]
    for route, written in with_plans(plan, posed, proposal_of(plan, posed)):
        planned = as_driven(written)
        halts = [visit for visit in planned.visits if visit.kind is not VisitKind.BREAK]
        for key, (leave_s, arrive_s, start, end) in zip(
            route_legs(posed.problem, route), _written_legs(planned, halts), strict=False
        ):
            holding = [one for (begin, stop), one in spans if begin <= arrive_s and stop > leave_s]
            period = periods[period_at(posed.problem.travel, leave_s)]
            streets = _closed_on(posed, roads, key, period, holding)
            if streets:
                found.setdefault(planned.vehicle_id, []).append(
                    HitLeg(
                        leave_s=leave_s,
                        arrive_s=arrive_s,
                        start=start,
                        end=end,
                        streets=streets,
                        closures=tuple(one.closure_id for one in holding),
                    )
                )
    return {vehicle_id: tuple(legs) for vehicle_id, legs in found.items()}


def _written_legs(planned: Route, halts: Sequence[Visit]) -> Iterator[tuple[int, int, str, str]]:
    """(leaves, arrives, from which stop, to which), the way home included."""
    for before, after in itertools.pairwise(halts):
        # A break before the halt is taken where the leg ends.
        arrive_s = before.depart_s + _driven_to(planned, after)
        yield before.depart_s, arrive_s, before.stop_id or "", after.stop_id or ""
    if planned.home:
        last = halts[-1]
        yield last.depart_s, planned.home.arrive_s, last.stop_id or "", ""


def _driven_to(planned: Route, halt: Visit) -> int:
    """Seconds driven to a halt, those to a break just before it included."""
    at = planned.visits.index(halt)
    total = halt.drive_s
    while at and planned.visits[at - 1].kind is VisitKind.BREAK:
        at -= 1
        total += planned.visits[at].drive_s
    return total


def _closed_on(
    posed: Posed,
    roads: ClosableRoads,
    key: LegKey,
    period: TrafficPeriod,
    holding: Sequence[Closure],
) -> tuple[str, ...]:
    table, start, end = key
    if not holding or start == end:
        return ()
    points, mode = posed.places.points, posed.problem.travel.tables[table].mode
    (streets,) = roads.closed_on_the_way([(points[start], points[end])], mode, period, holding)
    return streets
