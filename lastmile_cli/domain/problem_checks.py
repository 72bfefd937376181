"""What a problem must be to be one: checked on its birth, and of what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastmile_cli.domain.limits import MAX_OBJECTIVE_MICRO, NO_LIMIT

if TYPE_CHECKING:
    from lastmile_cli.domain.problem import Problem, ProblemStop, ProblemVehicle


def check_chargers(problem: Problem) -> None:
    """Refuse chargers that stand nowhere."""
    places = problem.travel.place_count
    if any(not 0 <= place < places for place in problem.chargers):
        msg = f"A charger stands outside the {places} places: {problem.chargers}."
        raise ValueError(msg)
    if len(problem.plugs) > len(problem.chargers):
        msg = f"There are {len(problem.plugs)} plugs at {len(problem.chargers)} chargers."
        raise ValueError(msg)


def check_stop(problem: Problem, stop: ProblemStop) -> None:
    """Refuse a stop that no engine could make sense of."""
    places = problem.travel.place_count
    if not 0 <= stop.place < places:
        msg = f"Stop {stop.stop_id} stands at place {stop.place} of {places}."
        raise ValueError(msg)
    if not stop.windows or list(stop.windows) != sorted(stop.windows):
        msg = f"Stop {stop.stop_id} needs windows in order, at least one: {stop.windows}."
        raise ValueError(msg)
    if any(opens > closes for opens, closes in stop.windows):
        msg = f"A window of stop {stop.stop_id} closes before it opens: {stop.windows}."
        raise ValueError(msg)
    if not len(stop.delivery) == len(stop.pickup) == len(problem.load_units):
        msg = f"Stop {stop.stop_id} has loads in other units than {problem.load_units}."
        raise ValueError(msg)
    _check_prices(problem, stop)
    if stop.vehicles is not None and any(
        not 0 <= vehicle < len(problem.vehicles) for vehicle in stop.vehicles
    ):
        msg = f"Stop {stop.stop_id} allows a vehicle that does not exist."
        raise ValueError(msg)
    if stop.vehicle_micro and len(stop.vehicle_micro) != len(problem.vehicles):
        msg = f"Stop {stop.stop_id} has wishes for other than {len(problem.vehicles)} vehicles."
        raise ValueError(msg)
    if stop.shipped_from is not None:
        _check_shipment(problem, stop, stop.shipped_from)


def _check_prices(problem: Problem, stop: ProblemStop) -> None:
    if list(stop.chances) != sorted(stop.chances) or stop.failure_micro < 0:
        msg = f"Stop {stop.stop_id} needs chances in order: {stop.chances}."
        raise ValueError(msg)
    told_micro = [micro for _, micro in stop.told_micro]
    if list(stop.told_micro) != sorted(stop.told_micro) or min(told_micro, default=0) < 0:
        msg = f"Stop {stop.stop_id} needs prices of its hours in order: {stop.told_micro}."
        raise ValueError(msg)
    dearest_micro = stop.served_micro + stop.failure_micro + max(told_micro, default=0)
    if not 0 <= dearest_micro < MAX_OBJECTIVE_MICRO // max(1, len(problem.stops)):
        msg = f"Serving stop {stop.stop_id} costs {dearest_micro}: that does not fit."
        raise ValueError(msg)
    if not 0 <= stop.drop_micro < MAX_OBJECTIVE_MICRO // max(1, len(problem.stops)):
        msg = f"Drop price {stop.drop_micro} of stop {stop.stop_id} does not fit 64-bit sums."
        raise ValueError(msg)


def _check_shipment(problem: Problem, stop: ProblemStop, origin: int) -> None:
    if not 0 <= origin < len(problem.stops) or problem.stops[origin].shipped_from is not None:
        msg = f"Stop {stop.stop_id} is shipped from {origin}, where nothing is picked up."
        raise ValueError(msg)
    first = problem.stops[origin]
    if first is stop or first.pickup != stop.delivery or any((*first.delivery, *stop.pickup)):
        msg = f"What {stop.stop_id} takes must be what {first.stop_id} hands over, and all."
        raise ValueError(msg)
    if sum(other.shipped_from == origin for other in problem.stops) > 1:
        msg = f"Two stops are shipped from {first.stop_id}; a shipment has two ends."
        raise ValueError(msg)


def check_vehicle(problem: Problem, vehicle: ProblemVehicle) -> None:
    """Refuse a vehicle that no engine could make sense of."""
    places = problem.travel.place_count
    ends = [vehicle.start_place, *([] if vehicle.end_place is None else [vehicle.end_place])]
    if any(not 0 <= place < places for place in ends):
        msg = f"Vehicle {vehicle.vehicle_id} starts or ends outside the {places} places."
        raise ValueError(msg)
    if not 0 <= vehicle.table < len(problem.travel.tables):
        msg = f"Vehicle {vehicle.vehicle_id} names travel table {vehicle.table}."
        raise ValueError(msg)
    if len(vehicle.capacity) != len(problem.load_units):
        msg = f"Vehicle {vehicle.vehicle_id} has capacities other than {problem.load_units}."
        raise ValueError(msg)
    if vehicle.max_trips < 1:
        msg = f"Vehicle {vehicle.vehicle_id} may make {vehicle.max_trips} trips; one at least."
        raise ValueError(msg)
    if vehicle.range_m <= 0 or vehicle.recharge_s < 0:
        filling = f"{vehicle.range_m} m on a filling of {vehicle.recharge_s} s"
        msg = f"Vehicle {vehicle.vehicle_id} drives {filling}."
        raise ValueError(msg)
    if vehicle.battery is not None and vehicle.range_m < NO_LIMIT:
        msg = f"Vehicle {vehicle.vehicle_id} has a battery and a range of {vehicle.range_m} m."
        raise ValueError(msg)
    if any(not 0 <= stop < len(problem.stops) for stop in vehicle.locked):
        msg = f"Vehicle {vehicle.vehicle_id} is locked to a stop that does not exist."
        raise ValueError(msg)
