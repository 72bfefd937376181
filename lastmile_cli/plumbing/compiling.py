"""
Compile kernels and keep the result where a change of any of them is noticed.

numba's own cache looks at one file's age and not at the files it calls into.
Ours lies in a folder named by the content of all the files named, below
``NUMBA_CACHE_DIR`` where that is set, else in the cache folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from lastmile_cli.plumbing.cache import cache_dir

Function = TypeVar("Function", bound=Callable[..., Any])
"""What is decorated keeps its type."""


def kernel_folder(sources: Sequence[Path]) -> Path:
    """Return the folder for what is compiled from these very files by this very numba."""
    import numba

    digest = hashlib.sha256(numba.__version__.encode())
    for path in (Path(__file__), *sources):
        digest.update(path.read_bytes())
    name = digest.hexdigest()[:16]
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    return Path(chosen) / name if chosen else cache_dir("kernels", name)


def kernel_of(sources: Sequence[Path], types: Mapping[str, str]) -> Callable[[Function], Function]:
    """
    Make a decorator for kernels that allocate nothing.

    Kernels let go of the interpreter's lock; their references are not counted,
    which would cost more than small ones do. They are compiled, or read from the
    cache, when defined: once, and before any process is forked.

    Parameters
    ----------
    sources
        Files that these kernels and all they call are written in.
    types
        What each annotation of theirs is to numba: ``{"Ints": "int32[::1]"}``.
    """
    import numba

    compile_as: Any = numba.njit
    folder = kernel_folder(sources)

    def kernel(function: Function) -> Function:
        names = dict(function.__annotations__)
        returned = types[names.pop("return")]
        signature = f"{returned}({','.join(types[name] for name in names.values())})"
        with kept_in(folder):
            made: Function = compile_as(signature, cache=True, nogil=True, _nrt=False)(function)
        return made

    return kernel


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Keep in this folder what is compiled as it is defined, while this lasts."""
    import numba

    config: Any = numba.config
    # The setting is global, and other rooms' kernels lie in other folders.
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before
