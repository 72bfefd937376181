"""Where every depot and stop is: addresses to coordinates, coordinates to streets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lastmile_cli.domain.addresses import GeocodeStatus
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.domain.plan import Unassigned, UnassignedClass
from lastmile_cli.domain.ports import KnowsItsMap, RoadSource
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.desk import GeocodingDesk, is_usable
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.same_door import merge_found_door
from lastmile_cli.planning.attempts import send_back
from lastmile_cli.planning.point_choice import bring_to_points
from lastmile_cli.workflows.day_inputs import DayInputs
from lastmile_cli.workflows.day_roads import DayRoads, tell_places
from lastmile_cli.workflows.locate_points import locate_points, needs_no_door, with_point_pins
from lastmile_cli.workflows.placeless import NO_ADDRESS, PLACELESS
from lastmile_cli.workflows.street_speeds import note_unknown_streets
from lastmile_cli.workflows.walk_notices import (
    FARTHEST_M,
    LONG_WALK_M,
    NO_ROAD,
    LeftOut,
    Walk,
    cut_off_notice,
    distance,
    far_notice,
    street_left_out,
    walk_notice,
)

__all__ = [
    "NO_ADDRESS",
    "NO_ROAD",
    "PLACELESS",
    "LeftOut",
    "Located",
    "geocode_day",
    "snap_day",
    "stand_on_roads",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Stops and depots with a place, the stops left out for want of one, and all notices."""

    config: Config
    stops: tuple[Stop, ...]
    left_out: tuple[LeftOut, ...]
    notices: tuple[Notice, ...]


def geocode_day(
    stops: Sequence[Stop],
    config: Config,
    *,
    file: str,
    config_file: str,
    map_path: Path | None,
    offline: bool,
    pins: tuple[RememberedPin, ...] = (),
    progress: ProgressHook = no_progress,
) -> Located:
    """
    Give every depot and stop its coordinate.

    Doubtful and failed stops are refused, left out or used, as the policy
    ``on_doubtful_address`` says; an error notice marks what refuses the day.

    Raises
    ------
    InputRefusedError
        A depot's address is not found.
    ServiceUnreachableError
        No provider could be asked.
    """
    desk = GeocodingDesk(
        settings=config.geocoding,
        map_path=map_path,
        offline=offline,
        bias=next((depot.coordinate for depot in config.depots if depot.coordinate), None),
        country=config.service.country,
        progress=progress,
        pins=pins,
    )
    try:
        depots = tuple(_located(depot, desk, config_file) for depot in config.depots)
        points = locate_points(config.collection_points, desk, config_file)
        stops, sent_back, of_tries = send_back(stops, config.attempts, file)
        asked = [stop for stop in stops if not needs_no_door(stop)]
        found, notices = desk.geocode_stops(asked, file=file)
    finally:
        desk.close()
    usable = [stop for stop in found if is_usable(stop, config.geocoding)]
    left_out = [_address_left_out(stop) for stop in found if not is_usable(stop, config.geocoding)]
    book = NoticeBook(file)
    capacities = dict.fromkeys(vehicle.capacity for vehicle in config.vehicles)
    placed = {stop.stop_id: stop for stop in (*usable, *filter(needs_no_door, stops))}
    in_order = [placed[stop.stop_id] for stop in stops if stop.stop_id in placed]
    usable = merge_found_door(in_order, config.orders, config.service, capacities, book)
    there = bring_to_points(usable, points, config.vehicles, file=file)
    effective = with_point_pins(_with_pins(config.effective, depots), points)
    return Located(
        config=replace(config, depots=depots, collection_points=points, effective=effective),
        stops=there.stops,
        left_out=(*left_out, *sent_back, *there.left_out),
        notices=(*of_tries, *notices, *book.sorted(), *there.notices),
    )


def snap_day(located: Located, roads: RoadSource, *, file: str, config_file: str) -> Located:
    """
    Hold every place against the streets: how far is the walk from where a vehicle stops?

    Raises
    ------
    InputRefusedError
        A depot lies too far from any street.
    """
    config = located.config
    profiles = tuple(dict.fromkeys(vehicle.profile for vehicle in config.vehicles))
    _check_depots(config, roads, profiles, config_file)
    chargers = [
        *_chargers_off_the_roads(config, roads, config_file),
        *_points_off_the_roads(config, roads, profiles, config_file),
    ]
    walks = _nearest(roads, [_at(stop) for stop in located.stops], profiles)
    near: list[Stop] = []
    far: list[LeftOut] = []
    notices: list[Notice] = []
    for stop, walk in zip(located.stops, walks, strict=True):
        if walk.is_within(config.roads.max_snap_m):
            near.append(_with_walk(stop, walk.walk_m))
            if walk.cut_off_m is not None:
                notices.append(cut_off_notice(stop, walk, file))
            elif walk.walk_m > LONG_WALK_M:
                notices.append(walk_notice(stop, walk.walk_m, file))
        else:
            far.append(street_left_out(stop, walk, config.roads.max_snap_m))
            notices.append(far_notice(stop, walk, file))
    return replace(
        located,
        stops=tuple(near),
        left_out=(*located.left_out, *far),
        notices=(*located.notices, *chargers, *notices),
    )


def with_walks(stops: Sequence[Stop], config: Config, roads: RoadSource) -> list[Stop]:
    """Return the stops with the metres on foot to each door, where a vehicle gets near at all."""
    profiles = tuple(dict.fromkeys(vehicle.profile for vehicle in config.vehicles))
    placed = [stop for stop in stops if stop.coordinate is not None]
    walks = iter(_nearest(roads, [_at(stop) for stop in placed], profiles))
    return [_with_walk(stop, next(walks).walk_m) if stop.coordinate else stop for stop in stops]


def stand_on_roads(
    opened: DayRoads, located: Located, inputs: DayInputs
) -> tuple[Located, RoadSource]:
    """
    Tell the roads who stands where, and hold every place against their streets.

    Raises
    ------
    InputRefusedError
        A depot lies too far from any street, or the roads do not know a place.
    """
    names = {"file": inputs.stops_read.file, "config_file": inputs.config_file}
    told = tell_places(replace(opened, config=located.config), located.stops, **names)
    unknown = note_unknown_streets(inputs.speeds, told.roads)
    located = replace(located, notices=(*located.notices, *told.notices, *unknown))
    return snap_day(located, told.roads, **names), told.roads


def _located(depot: Depot, desk: GeocodingDesk, config_file: str) -> Depot:
    if depot.coordinate is not None:
        return depot
    result = desk.geocode_address(depot.address)
    if result.best is None or result.status is not GeocodeStatus.ACCEPT:
        notice = Notice(
            code="LM1320",
            severity=Severity.ERROR,
            place=Place(file=config_file, column=f"depots.{depot.depot_id}.address"),
            problem=f"{depot.address} is not surely found: {result.reason or 'no answer'}.",
            hint="correct the address, or give the depot a pin (lat, lon).",
        )
        raise InputRefusedError(
            f"Depot {depot.depot_id} cannot be placed.", hint=notice.hint, notices=(notice,)
        )
    return replace(depot, coordinate=result.best.coordinate)


def _with_pins(effective: Mapping[str, Any], depots: Sequence[Depot]) -> dict[str, Any]:
    """Return the plain configuration with every depot's place: a plan must not look it up again."""
    pins = {depot.depot_id: depot.coordinate for depot in depots}
    entries = []
    for entry in effective.get("depots", []):
        at = pins.get(entry.get("id"))
        entries.append({**entry, "lat": at.lat_deg, "lon": at.lon_deg} if at else entry)
    return {**effective, "depots": entries}


def _address_left_out(stop: Stop) -> LeftOut:
    reason = stop.geocode.reason if stop.geocode else ""
    return stop, Unassigned(
        stop_id=stop.stop_id,
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason=NO_ADDRESS,
        detail=f"The address {str(stop.address)!r} is not surely known: {reason or 'not found'}.",
        cheapest_fix="Correct the address or give a pin (lat, lon).",
    )


def _at(stop: Stop) -> Coordinate:
    assert stop.coordinate is not None
    return stop.coordinate


def _nearest(
    roads: RoadSource, points: Sequence[Coordinate], profiles: Sequence[str]
) -> list[Walk]:
    """Shortest walk over the profiles, and the next street that is cut off where it is nearer."""
    walks_m = [
        [snap.walk_m if snap else FARTHEST_M for snap in roads.snap(points, profile)]
        for profile in profiles
    ]
    # On a day without any vehicle nobody can stop anywhere, which is told elsewhere.
    best = [min(walks) for walks in zip(*walks_m, strict=True)] or [0.0] * len(points)
    return [
        Walk(walk_m=walk_m, cut_off_m=_cut_off_m(roads, point, profiles, walk_m))
        for point, walk_m in zip(points, best, strict=True)
    ]


def _cut_off_m(
    roads: RoadSource, point: Coordinate, profiles: Sequence[str], walk_m: float
) -> float | None:
    if walk_m <= LONG_WALK_M or not isinstance(roads, KnowsItsMap):
        return None
    found = [roads.cut_off_m(point, profile) for profile in profiles]
    nearer = [metres for metres in found if metres is not None and metres < walk_m]
    return min(nearer, default=None)


def _check_depots(
    config: Config, roads: RoadSource, profiles: Sequence[str], config_file: str
) -> None:
    points = [depot.coordinate for depot in config.depots if depot.coordinate is not None]
    notices = []
    for depot, walk in zip(config.depots, _nearest(roads, points, profiles), strict=True):
        if not walk.is_within(config.roads.max_snap_m):
            notices.append(
                Notice(
                    code="LM1420",
                    severity=Severity.ERROR,
                    place=Place(file=config_file, column=f"depots.{depot.depot_id}"),
                    problem=f"no vehicle can stop near the depot: {distance(walk)}; "
                    f"allowed are {config.roads.max_snap_m:g} m.",
                    hint=_way_back(config),
                )
            )
    if notices:
        raise InputRefusedError(
            f"{len(notices)} of {counted(len(config.depots), 'depot')} off the roads of the map.",
            hint=notices[0].hint,
            notices=tuple(notices),
        )


def _chargers_off_the_roads(
    config: Config, roads: RoadSource, config_file: str
) -> Iterator[Notice]:
    """Yield LM1445 for each charger that no vehicle with a range can stop near: nobody uses it."""
    chargers = config.used_chargers
    ranged = [vehicle.profile for vehicle in config.vehicles if vehicle.may_run_dry]
    walks = _nearest(roads, [one.coordinate for one in chargers], tuple(dict.fromkeys(ranged)))
    for charger, walk in zip(chargers, walks, strict=True):
        if not walk.is_within(config.roads.max_snap_m):
            yield Notice(
                code="LM1445",
                severity=Severity.WARNING,
                place=Place(file=config_file, column=f"chargers.{charger.charger_id}"),
                problem=f"no vehicle can stop near the charger: {distance(walk)}; "
                f"allowed are {config.roads.max_snap_m:g} m.",
                hint=_way_back(config),
            )


def _points_off_the_roads(
    config: Config, roads: RoadSource, profiles: Sequence[str], config_file: str
) -> Iterator[Notice]:
    """Yield LM1446 for each collection point that no vehicle can stop near, visited or not."""
    if not isinstance(roads, KnowsItsMap):
        # A matrix knows only the places of the day.
        return
    points = [(it, it.coordinate) for it in config.collection_points if it.coordinate is not None]
    walks = _nearest(roads, [at for _, at in points], profiles)
    for (point, _), walk in zip(points, walks, strict=True):
        if not walk.is_within(config.roads.max_snap_m):
            yield Notice(
                code="LM1446",
                severity=Severity.WARNING,
                place=Place(file=config_file, column=f"collection_points.{point.point_id}"),
                problem=f"no vehicle can stop near the point: {distance(walk)}; "
                f"allowed are {config.roads.max_snap_m:g} m.",
                hint=_way_back(config),
            )


def _way_back(config: Config) -> str:
    hint = "check its pin (are lat and lon swapped?) and that the map covers it."
    if not config.roads.closures:
        return hint
    shut = ", ".join(closure.closure_id for closure in config.roads.closures[:3])
    return f"{hint} Streets that are closed may cut it off: {shut}."


def _with_walk(stop: Stop, walk_m: float) -> Stop:
    if stop.geocode is None or walk_m == FARTHEST_M:
        return stop
    return replace(stop, geocode=replace(stop.geocode, snap_m=round(walk_m, 1)))
