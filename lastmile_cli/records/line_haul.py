"""The trucks' day of a plan as a record and back: truckloads, routes and bill."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lastmile_cli.domain.plan import Plan
from lastmile_cli.records.bills import bill_from_record, bill_to_record
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.links import check_links
from lastmile_cli.records.routes import route_from_record, route_to_record
from lastmile_cli.records.stops import stop_from_record, stop_to_record
from lastmile_cli.records.totals import plan_totals


def line_haul_to_record(trucks: Plan) -> dict[str, Any]:
    """Lay out the trucks' day: stops are truckloads, ``customer_id`` is the hub."""
    return {
        "stops": [stop_to_record(stop, trucks.day) for stop in trucks.stops],
        "routes": [route_to_record(route, trucks.day) for route in trucks.routes],
        "costs": bill_to_record(trucks.bill),
        "objective": bill_to_record(trucks.objective),
        "co2e_g": trucks.co2e_g,
        "totals": plan_totals(trucks),
    }


def line_haul_from_record(fields: Fields, plan: Plan) -> Plan:
    """Read the trucks' day of a plan back; all that both share is the plan's."""
    stops = (stop_from_record(item, plan.day) for item in fields.objects("stops"))
    routes = fields.objects("routes")
    trucks = replace(
        plan,
        stops=tuple(stop for stop in stops if stop is not None),
        routes=tuple(route_from_record(it, plan.day, plan.currency) for it in routes),
        unassigned=(),
        outsourced=(),
        partner_fees=(),
        notices=(),
        bill=bill_from_record(fields.inside("costs"), plan.currency),
        objective=bill_from_record(fields.inside("objective"), plan.currency),
        line_haul=None,
    )
    fields.count("co2e_g")
    fields.inside("totals")
    check_links(trucks, fields.problems, at="line_haul.")
    return trucks
