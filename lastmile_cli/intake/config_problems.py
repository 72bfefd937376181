"""What pydantic objects to, as notices with key path, line and a way out."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lastmile_cli.intake.environment import is_secret
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import shown

_LIMIT = re.compile(r"^Decimal\('(.*)'\)$")

_TEXTS = {
    "model_type": "must be a mapping (key: value lines, indented)",
    "dict_type": "must be a mapping (key: value lines, indented)",
    "list_type": "must be a list (lines that begin with -)",
}


def validated(
    name: str, annotation: Any, data: Any, book: KeyBook, hidden: set[KeyPath]
) -> tuple[Any, bool]:
    """
    Validate one section; what is wrong becomes notices.

    Values at ``hidden`` paths came from the environment and are not repeated.
    Returns the value and whether there is one: a section that is valid once
    its wrong values are left out can still be checked further.
    """
    adapter = TypeAdapter(annotation)
    try:
        return adapter.validate_python(data), True
    except ValidationError as error:
        problems = error.errors(include_url=False)
    for problem in problems:
        _note(problem, name, annotation, book, hidden)
    book.broken |= {(name, *problem["loc"]) for problem in problems}
    try:
        return adapter.validate_python(_without(data, problems)), True
    except ValidationError:
        return None, False


def _without(data: Any, problems: list[ErrorDetails]) -> Any:
    """A copy of the data without the keys that hold something wrong."""
    kept = copy.deepcopy(data)
    for problem in problems:
        holder: Any = None
        key: Any = None
        inner: Any = kept
        for part in problem["loc"]:
            if not _has(inner, part):
                break
            holder, key = inner, part
            inner = holder[key]
        if isinstance(holder, dict):
            holder.pop(key, None)
    return kept


def _has(holder: Any, key: str | int) -> bool:
    """Whether plain data has something at a key or list position."""
    if isinstance(holder, dict):
        return key in holder
    return isinstance(holder, list) and isinstance(key, int) and key < len(holder)


def _note(
    problem: ErrorDetails, name: str, annotation: Any, book: KeyBook, hidden: set[KeyPath]
) -> None:
    path = _shown_path((name, *problem["loc"]), book)
    kind = problem["type"]
    if kind == "extra_forbidden":
        known = sorted(_keys_at(annotation, problem["loc"][:-1]))
        hint = suggestion(str(path[-1]), known)
        book.error("LM1205", path, f"`{path[-1]}` is not a key we know.", hint)
    elif kind == "missing":
        book.error("LM1206", path, f"`{path[-1]}` is missing.", "add it.")
    else:
        _note_value(problem, path, book, hidden)


def _note_value(problem: ErrorDetails, path: KeyPath, book: KeyBook, hidden: set[KeyPath]) -> None:
    kind, context = problem["type"], problem.get("ctx", {})
    limits = {
        "greater_than_equal": "ge",
        "greater_than": "gt",
        "less_than_equal": "le",
        "less_than": "lt",
    }
    value = _shown_value(problem["input"], path, hidden)
    if kind in limits:
        # pydantic hands some limits on as the text of what they are in Python.
        limit = _LIMIT.sub(r"\1", str(context[limits[kind]]))
        words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}[limits[kind]]
        is_negative = (
            limits[kind] in {"ge", "gt"} and limit == "0" and str(problem["input"]).startswith("-")
        )
        code, what = ("LM1218", "is negative") if is_negative else ("LM1219", "is out of range")
        book.error(code, path, f"{value}{what}.", f"write a number {words} {limit}.")
        return
    if kind in {"literal_error", "enum"}:
        hint = f"write one of: {context['expected']}."
        book.error("LM1207", path, f"{value}is not among the choices.", hint)
        return
    if kind == "currency":
        hint = "every amount is in service.currency: write the number alone, converted."
        book.error("LM1280", path, f"{value}names a currency.", hint)
        return
    if kind == "chance":
        what = f"{value}is more than certain; a probability is from 0 to 1."
        book.error("LM1219", path, what, f"{context['message']}.")
        return
    must = _TEXTS.get(kind) or context.get("message") or problem["msg"]
    book.error("LM1207", path, f"{value}{must}.".replace("..", "."))


def _shown_value(value: Any, path: KeyPath, hidden: set[KeyPath]) -> str:
    if isinstance(value, (dict, list, BaseModel)) or value is None:
        return ""
    if path in hidden or any(is_secret(str(part)) for part in path):
        return "the value "
    return f"{shown(value)} "


def _shown_path(path: KeyPath, book: KeyBook) -> KeyPath:
    """The path as the file has it: a bare price has no key ``amount``."""
    return path[:-1] if path[-1] == "amount" and path not in book.lines else path


def _keys_at(annotation: Any, loc: KeyPath) -> set[str]:
    """The keys known at a place inside a type."""
    if not loc:
        return {
            field.alias or name
            for model in _models(annotation)
            for name, field in model.model_fields.items()
        }
    for model in _models(annotation):
        for name, field in model.model_fields.items():
            if (field.alias or name) == loc[0]:
                return _keys_at(field.annotation, loc[1:])
    # A list position or a free key: look inside.
    return _keys_at(annotation, loc[1:])


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


NOT_YET = frozenset(
    {
        "notifications",
        "calibration",
    }
)
"""Sections the design knows and this version does not act on."""


def note_unknown_sections(data: dict[str, Any], known: Iterable[str], book: KeyBook) -> None:
    """Every key at the top must be a section we know."""
    for name in data:
        if name in NOT_YET:
            problem = f"`{name}` is not supported by this version yet."
            book.error("LM1205", (name,), problem, "remove it.")
        elif name not in known:
            problem = f"`{name}` is not a key we know."
            book.error("LM1205", (name,), problem, suggestion(name, known))
