"""
VROOM at its highest exploration level, on all cores it is given.

It ends by itself when its searches are done, often long before the budget is
spent, and tells neither iterations nor when it had its first solution.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks.solving.instance import NO_END, Instance, PlannedRoute
from benchmarks.solving.run import Answer, Budget, lacking

EXPLORATION = 5
PER_HOUR = 3600
"""Price of an hour that makes a second, here a unit of distance, cost one."""


def cannot(instance: Instance) -> str:
    """Prices of optional stops and whole shifts (it bounds driving time alone) are not in it."""
    return lacking(instance, prizes=False, max_duration=False)


def solve(instance: Instance, budget: Budget) -> Answer:
    """Search until it is done or the budget is."""
    asked, types = model(instance)
    begun = time.perf_counter()
    found = asked.solve(
        exploration_level=EXPLORATION,
        nb_threads=budget.workers,
        timeout=timedelta(seconds=budget.seconds),
    )
    spent = time.perf_counter() - begun
    steps = found.routes
    jobs = steps[steps["type"] == "job"]
    orders: dict[int, list[int]] = {}
    for vehicle, node in zip(jobs["vehicle_id"], jobs["id"], strict=True):
        orders.setdefault(int(vehicle), []).append(int(node))
    plan = [PlannedRoute(types[vehicle], (tuple(order),)) for vehicle, order in orders.items()]
    return Answer(plan=plan, seconds=spent)


def model(instance: Instance) -> tuple[Any, list[int]]:
    """Return VROOM's input, and the vehicle type of each of its vehicles."""
    import vroom

    asked = vroom.Input()
    asked.set_durations_matrix("car", instance.duration.astype(np.uint32))
    fleet = instance.useful_vehicles()
    bound = [kind.allowed is not None for kind in fleet]
    skills: dict[tuple[bool, ...], int] = {}
    for node in instance.customers:
        able = tuple(kind.allowed is None or node in kind.allowed for kind in fleet)
        skill = skills.setdefault(able, len(skills))
        asked.add_job(
            vroom.Job(
                id=node,
                location=node,
                default_service=int(instance.service[node]),
                delivery=[int(instance.demand[node])],
                skills={skill} if any(bound) else None,
                time_windows=_window(instance, node),
            )
        )
    types = [k for k, kind in enumerate(fleet) for _ in range(kind.count)]
    for number, k in enumerate(types):
        kind = fleet[k]
        window = _window(instance, kind.depot)
        asked.add_vehicle(
            vroom.Vehicle(
                id=number,
                start=kind.depot,
                end=kind.depot,
                capacity=[kind.capacity],
                skills={skill for able, skill in skills.items() if able[k]} if any(bound) else None,
                time_window=window[0] if window else None,
                costs=vroom.VehicleCosts(fixed=kind.fixed_cost, per_hour=PER_HOUR * kind.unit_cost),
            )
        )
    return asked, types


def _window(instance: Instance, node: int) -> list[Any]:
    import vroom

    if instance.closes[node] == NO_END:
        return []
    return [vroom.TimeWindow(int(instance.opens[node]), int(instance.closes[node]))]
