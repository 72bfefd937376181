"""The installed command on a real terminal, of 80 columns and of 200, and of the C locale."""

from __future__ import annotations

import os
import re
import sys

import pytest

from lastmile_cli.records.plan_json import plan_bytes, with_identity
from tests.conftest import ROOT
from tests.plans import small_plan

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_terminal(folder, *args: str, columns: int, **environ: str) -> str:
    """Run the command on a terminal of its own; return what it was sent, as sent."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        told = {"COLUMNS": str(columns), "TERM": "xterm", "LANG": "C.UTF-8", **environ}
        os.environ |= {"PYTHONPATH": str(ROOT), **told}
        os.execv(sys.executable, [sys.executable, "-m", "lastmile_cli", *args])
    sent = bytearray()
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        sent += part
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return sent.decode("utf-8")


@pytest.fixture
def folder(tmp_path):
    plan = small_plan()
    (tmp_path / "plan.json").write_bytes(plan_bytes(with_identity(plan, plan.created_at)))
    return tmp_path


@pytest.mark.parametrize("columns", [80, 200])
def test_a_manifest_fits_the_terminal_and_begins_with_the_day(folder, columns):
    sent = on_terminal(folder, "manifest", "plan.json", columns=columns)
    lines = ANSI.sub("", sent).splitlines()

    assert lines[0] == "The day"
    assert any(line.startswith("van-1") and "█" in line and "L" in line for line in lines)
    assert max(map(len, lines)) <= columns
    assert "\x1b[32m" in sent


def test_no_color_and_the_c_locale_are_heeded(folder):
    plain = on_terminal(folder, "manifest", "plan.json", columns=80, NO_COLOR="1")
    ascii_only = on_terminal(folder, "manifest", "plan.json", columns=80, LC_ALL="C")

    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", plain)
    assert ascii_only.isascii()
    assert "Aino Makela" in ascii_only
