"""
vrp-cli (reinterpretcat/vrp) with its defaults: fewest left out, then least cost, on all cores.

It reads its problem and matrices as JSON within the measured call. Its own
metrics give the generations a second and when the first generation stood.
"""

from __future__ import annotations

import json
import math
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.solving.instance import NO_END, Instance, PlannedRoute, VehicleType
from benchmarks.solving.run import Answer, Budget, lacking

DAY_ONE = datetime(2000, 1, 1, tzinfo=UTC)


def cannot(instance: Instance) -> str:
    """It maximises the worth served before cost, it does not weigh them."""
    return lacking(instance, prizes=False)


def solve(instance: Instance, budget: Budget) -> Answer:
    """Search for whole seconds, rounded up, less what has gone by."""
    import vrp_cli

    problem = json.dumps(model(instance))
    matrix = {
        "profile": "car",
        "travelTimes": instance.duration.ravel().tolist(),
        "distances": instance.distance.ravel().tolist(),
    }
    matrices = [json.dumps(matrix)]
    config = json.dumps(_config(budget))
    begun = time.perf_counter()
    answer = vrp_cli.solve_pragmatic(problem=problem, matrices=matrices, config=config)
    spent = time.perf_counter() - begun
    found = json.loads(answer)
    metrics = found.get("extras", {}).get("metrics", {})
    return Answer(
        plan=[_route(tour) for tour in found["tours"]],
        seconds=spent,
        first_solution_s=_first_whole(metrics.get("evolution", [])),
        iterations_per_s=metrics.get("speed"),
    )


def _config(budget: Budget) -> dict[str, Any]:
    return {
        "termination": {"maxTime": math.ceil(budget.seconds)},
        "telemetry": {
            "progress": {"enabled": False},
            "metrics": {"enabled": True, "trackPopulation": 100},
        },
        "environment": {
            "parallelism": {"numThreadPools": 1, "threadsPerPool": budget.workers},
            "logging": {"enabled": False},
        },
    }


def _first_whole(evolution: list[dict[str, Any]]) -> float | None:
    """Seconds until a generation in which somebody leaves nobody out."""
    for generation in evolution:
        people = generation["population"]["individuals"]
        if any(person["fitness"][0] == 0 for person in people):
            return float(generation["timestamp"])
    return None


def model(instance: Instance) -> dict[str, Any]:
    """Return the problem in vrp-cli's pragmatic format."""
    fleet = instance.useful_vehicles()
    is_bound = any(kind.allowed is not None for kind in fleet)
    skills: dict[tuple[bool, ...], str] = {}
    jobs = []
    for node in instance.customers:
        able = tuple(kind.allowed is None or node in kind.allowed for kind in fleet)
        skill = skills.setdefault(able, f"skill-{len(skills)}")
        place: dict[str, Any] = {
            "location": {"index": node},
            "duration": float(instance.service[node]),
        }
        if instance.closes[node] < NO_END:
            place["times"] = [[_at(instance.opens[node]), _at(instance.closes[node])]]
        delivery = {"places": [place], "demand": [int(instance.demand[node])]}
        job: dict[str, Any] = {"id": str(node), "deliveries": [delivery]}
        if is_bound:
            job["skills"] = {"allOf": [skill]}
        jobs.append(job)
    vehicles = []
    for k, kind in enumerate(fleet):
        vehicle = _vehicle(instance, kind, str(k))
        if is_bound:
            vehicle["skills"] = [skill for able, skill in skills.items() if able[k]]
        vehicles.append(vehicle)
    return {
        "plan": {"jobs": jobs},
        "fleet": {"vehicles": vehicles, "profiles": [{"name": "car"}]},
        "objectives": [[{"type": "minimize-unassigned"}], [{"type": "minimize-cost"}]],
    }


def _vehicle(instance: Instance, kind: VehicleType, name: str) -> dict[str, Any]:
    vehicle: dict[str, Any] = {
        "typeId": name,
        "vehicleIds": [f"{name}-{number}" for number in range(kind.count)],
        "profile": {"matrix": "car"},
        "costs": {
            "fixed": float(kind.fixed_cost),
            "distance": float(kind.unit_cost),
            "time": 0.0,
        },
        "shifts": [
            {
                "start": {
                    "earliest": _at(instance.opens[kind.depot]),
                    "location": {"index": kind.depot},
                },
                "end": {
                    "latest": _at(min(int(instance.closes[kind.depot]), _horizon(instance))),
                    "location": {"index": kind.depot},
                },
            }
        ],
        "capacity": [min(kind.capacity, int(instance.demand.sum()))],
    }
    if kind.max_duration is not None:
        vehicle["limits"] = {"maxDuration": float(kind.max_duration)}
    return vehicle


def _horizon(instance: Instance) -> int:
    longest = instance.duration.max(axis=1) + instance.service
    return int(longest.sum() + instance.opens.max())


def _at(second: Any) -> str:
    return (DAY_ONE + timedelta(seconds=int(second))).strftime("%Y-%m-%dT%H:%M:%SZ")


def _route(tour: dict[str, Any]) -> PlannedRoute:
    order = [
        int(activity["jobId"])
        for stop in tour["stops"]
        for activity in stop["activities"]
        if activity["type"] == "delivery"
    ]
    return PlannedRoute(int(tour["typeId"]), (tuple(order),))
