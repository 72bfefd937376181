"""A day in VROOM's JSON: the problem as its API reads it, and our plan as it would write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lastmile_cli.domain.fleet import Break, Depot, Vehicle
from lastmile_cli.domain.load import LOAD_DIMENSIONS, Load
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.polyline import encode_polyline
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.lines import route_line
from lastmile_cli.outputs.vroom_matrices import VroomTravel, vehicle_places
from lastmile_cli.outputs.vroom_numbers import (
    PROFILES,
    Numbers,
    has_of,
    moment,
    needs_of,
    place_of,
)

NO_LIMIT = 2**31 - 1
"""Stands for a capacity nobody limits: VROOM wants a number in each dimension."""


class VroomDay:
    """
    Both files of one day, with the same numbers in both.

    Amounts are whole grams, millilitres and parcels, times Unix seconds. What VROOM cannot
    say (traffic by the hour, several trips, priced windows, walks, batteries) is not in it.
    """

    def __init__(self, plan: Plan, config: Config, travel: VroomTravel | None = None) -> None:
        self._plan, self._day, self._travel = plan, plan.day, travel
        self._default_s = config.service.default_service_s
        self._vehicles = config.vehicles
        self._depots = {depot.depot_id: depot for depot in config.depots}
        self._stops = {stop.stop_id: stop for stop in plan.stops if stop.coordinate is not None}
        self._skills, self._ids = Numbers(), Numbers()
        for stop_id in self._stops:
            self._ids.of(stop_id)
        self._numbers = {v.vehicle_id: number for number, v in enumerate(self._vehicles, 1)}

    def problem(self) -> dict[str, Any]:
        """Lay out vehicles, jobs, shipments, and travel; without it VROOM asks a router."""
        handed = {it.stop_id for it in self._plan.outsourced}
        asked = [stop for stop in self._stops.values() if stop.stop_id not in handed]
        pairs = [(stop, other) for stop in asked if (other := self._delivery_of(stop))]
        paired = {it.stop_id for pair in pairs for it in pair}
        jobs = [self._job(stop) for stop in asked if stop.stop_id not in paired]
        shipments = [self._shipment(*pair) for pair in pairs]
        vehicles = [self._vehicle(it) for it in self._vehicles if self._can_start(it)]
        return {
            "vehicles": vehicles,
            "jobs": jobs,
            **({"shipments": shipments} if pairs else {}),
            **({"matrices": self._travel.matrices()} if self._travel else {}),
        }

    def solution(self, routes: Sequence[Route]) -> dict[str, Any]:
        """Lay out these routes as VROOM's output."""
        written = [self._route(route) for route in routes if route.vehicle_id in self._numbers]
        left = [self._left(it.stop_id) for it in self._plan.unassigned if it.stop_id in self._stops]
        sums = {
            key: sum(route[key] for route in written)
            for key in (
                "cost",
                "setup",
                "service",
                "duration",
                "waiting_time",
                "priority",
                "distance",
            )
        }
        amounts = {
            key: [sum(route[key][it] for route in written) for it in range(len(LOAD_DIMENSIONS))]
            for key in ("delivery", "pickup")
        }
        return {
            "code": 0,
            "summary": {
                **sums, **amounts, "routes": len(written), "unassigned": len(left), "violations": []
            },
            "unassigned": left,
            "routes": written,
        }  # fmt: skip

    def _can_start(self, vehicle: Vehicle) -> bool:
        depot = self._depots.get(vehicle.start_depot_id)
        return depot is not None and depot.coordinate is not None

    def _vehicle(self, vehicle: Vehicle) -> dict[str, Any]:
        start = self._depots[vehicle.start_depot_id]
        end = self._depots.get(vehicle.end_depot_id or "")
        limits = {
            "max_tasks": vehicle.max_stops,
            "max_travel_time": vehicle.max_drive_s,
            "max_distance": vehicle.max_distance_m,
        }
        capacity = [NO_LIMIT if it is None else it for it in vehicle.capacity.as_tuple()]
        breaks = [self._break(number, it) for number, it in enumerate(vehicle.breaks, 1)]
        return {
            "id": self._numbers[vehicle.vehicle_id],
            "description": vehicle.vehicle_id,
            "start": _at(start),
            **({"end": _at(end)} if end is not None and end.coordinate else {}),
            "capacity": capacity,
            "skills": self._skills.of_all(has_of(vehicle)),
            "time_window": [
                moment(self._day, vehicle.shift.opens_s),
                moment(self._day, vehicle.shift.closes_s),
            ],
            **({"breaks": breaks} if breaks else {}),
            **self._ways(vehicle),
            **{key: limit for key, limit in limits.items() if limit is not None},
        }

    def _ways(self, vehicle: Vehicle) -> dict[str, Any]:
        """How a vehicle moves: by a square of its own, or by a router's profile."""
        if self._travel is not None:
            return vehicle_places(self._travel, vehicle)
        profile = {"profile": PROFILES.get(vehicle.profile, "car")}
        factor = vehicle.speed_factor
        return {**profile, **({"speed_factor": factor} if factor != 1 else {})}

    def _break(self, number: int, pause: Break) -> dict[str, Any]:
        latest_s = pause.latest_s if pause.latest_s is not None else 86_399
        window = [moment(self._day, pause.earliest_s), moment(self._day, latest_s)]
        return {"id": number, "service": pause.duration_s, "time_windows": [window]}

    def _job(self, stop: Stop) -> dict[str, Any]:
        kind = "delivery" if stop.kind.brings_goods else "pickup"
        amounts = {kind: list(stop.load.as_tuple())}
        if stop.back != Load():
            amounts["pickup"] = list(stop.back.as_tuple())
        return {**self._task(stop), **amounts, **self._wants(stop)}

    def _shipment(self, pickup: Stop, delivery: Stop) -> dict[str, Any]:
        wants = self._wants(delivery)
        skills = self._skills.of_all(needs_of(pickup) | needs_of(delivery))
        return {
            "pickup": self._task(pickup),
            "delivery": self._task(delivery),
            "amount": list(pickup.load.as_tuple()),
            **wants,
            **({"skills": skills} if skills else {}),
        }

    def _wants(self, stop: Stop) -> dict[str, Any]:
        skills = self._skills.of_all(needs_of(stop))
        return {"priority": stop.priority, **({"skills": skills} if skills else {})}

    def _task(self, stop: Stop) -> dict[str, Any]:
        windows = [
            [moment(self._day, window.opens_s), moment(self._day, window.closes_s)]
            for window in stop.windows
        ]
        return {
            "id": self._ids.of(stop.stop_id),
            "description": stop.stop_id,
            "location": _where(stop),
            **({"location_index": self._travel.of_stop(stop.stop_id)} if self._travel else {}),
            "service": self._service_s(stop),
            **({"time_windows": windows} if windows else {}),
        }

    def _service_s(self, stop: Stop) -> int:
        """As planned, for it hangs on vehicle and crew; else as asked for."""
        for route in self._plan.routes:
            for visit in route.stop_visits:
                if visit.stop_id == stop.stop_id:
                    return visit.depart_s - visit.start_s
        return self._default_s if stop.service_s is None else stop.service_s

    def _delivery_of(self, stop: Stop) -> Stop | None:
        """Return where a pickup goes to, if it goes to another stop."""
        if stop.kind.brings_goods or not stop.paired_with:
            return None
        return self._stops.get(stop.paired_with)

    def _left(self, stop_id: str) -> dict[str, Any]:
        stop = self._stops[stop_id]
        return {
            "id": self._ids.of(stop_id),
            "type": "job",
            "location": _where(stop),
            "description": stop_id,
        }

    def _route(self, route: Route) -> dict[str, Any]:
        visits = [self._stops[it.stop_id] for it in route.stop_visits if it.stop_id in self._stops]
        brought = sum((it.load for it in visits if it.kind.brings_goods), start=Load())
        fetched = sum((it.load for it in visits if not it.kind.brings_goods), start=Load())
        return {
            "vehicle": self._numbers[route.vehicle_id],
            "description": route.vehicle_id,
            "cost": route.drive_s,
            "delivery": list(brought.as_tuple()),
            "pickup": list(fetched.as_tuple()),
            "setup": 0,
            "service": route.service_s + route.break_s,
            "duration": route.drive_s,
            "waiting_time": route.wait_s,
            "priority": sum(stop.priority for stop in visits),
            "distance": route.distance_m,
            "steps": self._steps(route),
            "violations": [],
            "geometry": encode_polyline(route_line(route), 5),
        }

    def _steps(self, route: Route) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = []
        driven_s = driven_m = 0
        load = [0] * len(LOAD_DIMENSIONS)
        for number, visit in enumerate(route.visits):
            driven_s, driven_m = driven_s + visit.drive_s, driven_m + visit.distance_m
            step = _step(self._day, visit, driven_s, driven_m)
            if number == 0 and visit.kind is VisitKind.LOAD:
                # VROOM's vehicles start loaded.
                step |= {
                    "type": "start",
                    "arrival": moment(self._day, visit.depart_s),
                    "service": 0,
                }
            elif visit.stop_id in self._stops:
                step |= self._named(self._stops[visit.stop_id])
            else:
                step |= {"type": "break", "id": number, "description": visit.kind.value}
            load = self._on_board(route, visit, load)
            steps.append(step | {"load": load})
        if route.home is not None:
            driven_s, driven_m = driven_s + route.home.drive_s, driven_m + route.home.distance_m
            steps.append(
                {
                    "type": "end",
                    "location": place_of(route.home.place),
                    "setup": 0,
                    "service": 0,
                    "waiting_time": 0,
                    "arrival": moment(self._day, route.home.arrive_s),
                    "duration": driven_s,
                    "distance": driven_m,
                    "load": load,
                    "violations": [],
                }
            )
        return steps

    def _on_board(self, route: Route, visit: Visit, load: list[int]) -> list[int]:
        """Return what is on board when the vehicle leaves; loading takes off what was fetched."""
        if visit.kind is VisitKind.LOAD:
            trip = [it.stop_id or "" for it in route.stop_visits if it.trip == visit.trip]
            goods = [self._stops[it].load for it in trip if self._leaves_the_depot(it)]
            return list(sum(goods, start=Load()).as_tuple())
        stop = self._stops.get(visit.stop_id or "")
        if stop is None:
            return load
        sign = -1 if stop.kind.brings_goods else 1
        return [it + sign * more for it, more in zip(load, stop.load.as_tuple(), strict=True)]

    def _leaves_the_depot(self, stop_id: str) -> bool:
        stop = self._stops.get(stop_id)
        if stop is None or not stop.kind.brings_goods:
            return False
        return stop.paired_with not in self._stops

    def _named(self, stop: Stop) -> Mapping[str, Any]:
        kind = "job"
        if stop.paired_with in self._stops:
            kind = "delivery" if stop.kind.brings_goods else "pickup"
        return {"type": kind, "id": self._ids.of(stop.stop_id), "description": stop.stop_id}


def _at(depot: Depot) -> list[float]:
    return place_of(depot.coordinate) if depot.coordinate else []


def _where(stop: Stop) -> list[float]:
    return place_of(stop.coordinate) if stop.coordinate else []


def _step(day: ServiceDay, visit: Visit, driven_s: int, driven_m: int) -> dict[str, Any]:
    return {
        "type": "job",
        "location": place_of(visit.place),
        "setup": 0,
        "service": visit.depart_s - visit.start_s,
        "waiting_time": visit.wait_s,
        "arrival": moment(day, visit.arrive_s),
        "duration": driven_s,
        "distance": driven_m,
        "violations": [],
    }
