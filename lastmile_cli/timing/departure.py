"""When to leave: the least paid time that serves nobody later than need be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import FAR_FUTURE_S
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing.course import Course
from lastmile_cli.timing.kernel_days import day_arrays, kernels_for, rules
from lastmile_cli.timing.motion_many import arrivals_s
from lastmile_cli.timing.windows import Windows

Seconds = npt.NDArray[np.int64]


def best_departure_s(course: Course) -> int:
    """
    Second at which the vehicle best leaves its depot (loading comes before).

    First, nobody is served later than need be: with FIFO travel the earliest
    departure is the earliest everywhere, so it has the least lateness at every
    stop and at home at once, and departures that keep it form one interval.
    Within it departures that keep the vehicle's longest day and driving time come
    first, if there are any; then the paid time (start of loading to the end, less
    waiting that is not paid) is least: wages and overtime never fall with it, so
    neither can the bill. Among equals the day is shortest, then ends earliest.

    Notes
    -----
    Let e be the end after the earliest departure, d the latest one that still
    ends at e. Leaving before d ends at e as well and is paid longer, but where
    waiting is not paid and a jam may be driven through or not. After d,
    where each leg takes the same at every hour and each stop has one window,
    the end moves at most a second per second, so the paid time cannot shrink
    again ("forward time slack", Savelsbergh 1992). Else all departures from d
    on are driven at once, second by second, as one vector.
    """
    low_s = latest_for_same_end_s(course)
    if has_steady_legs(course) and all(len(halt.windows) == 1 for halt in course.halts):
        return low_s
    limits_s = course.deadlines_s(course.begins_s(course.depart_from_s))
    high_s = max(low_s, min(course.latest_depart_s(limits_s), FAR_FUTURE_S))
    if _needs_early(course):
        return _least_paid_s(course, course.depart_from_s, high_s)
    return _least_paid_s(course, low_s, high_s)


def latest_for_same_end_s(course: Course) -> int:
    """Give the latest departure that ends like the earliest one and makes nobody later."""
    begins_s = course.begins_s(course.depart_from_s)
    limits_s = course.deadlines_s(begins_s)
    return course.latest_depart_s([*limits_s[:-1], begins_s[-1]])


def has_steady_legs(course: Course) -> bool:
    """Whether every leg takes the same at every hour."""
    return all(len(set(leg)) == 1 for leg in _legs_s(course))


def may_drive_too_long(course: Course) -> bool:
    """Whether the vehicle's longest driving time could be exceeded at some hour."""
    return sum(max(leg) for leg in _legs_s(course)) > course.vehicle.max_drive_s


def _legs_s(course: Course) -> list[tuple[int, ...]]:
    legs = [halt.durations_s for halt in course.halts]
    return legs if course.home_s is None else [*legs, course.home_s]


def _least_paid_s(course: Course, low_s: int, high_s: int) -> int:
    kernels = kernels_for(course, high_s)
    if kernels is not None:
        days = np.empty((kernels.LATER + 1, high_s - low_s + 1), dtype=np.int64)
        vehicle = rules(course, counts_drive=True)
        return int(kernels.least_paid(low_s, high_s, days, *day_arrays(course), vehicle))
    return _least_paid_plainly_s(course, low_s, high_s)


def _least_paid_plainly_s(course: Course, low_s: int, high_s: int) -> int:
    """Do what ``kernels.least_paid`` does: what changes here changes there, and tests compare."""
    vehicle = course.vehicle
    keeps_all = _needs_early(course)
    departs_s = np.arange(low_s, high_s + 1, dtype=np.int64)
    drives_s = np.zeros_like(departs_s)
    at_s = departs_s
    for halt in course.halts:
        arrive_s = arrivals_at_s(at_s, halt.durations_s, course.starts_s)
        drives_s = drives_s + (arrive_s - at_s)
        at_s = begins_at_s(arrive_s, halt.windows) + halt.service_s
        if not keeps_all:
            # Of departures that go on at the same second only the last is worth it.
            keep = np.append(at_s[1:] > at_s[:-1], True)
            departs_s, drives_s, at_s = departs_s[keep], drives_s[keep], at_s[keep]
    if course.home_s is not None:
        arrive_s = arrivals_at_s(at_s, course.home_s, course.starts_s)
        drives_s, at_s = drives_s + (arrive_s - at_s), arrive_s
    lasts_s = at_s - departs_s
    is_too_long = (drives_s > vehicle.max_drive_s) | (
        lasts_s + vehicle.loading_s > vehicle.max_duration_s
    )
    # Where waiting is not paid, all that can differ is how long is driven.
    paid_s = lasts_s if vehicle.waiting_paid else drives_s
    return int(departs_s[np.lexsort((departs_s, lasts_s, paid_s, is_too_long))[0]])


def _needs_early(course: Course) -> bool:
    """Whether leaving before the latest departure with the same end can be better."""
    return not course.vehicle.waiting_paid or may_drive_too_long(course)


def arrivals_at_s(
    departs_s: Seconds, durations_s: tuple[int, ...], starts_s: tuple[int, ...]
) -> Seconds:
    """``motion.arrive`` for a rising vector of departures."""
    if len(set(durations_s)) == 1 and durations_s[0] < UNREACHABLE_S:
        return departs_s + durations_s[0]
    legs_s = np.array(durations_s, dtype=np.int64)[:, np.newaxis]
    return arrivals_s(departs_s, legs_s, starts_s)


def begins_at_s(arrivals_s: Seconds, windows: Windows) -> Seconds:
    """``windows.begin`` for a vector of arrivals."""
    begins_s = arrivals_s
    for opens_s, closes_s in reversed(windows):
        begins_s = np.where(arrivals_s <= closes_s, np.maximum(arrivals_s, opens_s), begins_s)
    return begins_s
