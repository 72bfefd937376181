"""Yesterday's plan into today's orders: what it left unserved is planned again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.order_settings import OrderSettings
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.intake.failed_orders import read_failed
from lastmile_cli.intake.sources import read_source
from lastmile_cli.intake.stops_read import StopsRead
from lastmile_cli.planning.carry_over import carry_over
from lastmile_cli.records.plan_json import plan_from_bytes


def add_carried(
    read: StopsRead, day: ServiceDay, orders: OrderSettings, named: str = "", failed: str = ""
) -> tuple[StopsRead, tuple[Notice, ...]]:
    """
    Add what an earlier plan left unserved, or tried in vain, to the stops of a day.

    ``named`` is a plan on the command line, instead of the configuration's; that
    one may not be there yet, which is told. ``failed`` names the list of orders that
    failed at the door, instead of the configuration's, which may not be there either.

    Raises
    ------
    InputRefusedError
        The plan cannot be read, or is not of an earlier day.
    """
    name = named or orders.carried_path
    if not name:
        return read, ()
    if not named and not Path(name).exists():
        place = Place(column="stops.carry_over.plan")
        notice = Notice(
            code="LM1553",
            severity=Severity.WARNING,
            place=place,
            problem=f"there is no plan {Path(name).name} yet; nothing is carried over.",
            hint="keep yesterday's plan there with `lastmile plan -o`.",
        )
        return read, (notice,)
    source = read_source(name)
    plan = plan_from_bytes(source.content, file=source.file)
    if plan.day.date >= day.date:
        problem = f"{source.file} is of {plan.day.date}, not before {day.date}."
        hint = "name the plan of an earlier day, or choose the day with --date"
        place = Place(file=source.file, column="service_date")
        # The file of the configuration may hold today's plan by now: the day is planned again.
        severity = Severity.ERROR if named else Severity.WARNING
        notice = Notice(
            code="LM1554", severity=severity, place=place, problem=problem, hint=f"{hint}."
        )
        if not named:
            return read, (notice,)
        raise InputRefusedError(problem, hint=hint, notices=(notice,))
    reasons, of_failed, failed_sha256 = _failed(failed, orders)
    carried = carry_over(
        plan,
        day,
        priority_per_day=orders.priority_per_day,
        taken={order_id for stop in read.stops for order_id in stop.order_ids},
        file=Path(source.file).name,
        failed=reasons,
    )
    of_files = "\n".join(filter(None, (read.sha256, source.sha256, failed_sha256)))
    digest = hashlib.sha256(of_files.encode()).hexdigest()
    stops = (*read.stops, *carried.stops)
    return replace(read, stops=stops, sha256=digest), (*of_failed, *carried.notices)


def _failed(named: str, orders: OrderSettings) -> tuple[Mapping[str, str], tuple[Notice, ...], str]:
    """Read which orders failed and why, what there is to say of the list, and its hash."""
    name = named or orders.failed_path
    if not name or (not named and not Path(name).exists()):
        return {}, (), ""
    source = read_source(name)
    failed, notices = read_failed(source)
    return failed, notices, source.sha256
