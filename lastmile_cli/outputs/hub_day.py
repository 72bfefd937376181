"""The day at a hub: what leaves from which door when, what comes in, what goes to partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Plan, Route, VisitKind
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.dock_doors import doors_of
from lastmile_cli.outputs.selection import people_text, stops_by_id
from lastmile_cli.outputs.trip_loads import TripLoad, trip_loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """
    One trip that is loaded at a hub, from ``from_s`` until it leaves at ``leaves_s``.

    ``door`` is ``None`` where nobody counts doors. ``back_s`` is when it is at a depot again,
    which ``back_at`` names; both empty where the route ends at its last stop.
    """

    route: Route
    people: str
    trip: int
    door: int | None
    from_s: int
    leaves_s: int
    goods: TripLoad
    stop_count: int
    back_s: int | None
    back_at: str

    @property
    def comes_back(self) -> Load:
        """All that it brings back."""
        return sum((it.load for it in self.goods.back), start=Load())


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A truck that brings goods to a hub."""

    vehicle_id: str
    people: str
    arrive_s: int
    depart_s: int
    load: Load
    notes: str


def hub_ids(plan: Plan) -> list[str]:
    """Every depot where anything is loaded: in the order of the configuration, then of the plan."""
    loaded = [
        visit.depot_id
        for route in plan.every_route
        for visit in route.visits
        if visit.kind is VisitKind.LOAD and visit.depot_id
    ]
    written = plan.config.get("depots")
    named = [
        str(entry.get("id"))
        for entry in (written if isinstance(written, list) else [])
        if isinstance(entry, Mapping)
    ]
    return sorted(
        dict.fromkeys(loaded), key=lambda it: named.index(it) if it in named else len(named)
    )


def list_departures(plan: Plan, depot_id: str) -> list[Departure]:
    """List the trips loaded at a hub, by when loading begins, then by door."""
    stops, doors = stops_by_id(plan), doors_of(plan)
    found = [
        departure
        for route in plan.every_route
        for departure in _of_route(plan, route, stops, doors)
        if departure.goods.trip in _trips_from(route, depot_id)
    ]
    return sorted(found, key=_order)


def list_arrivals(plan: Plan, depot_id: str) -> list[Arrival]:
    """List the trucks that bring goods to a hub, in the order they come."""
    if plan.line_haul is None:
        return []
    stops = stops_by_id(plan)
    found = [
        Arrival(
            vehicle_id=route.vehicle_id,
            people=people_text(plan, route),
            arrive_s=visit.arrive_s,
            depart_s=visit.depart_s,
            load=stops[visit.stop_id or ""].load,
            notes=stops[visit.stop_id or ""].notes,
        )
        for route in plan.line_haul.routes
        for visit in route.stop_visits
        if visit.stop_id in stops and stops[visit.stop_id].customer_id == depot_id
    ]
    return sorted(found, key=lambda it: (it.arrive_s, it.vehicle_id))


def _order(departure: Departure) -> tuple[int, bool, int, str]:
    """By when loading begins, then by door; who has none comes last."""
    door = departure.door
    return departure.from_s, door is None, door or 0, departure.route.vehicle_id


def _trips_from(route: Route, depot_id: str) -> set[int]:
    return {
        visit.trip
        for visit in route.visits
        if visit.kind is VisitKind.LOAD and visit.depot_id == depot_id
    }


def _of_route(
    plan: Plan, route: Route, stops: Mapping[str, Stop], doors: Mapping[tuple[str, int], int]
) -> list[Departure]:
    loadings = [visit for visit in route.visits if visit.kind is VisitKind.LOAD]
    goods = {load.trip: load for load in trip_loads(route, stops)}
    ends: list[tuple[int | None, str]] = [
        (visit.arrive_s, visit.depot_id or "") for visit in loadings[1:]
    ]
    home = route.home
    ends.append((home.arrive_s, home.depot_id) if home is not None else (None, ""))
    return [
        Departure(
            route=route,
            people=people_text(plan, route),
            trip=visit.trip,
            door=doors.get((route.vehicle_id, visit.trip)),
            from_s=visit.start_s,
            leaves_s=visit.depart_s,
            goods=goods[visit.trip],
            stop_count=sum(it.trip == visit.trip for it in route.stop_visits),
            back_s=end[0],
            back_at=end[1],
        )
        for visit, end in zip(loadings, ends, strict=True)
        if visit.trip in goods
    ]
