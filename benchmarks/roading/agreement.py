"""
Our durations and distances beside OSRM's, over all pairs of random places.

OSRM is asked twice: with its car profile as it comes, which prefers some roads without saying
that they are faster, and with the same profile meant as we mean it (``docs/roads.md``): the
fastest way, by the same seconds, and none through yards.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.roading.osrm import Osrm
from benchmarks.roading.places import points_on_streets
from lastmile_cli.domain.travel import FREE_FLOW
from lastmile_cli.roads.build import load_or_build
from lastmile_cli.roads.matrix import many_to_many
from lastmile_cli.roads.network import ProfileGraph
from lastmile_cli.roads.profiles.catalogue import profile_index
from lastmile_cli.roads.snapping import SnapIndex

AGREEMENT_POINTS = 300
SHORTEST_COMPARED_S = 60
PEERS = {"car.lua": "car", "car.lua, fastest": "fastest"}

Numbers = npt.NDArray[np.float64]


def measure_agreement(osrm: Osrm, path: Path) -> dict[str, dict[str, Any]]:
    """How far apart we are, from each of the two."""
    graph, _, _ = load_or_build(path, lambda _: None)
    car = profile_index("car")
    points = points_on_streets(graph, car, AGREEMENT_POINTS)
    index = SnapIndex(graph, car)
    network = ProfileGraph(graph, car).period(FREE_FLOW[0])
    ms, metres = many_to_many(network, [index.nearest(point) for point in points], processes=1)
    found = {}
    for name, profile in PEERS.items():
        theirs = osrm.ask(path, points, profile=profile)
        their_s = np.array(theirs["durations"], dtype=float)
        their_m = np.array(theirs["distances"], dtype=float)
        both = (their_s >= SHORTEST_COMPARED_S) & (ms >= 0)
        found[name] = {
            "pairs": int(both.sum()),
            "only_we_find_a_way": int((np.isnan(their_s) & (ms >= 0)).sum()),
            "only_they_find_a_way": int((~np.isnan(their_s) & (ms < 0)).sum()),
            "duration": compare(ms[both] / 1000, their_s[both]),
            "distance": compare(metres[both].astype(float), their_m[both]),
        }
    return found


def compare(ours: Numbers, theirs: Numbers) -> dict[str, float]:
    """Quantiles of our share of theirs, and of the difference without its sign."""
    low, middle, high = np.percentile(ours / theirs, [5, 50, 95])
    usual, large = np.percentile(np.abs(ours - theirs), [50, 95])
    usual_part, large_part = np.percentile(np.abs(ours / theirs - 1), [50, 95])
    return {
        "p5": round(float(low), 3),
        "median": round(float(middle), 3),
        "p95": round(float(high), 3),
        "difference_median": round(float(usual), 1),
        "difference_p95": round(float(large), 1),
        "difference_median_percent": round(100 * float(usual_part), 2),
        "difference_p95_percent": round(100 * float(large_part), 2),
    }
