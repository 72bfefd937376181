"""Exact legs of one van's day: from its hub over 16 stops within a few km and home, warm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.roading.apart import cpu_s
from benchmarks.roading.places import SEED, nearest_first, points_on_streets
from lastmile_cli.domain.travel import FREE_FLOW, ExactLeg, TravelMode
from lastmile_cli.roads.build import load_or_build
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.habits import PLAIN, Habits
from lastmile_cli.roads.profiles.catalogue import profile_index

ROUTE_STOPS = 16
ROUTE_NEIGHBOURS = 400
"""Streets around a place that a route's stops are drawn from."""
ROUTES = 15


def measure_legs(path: Path) -> dict[str, Any]:
    """Geometry alone, and with its turn list; the first route only warms up."""
    figures: dict[str, Any] = {"stops": ROUTE_STOPS}
    van = TravelMode(profile="van")
    for name, habits in (("geometry", PLAIN), ("geometry_and_turns", Habits(tells_turns=True))):
        source = open_map(path, habits=habits)
        graph, _, _ = load_or_build(path, lambda _: None)
        near = nearest_first(points_on_streets(graph, profile_index("van"), 4000))
        dice = np.random.default_rng(SEED)
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
