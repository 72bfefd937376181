"""One way of planning for traffic in a process of its own: plan, then drive."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.solving.driving import drive
from benchmarks.solving.engines import open_solver, ours
from benchmarks.solving.jam import FINER, as_seen, prepare, traffic_of
from benchmarks.solving.reading import read_instance
from benchmarks.solving.run import Budget
from benchmarks.solving.worker import bind


def main() -> None:
    """Keep stdout for the outcome."""
    told = os.dup(1)
    os.dup2(2, 1)
    job = json.load(sys.stdin)
    bind(job["workers"])
    outcome = plan_and_drive(job)
    with os.fdopen(told, "w", encoding="utf-8") as out:
        json.dump(outcome, out)


def plan_and_drive(job: dict[str, Any]) -> dict[str, Any]:
    """Plan with the view asked for; the clock is the benchmark's own."""
    instance = prepare(read_instance(Path(job["path"]), job["rounding"]))
    traffic = traffic_of(instance)
    budget = Budget(seconds=job["seconds"], seed=job["seed"], workers=job["workers"])
    if job["view"] == "traffic":
        answer = ours.solve(instance, budget, traffic)
    else:
        answer = open_solver(job["engine"]).solve(as_seen(instance, job["view"]), budget)
    driven = drive(instance, answer.plan, traffic)
    return {
        **asdict(driven),
        "worst_late": driven.worst_late / (FINER * instance.scale),
        "customers": len(instance.customers),
        "iterations_per_s": answer.iterations_per_s,
    }


if __name__ == "__main__":
    main()
