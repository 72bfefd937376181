"""One vehicle as the engine sees it."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.costing.quantities import basis_micro
from lastmile_cli.domain.battery import NO_POWER_LIMIT
from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.fleet import Break, Depot, RateBasis, Vehicle
from lastmile_cli.domain.problem import NO_LIMIT, ProblemBreak, ProblemVehicle
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.travel import Travel
from lastmile_cli.planning.hours import working_hours
from lastmile_cli.planning.minimum_pay import with_minimum_pay
from lastmile_cli.planning.places import PlaceIndex, mode_of


def working_vehicles(config: Config) -> list[tuple[Vehicle, tuple[int, int]]]:
    """List the vehicles that can work at all, each with its hours (see ``working_hours``)."""
    found = []
    for vehicle in config.vehicles:
        start = config.get_depot(vehicle.start_depot_id)
        end_id = vehicle.end_depot_id
        hours = working_hours(vehicle, start, None if end_id is None else config.get_depot(end_id))
        if hours is not None:
            found.append((vehicle, hours))
    return found


def pose_vehicle(
    vehicle: Vehicle, hours: tuple[int, int], config: Config, travel: Travel, places: PlaceIndex
) -> ProblemVehicle:
    """
    Pose one vehicle with its hours; rates of one basis become one.

    Raises
    ------
    LastmileError
        There is no travel table for how it moves.
    """
    table = travel.find_table(mode_of(vehicle))
    if table is None:
        msg = f"There are no travel times for {mode_of(vehicle)}."
        raise LastmileError(msg, hint="ask the roads for every mode of the fleet")
    end, depot = vehicle.end_depot_id, config.get_depot(vehicle.start_depot_id)
    posed = ProblemVehicle(
        vehicle_id=vehicle.vehicle_id,
        table=table,
        start_place=places.of_depot[vehicle.start_depot_id],
        end_place=None if end is None else places.of_depot[end],
        earliest_s=hours[0],
        latest_s=hours[1],
        capacity=tuple(_limit(amount) for amount in vehicle.capacity.as_tuple()),
        loading_s=depot.loading_s,
        loading_per_parcel_s=depot.loading_per_parcel_s,
        loads_from_s=loads_from_s(depot),
        max_duration_s=_limit(vehicle.max_duration_s),
        max_drive_s=_limit(vehicle.max_drive_s),
        max_distance_m=_limit(vehicle.max_distance_m),
        max_stops=_limit(vehicle.max_stops),
        waiting_paid=vehicle.waiting_paid,
        max_trips=vehicle.max_trips,
        breaks=tuple(_pose_break(asked) for asked in vehicle.breaks),
        range_m=_limit(vehicle.range_m),
        recharge_s=vehicle.recharge_s,
        charges_at_start=vehicle.charges_at_depot and vehicle.battery is None,
        battery=vehicle.battery,
        start_watts=start_watts(vehicle, depot),
    )
    return with_prices(vehicle, posed)


def loads_from_s(depot: Depot) -> int:
    """
    From when on a vehicle may load, where it says nothing that it may leave from its hours on.

    So where loading takes longer for each parcel; 0 elsewhere.
    """
    if not depot.loading_per_parcel_s:
        return 0
    return max(depot.hours.opens_s if depot.hours else 0, depot.goods_ready_s)


def start_watts(vehicle: Vehicle, depot: Depot) -> int:
    """How much power a vehicle gets while it loads anew; 0 where it has no battery, or no plug."""
    if vehicle.battery is None or not vehicle.charges_at_depot:
        return 0
    return NO_POWER_LIMIT if depot.charger_watts is None else depot.charger_watts


def with_prices(vehicle: Vehicle, posed: ProblemVehicle) -> ProblemVehicle:
    """Return a posed vehicle with the prices of this one's rates."""
    priced = replace(
        posed,
        overtime_after_s=_limit(vehicle.overtime_after_s),
        per_km_micro=basis_micro(vehicle.rates, RateBasis.PER_KM) + vehicle.weighed_km_micro,
        per_hour_micro=basis_micro(vehicle.rates, RateBasis.PER_PAID_HOUR),
        overtime_micro=basis_micro(vehicle.rates, RateBasis.PER_OVERTIME_HOUR),
        fixed_micro=basis_micro(vehicle.rates, RateBasis.PER_ROUTE),
        per_stop_micro=basis_micro(vehicle.rates, RateBasis.PER_STOP),
        per_parcel_micro=basis_micro(vehicle.rates, RateBasis.PER_PARCEL),
    )
    return with_minimum_pay(vehicle, priced) or priced


def _pose_break(asked: Break) -> ProblemBreak:
    return ProblemBreak(
        duration_s=asked.duration_s,
        earliest_s=asked.earliest_s,
        latest_s=_limit(asked.latest_s),
        max_work_s=_limit(asked.max_work_s),
        max_drive_s=_limit(asked.max_drive_s),
        first_part_s=asked.first_part_s,
        is_paid=asked.is_paid,
    )


def _limit(value: int | None) -> int:
    return NO_LIMIT if value is None else value
