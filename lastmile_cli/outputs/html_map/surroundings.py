"""What lies around a plan's routes: hubs, lockers, what is closed, how fast traffic is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lastmile_cli.domain.closed_hours import closed_s
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import Charger, Depot
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Plan, VisitKind
from lastmile_cli.domain.polyline import encode_polyline
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.travel import AreaTraffic, TrafficPeriod
from lastmile_cli.outputs.html_map.facts import place_record
from lastmile_cli.outputs.html_map.street_sheet import PRECISION
from lastmile_cli.outputs.html_map.thinning import LatLon, thinned
from lastmile_cli.outputs.selection import depot_name
from lastmile_cli.outputs.wording import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedLines:
    """A closure, and the (lat, lon) points of what it closes, as far as the map knows."""

    closure: Closure
    lines: tuple[Sequence[LatLon], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that a configuration knows and a plan's routes do not; empty where it tells nothing."""

    depots: tuple[Depot, ...] = ()
    points: tuple[CollectionPoint, ...] = ()
    chargers: tuple[Charger, ...] = ()
    closed: tuple[ClosedLines, ...] = ()
    periods: tuple[TrafficPeriod, ...] = ()


def depot_records(plan: Plan, around: Surroundings) -> list[dict[str, Any]]:
    """Every hub with a place: the configuration's, else where vehicles of the plan load."""
    places: dict[str, Coordinate] = {
        visit.depot_id: visit.place
        for route in plan.every_route
        for visit in route.visits
        if visit.kind is VisitKind.LOAD and visit.depot_id
    }
    known = {depot.depot_id: depot for depot in around.depots}
    places |= {name: depot.coordinate for name, depot in known.items() if depot.coordinate}
    return [
        {
            "at": place_record(at),
            "t": printable(depot_name(plan, name)),
            "f": _depot_facts(plan, name, known.get(name)),
        }
        for name, at in sorted(places.items())
    ]


def _depot_facts(plan: Plan, name: str, depot: Depot | None) -> list[tuple[str, str]]:
    clock = plan.day.clock
    leaving = sorted(
        (visit.depart_s, route.vehicle_id)
        for route in plan.every_route
        for visit in route.visits
        if visit.kind is VisitKind.LOAD and visit.depot_id == name
    )
    facts = [("Hub", name)]
    if depot and str(depot.address):
        facts.append(("Address", printable(str(depot.address))))
    if depot and depot.hours:
        facts.append(("Open", f"{clock(depot.hours.opens_s)}–{clock(depot.hours.closes_s)}"))
    if depot and depot.docks is not None:
        facts.append(("Doors", str(depot.docks)))
    if leaving:
        facts.append(("Leaving", ", ".join(f"{clock(at)} {who}" for at, who in leaving)))
    return facts


def point_records(plan: Plan, around: Surroundings) -> list[dict[str, Any]]:
    """Lockers and shops, with what is brought there today."""
    brought = {stop.collection_point: stop for stop in plan.stops if stop.is_at_point}
    records = []
    for point in around.points:
        stop = brought.get(point.point_id)
        at = point.coordinate or (stop.coordinate if stop else None)
        if at is None:
            continue
        spans = ", ".join(
            f"{plan.day.clock(it.opens_s)}–{plan.day.clock(it.closes_s)}" for it in point.windows
        )
        facts = [("Open", spans or "closed today")]
        if str(point.address):
            facts.insert(0, ("Address", printable(str(point.address))))
        facts.append(("Today", _brought_text(len(stop.doors) if stop else 0)))
        if point.capacity_parcels is not None:
            facts.append(("Takes", counted(point.capacity_parcels, "parcel")))
        title = printable(point.name) or point.point_id
        records.append({"at": place_record(at), "t": title, "f": facts})
    return records


def _brought_text(customers: int) -> str:
    return f"for {counted(customers, 'customer')}" if customers else "nothing is brought there"


def charger_records(around: Surroundings) -> list[dict[str, Any]]:
    """Places to recharge on the way."""
    return [
        {
            "at": place_record(it.coordinate),
            "t": printable(it.name) or it.charger_id,
            "f": [("Charger", it.charger_id)],
        }
        for it in around.chargers
        if it.coordinate is not None
    ]


def closure_records(day: ServiceDay, closed: Iterable[ClosedLines]) -> list[dict[str, Any]]:
    """Closures with their hours in seconds of the day, and lines and areas to draw."""
    records = []
    for one in closed:
        closure = one.closure
        begin_s, end_s = closed_s(closure, day)
        facts = [("Closed", printable(closure.what)), ("When", printable(closure.when))]
        facts += [("Note", printable(closure.note))] if closure.note else []
        facts += [("Source", printable(closure.source))] if closure.source else []
        lines = [*one.lines, *closure.lines]
        facts += [] if lines or closure.rings else [("On the map", "where it lies is not known")]
        records.append(
            {
                "t": printable(closure.closure_id),
                "f": facts,
                "span": [begin_s, end_s],
                "lines": [line_text(line, 0.7) for line in lines],
                "rings": [line_text(ring, 0.0) for ring in closure.rings],
            }
        )
    return records


def line_text(points: Sequence[LatLon], tolerance_m: float) -> str:
    """Write a line as the page reads it, without points nobody would miss."""
    return encode_polyline(thinned(points, tolerance_m), PRECISION)


def traffic_records(periods: Sequence[TrafficPeriod]) -> list[dict[str, Any]]:
    """
    List periods in which traffic is not as in the night, with begin and end in seconds of the day.

    ``default`` and ``speed`` are factors on the speed without traffic, by highway class.
    """
    following = [*periods[1:], None]
    return list(_joined(map(_period, periods, following)))


def _period(period: TrafficPeriod, following: TrafficPeriod | None) -> dict[str, Any]:
    return {
        "name": printable(period.name.partition(", closed: ")[0]),
        "span": [period.start_s, following.start_s if following else None],
        **_factors(period),
        "areas": [
            {"name": printable(it.area), "ring": line_text(it.ring, 0.0), **_factors(it)}
            for it in period.areas
        ],
        "streets": period.speeds is not None,
    }


def _factors(traffic: TrafficPeriod | AreaTraffic) -> Mapping[str, Any]:
    return {"default": traffic.default_factor, "speed": dict(traffic.speed_factors)}


def _joined(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Put together what a closure cut in two, and leave out free flow."""
    last: dict[str, Any] | None = None
    for record in records:
        if last is not None and {**last, "span": 0} == {**record, "span": 0}:
            last["span"][1] = record["span"][1]
            continue
        if last is not None and _slows(last):
            yield last
        last = record
    if last is not None and _slows(last):
        yield last


def _slows(record: Mapping[str, Any]) -> bool:
    told = (record, *record["areas"])
    factors = (factor for one in told for factor in (one["default"], *one["speed"].values()))
    return record["streets"] or any(factor != 1 for factor in factors)
