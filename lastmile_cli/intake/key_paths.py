"""Key paths of a configuration, the lines they stand on, and notices about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lastmile_cli.intake.noticing import NoticeBook

KeyPath = tuple[str | int, ...]
"""Keys and list positions from the top, such as ``("vehicles", 0, "shift")``."""


def path_text(path: KeyPath) -> str:
    """
    Write a key path as people do.

    >>> path_text(("vehicles", 0, "shift", "start"))
    'vehicles[0].shift.start'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


ANY_KEY = "*"
"""Stands in a pattern of a path for whatever key or list position is there."""


def find_texts(data: Any, pattern: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """
    Every text that a path leads to, with the path.

    >>> list(find_texts({"a": {"x": "1", "y": 2, "z": "3"}}, ("a", ANY_KEY)))
    [(('a', 'x'), '1'), (('a', 'z'), '3')]
    >>> list(find_texts({"a": ["1", "2"]}, ("a", ANY_KEY)))
    [(('a', 0), '1'), (('a', 1), '2')]
    """
    if not pattern:
        if isinstance(data, str):
            yield (), data
        return
    inside = dict(enumerate(data)) if isinstance(data, list) else data
    if isinstance(inside, dict):
        for key in inside if pattern[0] == ANY_KEY else {pattern[0]} & inside.keys():
            for rest, text in find_texts(inside[key], pattern[1:]):
                yield (key, *rest), text


def put(data: Any, path: KeyPath, value: Any) -> None:
    """Set what a path leads to."""
    for part in path[:-1]:
        data = data[part]
    data[path[-1]] = value


@dataclass(slots=True)
class KeyBook:
    """Collects notices about keys; knows on which line each stands."""

    book: NoticeBook
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    broken: set[KeyPath] = field(default_factory=set)
    """Values already found wrong: what follows from their absence is not told."""
    secrets: set[str] = field(default_factory=set)
    """Texts from the environment, which no message may repeat."""

    def error(self, code: str, path: KeyPath, problem: str, hint: str = "") -> None:
        """Note what refuses the configuration."""
        if any(known[: len(path)] == path for known in self.broken):
            return
        words = self._hushed(problem), self._hushed(hint)
        self.book.error(code, *words, row=self._line(path), column=path_text(path))

    def warning(self, code: str, path: KeyPath, problem: str, hint: str = "") -> None:
        """Note what is probably wrong."""
        words = self._hushed(problem), self._hushed(hint)
        self.book.warning(code, *words, row=self._line(path), column=path_text(path))

    def info(self, code: str, path: KeyPath, problem: str, hint: str = "") -> None:
        """Note what was decided on the way."""
        self.book.info(code, problem, hint, row=self._line(path), column=path_text(path))

    def _hushed(self, text: str) -> str:
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def _line(self, path: KeyPath) -> int | None:
        """The line of the key, or of the nearest thing around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None
