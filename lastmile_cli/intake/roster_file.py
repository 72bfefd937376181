"""A roster in a table of its own: a row a line, CSV or XLSX."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.config_models import ConfigModel
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import NoticeBook, shown
from lastmile_cli.intake.roster_checks import (
    check_lm1290_roster_names,
    check_lm1291_roster_lines,
    check_lm1292_roster_overlaps,
)
from lastmile_cli.intake.roster_models import RosterModel
from lastmile_cli.intake.sources import Source, read_source
from lastmile_cli.intake.table import Table
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.words import is_empty
from lastmile_cli.intake.workbooks import is_workbook, read_workbook

COLUMNS = ("date", "from", "until", "days", "vehicle", "driver", "away", "reason", "start", "end",
    "drives", "hire", "id", "count", "per_day")  # fmt: skip
_LISTS = ("days", "vehicle", "driver")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterListing:
    """The configuration with all lines of its roster, and every notice about the file."""

    model: ConfigModel
    notices: tuple[Notice, ...] = ()


def list_roster(model: ConfigModel, base: Path) -> RosterListing:
    """Put the lines of the roster's file behind those of the configuration."""
    book = NoticeBook(model.roster_file)
    try:
        path = base / Path(model.roster_file).expanduser()
        source = replace(read_source(path), file=model.roster_file)
    except InputRefusedError as error:
        problem = error.notices[0].problem if error.notices else error.message
        book.error("LM1295", f"the roster: {problem}", "correct roster_file, or remove it.")
        return RosterListing(model=model, notices=book.sorted())
    rows = read_roster_rows(source, book)
    update = {"roster": [*model.roster, *rows.values()], "roster_file": ""}
    _check(model, rows, book)
    return RosterListing(model=model.model_copy(update=update), notices=book.sorted())


def read_roster_rows(source: Source, book: NoticeBook) -> dict[int, RosterModel]:
    """Lines by the row of the file they stand on; what cannot be one is noted."""
    known = {normalised(name): name for name in COLUMNS}

    def knows(text: str) -> bool:
        return normalised(text) in known

    reader = read_workbook if is_workbook(source.content) else read_csv
    table = reader(source.content, book, knows)
    if table is None:
        return {}
    position = _position(table, known, book)
    lines: dict[int, RosterModel] = {}
    for line, cells in zip(table.lines, table.rows, strict=True):
        data = _data(cells, position)
        if not data:
            if not position:
                said = "no column of this file is one of a roster, so its lines say nothing."
                book.error("LM1295", said, f"name them {', '.join(COLUMNS[:8])} …", row=line)
                break
            continue
        try:
            lines[line] = RosterModel.model_validate(data)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                key = str(problem["loc"][0]) if problem["loc"] else ""
                said = f"{shown(problem['input'])} {problem['msg']}."
                book.error("LM1295", said.replace("..", "."), row=line, column=key)
    return lines


def _position(table: Table, known: dict[str, str], book: NoticeBook) -> dict[str, int]:
    position: dict[str, int] = {}
    for at, header in enumerate(table.header):
        name = known.get(normalised(header))
        if name and name not in position:
            position[name] = at
        elif header.strip():
            near = nearest(normalised(header), known)
            hint = f"did you mean `{known[near]}`?" if near else "leave it, or correct its name."
            problem = f"column {shown(header)} is not read."
            book.warning("LM1296", problem, hint, row=table.header_line)
    return position


def _data(cells: list[str], position: dict[str, int]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, at in position.items():
        text = " ".join(cells[at].split()) if at < len(cells) else ""
        if is_empty(text):
            continue
        parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        data[name] = parts if name in _LISTS else text
    if "days" in data:
        data["days"] = [day for part in data["days"] for day in part.split()]
    if "start" in data or "end" in data:
        data["shift"] = {key: data.pop(key) for key in ("start", "end") if key in data}
    return data


def _check(model: ConfigModel, rows: dict[int, RosterModel], book: NoticeBook) -> None:
    """Hold the rows against the rules of the configuration's own lines."""
    found = NoticeBook(book.file)
    sections = {
        "roster": list(rows.values()),
        "vehicles": model.vehicles,
        "drivers": model.drivers,
    }
    for check in (
        check_lm1290_roster_names,
        check_lm1291_roster_lines,
        check_lm1292_roster_overlaps,
    ):
        check(sections, KeyBook(found))
    lines = list(rows)
    for notice in found.notices:
        head, _, rest = notice.place.column.removeprefix("roster[").partition("]")
        add = book.error if notice.severity == "error" else book.warning
        column = rest.lstrip(".").split("[")[0]
        add(notice.code, notice.problem, notice.hint, row=lines[int(head)], column=column)
