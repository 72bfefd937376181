"""Ctrl-C is heard, even where a library swallows it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

CAREFREE = """
import contextlib, os, signal
from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.interrupts import listen_for_ctrl_c
from lastmile_cli.domain.progress import Progress

{before}
listen_for_ctrl_c()
with Desk(quiet=True).progress() as progress:
    with contextlib.suppress(BaseException):
        os.kill(os.getpid(), signal.SIGINT)
    print("swallowed", flush=True)
    progress(Progress(label="on and on"))
    print("went on", flush=True)
"""

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")


def run(before: str = "") -> subprocess.CompletedProcess[str]:
    code = CAREFREE.format(before=before)
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


@unix
def test_an_interrupt_that_a_library_swallows_ends_the_run_at_the_next_step():
    done = run()

    assert done.stdout == "swallowed\n"
    assert done.returncode in (-signal.SIGINT, 130)


@unix
def test_a_job_in_the_background_that_ignores_ctrl_c_goes_on_ignoring_it():
    done = run("signal.signal(signal.SIGINT, signal.SIG_IGN)")

    assert done.stdout == "swallowed\nwent on\n"
    assert done.returncode == 0
