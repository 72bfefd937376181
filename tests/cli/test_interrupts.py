"""Ctrl-C is heard, even where a library swallows it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

CAREFREE = """
import contextlib, os, signal
from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.interrupts import listen
from lastmile_cli.domain.progress import Progress

{before}
listen()
with Desk(quiet=True).progress() as progress:
    with contextlib.suppress(BaseException):
        os.kill(os.getpid(), signal.{how})
    print("swallowed", flush=True)
    progress(Progress(label="on and on"))
    print("went on", flush=True)
"""

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")


def hear_interrupts() -> None:
    """Begin as a command in the foreground does, wherever the tests run."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def run(before: str = "", how: str = "SIGINT") -> subprocess.CompletedProcess[str]:
    code = CAREFREE.format(before=before, how=how)
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=hear_interrupts,
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


@unix
def test_such_a_job_is_ended_by_its_scheduler_all_the_same():
    done = run("signal.signal(signal.SIGINT, signal.SIG_IGN)", "SIGTERM")

    assert done.stdout == "swallowed\n"
    assert done.returncode != 0
