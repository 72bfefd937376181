"""
How kernels are compiled.

``_nrt=False`` switches numba's reference counting off: kernels allocate
nothing, and counting the references of a dozen arrays at every call cost ten
times what the kernels do. ``nogil`` lets chains run on all cores in threads.
"""

from __future__ import annotations

from typing import Any

from numba import njit

_compile: Any = njit

kernel = _compile(cache=True, nogil=True, _nrt=False)
"""Decorator: compile a kernel, cached on disk."""

inlined = _compile(cache=True, nogil=True, _nrt=False, inline="always")
"""Decorator: compile into the kernels that call it."""
