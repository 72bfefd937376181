"""
How kernels are compiled and where the result is kept.

``_nrt=False`` switches numba's reference counting off: kernels allocate
nothing, and counting the references of a dozen arrays at every call cost ten
times what the kernels do. ``nogil`` lets chains run on all cores in threads.

numba's cache looks at one file's age and not at the files it calls into. Ours
therefore lies in a folder named by the content of all kernels together, below
``NUMBA_CACHE_DIR`` where that is set, else in the cache folder.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import numba

from lastmile_cli.plumbing.cache import cache_dir


def sources_digest() -> str:
    """Eight bytes (hex) that change whenever any kernel does."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kernel_cache() -> Path:
    """The folder for compiled kernels of this very source."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    return Path(chosen) / sources_digest() if chosen else cache_dir("kernels", sources_digest())


def is_compiled(module: str) -> bool:
    """Whether a module's compiled search lies in the cache: else the first run takes its time."""
    return any(kernel_cache().rglob(f"{module}.search-*.nbc"))


_config: Any = numba.config
_config.CACHE_DIR = str(kernel_cache())

_compile: Any = numba.njit

_common = {"cache": True, "nogil": True, "_nrt": False, "error_model": "numpy"}
entry = _compile(**_common, no_cfunc_wrapper=True)
"""Decorator: compile a kernel that Python calls."""

_for_kernels = {**_common, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

inner = _compile(**_for_kernels)
"""Decorator: compile a kernel that only kernels call."""

inlined = _compile(**_for_kernels, forceinline=True)
"""Decorator: compile into the kernels that call it."""

woven = _compile(**_for_kernels, inline="always")
"""Decorator: write into the one kernel that calls it, before anything is compiled."""


def plain_python(function: Any) -> Any:
    """Return the Python source of a compiled function (itself where compiling is switched off)."""
    return getattr(function, "py_func", function)
