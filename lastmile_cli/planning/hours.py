"""When service may begin at a stop, and when a vehicle may be under way."""

from __future__ import annotations

from collections.abc import Iterable

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import Depot, Vehicle
from lastmile_cli.domain.settings import ALL_DAY, ServiceSettings, TimeWindowRule
from lastmile_cli.domain.stops import Stop, Window


def service_s(stop: Stop, service: ServiceSettings) -> int:
    """
    Seconds at the door: the stop's own, else those of its service inside the home, else the usual.

    Usual is the default plus some for each parcel. What is asked for there (a
    signature, cash ...) comes on top of any.
    """
    return sum(seconds for _, seconds in service_parts_s(stop, service))


def service_parts_s(stop: Stop, service: ServiceSettings) -> tuple[tuple[str, int], ...]:
    """Make up the time at a door: each part in words, and its seconds; see ``service_s``."""
    if stop.service_s is not None:
        parts: tuple[tuple[str, int], ...] = (("as the stop says", stop.service_s),)
    elif stop.in_home is not None:
        parts = service.white_glove.parts_s(stop.in_home, service.default_service_s)
    else:
        by_parcel_s = service.service_per_parcel_s * stop.load.parcels
        parts = (("at the door", service.default_service_s),)
        parts += ((counted(stop.load.parcels, "parcel"), by_parcel_s),) if by_parcel_s else ()
    asked = ((word, service.requires_s.get(word, 0)) for word in sorted(stop.requires))
    return parts + tuple(part for part in asked if part[1])


def horizon(vehicles: Iterable[Vehicle]) -> Window:
    """When a stop without a window may be served: all day, and as long as somebody works."""
    latest_s = max((vehicle.shift.closes_s for vehicle in vehicles), default=0)
    return Window(ALL_DAY.opens_s, max(ALL_DAY.closes_s, latest_s))


def begin_windows(
    stop: Stop, service: ServiceSettings, any_time: Window
) -> tuple[tuple[int, int], ...]:
    """
    When service may begin, sorted and apart; empty where none is long enough.

    Windows that touch or overlap become one. Where service must end inside
    (``time_window_rule: finish``), each closes earlier by the service time.

    >>> service = ServiceSettings(timezone="UTC", currency="EUR", default_service_s=60,
    ...                           time_window_rule=TimeWindowRule.FINISH)
    >>> stop = Stop(stop_id="A", windows=(Window(0, 30), Window(100, 200), Window(150, 300)))
    >>> begin_windows(stop, service, Window(0, 86_399))
    ((100, 240),)
    """
    must_end = service.time_window_rule is TimeWindowRule.FINISH
    cut_s = service_s(stop, service) if must_end and stop.windows else 0
    merged = merge_windows(stop.windows or (any_time,))
    return tuple(
        (opens_s, closes_s - cut_s) for opens_s, closes_s in merged if closes_s - cut_s >= opens_s
    )


def working_hours(vehicle: Vehicle, start: Depot, end: Depot | None) -> tuple[int, int] | None:
    """
    (first second to leave the depot, last second to be home); ``None`` when it cannot work.

    The shift, cut to the depots' hours: a vehicle loads once its depot is
    open, and is home before the other one closes. An open route must only have
    left by the time its depot closes, which a shift within those hours
    does. Where trucks bring a depot its goods, it loads once they are sorted.
    """
    leave_s, home_s = vehicle.shift.opens_s, vehicle.shift.closes_s
    if start.hours:
        leave_s = max(leave_s, start.hours.opens_s + start.loading_s)
        if leave_s > start.hours.closes_s:
            return None
    if start.goods_ready_s:
        leave_s = max(leave_s, start.goods_ready_s + start.loading_s)
    if end and end.hours:
        home_s = min(home_s, end.hours.closes_s)
    return (leave_s, home_s) if leave_s <= home_s else None


def merge_windows(windows: tuple[Window, ...]) -> list[tuple[int, int]]:
    """Sort windows and join those that overlap or touch: (opens, closes) in seconds."""
    merged: list[tuple[int, int]] = []
    for window in sorted(windows):
        if merged and window.opens_s <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], window.closes_s))
        else:
            merged.append((window.opens_s, window.closes_s))
    return merged
