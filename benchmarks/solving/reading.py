"""
Instance files to ``Instance``: Solomon/Homberger text, VRPLIB and ORTEC's explicit matrices.

The VRPLIB dialect is PyVRP's: single depot or several, vehicles with their own
capacity, costs, depot and customers, release times, reloads, prizes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.solving.instance import (
    NO_END,
    Instance,
    InstanceError,
    Rounding,
    Table,
    VehicleType,
    Whole,
)
from benchmarks.solving.sections import Sections, split_sections

HEADERS = frozenset({
    "NAME", "COMMENT", "TYPE", "DIMENSION", "VEHICLES", "CAPACITY", "SERVICE_TIME",
    "VEHICLES_MAX_DURATION", "EDGE_WEIGHT_TYPE", "EDGE_WEIGHT_FORMAT", "NODE_COORD_TYPE",
    "DISPLAY_DATA_TYPE",
})  # fmt: skip
SECTIONS = frozenset({
    "NODE_COORD_SECTION", "EDGE_WEIGHT_SECTION", "DEMAND_SECTION", "DEPOT_SECTION",
    "SERVICE_TIME_SECTION", "TIME_WINDOW_SECTION", "RELEASE_TIME_SECTION", "PRIZE_SECTION",
    "CAPACITY_SECTION", "VEHICLES_FIXED_COST_SECTION", "VEHICLES_UNIT_DISTANCE_COST_SECTION",
    "VEHICLES_DEPOT_SECTION", "VEHICLES_ALLOWED_CLIENTS_SECTION", "VEHICLES_RELOAD_DEPOT_SECTION",
})  # fmt: skip


def read_instance(path: Path, rounding: Rounding | None = None) -> Instance:
    """
    Read one file; the format is told from its first lines.

    Without ``rounding``: DIMACS for Solomon's format, the matrix as given
    where there is one, nearest for CVRP, thousandths for all others.

    Raises
    ------
    InstanceError
        Not an instance, or with a section that nobody here understands.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    rows = [row.split() for row in text.splitlines()]
    try:
        if ["NUMBER", "CAPACITY"] in rows:
            return _read_solomon(path.name, rows, rounding or "dimacs")
        return _read_vrplib(path.name, split_sections(text), rounding)
    except (ValueError, IndexError, KeyError) as error:
        msg = f"{path}: not an instance that can be read: {error!r}"
        raise InstanceError(msg) from error


def round_up_or_down(values: npt.NDArray[np.float64], rounding: Rounding) -> Whole:
    """Apply a convention: nearest; tenths cut off; thousandths to the nearest; none."""
    if rounding == "dimacs":
        return np.floor(10 * values).astype(np.int64)
    if rounding == "exact":
        return np.rint(1000 * values).astype(np.int64)
    return np.rint(values).astype(np.int64)


def distances(place: npt.NDArray[np.float64], rounding: Rounding) -> Table:
    """Euclidean distances between all rows of ``place``, rounded; row by row, for memory's sake."""
    table = np.empty((len(place), len(place)), np.int32)
    for row, here in enumerate(place):
        away = np.sqrt(((place - here) ** 2).sum(axis=1))
        table[row] = _as_table(round_up_or_down(away, rounding))
    return table


def _as_table(values: Whole) -> Table:
    if values.max(initial=0) >= 2**31:
        msg = f"a leg of {values.max()} is too long"
        raise ValueError(msg)
    return values.astype(np.int32)


def _read_solomon(name: str, rows: list[list[str]], rounding: Rounding) -> Instance:
    line = rows.index(["NUMBER", "CAPACITY"]) + 1
    count, capacity = (int(word) for word in rows[line])
    listed = [row for row in rows[line + 1 :] if row and row[0].isdigit()]
    if not listed or any(len(row) != 7 for row in listed):
        msg = f"{name}: customers need seven columns."
        raise InstanceError(msg)
    table = np.array(listed, dtype=np.float64)
    between = distances(table[:, 1:3], rounding)
    n = len(table)
    return Instance(
        name=name,
        kind="VRPTW",
        rounding=rounding,
        depots=1,
        place=table[:, 1:3],
        distance=between,
        duration=between,
        demand=np.rint(table[:, 3]).astype(np.int64),
        opens=round_up_or_down(table[:, 4], rounding),
        closes=round_up_or_down(table[:, 5], rounding),
        service=round_up_or_down(table[:, 6], rounding),
        ready=np.zeros(n, np.int64),
        prize=np.zeros(n, np.int64),
        vehicles=(VehicleType(count=count, capacity=capacity),),
    )


def _read_vrplib(name: str, read: Sections, asked: Rounding | None) -> Instance:
    strange = sorted((set(read.headers) - HEADERS) | (set(read.tables) - SECTIONS))
    if strange or "DIMENSION" not in read.headers:
        what = f"unknown {', '.join(strange)}" if strange else "no DIMENSION"
        msg = f"{name}: {what}."
        raise InstanceError(msg)
    n = int(read.headers["DIMENSION"])
    rounding = asked or _usual_rounding(read)
    depots = max(1, sum(row[0] != "-1" for row in read.tables.get("DEPOT_SECTION", [])))
    between = _between(name, read, n, rounding)
    place = np.zeros((n, 2))
    if "NODE_COORD_SECTION" in read.tables:
        place = read.columns("NODE_COORD_SECTION", n, 2)
    opens, closes = np.zeros(n, np.int64), np.full(n, NO_END, np.int64)
    if "TIME_WINDOW_SECTION" in read.tables:
        windows = read.columns("TIME_WINDOW_SECTION", n, 2)
        opens, closes = round_up_or_down(windows, rounding).T
    service = read.column("SERVICE_TIME_SECTION", n, float(read.headers.get("SERVICE_TIME", 0)))
    service[:depots] = 0
    return Instance(
        name=name,
        kind=read.headers.get("TYPE", "CVRP"),
        rounding=rounding,
        depots=depots,
        place=place,
        distance=between,
        duration=between,
        demand=np.rint(read.column("DEMAND_SECTION", n)).astype(np.int64),
        opens=opens,
        closes=closes,
        service=round_up_or_down(service, rounding),
        ready=round_up_or_down(read.column("RELEASE_TIME_SECTION", n), rounding),
        prize=round_up_or_down(read.column("PRIZE_SECTION", n), rounding),
        vehicles=_fleet(read, n - depots, rounding),
    )


def _usual_rounding(read: Sections) -> Rounding:
    if "EDGE_WEIGHT_SECTION" in read.tables:
        return "given matrix"
    return "round" if read.headers.get("TYPE", "CVRP") == "CVRP" else "exact"


def _between(name: str, read: Sections, n: int, rounding: Rounding) -> Table:
    if "EDGE_WEIGHT_SECTION" not in read.tables:
        if read.headers.get("EDGE_WEIGHT_TYPE", "EUC_2D") != "EUC_2D":
            msg = (
                f"{name}: distances of type {read.headers['EDGE_WEIGHT_TYPE']} are not known here."
            )
            raise InstanceError(msg)
        return distances(read.columns("NODE_COORD_SECTION", n, 2), rounding)
    if read.headers.get("EDGE_WEIGHT_FORMAT", "FULL_MATRIX") != "FULL_MATRIX":
        msg = f"{name}: only full matrices are read, not {read.headers['EDGE_WEIGHT_FORMAT']}."
        raise InstanceError(msg)
    words = [word for row in read.tables["EDGE_WEIGHT_SECTION"] for word in row]
    numbers = np.array(words, dtype=np.float64).reshape(n, n)
    return _as_table(round_up_or_down(numbers, rounding))


def _fleet(read: Sections, customers: int, rounding: Rounding) -> tuple[VehicleType, ...]:
    """Vehicles alike become one type, in order of their first mention."""
    count = int(read.headers.get("VEHICLES", customers))
    capacity = read.column("CAPACITY_SECTION", count, float(read.headers.get("CAPACITY", NO_END)))
    fixed = round_up_or_down(read.column("VEHICLES_FIXED_COST_SECTION", count), rounding)
    unit = read.column("VEHICLES_UNIT_DISTANCE_COST_SECTION", count, 1.0)
    if (unit != np.rint(unit)).any():
        msg = "prices per unit of distance must be whole numbers"
        raise ValueError(msg)
    depot = read.column("VEHICLES_DEPOT_SECTION", count, 1.0)
    allowed: list[frozenset[int] | None] = [None] * count
    if "VEHICLES_ALLOWED_CLIENTS_SECTION" in read.tables:
        listed = read.tables["VEHICLES_ALLOWED_CLIENTS_SECTION"]
        allowed = [frozenset(int(word) - 1 for word in row[1:]) for row in listed]
    limit = None
    if "VEHICLES_MAX_DURATION" in read.headers:
        hours = np.array([float(read.headers["VEHICLES_MAX_DURATION"])])
        limit = int(round_up_or_down(hours, rounding)[0])
    reloads = "VEHICLES_RELOAD_DEPOT_SECTION" in read.tables
    counts: dict[VehicleType, int] = {}
    for k in range(count):
        kind = VehicleType(
            count=1,
            capacity=int(capacity[k]),
            depot=int(depot[k]) - 1,
            fixed_cost=int(fixed[k]),
            unit_cost=int(unit[k]),
            max_duration=limit,
            allowed=allowed[k],
            reloads=reloads,
        )
        counts[kind] = counts.get(kind, 0) + 1
    return tuple(replace(kind, count=number) for kind, number in counts.items())
