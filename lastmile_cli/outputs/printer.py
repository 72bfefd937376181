"""Where text goes: boxes and colour on a terminal, plain lines anywhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, cast

from lastmile_cli.outputs.plain_ascii import AsciiStream, is_ascii_only
from lastmile_cli.outputs.sheet import Sheet

if TYPE_CHECKING:
    from rich.console import Console

    from lastmile_cli.outputs.day_board import DayBoard

MIN_WIDTH = 60


class Printer:
    """
    Print sheets and lines to one stream.

    Parameters
    ----------
    stream
        Standard output or error, or any text file.
    environ
        Where ``NO_COLOR``, ``TERM``, ``COLUMNS`` and the locale are looked up.
    is_terminal
        Overrides what the stream says of itself.
    """

    def __init__(
        self,
        stream: IO[str],
        *,
        environ: Mapping[str, str] | None = None,
        is_terminal: bool | None = None,
    ) -> None:
        self.stream = stream
        self.environ = os.environ if environ is None else environ
        self.is_terminal = stream.isatty() if is_terminal is None else is_terminal
        self.is_ascii = self.is_terminal and is_ascii_only(stream, self.environ)
        self._printed_sheet = False
        # A terminal that has no ł must show a ? for it, not end the command.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")

    def sheet(self, sheet: Sheet) -> None:
        """Print one table."""
        if self.is_terminal:
            self.console().print(sheet)
            return
        if self._printed_sheet:
            self.stream.write("\n")
        self.stream.write(sheet.plain())
        self._printed_sheet = True

    def board(self, board: DayBoard) -> None:
        """Print strips of the day: as wide as the terminal, or a word a vehicle."""
        if not self.is_terminal:
            self.sheet(board.sheet())
            return
        self.console().print(board)
        self.console().print()

    def line(self, text: str, style: str = "") -> None:
        """Print one line of text, never read as markup; a terminal wraps it at words."""
        if self.is_terminal:
            self.console().print(text, style=style or None)
        else:
            self.stream.write(f"{text}\n")

    def console(self) -> Console:
        """Return a rich console with our settings, for what only a terminal sees."""
        from rich.console import Console

        colour = not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"
        columns = self.environ.get("COLUMNS", "")
        width = max(MIN_WIDTH, int(columns)) if columns.isdecimal() else None
        return Console(
            file=cast("IO[str]", AsciiStream(self.stream)) if self.is_ascii else self.stream,
            force_terminal=self.is_terminal,
            no_color=not colour,
            width=width,
            markup=False,
            emoji=False,
            highlight=False,
        )
