"""Orders as JSON: an object a line, or a list of objects, to the text cells a CSV would have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.table import MAX_COLUMNS, MAX_ROWS, Table

_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_BEGIN = re.compile(r"\s*(?:\[\s*)?\{\s*[\"}]|\s*\[\s*\]\s*$")
_BLANK = re.compile(r"[\s,]*")
_MAX_DEPTH = 20


def is_json(text: str) -> bool:
    """Whether a text begins as a JSON object does, or a list of them."""
    return _BEGIN.match(text) is not None


def read_json_rows(text: str, book: NoticeBook) -> Table | None:
    """
    Read a list of objects, or an object a line; each is a row, its keys are the headers.

    Keys inside an object are joined ("customer.name"), lists become text with
    commas. What is no object is noted with its line, and the next one read.
    ``None`` after a notice that there is none at all.
    """
    records: list[tuple[int, dict[str, str]]] = []
    unread: dict[int, str] = {}
    is_list = text.lstrip()[:1] == "["
    for line, piece in _list_items(text) if is_list else _lines(text):
        record = _record(piece)
        if record is None:
            unread[line] = piece if isinstance(piece, str) else json.dumps(piece)
            hint = 'write one object a row, such as {"stop_id": "A", "address": "Katu 1"}.'
            book.error("LM1025", "this is no JSON object; the row is not read.", hint, row=line)
        elif len(records) >= MAX_ROWS:
            book.error("LM1020", f"there are more than {MAX_ROWS:,} rows.", "split the file.")
            break
        else:
            records.append((line, record))
    if not records:
        if not unread:
            book.error("LM1003", "the file is empty.", "export the orders again.")
        return None
    header = list(dict.fromkeys(key for _, record in records for key in record))[: MAX_COLUMNS + 1]
    kind = "JSON" if is_list else "JSON lines"
    table = Table(header=header, header_line=records[0][0], unread=unread, kind=kind)
    for line, record in records:
        table.rows.append([record.get(key, "") for key in header])
        table.lines.append(line)
    return table


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, _DECODER.decode(line.strip())
            except (ValueError, RecursionError):
                yield number, line


def _list_items(text: str) -> Iterator[tuple[int, Any]]:
    """Items of a list one by one, so that damage in one does not lose those before it."""
    at = text.index("[") + 1
    line, counted_to = 1, 0
    while True:
        at = _end_of_blank(text, at)
        line += text.count("\n", counted_to, at)
        counted_to = at
        if text[at : at + 1] == "]":
            behind = text[at + 1 :].strip()
            if behind:
                yield line, behind[:1000]
            return
        if at >= len(text):
            yield line, "the list has no end: ] is missing"
            return
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield line, text[at : at + 1000]
            return
        yield line, item


def _end_of_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _record(item: Any) -> dict[str, str] | None:
    if not isinstance(item, dict):
        return None
    record: dict[str, str] = {}
    _flatten(item, "", record, 0)
    return record


def _flatten(item: dict[str, Any], above: str, record: dict[str, str], depth: int) -> None:
    for key, value in item.items():
        name = f"{above}.{key}" if above else str(key)
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            _flatten(value, name, record, depth + 1)
        else:
            record[name] = _text(value)


def _text(value: Any, depth: int = 0) -> str:
    if isinstance(value, list) and depth < _MAX_DEPTH:
        return ", ".join(_text(item, depth + 1) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    # Half a character cannot be written to any file.
    return "" if value is None else str(value).encode("utf-8", "replace").decode()
