"""Where a vehicle takes its breaks: at which halts, and from which departure."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.timing.break_table import BreakTable
from lastmile_cli.timing.course import Course
from lastmile_cli.timing.departure import (
    best_departure_s,
    has_steady_legs,
    latest_for_same_end_s,
)
from lastmile_cli.timing.placement import Placement

BETWEEN = 12
"""Into how many parts the time between two departures is cut."""


def place_breaks(course: Course) -> Placement:
    """
    Place the breaks of a course, and choose when it leaves.

    Departures tried are the earliest, the latest that without breaks would end
    as early, the best one without breaks (later, where a jam is waited out), and
    as long before both as all breaks last; where traffic changes how long the
    driver is at the wheel, and breaks depend on that, a dozen between them as
    well. For each the breaks are placed for the least ``Worth``; of the best
    departure the first break keeps its begin, and so does everything after it,
    while the vehicle leaves as late as that allows without anybody served later.
    """
    table = BreakTable(course)
    departs_s = dict.fromkeys(_departures_s(course))
    ways = [table.place(depart_s) for depart_s in departs_s]
    best = min(ways, key=lambda way: (way.worth, len(way.pieces), -way.depart_s))
    later = table.place(_latest_depart_s(course, best), fixed=best.pieces)
    return later if later.worth <= best.worth else best


def _departures_s(course: Course) -> list[int]:
    """Departures worth trying, the earliest first among equals of ``place_breaks``."""
    first_s = course.depart_from_s
    last_s, bare_s = latest_for_same_end_s(course), best_departure_s(course)
    all_s = sum(taken.duration_s for taken in course.vehicle.breaks)
    departs_s = [first_s, last_s - all_s, last_s, bare_s - all_s, bare_s]
    if not has_steady_legs(course) and any(
        taken.max_drive_s < NO_LIMIT for taken in course.vehicle.breaks
    ):
        step_s = (bare_s - first_s) // BETWEEN
        departs_s += [first_s + count * step_s for count in range(1, BETWEEN)]
    return [max(first_s, depart_s) for depart_s in departs_s]


def place_breaks_from(course: Course, depart_s: int) -> Placement:
    """Place the breaks of a course that leaves at a given second."""
    return BreakTable(course).place(depart_s)


def _latest_depart_s(course: Course, placed: Placement) -> int:
    """The latest departure after which the first break begins, or the route ends, as placed."""
    if not placed.pieces:
        begins_s = course.begins_s(placed.depart_s)
        return course.latest_depart_s([*course.deadlines_s(begins_s)[:-1], begins_s[-1]])
    first = placed.pieces[0]
    at = course.halts[first.halt]
    pause = replace(at, windows=((first.earliest_s, NO_LIMIT),), service_s=0)
    way = replace(course, halts=(*course.halts[: first.halt], pause), home_s=None, home_m=0)
    begins_s = way.begins_s(placed.depart_s)
    *deadlines_s, _, _ = way.deadlines_s(begins_s)
    return way.latest_depart_s([*deadlines_s, begins_s[-1], begins_s[-1]])
