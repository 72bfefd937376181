"""plan.json version 1: a plan to its record and back, and the record's canonical bytes."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import PLAN_SCHEMA_VERSION, PartnerFee, Plan
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.records.bills import bill_from_record, bill_to_record
from lastmile_cli.records.fields import MAX_DAYS_AWAY, Fields
from lastmile_cli.records.json_text import json_bytes, parse_json, refused
from lastmile_cli.records.leftovers import (
    fee_from_record,
    fee_to_record,
    outsourced_from_record,
    outsourced_to_record,
    unassigned_from_record,
    unassigned_to_record,
)
from lastmile_cli.records.line_haul import line_haul_from_record, line_haul_to_record
from lastmile_cli.records.links import check_links
from lastmile_cli.records.notices import notice_from_record, notice_to_record
from lastmile_cli.records.problems import Problems, shown
from lastmile_cli.records.provenance import provenance_from_record, provenance_to_record
from lastmile_cli.records.routes import route_from_record, route_to_record
from lastmile_cli.records.stops import stop_from_record, stop_to_record
from lastmile_cli.records.totals import plan_totals
from lastmile_cli.records.under_way import replanned_from_record, replanned_to_record

ID_DIGITS = 16
"""How many hex digits of the content's hash make a ``plan_id``."""

_UNHASHED = ("plan_id", "created_at")


def plan_to_record(plan: Plan) -> dict[str, Any]:
    """Lay out a plan as plan.json version 1: keys in the order of the design, totals added up."""
    day = plan.day
    return {
        "schema_version": PLAN_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "created_at": plan.created_at,
        "service_date": day.date.isoformat(),
        "timezone": day.timezone,
        "currency": plan.currency,
        **({"replanned": replanned_to_record(plan.replanned, day)} if plan.replanned else {}),
        "provenance": provenance_to_record(plan.provenance),
        "config": _plain(plan.config),
        "stops": [stop_to_record(stop, day) for stop in plan.stops],
        "routes": [route_to_record(route, day) for route in plan.routes],
        "unassigned": [unassigned_to_record(left) for left in plan.unassigned],
        "outsourced": [outsourced_to_record(handed) for handed in plan.outsourced],
        **_fees_record(plan),
        **({"line_haul": line_haul_to_record(plan.line_haul)} if plan.line_haul else {}),
        "costs": bill_to_record(plan.bill),
        "objective": bill_to_record(plan.objective),
        "co2e_g": plan.co2e_g,
        "totals": plan_totals(plan),
        "notices": [notice_to_record(notice) for notice in plan.notices],
    }


def plan_from_record(record: object, *, file: str = "plan.json") -> Plan:
    """
    Read a plan back from its record, edited by hand or not.

    Keys we do not know are passed over; sums are added up again, never
    trusted. ``file`` is the name used in notices.

    Raises
    ------
    InputRefusedError
        With every problem as a notice, each with its path in the document.
    """
    problems = Problems(file)
    fields = Fields(record, problems, "")
    _check_version(fields, file)
    day, currency = _day(fields), _currency(fields)
    stops = (stop_from_record(item, day) for item in fields.objects("stops"))
    config = fields.get("config")
    fields.inside("config")
    plan = Plan(
        plan_id=fields.text("plan_id"),
        created_at=fields.text("created_at"),
        day=day,
        currency=currency,
        provenance=provenance_from_record(fields.inside("provenance")),
        config=config if isinstance(config, Mapping) else {},
        stops=tuple(stop for stop in stops if stop is not None),
        routes=tuple(route_from_record(it, day, currency) for it in fields.objects("routes")),
        unassigned=tuple(
            unassigned_from_record(it, currency) for it in fields.objects("unassigned")
        ),
        outsourced=tuple(
            outsourced_from_record(it, currency) for it in fields.objects("outsourced")
        ),
        bill=bill_from_record(fields.inside("costs"), currency),
        objective=bill_from_record(fields.inside("objective"), currency),
        notices=tuple(notice_from_record(it) for it in fields.objects("notices")),
        partner_fees=_fees(fields, currency),
        replanned=replanned_from_record(fields.inside("replanned"), day)
        if fields.has("replanned")
        else None,
    )
    fields.count("co2e_g")
    fields.inside("totals")
    check_links(plan, problems)
    if fields.has("line_haul"):
        trucks = line_haul_from_record(fields.inside("line_haul"), plan)
        plan = replace(plan, line_haul=trucks)
    if problems.found:
        count = len(problems.found)
        msg = f"{file} cannot be read as a plan: {count} problem{'s' if count > 1 else ''}."
        raise InputRefusedError(
            msg,
            hint="mend what the notices name, or run `lastmile plan` again",
            notices=tuple(problems.found),
        )
    return plan


def _fees_record(plan: Plan) -> dict[str, Any]:
    """Lay out an addition to the schema, written only where there is any."""
    fees = [fee_to_record(fee) for fee in plan.partner_fees]
    return {"partner_fees": fees} if fees else {}


def _fees(fields: Fields, currency: str) -> tuple[PartnerFee, ...]:
    if not fields.has("partner_fees"):
        return ()
    return tuple(fee_from_record(it, currency) for it in fields.objects("partner_fees"))


def plan_bytes(plan: Plan) -> bytes:
    """Write a plan canonically: the same plan gives the same bytes, always."""
    return json_bytes(plan_to_record(plan))


def plan_from_bytes(content: bytes, *, file: str = "plan.json") -> Plan:
    """
    Read the bytes of a plan.json.

    Raises
    ------
    InputRefusedError
        Not JSON at all (with line and column), another schema version, or a
        plan with problems (one notice each).
    """
    return plan_from_record(parse_plan(content, file=file), file=file)


def parse_plan(content: bytes, *, file: str) -> Any:
    """
    Read the JSON of a plan; a table or a text in its place is told as what it is.

    Raises
    ------
    InputRefusedError
        No plan, or not JSON at all; see ``parse_json``.
    """
    begins = content.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if begins.isalnum() or begins in {b'"', b"%", b"<", b"#"}:
        hint = "give the file that `lastmile plan -o` wrote"
        raise refused(file, 1, "LM1610", "this is no plan.", hint)
    return parse_json(content, file=file)


def content_id(plan: Plan) -> str:
    """Hash what a plan says, when it was made and its own id aside."""
    record = plan_to_record(plan)
    for key in _UNHASHED:
        del record[key]
    return hashlib.sha256(json_bytes(record)).hexdigest()[:ID_DIGITS]


def with_identity(plan: Plan, created_at: str) -> Plan:
    """Return the plan with its ``plan_id`` (a hash of the content) and its time of birth."""
    return replace(plan, plan_id=content_id(plan), created_at=created_at)


def _check_version(fields: Fields, file: str) -> None:
    if not fields.is_object:
        raise refused(
            file,
            None,
            "LM1612",
            "a plan is an object {...}.",
            "name the file `lastmile plan` wrote",
        )
    version = fields.record.get("schema_version")
    if version != PLAN_SCHEMA_VERSION or isinstance(version, bool):
        problem = (
            f"schema_version is {shown(version)}; this lastmile reads {PLAN_SCHEMA_VERSION}."
            if "schema_version" in fields.record
            else "schema_version is missing, so this is no plan."
        )
        hint = "plan the day again, or use the lastmile that wrote the file"
        raise refused(file, None, "LM1612", problem, hint)


def _day(fields: Fields) -> ServiceDay:
    words = fields.text("service_date"), fields.text("timezone")
    try:
        day = ServiceDay(date=date.fromisoformat(words[0]), timezone=words[1])
        day.local(-MAX_DAYS_AWAY * 86_400), day.local(MAX_DAYS_AWAY * 86_400)
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        if fields.has("service_date") and fields.has("timezone"):
            problem = f"{shown(words[0])} in {shown(words[1])} is not a day we can plan."
            hint = 'write "2026-06-01" as service_date and "Europe/Helsinki" as timezone'
            fields.problems.add("LM1605", "service_date", problem, hint)
        return ServiceDay(date=date(2000, 1, 1), timezone="UTC")
    return day


def _currency(fields: Fields) -> str:
    code = fields.text("currency")
    nothing = fields.build(lambda: Money.zero(code)) if fields.has("currency") else None
    return nothing.currency if nothing else "XXX"


def _plain(value: Any) -> Any:
    """Return dicts and lists only, whatever mapping or sequence a config was made of."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
