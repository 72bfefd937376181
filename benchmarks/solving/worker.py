"""
One solver on one instance in a process of its own: a job on stdin, the outcome on stdout.

Peak memory is that of the whole process once the instance is read, libraries and
matrices included. The process binds itself to as many cores as it may use.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from benchmarks.solving.checker import check
from benchmarks.solving.engines import open_solver
from benchmarks.solving.reading import read_instance
from benchmarks.solving.run import Budget


def main() -> None:
    """Keep stdout for the outcome: whatever a library prints goes to stderr."""
    told = os.dup(1)
    os.dup2(2, 1)
    job = json.load(sys.stdin)
    bind(job["workers"])
    outcome = solve(job)
    outcome["peak_mb"] = peak_mb()
    with os.fdopen(told, "w", encoding="utf-8") as out:
        json.dump(outcome, out)


def solve(job: dict[str, Any]) -> dict[str, Any]:
    """Read, solve, and let the benchmark's referee judge."""
    instance = read_instance(Path(job["path"]), job["rounding"])
    forget_peak()
    solver = open_solver(job["engine"])
    reason = solver.cannot(instance)
    if reason:
        return {"skipped": f"cannot express {reason}"}
    budget = Budget(seconds=job["seconds"], seed=job["seed"], workers=job["workers"])
    answer = solver.solve(instance, budget)
    verdict = check(instance, answer.plan)
    return {
        "seconds": answer.seconds,
        "objective": verdict.objective,
        "feasible": verdict.is_feasible,
        "problems": verdict.problems[:3],
        "routes": verdict.routes,
        "first_solution_s": answer.first_solution_s,
        "iterations_per_s": answer.iterations_per_s,
    }


def bind(workers: int) -> None:
    """Use no more cores than the others, where the system lets us say so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:workers])


def forget_peak() -> None:
    """Let the peak begin anew, where the system can, so that reading is not in it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")


def peak_mb() -> float:
    """Most memory this process held since, in MB; a parent's share is not in it."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM"):
                return round(int(line.split()[1]) / 1024, 1)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


if __name__ == "__main__":
    main()
