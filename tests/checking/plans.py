"""Written plans of drawn worlds, and the edits a dispatcher makes by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lastmile_cli.checking import schedule
from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import (
    Bill,
    BillLine,
    Leg,
    Plan,
    Route,
    Unassigned,
    UnassignedClass,
    Visit,
    VisitKind,
)
from lastmile_cli.domain.problem import Problem, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.provenance import Provenance, RoadsProvenance
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop
from tests.worlds import EURO, route_of

DEPOT = "hub"


def euros(text: str) -> Bill:
    line = BillLine(category=CostCategory.WAGES, amount=Money(Decimal(text), "EUR"))
    return Bill(currency="EUR", lines=(line,))


TEN_EUROS = Rate(category=CostCategory.WAGES, basis=RateBasis.PER_ROUTE, micro=10 * EURO)
"""What every written route costs."""


def objective_of(problem: Problem, routes: int, served: str) -> Bill:
    """Ten euros a route, and what leaving out all stops but these costs."""
    dropped = sum(stop.drop_micro for stop in problem.stops if stop.stop_id not in served)
    lines = [(CostCategory.WAGES, 10 * EURO * routes), ("unserved", dropped)]
    return Bill(
        currency="EUR",
        lines=tuple(
            BillLine(category=name, amount=Money.from_micro(micro, "EUR").rounded())
            for name, micro in lines
            if micro
        ),
    )


def door(place: int) -> Coordinate:
    """Places of a drawing, a kilometre or so apart."""
    return Coordinate(lat_deg=60.0 + place / 100, lon_deg=25.0)


def written_plan(
    problem: Problem,
    *letters: str,
    leave_s: int = 0,
    left_out: str = "",
    pauses_s: Mapping[int, int] | None = None,
) -> Plan:
    """
    Write the plan of these orders, as early as possible; every route costs 10 euros.

    ``pauses_s`` are breaks on arrival at a halt, by its number: the first
    loading is 0, stops and later loadings are counted on.
    """
    routes = tuple(
        written_route(problem, route_of(problem, text, van), leave_s, pauses_s or {})
        for van, text in enumerate(letters)
        if text
    )
    return Plan(
        plan_id="plan",
        created_at="2026-06-01T04:00:00Z",
        day=ServiceDay(date=dt.date(2026, 6, 1), timezone="Europe/Helsinki"),
        currency="EUR",
        provenance=Provenance(
            stops_sha256="",
            config_sha256="",
            engine="by hand",
            seed=0,
            iterations=0,
            repeatable=True,
            roads=RoadsProvenance(source="drawn"),
            lastmile_version="0",
        ),
        config={},
        stops=tuple(
            Stop(stop_id=stop.stop_id, coordinate=door(stop.place)) for stop in problem.stops
        ),
        routes=routes,
        unassigned=tuple(
            Unassigned(
                stop_id=letter,
                unassigned_class=UnassignedClass.SACRIFICED,
                reason="price",
                detail="",
            )
            for letter in left_out
        ),
        outsourced=(),
        bill=euros(str(10 * len(routes))),
        objective=objective_of(problem, len(routes), "".join(letters)),
        notices=(),
    )


def written_route(
    problem: Problem, proposed: ProposedRoute, leave_s: int, pauses_s: Mapping[int, int]
) -> Route:
    van = problem.vehicles[proposed.vehicle]
    leave_s = max(leave_s, schedule.first_leave_s(problem, proposed))
    run = schedule.drive(problem, proposed, leave_s, pauses_s)
    count = 0
    halts = iter(run.halts)
    visits: list[Visit] = []
    now_s, place = run.start_s, van.start_place
    for number, trip in enumerate(proposed.trips, 1):
        for index in (None, *trip):
            here = van.start_place if index is None else problem.stops[index].place
            arrive_s = schedule.drive_to_s(problem, proposed.vehicle, place, here, now_s)
            drive_s, length_m = arrive_s - now_s, problem.travel.leg_m(van.table, place, here)
            if count in pauses_s:
                rest_s = arrive_s + pauses_s[count]
                visits.append(
                    Visit(
                        sequence=len(visits),
                        trip=visits[-1].trip,
                        kind=VisitKind.BREAK,
                        place=door(here),
                        arrive_s=arrive_s,
                        start_s=arrive_s,
                        depart_s=rest_s,
                        eta_low_s=arrive_s,
                        eta_high_s=arrive_s,
                        drive_s=drive_s,
                        distance_m=length_m,
                    )
                )
                arrive_s, drive_s, length_m = rest_s, 0, 0
            count += 1
            if index is None:
                start_s = max(arrive_s, schedule.ready_s(problem, trip)) if visits else arrive_s
                depart_s = start_s + schedule.load_s(problem, proposed, number - 1)
                names: dict[str, Any] = {"kind": VisitKind.LOAD, "depot_id": DEPOT}
            else:
                stop = problem.stops[index]
                start_s = next(halts).start_s
                depart_s = start_s + stop.service_s[van.service_class]
                names = {"kind": VisitKind.STOP, "stop_id": stop.stop_id}
            visits.append(
                Visit(
                    sequence=len(visits),
                    trip=number,
                    place=door(here),
                    arrive_s=arrive_s,
                    start_s=start_s,
                    depart_s=depart_s,
                    eta_low_s=start_s,
                    eta_high_s=start_s,
                    wait_s=start_s - arrive_s,
                    drive_s=drive_s,
                    distance_m=length_m,
                    late_s=0 if index is None else schedule.late_s(problem.stops[index], start_s),
                    **names,
                )
            )
            now_s, place = depart_s, here
    home = None
    if van.end_place is not None:
        home = Leg(
            place=door(van.end_place),
            depot_id=DEPOT,
            arrive_s=run.end_s,
            drive_s=run.end_s - now_s,
            distance_m=problem.travel.leg_m(van.table, place, van.end_place),
        )
    return Route(
        route_id=van.vehicle_id,
        vehicle_id=van.vehicle_id,
        driver_id="",
        driver_name="",
        depot_id=DEPOT,
        start_s=run.start_s,
        end_s=run.end_s,
        trips=len(proposed.trips),
        visits=tuple(visits),
        home=home,
        load=Load(parcels=_loaded(problem, proposed)),
        break_s=sum(pauses_s.values()),
        unpaid_s=sum(visit.depart_s - visit.start_s for visit in _unpaid(van, visits))
        + (0 if van.waiting_paid else sum(visit.wait_s for visit in visits)),
        bill=euros("10"),
        co2e_g=0,
        geometry="",
    )


def _unpaid(van: ProblemVehicle, visits: list[Visit]) -> list[Visit]:
    """Breaks that are not paid; all of a vehicle's are alike here."""
    is_unpaid = any(not one.is_paid for one in van.breaks)
    return [visit for visit in visits if visit.kind is VisitKind.BREAK and is_unpaid]


def _loaded(problem: Problem, proposed: ProposedRoute) -> int:
    stops = [problem.stops[stop] for stop in proposed.stops]
    return sum(stop.delivery[0] for stop in stops if stop.shipped_from is None)


def with_route(plan: Plan, number: int, **changes: Any) -> Plan:
    """The plan with one route changed."""
    routes = list(plan.routes)
    routes[number] = replace(routes[number], **changes)
    return replace(plan, routes=tuple(routes))


def with_visit(plan: Plan, number: int, visit: int, **changes: Any) -> Plan:
    """The plan with one visit changed."""
    visits = list(plan.routes[number].visits)
    visits[visit] = replace(visits[visit], **changes)
    return with_route(plan, number, visits=tuple(visits))


def with_order(plan: Plan, number: int, letters: str) -> Plan:
    """The stops of one route in another order, numbered anew, hours left as they were."""
    loading, *visits = plan.routes[number].visits
    by_letter = {visit.stop_id: visit for visit in visits}
    ordered = [
        replace(by_letter[letter], sequence=place) for place, letter in enumerate(letters, 1)
    ]
    return with_route(plan, number, visits=(loading, *ordered))


def with_move(plan: Plan, letter: str, number: int, to: int) -> Plan:
    """A visit moved from one route to the end of another, hours left as they were."""
    (visit,) = (v for v in plan.routes[number].visits if v.stop_id == letter)
    left = tuple(v for v in plan.routes[number].visits if v is not visit)
    moved = replace(visit, sequence=plan.routes[to].visits[-1].sequence + 1)
    taken = with_route(plan, number, visits=left)
    return with_route(taken, to, visits=(*plan.routes[to].visits, moved))
