"""The part of a plan that is still ahead, as a plan of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.battery import BatteryLevel
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Leg, Plan, Route, UnassignedClass, Visit, VisitKind
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.under_way import Resumed, here_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """
    What the problem puts before where a vehicle is: seconds of loading and of parking.

    ``battery`` is what the vehicle's holds there, ``unpaid_s`` is not paid of what lies behind.
    """

    loading_s: int = 0
    parking_s: int = 0
    battery: BatteryLevel | None = None
    unpaid_s: int = 0


def rest_of(plan: Plan, heres: Mapping[str, Stop], leads: Mapping[str, Lead] | None = None) -> Plan:
    """
    Cut off what lies behind a plan that was made while its day was on.

    ``heres`` are the stops where its vehicles go on, by vehicle. What partners took, what nobody
    waits for any more, what is done and whose day is over are not in it. Each route begins with a
    loading that leaves for where the vehicle is (``leads``), and the visit there. Bills stay whole.
    """
    if plan.replanned is None:
        return plan
    by_id = {stop.stop_id: stop for stop in plan.stops if stop.stop_id not in _gone(plan)}
    routes = tuple(
        _ahead(route, route.resumed, (leads or {}).get(route.vehicle_id, Lead()), by_id)
        if route.resumed
        else route
        for route in plan.routes
        if not (route.resumed and route.resumed.is_over)
    )
    gone = _gone(plan)
    stops = (stop for stop in plan.stops if stop.stop_id not in gone)
    return replace(
        plan,
        routes=routes,
        stops=(*stops, *heres.values()),
        unassigned=tuple(one for one in plan.unassigned if one.stop_id not in gone),
        outsourced=(),
        partner_fees=(),
        line_haul=None,
    )


def _gone(plan: Plan) -> set[str]:
    """Stops that are no question any more."""
    return {one.stop_id for one in plan.outsourced} | _behind(plan) | _withdrawn(plan)


def _behind(plan: Plan) -> set[str]:
    return {
        visit.stop_id or ""
        for route in plan.routes
        if route.resumed
        for visit in route.visits[: route.resumed.behind]
    }


def _withdrawn(plan: Plan) -> set[str]:
    return {
        one.stop_id for one in plan.unassigned if one.unassigned_class is UnassignedClass.WITHDRAWN
    }


def _ahead(route: Route, resumed: Resumed, lead: Lead, stops: Mapping[str, Stop]) -> Route:
    """Begin a route where its vehicle is; trips count from the one it is on."""
    visits = [
        replace(visit, trip=max(1, visit.trip - resumed.trips + 1))
        for visit in route.visits[resumed.behind :]
    ]
    home = route.home
    if visits:
        visits[0] = _without_way(visits[0], resumed)
    elif home is not None:
        home = _leg_without_way(home, resumed)
    leaves_s = resumed.at_s - lead.parking_s
    start_s = leaves_s - lead.loading_s
    load = _visit(VisitKind.LOAD, route, resumed, (start_s, leaves_s), lead)
    stay_s = resumed.at_s, resumed.at_s + resumed.stays_s
    here = replace(
        _visit(VisitKind.STOP, route, resumed, stay_s, lead),
        stop_id=here_of(route.vehicle_id),
        drive_s=lead.parking_s,
        parking_s=lead.parking_s,
    )
    return replace(
        route,
        start_s=start_s,
        trips=max((visit.trip for visit in visits), default=1),
        visits=tuple(
            replace(visit, sequence=number) for number, visit in enumerate((load, here, *visits))
        ),
        home=home,
        load=_sent(visits, stops),
        unpaid_s=max(0, route.unpaid_s - lead.unpaid_s),
        break_s=sum(v.depart_s - v.start_s for v in visits if v.kind is VisitKind.BREAK),
    )


def _sent(visits: Sequence[Visit], stops: Mapping[str, Stop]) -> Load:
    """What a vehicle brings of what it has or loads at the depot: all but what it fetches."""
    brought = (stop for visit in visits if (stop := stops.get(visit.stop_id or "")))
    sent = (stop for stop in brought if stop.kind.brings_goods and stop.paired_with not in stops)
    return sum((stop.load for stop in sent), start=Load())


def _visit(
    kind: VisitKind, route: Route, resumed: Resumed, hours_s: tuple[int, int], lead: Lead
) -> Visit:
    start_s, depart_s = hours_s
    is_load = kind is VisitKind.LOAD
    loads = (visit.place for visit in route.visits if visit.kind is VisitKind.LOAD)
    home = route.home.place if route.home else resumed.place
    return Visit(
        sequence=0,
        trip=1,
        kind=kind,
        place=next(loads, home) if is_load else resumed.place,
        depot_id=route.depot_id if is_load else None,
        arrive_s=start_s,
        start_s=start_s,
        depart_s=depart_s,
        eta_low_s=start_s,
        eta_high_s=start_s,
        battery=lead.battery,
    )


def _without_way(visit: Visit, resumed: Resumed) -> Visit:
    """Take off what was driven to where the vehicle is."""
    return replace(
        visit,
        drive_s=max(0, visit.drive_s - resumed.drive_s),
        distance_m=max(0, visit.distance_m - resumed.distance_m),
    )


def _leg_without_way(home: Leg, resumed: Resumed) -> Leg:
    return replace(
        home,
        drive_s=max(0, home.drive_s - resumed.drive_s),
        distance_m=max(0, home.distance_m - resumed.distance_m),
    )
