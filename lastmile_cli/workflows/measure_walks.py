"""Ways on foot between the doors of a day, where drivers walk."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.ports import RoadSource
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TravelMode
from lastmile_cli.domain.walks import FOOT, FootWays
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_choice import may_walk, settings_of

METRES_A_DEGREE = 111_000.0
"""Of latitude, anywhere on earth: a little less than there are."""

Pair = tuple[str, str]
"""From one stop to another, by their ids."""


def measure_rounds(
    posed: Posed, roads: RoadSource, max_snap_m: float, progress: ProgressHook = no_progress
) -> FootWays:
    """Measure the ways between all doors that a driver of the day might walk between."""
    radius_m = max(settings.radius_m for settings in settings_of(posed).values())
    able = [stop for number, stop in enumerate(posed.stops) if may_walk(posed, number)]
    return measure_walks(able, list(_near_pairs(able, radius_m)), roads, max_snap_m, progress)


def measure_written(
    plan: Plan, stops: Sequence[Stop], roads: RoadSource, max_snap_m: float
) -> FootWays:
    """Measure the ways that a plan's visits say were walked, and from each vehicle to its doors."""
    pairs: dict[Pair, None] = {}
    for route in plan.routes:
        visits = route.stop_visits
        for before, visit in itertools.pairwise(visits):
            if visit.walk is not None:
                parked, door = visit.walk.parked_at, visit.stop_id or ""
                pairs |= dict.fromkeys(
                    ((before.stop_id or "", door), (parked, door), (door, parked))
                )
    return measure_walks(stops, list(pairs), roads, max_snap_m) if pairs else FootWays()


def measure_walks(
    stops: Iterable[Stop],
    pairs: Sequence[Pair],
    roads: RoadSource,
    max_snap_m: float,
    progress: ProgressHook = no_progress,
) -> FootWays:
    """
    Measure the way on foot of each pair, in whole metres rounded up.

    It leads from the door to the next way for feet, along these, and to the other door; where
    a door lies more than ``max_snap_m`` from any there is none. Closures are for
    vehicles: who walks gets past.
    """
    at = {stop.stop_id: stop.coordinate for stop in stops if stop.coordinate is not None}
    pairs = [pair for pair in pairs if pair[0] in at and pair[1] in at]
    if not pairs:
        return FootWays()
    progress(Progress(label="Measuring the ways on foot"))
    points = list(dict.fromkeys(at[name] for pair in pairs for name in pair))
    row = {point: number for number, point in enumerate(points)}
    to_way_m = [snap.walk_m if snap else math.inf for snap in roads.snap(points, FOOT)]
    travel = roads.travel(points, [TravelMode(profile=FOOT)], FREE_FLOW)
    metres: dict[Pair, int] = {}
    for start, end in pairs:
        a, b = row[at[start]], row[at[end]]
        if max(to_way_m[a], to_way_m[b]) > max_snap_m:
            continue
        if a == b:
            metres[start, end] = 0
        elif travel.durations_s(0, a, b)[0] < UNREACHABLE_S:
            metres[start, end] = math.ceil(travel.leg_m(0, a, b) + to_way_m[a] + to_way_m[b])
    return FootWays(metres=metres)


def _near_pairs(stops: Sequence[Stop], near_m: float) -> Iterator[Pair]:
    """Pairs no farther apart than so many metres of a great circle."""
    placed: list[tuple[str, Coordinate]] = [
        (stop.stop_id, stop.coordinate) for stop in stops if stop.coordinate is not None
    ]
    placed.sort(key=lambda it: (it[1].lat_deg, it[0]))
    near_deg = near_m / METRES_A_DEGREE
    for number, (one, here) in enumerate(placed):
        for other, there in itertools.islice(placed, number + 1, None):
            # Sorted by latitude, all that follow lie farther north still.
            if there.lat_deg - here.lat_deg > near_deg:
                break
            if great_circle_m(here, there) <= near_m:
                yield one, other
                yield other, one
