"""From a static problem to PyVRP's: locations, clients, depots, vehicle types, matrices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.pyvrp.prices import Prices, prices_for

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Layout:
    """
    PyVRP's data and what its numbers mean.

    ``clients[k]`` is the problem's stop of client k: one per window, of which
    one at most is visited. ``types[k]`` are the problem's vehicles of type k,
    all alike.
    """

    data: Any
    problem: Problem
    prices: Prices
    clients: tuple[int, ...]
    types: tuple[tuple[int, ...], ...]


def lay_out(problem: Problem, able: list[list[int]]) -> Layout:
    """Build PyVRP's data; ``able`` holds the vehicles that could serve each stop."""
    return _Builder(problem, able).build()


@dataclass(slots=True)
class _Builder:
    problem: Problem
    able: list[list[int]]
    stops: list[int] = field(init=False)
    fleet: list[int] = field(init=False)
    places: list[int | None] = field(init=False)
    origin_s: int = field(init=False)
    horizon_s: int = field(init=False)
    prices: Prices = field(init=False)

    def __post_init__(self) -> None:
        vehicles = self.problem.vehicles
        self.stops = [stop for stop, some in enumerate(self.able) if some]
        self.fleet = sorted({vehicle for some in self.able for vehicle in some})
        fleet = [vehicles[number] for number in self.fleet]
        self.places = list(
            dict.fromkeys(place for v in fleet for place in (v.start_place, v.end_place))
        )
        self.origin_s = min(v.earliest_s - v.loading_s for v in fleet)
        self.horizon_s = max(v.latest_s for v in fleet) - self.origin_s
        self.prices = prices_for(self.problem)

    def build(self) -> Layout:
        import pyvrp

        clients, owners, groups = self._clients()
        profiles: dict[Hashable, int] = {}
        matrices: list[tuple[Longs, Longs]] = []
        depots: dict[tuple[int | None, int], int] = {}
        alike: dict[Hashable, list[int]] = defaultdict(list)
        made: dict[Hashable, dict[str, Any]] = {}
        for number in self.fleet:
            key = self._profile_key(number)
            if key not in profiles:
                profiles[key] = len(matrices)
                matrices.append(self._matrices(number))
            vehicle = self.problem.vehicles[number]
            ends = (vehicle.start_place, vehicle.loading_s), (vehicle.end_place, 0)
            start, end = (depots.setdefault(spot, len(depots)) for spot in ends)
            same = replace(vehicle, vehicle_id=""), key
            alike[same].append(number)
            made[same] = self._type(vehicle, start, end, profiles[key])
        data = pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _ in range(len(self.stops) + len(self.places))],
            clients,
            [
                pyvrp.Depot(len(self.stops) + self.places.index(place), service_duration=loading_s)
                for place, loading_s in depots
            ],
            [pyvrp.VehicleType(num_available=len(alike[k]), **made[k]) for k in made],
            [costs for costs, _ in matrices],
            [durations for _, durations in matrices],
            groups,
        )
        return Layout(
            data=data,
            problem=self.problem,
            prices=self.prices,
            clients=tuple(owners),
            types=tuple(tuple(alike[same]) for same in made),
        )

    def _clients(self) -> tuple[list[Any], list[int], list[Any]]:
        """Clients, the stop of each, and groups of which one at most is visited."""
        import pyvrp

        clients: list[Any] = []
        owners: list[int] = []
        groups: list[Any] = []
        group_of: dict[Hashable, int] = {}
        dearest: dict[int, int] = defaultdict(int)
        for stop in self.problem.stops:
            if stop.option_of is not None:
                dearest[stop.option_of] = max(dearest[stop.option_of], stop.skip_micro)
        for location, index in enumerate(self.stops):
            stop = self.problem.stops[index]
            skip_micro = stop.skip_micro if stop.option_of is None else dearest[stop.option_of]
            group = None
            if stop.option_of is not None or len(stop.windows) > 1:
                key = ("stop", index) if stop.option_of is None else ("order", stop.option_of)
                if key not in group_of:
                    group_of[key] = len(groups)
                    groups.append(pyvrp.ClientGroup(required=False))
                group = group_of[key]
            for opens_s, closes_s in stop.windows:
                if closes_s < max(self.origin_s, stop.ready_s):
                    continue
                if opens_s > self.origin_s + self.horizon_s:
                    continue
                if group is not None:
                    groups[group].add_client(len(clients))
                owners.append(index)
                clients.append(
                    pyvrp.Client(
                        location,
                        delivery=[*stop.delivery, 1],
                        pickup=[*stop.pickup, 0],
                        tw_early=max(0, opens_s - self.origin_s),
                        tw_late=min(self.horizon_s, closes_s - self.origin_s),
                        release_time=max(0, stop.ready_s - self.origin_s) if stop.ready_s else 0,
                        prize=self.prices.prize(skip_micro),
                        required=False,
                        group=group,
                    )
                )
        return clients, owners, groups

    def _type(self, vehicle: ProblemVehicle, start: int, end: int, profile: int) -> dict[str, Any]:
        longest_s = min(vehicle.max_duration_s, self.horizon_s)
        usual_s = min(vehicle.overtime_after_s, longest_s) if vehicle.overtime_micro else longest_s
        trips = min(vehicle.max_trips, len(self.stops))
        return {
            # Stops count as a load too, in equal shares where a trip begins anew.
            "capacity": [*vehicle.capacity, min(len(self.stops), vehicle.max_stops // trips)],
            "start_depot": start,
            "end_depot": end,
            "fixed_cost": self.prices(vehicle.fixed_micro),
            "tw_early": vehicle.earliest_s - vehicle.loading_s - self.origin_s,
            "tw_late": vehicle.latest_s - self.origin_s,
            "shift_duration": usual_s,
            "max_overtime": longest_s - usual_s,
            "unit_distance_cost": 1,
            "unit_duration_cost": self._per_s(vehicle.per_hour_micro),
            "unit_overtime_cost": self._per_s(vehicle.overtime_micro),
            "profile": profile,
            "reload_depots": [start] if trips > 1 else [],
            "max_reloads": trips - 1,
        }

    def _per_s(self, per_hour_micro: int) -> int:
        return self.prices(Fraction(per_hour_micro, 3_600))

    def _profile_key(self, number: int) -> Hashable:
        vehicle = self.problem.vehicles[number]
        may = tuple(number in self.able[stop] for stop in self.stops)
        wishes = tuple(self.problem.stops[stop].wish_micro(number) for stop in self.stops)
        return (
            vehicle.table,
            vehicle.service_class,
            vehicle.per_km_micro,
            vehicle.per_stop_micro,
            vehicle.per_parcel_micro,
            may,
            wishes,
        )

    def _matrices(self, number: int) -> tuple[Longs, Longs]:
        """
        What each leg costs in money, and what it takes, service before it included.

        A leg that can't be driven, or to a stop this vehicle may not serve, takes
        longer than any day lasts.
        """
        vehicle = self.problem.vehicles[number]
        table = self.problem.travel.tables[vehicle.table]
        legs_s = self._between(table.duration_s[0])
        never_s = 2 * self.horizon_s + 1
        stops = [self.problem.stops[stop] for stop in self.stops]
        count = len(stops)
        services_s = np.array([stop.service_s[vehicle.service_class] for stop in stops], np.int64)
        is_barred = legs_s >= UNREACHABLE_S
        is_barred[:, :count] |= ~np.array([number in self.able[s] for s in self.stops], np.bool_)
        np.fill_diagonal(is_barred, val=False)
        duration_s = legs_s.copy()
        duration_s[:count] += services_s[:, None]
        duration_s = np.where(is_barred, never_s, duration_s)
        per_m = float(self.prices.units) * vehicle.per_km_micro / 1_000
        costs: Longs = np.rint(self._between(table.distance_m) * per_m).astype(np.int64)
        doors = [self.prices(vehicle.door_micro(s) + s.wish_micro(number)) for s in stops]
        costs[:count] += np.array(doors, np.int64)[:, None]
        costs[:count, :count] += self._zone_changes(stops)
        np.fill_diagonal(costs, 0)
        np.fill_diagonal(duration_s, 0)
        return costs, duration_s

    def _zone_changes(self, stops: list[ProblemStop]) -> Longs:
        zones = [stop.zone for stop in stops]
        numbers = {zone: n for n, zone in enumerate(dict.fromkeys(zones)) if zone is not None}
        by_stop = np.array([-1 if zone is None else numbers[zone] for zone in zones], np.int64)
        changes = (by_stop[:, None] != by_stop[None, :]) & (by_stop >= 0)[:, None] & (by_stop >= 0)
        price: Longs = changes * self.prices(self.problem.zone_change_micro)
        return price

    def _between(self, table: npt.NDArray[np.int32]) -> Longs:
        """Between locations: stops, then depots; the end of open routes is near everything."""
        places = [*(self.problem.stops[stop].place for stop in self.stops), *self.places]
        known = [location for location, place in enumerate(places) if place is not None]
        rows = [place for place in places if place is not None]
        matrix = np.zeros((len(places), len(places)), np.int64)
        matrix[np.ix_(known, known)] = table[np.ix_(rows, rows)]
        return matrix
