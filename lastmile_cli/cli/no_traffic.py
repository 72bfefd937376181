"""``lastmile plan --no-traffic``: what ignoring the traffic would cost."""

from __future__ import annotations

import sys

from lastmile_cli.cli.desk import Desk
from lastmile_cli.domain.errors import InterruptedRunError
from lastmile_cli.workflows.plan_day import PlanRequest


def show_ignored(desk: Desk, request: PlanRequest, wanted: str) -> None:
    """Plan the day twice and set both plans side by side; ``wanted``: table, json or csv."""
    from lastmile_cli.outputs.ignored_traffic import (
        broken_sheet,
        ignored_traffic_csv,
        ignored_traffic_record,
        side_by_side_sheet,
    )
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.workflows.ignore_traffic import ignore_traffic

    with desk.progress() as progress:
        told = ignore_traffic(request, progress)
    desk.show_notices(told.minded.notices)
    plans = (told.on_paper, told.driven, told.minded)
    if wanted == "json":
        desk.emit_record(ignored_traffic_record(*plans, told.broken))
    elif wanted == "csv":
        desk.emit(ignored_traffic_csv(*plans))
    else:
        printer = Printer(sys.stdout)
        printer.sheet(side_by_side_sheet(*plans, broken=len(told.broken)))
        if told.broken:
            printer.sheet(broken_sheet(told.broken))
    if told.interrupted:
        raise InterruptedRunError(
            "Interrupted: these are the best plans found so far.", hint="run it again"
        )
