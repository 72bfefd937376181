"""
PyVRP (iterated local search, one core) with its own default parameters.

Its building of neighbours and of the first solution counts, as ours does. As
its own reader does, loads are scaled like distances: its prices of excess
load are bounded, and unscaled loads would be cheap to exceed. Its reader bars
a customer from a vehicle by legs of 2^44, on which 0.14.1 never ends its first
descent (SDVRPTW-PR04); here they are shorter and still never worth driving.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.solving.instance import NO_END, Instance, PlannedRoute, VehicleType
from benchmarks.solving.run import Answer, Budget

BARRED = 1000
"""A leg that may not be driven is this many times the longest one."""


def cannot(_: Instance) -> str:
    """Nothing that is read here is beyond it."""
    return ""


def solve(instance: Instance, budget: Budget) -> Answer:
    """Search on one core until the clock says stop."""
    import pyvrp
    from pyvrp.IteratedLocalSearch import IteratedLocalSearchCallbacks, IteratedLocalSearchParams

    data = model(instance)
    first: list[float] = []

    class Ear(IteratedLocalSearchCallbacks):
        def on_start(self, ils: Any) -> None:
            if ils.initial_solution.is_feasible():
                first.append(time.perf_counter() - begun)

        def on_best(self, best: Any) -> None:
            if not first and best.is_feasible():
                first.append(time.perf_counter() - begun)

    parameters = pyvrp.SolveParams(ils=IteratedLocalSearchParams(callbacks=Ear()))
    begun = time.perf_counter()
    result = pyvrp.solve(
        data,
        stop=lambda _: time.perf_counter() - begun >= budget.seconds,
        seed=budget.seed,
        collect_stats=False,
        params=parameters,
    )
    spent = time.perf_counter() - begun
    return Answer(
        plan=[_route(route, instance.depots) for route in result.best.routes()],
        seconds=spent,
        first_solution_s=first[0] if first else None,
        iterations_per_s=result.num_iterations / spent,
    )


def model(instance: Instance) -> Any:
    """Return the instance as PyVRP's ``ProblemData``."""
    import pyvrp

    profiles = list(dict.fromkeys(kind.allowed for kind in instance.vehicles))
    scale = instance.scale
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(x=x * scale, y=y * scale) for x, y in instance.place.tolist()],
        clients=[_client(instance, node) for node in instance.customers],
        depots=[pyvrp.Depot(location=node) for node in range(instance.depots)],
        vehicle_types=[
            _vehicle_type(instance, kind, profiles.index(kind.allowed))
            for kind in instance.useful_vehicles()
        ],
        distance_matrices=[_barred(instance, instance.distance, p) for p in profiles],
        duration_matrices=[_barred(instance, instance.duration, p) for p in profiles],
    )


def _client(instance: Instance, node: int) -> Any:
    import pyvrp

    return pyvrp.Client(
        location=node,
        delivery=[int(instance.demand[node]) * instance.scale],
        service_duration=int(instance.service[node]),
        tw_early=int(instance.opens[node]),
        **_until("tw_late", int(instance.closes[node])),
        release_time=int(instance.ready[node]),
        prize=int(instance.prize[node]),
        required=bool(instance.prize[node] == 0),
    )


def _vehicle_type(instance: Instance, kind: VehicleType, profile: int) -> Any:
    import pyvrp

    limit: dict[str, Any] = (
        {} if kind.max_duration is None else {"shift_duration": kind.max_duration}
    )
    return pyvrp.VehicleType(
        num_available=kind.count,
        capacity=[kind.capacity * instance.scale],
        start_depot=kind.depot,
        end_depot=kind.depot,
        fixed_cost=kind.fixed_cost,
        tw_early=int(instance.opens[kind.depot]),
        **_until("tw_late", int(instance.closes[kind.depot])),
        unit_distance_cost=kind.unit_cost,
        profile=profile,
        reload_depots=[kind.depot] if kind.reloads else [],
        **limit,
    )


def _until(name: str, closes: int) -> dict[str, Any]:
    return {} if closes == NO_END else {name: closes}


def _barred(instance: Instance, table: Any, allowed: frozenset[int] | None) -> Any:
    """Legs to customers that a vehicle may not serve become longer than anything."""
    table = table.astype(np.int64)
    if allowed is None:
        return table
    barred = [node for node in instance.customers if node not in allowed]
    table[:, barred] = table[barred, :] = BARRED * int(table.max())
    np.fill_diagonal(table, 0)
    return table


def _route(route: Any, first_customer: int) -> PlannedRoute:
    trips: list[list[int]] = [[]]
    for activity in route.schedule():
        if activity.is_depot():
            trips.append([])
        elif activity.is_client():
            trips[-1].append(activity.idx + first_customer)
    return PlannedRoute(route.vehicle_type(), tuple(tuple(trip) for trip in trips if trip))
