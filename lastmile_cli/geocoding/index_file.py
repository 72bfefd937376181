"""Find, build or rebuild the address index of a map in the cache folder."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError, OutputFailedError
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.index_build import build_index
from lastmile_cli.geocoding.index_tables import INDEX_VERSION
from lastmile_cli.plumbing.cache import cache_dir
from lastmile_cli.plumbing.map_digest import map_digest


def open_address_index(
    map_path: Path, progress: ProgressHook = no_progress, *, folder: Path | None = None
) -> AddressIndex:
    """
    Open the address index of a map, building it first where it is missing or damaged.

    The file is named by the map's content and our format, so a new map or a
    new version never meets an old index.

    Raises
    ------
    InputRefusedError
        There is no such map, or it cannot be read.
    OutputFailedError
        The index cannot be written.
    """
    if not map_path.is_file():
        raise InputRefusedError(
            f"There is no map at {map_path}.", hint="check `roads: map:` in the configuration"
        )
    place = folder or cache_dir("addresses")
    target = place / f"{map_digest(map_path)[:32]}-v{INDEX_VERSION}.sqlite"
    try:
        return _open_whole(target)
    except (sqlite3.Error, ValueError, KeyError, OSError):
        _build_in_place(map_path, target, progress)
    return _open_whole(target)


def _open_whole(target: Path) -> AddressIndex:
    with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro", uri=True)) as connection:
        verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        found = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        if found is None or found[0] != str(INDEX_VERSION):
            raise sqlite3.DatabaseError("The index is of another version or was never finished.")
    return AddressIndex(target)


def _build_in_place(map_path: Path, target: Path, progress: ProgressHook) -> None:
    # A neighbour of the target, so that renaming stays on one disk; two runs at
    # once each build their own and the last one wins with the same content.
    try:
        handle, name = tempfile.mkstemp(prefix=".building-", suffix=".sqlite", dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            build_index(map_path, temporary, progress)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise OutputFailedError(
            f"Cannot write the address index {target}: {error}.",
            hint="free some disk space, or set LASTMILE_CACHE_DIR to another folder",
        ) from error
