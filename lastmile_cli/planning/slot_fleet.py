"""The vehicles of a plan as arrays, for tests of all slots at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from lastmile_cli.costing.quantities import KM_M
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.planning.bench import OF_HOURS, OF_RANGE, Bench
from lastmile_cli.planning.limits import places_along
from lastmile_cli.planning.slot_list import least_way
from lastmile_cli.planning.slots import Flags, Numbers, Slots
from lastmile_cli.timing.charging import without_charges

AN_HOUR = (("min", 60),)
LIMITS = {
    FixKind.MAX_DURATION: "max_duration_s",
    FixKind.MAX_DRIVE: "max_drive_s",
    FixKind.MAX_DISTANCE: "max_distance_m",
    FixKind.MAX_STOPS: "max_stops",
}
"""Changes of a vehicle's own limits, and the limit."""


class Today(NamedTuple):
    """
    What a vehicle does as planned; ``paid_s`` is that of ``RouteRoom``.

    Metres and the least seconds are those of its order, over chargers where that is less;
    ``straight_m`` without. ``fixed_micro`` is what using it would cost more, ``spare_micro``
    what a change could save beside wages: lateness, likely failures, ways to chargers.
    """

    distance_m: int
    straight_m: int
    paid_s: int
    least_s: int
    least_drive_s: int
    stops: int
    fixed_micro: int
    spare_micro: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Fleet:
    """
    What every vehicle may and does, one entry a vehicle.

    ``capacity`` has shape (vehicles, units), ``wish_micro`` (vehicles, stops);
    ``opens_up[kind]`` tells where a
    change of that kind does anything: longer hours where those bind, a higher
    limit where there is one.
    """

    column: dict[str, Numbers]
    capacity: Numbers
    wish_micro: Numbers
    opens_up: dict[FixKind, Flags]


def measure_fleet(bench: Bench, slots: Slots) -> Fleet:
    """Measure the vehicles of a plan once, for any number of stops."""
    vehicles = bench.problem.vehicles
    names = [name for name in vehicles[0].__slots__ if name.endswith(("_s", "_m", "_micro"))]
    names += ["table", "service_class", "max_stops"]
    column = {
        name: np.array([getattr(vehicle, name) for vehicle in vehicles], dtype=np.int64)
        for name in names
    }
    column["range_m"] = np.array([bench.problem.sure_m(one) for one in vehicles], dtype=np.int64)
    today = [_today(bench, slots, number) for number in range(len(vehicles))]
    column |= {
        f"today_{name}": np.array([getattr(one, name) for one in today], dtype=np.int64)
        for name in Today._fields
    }
    capacity = np.array([vehicle.capacity for vehicle in vehicles], dtype=np.int64)
    opens_up: dict[FixKind, Flags] = {
        kind: np.array([_moves_hours(bench, number, kind) for number in range(len(vehicles))])
        for kind in OF_HOURS
    }
    opens_up |= {kind: column[name] < NO_LIMIT for kind, name in LIMITS.items()}
    opens_up |= {
        kind: np.array([_frees_range(bench, number, kind) for number in range(len(vehicles))])
        for kind in OF_RANGE
    }
    capacity = capacity.reshape(len(vehicles), len(bench.problem.load_units))
    opens_up[FixKind.LARGER_VEHICLE] = np.any(capacity < NO_LIMIT, axis=1)
    wishes = [[s.wish_micro(n) for s in bench.problem.stops] for n in range(len(vehicles))]
    wish_micro = np.array(wishes, dtype=np.int64)
    return Fleet(column=column, capacity=capacity, wish_micro=wish_micro, opens_up=opens_up)


def _today(bench: Bench, slots: Slots, number: int) -> Today:
    vehicle, room = slots.problem.vehicles[number], slots.rooms.get(number)
    if room is None:
        return Today(0, 0, 0, vehicle.loading_s, 0, 0, vehicle.fixed_micro, 0)
    places = places_along(slots.problem, without_charges(room.route))
    _, straight_s = least_way(slots.problem, vehicle.table, None, *places)
    metres, drive_s = least_way(slots.problem, vehicle.table, bench.over[number], *places)
    spare_micro = room.hours_micro + room.charging_micro
    spare_micro += Fraction(vehicle.per_km_micro * (room.driven_m - metres), KM_M)
    return Today(
        distance_m=metres,
        straight_m=room.distance_m,
        paid_s=room.paid_s,
        least_s=room.least_s - straight_s + drive_s,
        least_drive_s=drive_s,
        stops=len(room.route.stops),
        fixed_micro=0,
        spare_micro=math.ceil(spare_micro),
    )


def _frees_range(bench: Bench, number: int, kind: FixKind) -> bool:
    """Whether a change of the kind lets a vehicle get farther; nobody fills up in no time."""
    vehicle = bench.problem.vehicles[number]
    if not vehicle.has_range or kind is FixKind.RANGE:
        return vehicle.has_range
    if vehicle.battery is not None:
        if kind is FixKind.CHARGER:
            return vehicle.start_place not in bench.problem.chargers
        return vehicle.max_trips > 1 and vehicle.start_watts == 0
    if kind is FixKind.CHARGER:
        return vehicle.recharge_s > 0 and vehicle.start_place not in bench.problem.chargers
    return vehicle.recharge_s > 0 and vehicle.max_trips > 1 and not vehicle.charges_at_start


def _moves_hours(bench: Bench, number: int, kind: FixKind) -> bool:
    fix = Fix(
        kind=kind,
        stop_id="",
        vehicle_id=bench.posed.vehicles[number].vehicle_id,
        price=Money.zero(bench.currency),
        amounts=AN_HOUR,
    )
    then, now = bench.changed(number, 0, fix), bench.problem.vehicles[number]
    if then is None:
        return False
    after = then.vehicles[number]
    hours = [(one.earliest_s, one.latest_s, one.loads_from_s) for one in (now, after)]
    return hours[0] != hours[1]
