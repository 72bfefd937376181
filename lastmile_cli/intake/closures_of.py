"""The closures of a configuration or of a file, by name."""

from __future__ import annotations

from pathlib import Path

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.closure_entries import EntryReader
from lastmile_cli.intake.closure_file import FEATURES, ClosureFile, read_closure_file
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.sources import STDIN, read_source


def closures_of_config(name: str) -> tuple[tuple[Closure, ...], tuple[Notice, ...]]:
    """
    All closures of a configuration and of the file it names, with the notices about them.

    Raises
    ------
    InputRefusedError
        The configuration cannot be read or is refused.
    """
    read = read_config(read_source(name), base=Path() if name == STDIN else None)
    closures = read.config_or_refuse().roads.closures
    return closures, tuple(n for n in read.notices if n.code.startswith("LM126"))


def closures_of_file(path: Path, timezone: str) -> tuple[tuple[Closure, ...], tuple[Notice, ...]]:
    """
    All closures of a GeoJSON file, with the notices about them.

    Raises
    ------
    InputRefusedError
        The file cannot be read or is refused.
    """
    read = read_closure_file(read_source(path))
    closures = close_entries(read, timezone)
    read.raise_if_refused()
    return closures, read.notices


def close_entries(read: ClosureFile, timezone: str) -> tuple[Closure, ...]:
    """Read the entries of a file; what is wrong with one is noted in it."""
    reader = EntryReader(areas={}, timezone=timezone, skips_points=True)
    return reader.read(read.entries, (FEATURES,), read.book)
