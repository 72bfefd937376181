"""A day on which no truck drives says nothing of trucks."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.cli.plan import _print_tables
from lastmile_cli.domain.plan import Bill
from lastmile_cli.outputs.fleet_sheets import totals_line
from tests.plans import hauled_plan


def idle_plan():
    plan = hauled_plan()
    nothing = Bill(currency=plan.currency, lines=())
    trucks = replace(plan.line_haul, stops=(), routes=(), bill=nothing, objective=nothing)
    return replace(plan, line_haul=trucks)


def test_no_truckload_no_line_haul_table(capsys):
    _print_tables(idle_plan(), "")
    assert "Line-haul" not in capsys.readouterr().out
    _print_tables(hauled_plan(), "")
    assert "Line-haul" in capsys.readouterr().out


def test_no_truck_is_counted_where_none_drives():
    assert "truck" not in totals_line(idle_plan())
    assert "1 truck to the hubs" in totals_line(hauled_plan())
