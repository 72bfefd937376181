"""One table of durations and distances, warm, and OSRM's of the same places beside it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.roading.apart import apart, best_of, cpu_s
from benchmarks.roading.osrm import Osrm
from benchmarks.roading.places import SIX_PERIODS
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod
from lastmile_cli.roads.build import load_or_build
from lastmile_cli.roads.closed_streets import ClosedStreets, ClosureFinder
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.matrix import many_to_many
from lastmile_cli.roads.network import PeriodNetwork, ProfileGraph
from lastmile_cli.roads.packing import choose_split
from lastmile_cli.roads.profiles.catalogue import profile_index
from lastmile_cli.roads.snapping import SnapIndex

RUNS = 3
HOUR_MS = 3_600_000
JAM = TrafficPeriod(name="jam", start_s=0, default_factor=0.8, speed_factors={"primary": 0.5})


def measure_table(path: Path, points: list[Coordinate]) -> dict[str, Any]:
    """Ours on one core and on two, snapping included, and what has to come before."""
    return apart(_table, str(path), points)


def _table(path: str, points: list[Coordinate]) -> dict[str, Any]:
    graph, _, _ = load_or_build(Path(path), lambda _: None)
    car = profile_index("car")
    index = SnapIndex(graph, car)
    compile_s = cpu_s(lambda: import_module("lastmile_cli.roads.sweep"))
    base = ProfileGraph(graph, car)
    contract_s = cpu_s(lambda: base.contraction)
    network = base.period(FREE_FLOW[0])
    _ = network.exact

    def table(processes: int) -> None:
        many_to_many(network, [index.nearest(point) for point in points], processes=processes)

    table(1)
    return {
        "points": len(points),
        "one_core": best_of(RUNS, lambda: table(1)),
        "two_cores": best_of(RUNS, lambda: table(2)),
        "snapping": best_of(RUNS, lambda: [index.nearest(point) for point in points]),
        "kernels_cpu_s": round(compile_s, 2),
        "contract_cpu_s": round(contract_s, 3),
        **_one_more(base, close_middle(graph, points)),
    }


def _one_more(base: ProfileGraph, middle: ClosedStreets) -> dict[str, float]:
    """What another period or another set of closures costs before the first answer."""
    found: dict[str, float] = {}
    cases = {"period": base.period(JAM), "closures": base.period(FREE_FLOW[0], middle)}
    for name, network in cases.items():
        split = choose_split(HOUR_MS, network.fastest_m_per_s)
        assert split is not None
        found[f"one_more_{name}_legs_cpu_s"] = cpu_s(lambda: _customize(network))  # noqa: B023
        packed = best_of(RUNS, lambda: network.packed(split))  # noqa: B023
        found[f"one_more_{name}_tables_cpu_s"] = packed["cpu_s"]
    return found


def _customize(network: PeriodNetwork) -> None:
    _ = network.exact


def close_middle(graph: RoadGraph, points: Sequence[Coordinate]) -> ClosedStreets:
    """Close all streets in a square of about a kilometre in the middle of the points."""
    lat = statistics.median(point.lat_deg for point in points)
    lon = statistics.median(point.lon_deg for point in points)
    corners = ((-1, -1), (-1, 1), (1, 1), (1, -1))
    ring = tuple((lat + 0.005 * north, lon + 0.006 * east) for north, east in corners)
    return ClosureFinder(graph).find(Closure(closure_id="middle", rings=(ring,)))


def measure_peers(osrm: Osrm, path: Path, points: list[Coordinate]) -> dict[str, dict[str, Any]]:
    """OSRM under both its algorithms; a day is reckoned from what each period has to do anew."""
    peers = {}
    for algorithm, anew in (("CH", "contract"), ("MLD", "customize")):
        said = osrm.ask(path, points, algorithm=algorithm, repeat=RUNS)
        one_more_s = said["prepare_cpu_s"][anew]
        peers[f"OSRM {algorithm}"] = {
            "wall_s": round(said["table_wall_s"], 3),
            "cpu_s": round(said["table_cpu_s"], 3),
            "peak_mb": said["peak_mb"],
            "prepare_cpu_s": said["prepare_cpu_s"],
            "one_more_period_cpu_s": round(one_more_s, 2),
            "day_cpu_s": round(len(SIX_PERIODS) * (one_more_s + said["table_cpu_s"]), 2),
        }
    return peers
