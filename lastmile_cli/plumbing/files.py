"""Files appear whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from lastmile_cli.domain.errors import OutputFailedError


@contextlib.contextmanager
def atomic_file(target: Path) -> Iterator[IO[bytes]]:
    """
    Open a temporary neighbour of ``target`` and rename it there at the end.

    The folder must be there: a slip in a path is better refused than built.

    The bytes are on disk (fsync) before the name changes. Whatever goes wrong,
    an older file stays as it was and no temporary one is left behind. A link
    stays a link: what it points to is replaced, and who may read it stays as
    it was; a new file follows the umask. A device or pipe is written to as it is.

    Raises
    ------
    OutputFailedError
        The folder cannot be written or the disk is full.
    """
    if _is_special(target):
        with _opened(target) as stream:
            yield stream
        return
    target = target.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
    except OSError as error:
        raise _output_failed(target, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except OSError as error:
        raise _output_failed(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def atomic_path(target: Path, suffix: str = "") -> Iterator[Path]:
    """
    Give the path of a temporary neighbour of ``target`` to a library that opens files itself.

    It is renamed to ``target`` at the end, and gone whatever goes wrong; ``suffix`` is for
    libraries that tell kinds of files by their names. Who may read it: see ``atomic_file``.

    Raises
    ------
    OutputFailedError
        The folder cannot be written or the disk is full.
    """
    target = target.resolve()
    temporary = target.with_name(f".{target.name[:80]}.{os.getpid()}{suffix}")
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except OSError as error:
        raise _output_failed(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def check_target(target: Path, *, inputs: Sequence[Path] = ()) -> None:
    """
    Refuse early a place that a long run could not or must not write to in the end.

    Raises
    ------
    OutputFailedError
        The folder is not there or not writable, or ``target`` is a folder itself,
        or one of the ``inputs``.
    """
    if any(path.exists() and target.exists() and path.samefile(target) for path in inputs):
        raise OutputFailedError(
            f"{target} is an input of this very run.", hint="name another file for the output"
        )
    if target.is_dir():
        raise _output_failed(target, IsADirectoryError(21, "it is a folder"))
    if _is_special(target):
        return
    folder = target.resolve().parent
    if not folder.is_dir():
        raise _output_failed(target, FileNotFoundError(2, "its folder does not exist"))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _output_failed(target, PermissionError(13, "its folder cannot be written"))


def _is_special(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()


@contextlib.contextmanager
def _opened(target: Path) -> Iterator[IO[bytes]]:
    try:
        with target.open("wb") as stream:
            yield stream
    except OSError as error:
        raise _output_failed(target, error) from error


def make_folder(folder: Path) -> None:
    """
    Make a folder, with those above it, where it is missing.

    Raises
    ------
    OutputFailedError
        It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _output_failed(folder, error) from error


def write_bytes(target: Path, content: bytes) -> None:
    """Write a whole file atomically; see ``atomic_file``."""
    with atomic_file(target) as stream:
        stream.write(content)


def write_text(target: Path, content: str) -> None:
    """Write a whole UTF-8 file atomically; see ``atomic_file``."""
    write_bytes(target, content.encode("utf-8"))


def sha256_of_file(path: Path) -> str:
    """Hex digest of a file's content, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _mode(target: Path) -> int:
    """Permission bits of the file that is replaced, or those of any new one."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _output_failed(target: Path, error: OSError) -> OutputFailedError:
    return OutputFailedError(
        f"Cannot write {target}: {error.strerror or error}.",
        hint="check that the folder is writable and the disk has room, or name another place",
    )
