"""
Charging on settled orders, exactly: ours beside frvcpy on the public instance of Montoya et al.

    peers/bin/pip install frvcpy
    peers/bin/python benchmarks/charging.py [--routes 200] [--seed 0] [--instance FILE] [--json]

Orders of three to nine customers are drawn at random; both find the least time to drive each
with a full battery at the start and any chargers on the way. The share of equal ends counts,
and CPU time a route; without frvcpy ours runs alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lastmile_cli.timing.fixed_route import RouteHalt, Station, charge_best  # noqa: E402
from lastmile_cli.timing.levels import Curve, Leg  # noqa: E402

SAME_H = 1e-6
"""Ends that differ by less are equal."""

Solver = Callable[[list[int]], float | None]
"""The least hours of an order; ``None`` where it cannot be driven."""


def main() -> int:
    """Draw orders, solve them, compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--instance", type=Path, default=None)
    parser.add_argument("--routes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data = Path(os.environ.get("LASTMILE_DATA", ROOT.parent / "shared" / "data"))
    path = arguments.instance or data / "ev_frvcpy" / "frvcpy-instance.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    solvers: dict[str, Solver] = {"lastmile": ours(told)}
    peer = frvcpy(told)
    if peer is not None:
        solvers["frvcpy"] = peer
    orders = draw(told, arguments.routes, arguments.seed)
    result = race(solvers, orders)
    if arguments.json:
        print(json.dumps(result, indent=2))
        return 0
    print(f"{len(orders)} orders of 3 to 9 customers, {len(told['css'])} chargers")
    for name, seconds in result["ms_a_route"].items():
        print(f"{name}: {seconds:.1f} ms of CPU a route, {result['driven'][name]} can be driven")
    if peer is not None:
        print(f"equal {result['equal']}, ours earlier {result['earlier']}, later {result['later']}")
    return 0


def draw(told: dict[str, Any], routes: int, seed: int) -> list[list[int]]:
    """Orders from the depot (place 0) over customers and back."""
    dice = random.Random(seed)
    chargers = {one["node_id"] for one in told["css"]}
    customers = [place for place in range(1, len(told["time_matrix"])) if place not in chargers]
    return [[0, *dice.sample(customers, dice.randint(3, 9)), 0] for _ in range(routes)]


def ours(told: dict[str, Any]) -> Solver:
    """Our solver on an instance."""
    hours, wh, stays = told["time_matrix"], told["energy_matrix"], told["process_times"]
    curves = {
        one["cs_type"]: Curve(tuple(zip(one["time"], one["charge"], strict=True)))
        for one in told["breakpoints_by_type"]
    }
    stations = [Station(place=one["node_id"], curve=curves[one["cs_type"]]) for one in told["css"]]

    def solve(order: list[int]) -> float | None:
        start, *halts = (RouteHalt(place=place, service_s=stays[place]) for place in order)
        found = charge_best(
            start,
            halts,
            lambda one, other: Leg.steady(hours[one][other], wh[one][other]),
            stations,
            wh=told["max_q"],
        )
        return None if found is None else found.ends_s

    return solve


def frvcpy(told: dict[str, Any]) -> Solver | None:
    """The peer, where it is installed. It knows a longest tour: that is lifted."""
    try:
        from frvcpy import solver
    except ImportError:
        return None
    free = {**told, "t_max": 1e6}

    def solve(order: list[int]) -> float | None:
        hours, _ = solver.Solver(free, order, told["max_q"]).solve()
        return None if hours is None or hours == float("inf") else float(hours)

    return solve


def race(solvers: dict[str, Solver], orders: list[list[int]]) -> dict[str, Any]:
    """Let every solver do every order; count who ends when, and what it took."""
    ends: dict[str, list[float | None]] = {}
    ms: dict[str, float] = {}
    for name, solve in solvers.items():
        began_s = time.process_time()
        ends[name] = [solve(order) for order in orders]
        ms[name] = (time.process_time() - began_s) * 1000 / len(orders)
    driven = {name: sum(end is not None for end in found) for name, found in ends.items()}
    pairs = zip(ends["lastmile"], ends.get("frvcpy", []), strict=False)
    gaps = [(one or 1e9) - (other or 1e9) for one, other in pairs]
    return {
        "routes": len(orders),
        "ms_a_route": ms,
        "driven": driven,
        "equal": sum(abs(gap) <= SAME_H for gap in gaps),
        "earlier": sum(gap < -SAME_H for gap in gaps),
        "later": sum(gap > SAME_H for gap in gaps),
    }


if __name__ == "__main__":
    sys.exit(main())
