"""What a stop costs at its door, whoever serves it: picking, returns, claims, likely failures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lastmile_cli.costing.quantities import DOOR_BASES, DoorFacts, rate_micro, round_half_up
from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.fleet import Rate, Vehicle
from lastmile_cli.domain.stops import Stop, StopKind


def door_facts(stop: Stop, *, failure_ppm: int, is_shipped: bool) -> DoorFacts:
    """
    What of a stop is billed wherever it is served.

    Deliveries leave the depot, where somebody picks and packs them; pickups
    and returns come back to it. An end of a shipment (``is_shipped``) does
    neither: its goods never see the depot. A service has no goods. ``failure_ppm``
    is how likely the stop fails, in millionths.
    """
    if stop.kind is StopKind.SERVICE:
        return DoorFacts(failure_ppm=failure_ppm)
    at_door = DoorFacts(
        parcels=stop.load.parcels,
        failure_ppm=failure_ppm,
        value_micro=stop.value_micro,
        incentive_micro=stop.incentive_micro,
        transfer_micro=stop.supply.price_micro if stop.supply else 0,
    )
    return at_door if is_shipped else _with_depot(at_door, stop)


def _with_depot(facts: DoorFacts, stop: Stop) -> DoorFacts:
    sent, parcels = stop.kind.brings_goods, stop.load.parcels
    return replace(
        facts,
        sent_orders=len(stop.order_ids) if sent else 0,
        sent_parcels=parcels if sent else 0,
        fetched_stops=0 if sent else 1,
        fetched_parcels=0 if sent else parcels,
    )


def door_rates(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    """List the rates that depend on the stop alone."""
    return tuple(rate for rate in rates if rate.basis in DOOR_BASES)


def vehicles_door_rates(vehicles: Sequence[Vehicle]) -> tuple[Rate, ...]:
    """
    Return the rates that depend on the stop alone; all vehicles have the same.

    Raises
    ------
    LastmileError
        They differ: then no engine could weigh them as a price of the stop.
    """
    if not vehicles:
        return ()
    first = door_rates(vehicles[0].rates)
    for vehicle in vehicles[1:]:
        if door_rates(vehicle.rates) != first:
            msg = (
                f"{vehicle.vehicle_id} has other prices at the door than {vehicles[0].vehicle_id}."
            )
            raise LastmileError(msg, hint="give all vehicles the same rates by order and by value")
    return first


def door_micro(facts: DoorFacts, rates: Iterable[Rate]) -> int:
    """Price a stop at its door, in whole micro-units: what is the same for every vehicle."""
    return round_half_up(rate_micro(door_rates(rates), facts.quantities()))
