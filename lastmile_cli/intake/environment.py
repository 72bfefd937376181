"""``${NAME}`` in a configuration to an environment variable's value; secrets stay hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.noticing import SHOWN_CHARACTERS

SHORTEST_SECRET = 4
"""Shorter values are part of too many words to be kept out of messages."""

_VARIABLE = re.compile(r"(\$?)\$\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRET = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|(api|access|private)[_-]?key|^key$|credential|auth",
    re.IGNORECASE,
)


def is_secret(key: str) -> bool:
    """
    Whether a key's name says that its value is nobody's business.

    >>> is_secret("api_key"), is_secret("user_agent")
    (True, False)
    """
    return _SECRET.search(key) is not None


@dataclass(slots=True)
class Filled:
    """Data with variables filled in, and the paths of values that hold one."""

    data: Any
    from_environment: set[KeyPath] = field(default_factory=set)


def fill_in(data: Any, environ: Mapping[str, str], book: KeyBook) -> Filled:
    """
    Replace every ``${NAME}``; a variable that is not set is an error naming it.

    ``$${NAME}`` stands for the text ``${NAME}`` itself.
    """
    filled = Filled(None)
    filled.data = _fill(data, (), environ, book, filled.from_environment)
    return filled


def _fill(
    data: Any, path: KeyPath, environ: Mapping[str, str], book: KeyBook, found: set[KeyPath]
) -> Any:
    if isinstance(data, dict):
        return {k: _fill(v, (*path, k), environ, book, found) for k, v in data.items()}
    if isinstance(data, list):
        return [_fill(v, (*path, i), environ, book, found) for i, v in enumerate(data)]
    if not isinstance(data, str) or "${" not in data:
        return data

    def replaced(match: re.Match[str]) -> str:
        escape, name = match.groups()
        if escape:
            return match.group()[1:]
        found.add(path)
        if not _NAME.fullmatch(name):
            hint = "write ${NAME} with letters, digits and _."
            book.error("LM1208", path, f"${{{name}}} names no environment variable.", hint)
            return ""
        if name not in environ:
            problem = f"the environment variable {name} is not set."
            book.error("LM1208", path, problem, f"set it before the run: export {name}=...")
            book.broken.add(path)
        value = environ.get(name, "")
        if len(value) >= SHORTEST_SECRET:
            # Messages cut long values: the part they show must not show either.
            book.secrets |= {value, value[: SHOWN_CHARACTERS - 1]}
        return value

    return _VARIABLE.sub(replaced, data)


def note_written_secrets(
    data: Any, hidden: set[KeyPath], book: KeyBook, path: KeyPath = ()
) -> None:
    """Warn where a secret stands in the file itself."""
    if isinstance(data, list):
        for index, value in enumerate(data):
            note_written_secrets(value, hidden, book, (*path, index))
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        inner = (*path, key)
        if isinstance(value, (str, int)) and is_secret(str(key)) and inner not in hidden and value:
            problem = f"`{key}` is a secret and stands in the file."
            hint = "write ${NAME} instead and set that environment variable."
            book.warning("LM1220", inner, problem, hint)
        else:
            note_written_secrets(value, hidden, book, inner)
