"""
The benchmark's own referee: a plan against the instance, in plain Python.

It shares no code with the package nor with any solver and is the only one whose
objective is printed: distance × price per unit, fixed costs of the vehicles
used, prices of the optional customers left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.solving.instance import Instance, PlannedRoute, VehicleType


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan costs in the instance's units, and everything that is wrong with it."""

    objective: int
    routes: int
    problems: tuple[str, ...]

    @property
    def is_feasible(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(instance: Instance, plan: Sequence[PlannedRoute]) -> Verdict:
    """Judge a whole plan; a route without customers counts as not driven."""
    driven = [route for route in plan if any(route.trips)]
    problems = [*_who_is_served(instance, driven), *_fleet_used(instance, driven)]
    objective = 0
    for number, route in enumerate(driven):
        if not 0 <= route.vehicle_type < len(instance.vehicles):
            continue
        kind = instance.vehicles[route.vehicle_type]
        trips = [
            [node for node in trip if node in instance.customers] for trip in route.trips if trip
        ]
        objective += kind.fixed_cost
        objective += kind.unit_cost * sum(_length(instance, kind, trip) for trip in trips)
        found = [*_loads(instance, kind, trips), *_hours(instance, kind, trips)]
        problems += [f"route {number}: {problem}" for problem in found]
    seen = {node for route in driven for trip in route.trips for node in trip}
    objective += sum(int(instance.prize[i]) for i in instance.customers if i not in seen)
    return Verdict(objective, len(driven), tuple(problems))


def _who_is_served(instance: Instance, plan: Sequence[PlannedRoute]) -> list[str]:
    visits = Counter(node for route in plan for trip in route.trips for node in trip)
    problems = [f"node {node} is no customer" for node in visits if node not in instance.customers]
    problems += [f"customer {node} is served {k} times" for node, k in visits.items() if k > 1]
    problems += [
        f"customer {node} is not served"
        for node in instance.customers
        if node not in visits and instance.prize[node] == 0
    ]
    return problems


def _fleet_used(instance: Instance, plan: Sequence[PlannedRoute]) -> list[str]:
    problems = []
    for kind, used in Counter(route.vehicle_type for route in plan).items():
        if not 0 <= kind < len(instance.vehicles):
            problems.append(f"there is no vehicle type {kind}")
        elif used > instance.vehicles[kind].count:
            have = instance.vehicles[kind].count
            problems.append(f"{used} vehicles of type {kind} are used, there are {have}")
    return problems


def _length(instance: Instance, kind: VehicleType, trip: list[int]) -> int:
    stations = [kind.depot, *trip, kind.depot]
    return sum(int(instance.distance[a, b]) for a, b in pairwise(stations))


def _loads(instance: Instance, kind: VehicleType, trips: list[list[int]]) -> list[str]:
    problems = []
    if len(trips) > 1 and not kind.reloads:
        problems.append(f"{len(trips)} trips, but this vehicle may not load again")
    for trip in trips:
        load = sum(int(instance.demand[node]) for node in trip)
        if load > kind.capacity:
            problems.append(f"a load of {load} in a vehicle for {kind.capacity}")
        if kind.allowed is not None:
            problems += [
                f"customer {node} may not be served by this vehicle"
                for node in trip
                if node not in kind.allowed
            ]
    return problems


def _hours(instance: Instance, kind: VehicleType, trips: list[list[int]]) -> list[str]:
    """Drive as early as possible; a late customer is told and served all the same."""
    problems: list[str] = []
    now = int(instance.opens[kind.depot])
    for trip in trips:
        now = max([now, *(int(instance.ready[node]) for node in trip)])
        at = kind.depot
        for node in trip:
            now += int(instance.duration[at, node])
            if now > instance.closes[node]:
                problems.append(f"customer {node} closes {instance.closes[node]}, reached {now}")
            now = max(now, int(instance.opens[node])) + int(instance.service[node])
            at = node
        now += int(instance.duration[at, kind.depot])
    if now > instance.closes[kind.depot]:
        problems.append(f"back at {now}, the depot closes {instance.closes[kind.depot]}")
    if kind.max_duration is not None and len(trips) == 1:
        spent = now - _latest_departure(instance, kind, trips[0], now)
        if spent > kind.max_duration:
            problems.append(f"under way for {spent} of {kind.max_duration} allowed")
    return problems


def _latest_departure(instance: Instance, kind: VehicleType, trip: list[int], back: int) -> int:
    """When to leave at the latest to be home at ``back``: later ones only shift the end."""
    after, due = kind.depot, back
    for node in reversed(trip):
        due -= int(instance.duration[node, after]) + int(instance.service[node])
        due = min(due, int(instance.closes[node]))
        after = node
    return due - int(instance.duration[kind.depot, after])
