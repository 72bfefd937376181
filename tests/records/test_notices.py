"""An error on standard error is JSON that a machine can act upon."""

from __future__ import annotations

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.notices import error_record, notice_from_record, notice_to_record
from lastmile_cli.records.problems import Problems

NOTICE = Notice(
    code="LM1103",
    severity=Severity.ERROR,
    place=Place(file="stops.csv", row=14, column="time_window"),
    problem="closes before it opens.",
    hint="swap the two times",
)


def test_an_error_tells_code_message_hint_and_every_notice():
    record = error_record(InputRefusedError("2 rows refused.", hint="mend them", notices=(NOTICE,)))

    assert record == {
        "error": {
            "code": "LM0003",
            "message": "2 rows refused.",
            "hint": "mend them",
            "notices": [notice_to_record(NOTICE)],
        }
    }


def test_a_notice_comes_back_with_its_place():
    problems = Problems("x")

    assert notice_from_record(Fields(notice_to_record(NOTICE), problems, "")) == NOTICE
    assert problems.found == []
