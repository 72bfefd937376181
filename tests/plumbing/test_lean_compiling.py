"""A tree of kernels is compiled once, at its root, and answers what it always did."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest
from numba.core import codegen, inline_closurecall

from lastmile_cli.plumbing.lean_compiling import lean_compiling

ROOT = Path(__file__).parents[2]
BARE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def tree():
    """A root for Python that calls a branch, into which a leaf is woven twice."""

    @numba.njit(inline="always")
    def leaf(n):
        total = 0
        for k in range(n):
            total += k if k % 2 else -k
        return total

    @numba.njit(**BARE)
    def branch(n):
        return leaf(n) * 1000 + leaf(n + 1)

    @numba.njit
    def root(n):
        return branch(n) + 1

    return root


@pytest.fixture
def made(monkeypatch):
    """The names of the modules that become machine code."""
    names: list[str] = []
    add = codegen.JITCPUCodegen._add_module

    def note(self, module):
        names.append(module.name)
        return add(self, module)

    monkeypatch.setattr(codegen.JITCPUCodegen, "_add_module", note)
    return names


def test_only_the_root_becomes_machine_code_and_it_answers_the_same(made):
    plain = tree()
    plain(0)
    plainly = len(made)
    made.clear()

    lean = tree()
    with lean_compiling():
        answers = [lean(n) for n in range(9)]

    # Odd numbers count up, even ones down: 0 to 2 are -1, 0 to 3 are 2.
    assert answers[3] == -1 * 1000 + 2 + 1
    assert answers == [plain(n) for n in range(9)]
    assert len(made) < plainly
    assert [name for name in made if "branch" in name] == []


def test_nothing_of_it_is_left_behind():
    before = (inline_closurecall.copy, codegen.JITCPUCodegen._add_module, gc.isenabled())

    with pytest.raises(KeyboardInterrupt), lean_compiling():
        assert not gc.isenabled()
        raise KeyboardInterrupt

    after = (inline_closurecall.copy, codegen.JITCPUCodegen._add_module, gc.isenabled())
    assert after == before


def test_what_was_compiled_leanly_may_be_called_by_what_is_compiled_later():
    lean = tree()
    with lean_compiling():
        lean(3)

    @numba.njit
    def later(n):
        return lean(n) + lean(n + 1)

    assert later(4) == lean(4) + lean(5)


CACHED = """
import sys
from pathlib import Path
from lastmile_cli.engines.ruin_recreate import compiled
compiled.kernel_cache = lambda: Path(sys.argv[1])
from lastmile_cli.engines.ruin_recreate.compiled import entry, inner
from lastmile_cli.plumbing.lean_compiling import lean_compiling

@inner
def half(n):
    return n // 2

@entry
def first(n):
    return half(n) + 1

with lean_compiling():
    print(first(40), sum(first.stats.cache_hits.values()))
"""


def test_kernels_from_the_cache_are_loaded_whole_among_those_being_compiled(tmp_path):
    file = tmp_path / "kernels.py"
    file.write_text(CACHED)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    cache = tmp_path / "cache"
    ran = [
        subprocess.run(
            [sys.executable, file, cache], check=False, env=env, capture_output=True, text=True
        )
        for _ in range(2)
    ]

    assert [one.stdout for one in ran] == ["21 0\n", "21 1\n"]


def test_another_numba_without_these_places_compiles_as_it_always_did(monkeypatch, made):
    monkeypatch.delattr(inline_closurecall, "copy")
    before = codegen.JITCPUCodegen._add_module

    with lean_compiling():
        assert codegen.JITCPUCodegen._add_module is before
