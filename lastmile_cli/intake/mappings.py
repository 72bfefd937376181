"""A saved column mapping: what the columns of one's own export mean, written down once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.intake.decoding import decode
from lastmile_cli.intake.dialects import Dialect
from lastmile_cli.intake.headers import ALIKE_PERCENT
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.naming import (
    KnownHeader,
    Naming,
    canonical_columns,
    known_headers,
    normalised,
)
from lastmile_cli.intake.near_miss import nearest, suggestion
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stop_loads import SIDES
from lastmile_cli.intake.stops_read import StopsRead
from lastmile_cli.intake.yaml_nodes import read_yaml

CARRY = "carry"
"""What stands for a column that means nothing here and is carried along."""

_SHORTEST_PART = 5
"""Shorter names are parts of words that mean something else."""

_WORDS = {
    "encoding": None,
    "delimiter": None,
    "decimal_mark": (".", ","),
    "date_order": ("dmy", "mdy"),
    "header_row": None,
}
"""The keys beside ``columns``, with what they may be."""

_UNITS = {
    "weight_kg": ("kg", "g", "t", "lb"),
    "volume_m3": ("m3", "l", "ml"),
    "service_time_min": ("s", "min", "h"),
    **dict.fromkeys(SIDES, ("cm", "mm", "m", "in")),
}
"""Columns that have a unit, with those their cells may be in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What the owner of a file says of it; ``headers`` are the columns as written."""

    file: str
    naming: Naming = Naming()
    dialect: Dialect = Dialect(kind="")
    headers: tuple[str, ...] = ()

    def over(self, product: Naming) -> Naming:
        """What headers mean by this mapping, and beside it by the program they come from."""
        claimed = {found.column for found in self.naming.own.values()}
        kept = {name: it for name, it in product.own.items() if it.column not in claimed}
        own = kept | dict(self.naming.own)
        carried = (product.carried | self.naming.carried) - own.keys()
        return replace(product, own=own, carried=carried)

    def note_missing(self, header: Iterable[str], row: int, book: NoticeBook) -> None:
        """Note columns of the mapping that the file has not."""
        there = {normalised(name): name for name in header}
        missing = [name for name in self.headers if normalised(name) not in there]
        if len(missing) == 1:
            problem = f"{self.file} speaks of a column {shown(missing[0])}, which is not here."
            book.warning("LM1024", problem, suggestion(missing[0], there.values()), row=row)
        elif missing:
            problem = f"{self.file} speaks of {len(missing)} columns that are not here: "
            hint = "nothing, if this file has fewer columns on purpose; else correct the mapping."
            book.warning("LM1024", f"{problem}{listed(missing)}.", hint, row=row)


def read_mapping(source: Source) -> ColumnMapping:
    """
    Read a mapping, such as ``suggested_mapping`` writes.

    Raises
    ------
    InputRefusedError
        It is none; with every notice there is to give.
    """
    book = NoticeBook(source.file)
    text = decode(source.content, book)
    document = read_yaml(text, book) if text is not None else None
    data = document.data if document else None
    if document is not None and not isinstance(data, dict):
        hint = "`lastmile check STOPS -c CONFIG --suggest-mapping` writes one to start from."
        book.error("LM1023", "a mapping has keys: columns, and what is known of the file.", hint)
    lines = document.lines if document else {}
    found = None
    if isinstance(data, dict):
        found = _mapping(data, source.file, KeyBook(book, lines))
    if found is None or book.notices:
        msg = f"{source.file} is refused: it is no column mapping."
        raise InputRefusedError(msg, hint="correct the mapping", notices=book.sorted())
    return found


def suggested_mapping(read: StopsRead) -> str:
    """
    Write down how a file was read, as YAML to be looked at, edited and named in the configuration.

    Every column stands there: those we do not know as ``carry``, with the
    column they may be beside them.
    """
    lines = [
        f"# How the columns of {read.file} are read. Correct it, and name this file in the",
        "# configuration (stops: {mapping: FILE}) or with --mapping.",
        "columns:",
    ]
    taken = {column for _, column, _ in read.meanings}
    open_names = {
        name: found.column for name, found in known_headers().items() if found.column not in taken
    }
    for header, column, unit in read.meanings:
        meaning = column or CARRY
        if unit:
            meaning = f"{{column: {column}, unit: {unit}}}"
        near = None if column else _likely(normalised(header), open_names)
        remark = f"  # did you mean {near}?" if near else ""
        lines.append(f"  {_quoted(header)}: {meaning}{remark}")
    said = read.dialect or Dialect()
    told = {
        "encoding": said.encoding,
        "delimiter": said.delimiter,
        "decimal_mark": said.decimal_mark,
        "date_order": said.date_order,
    }
    lines += [f"{key}: {_quoted(value)}" for key, value in told.items() if value]
    if said.kind in ("CSV", "XLSX") and (said.header_line or 1) > 1:
        lines.append(f"header_row: {said.header_line}")
    return "\n".join(lines) + "\n"


def _likely(header: str, open_names: Mapping[str, str]) -> str | None:
    """The column that a header may be: one it is like, or one whose name is a part of it."""
    slip = nearest(header, open_names, alike_percent=ALIKE_PERCENT)
    parts = [name for name in open_names if len(name) >= _SHORTEST_PART and name in header]
    near = slip or max(parts, key=len, default=None) or nearest(header, open_names)
    return open_names[near] if near else None


def _quoted(text: str) -> str:
    """A double-quoted scalar of YAML: JSON's strings are a part of them."""
    import json

    return json.dumps(text, ensure_ascii=False)


def _mapping(data: Mapping[str, Any], file: str, book: KeyBook) -> ColumnMapping:
    for key in data.keys() - {"columns", *_WORDS}:
        problem = f"there is no key {shown(key)}."
        book.error("LM1023", (key,), problem, suggestion(str(key), ["columns", *_WORDS]))
    columns = data.get("columns") or {}
    if not isinstance(columns, dict):
        hint = 'write "Order no": stop_id.'
        book.error("LM1023", ("columns",), "`columns` must be a mapping.", hint)
        columns = {}
    own: dict[str, KnownHeader] = {}
    carried: set[str] = set()
    for header, meaning in columns.items():
        found = _meaning(str(header), meaning, book)
        if found is None:
            carried.add(normalised(str(header)))
        else:
            own[normalised(str(header))] = found
    return ColumnMapping(
        file=file,
        naming=Naming(own=own, carried=frozenset(carried)),
        dialect=_dialect(data, book),
        headers=tuple(map(str, columns)),
    )


def _meaning(header: str, meaning: Any, book: KeyBook) -> KnownHeader | None:
    """What a column means; ``None`` where it is carried along."""
    path, unit = ("columns", header), ""
    if isinstance(meaning, dict):
        for key in meaning.keys() - {"column", "unit"}:
            problem = f"{shown(header)} has a key {shown(str(key))}, which is unknown."
            book.error("LM1023", (*path, key), problem, suggestion(str(key), ["column", "unit"]))
        meaning, unit = meaning.get("column"), str(meaning.get("unit") or "")
    if meaning is None or meaning == CARRY:
        return None
    if meaning not in canonical_columns():
        problem = f"{shown(header)} is to be read as {shown(meaning)}, which is no column."
        hint = suggestion(str(meaning), [*canonical_columns(), CARRY])
        book.error("LM1023", path, problem, hint)
        return None
    _check_unit(header, str(meaning), unit, book)
    return KnownHeader(str(meaning), unit)


def _check_unit(header: str, column: str, unit: str, book: KeyBook) -> None:
    fitting = _UNITS.get(column, ())
    if not unit or unit in fitting:
        return
    path = ("columns", header, "unit")
    if not fitting:
        problem = f"{shown(header)} is in {shown(unit)}, but `{column}` has no unit."
        book.error("LM1023", path, problem, "leave `unit` out.")
        return
    problem = f"{shown(header)} is in {shown(unit)}, which is no unit of `{column}`."
    choices = f"choose one of: {', '.join(fitting)}."
    others = [name for name, units in _UNITS.items() if unit in units]
    hint = f"{choices[:-1]}; or did you mean `{others[0]}`?" if others else choices
    book.error("LM1023", path, problem, hint)


def _dialect(data: Mapping[str, Any], book: KeyBook) -> Dialect:
    import codecs

    said = {key: str(data.get(key) or "") for key in _WORDS}
    for key, choices in _WORDS.items():
        if said[key] and choices and said[key] not in choices:
            problem = f"`{key}` cannot be {shown(said[key])}."
            book.error("LM1023", (key,), problem, suggestion(said[key], choices))
    if len(said["delimiter"]) > 1:
        problem = f"`delimiter` is one character, not {shown(said['delimiter'])}."
        book.error("LM1023", ("delimiter",), problem, 'write ";" or "\\t".')
    try:
        encoding = codecs.lookup(said["encoding"]).name if said["encoding"] else ""
        "".encode(encoding or "utf-8")
    except (LookupError, ValueError):
        problem = f"there is no encoding {shown(said['encoding'])}."
        book.error("LM1023", ("encoding",), problem, "write utf-8, cp1252, cp850, utf-16 …")
        encoding = ""
    row = data.get("header_row")
    if row is not None and (not isinstance(row, int) or isinstance(row, bool) or row < 1):
        problem = f"`header_row` is a line from 1 on, not {shown(row)}."
        book.error("LM1023", ("header_row",), problem, "count it.")
        row = None
    return Dialect(
        kind="",
        encoding=encoding,
        delimiter=said["delimiter"],
        decimal_mark=said["decimal_mark"],
        date_order=said["date_order"],
        header_line=row,
    )
