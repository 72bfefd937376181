"""The part of a download that is here already, and the server's mark for the whole."""

from __future__ import annotations

import contextlib
import email.utils
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from lastmile_cli.domain.errors import OutputFailedError

SPARE_BYTES = 64 * 2**20
"""Room left on the disk beside a download."""


class PartialFile:
    """What has come of one address, beside its target."""

    def __init__(self, target: Path, url: str) -> None:
        self._target, self._url = target, url
        self._part = target.with_name(f"{target.name}.part")
        self._marks = target.with_name(f"{target.name}.part.json")
        self._known = self._read_marks()

    def size(self) -> int:
        """Bytes that are here and can be gone on from."""
        return self._part.stat().st_size if self._known and self._part.is_file() else 0

    def conditions(self) -> dict[str, str]:
        """Headers that ask for the rest of the very file begun; empty where nothing is here."""
        size, mark = self.size(), self._known.get("mark")
        return {"Range": f"bytes={size}-", "If-Range": mark} if size and mark else {}

    def continues(self, content_range: str) -> bool:
        """Whether a part that the server sends begins where this one ends."""
        found = re.match(r"bytes (\d+)-", content_range)
        return found is not None and int(found.group(1)) == self.size()

    def begin(self, headers: Mapping[str, str]) -> None:
        """Begin anew, under the mark that these headers of an answer give."""
        self.discard()
        etag, modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
        # A weak mark stands for "much the same", which is no ground to join two parts on.
        mark = modified if not etag or etag.startswith("W/") else etag
        self._known = {"url": self._url, "mark": mark, "modified": modified}
        with _writing(self._part):
            self._part.touch()
            if mark:
                self._marks.write_text(json.dumps(self._known), encoding="utf-8")

    @contextlib.contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Append to it; what was written stays, whatever happens."""
        with _writing(self._part), self._part.open("ab") as stream:
            yield stream

    def head(self) -> bytes:
        """Return its first bytes."""
        with self._part.open("rb") as stream:
            return stream.read(64)

    def md5(self) -> str:
        """Hex digest of what is here."""
        with self._part.open("rb") as stream:
            return hashlib.file_digest(
                stream, lambda: hashlib.md5(usedforsecurity=False)
            ).hexdigest()

    def move_to_target(self) -> None:
        """Put the whole file in place, with the date the server gave it."""
        with _writing(self._target), self._part.open("rb") as stream:
            os.fsync(stream.fileno())
            parsed = email.utils.parsedate_tz(self._known.get("modified", ""))
            if parsed is not None:
                moment = email.utils.mktime_tz(parsed)
                os.utime(self._part, (moment, moment))
            self._part.replace(self._target)
        self._marks.unlink(missing_ok=True)

    def discard(self) -> None:
        """Forget what has come."""
        self._known = {}
        for path in (self._part, self._marks):
            path.unlink(missing_ok=True)

    def _read_marks(self) -> dict[str, str]:
        try:
            found = json.loads(self._marks.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        is_ours = isinstance(found, dict) and found.get("url") == self._url and found.get("mark")
        return found if is_ours else {}


def check_room(target: Path, wanted_bytes: int) -> None:
    """
    Refuse what the disk has no room for, before it is half there.

    Raises
    ------
    OutputFailedError
        It says how much is wanted and how much is free.
    """
    free_bytes = shutil.disk_usage(target.resolve().parent).free
    if wanted_bytes + SPARE_BYTES > free_bytes:
        raise OutputFailedError(
            f"{target} needs {wanted_bytes / 1e6:,.0f} MB more; the disk has "
            f"{free_bytes / 1e6:,.0f} MB left.",
            hint="make room, or name another place with -o",
        )


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if isinstance(error, (ConnectionError, TimeoutError)) or error.errno is None:
            raise
        raise OutputFailedError(
            f"Cannot write {path}: {error.strerror or error}.",
            hint="check that the folder is writable and the disk has room, or name another place",
        ) from error
