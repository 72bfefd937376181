"""What a dispatcher hears of an edited plan: promises one by one, figures in short."""

from __future__ import annotations

from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.outputs.verdict import verdict_sentence, verdict_text, violation_to_record

LATE = Violation(rule=Rule.WINDOW_MISSED, route="van-1", stop="A", sentence="Too late for A.")
METRES = Violation(rule=Rule.WRONG_LEG, route="van-1", stop="A", sentence="400 m, not 300 m.")
MONEY = Violation(rule=Rule.WRONG_BILL, sentence="10.00, not 9.00.")


def test_promises_are_told_and_figures_counted_by_route():
    """Three figures, one broken promise that was found last."""
    text = verdict_text([METRES, METRES, MONEY, LATE], "plan.json")

    assert text.splitlines() == [
        "plan.json route van-1 stop A  LM1658 error: Too late for A.",
        "  Try: visit the stop earlier, or move it to another vehicle.",
        "route van-1: 2 written figures no longer fit its visits; --verbose lists them",
        "the whole plan: 1 written figure no longer fits its routes; --verbose lists them",
        "  Try: plan again with `lastmile plan` for figures that fit "
        "(the orders' `vehicle` column keeps a stop on its vehicle).",
    ]


def test_in_full_every_figure_is_told_behind_the_promises():
    lines = verdict_text([METRES, LATE], "", in_full=True).splitlines()

    assert [line for line in lines if "error" in line] == [
        "route van-1 stop A  LM1658 error: Too late for A.",
        "route van-1 stop A  LM1675 error: 400 m, not 300 m.",
    ]


def test_the_sum_of_it_names_both_kinds():
    assert verdict_sentence([LATE]) == "The plan breaks 1 promise."
    assert verdict_sentence([LATE, LATE, METRES]) == (
        "The plan breaks 2 promises; 1 written figure does not fit."
    )
    assert verdict_sentence([METRES, MONEY]) == (
        "Every promise is kept, but 2 written figures do not fit."
    )


def test_a_record_says_of_which_kind_it_is():
    assert violation_to_record(LATE, "plan.json")["kind"] == "promise"
    assert violation_to_record(MONEY, "")["kind"] == "figure"
    assert violation_to_record(LATE, "plan.json")["place"]["file"] == "plan.json"
