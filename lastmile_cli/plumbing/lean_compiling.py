"""
Compile a deep tree of kernels without doing the same work again and again.

numba compiles each function as if Python were to call it. Three habits of its
own cost a tree of fifty kernels, of which Python calls two, half of the time:

- Where a function is woven into another (``inline="always"``) it is copied
  block by block, and every copied block brings a copy of all the variables of
  the function: blocks of one copy share them here.
- A function that only kernels call is optimised with all that it calls, then
  made machine code, and optimised again within each of its callers: here only
  what Python calls is, with everything in it.
- Python looks for garbage among millions of objects that are all in use.

What comes out is as fast (``docs/benchmarks.md``). Where another numba has no
such places, nothing is changed and compiling takes its time.
"""

from __future__ import annotations

import copy
import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any


@contextmanager
def lean_compiling() -> Iterator[None]:
    """Compile kernels in less time while this lasts; one thread at a time."""
    with ExitStack() as end:
        _pause_collecting(end)
        try:
            _share_scopes(end)
            _finish_only_entries(end)
        except (ImportError, AttributeError, ValueError):
            end.close()
        yield


def _put(end: ExitStack, owner: Any, name: str, value: Any) -> None:
    """Set an attribute until the end."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    end.callback(setattr, owner, name, before)


def _pause_collecting(end: ExitStack) -> None:
    if gc.isenabled():
        gc.disable()
        end.callback(gc.enable)


def _share_scopes(end: ExitStack) -> None:
    """Let all blocks of one copy of a function share one copy of its variables."""
    from numba.core import inline_closurecall, ir

    block_type: Any = ir.Block
    memo: dict[int, Any] = {}
    copied: set[int] = set()
    scope: Any = None

    def deepcopy(thing: Any) -> Any:
        nonlocal memo, copied, scope
        if not isinstance(thing, block_type):
            return copy.deepcopy(thing)
        if thing.scope is not scope or id(thing) in copied:
            memo, copied, scope = {}, set(), thing.scope
        copied.add(id(thing))
        return copy.deepcopy(thing, memo)

    _put(end, inline_closurecall, "copy", SimpleNamespace(copy=copy.copy, deepcopy=deepcopy))


def _finish_only_entries(end: ExitStack) -> None:
    """Optimise and make machine code only of what Python can call."""
    from numba.core import codegen

    library: Any = codegen.JITCodeLibrary
    engine: Any = codegen.JITCPUCodegen
    optimise, add, finish = (
        library._optimize_final_module,
        engine._add_module,
        library._finalize_specific,
    )
    set_environment = engine.set_env
    is_entry = _entry_test()

    # What comes from the cache is never optimised here, but added and finished.
    inner: Any = None

    def optimise_entry(self: Any) -> None:
        nonlocal inner
        inner = None if is_entry(self._final_module) else self._final_module
        if inner is None:
            optimise(self)

    def add_entry(self: Any, module: Any) -> Any:
        return None if module is inner else add(self, module)

    def finish_entry(self: Any) -> None:
        if self._final_module is not inner:
            finish(self)

    def set_known_environment(self: Any, name: str, environment: Any) -> None:
        if self._engine.is_symbol_defined(name):
            set_environment(self, name, environment)

    _put(end, library, "_optimize_final_module", optimise_entry)
    _put(end, engine, "_add_module", add_entry)
    _put(end, library, "_finalize_specific", finish_entry)
    _put(end, engine, "set_env", set_known_environment)


def _entry_test() -> Callable[[Any], bool]:
    """Make a test for modules that hold a function for Python to call."""
    from numba.core import itanium_mangler

    mangler: Any = itanium_mangler
    marked = mangler.prepend_namespace("_ZN1fE", ns="cpython").removesuffix("1fE")
    if "cpython" not in marked:
        raise ValueError(marked)

    def is_entry(module: Any) -> bool:
        return any(
            one.name.startswith(marked) and not one.is_declaration for one in module.functions
        )

    return is_entry
