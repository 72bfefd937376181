"""The installed command, run as a user runs it: in a subprocess, in a folder of its own."""

from __future__ import annotations

import atexit
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.e2e.warm_start import WarmStart

DAY = "2026-11-23"
CONFIG = "config.example.yaml"


IS_WARM = sys.platform != "win32" and not os.environ.get("LASTMILE_TESTS_COLD")


@functools.cache
def warm_start() -> WarmStart:
    """The one of this worker; it ends when the worker does."""
    started = WarmStart(Shell.environ())
    atexit.register(started.close)
    return started


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What was printed on stdout, as JSON."""
        return json.loads(self.out)


def hear_interrupts() -> None:
    """Begin as in the foreground: a suite in the background passes on what it ignores."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@dataclass(frozen=True)
class Shell:
    """A folder with the sample day in it, and the command."""

    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __call__(
        self,
        *args: str,
        stdin: str | bytes = "",
        env: dict[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ) -> Ran:
        """
        Run to the end; ``before`` runs in the child just before the command does.

        With neither ``before`` nor ``env`` the libraries have been imported beforehand.
        """
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        if before is None and env is None and IS_WARM:
            code, out, err = warm_start().run(list(args), self.folder, self.environ(), given)
            return Ran(code, out.decode(), err.decode())
        done = subprocess.run(
            self.argv(*args),
            cwd=self.folder,
            input=given,
            capture_output=True,
            timeout=300,
            check=False,
            env=self.environ(env),
            preexec_fn=before,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *args: str, **pipes: Any) -> subprocess.Popen[bytes]:
        """Start the command and let it run: until ``stop_all`` at the latest."""
        run = subprocess.Popen(
            self.argv(*args),
            cwd=self.folder,
            env=self.environ(pipes.pop("env", None)),
            preexec_fn=hear_interrupts if sys.platform != "win32" else None,  # noqa: PLW1509
            **pipes,
        )
        self.started.append(run)
        return run

    def stop_all(self) -> None:
        """End what is still running, so that a test that failed leaves nothing behind."""
        for run in self.started:
            if run.poll() is None:
                run.kill()
                run.communicate()

    @staticmethod
    def argv(*args: str) -> list[str]:
        return [sys.executable, "-m", "lastmile_cli", *args]

    @staticmethod
    def environ(more: dict[str, str] | None = None) -> dict[str, str]:
        plain = {key: text for key, text in os.environ.items() if key != "NO_COLOR"}
        return {**plain, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **(more or {})}

    def at(self, name: str) -> Path:
        return self.folder / name

    def names(self) -> set[str]:
        """Everything that lies in the folder, hidden and temporary files too."""
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*")}


def plain_config() -> str:
    """
    The example's configuration for a few orders, whoever may be at the door.

    Without partners, rosters and stock, which tests bring along themselves, and without the
    seconds of parking, the chances of failing and the half day paid at least that would be in
    everybody's figures.
    """
    text = (ROOT / CONFIG).read_text(encoding="utf-8")
    for key in ("partners", "roster", "stock"):
        text, found = re.subn(rf"^{key}:.*?(?=^[a-z_]+:|\Z)", "", text, flags=re.M | re.S)
        assert found == 1, key
    text, found = re.subn(r"^  (parking_s|failure_probability): ", r"  # \1: ", text, flags=re.M)
    assert found == 2
    return re.sub(r"^    min_paid_hours: .*\n", "", text, flags=re.M)


@pytest.fixture(scope="session")
def lastmile(tmp_path_factory) -> Shell:
    folder = tmp_path_factory.mktemp("day")
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    shutil.copy(ROOT / CONFIG, folder)
    return Shell(folder)


@pytest.fixture(scope="session")
def planned(lastmile) -> Path:
    """The sample day's plan, made once with a small search."""
    target = lastmile.folder / "plan.json"
    ran = lastmile(
        "plan", "sample_data/stops.csv", "-c", "config.example.yaml", "-o", "plan.json",
        "--date", DAY, "--iterations", "200", "--quiet",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return target


@pytest.fixture
def desk(tmp_path) -> Iterator[Shell]:
    """An empty folder with the command, the sample map and a dozen of the sample orders."""
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    (tmp_path / CONFIG).write_text(plain_config(), encoding="utf-8")
    orders = (ROOT / "sample_data" / "stops.csv").read_text(encoding="utf-8").splitlines(True)
    (tmp_path / "few.csv").write_text("".join(orders[:13]), encoding="utf-8")
    shell = Shell(tmp_path)
    yield shell
    shell.stop_all()


FEW = ("few.csv", "-c", CONFIG, "--date", DAY)
"""The dozen orders of ``desk``, as arguments."""

PLAN_FEW = ("plan", *FEW, "--iterations", "5")
"""The quickest plan on real streets."""
