"""Files of speeds already read, kept by the hash of their content."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import numpy as np

from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.street_speeds import SpeedsFile, SpeedTable
from lastmile_cli.intake.sources import Source
from lastmile_cli.plumbing.archives import DAMAGED
from lastmile_cli.plumbing.cache import cache_dir
from lastmile_cli.plumbing.files import atomic_file
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.notices import notice_from_record, notice_to_record
from lastmile_cli.records.problems import Problems

SPEEDS_VERSION = 1
"""Raised whenever the same file would be read as something else."""

COLUMNS = ("from_node", "to_node", "way", "kmh", "days", "from_s", "until_s", "line")


def remembered(source: Source) -> tuple[SpeedTable | None, tuple[Notice, ...]]:
    """Read a file, or recall what became of one with the same content; see ``read_speeds``."""
    about = SpeedsFile(file=source.file, sha256=source.sha256)
    known = recall(about)
    if known is not None:
        return known
    # Loads pandas, which a file that was read before need not wait for.
    from lastmile_cli.intake.speed_files import read_speeds

    read = read_speeds(source)
    if read.table is not None:
        _keep(read.table, read.notices)
    return read.table, read.notices


def recall(about: SpeedsFile) -> tuple[SpeedTable, tuple[Notice, ...]] | None:
    """Return the rows and notices of a file read before, by its content alone."""
    try:
        with _path(about).open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            columns: dict[str, Any] = {name: archive[name] for name in COLUMNS}
            notices = json.loads(archive["notices"].tobytes())
        table = SpeedTable(about=about, **columns)
    except DAMAGED:
        return None
    return table, tuple(_renamed(record, about.file) for record in notices)


def _keep(table: SpeedTable, notices: tuple[Notice, ...]) -> None:
    columns: dict[str, Any] = {name: getattr(table, name) for name in COLUMNS}
    told = json.dumps([notice_to_record(notice) for notice in notices]).encode()
    columns["notices"] = np.frombuffer(told, dtype=np.uint8)
    with (
        contextlib.suppress(OutputFailedError),
        atomic_file(_path(table.about)) as stream,
    ):
        _save(stream, columns)


def _save(stream: IO[bytes], columns: dict[str, Any]) -> None:
    np.savez_compressed(stream, **columns)


def _renamed(record: Any, file: str) -> Notice:
    """A notice under the name that the file has today."""
    notice = notice_from_record(Fields(record, Problems(file), "notice"))
    return replace(notice, place=replace(notice.place, file=file))


def _path(about: SpeedsFile) -> Path:
    return cache_dir("speeds") / f"{about.sha256[:40]}-v{SPEEDS_VERSION}.npz"
