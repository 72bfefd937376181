"""
Travel times and distances between places, by hour of the day.

The law of motion (after Ichoua, Gendreau, Potvin 2003, "Vehicle dispatching
with time-dependent travel times") is part of the value's meaning, so that
every room that moves a vehicle moves it alike, in whole seconds:

    leave at t in period k with rem = T[k]
    while t + rem lies beyond the next edge E[k+1]:
        rem = ceil((rem - (E[k+1] - t)) * T[k+1] / T[k]);  t = E[k+1];  k += 1
    arrive at t + rem

A leg may be closed in some periods (``T[k] = UNREACHABLE_S``: no way then).
Nothing of it is driven there: who leaves in such a period stands until it
ends and then has the whole leg ahead; who is under way stands still and
goes on with what was left, at the speed of the next period with a way.
Exactly: periods without a way are passed over, so ``k + 1`` above is the
next period that has one, and the rest is carried over from the last one
that had one. Nothing comes after the last period: where that has no way,
it takes ``UNREACHABLE_S`` from its begin, or from a later departure, to
arrive. Only a leg without a way in every period cannot be driven at all.

A part once driven stays driven, each step is non-decreasing in t, hence
leaving later never means arriving earlier (FIFO), and the largest departure
that still arrives by a given second can be found exactly, in integers.
``timing`` has the fast form, ``checking`` a plain one of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.closures import Closure
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
    overlap the last. ``closures`` are those that hold in all of it. Where ``speeds``
    says how fast a street is, no factor counts.
    """

    name: str
    start_s: int
    default_factor: float = 1.0
    speed_factors: Mapping[str, float]
    areas: tuple[AreaTraffic, ...] = ()
    closures: tuple[Closure, ...] = ()
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
    """
    How somebody moves: a road profile ("van", "bike") and a factor on its speed.

    ``parking_s`` is spent on every arrival at a stop's place: to park, and to
    walk to the door. Road sources do not count it; ``Travel.with_parking`` does.
    """

    profile: str
    speed_factor: float = 1.0
    parking_s: int = 0


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
    parking_s
        Shape (n,), int32: seconds to park at each place, which ``duration_s`` of every
        leg there from elsewhere holds; ``None`` where it holds none.
    """

    mode: TravelMode
    duration_s: IntArray
    distance_m: IntArray
    parking_s: IntArray | None = None

    def __post_init__(self) -> None:
        periods, rows, columns = self.duration_s.shape
        if periods < 1 or rows != columns or self.distance_m.shape != (rows, columns):
            msg = f"Table shapes do not fit: {self.duration_s.shape}, {self.distance_m.shape}."
            raise ValueError(msg)
        if rows and (int(self.duration_s.min()) < 0 or int(self.distance_m.min()) < 0):
            msg = f"Table {self.mode} holds a negative duration or distance."
            raise ValueError(msg)
        if self.parking_s is not None and self.parking_s.shape != (rows,):
            msg = f"Parking of shape {self.parking_s.shape} does not fit {rows} places."
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

    def parking_s(self, table: int, start: int, end: int) -> int:
        """Seconds of a leg's duration that go into parking where it ends."""
        parking = self.tables[table].parking_s
        return 0 if parking is None or start == end else int(parking[end])

    def is_reachable(self, table: int, start: int, end: int) -> bool:
        """Whether the leg can be driven at all, in some period."""
        return min(self.durations_s(table, start, end)) < UNREACHABLE_S

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
            tables.append(replace(table, duration_s=duration, distance_m=distance))
        return replace(self, tables=tuple(tables))

    def with_parking(self, no_parking: Collection[int]) -> Travel:
        """
        Return a copy in which every leg to another place takes its mode's time to park.

        ``no_parking`` are places where none is needed: the depots. Stops of one place,
        one after the other, park once, as there is no leg between them.
        """
        tables = []
        for table in self.tables:
            parking = np.full(self.place_count, table.mode.parking_s, dtype=np.int32)
            parking[sorted(no_parking)] = 0
            if not parking.any():
                tables.append(table)
                continue
            added = np.broadcast_to(parking, table.distance_m.shape).copy()
            np.fill_diagonal(added, 0)
            duration = table.duration_s + np.where(table.duration_s < UNREACHABLE_S, added, 0)
            tables.append(replace(table, duration_s=duration, parking_s=parking))
        return replace(self, tables=tuple(tables))

    def with_legs(self, legs: Mapping[LegKey, ExactLeg]) -> Travel:
        """Return a copy in which these legs have their exact values, and their parking."""
        durations = [table.duration_s.copy() for table in self.tables]
        distances = [table.distance_m.copy() for table in self.tables]
        for (table, start, end), leg in legs.items():
            parking_s = self.parking_s(table, start, end)
            durations[table][:, start, end] = [
                driven_s + (parking_s if driven_s < UNREACHABLE_S else 0)
                for driven_s in leg.duration_s
            ]
            distances[table][start, end] = leg.distance_m
        tables = tuple(
            replace(old, duration_s=duration, distance_m=distance)
            for old, duration, distance in zip(self.tables, durations, distances, strict=True)
        )
        return replace(self, tables=tables)
