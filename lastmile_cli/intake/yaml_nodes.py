"""
YAML text to plain data and the line of every key: safe, bounded, nothing guessed.

Scalars follow the YAML 1.2 core schema, so that ``no`` is a word, ``09:30``
no number in base 60, ``00100`` a postcode, and ``1.10`` exactly that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from lastmile_cli.intake.key_paths import KeyPath, path_text
from lastmile_cli.intake.noticing import NoticeBook, shown

MAX_CHARACTERS = 1_000_000
MAX_NODES = 50_000
"""How many values a file may unfold to once its aliases are followed."""

MAX_DEPTH = 30

_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset({"map", "seq", "str", "int", "float", "bool", "null", "merge"})
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


class _Loader(yaml.SafeLoader):
    """The safe loader with the scalars of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML fills it per class


for _tag, _pattern, _first in (
    ("merge", r"<<", "<"),
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"-?(?:0|[1-9][0-9]{0,17})", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]{0,17})?\.[0-9]{1,18}", "-.0123456789"),
):
    _firsts = [*_first, ""] if _tag == "null" else [*_first]
    _Loader.add_implicit_resolver(_TAG + _tag, re.compile(f"^(?:{_pattern})$"), _firsts)


class TooLargeError(ValueError):
    """A document that unfolds beyond all measure."""


@dataclass(slots=True)
class Document:
    """Plain data (text, int, Decimal, bool, None, list, dict) and 1-based lines by key path."""

    data: Any
    lines: dict[KeyPath, int] = field(default_factory=dict)


def read_yaml(text: str, book: NoticeBook) -> Document | None:
    """Read one YAML document; ``None`` after a notice that it cannot be read."""
    if len(text) > MAX_CHARACTERS:
        _note_too_large(book, None)
        return None
    builder = _Builder(book)
    try:
        node = _Loader(text).get_single_node()
        data = None if node is None else builder.build(node, (), 0)
    except yaml.YAMLError as error:
        _note_syntax(error, text, book)
        return None
    except (RecursionError, TooLargeError):
        _note_too_large(book, builder.line)
        return None
    if any(notice.code == "LM1201" for notice in book.notices):
        return None
    return Document(data, builder.lines)


class _Builder:
    """Turns nodes into data, counting what aliases unfold to."""

    def __init__(self, book: NoticeBook) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.line: int | None = None
        self._book = book
        self._left = MAX_NODES

    def build(self, node: yaml.Node, path: KeyPath, depth: int) -> Any:
        self._left -= 1
        self.line = node.start_mark.line + 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise TooLargeError
        self.lines.setdefault(path, self.line)
        if node.tag.removeprefix(_TAG) not in _TAGS:
            self._error("LM1201", f"the tag {shown(node.tag)} cannot be used here.", node, path)
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(n, (*path, i), depth + 1) for i, n in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath, depth: int) -> dict[str, Any]:
        own: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _TAG + "merge":
                merged = self._merge(value_node, path, depth) | merged
                continue
            if not isinstance(key_node, yaml.ScalarNode):
                self._error(
                    "LM1201", "a key must be a word, not a list or mapping.", key_node, path
                )
                continue
            key = str(key_node.value)
            if node.flow_style and key.isdecimal() and not value_node.value:
                problem = f"between braces a comma ends a number: `,{key}` says nothing."
                self._error("LM1201", problem, key_node, path, "for a decimal mark write a point.")
                continue
            if key in own:
                problem = f"`{key}` stands here twice; first on line {self.lines[(*path, key)]}."
                self._error("LM1203", problem, key_node, (*path, key), "keep one of them.")
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            own[key] = self.build(value_node, (*path, key), depth + 1)
        return merged | own

    def _merge(self, node: yaml.Node, path: KeyPath, depth: int) -> dict[str, Any]:
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        merged: dict[str, Any] = {}
        for source in reversed(sources):
            if isinstance(source, yaml.MappingNode):
                merged |= self.build(source, path, depth + 1)
            else:
                self._error("LM1201", "`<<` must name a mapping.", source, path)
        return merged

    def _scalar(self, node: yaml.Node, path: KeyPath) -> Any:
        try:
            return _value(node.tag.removeprefix(_TAG), node.value)
        except (ValueError, ArithmeticError):
            problem = f"{shown(node.value)} does not fit its tag {shown(node.tag)}."
            self._error("LM1201", problem, node, path)
            return None

    def _error(
        self, code: str, problem: str, node: yaml.Node, path: KeyPath, hint: str = ""
    ) -> None:
        line = node.start_mark.line + 1
        self._book.error(code, problem, hint, row=line, column=path_text(path))


def _value(kind: str, text: str) -> Any:
    if kind == "int":
        return int(text)
    if kind == "float":
        return Decimal(text)
    if kind == "bool":
        return text.casefold() == "true"
    return None if kind == "null" else text


def _note_syntax(error: yaml.YAMLError, text: str, book: NoticeBook) -> None:
    tabs = [text.count("\n", 0, match.start()) + 1 for match in _TAB_INDENT.finditer(text)]
    for tab_line in tabs[:10]:
        message = "the line begins with a tab; YAML indents with spaces."
        book.error("LM1202", message, "replace each tab by two spaces.", row=tab_line)
    if tabs:
        return
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    hint = "check indentation, colons and quotes on this line and the one above."
    line = mark.line + 1 if mark else None
    book.error("LM1201", f"the file is not valid YAML: {problem}.", hint, row=line)


def _note_too_large(book: NoticeBook, line: int | None) -> None:
    problem = "the configuration is too large or too deeply nested, aliases followed."
    book.error("LM1204", problem, "use fewer aliases (&name, *name).", row=line)
