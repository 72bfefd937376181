"""The whole day at a glance: one line a vehicle, the totals, what was left out, the notices."""

from __future__ import annotations

from collections.abc import Callable

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.outputs.left_out import LeftOutGroup, group_left_out, ids_text, why_left_out
from lastmile_cli.outputs.selection import crew_of, people_text, stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import (
    MINIMUM,
    OUTCOMES,
    hours_text,
    kg_texts,
    km_text,
    late_text,
    load_text,
    where_text,
)
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.totals import plan_totals

MOST_GROUPS = 5
"""So many reasons for leaving stops out are told; the rest stands together on one line."""


def fleet_sheet(plan: Plan, title: str = "Fleet") -> Sheet:
    """
    One line a route: who, how much, how far, how long, from when to when, at what price.

    Trips, breaks and recharging have a column on days that have any.
    """
    columns = _fleet_columns(plan)
    return Sheet(
        title=f"{title} on {plan.day.date.isoformat()}",
        columns=tuple(column for column, _, _ in columns),
        rows=tuple(tuple(cell(route) for _, cell, _ in columns) for route in plan.routes),
        footer=tuple(total for _, _, total in columns),
    )


def _fleet_columns(plan: Plan) -> list[tuple[Column, Callable[[Route], str], str]]:
    """Each column with a route's cell and the total."""
    totals, day, routes = plan_totals(plan), plan.day, plan.routes
    trips, break_s = sum(it.trips for it in routes), sum(it.break_s for it in routes)
    stops = str(sum(len(it.stop_visits) for it in routes))
    weights_g = [it.load.weight_g for it in routes]
    told = kg_texts([*weights_g, sum(weights_g)])
    loads = {it.route_id: text for it, text in zip(routes, told[:-1], strict=True)}
    columns: list[tuple[Column, Callable[[Route], str], str]] = [
        (Column("vehicle", ratio=2), lambda it: it.vehicle_id, "total"),
        (Column("driver", ratio=3), lambda it: people_text(plan, it), ""),
        (Column("stops", "right"), lambda it: str(len(it.stop_visits)), stops),
    ]
    if trips > len(routes):
        columns.append((Column("trips", "right", spare=1), lambda it: str(it.trips), str(trips)))
    columns += [
        (Column("load", "right", spare=2), lambda it: loads[it.route_id], told[-1]),
        (
            Column("km", "right"),
            lambda it: km_text(it.distance_m),
            km_text(totals["distance_m"]),
        ),
        (
            Column("drive", "right", spare=5),
            lambda it: hours_text(it.drive_s),
            hours_text(totals["drive_s"]),
        ),
    ]
    if break_s:
        columns.append(
            (
                Column("break", "right", spare=4),
                lambda it: hours_text(it.break_s),
                hours_text(break_s),
            )
        )
    charge_s = sum(it.charge_s for it in routes)
    if charge_s:
        columns.append(
            (
                Column("charge", "right", spare=3),
                lambda it: hours_text(it.charge_s),
                hours_text(charge_s),
            )
        )
    return [
        *columns,
        (Column("paid", "right"), lambda it: hours_text(it.paid_s), hours_text(totals["paid_s"])),
        (Column("from"), lambda it: day.clock(it.start_s), ""),
        (Column("to"), lambda it: day.clock(it.end_s), ""),
        (
            Column(plan.currency, "right"),
            lambda it: money_text(it.bill.total),
            money_text(sum((it.bill.total for it in routes), start=Money.zero(plan.currency))),
        ),
    ]


def totals_line(plan: Plan) -> str:
    """Everything in one sentence."""
    totals = plan_totals(plan)
    parts = [f"{totals['served']:,} of {counted(totals['stops'], 'stop')} served"]
    parts += [f"{totals['unassigned']} left out"] if totals["unassigned"] else []
    if totals["outsourced"]:
        parts.append(f"{totals['outsourced']} handed to partners for {_partners_text(plan)}")
    if plan.line_haul is not None and plan.line_haul.routes:
        trucks = plan.line_haul
        price = f"{money_text(trucks.bill.total)} {plan.currency}"
        parts.append(f"{counted(len(trucks.routes), 'truck')} to the hubs for {price}")
    late = late_text(totals["late_s"], plan.bill)
    late = f", {late}" if late else ""
    routes = counted(totals["routes"], "route")
    total = f"{money_text(plan.bill.total)} {plan.currency}"
    person_s = sum(route.paid_s * crew_of(plan, route.vehicle_id) for route in plan.routes)
    people = f" ({hours_text(person_s)} person-hours)" if person_s != totals["paid_s"] else ""
    return (
        f"{', '.join(parts)}; {routes}, {km_text(totals['distance_m'])} km,"
        f" {hours_text(totals['paid_s'])} h paid{people}{late}; {total},"
        f" {plan.co2e_g / 1000:.1f} kg CO2e."
    )


def unassigned_sheet(plan: Plan, most_ids: int = 3) -> Sheet:
    """
    List what nobody serves, why, and what would help: a line a reason, in a pipe a line a stop.

    ``most_ids`` of each group are named; plan.json and stops.csv name them all.
    """
    groups = group_left_out(plan.unassigned)
    told = groups if len(groups) <= MOST_GROUPS + 1 else groups[:MOST_GROUPS]
    rows = [_group_row(group, most_ids) for group in told]
    rest = [stop.stop_id for group in groups[len(told) :] for stop in group.stops]
    if rest:
        why = "For other reasons: plan.json and stops.csv tell each."
        rows.append((str(len(rest)), ids_text(rest, most_ids), "", why, "", ""))
    return Sheet(
        title=f"Left out: {len(plan.unassigned)}",
        columns=(
            Column("stops", "right"),
            Column("which", ratio=3),
            Column("outcome", ratio=2),
            Column("why", ratio=5),
            Column("would help", ratio=4),
            Column(plan.currency, "right"),
        ),
        rows=tuple(rows),
        plain_form=_plain_left_out(plan),
    )


def outsourced_sheet(plan: Plan) -> Sheet:
    """List what partners take, each stop with its price."""
    stops = stops_by_id(plan)
    return Sheet(
        title=f"Handed to partners: {len(plan.outsourced)}",
        columns=(
            Column("stop"),
            Column("name", ratio=2),
            Column("address", ratio=3),
            Column("load"),
            Column("partner"),
            Column(plan.currency, "right"),
        ),
        rows=(
            *(
                (
                    it.stop_id,
                    stops[it.stop_id].name if it.stop_id in stops else "",
                    where_text(stops[it.stop_id]) if it.stop_id in stops else "",
                    load_text(stops[it.stop_id].load) if it.stop_id in stops else "",
                    it.partner_id,
                    money_text(it.price),
                )
                for it in plan.outsourced
            ),
            *(
                ("", MINIMUM, "", "", fee.partner_id, money_text(fee.amount))
                for fee in plan.partner_fees
            ),
        ),
        footer=("total", "", "", "", "", money_text(_of_partners(plan))),
    )


def notices_sheet(plan: Plan) -> Sheet:
    """List what was noticed on the way: where, what, and what to try."""
    return Sheet(
        title=f"Notices: {len(plan.notices)}",
        columns=(
            Column("code"),
            Column("severity"),
            Column("where", ratio=2),
            Column("what", ratio=4),
            Column("try", ratio=3),
        ),
        rows=tuple(
            (notice.code, notice.severity.value, str(notice.place), notice.problem, notice.hint)
            for notice in plan.notices
        ),
    )


def _partners_text(plan: Plan) -> str:
    return f"{money_text(_of_partners(plan))} {plan.currency}"


def _of_partners(plan: Plan) -> Money:
    """All that partners bill: their prices, and what is owed up to a minimum of the day."""
    owed = (*(it.price for it in plan.outsourced), *(fee.amount for fee in plan.partner_fees))
    return sum(owed, start=Money.zero(plan.currency))


def _group_row(group: LeftOutGroup, most_ids: int) -> tuple[str, ...]:
    outcome = OUTCOMES[group.worst.unassigned_class]
    ids = ids_text([stop.stop_id for stop in group.stops], most_ids)
    return (str(len(group.stops)), ids, outcome, group.why, group.would_help, group.cost)


def _plain_left_out(plan: Plan) -> Sheet:
    stops = stops_by_id(plan)
    headings = ("stop", "name", "outcome", "why", "would help")
    return Sheet(
        title=f"Left out: {len(plan.unassigned)}",
        columns=(*map(Column, headings), Column(plan.currency, "right")),
        rows=tuple(
            (
                left.stop_id,
                stops[left.stop_id].name if left.stop_id in stops else "",
                OUTCOMES[left.unassigned_class],
                why_left_out(left),
                left.cheapest_fix,
                money_text(left.fix_cost) if left.fix_cost is not None else "",
            )
            for left in plan.unassigned
        ),
    )
