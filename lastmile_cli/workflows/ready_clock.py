"""The clock's kernels made ready, for who is about to time many routes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

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
DAY_SOURCES = (*SOURCES, "timing/day_kernels.py")
TIMING = "lastmile_cli.timing"
COMPILE_S = 10
"""About how long compiling them takes."""

Loaded = TypeVar("Loaded")
"""What loading kernels gives."""


def make_clock_ready(problem: Problem, progress: ProgressHook) -> None:
    """Load kernels for the hours of many routes where the problem has any use for them."""
    if kernel_days.is_ready() or not kernel_days.is_worth_it(problem):
        return
    import numba

    config: Any = numba.config
    if config.DISABLE_JIT:
        # As plain Python kernels would be slower than what they stand for.
        return
    _load(SOURCES, "kernels", kernel_days.make_ready, progress)


def day_kernels(progress: ProgressHook) -> ModuleType:
    """Load the kernels that drive a day many times, and those of the clock that they call."""
    _load(SOURCES, "kernels", lambda: import_module(f"{TIMING}.kernels"), progress)
    return _load(
        DAY_SOURCES, "day_kernels", lambda: import_module(f"{TIMING}.day_kernels"), progress
    )


def _load(
    sources: Sequence[str], name: str, load: Callable[[], Loaded], progress: ProgressHook
) -> Loaded:
    """Load kernels that are kept in the folder of their sources, saying so where they are not."""
    folder = kernel_folder([PACKAGE / source for source in sources])
    is_cold = not any(folder.rglob(f"{name}.*.nbc"))
    if is_cold:
        label = f"Compiling the clock (once; about {COMPILE_S} seconds)"
        progress(Progress(label=label))
    with kept_in(folder), lean_compiling() if is_cold else nullcontext():
        return load()
