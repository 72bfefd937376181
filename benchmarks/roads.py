"""
How fast the roads are, and how well they agree with OSRM's car profile.

    python benchmarks/roads.py [--json] [--data FOLDER] [--osrm-python PYTHON]

The maps are three OpenStreetMap extracts (Porto, Liechtenstein, Berlin-Reinickendorf) in
``FOLDER/osm``; the folder is ``$LASTMILE_DATA`` unless given. With ``--osrm-python``, a Python
that has ``osrm-bindings`` installed, OSRM answers the same questions in the same run.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.street_speeds import StreetSpeeds
from lastmile_cli.domain.travel import FREE_FLOW, ExactLeg, TrafficPeriod, TravelMode
from lastmile_cli.roads.build import build_map, load_or_build
from lastmile_cli.roads.closed_streets import ClosedStreets, ClosureFinder
from lastmile_cli.roads.components import Reach
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.habits import PLAIN, Habits
from lastmile_cli.roads.matrix import many_to_many
from lastmile_cli.roads.network import ProfileGraph
from lastmile_cli.roads.packing import choose_split
from lastmile_cli.roads.profiles.catalogue import profile_index
from lastmile_cli.roads.snapping import SnapIndex

MAPS = {
    "Porto": "porto-roads.osm.pbf",
    "Liechtenstein": "liechtenstein-20240303.osm.pbf",
    "Berlin": "berlin-reinickendorf-202607.osm.pbf",
}
TABLE_POINTS = 1000
AGREEMENT_POINTS = 300
SHORTEST_COMPARED_S = 60
HOUR_MS = 3_600_000
ROUTE_STOPS = 16
ROUTE_NEIGHBOURS = 400
"""Streets around a place that a route's stops are drawn from."""
ROUTES = 15
SPEED_ROWS = 1_000_000
JAM = TrafficPeriod(name="jam", start_s=0, default_factor=0.8, speed_factors={"primary": 0.5})


def main() -> None:
    parser = argparse.ArgumentParser(description="Benchmark of the roads.")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--data", type=Path, default=os.environ.get("LASTMILE_DATA"))
    parser.add_argument("--osrm-python", help="a Python with osrm-bindings installed")
    parser.add_argument("--osrm-folder", type=Path, help="where OSRM's prepared maps are kept")
    asked = parser.parse_args()
    folder = Path(asked.data or "") / "osm"
    if not (folder / MAPS["Porto"]).exists():
        sys.exit(f"No maps in {folder}: set LASTMILE_DATA or give --data.")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["LASTMILE_CACHE_DIR"] = f"{scratch}/cache"
        peers = asked.osrm_folder or Path(scratch)
        figures = {
            "porto_build": measure_build(folder / MAPS["Porto"]),
            "porto_table": measure_table(folder / MAPS["Porto"], asked.osrm_python, peers),
            "porto_legs": measure_legs(folder / MAPS["Porto"]),
            "porto_speeds": measure_speeds(folder / MAPS["Porto"]),
        }
        if asked.osrm_python:
            figures["agreement"] = {
                place: measure_agreement(folder / file, asked.osrm_python, peers)
                for place, file in MAPS.items()
            }
    if asked.json:
        json.dump(figures, sys.stdout, indent=2)
        print()
    else:
        for name, part in figures.items():
            print(name, *(f"  {key}: {value}" for key, value in part.items()), sep="\n")


def measure_build(path: Path) -> dict[str, Any]:
    """Build in a process of its own, so that its peak memory is its own."""
    spawned = multiprocessing.get_context("spawn")
    with spawned.Pool(1) as pool:
        return pool.apply(_build, (str(path),))


def _build(path: str) -> dict[str, Any]:
    begun_s = time.process_time()
    report = build_map(Path(path))
    return {
        "wall_s": round(report.seconds, 2),
        "cpu_s": round(time.process_time() - begun_s, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "streets": report.streets,
        "edges": report.edges,
        "turns": report.turns,
    }


def measure_table(path: Path, osrm_python: str | None, peers: Path) -> dict[str, Any]:
    """1000 × 1000 durations and distances, warm, on one core; and what has to come before."""
    graph, _, _ = load_or_build(path, lambda _: None)
    car = profile_index("car")
    points = points_on_streets(graph, car, TABLE_POINTS)
    index = SnapIndex(graph, car)
    stands = []
    snap_s = cpu_s(lambda: stands.extend(index.nearest(point) for point in points))
    compile_s = cpu_s(lambda: import_module("lastmile_cli.roads.sweep"))
    base = ProfileGraph(graph, car)
    contract_s = cpu_s(lambda: base.contraction)
    network = base.period(FREE_FLOW[0])
    _ = network.exact
    spent_s = [cpu_s(lambda: many_to_many(network, stands, processes=1)) for _ in range(2)]
    jam = base.period(JAM)
    split = choose_split(HOUR_MS, jam.fastest_m_per_s)
    assert split is not None
    shut = base.period(FREE_FLOW[0], close_middle(graph, points))
    figures = {
        "points": TABLE_POINTS,
        "snap_cpu_s": round(snap_s, 3),
        "compile_cpu_s": round(compile_s, 2),
        "contract_cpu_s": round(contract_s, 3),
        "table_cpu_s": round(min(spent_s), 2),
        "one_more_period_legs_cpu_s": round(cpu_s(lambda: jam.exact), 3),
        "one_more_period_tables_cpu_s": round(cpu_s(lambda: jam.packed(split)), 3),
        "one_closure_set_legs_cpu_s": round(cpu_s(lambda: shut.exact), 3),
        "one_closure_set_tables_cpu_s": round(cpu_s(lambda: shut.packed(split)), 3),
    }
    if osrm_python:
        theirs = ask_osrm(osrm_python, path, peers, points, repeat=2)
        figures["osrm_table_cpu_s"] = round(theirs["table_cpu_s"], 2)
        figures["times_osrm"] = round(min(spent_s) / theirs["table_cpu_s"], 2)
    return figures


def measure_legs(path: Path) -> dict[str, Any]:
    """Legs of one van's day, from its hub over 16 stops within a few km and home, warm."""
    figures: dict[str, Any] = {"stops": ROUTE_STOPS}
    van = TravelMode(profile="van")
    for name, habits in (("geometry", PLAIN), ("geometry_and_turns", Habits(tells_turns=True))):
        source = open_map(path, habits=habits)
        graph, _, _ = load_or_build(path, lambda _: None)
        near = points_on_streets(graph, profile_index("van"), 4000)
        near = sorted(near, key=partial(great_circle_m, near[0]))
        dice = np.random.default_rng(20261122)
        spent_ms, metres = [], []
        for _ in range(ROUTES + 1):
            chosen = [
                near[i] for i in dice.choice(ROUTE_NEIGHBOURS, ROUTE_STOPS + 1, replace=False)
            ]
            pairs = list(zip(chosen, [*chosen[1:], chosen[0]], strict=True))
            source.snap(chosen, "van")
            legs: list[ExactLeg] = []
            spent_ms.append(1000 * cpu_s(lambda: legs.extend(source.legs(pairs, van, FREE_FLOW))))  # noqa: B023
            metres.append(sum(leg.distance_m for leg in legs))
        figures[f"{name}_cpu_ms"] = {
            "median": round(float(np.median(spent_ms[1:])), 1),
            "worst": round(max(spent_ms[1:]), 1),
        }
        figures["km"] = round(float(np.median(metres[1:])) / 1000)
    return figures


def measure_speeds(path: Path) -> dict[str, Any]:
    """Read a million rows of street speeds, and weigh the map with all its own pieces measured."""
    # Loads pandas, which would count for the memory of the build.
    from lastmile_cli.intake.sources import Source
    from lastmile_cli.intake.speed_files import SpeedsRead, read_speeds

    graph, _, _ = load_or_build(path, lambda _: None)
    inner = np.ones(len(graph.point_node), dtype=bool)
    inner[graph.first_point[1:] - 1] = False
    at = np.flatnonzero(inner)
    pairs = np.stack([graph.point_node[at], graph.point_node[at + 1]], axis=1)
    dice = np.random.default_rng(20261122)
    rows = np.concatenate([pairs, dice.integers(1, 12_000_000_000, (SPEED_ROWS - len(pairs), 2))])
    kmh = dice.integers(5, 120, len(rows)).tolist()
    lines = (f"{a},{b},{v}" for (a, b), v in zip(rows.tolist(), kmh, strict=True))
    source = Source(file="speeds.csv", content="\n".join(lines).encode())
    read: list[SpeedsRead] = []
    read_s = cpu_s(lambda: read.append(read_speeds(source)))
    table = read[0].table
    assert table is not None
    speeds = StreetSpeeds(tables=(table,), rows=(np.arange(len(table.way)),))
    base = ProfileGraph(graph, profile_index("van"))
    measured = replace(FREE_FLOW[0], speeds=speeds)
    return {
        "rows": len(rows),
        "of_this_map": len(pairs),
        "read_cpu_s": round(read_s, 1),
        "first_period_cpu_s": round(cpu_s(lambda: base.period(measured)), 2),
        "one_more_period_cpu_s": round(cpu_s(lambda: base.period(measured)), 2),
    }


def close_middle(graph: RoadGraph, points: Sequence[Coordinate]) -> ClosedStreets:
    """Close all streets in a square of about a kilometre in the middle of the points."""
    lat = statistics.median(point.lat_deg for point in points)
    lon = statistics.median(point.lon_deg for point in points)
    corners = ((-1, -1), (-1, 1), (1, 1), (1, -1))
    ring = tuple((lat + 0.005 * north, lon + 0.006 * east) for north, east in corners)
    return ClosureFinder(graph).find(Closure(closure_id="middle", rings=(ring,)))


def cpu_s(work: Callable[[], object]) -> float:
    begun_s = time.process_time()
    work()
    return time.process_time() - begun_s


def measure_agreement(path: Path, osrm_python: str, peers: Path) -> dict[str, Any]:
    """Our durations and distances divided by OSRM's, over all pairs of random places."""
    graph, _, _ = load_or_build(path, lambda _: None)
    car = profile_index("car")
    points = points_on_streets(graph, car, AGREEMENT_POINTS)
    index = SnapIndex(graph, car)
    network = ProfileGraph(graph, car).period(FREE_FLOW[0])
    ms, metres = many_to_many(network, [index.nearest(point) for point in points], processes=1)
    theirs = ask_osrm(osrm_python, path, peers, points, repeat=1)
    their_s = np.array(theirs["durations"], dtype=float)
    their_m = np.array(theirs["distances"], dtype=float)
    compared = (their_s >= SHORTEST_COMPARED_S) & (ms >= 0)
    return {
        "pairs": int(compared.sum()),
        "duration": quantiles(ms[compared] / 1000 / their_s[compared]),
        "distance": quantiles(metres[compared] / their_m[compared]),
    }


def quantiles(ratio: np.ndarray) -> dict[str, float]:
    """Median and the 5th and 95th percentile."""
    low, middle, high = np.percentile(ratio, [5, 50, 95])
    return {"p5": round(low, 3), "median": round(middle, 3), "p95": round(high, 3)}


def points_on_streets(graph: RoadGraph, profile: int, count: int) -> list[Coordinate]:
    """Places in the middle of random streets where the profile may stop."""
    reachable = (graph.edge_reach[profile] != Reach.NONE).reshape(-1, 2).any(axis=1)
    streets = np.flatnonzero(graph.may_stop[profile] & reachable)
    dice = np.random.default_rng(20261122)
    chosen = dice.choice(streets, size=count, replace=len(streets) < count)
    points = []
    for street in chosen:
        line = graph.polyline(int(street))
        place = (line[(len(line) - 1) // 2] + line[len(line) // 2]) / 2
        points.append(Coordinate(lat_deg=float(place[0]), lon_deg=float(place[1])))
    return points


def ask_osrm(
    python: str, path: Path, folder: Path, points: list[Coordinate], repeat: int
) -> dict[str, Any]:
    """Put the question to OSRM in a process of its own."""
    question = {
        "map": str(path),
        "folder": str(folder),
        "points": [[point.lat_deg, point.lon_deg] for point in points],
        "repeat": repeat,
    }
    peer = Path(__file__).with_name("osrm_peer.py")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    answer = subprocess.run(
        [python, str(peer)],
        input=json.dumps(question),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=environment,
    )
    return json.loads(answer.stdout[answer.stdout.index("{") :])


if __name__ == "__main__":
    main()
