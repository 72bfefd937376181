"""Stops, configuration and travel become an immutable Problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lastmile_cli.domain.errors import InputRefusedError, LastmileError
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.load import LOAD_DIMENSIONS
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemVehicle
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import Travel
from lastmile_cli.planning.attempts import chances_of, check_lm1589_customer_types
from lastmile_cli.planning.checks import check_stops, check_vehicles
from lastmile_cli.planning.company_checks import check_company
from lastmile_cli.planning.door_prices import door_facts, door_micro, vehicles_door_rates
from lastmile_cli.planning.drop_prices import dearest_day_micro
from lastmile_cli.planning.hours import horizon
from lastmile_cli.planning.money_checks import check_money
from lastmile_cli.planning.partner_offers import (
    ask_partners,
    check_partners_take_stops,
    list_offers,
)
from lastmile_cli.planning.places import PlaceIndex
from lastmile_cli.planning.pose_stops import StopContext, pose_stop
from lastmile_cli.planning.pose_vehicles import pose_vehicle, working_vehicles
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.range_checks import check_ranges
from lastmile_cli.planning.shipments import list_shipments, number_groups

BARE_KM_MICRO, BARE_HOUR_MICRO = 300_000, 20_000_000
"""What an engine weighs where the config has no price at all (LM1225); the bill stays 0."""


def pose(
    stops: Sequence[Stop],
    config: Config,
    travel: Travel,
    places: PlaceIndex,
    *,
    stops_file: str = "",
    left_out: Sequence[Stop] = (),
) -> Posed:
    """
    Make the planning problem of a day.

    Stops that ask for what nobody has stay in the problem without a vehicle
    that may serve them, so that the plan names them with a reason; what is odd
    comes back as notices.

    Parameters
    ----------
    stops
        Stops with a coordinate, in any order.
    config
        Fleet, depots, service and objective.
    travel
        Tables between ``places.points`` for every mode of the fleet.
    places
        Where depots and stops stand in the tables.
    stops_file
        Name for the notices' places.
    left_out
        Stops of the day that were left out before; they are of the day all the same.

    Raises
    ------
    LastmileError
        ``travel`` lacks a mode or place, or a depot, stop or charger is not in ``places``.
    InputRefusedError
        There is no vehicle, or prices are too large for 64-bit sums.
    """
    _check_promises(stops, config, travel, places)
    working = working_vehicles(config)
    vehicles = tuple(vehicle for vehicle, _ in working)
    fleet = tuple(
        pose_vehicle(vehicle, hours, config, travel, places) for vehicle, hours in working
    )
    if not any(rate.micro for vehicle in vehicles for rate in vehicle.rates):
        # Else a van that drives all day would be as good as one that does not.
        fleet = tuple(
            replace(
                vehicle,
                per_km_micro=BARE_KM_MICRO + vehicle.per_km_micro,
                per_hour_micro=BARE_HOUR_MICRO,
            )
            for vehicle in fleet
        )
    day = stop_context(stops, config, travel, places, vehicles, fleet)
    problem = Problem(
        stops=tuple(pose_stop(stop, day) for stop in stops),
        vehicles=fleet,
        travel=travel,
        load_units=LOAD_DIMENSIONS,
        zone_change_micro=config.objective.zone_change_micro,
        balance_micro=config.objective.balance_micro,
        chargers=tuple(places.of_charger[one.charger_id] for one in config.used_chargers),
        plugs=tuple(one.plug for one in config.used_chargers),
    )
    quotes = ask_partners(stops, config.partners, day.shipments.keys())
    too_short = frozenset(n for n, stop in enumerate(stops) if not day.windows(stop))
    odd_stops = check_stops(stops, config, vehicles, too_short, stops_file)
    posed = Posed(
        problem=problem,
        stops=tuple(stops),
        vehicles=vehicles,
        places=places,
        too_short=too_short,
        notices=(
            *check_vehicles(config, vehicles),
            *odd_stops,
            *check_company(stops, stops_file),
            *check_partners_take_stops(stops, config.partners, quotes),
            *check_ranges(problem, vehicles),
            *check_money(stops, vehicles, fleet, problem.stops),
            *check_lm1589_customer_types((*stops, *left_out), config.attempts),
        ),
        chargers=config.used_chargers,
    )
    return posed.with_offers(list_offers(quotes)) if quotes else posed


def stop_context(
    stops: Sequence[Stop],
    config: Config,
    travel: Travel,
    places: PlaceIndex,
    vehicles: Sequence[Vehicle],
    fleet: Sequence[ProblemVehicle],
) -> StopContext:
    """What all stops of a day share, for posing one of them again; ``fleet`` are ``vehicles``."""
    return StopContext(
        config=config,
        places=places,
        vehicles=tuple(vehicles),
        any_time=horizon(vehicles),
        dearest_micro=_dearest_micro(stops, config, vehicles, fleet, travel),
        stop_count=sum(max(1, len(stop.doors)) for stop in stops),
        numbers={stop.stop_id: number for number, stop in enumerate(stops)},
        shipments={
            end: shipment
            for shipment in list_shipments(stops)
            for end in (shipment.origin, shipment.destination)
        },
        groups=number_groups(stops),
        zones=_number_zones(stops),
    )


def _number_zones(stops: Sequence[Stop]) -> dict[str, int]:
    names = dict.fromkeys(stop.zone for stop in stops if stop.zone)
    return {zone: number for number, zone in enumerate(names)}


def _dearest_micro(
    stops: Sequence[Stop],
    config: Config,
    vehicles: Sequence[Vehicle],
    fleet: Sequence[ProblemVehicle],
    travel: Travel,
) -> int:
    parcels = [stop.load.parcels for stop in stops]
    objective, service = config.objective, config.service
    door_rates = vehicles_door_rates(vehicles)
    always = ((-NO_LIMIT, NO_LIMIT),)
    worst = (max(ppm for _, ppm in chances_of(stop, config, always)) for stop in stops)
    facts = (
        door_facts(stop, failure_ppm=ppm, is_shipped=False)
        for stop, ppm in zip(stops, worst, strict=True)
    )
    served = (door_micro(each, door_rates) for each in facts)
    wishes = (objective.familiarity_micro, objective.zone_change_micro, objective.balance_micro)
    return dearest_day_micro(
        fleet,
        parcels,
        travel,
        wishes=objective if any(wishes) else None,
        service=service if service.max_late_s else None,
        served_micro=sum(served) if door_rates else 0,
    )


def _check_promises(
    stops: Sequence[Stop], config: Config, travel: Travel, places: PlaceIndex
) -> None:
    lacking = [stop.stop_id for stop in stops if stop.stop_id not in places.of_stop]
    lacking += [d.depot_id for d in config.depots if d.depot_id not in places.of_depot]
    lacking += [c.charger_id for c in config.used_chargers if c.charger_id not in places.of_charger]
    if lacking:
        msg = f"The place index lacks {', '.join(lacking)}."
        raise LastmileError(
            msg,
            hint="index the places of the very depots and stops that are planned",
        )
    if not config.vehicles:
        msg = "The configuration has no vehicle."
        raise InputRefusedError(msg, hint="add at least one under vehicles")
    if travel.place_count < len(places.points):
        msg = f"Travel covers {travel.place_count} of {len(places.points)} places."
        raise LastmileError(
            msg,
            hint="ask the roads for travel between all points of the place index",
        )
