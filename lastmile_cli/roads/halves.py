"""Work on rows in two processes that share one array, with the same result as in one."""

from __future__ import annotations

import contextlib
import math
import mmap
import os
import warnings
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.plumbing.cores import core_count

MAX_PROCESSES = 2
ROWS_AT_ONCE = 64

Fill = Callable[[npt.NDArray[np.int32], range], None]
"""Writes some rows of an array."""


def usable_processes() -> int:
    """How many processes are worth starting: at most two, one where forking is not possible."""
    if not hasattr(os, "fork"):
        return 1
    return min(MAX_PROCESSES, core_count())


def fill_rows(shape: tuple[int, ...], fill: Fill, processes: int) -> npt.NDArray[np.int32]:
    """
    Make an int32 array by calling ``fill(array, rows)`` until every row is done.

    With two processes a forked child does every second part into shared memory and
    leaves without running anybody's exit handlers. Should it fail, the parent
    does its parts too.
    """
    cells = math.prod(shape)
    # The array keeps the anonymous mapping alive, and both go together.
    shared = mmap.mmap(-1, max(4 * cells, 1))
    table = np.frombuffer(shared, dtype=np.int32, count=cells).reshape(shape)
    parts = _parts(shape[0], processes)
    child = _fork() if processes > 1 and len(parts) > 1 else None
    if child is None:
        _fill(table, fill, parts)
    elif child == 0:
        _fill_and_leave(table, fill, parts[1::2])
    else:
        _fill(table, fill, parts[0::2])
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
            _fill(table, fill, parts[1::2])
    return table


def _parts(count: int, processes: int) -> list[range]:
    """Cut rows into parts of equal size, as many for each process, none too large."""
    size = min(ROWS_AT_ONCE, max(1, math.ceil(count / processes)))
    return [range(begin, min(begin + size, count)) for begin in range(0, count, size)]


def _fork() -> int | None:
    """Start a child; ``None`` where the machine has no room for one."""
    with warnings.catch_warnings(), contextlib.suppress(OSError):
        # The child touches no lock another thread could hold: it computes and leaves.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()
    return None


def _fill(table: npt.NDArray[np.int32], fill: Fill, parts: Sequence[range]) -> None:
    for rows in parts:
        fill(table, rows)


def _fill_and_leave(table: npt.NDArray[np.int32], fill: Fill, parts: Sequence[range]) -> None:
    status = 1
    try:
        _fill(table, fill, parts)
        status = 0
    finally:
        os._exit(status)
