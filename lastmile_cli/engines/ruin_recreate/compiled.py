"""
How kernels are compiled and where the result is kept.

``_nrt=False`` switches numba's reference counting off: kernels allocate
nothing, and counting the references of a dozen arrays at every call cost ten
times what the kernels do. ``nogil`` lets chains run on all cores in threads.

Compiling takes seconds, so kernels are written with its price in mind: a
function is typed once for every combination of types and of plain constants it
is called with (hence ``np.int64(0)`` where a bare 0 would do), and everything
it calls is optimised again inside it.

The cache lies in a folder named by the content of all kernels together
(``plumbing.compiling``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba import extending

from lastmile_cli.plumbing.compiling import kernel_folder

_config: Any = numba.config
_compile: Any = numba.njit
_overload: Any = extending.overload
_ALL = {"nogil": True, "_nrt": False, "error_model": "numpy"}
_FOR_KERNELS = {**_ALL, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


@cache
def kernel_cache() -> Path:
    """The folder for compiled kernels of this very source."""
    return kernel_folder(sorted(Path(__file__).parent.rglob("*.py")))


def is_compiled(entries: Sequence[str]) -> bool:
    """Whether these entries (``module.function``) need no compiling any more."""
    return bool(_config.DISABLE_JIT) or all(
        any(kernel_cache().rglob(f"{name}-*.nbc")) for name in entries
    )


def entry(function: Any) -> Any:
    """Decorate a kernel that Python calls: it is kept on disk, with all that it calls."""
    # The setting is global, and other rooms' kernels lie in other folders.
    before = _config.CACHE_DIR
    _config.CACHE_DIR = str(kernel_cache())
    try:
        return _compile(cache=True, no_cfunc_wrapper=True, **_ALL)(function)
    finally:
        _config.CACHE_DIR = before


inner = _compile(**_FOR_KERNELS)
"""Decorator: compile a kernel that only kernels call."""

inlined = _compile(**_FOR_KERNELS, forceinline=True)
"""Decorator: compile a small kernel into each of those that call it."""

woven = _compile(**_FOR_KERNELS, inline="always")
"""Decorator: write a kernel into the one that calls it before anything is compiled."""


def only_for(
    bundle: str, *, other: Callable[..., Any], is_small: bool = False
) -> Callable[[Any], Any]:
    """
    Make a decorator for a kernel that is meant only where the first argument is this bundle.

    Everywhere else ``other`` takes its place. Types decide, so a day without
    such a bundle never waits until the kernel is compiled.
    """
    options = {**_FOR_KERNELS, "forceinline": True} if is_small else _FOR_KERNELS

    def decorate(function: Any) -> Any:
        def choose(*arguments: Any) -> Any:
            is_meant = type(arguments[0]).__name__ == bundle
            return (function if is_meant else other)(*arguments)

        def choose_by_type(first: Any, *_: Any) -> Any:
            return function if first.bundle == bundle else other

        _overload(choose, jit_options=options, strict=False)(choose_by_type)
        return choose

    return decorate
