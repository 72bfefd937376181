"""
Draw what a command prints on a terminal.

    python .ci/terminal_picture.py OUT.svg COLUMNS [OPTIONS] -- COMMAND...

    --lines FROM:TO    only these lines of it, as Python counts
    --progress WORD    instead of the result the last line of progress that has this word in it
    --env NAME=VALUE   for the command, say LC_ALL=C

The command runs on a pseudo-terminal of so many columns; its colours are rich's to draw.
"""

from __future__ import annotations

import argparse
import io
import os
import pty
import re
import struct
import sys
import termios
from fcntl import ioctl
from pathlib import Path

from rich.console import Console
from rich.text import Text

FONT = re.compile(r"@font-face \{.*?\}\s*", re.S)
CONTROL = re.compile(r"\x1b\[\??[0-9;]*[A-Za-ln-z]")


def typescript(command: list[str], columns: int, env: dict[str, str]) -> str:
    """Run a command on a terminal of its own; return all that it was sent."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"COLUMNS": str(columns), "TERM": "xterm-256color", **env}
        os.execvp(command[0], command)  # noqa: S606
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    told = bytearray()
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        told += part
    os.waitpid(child, 0)
    return told.decode("utf-8", errors="replace")


def main() -> None:
    """Run, cut, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("columns", type=int)
    parser.add_argument("--lines", default=":")
    parser.add_argument("--progress", default="")
    parser.add_argument("--env", action="append", default=[])
    at = sys.argv.index("--")
    wanted, command = parser.parse_args(sys.argv[1:at]), sys.argv[at + 1 :]
    env = dict(pair.split("=", 1) for pair in wanted.env)
    told = typescript(command, wanted.columns, env)
    lines = [CONTROL.sub("", line) for line in re.split(r"\r\n|\n|\r", told)]
    if wanted.progress:
        lines = [line for line in lines if wanted.progress in line][-1:]
    else:
        first, _, last = wanted.lines.partition(":")
        lines = lines[int(first) if first else None : int(last) if last else None]
    console = Console(
        width=wanted.columns, record=True, file=io.StringIO(), force_terminal=True,
        color_system="truecolor", legacy_windows=False,
    )  # fmt: skip
    for line in lines:
        console.print(Text.from_ansi(line), soft_wrap=True)
    title = " ".join(["lastmile", *command[command.index("lastmile_cli") + 1 :]])
    svg = console.export_svg(title=re.sub(r"\S*/", "", title))
    # No font is fetched from anywhere: the reader's own monospaced one does.
    Path(wanted.out).write_text(FONT.sub("", svg), encoding="utf-8")


if __name__ == "__main__":
    main()
