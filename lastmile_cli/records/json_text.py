"""JSON as bytes: canonical when written, refused with line and column when it cannot be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Place, Severity

MAX_DEPTH = 60
"""How deep lists and objects may be nested in what we read."""

LISTED = frozenset(
    {"stops", "routes", "visits", "unassigned", "outsourced", "notices"}
    | {"features", "manifests", "items"}
)
"""Lists that are written one item a line, so that a person can edit them and compare two."""

OPENED = frozenset({"routes", "manifests"})
"""Lists whose items are written one key a line."""


def json_bytes(record: Mapping[str, Any]) -> bytes:
    """
    Write a record as UTF-8: keys in the order given, one item of a long list a line.

    >>> print(json_bytes({"a": 1, "stops": [{"id": "Ä"}, {"id": "B"}]}).decode(), end="")
    {
     "a": 1,
     "stops": [
      {"id": "Ä"},
      {"id": "B"}
     ]
    }
    """
    return (_opened(record, 1) + "\n").encode("utf-8")


def parse_json(content: bytes, *, file: str) -> Any:
    """
    Read UTF-8 JSON, with or without a byte order mark.

    Raises
    ------
    InputRefusedError
        Empty, not UTF-8, not JSON, cut off or nested too deep; one notice
        (LM1610 or LM1611) with line and column says which.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        problem = f"byte {content[error.start]:#04x} at column {column} is not UTF-8."
        raise refused(file, line, "LM1610", problem, "save the file as UTF-8") from error
    if not text.strip():
        raise refused(file, 1, "LM1610", "the file is empty.", "run `lastmile plan` again")
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        problem = f"this is not JSON at column {error.colno}: {error.msg}."
        hint = "the file seems cut off; write it again" if cut_off else "mend the text there"
        raise refused(file, error.lineno, "LM1610", problem, hint) from error
    except RecursionError as error:
        raise _too_deep(file) from error
    except ValueError as error:
        raise refused(
            file, None, "LM1610", f"{error}.", "write numbers as JSON has them"
        ) from error
    if _depth_exceeds(value, MAX_DEPTH):
        raise _too_deep(file)
    return value


def refused(file: str, line: int | None, code: str, problem: str, hint: str) -> InputRefusedError:
    """Make the exception for a file that cannot be read at all."""
    place = Place(file=file, row=line)
    notice = Notice(code=code, severity=Severity.ERROR, place=place, problem=problem, hint=hint)
    return InputRefusedError(f"{place}: {problem}", hint=hint, notices=(notice,))


def _too_deep(file: str) -> InputRefusedError:
    problem = f"lists and objects are nested more than {MAX_DEPTH} deep."
    return refused(file, None, "LM1611", problem, "this is no file of ours; name another")


def _refuse_constant(word: str) -> None:
    msg = f"{word} is no number in JSON"
    raise ValueError(msg)


def _depth_exceeds(value: Any, limit: int) -> bool:
    layer = [value]
    for _ in range(limit):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not layer:
            return False
    return True


def _opened(record: Mapping[str, Any], indent: int) -> str:
    margin = " " * indent
    lines = [
        f"{margin}{_compact(key)}: {_value(key, value, indent)}" for key, value in record.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n" + " " * (indent - 1) + "}"


def _value(key: str, value: Any, indent: int) -> str:
    if key not in LISTED or not isinstance(value, list) or not value:
        return _compact(value)
    margin = " " * (indent + 1)
    items = (_opened(it, indent + 2) if key in OPENED else _compact(it) for it in value)
    return "[\n" + ",\n".join(f"{margin}{item}" for item in items) + "\n" + " " * indent + "]"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
