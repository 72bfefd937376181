"""
A measurement in a process of its own, so that its time and memory are its own.

CPU time is that of the process and of the children it waited for, from its first
instruction on. Memory is the sum over all of them, what they share counted once
(proportional set size), sampled from outside; at least the most that one of them ever held.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

SAMPLED_EVERY_S = 0.05
BOTH = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def cpu_now_s() -> float:
    """CPU seconds of this process and of the children it waited for."""
    own, children = (resource.getrusage(who) for who in BOTH)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def spent(work: Callable[[], object]) -> dict[str, float]:
    """Wall clock and CPU seconds of some work."""
    wall_s, cpu_s = time.perf_counter(), cpu_now_s()
    work()
    return {
        "wall_s": round(time.perf_counter() - wall_s, 3),
        "cpu_s": round(cpu_now_s() - cpu_s, 4),
    }


def best_of(times: int, work: Callable[[], object]) -> dict[str, float]:
    """The least wall clock and the least CPU time of several runs: others use the machine too."""
    runs = [spent(work) for _ in range(times)]
    return {key: min(run[key] for run in runs) for key in runs[0]}


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of some work, to a tenth of a millisecond."""
    return spent(work)["cpu_s"]


def apart(work: Callable[..., dict[str, Any]], *given: Any) -> dict[str, Any]:
    """Do some work in a fresh process; add its wall clock, CPU time and memory as a whole."""
    spawned = multiprocessing.get_context("spawn")
    here, there = spawned.Pipe(duplex=False)
    begun_s = time.perf_counter()
    process = spawned.Process(target=_work, args=(there, work, given))
    process.start()
    there.close()
    most_kb = 0
    while not here.poll(SAMPLED_EVERY_S):
        most_kb = max(most_kb, _held_kb(process.pid or 0))
    try:
        answer: dict[str, Any] = here.recv()
    except EOFError:
        process.join()
        sys.exit(f"{work.__name__} ended with {process.exitcode}.")
    answer["whole_wall_s"] = round(time.perf_counter() - begun_s, 2)
    answer["peak_mb"] = max(round(most_kb / 1024), answer["largest_process_mb"])
    process.join()
    return answer


def _work(told: Connection, work: Callable[..., dict[str, Any]], given: tuple[Any, ...]) -> None:
    answer = work(*given)
    answer["whole_cpu_s"] = round(cpu_now_s(), 2)
    most = max(resource.getrusage(who).ru_maxrss for who in BOTH)
    answer["largest_process_mb"] = round(most / (2**20 if sys.platform == "darwin" else 1024))
    told.send(answer)


def _held_kb(pid: int) -> int:
    """What a process and all its children hold, in kB; 0 where the system does not say."""
    held_kb = 0
    with suppress(OSError, ValueError, IndexError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        held_kb = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        held_kb += sum(_held_kb(int(child)) for child in children.split())
    return held_kb
