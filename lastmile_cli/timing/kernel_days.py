"""
Courses as arrays for kernels, and whether kernels are ready.

What kernels of this room find, plain Python beside them finds too, to the second, in fifty
times as long. But loading numba takes as long as a route or two: so kernels are used once
somebody who is about to time many routes has made them ready, who knows where compiled code
is kept and tells those who wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import Problem
from lastmile_cli.timing.course import Course

Ints: TypeAlias = npt.NDArray[np.int64]

MOST_S = 2**48
"""Kernels count seconds up to here; adding up ten thousand halts stays far inside 64 bits."""
MOST_PRICE = 2**62
"""Kernels add up lateness times its price up to here."""

_ready: list[ModuleType] = []


def make_ready() -> None:
    """Load the kernels, which compiles what is not kept: from now on they are used."""
    from lastmile_cli.timing import kernels

    _ready[:] = [kernels]


def is_ready() -> bool:
    """Whether kernels are used."""
    return bool(_ready)


def is_worth_it(problem: Problem) -> bool:
    """Whether many departures may have to be tried: traffic changes, a door has two windows."""
    if len(problem.travel.period_starts_s) > 1:
        return True
    return any(len(stop.windows) > 1 for stop in problem.stops)


def kernels_for(course: Course, high_s: int) -> Any | None:
    """Give the kernels if they are ready and no sum is too large, whoever leaves by ``high_s``."""
    return _ready[0] if _ready and fits(course, high_s) else None


def fits(course: Course, high_s: int) -> bool:
    """Whether no sum of this course leaves 63 bits, whoever leaves by ``high_s``."""
    breaks, vehicle = course.vehicle.breaks, course.vehicle
    legs_s = [halt.durations_s for halt in course.halts] + [course.home_s or (0,)]
    opens_s = [opens_s for halt in course.halts for opens_s, _ in halt.windows]
    top_s = (
        max(high_s, course.starts_s[-1], *opens_s, *(asked.earliest_s for asked in breaks))
        + sum(max(leg_s) for leg_s in legs_s)
        + sum(halt.service_s for halt in course.halts)
        + sum(asked.duration_s for asked in breaks)
    )
    bounds_s = [vehicle.latest_s, vehicle.max_duration_s, vehicle.max_drive_s]
    for asked in breaks:
        bounds_s += [asked.latest_s, asked.max_work_s, asked.max_drive_s]
    for halt in course.halts:
        bounds_s += [halt.latest_s, halt.meant_by_s, halt.windows[-1][1]]
    late = sum(max(1, top_s - halt.windows[-1][1]) * halt.late_micro for halt in course.halts)
    return max(top_s, *bounds_s) < MOST_S and late < MOST_PRICE


def ints(numbers: Any) -> Ints:
    """Make an array as kernels know them."""
    return np.array(numbers, dtype=np.int64)


def day_arrays(course: Course) -> tuple[Ints, Ints, Ints, Ints]:
    """Give ``halts``, ``windows``, ``starts`` and ``legs`` of a course; see ``kernels``."""
    home_s = course.home_s or (0,) * len(course.starts_s)
    return (
        ints([*_halts(course)]),
        ints([window for halt in course.halts for window in halt.windows]),
        ints(course.starts_s),
        ints([*(halt.durations_s for halt in course.halts), home_s]),
    )


def rules(course: Course, *, counts_drive: bool) -> Ints:
    """Give ``vehicle`` of a course; see ``kernels``."""
    vehicle = course.vehicle
    return ints(
        (
            vehicle.latest_s,
            vehicle.max_duration_s,
            vehicle.max_drive_s,
            vehicle.loading_s,
            vehicle.waiting_paid,
            counts_drive,
            course.home_s is None,
        )
    )


def _halts(course: Course) -> Iterator[tuple[int, ...]]:
    first = 0
    for halt in course.halts:
        end = first + len(halt.windows)
        by_s = halt.latest_s if halt.by_s is None else halt.by_s
        close_s = halt.windows[-1][1]
        yield halt.service_s, by_s, halt.meant_by_s, halt.late_micro, close_s, first, end
        first = end
