"""
Travel times and distances between places, by hour of the day.

The law of motion (after Ichoua, Gendreau, Potvin 2003, "Vehicle dispatching
with time-dependent travel times") is part of the value's meaning, so that
every room that moves a vehicle moves it alike, in whole seconds:

    leave at t in period k with rem = T[k]
    while t + rem lies beyond the next edge E[k+1]:
        rem = ceil((rem - (E[k+1] - t)) * T[k+1] / T[k]);  t = E[k+1];  k += 1
    arrive at t + rem

A part once driven stays driven, each step is non-decreasing in t, hence
leaving later never means arriving earlier (FIFO), and the largest departure
that still arrives by a given second can be found exactly, in integers.
``timing`` has the fast form, ``checking`` a plain one of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.street_speeds import StreetSpeeds
from lastmile_cli.domain.turns import Step

UNREACHABLE_S = 2**30
"""Duration of a leg that cannot be driven; no real one comes near it."""

IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaTraffic:
    """
    Speeds inside an area, in place of those of the period around it.

    ``ring`` is a polygon of (lat, lon) in degrees, closed or not; a street
    whose middle lies inside is inside.
    """

    area: str
    ring: tuple[tuple[float, float], ...]
    default_factor: float = 1.0
    speed_factors: Mapping[str, float]

    def __post_init__(self) -> None:
        _check_factors(f"Area {self.area}", self.default_factor, self.speed_factors)
        if len(set(self.ring)) < 3:
            msg = f"Area {self.area} needs three corners, not {len(set(self.ring))}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficPeriod:
    """
    From ``start_s`` until the next period starts, speeds are multiplied.

    ``speed_factors`` maps an OSM highway class ("primary", "residential") to a
    factor above 0; classes not named use ``default_factor``. 0.5 is half as
    fast as without traffic. Inside an area its own factors hold; of areas that
    overlap the last. Where ``speeds`` says how fast a street is, no factor counts.
    """

    name: str
    start_s: int
    default_factor: float = 1.0
    speed_factors: Mapping[str, float]
    areas: tuple[AreaTraffic, ...] = ()
    speeds: StreetSpeeds | None = None

    def __post_init__(self) -> None:
        _check_factors(f"Period {self.name}", self.default_factor, self.speed_factors)


def _check_factors(what: str, default: float, by_class: Mapping[str, float]) -> None:
    for road_class, factor in (*by_class.items(), ("default", default)):
        if not 0 < factor <= 10:
            msg = f"{what}: factor {factor} for {road_class} is outside (0, 10]."
            raise ValueError(msg)


FREE_FLOW = (TrafficPeriod(name="free flow", start_s=0, speed_factors={}),)
"""One period: the whole day without traffic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelMode:
    """How somebody moves: a road profile ("van", "bike") and a factor on its speed."""

    profile: str
    speed_factor: float = 1.0


@dataclass(frozen=True, eq=False, kw_only=True)
class TravelTable:
    """
    One mode's travel between all places, dense.

    Parameters
    ----------
    duration_s
        Shape (periods, n, n), int32: seconds if the whole leg were driven
        under that period's speeds; ``UNREACHABLE_S`` where there is no way.
    distance_m
        Shape (n, n), int32: metres of the way driven; 0 where there is none.
    """

    mode: TravelMode
    duration_s: IntArray
    distance_m: IntArray

    def __post_init__(self) -> None:
        periods, rows, columns = self.duration_s.shape
        if periods < 1 or rows != columns or self.distance_m.shape != (rows, columns):
            msg = f"Table shapes do not fit: {self.duration_s.shape}, {self.distance_m.shape}."
            raise ValueError(msg)
        if rows and (int(self.duration_s.min()) < 0 or int(self.distance_m.min()) < 0):
            msg = f"Table {self.mode} holds a negative duration or distance."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactLeg:
    """
    One chosen leg recomputed from its path.

    ``duration_s`` holds one value per period; ``geometry`` is (lat, lon) pairs
    in driving order, from the street at its start to the street at its end;
    ``steps`` tells the way turn by turn, where the source was asked to and can.
    """

    duration_s: tuple[int, ...]
    distance_m: int
    geometry: tuple[tuple[float, float], ...] = ()
    steps: tuple[Step, ...] = ()


LegKey = tuple[int, int, int]
"""(table, from place, to place)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Travel:
    """
    Travel between the places of one problem.

    ``period_starts_s[k]`` is when period k begins; the first also covers all
    that is earlier, the last all that is later. ``is_estimate`` is set when
    no street was looked at (great circle × factor).
    """

    period_starts_s: tuple[int, ...]
    tables: tuple[TravelTable, ...]
    is_estimate: bool = False

    def __post_init__(self) -> None:
        starts = self.period_starts_s
        if not starts or any(a >= b for a, b in itertools.pairwise(starts)):
            msg = f"Periods must start in rising order, at least one: {starts}."
            raise ValueError(msg)
        shapes = {table.duration_s.shape for table in self.tables}
        if len(shapes) > 1 or any(shape[0] != len(starts) for shape in shapes):
            msg = f"{len(starts)} periods do not fit tables of shapes {sorted(shapes)}."
            raise ValueError(msg)

    @property
    def place_count(self) -> int:
        """How many places the tables cover."""
        return self.tables[0].duration_s.shape[1] if self.tables else 0

    def find_table(self, mode: TravelMode) -> int | None:
        """Index of a mode's table."""
        modes = [table.mode for table in self.tables]
        return modes.index(mode) if mode in modes else None

    def durations_s(self, table: int, start: int, end: int) -> tuple[int, ...]:
        """A leg's duration in each period, in seconds."""
        return tuple(int(value) for value in self.tables[table].duration_s[:, start, end])

    def leg_m(self, table: int, start: int, end: int) -> int:
        """A leg's length in metres."""
        return int(self.tables[table].distance_m[start, end])

    def is_reachable(self, table: int, start: int, end: int) -> bool:
        """Whether the leg can be driven at all (in every period)."""
        return max(self.durations_s(table, start, end)) < UNREACHABLE_S

    def without_places(self, barred: Mapping[int, Collection[int]]) -> Travel:
        """Return a copy in which some tables (by index) do not reach some of their places."""
        tables = []
        for number, table in enumerate(self.tables):
            duration, distance = table.duration_s, table.distance_m
            places = sorted(barred.get(number, ()))
            if places:
                duration, distance = duration.copy(), distance.copy()
                duration[:, places, :] = UNREACHABLE_S
                duration[:, :, places] = UNREACHABLE_S
                distance[places, :] = 0
                distance[:, places] = 0
            tables.append(TravelTable(mode=table.mode, duration_s=duration, distance_m=distance))
        return Travel(
            period_starts_s=self.period_starts_s,
            tables=tuple(tables),
            is_estimate=self.is_estimate,
        )

    def with_legs(self, legs: Mapping[LegKey, ExactLeg]) -> Travel:
        """Return a copy in which these legs have their exact values."""
        durations = [table.duration_s.copy() for table in self.tables]
        distances = [table.distance_m.copy() for table in self.tables]
        for (table, start, end), leg in legs.items():
            durations[table][:, start, end] = leg.duration_s
            distances[table][start, end] = leg.distance_m
        tables = tuple(
            TravelTable(mode=old.mode, duration_s=duration, distance_m=distance)
            for old, duration, distance in zip(self.tables, durations, distances, strict=True)
        )
        return Travel(
            period_starts_s=self.period_starts_s, tables=tables, is_estimate=self.is_estimate
        )
