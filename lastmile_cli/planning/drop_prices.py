"""What leaving a stop out costs the engine: the user's price, or more than it could ever save."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.problem import MAX_OBJECTIVE_MICRO, ProblemVehicle
from lastmile_cli.domain.settings import ObjectiveSettings, ServiceSettings
from lastmile_cli.domain.travel import Travel

USUAL_PRIORITY = 50
"""The priority at which the configured price of an unserved stop holds as it is."""


def dearest_day_micro(
    vehicles: Sequence[ProblemVehicle],
    parcels: Sequence[int],
    travel: Travel,
    *,
    wishes: ObjectiveSettings | None = None,
    service: ServiceSettings | None = None,
    served_micro: int = 0,
) -> int:
    """
    More than any plan of the day can cost, in micro-units; at least 1.

    ``parcels`` are those of each stop. Every vehicle is used all its hours, all
    of them overtime, and every leg is the longest there is; a plan has at most
    two legs a stop (one to it, one back to load) and two a vehicle. No wish is
    met at any stop, and each is as late as ``service`` bears. ``served_micro``
    is what all stops together cost whoever serves them.
    """
    if not vehicles:
        return 1
    stops = len(parcels)
    longest_m = max(int(table.distance_m.max(initial=0)) for table in travel.tables)
    legs = 2 * (stops + len(vehicles))
    km_micro = max(vehicle.per_km_micro for vehicle in vehicles)
    total = legs * longest_m * km_micro // 1_000 + 1 + served_micro
    total += stops * max(vehicle.per_stop_micro for vehicle in vehicles)
    total += sum(parcels) * max(vehicle.per_parcel_micro for vehicle in vehicles)
    for vehicle in vehicles:
        hours_s = vehicle.latest_s - vehicle.earliest_s + vehicle.loading_of_s(sum(parcels))
        per_hour = vehicle.per_hour_micro + vehicle.overtime_micro
        total += vehicle.fixed_micro
        total += per_hour * min(hours_s, vehicle.max_duration_s) // 3_600 + 1
    if service is not None:
        total += stops * (service.max_late_s * service.late_micro_per_hour // 3_600 + 1)
    if wishes is not None:
        total += stops * (wishes.familiarity_micro + wishes.zone_change_micro)
        longest_s = max(v.latest_s - v.earliest_s + v.loading_of_s(sum(parcels)) for v in vehicles)
        total += wishes.balance_micro * longest_s // 3_600 + 1
    return total


def drop_micro(priority: int, unserved_micro: int | None, dearest_micro: int, stops: int) -> int:
    """
    Price of leaving out one stop, in micro-units.

    With the user's price (for priority 50) it is in proportion to priority,
    0 counting as 1. Without one a stop is mandatory: each point of priority,
    and 100 more, are dearer than the dearest day, so that an engine leaves
    out as few stops as possible, of those the least important, and only then
    looks at money.

    Raises
    ------
    InputRefusedError
        The prices of all stops together do not fit into 64 bits.
    """
    if unserved_micro is None:
        price = (100 + priority) * dearest_micro
        if price >= MAX_OBJECTIVE_MICRO // max(1, stops):
            # Large days in small currencies: still dearer than a day, by less.
            price = price // 100
    else:
        price = unserved_micro * max(1, priority) // USUAL_PRIORITY
    if price >= MAX_OBJECTIVE_MICRO // max(1, stops):
        msg = (
            f"Leaving out a stop would cost {price} micro-units; "
            f"{stops} of them do not fit into 64-bit sums."
        )
        raise InputRefusedError(
            msg,
            hint="lower objective.unserved_price, or the rates that make a day so dear",
        )
    return price
