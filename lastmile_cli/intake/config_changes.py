"""Changes to a configuration from the command line, such as ``vehicles.van.count=3``."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lastmile_cli.domain.notices import has_errors
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import NoticeBook, shown
from lastmile_cli.intake.yaml_nodes import read_yaml


@dataclass(frozen=True, slots=True)
class ConfigChange:
    """A value that a key gets instead of what the file says; both as they were typed."""

    path: str
    value: str

    def __str__(self) -> str:
        """As it is typed."""
        return f"{self.path}={self.value}"


def parse_change(text: str) -> ConfigChange:
    """
    Read ``key.path=value``.

    Raises
    ------
    ValueError
        There is no ``=``, or no key before it.

    Examples
    --------
    >>> parse_change("vehicles.van.count = 3")
    ConfigChange(path='vehicles.van.count', value='3')
    """
    path, sign, value = text.partition("=")
    if not sign or not path.strip() or not all(part.strip() for part in path.split(".")):
        msg = f"{text!r} is not of the form key=value."
        raise ValueError(msg)
    return ConfigChange(path.strip(), value.strip())


def with_changes(data: Any, changes: Sequence[ConfigChange], book: KeyBook) -> Any:
    """
    Return plain data with these values instead; what cannot be placed is noted (LM1200).

    The parts of a path are keys, and in a list the ``id`` of an entry or its position from
    0. A value is read as YAML. Keys that are not there are added: whether they may be
    there is for the checks of the configuration to say.
    """
    if not changes:
        return data
    changed = copy.deepcopy(data)
    for change in changes:
        value, is_read = _value(change, book)
        if is_read:
            _put(changed, change, value, book)
    return changed


def _value(change: ConfigChange, book: KeyBook) -> tuple[Any, bool]:
    own = NoticeBook("")
    document = read_yaml(change.value, own) if change.value else None
    if has_errors(own.notices):
        problem = f"{shown(change.value)} cannot be read as a value."
        book.error(
            "LM1200", (change.path,), problem, "write it as in the file, in quotes if need be."
        )
        return None, False
    return (document.data if document else None), True


def _put(data: Any, change: ConfigChange, value: Any, book: KeyBook) -> None:
    at, parts = data, change.path.split(".")
    while True:
        key, rest = _next_key(at, parts)
        if key is None:
            _note(at, parts, change, book)
            return
        if not rest:
            at[key] = value
            return
        if isinstance(at, dict) and at.get(key) is None:
            at[key] = {}
        at, parts = at[key], rest


def _next_key(at: Any, parts: Sequence[str]) -> tuple[str | int | None, list[str]]:
    """The key that comes next, of as many parts as the id of a list's entry has; and the rest."""
    if isinstance(at, dict):
        return parts[0], list(parts[1:])
    if isinstance(at, list):
        ids = {str(item.get("id")): n for n, item in enumerate(at) if isinstance(item, dict)}
        for count in range(len(parts), 0, -1):
            if (name := ".".join(parts[:count])) in ids:
                return ids[name], list(parts[count:])
        if parts[0].isdecimal() and int(parts[0]) < len(at):
            return int(parts[0]), list(parts[1:])
    return None, list(parts)


def _note(at: Any, parts: Sequence[str], change: ConfigChange, book: KeyBook) -> None:
    here = change.path.removesuffix(".".join(parts)).rstrip(".")
    if not isinstance(at, list):
        problem = f"`{here}` is a value and has no key `{'.'.join(parts)}`."
        book.error("LM1200", (change.path,), problem, "leave that part out.")
        return
    ids = [str(item["id"]) for item in at if isinstance(item, dict) and "id" in item]
    hint = suggestion(parts[0], ids) if ids else "name an entry by its position, from 0."
    book.error("LM1200", (change.path,), f"`{here}` has no entry `{parts[0]}`.", hint)
