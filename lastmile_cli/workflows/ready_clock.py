"""The clock's kernels made ready, for who is about to time many routes."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.plumbing.compiling import kept_in, kernel_folder
from lastmile_cli.plumbing.lean_compiling import lean_compiling
from lastmile_cli.timing import kernel_days

PACKAGE = Path(__file__).parents[1]
SOURCES = (
    "domain/limits.py",
    "domain/problem.py",
    "domain/travel.py",
    "timing/break_table.py",
    "timing/kernels.py",
)
"""Files that the kernels are written in, or take numbers from."""
COMPILE_S = 10
"""About how long compiling them takes."""


def make_clock_ready(problem: Problem, progress: ProgressHook) -> None:
    """Load kernels for the hours of many routes where the problem has any use for them."""
    if kernel_days.is_ready() or not kernel_days.is_worth_it(problem):
        return
    import numba

    config: Any = numba.config
    if config.DISABLE_JIT:
        # As plain Python kernels would be slower than what they stand for.
        return
    folder = kernel_folder([PACKAGE / name for name in SOURCES])
    is_cold = not any(folder.rglob("kernels.*.nbc"))
    if is_cold:
        label = f"Compiling the clock (once; about {COMPILE_S} seconds)"
        progress(Progress(label=label))
    with kept_in(folder), lean_compiling() if is_cold else nullcontext():
        kernel_days.make_ready()
