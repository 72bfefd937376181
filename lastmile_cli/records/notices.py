"""Notices and errors as records: what plan.json lists and what ``--json`` prints on stderr."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.records.fields import Fields


def notice_to_record(notice: Notice) -> dict[str, Any]:
    """
    Lay out one notice.

    >>> notice_to_record(Notice(code="LM1201", severity=Severity.ERROR,
    ...     place=Place(file="c.yaml", column="fleet"), problem="unknown key."))["place"]
    {'file': 'c.yaml', 'row': None, 'column': 'fleet'}
    """
    place = notice.place
    return {
        "code": notice.code,
        "severity": notice.severity.value,
        "place": {"file": place.file, "row": place.row, "column": place.column},
        "problem": notice.problem,
        "hint": notice.hint,
    }


def notice_from_record(fields: Fields) -> Notice:
    """Read one notice back."""
    place = fields.inside("place")
    return Notice(
        code=fields.text("code"),
        severity=fields.word("severity", Severity),
        place=Place(
            file=place.text("file"), row=place.count_or_none("row"), column=place.text("column")
        ),
        problem=fields.text("problem"),
        hint=fields.text("hint"),
    )


def error_record(error: LastmileError) -> dict[str, Any]:
    """
    Lay out an error for standard error: code, message, hint and every notice.

    >>> error_record(LastmileError("No such file: x.csv.", hint="check the name"))
    {'error': {'code': 'LM0000', 'message': 'No such file: x.csv.', 'hint': 'check the name',
               'notices': []}}
    """
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "notices": [notice_to_record(notice) for notice in error.notices],
        }
    }
