"""Stops as CSV in the columns that other programs import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lastmile_cli.domain.plan import Plan, Route, Visit
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.outputs.csv_text import csv_text, degrees_text
from lastmile_cli.outputs.navigation import tel_uri
from lastmile_cli.outputs.selection import time_window_rule
from lastmile_cli.outputs.wording import where_text

OPTIMOROUTE_HEADER = (
    "Order ID",
    "Order type",
    "Date",
    "Priority",
    "Location Name",
    "Address",
    "Latitude",
    "Longitude",
    "Time window from",
    "Time window to",
    "Duration",
    "Load #1",
    "Load #2",
    "Load #3",
    "Skills",
    "Notes",
    "Phone",
    "Email",
)
"""Columns of OptimoRoute's order import (its help, "How are orders defined"); kg, m³, parcels."""

CIRCUIT_HEADER = (
    "Address Line 1",
    "Address Line 2",
    "City",
    "State",
    "Zip",
    "Country",
    "Earliest Time",
    "Latest Time",
    "Time at stop",
    "Notes",
    "Recipient Name",
    "Recipient Email Address",
    "Recipient Phone Number",
    "External ID",
    "Package Count",
)
"""Columns of the sheet of Circuit, now Spoke (its help, "Prepare your spreadsheet")."""

_TYPES = {
    StopKind.DELIVERY: "D",
    StopKind.PICKUP: "P",
    StopKind.RETURN: "P",
    StopKind.SERVICE: "T",
}
_PRIORITIES = ((90, "C"), (70, "H"), (40, "M"), (0, "L"))


def optimoroute_csv(plan: Plan, routes: Sequence[Route], *, whole_day: bool = True) -> str:
    """Write these routes' stops in driving order, then those nobody serves, for OptimoRoute."""
    date = plan.day.date.strftime("%d/%m/%Y")

    def row(stop: Stop, visit: Visit | None) -> list[object]:
        at = stop.coordinate
        begin, end = _between(plan, stop, visit)
        return [
            stop.stop_id,
            _TYPES[stop.kind],
            date,
            next(letter for least, letter in _PRIORITIES if stop.priority >= least),
            stop.name,
            where_text(stop),
            degrees_text(at.lat_deg) if at else "",
            degrees_text(at.lon_deg) if at else "",
            begin,
            end,
            _minutes(plan, stop, visit),
            f"{stop.load.weight_g / 1000:g}",
            f"{stop.load.volume_ml / 1_000_000:g}",
            stop.load.parcels,
            ";".join(sorted(stop.skills)),
            stop.notes,
            _phone(stop),
            stop.contact.email,
        ]

    return _csv(OPTIMOROUTE_HEADER, plan, routes, row, whole_day=whole_day)


def circuit_csv(plan: Plan, routes: Sequence[Route], *, whole_day: bool = True) -> str:
    """Write these routes' stops in driving order, then those nobody serves, for Circuit."""

    def row(stop: Stop, visit: Visit | None) -> list[object]:
        begin, end = _between(plan, stop, visit)
        address = stop.address
        return [
            address.line1 or where_text(stop),
            address.line2,
            address.city,
            address.state,
            address.postal_code,
            address.country,
            begin,
            end,
            _minutes(plan, stop, visit),
            stop.notes,
            stop.name,
            stop.contact.email,
            _phone(stop),
            stop.stop_id,
            stop.load.parcels,
        ]

    return _csv(CIRCUIT_HEADER, plan, routes, row, whole_day=whole_day)


def _csv(
    header: Sequence[str],
    plan: Plan,
    routes: Sequence[Route],
    row: Callable[[Stop, Visit | None], list[object]],
    *,
    whole_day: bool,
) -> str:
    return csv_text(header, (row(*it) for it in _asked(plan, routes, whole_day=whole_day)))


def _asked(
    plan: Plan, routes: Sequence[Route], *, whole_day: bool
) -> Iterator[tuple[Stop, Visit | None]]:
    """Stops of customers on these routes, then those left out; a partner has the rest already."""
    stops = {stop.stop_id: stop for stop in plan.stops}
    for route in routes:
        for visit in route.stop_visits:
            if stop := stops.get(visit.stop_id or ""):
                yield stop, visit
    for left in plan.unassigned if whole_day else ():
        if stop := stops.get(left.stop_id):
            yield stop, None


def _between(plan: Plan, stop: Stop, visit: Visit | None) -> tuple[str, str]:
    """
    Return the hours in which all of the service lies, as both programs count them.

    They know one window: that of the planned visit, else the first.
    """
    window = _window(stop, visit)
    if window is None:
        return "", ""
    finishes = time_window_rule(plan) is TimeWindowRule.FINISH
    more_s = 0 if finishes else 60 * _minutes(plan, stop, visit)
    clocks = [plan.day.clock(window.opens_s), plan.day.clock(window.closes_s + more_s)]
    begin, end = ("23:59" if "+" in clock else clock for clock in clocks)
    return begin, end


def _window(stop: Stop, visit: Visit | None) -> Window | None:
    if visit is not None:
        for window in stop.windows:
            if window.opens_s <= visit.start_s <= window.closes_s:
                return window
    return stop.windows[0] if stop.windows else None


def _seconds(plan: Plan, stop: Stop, visit: Visit | None) -> int:
    """How long it takes at the door: as planned, as asked for, else as the house has it."""
    if visit is not None:
        return visit.depart_s - visit.start_s
    if stop.service_s is not None:
        return stop.service_s
    service = plan.config.get("service")
    minutes = service.get("service_time_min", 3) if isinstance(service, dict) else 3
    return round(float(minutes) * 60)


def _minutes(plan: Plan, stop: Stop, visit: Visit | None) -> int:
    """Whole minutes, none too short."""
    return -(-_seconds(plan, stop, visit) // 60)


def _phone(stop: Stop) -> str:
    """Write a number without spaces, so that no spreadsheet takes its plus for a formula."""
    return tel_uri(stop.contact.phone).removeprefix("tel:")
