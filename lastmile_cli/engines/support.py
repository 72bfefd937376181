"""What a problem asks of an engine, and a clear refusal where the engine cannot do it."""

from __future__ import annotations

import dataclasses

from lastmile_cli.domain.errors import LastmileError, NotSupportedError
from lastmile_cli.domain.ports import Engine, EngineSupport
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemVehicle
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.engines.registry import list_engines, open_engine

_WORDS = {
    "open_routes": "routes that end at their last stop",
    "several_depots": "several depots",
    "time_dependent": "travel times that change with the hour",
    "several_windows": "several windows at one stop",
    "pickups": "goods picked up on the way",
    "max_drive": "a maximum driving time",
    "max_distance": "a maximum distance",
    "max_stops": "a maximum number of stops",
    "overtime": "paid overtime",
    "ready_times": "goods that are ready later",
    "sequence_wishes": "stops that must be first or last",
    "several_trips": "several trips a day",
    "breaks": "breaks",
    "priced_lateness": "lateness at a price",
    "unpaid_waiting": "waiting that is not paid",
    "groups": "stops that must share a route",
    "shipments": "shipments from one stop to another",
    "options": "several options for one order",
    "locked_starts": "routes whose first stops are fixed",
    "vehicle_wishes": "wishes for a certain vehicle",
    "zone_wishes": "a price for changing the zone",
    "balance_wishes": "a price for routes of unlike length",
    "ranges": "a range and recharging",
    "hourly_chances": "chances of failing that depend on the hour",
    "loading_by_parcel": "loading that takes longer for each parcel",
}


def needs_of(problem: Problem) -> EngineSupport:
    """What an engine must support to solve this problem; all else is false."""
    vehicles, stops = problem.vehicles, problem.stops
    depots = {p for v in vehicles for p in (v.start_place, v.end_place) if p is not None}
    return EngineSupport(
        open_routes=any(vehicle.end_place is None for vehicle in vehicles),
        several_depots=len(depots) > 1,
        time_dependent=len(problem.travel.period_starts_s) > 1,
        several_windows=any(len(stop.windows) > 1 for stop in stops),
        pickups=any(any(stop.pickup) for stop in stops),
        max_drive=any(vehicle.max_drive_s < NO_LIMIT for vehicle in vehicles),
        max_distance=any(vehicle.max_distance_m < NO_LIMIT for vehicle in vehicles),
        max_stops=any(vehicle.max_stops < NO_LIMIT for vehicle in vehicles),
        overtime=any(_pays_overtime(vehicle) for vehicle in vehicles),
        ready_times=any(stop.ready_s > 0 for stop in stops),
        sequence_wishes=any(stop.sequence is not SequenceWish.ANY for stop in stops),
        several_trips=any(vehicle.max_trips > 1 for vehicle in vehicles),
        breaks=any(vehicle.breaks for vehicle in vehicles),
        priced_lateness=any(stop.max_late_s > 0 for stop in stops),
        unpaid_waiting=any(_does_not_pay_waiting(vehicle) for vehicle in vehicles),
        groups=any(stop.group is not None for stop in stops),
        shipments=any(stop.shipped_from is not None for stop in stops),
        options=any(stop.option_of is not None for stop in stops),
        locked_starts=any(vehicle.locked for vehicle in vehicles),
        vehicle_wishes=any(any(stop.vehicle_micro) for stop in stops),
        zone_wishes=problem.zone_change_micro > 0,
        balance_wishes=problem.balance_micro > 0,
        ranges=any(problem.sure_m(vehicle) < NO_LIMIT for vehicle in vehicles),
        hourly_chances=any(stop.is_weighed_by_hour for stop in stops),
        loading_by_parcel=any(vehicle.loading_per_parcel_s for vehicle in vehicles),
    )


def require_support(problem: Problem, engine: Engine) -> None:
    """
    Refuse a problem that this engine cannot express.

    Raises
    ------
    NotSupportedError
        Names everything the engine lacks, and engines that lack nothing.
    """
    lacking = _lacking(needs_of(problem), engine.support)
    if not lacking:
        return
    able = [name for name in list_engines() if name != engine.name and _is_able(name, problem)]
    msg = f"Engine {engine.name} cannot plan with {', '.join(_WORDS[word] for word in lacking)}."
    raise NotSupportedError(
        msg,
        hint=f"choose engine {' or '.join(able)}" if able else "leave that out of the day",
    )


def _lacking(needs: EngineSupport, support: EngineSupport) -> list[str]:
    names = [field.name for field in dataclasses.fields(EngineSupport)]
    return [name for name in names if getattr(needs, name) and not getattr(support, name)]


def _is_able(name: str, problem: Problem) -> bool:
    try:
        other = open_engine(name)
    except (ImportError, LastmileError):  # an extra that is not installed is no advice
        return False
    return not _lacking(needs_of(problem), other.support)


def _does_not_pay_waiting(vehicle: ProblemVehicle) -> bool:
    return not vehicle.waiting_paid and (vehicle.per_hour_micro > 0 or _pays_overtime(vehicle))


def _pays_overtime(vehicle: ProblemVehicle) -> bool:
    return vehicle.overtime_micro > 0 and vehicle.overtime_after_s < NO_LIMIT
