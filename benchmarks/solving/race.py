"""Run solvers one after another, each run in a fresh process, and collect the rows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.solving.best_known import Known, gap_percent
from benchmarks.solving.instance import Rounding

ROOT = Path(__file__).resolve().parents[2]
GRACE_S = 300.0
"""Beyond the budget, for reading, models and compiling; then a run is ended."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run. ``note`` says what went wrong; without a plan most figures are ``None``."""

    instance: str
    engine: str
    seed: int
    seconds: float | None = None
    objective: int | None = None
    best_known: int | None = None
    gap_percent: float | None = None
    feasible: bool = False
    first_solution_s: float | None = None
    iterations_per_s: float | None = None
    peak_mb: float | None = None
    routes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """What all runs share."""

    seconds: float
    workers: int
    known: dict[str, Known]
    rounding: Rounding | None = None
    grace_s: float = GRACE_S

    def run_all(
        self, paths: Sequence[Path], engines: Sequence[str], seeds: Sequence[int], say: Say
    ) -> list[Row]:
        """Every solver on every instance with every seed; what cannot be run is said."""
        rows = []
        for path in paths:
            for engine in engines:
                for seed in seeds:
                    row = self.run(path, engine, seed)
                    if isinstance(row, str):
                        say(f"{path.name} {engine}: skipped: {row}")
                        break
                    say(_told(row))
                    rows.append(row)
        return rows

    def run(self, path: Path, engine: str, seed: int) -> Row | str:
        """One run in a process of its own; a reason where the solver cannot take part."""
        known = self.known.get(path.name)
        row = Row(
            instance=path.name,
            engine=engine,
            seed=seed,
            best_known=known.objective if known else None,
        )
        job = {
            "path": str(path),
            "rounding": self.rounding or (known.rounding if known else None),
            "engine": engine,
            "seconds": self.seconds,
            "seed": seed,
            "workers": self.workers,
        }
        outcome = in_a_process("benchmarks.solving.worker", job, self.seconds + self.grace_s)
        if "skipped" in outcome:
            return str(outcome["skipped"])
        if "crashed" in outcome:
            return replace(row, note=str(outcome["crashed"]))
        gap = gap_percent(outcome["objective"], row.best_known) if outcome["feasible"] else None
        return replace(
            row,
            seconds=round(outcome["seconds"], 2),
            objective=outcome["objective"],
            gap_percent=gap,
            feasible=outcome["feasible"],
            first_solution_s=_rounded(outcome["first_solution_s"], 3),
            iterations_per_s=_rounded(outcome["iterations_per_s"], 1),
            peak_mb=outcome["peak_mb"],
            routes=outcome["routes"],
            note="; ".join(outcome["problems"]),
        )


def in_a_process(module: str, job: dict[str, Any], limit_s: float) -> dict[str, Any]:
    """Run a module with a job on stdin; its JSON, or ``{"crashed": how it ended}``."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    try:
        ended = subprocess.run(
            [sys.executable, "-m", module],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        return {"crashed": f"still running after {limit_s:.0f} s, ended"}
    if ended.returncode < 0:
        return {"crashed": f"crashed: {signal.Signals(-ended.returncode).name}"}
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["no word"])[-1]
        return {"crashed": f"crashed: exit {ended.returncode}: {last[:200]}"}
    outcome: dict[str, Any] = json.loads(ended.stdout)
    return outcome


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _told(row: Row) -> str:
    gap = "" if row.gap_percent is None else f" {row.gap_percent:+.2f} %"
    end = f" ({row.note})" if row.note else ""
    return f"{row.instance} {row.engine} seed {row.seed}: {row.objective}{gap}{end}"
