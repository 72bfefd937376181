"""One stop's story as tables and as a record."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from lastmile_cli.domain.plan import Fix, FixKind, Outsourced, Unassigned, UnassignedClass
from lastmile_cli.outputs.explain import (
    _nobody_else,
    explain_record,
    handed_sheet,
    left_out_sheets,
    there_sheet,
)
from lastmile_cli.outputs.printer import Printer
from lastmile_cli.planning.explanation import Proof, ToldFix, WhyHanded, WhyLeftOut, WhyThere
from lastmile_cli.planning.limits import Excess
from tests.plans import eur, small_plan

FIX = Fix(
    kind=FixKind.END_LATER,
    stop_id="S-7",
    vehicle_id="van-1",
    price=eur("4.20"),
    amounts=(("min", 12),),
)
TOLD = ToldFix(fix=FIX, sentence="let van-1 work until 18:12 (12 min longer)")
WHY = WhyLeftOut(
    told=Unassigned(
        stop_id="S-7",
        unassigned_class=UnassignedClass.SACRIFICED,
        reason="no_room",
        detail="No place was found for it.",
        cheapest_fix=TOLD.sentence,
        fix_cost=FIX.price,
        fix=FIX,
    ),
    proofs=(
        Proof(vehicle_id="van-1", as_planned=TOLD),
        Proof(
            vehicle_id="bike-2",
            alone="holds 40 kg, the load is 90 kg",
            reason="capacity_weight_g",
            excesses=(Excess(reason="capacity_weight_g", needs=90_000, limit=40_000),),
        ),
    ),
    fixes=(TOLD,),
)
THERE = WhyThere(
    vehicle_id="van-1",
    slack_before_s=60,
    slack_after_s=1_799,
    saves=eur("3.25"),
    next_vehicle_id="bike-2",
    next_price=eur("5.00"),
)


def printed(*sheets) -> str:
    stream = io.StringIO()
    printer = Printer(stream, environ={})
    for sheet in sheets:
        printer.sheet(sheet)
    return stream.getvalue()


def test_a_stop_left_out_shows_the_reason_the_ways_out_and_every_vehicle():
    text = printed(*left_out_sheets(small_plan(), WHY))

    assert "S-7 [red]Nobody[/red]: could not fit (no_room)" in text
    assert "let van-1 work until 18:12 (12 min longer)  van-1  4.20" in text
    assert "holds 40 kg, the load is 90 kg  no single change is enough" in text


def test_the_record_of_a_stop_left_out_has_figures_and_no_words_to_be_parsed():
    record = explain_record(small_plan(), "S-7", left_out=WHY)

    assert record["outcome"] == "unassigned"
    assert record["unassigned"]["fix"]["amounts"] == {"min": 12}
    assert record["fixes"][0]["price"] == "4.20"
    assert [it["could_alone"] for it in record["vehicles"]] == [True, False]
    assert record["vehicles"][1]["excesses"] == [
        {"reason": "capacity_weight_g", "needs": 90_000, "limit": 40_000}
    ]


def test_a_stop_that_is_served_shows_its_hour_its_slack_and_who_else_could_come():
    text = printed(there_sheet(small_plan(), "S-1", THERE))

    assert "could arrive later by   29 min" in text
    assert "bike-2, whose route would cost 5.00 more" in text


def test_nobody_else_is_told_where_nobody_else_has_room():
    alone = replace(THERE, next_vehicle_id="", next_price=None)

    assert "nobody else" in printed(there_sheet(small_plan(), "S-1", alone))
    assert explain_record(small_plan(), "S-1", there=alone)["served"]["next_best"] is None


def test_a_stop_handed_to_a_partner_names_partner_and_price():
    handed = Outsourced(stop_id="S-7", partner_id="night-owl", price=eur("6.50"))

    assert "night-owl, for 6.50" in printed(handed_sheet(small_plan(), WhyHanded(handed=handed)))
    assert (
        explain_record(small_plan(), "S-7", handed=WhyHanded(handed=handed))["outsourced"]["price"]
        == "6.50"
    )


@pytest.mark.parametrize(
    ("others", "off", "told"),
    [
        (2, (), "nobody else has room as planned"),
        (0, (), "no other vehicle works that day"),
        (
            0,
            (("van-2", "in the workshop"), ("noel", "")),
            "no other vehicle works that day (off: van-2: in the workshop; noel)",
        ),
        (1, (("van-2", ""),), "nobody else has room as planned (off: van-2)"),
    ],
)
def test_nobody_else_has_room_only_where_somebody_else_is_there(others, off, told):
    alone = replace(THERE, next_vehicle_id="", next_price=None, others=others, off=off)

    assert _nobody_else(alone) == told
