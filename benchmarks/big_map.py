"""
A map of about a million edges over a large region: how much memory and time a build wants.

    python benchmarks/big_map.py [--towns 36] [--places 300] [--keep FOLDER] [--json]

No public extract of that size is at hand, so the map is drawn: ``towns`` × ``towns`` towns ten
kilometres apart, each a grid of 15 × 15 crossings with one-ways, signals and a turn
restriction, joined by winding country roads. Everything is measured in processes of its own. The
peak is that of the largest process; orders are made in children.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SIDE = 15
BLOCK_DEG = 0.0012
TOWN_DEG = 0.09
SOUTH_DEG, WEST_DEG = 48.0, 10.0
BENDS = 12
BLOCKS_A_WAY = 3
WAYS_A_TOWN = 400
CLASSES = ("residential", "residential", "residential", "tertiary", "secondary", "unclassified")


def draw(path: Path, towns: int) -> None:
    """Write the map."""
    import osmium
    import osmium.osm.mutable as mutable

    dice = random.Random(20261122)
    nodes: list[tuple[float, float]] = []
    ways: list[tuple[list[int], dict[str, str]]] = []

    def node(lat: float, lon: float) -> int:
        nodes.append((lon, lat))
        return len(nodes)

    crossings = {}
    for row in range(towns):
        for column in range(towns):
            grid = _town(node, ways, dice, row, column)
            crossings[row, column] = grid
    middle = SIDE // 2
    for row, column in crossings:
        for down, right in ((0, 1), (1, 0)):
            other = crossings.get((row + down, column + right))
            if other is None:
                continue
            first = crossings[row, column][-1 if down else middle][middle if down else -1]
            last = other[0 if down else middle][middle if down else 0]
            refs = _country_road(nodes, node, dice, first, last)
            ways.append((refs, {"highway": "primary", "maxspeed": "100"}))
    signals = {dice.randrange(1, len(nodes)) for _ in range(towns * towns * 4)}
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, place in enumerate(nodes, 1):
            tags = {"highway": "traffic_signals"} if number in signals else {}
            writer.add_node(mutable.Node(id=number, location=place, tags=tags))
        for number, (refs, tags) in enumerate(ways, 1):
            writer.add_way(mutable.Way(id=number, nodes=refs, tags=tags))
        _restrict(writer, mutable, ways, dice)


def _town(node, ways, dice, row, column) -> list[list[int]]:
    south, west = SOUTH_DEG + row * TOWN_DEG, WEST_DEG + column * TOWN_DEG * 1.5
    grid = [
        [
            node(
                south + r * BLOCK_DEG + dice.uniform(-1, 1) * BLOCK_DEG / 5,
                west + c * BLOCK_DEG * 1.5 + dice.uniform(-1, 1) * BLOCK_DEG / 5,
            )
            for c in range(SIDE)
        ]
        for r in range(SIDE)
    ]
    lines = grid + [list(line) for line in zip(*grid, strict=True)]
    for line in lines:
        road, is_oneway = dice.choice(CLASSES), dice.random() < 0.1
        for begin in range(0, SIDE - 1, BLOCKS_A_WAY):
            tags = {"highway": road, "name": f"Street {dice.randrange(40_000)}"}
            if is_oneway:
                tags["oneway"] = "yes"
            ways.append((line[begin : begin + BLOCKS_A_WAY + 1], tags))
    return grid


def _country_road(nodes, node, dice, first: int, last: int) -> list[int]:
    (west, south), (east, north) = nodes[first - 1], nodes[last - 1]
    bends = [
        node(
            south + (north - south) * step / BENDS + dice.uniform(-1, 1) * 0.002,
            west + (east - west) * step / BENDS + dice.uniform(-1, 1) * 0.002,
        )
        for step in range(1, BENDS)
    ]
    return [first, *bends, last]


def _restrict(writer, mutable, ways, dice) -> None:
    """One turn in a hundred ways is forbidden."""
    ends: dict[int, list[int]] = {}
    for number, (refs, _) in enumerate(ways, 1):
        ends.setdefault(refs[0], []).append(number)
        ends.setdefault(refs[-1], []).append(number)
    written = 0
    for via, meeting in ends.items():
        if len(meeting) > 2 and dice.random() < 0.05:
            written += 1
            start, end = dice.sample(meeting, 2)
            members = [("w", start, "from"), ("n", via, "via"), ("w", end, "to")]
            tags = {"type": "restriction", "restriction": "no_left_turn"}
            writer.add_relation(mutable.Relation(id=written, members=members, tags=tags))


def build(path: str) -> dict[str, float]:
    """Build the map in this process."""
    from lastmile_cli.roads.build import build_map

    begun_s, own_s = time.perf_counter(), _cpu_s()
    steps: dict[str, float] = {}

    def hear(progress) -> None:
        steps.setdefault(progress.label, round(time.perf_counter() - begun_s, 1))

    report = build_map(Path(path), hear)
    return {
        "streets": report.streets,
        "edges": report.edges,
        "turns": report.turns,
        "wall_s": round(time.perf_counter() - begun_s, 1),
        "cpu_s": round(_cpu_s() - own_s, 1),
        "peak_mb": _peak_mb(resource.RUSAGE_SELF),
        "peak_of_a_child_mb": _peak_mb(resource.RUSAGE_CHILDREN),
        "begun_at_s": steps,
        "cache_mb": round(Path(report.cache_path or path).stat().st_size / 2**20),
    }


def interrupted(path: str) -> dict[str, float]:
    """Build again after a build that was interrupted while it ordered."""
    argv = [sys.executable, str(Path(__file__)), "--only", "build", "--map", path]
    run = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    maps = Path(os.environ["LASTMILE_CACHE_DIR"]) / "maps"
    while run.poll() is None and not list(maps.glob("*.stages/graph.npz")):
        time.sleep(0.2)
    time.sleep(3)
    asked_s = time.perf_counter()
    run.send_signal(signal.SIGINT)
    run.wait()
    ended_s = time.perf_counter() - asked_s
    found = build(path)
    return {
        "ended_after_s": round(ended_s, 2),
        "cpu_s": found["cpu_s"],
        "peak_mb": found["peak_mb"],
    }


def table(path: str, places: int) -> dict[str, object]:
    """Durations and distances between places all over the map, and how exact they are."""
    from lastmile_cli.domain.geo import Coordinate
    from lastmile_cli.domain.travel import FREE_FLOW
    from lastmile_cli.roads.build import load_or_build
    from lastmile_cli.roads.matrix import _longest_ms, many_to_many
    from lastmile_cli.roads.network import ProfileGraph
    from lastmile_cli.roads.packing import choose_split
    from lastmile_cli.roads.snapping import SnapIndex
    from lastmile_cli.roads.ways import find_way

    begun_s = _cpu_s()
    graph, _, _ = load_or_build(Path(path), lambda _: None)
    van = graph.profile_index("van")
    loaded_s = _cpu_s()
    dice = np.random.default_rng(1)
    streets = dice.choice(graph.street_count, places)
    index = SnapIndex(graph, van)
    corners = [graph.polyline(int(street))[0] for street in streets]
    stands = [index.nearest(Coordinate(lat_deg=lat, lon_deg=lon)) for lat, lon in corners]
    snapped_s = _cpu_s()
    network = ProfileGraph(graph, van).period(FREE_FLOW[0])
    split = choose_split(_longest_ms(network, stands), network.fastest_m_per_s)
    prepared_s = _cpu_s()
    ms, metres = many_to_many(network, stands, processes=1)
    table_s = _cpu_s()
    pairs = [(i, j) for i in range(12) for j in range(places)]
    ways = [find_way(network, stands[i], stands[j]) for i, j in pairs]
    compared = [(p, w) for p, w in zip(pairs, ways, strict=True) if w and w.duration_ms > 600_000]
    time_ratio = [ms[p] / w.duration_ms for p, w in compared]
    way_ratio = [metres[p] / w.length_m for p, w in compared]
    return {
        "places": places,
        "split": str(split),
        "longest_h": round(float(ms.max()) / 3_600_000, 1),
        "load_cpu_s": round(loaded_s - begun_s, 2),
        "snap_cpu_s": round(snapped_s - loaded_s, 2),
        "contract_for_legs_cpu_s": round(prepared_s - snapped_s, 2),
        "table_cpu_s": round(table_s - prepared_s, 2),
        "duration_off_by": _span(time_ratio),
        "distance_off_by": _span(way_ratio),
        "peak_mb": _peak_mb(resource.RUSAGE_SELF),
    }


def _span(ratios: list[float]) -> str:
    low, high = (100 * (value - 1) for value in (min(ratios), max(ratios)))
    return f"{low:+.3f} % to {high:+.3f} %"


def _cpu_s() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak_mb(who: int) -> int:
    return round(resource.getrusage(who).ru_maxrss / 1024)


def alone(only: str, path: Path, places: int, cache: Path) -> dict[str, object]:
    """Measure one thing in a process of its own."""
    argv = [sys.executable, str(Path(__file__)), "--only", only, "--map", str(path)]
    done = subprocess.run(
        [*argv, "--places", str(places)],
        env={**os.environ, "LASTMILE_CACHE_DIR": str(cache)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=36)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="a folder for the map and the cache")
    parser.add_argument("--only", choices=["build", "interrupted", "table"])
    parser.add_argument("--map", default="")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.only:
        calls = {
            "build": lambda: build(asked.map),
            "interrupted": lambda: interrupted(asked.map),
            "table": lambda: table(asked.map, asked.places),
        }
        print(json.dumps(calls[asked.only]()))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"towns-{asked.towns}.osm.pbf"
        if not path.exists():
            draw(path, asked.towns)
        found = {"map_mb": round(path.stat().st_size / 1e6, 1)}
        for only, cache in (("build", "cache"), ("table", "cache"), ("interrupted", "again")):
            found[only] = alone(only, path, asked.places, folder / cache)
    if asked.json:
        print(json.dumps(found, indent=2))
    else:
        for name, part in found.items():
            print(f"{name}: {part}")


if __name__ == "__main__":
    main()
