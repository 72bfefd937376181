"""What promises cost, on paper: a table a person reads, a CSV, a record."""

from __future__ import annotations

import csv
import io

from lastmile_cli.outputs.promises import promises_csv, promises_record, promises_sheet
from lastmile_cli.planning.promise_prices import PricedPromise
from lastmile_cli.planning.promises import Promise, PromiseKind
from tests.planning.test_promises import day_cost, priced


def found():
    """Windows that cost 5.00, a window that costs 3.50 by a quick look, a skill that failed."""
    one = priced(day_cost(9_500), others=(10_100,))
    window = Promise(kind=PromiseKind.WINDOW, what="S-2", stops=1)
    skill = Promise(kind=PromiseKind.SKILL, what="lift", stops=2)
    windows = Promise(kind=PromiseKind.WINDOWS, stops=3)
    return type(one)(
        plan=one.plan,
        base=one.base,
        others=one.others,
        priced=(
            PricedPromise(promise=window, without=day_cost(9_950), screened_cents=350),
            PricedPromise(promise=windows, without=day_cost(9_500)),
            PricedPromise(promise=skill, without=None, error="no vehicle"),
        ),
        screened=2,
        iterations=40,
        seed=0,
    )


def test_the_dearest_promise_comes_first_and_luck_is_called_none():
    text = promises_sheet(found()).plain().splitlines()

    assert text[2].startswith("the day as it is")
    assert "all windows (3 stops)" in text[3]
    assert "5.00" in text[3]
    assert "S-2" in text[4] or "S-2" in text[5]
    assert any("none" in line for line in text[4:])
    assert "100.00 to 101.00" in text[-1]
    assert "1.00 are none" in text[-1]


def test_with_one_seed_it_is_said_that_luck_was_not_tried():
    one = priced(day_cost(9_500), others=())

    assert "was not tried" in promises_sheet(one).note


def test_the_csv_and_the_record_have_the_same_figures():
    rows = list(csv.DictReader(io.StringIO(promises_csv(found()))))
    record = promises_record(found())

    assert [row["cost"] for row in rows] == ["0.50", "5.00", ""]
    assert [row["is_above_noise"] for row in rows] == ["no", "yes", "no"]
    assert [it["cost"] for it in record["promises"]] == ["0.50", "5.00", None]
    assert [it["quick_look"] for it in record["promises"]] == ["3.50", None, None]
    assert record["promises"][2]["error"] == "no vehicle"
    assert record["noise"] == "1.00"
    assert record["schema_version"] == 1
