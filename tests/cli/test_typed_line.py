"""Whoever is asked at a terminal may type, interrupt, or close it, at whatever moment."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tests.conftest import ROOT

ASK = """
import os, signal
from lastmile_cli.cli import typed_line

def raise_it(number, frame):
    raise KeyboardInterrupt

signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.signal(signal.SIGINT, raise_it)
{before}
try:
    print("typed", typed_line.typed_line())
except (EOFError, OSError, KeyboardInterrupt) as error:
    print(type(error).__name__, error)
"""

HEARD_BY_ANOTHER_THREAD = """
import threading, time

def interrupt():
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
"""
"""Nothing wakes a wait of the main thread then, as when the signal came just before it."""


def answer(script: str, keys: bytes | None) -> str:
    """What a script says on stdout after these keys; ``None`` closes the terminal first."""
    master, slave = pty.openpty()
    go_in, go_out = os.pipe()
    waiting = f"import os; os.read({go_in}, 1)\n" + script
    run = subprocess.Popen(
        [sys.executable, "-c", waiting],
        stdin=slave, stdout=subprocess.PIPE, cwd=ROOT, text=True, pass_fds=(go_in,),
    )  # fmt: skip
    os.close(slave)
    if keys is None:
        os.close(master)
    else:
        os.write(master, keys)
    os.write(go_out, b"!")
    told, _ = run.communicate(timeout=60)
    for end in (go_in, go_out, *([] if keys is None else [master])):
        os.close(end)
    return told.strip()


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (b"Yrj\xc3\xb6nkatu 13\n", "typed Yrjönkatu 13"),
        (b"\n", "typed"),
        (b"\x04", "EOFError"),
        (None, "OSError [Errno 5] the terminal is gone"),
    ],
    ids=["a line", "nothing", "Ctrl-D", "closed before it was read"],
)
def test_what_is_typed_is_told_from_the_end_of_the_terminal(keys, told):
    assert answer(ASK.format(before=""), keys) == told


def test_a_signal_that_comes_just_before_the_wait_is_heard():
    assert answer(ASK.format(before=HEARD_BY_ANOTHER_THREAD), b"") == "KeyboardInterrupt"
