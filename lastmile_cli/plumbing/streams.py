"""What comes in through a file name or ``-``, read whole and bounded."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError

STDIN = "-"
MAX_INPUT_BYTES = 512 * 1024 * 1024
"""More than any day's orders or plan; a larger input is a mistake or an attack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A whole input: its bytes, and the name that notices call it by."""

    name: str
    content: bytes


def read_input(name: str, *, what: str) -> InputFile:
    """
    Read a file, or standard input where ``name`` is ``-``.

    Raises
    ------
    InputRefusedError
        No such file, a folder, no permission, or larger than ``MAX_INPUT_BYTES``.
    """
    if name == STDIN:
        return InputFile(
            name="<stdin>", content=_bounded(sys.stdin.buffer.read(MAX_INPUT_BYTES + 1), name)
        )
    path = Path(name)
    try:
        if path.is_dir():
            raise InputRefusedError(
                f"{name} is a folder, not a {what}.", hint="name a file inside it"
            )
        with path.open("rb") as stream:
            content = stream.read(MAX_INPUT_BYTES + 1)
    except FileNotFoundError:
        raise InputRefusedError(
            f"There is no {what} at {name}.", hint=f"check the path{_near(path)}"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputRefusedError(
            f"Cannot read {name}: {reason}.", hint="check the file's permissions"
        ) from error
    return InputFile(name=name, content=_bounded(content, name))


def _bounded(content: bytes, name: str) -> bytes:
    if len(content) > MAX_INPUT_BYTES:
        raise InputRefusedError(
            f"{name} is larger than {MAX_INPUT_BYTES // 2**20} MiB.",
            hint="split it, one service day a file",
        )
    return content


def _near(path: Path) -> str:
    import difflib

    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=1)
    return f"; did you mean {near[0]}?" if near else ""
