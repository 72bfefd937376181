"""Progress on a terminal: how the best cost came down, in letters the terminal has."""

from __future__ import annotations

import io
import re

import pytest

from lastmile_cli.cli.bars import CostCurve, bars
from lastmile_cli.domain.progress import Progress

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch, columns: int, **environ: str) -> str:
    """What a terminal was sent while a cost fell from 900 to 500."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    for name in ("LC_ALL", "LC_CTYPE", "LANG", "NO_COLOR", "PYTHONUTF8"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"COLUMNS": str(columns), "TERM": "xterm", **environ}.items():
        monkeypatch.setenv(name, value)
    with bars() as hook:
        for step, best in enumerate((900.0, 800.0, 600.0, 500.0), 1):
            detail = f"{best:.2f} on 4 routes"
            hook(Progress(label="planning routes", done=step, total=4, detail=detail, best=best))
    return ANSI.sub("", terminal.getvalue())


@pytest.mark.parametrize("columns", [80, 200])
def test_the_curve_falls_from_the_highest_bar_to_the_lowest(monkeypatch, columns):
    told = shown(monkeypatch, columns)
    lines = [line for line in re.split(r"[\r\n]", told) if "Planning routes" in line]

    assert "█▇▅▁" in lines[-1]
    assert "500.00 on 4 routes" in lines[-1]
    assert max(map(len, lines)) <= columns


def test_a_terminal_of_the_c_locale_gets_ascii(monkeypatch):
    told = shown(monkeypatch, 80, LC_ALL="C")

    assert told.isascii()
    assert "Planning routes" in told


def test_before_anything_fell_there_is_no_curve():
    curve = CostCurve()
    for best in (None, 700.0, 700.0):
        curve.add(best)

    assert curve.text(10) == ""


def test_a_cliff_begins_the_curve_anew():
    """The last stop that was left out has been served: its price is no longer in the cost."""
    curve = CostCurve()
    for best in (1e6, 5e5, 900.0, 880.0):
        curve.add(best)

    assert curve.text(10) == "█▁"
