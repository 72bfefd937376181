"""The installed command, run as a user runs it: in a subprocess, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A folder with the sample day in it, and the command."""

    folder: Path

    def __call__(
        self, *args: str, stdin: str | bytes = "", env: dict[str, str] | None = None
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "lastmile_cli", *args],
            cwd=self.folder,
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            timeout=300,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **(env or {})},
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def lastmile(tmp_path_factory) -> Shell:
    folder = tmp_path_factory.mktemp("day")
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    shutil.copy(ROOT / "config.example.yaml", folder)
    return Shell(folder)


@pytest.fixture(scope="session")
def planned(lastmile, tmp_path_factory) -> Path:
    """The sample day's plan, made once with a small search."""
    target = lastmile.folder / "plan.json"
    ran = lastmile(
        "plan", "sample_data/stops.csv", "-c", "config.example.yaml", "-o", "plan.json",
        "--date", "2026-11-23", "--iterations", "200", "--quiet",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return target
