"""Kernels are compiled once, and again when their source changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from lastmile_cli.plumbing.compiling import kernel_folder, kernel_of

ROOT = Path(__file__).parents[2]

SOURCE = """
from __future__ import annotations
from pathlib import Path
from lastmile_cli.plumbing.compiling import kernel_of

kernel = kernel_of([Path(__file__)], {"int": "int64"})

@kernel
def answer(n: int) -> int:
    return n * 2

print(answer(21), sum(answer.stats.cache_hits.values()))
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)


def run(file: Path) -> tuple[int, int]:
    """What the kernel answers, and how often it came from the cache."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, file], env=env, capture_output=True, text=True, check=True
    )
    answer, hits = done.stdout.split()
    return int(answer), int(hits)


def test_what_was_compiled_is_found_again_until_the_source_changes(tmp_path):
    file = tmp_path / "kernels.py"
    file.write_text(SOURCE)

    assert [run(file), run(file)] == [(42, 0), (42, 1)]

    before = file.stat()
    file.write_text(SOURCE.replace("n * 2", "n * 3"))
    # numba itself would look at age and size only, and serve the old kernel.
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert run(file) == (63, 0)


def test_the_folder_follows_the_users_wish_and_the_sources(tmp_path, monkeypatch):
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text("a = 1\n")
    two.write_text("a = 2\n")

    assert kernel_folder([one]) != kernel_folder([two])
    assert kernel_folder([one]).is_relative_to(tmp_path / "cache")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "chosen"))
    assert kernel_folder([one]).parent == tmp_path / "chosen"


def test_other_kernels_keep_their_cache(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "/elsewhere")

    @kernel_of([Path(__file__)], {"int": "int64"})
    def twice(n: int) -> int:
        return n * 2

    assert twice(4) == 8
    assert numba.config.CACHE_DIR == "/elsewhere"
