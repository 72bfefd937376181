"""
The planning problem: what an engine sees. Whole seconds, metres, micro-units; indices, no names.

Nodes are numbered apart: stops 0..n-1, vehicles 0..m-1, depots 0..d-1. A
*place* is a row of the travel tables; several nodes may share one.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.domain.travel import Travel

NO_LIMIT = 2**40
"""Stands for "no limit" in seconds, metres, grams and counts."""

FAR_FUTURE_S = 4 * 86_400
"""No service day reaches this second."""

MAX_OBJECTIVE_MICRO = 2**62
"""What an objective may not exceed, so that sums stay inside 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemStop:
    """
    One stop to visit.

    ``windows`` (opens, closes) are when service may begin, sorted, apart, at
    least one. ``service_s`` has one entry per service class of the fleet.
    ``delivery`` leaves the depot with the vehicle, ``pickup`` comes back with
    it, both in the problem's load units. ``vehicles`` are those allowed (all
    where ``None``). ``drop_micro`` is what leaving it out costs; ``parcels``
    are those handled at its door, for vehicles paid by the parcel.
    """

    stop_id: str
    place: int
    windows: tuple[tuple[int, int], ...]
    service_s: tuple[int, ...]
    delivery: tuple[int, ...]
    pickup: tuple[int, ...]
    drop_micro: int
    vehicles: frozenset[int] | None = None
    ready_s: int = 0
    sequence: SequenceWish = SequenceWish.ANY
    parcels: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemVehicle:
    """
    One vehicle.

    It may leave its start place from ``earliest_s``, must be home (or done,
    where ``end_place`` is ``None``) by ``latest_s``. Before it leaves it loads
    for ``loading_s``, which is paid and counts as working time; ``duration``
    runs from the start of loading to the end. Money: ``per_km_micro`` per
    1,000 m, ``per_hour_micro`` per 3,600 s of duration, ``overtime_micro``
    per 3,600 s on top beyond ``overtime_after_s``, ``fixed_micro`` if used,
    ``per_stop_micro`` per stop served and ``per_parcel_micro`` per parcel there.
    """

    vehicle_id: str
    table: int
    start_place: int
    end_place: int | None
    earliest_s: int
    latest_s: int
    capacity: tuple[int, ...]
    service_class: int = 0
    loading_s: int = 0
    max_duration_s: int = NO_LIMIT
    max_drive_s: int = NO_LIMIT
    max_distance_m: int = NO_LIMIT
    max_stops: int = NO_LIMIT
    overtime_after_s: int = NO_LIMIT
    per_km_micro: int = 0
    per_hour_micro: int = 0
    overtime_micro: int = 0
    fixed_micro: int = 0
    per_stop_micro: int = 0
    per_parcel_micro: int = 0

    def door_micro(self, stop: ProblemStop) -> int:
        """What serving this stop costs by the stop and by the parcel, wherever it lies."""
        return self.per_stop_micro + self.per_parcel_micro * stop.parcels


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """Stops, vehicles and travel; immutable, checked on birth."""

    stops: tuple[ProblemStop, ...]
    vehicles: tuple[ProblemVehicle, ...]
    travel: Travel
    load_units: tuple[str, ...]

    def __post_init__(self) -> None:
        places = self.travel.place_count
        for stop in self.stops:
            self._check_stop(stop, places)
        for vehicle in self.vehicles:
            self._check_vehicle(vehicle, places)

    def _check_stop(self, stop: ProblemStop, places: int) -> None:
        if not 0 <= stop.place < places:
            msg = f"Stop {stop.stop_id} stands at place {stop.place} of {places}."
            raise ValueError(msg)
        if not stop.windows or list(stop.windows) != sorted(stop.windows):
            msg = f"Stop {stop.stop_id} needs windows in order, at least one: {stop.windows}."
            raise ValueError(msg)
        if any(opens > closes for opens, closes in stop.windows):
            msg = f"A window of stop {stop.stop_id} closes before it opens: {stop.windows}."
            raise ValueError(msg)
        if not len(stop.delivery) == len(stop.pickup) == len(self.load_units):
            msg = f"Stop {stop.stop_id} has loads in other units than {self.load_units}."
            raise ValueError(msg)
        if not 0 <= stop.drop_micro < MAX_OBJECTIVE_MICRO // max(1, len(self.stops)):
            msg = f"Drop price {stop.drop_micro} of stop {stop.stop_id} does not fit 64-bit sums."
            raise ValueError(msg)
        if stop.vehicles is not None and any(
            not 0 <= vehicle < len(self.vehicles) for vehicle in stop.vehicles
        ):
            msg = f"Stop {stop.stop_id} allows a vehicle that does not exist."
            raise ValueError(msg)

    def _check_vehicle(self, vehicle: ProblemVehicle, places: int) -> None:
        ends = [vehicle.start_place, *([] if vehicle.end_place is None else [vehicle.end_place])]
        if any(not 0 <= place < places for place in ends):
            msg = f"Vehicle {vehicle.vehicle_id} starts or ends outside the {places} places."
            raise ValueError(msg)
        if not 0 <= vehicle.table < len(self.travel.tables):
            msg = f"Vehicle {vehicle.vehicle_id} names travel table {vehicle.table}."
            raise ValueError(msg)
        if len(vehicle.capacity) != len(self.load_units):
            msg = f"Vehicle {vehicle.vehicle_id} has capacities other than {self.load_units}."
            raise ValueError(msg)

    def with_stop(self, number: int, stop: ProblemStop) -> Problem:
        """Return a copy with another stop in one's place; only that stop is checked."""
        self._check_stop(stop, self.travel.place_count)
        return self._with("stops", (*self.stops[:number], stop, *self.stops[number + 1 :]))

    def with_vehicle(self, number: int, vehicle: ProblemVehicle) -> Problem:
        """Return a copy with another vehicle in one's place; only that vehicle is checked."""
        self._check_vehicle(vehicle, self.travel.place_count)
        return self._with(
            "vehicles", (*self.vehicles[:number], vehicle, *self.vehicles[number + 1 :])
        )

    def _with(self, name: str, values: tuple[ProblemStop | ProblemVehicle, ...]) -> Problem:
        # Checking a thousand stops anew for each trial of one would take seconds.
        changed = copy.copy(self)
        object.__setattr__(changed, name, values)
        return changed

    def may_serve(self, vehicle: int, stop: int) -> bool:
        """Whether skills, locks and the like allow this vehicle at this stop."""
        allowed = self.stops[stop].vehicles
        return allowed is None or vehicle in allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedRoute:
    """A vehicle's stops in visiting order, one tuple per trip."""

    vehicle: int
    trips: tuple[tuple[int, ...], ...]

    @property
    def stops(self) -> tuple[int, ...]:
        """All stops in visiting order."""
        return tuple(stop for trip in self.trips for stop in trip)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    What an engine returns: visiting orders, nothing more.

    Each vehicle at most once, each stop at most once; ``unserved`` are all
    the others. ``iterations`` were spent; ``repeatable`` is false when a
    clock decided when to stop; ``interrupted`` when the user did.
    """

    routes: tuple[ProposedRoute, ...]
    unserved: tuple[int, ...]
    iterations: int = 0
    repeatable: bool = True
    interrupted: bool = False
