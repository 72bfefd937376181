"""Where single changes are tried: one stop and one vehicle of a posed problem, changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.settings import Config
from lastmile_cli.planning.apply_fix import depot_with, stop_with, vehicle_with
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.dock_doors import DockDoors
from lastmile_cli.planning.hours import begin_windows, horizon, working_hours
from lastmile_cli.planning.pose_vehicles import loads_from_s, start_watts, with_prices
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.trial import Trial, try_route
from lastmile_cli.timing.over_chargers import OverChargers, over_chargers

OF_WINDOW = frozenset({FixKind.CLOSE_LATER, FixKind.OPEN_EARLIER})
OF_STOP = OF_WINDOW | {FixKind.READY_EARLIER, FixKind.FREE_SEQUENCE}
OF_HOURS = frozenset(
    {FixKind.END_LATER, FixKind.START_EARLIER, FixKind.DEPOT_LATER, FixKind.DEPOT_EARLIER}
)
OF_RANGE = frozenset({FixKind.CHARGE_AT_DEPOT, FixKind.CHARGER, FixKind.RANGE})
OF_VEHICLE = OF_HOURS | {
    FixKind.MAX_DURATION,
    FixKind.MAX_DRIVE,
    FixKind.MAX_DISTANCE,
    FixKind.MAX_STOPS,
    FixKind.CHARGE_AT_DEPOT,
    FixKind.RANGE,
    FixKind.LARGER_VEHICLE,
    FixKind.CREW,
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Bench:
    """
    A posed problem with the configuration it came from; ``unserved`` is who is left out.

    ``doors`` are those of the depots, where they are counted.
    """

    posed: Posed
    config: Config
    unserved: frozenset[int] = frozenset()
    doors: DockDoors | None = None

    @property
    def problem(self) -> Problem:
        """The problem as it is."""
        return self.posed.problem

    @cached_property
    def over(self) -> tuple[OverChargers | None, ...]:
        """The ways of each vehicle over chargers; those of one kind have them in common."""
        alike: dict[tuple[object, ...], OverChargers | None] = {}
        found = []
        for vehicle in self.problem.vehicles:
            recharge_s = None if vehicle.battery else vehicle.recharge_s
            kind = vehicle.table, vehicle.start_place, vehicle.has_range, recharge_s
            if kind not in alike:
                alike[kind] = over_chargers(self.problem, vehicle)
            found.append(alike[kind])
        return tuple(found)

    @property
    def currency(self) -> str:
        """In which prices are told."""
        return self.config.service.currency

    @property
    def has_prices(self) -> bool:
        """Whether leaving a stop out has a price; else no stop is left out for money."""
        return self.config.objective.unserved_micro is not None

    def worth_micro(self, stop: int) -> int:
        """What leaving the stop out costs an engine; an end of a shipment with the other one."""
        return self._left_out_micro(unit_of(self.problem, stop))

    def loss_micro(self, stop: int) -> int:
        """What it would cost to leave out a stop that is served now."""
        return self._left_out_micro((stop,))

    def _left_out_micro(self, stops: tuple[int, ...]) -> int:
        """``Problem.skipped_micro`` with these stops above that without them."""
        if all(self.problem.stops[stop].option_of is None for stop in stops):
            return sum(self.problem.stops[stop].skip_micro for stop in stops)
        without = self.unserved.difference(stops)
        both = self.problem.skipped_micro(without.union(stops))
        return both - self.problem.skipped_micro(without)

    def tried(self, problem: Problem, route: ProposedRoute) -> Trial | None:
        """Try a route, and at hours at which its depot has a door free for it."""
        trial = try_route(problem, route)
        return trial if trial is None or self.doors is None else self.doors.seated(problem, trial)

    def changed(self, vehicle: int, stop: int, fix: Fix) -> Problem | None:
        """
        Return the problem as posing it after the fix would, as far as the two are concerned.

        ``None``: then the vehicle could not work at all, or no window is long enough.
        """
        if fix.kind in OF_STOP:
            posed_stop = self._stop(stop, fix)
            return None if posed_stop is None else self.problem.with_stop(stop, posed_stop)
        if fix.kind in OF_VEHICLE:
            posed_vehicle = self._vehicle(vehicle, fix)
            if posed_vehicle is None:
                return None
            return self.problem.with_vehicle(vehicle, posed_vehicle)
        if fix.kind is FixKind.CHARGER:
            return self.problem.with_charger(self.problem.vehicles[vehicle].start_place)
        return self.problem

    def _stop(self, number: int, fix: Fix) -> ProblemStop | None:
        posed, stop = self.problem.stops[number], stop_with(self.posed.stops[number], fix)
        windows = posed.windows
        if fix.kind in OF_WINDOW:
            windows = begin_windows(stop, self.config.service, horizon(self.posed.vehicles))
            if not windows:
                return None
        return replace(posed, windows=windows, ready_s=stop.loadable_s, sequence=stop.sequence)

    def _vehicle(self, number: int, fix: Fix) -> ProblemVehicle | None:
        posed, vehicle = self.problem.vehicles[number], self.posed.vehicles[number]
        then = vehicle_with(vehicle, fix)
        hours = self._hours(posed, vehicle, fix)
        if hours is None:
            return None
        limits = (then.max_duration_s, then.max_drive_s, then.max_distance_m, then.max_stops)
        duration_s, drive_s, distance_m, stops = map(_limit, limits)
        if fix.kind is FixKind.CREW and then.rates != vehicle.rates:
            posed = with_prices(then, posed)
        return replace(
            posed,
            earliest_s=hours[0],
            latest_s=hours[1],
            loads_from_s=self._loads_from_s(posed, vehicle, fix),
            capacity=tuple(map(_limit, then.capacity.as_tuple())),
            max_duration_s=duration_s,
            max_drive_s=drive_s,
            max_distance_m=distance_m,
            max_stops=stops,
            range_m=_limit(then.range_m),
            charges_at_start=then.charges_at_depot and then.battery is None,
            battery=then.battery,
            start_watts=start_watts(then, self.config.get_depot(then.start_depot_id)),
        )

    def _loads_from_s(self, posed: ProblemVehicle, vehicle: Vehicle, fix: Fix) -> int:
        if fix.kind is not FixKind.DEPOT_EARLIER:
            return posed.loads_from_s
        return loads_from_s(depot_with(self.config.get_depot(vehicle.start_depot_id), vehicle, fix))

    def _hours(self, posed: ProblemVehicle, vehicle: Vehicle, fix: Fix) -> tuple[int, int] | None:
        if fix.kind not in OF_HOURS:
            return posed.earliest_s, posed.latest_s
        start = depot_with(self.config.get_depot(vehicle.start_depot_id), vehicle, fix)
        end_id = vehicle.end_depot_id
        end = None if end_id is None else depot_with(self.config.get_depot(end_id), vehicle, fix)
        return working_hours(vehicle_with(vehicle, fix), start, end)


def _limit(value: int | None) -> int:
    return NO_LIMIT if value is None else value
