"""The whole day at a glance: one line a vehicle, the totals, what was left out, the notices."""

from __future__ import annotations

from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.outputs.left_out import LeftOutGroup, group_left_out, ids_text, why_left_out
from lastmile_cli.outputs.selection import crew_of, people_text, stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import OUTCOMES, hours_text, kg_text, km_text
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.totals import plan_totals

MOST_GROUPS = 5
"""So many reasons for leaving stops out are told; the rest stands together on one line."""


def fleet_sheet(plan: Plan) -> Sheet:
    """One line a route: who, how much, how far, how long, from when to when, at what price."""
    totals = plan_totals(plan)
    weight_g = sum(route.load.weight_g for route in plan.routes)
    return Sheet(
        title=f"Fleet on {plan.day.date.isoformat()}",
        columns=(
            Column("vehicle", ratio=2),
            Column("driver", ratio=3),
            Column("stops", "right"),
            Column("load", "right"),
            Column("km", "right"),
            Column("drive", "right"),
            Column("paid", "right"),
            Column("from"),
            Column("to"),
            Column(plan.currency, "right"),
        ),
        rows=tuple(_route_row(plan, route) for route in plan.routes),
        footer=(
            "total",
            "",
            str(sum(len(route.stop_visits) for route in plan.routes)),
            kg_text(weight_g),
            km_text(totals["distance_m"]),
            hours_text(totals["drive_s"]),
            hours_text(totals["paid_s"]),
            "",
            "",
            money_text(plan.bill.total),
        ),
    )


def totals_line(plan: Plan) -> str:
    """Everything in one sentence."""
    totals = plan_totals(plan)
    parts = [f"{totals['served']} of {totals['stops']} stops served"]
    parts += [f"{totals['unassigned']} left out"] if totals["unassigned"] else []
    parts += [f"{totals['outsourced']} handed to partners"] if totals["outsourced"] else []
    late = f", {hours_text(totals['late_s'])} late" if totals["late_s"] else ""
    routes = f"{totals['routes']} route{'' if totals['routes'] == 1 else 's'}"
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


def _route_row(plan: Plan, route: Route) -> tuple[str, ...]:
    return (
        route.vehicle_id,
        people_text(plan, route),
        str(len(route.stop_visits)),
        kg_text(route.load.weight_g),
        km_text(route.distance_m),
        hours_text(route.drive_s),
        hours_text(route.paid_s),
        plan.day.clock(route.start_s),
        plan.day.clock(route.end_s),
        money_text(route.bill.total),
    )


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
