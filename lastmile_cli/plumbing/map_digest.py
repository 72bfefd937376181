"""The hash of a map file, remembered for large ones so that a second run need not read it all."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.plumbing.cache import cache_dir
from lastmile_cli.plumbing.files import sha256_of_file, write_text

REMEMBERED_FROM_BYTES = 32 * 2**20
"""Smaller files are hashed in a blink and need no memory, which could be wrong."""


def map_digest(path: Path) -> str:
    """
    Return the sha256 of a file, hex.

    For large files the answer is remembered beside size and modification time
    (nanoseconds); a file changed in any other way than by its content keeps it.
    """
    state = path.stat()
    if state.st_size < REMEMBERED_FROM_BYTES:
        return sha256_of_file(path)
    memory = cache_dir("maps") / "digests.json"
    key, stamp = str(path.resolve()), f"{state.st_size}:{state.st_mtime_ns}:{state.st_ino}"
    known = _read(memory)
    if known.get(key, ["", ""])[0] != stamp:
        known[key] = [stamp, sha256_of_file(path)]
        with contextlib.suppress(OutputFailedError):
            write_text(memory, json.dumps(known, indent=1))
    return known[key][1]


def _read(memory: Path) -> dict[str, list[str]]:
    try:
        found = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    is_sound = isinstance(found, dict) and all(
        isinstance(entry, list) and len(entry) == 2 for entry in found.values()
    )
    return found if is_sound else {}
