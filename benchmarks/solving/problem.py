"""
An instance as the package's ``Problem``: one unit of time is a second, of distance a metre.

A unit of distance costs a whole number of micro-units, so the package's
objective in micro-units is the instance's objective.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.solving.driving import FREE, Traffic
from benchmarks.solving.instance import NO_END, Instance, PlannedRoute, VehicleType
from lastmile_cli.domain.problem import (
    MAX_OBJECTIVE_MICRO,
    NO_LIMIT,
    Problem,
    ProblemStop,
    ProblemVehicle,
)
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable

MUST = 1000
"""A customer who must be served is worth this many times the dearest round trip."""


@dataclasses.dataclass(frozen=True, slots=True)
class Posed:
    """A problem, and the instance's vehicle type of each of its vehicles."""

    problem: Problem
    types: tuple[int, ...]
    first_customer: int

    def plan(self, proposal: Proposal) -> list[PlannedRoute]:
        """Routes by the instance's nodes."""
        first = self.first_customer
        return [
            PlannedRoute(
                self.types[route.vehicle],
                tuple(tuple(stop + first for stop in trip) for trip in route.trips),
            )
            for route in proposal.routes
        ]


def pose(instance: Instance, traffic: Traffic = FREE) -> Posed:
    """
    Write an instance as a ``Problem``; its durations are those without traffic.

    Raises
    ------
    ValueError
        It takes several trips, and vehicles of this package make one.
    """
    fleet = instance.useful_vehicles()
    types = tuple(k for k, kind in enumerate(fleet) for _ in range(kind.count))
    vehicles = tuple(
        _vehicle(instance, fleet[k], name=f"{k}-{number}") for number, k in enumerate(types)
    )
    travel = Travel(
        period_starts_s=traffic.starts,
        tables=(
            TravelTable(
                mode=TravelMode(profile="instance"),
                duration_s=_fits(traffic.tables(instance.duration)),
                distance_m=_fits(instance.distance),
            ),
        ),
    )
    stops = tuple(_stops(instance, types))
    problem = Problem(stops=stops, vehicles=vehicles, travel=travel, load_units=("units",))
    return Posed(problem, types, instance.depots)


def _fits(table: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    if table.max(initial=0) >= 2**30:
        msg = f"a leg of {table.max()} does not fit the package's tables"
        raise ValueError(msg)
    return table.astype(np.int32, copy=False)


def _stops(instance: Instance, types: tuple[int, ...]) -> list[ProblemStop]:
    dearest = max(kind.unit_cost for kind in instance.vehicles)
    fixed = max(kind.fixed_cost for kind in instance.vehicles)
    must = MUST * (2 * dearest * int(instance.distance.max()) + fixed)
    must = min(must, MAX_OBJECTIVE_MICRO // len(instance.demand) - 1)
    sets: dict[tuple[bool, ...], frozenset[int] | None] = {}
    stops = []
    for node in instance.customers:
        able = tuple(kind.allowed is None or node in kind.allowed for kind in instance.vehicles)
        if able not in sets:
            chosen = frozenset(number for number, k in enumerate(types) if able[k])
            sets[able] = None if all(able) else chosen
        stops.append(
            ProblemStop(
                stop_id=str(node),
                place=node,
                windows=((int(instance.opens[node]), int(instance.closes[node])),),
                service_s=(int(instance.service[node]),),
                delivery=(int(instance.demand[node]),),
                pickup=(0,),
                drop_micro=int(instance.prize[node]) or must,
                vehicles=sets[able],
                ready_s=int(instance.ready[node]),
            )
        )
    return stops


def _vehicle(instance: Instance, kind: VehicleType, *, name: str) -> ProblemVehicle:
    closes = int(instance.closes[kind.depot])
    vehicle = ProblemVehicle(
        vehicle_id=name,
        table=0,
        start_place=kind.depot,
        end_place=kind.depot,
        earliest_s=int(instance.opens[kind.depot]),
        latest_s=NO_LIMIT if closes == NO_END else closes,
        capacity=(min(kind.capacity, NO_LIMIT),),
        max_duration_s=NO_LIMIT if kind.max_duration is None else kind.max_duration,
        per_km_micro=1000 * kind.unit_cost,
        fixed_micro=kind.fixed_cost,
    )
    return _with_trips(vehicle, len(instance.customers)) if kind.reloads else vehicle


def _with_trips(vehicle: ProblemVehicle, most: int) -> ProblemVehicle:
    """Let a vehicle come back for more, where the package has a word for it."""
    if "max_trips" not in {field.name for field in dataclasses.fields(vehicle)}:
        msg = "vehicles of this package make one trip"
        raise ValueError(msg)
    more: dict[str, Any] = {"max_trips": most}
    return dataclasses.replace(vehicle, **more)
