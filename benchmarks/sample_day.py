"""
Time the sample day as README's first command runs it, and ``--help``.

    python benchmarks/sample_day.py [--runs 3] [--json]

The first run starts from an empty cache, the others find it full. Wall time,
CPU time and the highest memory of the process and its children are the
kernel's own (``os.wait4``).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def measure(command: list[str], env: dict[str, str]) -> dict[str, float]:
    """Run a command to its end: seconds of wall and CPU, megabytes at the highest."""
    started_s = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started_s
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{errors}")
    return {
        "wall_s": round(wall_s, 2),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": round(usage.ru_maxrss / 1024),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    lastmile = [sys.executable, "-m", "lastmile_cli"]
    plan = [*lastmile, "plan", "sample_data/stops.csv", "-c", "config.example.yaml"]
    with tempfile.TemporaryDirectory() as cache:
        env = {**os.environ, "LASTMILE_CACHE_DIR": cache}
        rows = [{"what": "sample day, first run", **measure(plan, env)}]
        rows += [
            {"what": "sample day, later run", **measure(plan, env)} for _ in range(wanted.runs)
        ]
        rows += [{"what": "--help", **measure([*lastmile, "--help"], env)} for _ in range(5)]
    if wanted.json:
        print(json.dumps(rows, indent=2))
        return
    for what in dict.fromkeys(row["what"] for row in rows):
        some = [row for row in rows if row["what"] == what]
        wall_s, cpu_s, peak_mb = (
            statistics.median(row[key] for row in some) for key in ("wall_s", "cpu_s", "peak_mb")
        )
        print(f"{what:24} {wall_s:7.2f} s wall {cpu_s:7.2f} s CPU {peak_mb:6.0f} MB")


if __name__ == "__main__":
    main()
