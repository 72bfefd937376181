"""Trucks and hubs: everything that leaves a hub was brought there, unloaded and sorted before."""

from __future__ import annotations

from collections.abc import Iterator

from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.load import LOAD_DIMENSIONS, Load
from lastmile_cli.domain.plan import Plan, Visit, VisitKind
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.stops import Stop, StopKind


def check_line_haul(problem: Problem, plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """
    Hold what leaves each hub against what the trucks of the plan bring there, and when.

    Whether the trucks can drive so, and hold so much, is judged like any other route.
    """
    if plan.line_haul is None:
        return
    for depot in index.depots:
        if depot.supplied_by:
            brought = list(_brought(plan.line_haul, depot))
            yield from _check_goods(problem, plan, index, depot, [stop for _, stop in brought])
            for visit, stop in brought:
                yield from _check_unloading(plan, depot, visit, stop)
            yield from _check_hours(plan, depot, [visit for visit, _ in brought])


def _brought(trucks: Plan, depot: Depot) -> Iterator[tuple[Visit, Stop]]:
    """Yield the visits of trucks to a hub, with what they bring."""
    wanted = {stop.stop_id: stop for stop in trucks.stops}
    for route in trucks.routes:
        for visit in route.stop_visits:
            stop = wanted.get(visit.stop_id or "")
            if stop is not None and stop.customer_id == depot.depot_id:
                yield visit, stop


def _check_goods(
    problem: Problem, plan: Plan, index: PlanIndex, depot: Depot, brought: list[Stop]
) -> Iterator[Violation]:
    wanted = {stop.stop_id: stop for stop in plan.stops}
    leaves = Load()
    for route in plan.routes:
        for visit in route.stop_visits if route.depot_id == depot.depot_id else ():
            stop, number = wanted.get(visit.stop_id or ""), index.stops.get(visit.stop_id or "")
            if stop is None or number is None or stop.kind is not StopKind.DELIVERY:
                continue
            if problem.stops[number].shipped_from is not None:
                continue
            for door in stop.doors or (stop,):
                leaves += Load() if door.supply is not None else door.load
    there = sum((stop.load for stop in brought), start=Load())
    for unit, out, came in zip(LOAD_DIMENSIONS, leaves.as_tuple(), there.as_tuple(), strict=True):
        if out > came:
            yield Violation(
                rule=Rule.NOT_BROUGHT,
                amount=out - came,
                sentence=f"{out} {unit} leave {depot.depot_id}, but trucks bring {came}.",
            )


def _check_unloading(plan: Plan, depot: Depot, visit: Visit, stop: Stop) -> Iterator[Violation]:
    needed_s = depot.unload_s + depot.unload_per_parcel_s * stop.load.parcels
    took_s = visit.depart_s - visit.start_s
    clock = plan.day.clock
    if took_s < needed_s:
        yield Violation(
            rule=Rule.UNLOADING,
            stop=stop.stop_id,
            amount=needed_s - took_s,
            sentence=f"Unloading {stop.stop_id} takes {needed_s} s, not {took_s}.",
        )
    hours = depot.receiving or depot.hours
    if hours is not None and not hours.opens_s <= visit.start_s <= hours.closes_s:
        yield Violation(
            rule=Rule.NOT_RECEIVED,
            stop=stop.stop_id,
            amount=max(hours.opens_s - visit.start_s, visit.start_s - hours.closes_s),
            sentence=f"A truck is unloaded at {depot.depot_id} at {clock(visit.start_s)}; that "
            f"may begin from {clock(hours.opens_s)} to {clock(hours.closes_s)}.",
        )


def _check_hours(plan: Plan, depot: Depot, brought: list[Visit]) -> Iterator[Violation]:
    ready_s = max((visit.depart_s + depot.sort_s for visit in brought), default=0)
    clock = plan.day.clock
    for route in plan.routes:
        loads = [visit for visit in route.visits if visit.kind is VisitKind.LOAD]
        if route.depot_id == depot.depot_id and loads and loads[0].start_s < ready_s:
            yield Violation(
                rule=Rule.LOADED_TOO_EARLY,
                route=route.vehicle_id,
                amount=ready_s - loads[0].start_s,
                sentence=f"Vehicle {route.vehicle_id} loads at {clock(loads[0].start_s)}, but the "
                f"goods of {depot.depot_id} are sorted at {clock(ready_s)}.",
            )
