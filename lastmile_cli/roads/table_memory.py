"""Tables already computed, on disk: the least recently used ones go when room runs out."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.plumbing.archives import DAMAGED
from lastmile_cli.plumbing.cache import cache_dir
from lastmile_cli.plumbing.files import atomic_file

TABLE_VERSION = 1
"""Raised whenever the same question would get another answer."""

ROOM_BYTES = 512 * 2**20

Table = npt.NDArray[np.int32]


class TableMemory:
    """Milliseconds and metres between places, found again by what was asked."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._folder = cache_dir("tables")
        self._room_bytes = room_bytes

    def key(self, graph_name: str, profile: str, period: str, places: Iterable[bytes]) -> str:
        """Name a question."""
        digest = hashlib.sha256(repr((TABLE_VERSION, graph_name, profile, period)).encode())
        for place in places:
            digest.update(place)
        return digest.hexdigest()[:40]

    def find(self, key: str, size: int) -> tuple[Table, Table] | None:
        """Return milliseconds and metres, each (size, size); ``None`` where not known."""
        path = self._path(key)
        try:
            with np.load(path, allow_pickle=False) as archive:
                ms, metres = archive["ms"], archive["metres"]
            os.utime(path)
        except DAMAGED:
            return None
        is_sound = ms.shape == metres.shape == (size, size) and ms.dtype == metres.dtype == np.int32
        return (ms, metres) if is_sound else None

    def keep(self, key: str, ms: Table, metres: Table) -> None:
        """Write a table; where the disk refuses, it is only forgotten."""
        if 2 * ms.nbytes > self._room_bytes:
            return
        with contextlib.suppress(OutputFailedError), atomic_file(self._path(key)) as stream:
            np.savez(stream, ms=ms, metres=metres)
        self._make_room()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npz"

    def _make_room(self) -> None:
        files = []
        for path in self._folder.glob("*.npz"):
            # Another run may remove a file between listing and looking.
            with contextlib.suppress(OSError):
                state = path.stat()
                files.append((state.st_mtime_ns, state.st_size, path))
        used = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if used <= self._room_bytes:
                return
            with contextlib.suppress(OSError):
                path.unlink()
            used -= size
