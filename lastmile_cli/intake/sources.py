"""Bytes from a file or stdin, with all that can be wrong before a look at them."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.noticing import NoticeBook

MAX_FILE_BYTES = 256 * 1024 * 1024
"""No list of one day's stops is larger; what is, was named by mistake."""

STDIN = "-"

READABLE_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".yaml", ".yml"})
"""What a directory is searched for, to suggest a file in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file's content and the name it goes by in messages."""

    file: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hex digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


def read_source(name: str | Path, *, stdin: BinaryIO | None = None) -> Source:
    """
    Read a whole file, or stdin where the name is "-".

    Raises
    ------
    InputRefusedError
        No such file, a directory, not readable, or larger than
        ``MAX_FILE_BYTES``; its one notice says which.
    """
    if str(name) == STDIN:
        stream = stdin or sys.stdin.buffer
        return _bounded(stream, "<stdin>")
    path = Path(name)
    try:
        with path.open("rb") as stream:
            return _bounded(stream, str(name))
    except IsADirectoryError as error:
        raise _refused(_directory(str(name), path)) from error
    except (OSError, ValueError) as error:
        if path.is_dir():  # Windows calls it a missing permission.
            raise _refused(_directory(str(name), path)) from error
        raise _refused(_unreadable(str(name), error)) from error


def _bounded(stream: BinaryIO, file: str) -> Source:
    content = stream.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        book = NoticeBook(file)
        book.error(
            "LM1020",
            f"the file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.",
            "check that it is the list of one day's stops, or split it.",
        )
        raise _refused(book)
    return Source(file=file, content=content)


def _directory(file: str, path: Path) -> NoticeBook:
    book = NoticeBook(file)
    try:
        inside = sorted(entry.name for entry in path.iterdir() if entry.suffix in READABLE_SUFFIXES)
    except OSError:
        inside = []
    hint = f"name a file in it, such as {inside[0]}." if inside else "name a file."
    book.error("LM1002", "this is a directory, not a file.", hint)
    return book


def _unreadable(file: str, error: Exception) -> NoticeBook:
    book = NoticeBook(file)
    reason = getattr(error, "strerror", None) or str(error)
    hint = "check the spelling and the folder you are in, or whether you may read it."
    book.error("LM1001", f"the file cannot be read: {reason}.", hint)
    return book


def _refused(book: NoticeBook) -> InputRefusedError:
    notice: Notice = book.notices[0]
    return InputRefusedError(
        f"{notice.place}: {notice.problem}", hint=notice.hint, notices=tuple(book.notices)
    )
