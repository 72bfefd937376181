"""A plan's routes as CSV: one line a visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan, Route, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.turns import RouteTurns
from lastmile_cli.outputs.csv_text import csv_text, degrees_text
from lastmile_cli.outputs.halts import Halt, halts_of
from lastmile_cli.outputs.in_home import home_text
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.turn_words import way_text
from lastmile_cli.outputs.wording import late_min_text, where_text, windows_text
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.parts import time_text

ROUTES_HEADER = (
    "route_id",
    "vehicle",
    "driver",
    "trip",
    "sequence",
    "kind",
    "stop_id",
    "name",
    "arrive_at",
    "start_at",
    "depart_at",
    "eta_low_at",
    "eta_high_at",
    "window",
    "wait_min",
    "late_min",
    "address",
    "lat",
    "lon",
    "km",
    "drive_min",
    "weight_kg",
    "parcels",
    "cost",
    "co2e_g",
    "phone",
    "notes",
    "type",
    "orders",
    "requires",
    "cash_on_delivery",
    "white_glove",
    "parked_at",
    "walk_m",
    "walk_min",
)
"""
Columns of ``routes_csv``; the way home is a line of kind ``home``, so that km add up.

Goods stand where they are handed over, so that those columns add up too; what
to load for a trip is told in the notes of its loading. ``orders`` are the ids of
all orders a stop is visited for, ``requires`` what to ask for at the door,
``white_glove`` what is done inside the home. Where the driver walks to a door
``parked_at`` is the stop where the vehicle stands, ``walk_m`` and ``walk_min`` are there, and
back where it is the last door of a walk: they add up.
"""


def routes_csv(
    plan: Plan,
    routes: tuple[Route, ...] | None = None,
    turns: Mapping[str, RouteTurns] | None = None,
) -> str:
    """
    One line a visit of these routes (else all), in driving order, times with their offset.

    With ``turns``, by vehicle, a last column tells the way that leads there.
    """
    stops = stops_by_id(plan)
    chosen = plan.routes if routes is None else routes
    if turns is None:
        rows = (row for route in chosen for row in _route_rows(plan, route, stops))
        return csv_text(ROUTES_HEADER, rows)
    told = (
        [*row, way_text(steps)]
        for route in chosen
        for row, steps in zip(
            _route_rows(plan, route, stops),
            (*turns[route.vehicle_id].to_visits, turns[route.vehicle_id].home),
            strict=False,
        )
    )
    return csv_text((*ROUTES_HEADER, "turns"), told)


def _route_rows(plan: Plan, route: Route, stops: dict[str, Stop]) -> Iterator[list[object]]:
    driver = route.driver_name or route.driver_id
    for visit, halt in zip(route.visits, halts_of(plan, route, stops), strict=True):
        stop = stops.get(visit.stop_id or "")
        yield [route.route_id, route.vehicle_id, driver, *_visit_cells(plan, visit, stop, halt)]
    if route.home is not None:
        home = route.home
        at = time_text(home.arrive_s, plan.day)
        row = dict.fromkeys(ROUTES_HEADER, "") | {
            "route_id": route.route_id,
            "vehicle": route.vehicle_id,
            "driver": driver,
            "kind": "home",
            "name": home.depot_id,
            "arrive_at": at,
            "lat": degrees_text(home.place.lat_deg),
            "lon": degrees_text(home.place.lon_deg),
            "km": f"{home.distance_m / 1000:.3f}",
            "drive_min": f"{home.drive_s / 60:.1f}",
        }
        yield list(row.values())


def _visit_cells(plan: Plan, visit: Visit, stop: Stop | None, halt: Halt | None) -> list[object]:
    seconds = (visit.arrive_s, visit.start_s, visit.depart_s, visit.eta_low_s, visit.eta_high_s)
    return [
        visit.trip,
        visit.sequence,
        visit.kind.value,
        visit.stop_id,
        stop.name if stop else _halt_name(visit, halt),
        *(time_text(second, plan.day) for second in seconds),
        windows_text(stop, plan.day) if stop else "",
        f"{visit.wait_s / 60:.1f}",
        late_min_text(visit.late_s),
        where_text(stop) if stop else (halt.where if halt else ""),
        degrees_text(visit.place.lat_deg),
        degrees_text(visit.place.lon_deg),
        f"{visit.distance_m / 1000:.3f}",
        f"{visit.drive_s / 60:.1f}",
        stop.load.weight_g / 1000 if stop else "",
        stop.load.parcels if stop else "",
        money_text(visit.cost) if visit.cost is not None else "",
        visit.co2e_g,
        stop.contact.phone if stop else "",
        stop.notes if stop else (halt.goods if halt else ""),
        stop.kind.value if stop else "",
        " ".join(stop.order_ids) if stop else "",
        " ".join(sorted(stop.requires)) if stop else "",
        _cash(stop, plan.currency) if stop else "",
        home_text(stop) if stop else "",
        visit.walk.parked_at if visit.walk else "",
        visit.walk.metres if visit.walk else "",
        f"{visit.walk.seconds / 60:.1f}" if visit.walk else "",
    ]


def _cash(stop: Stop, currency: str) -> str:
    return money_text(Money.from_micro(stop.cash_micro, currency)) if stop.cash_micro else ""


def _halt_name(visit: Visit, halt: Halt | None) -> str | None:
    """The depot by its id, as other programs look it up; a break in words."""
    return visit.depot_id or (halt.what if halt else None)
