"""The figures of a whole day, added up from its routes."""

from __future__ import annotations

from lastmile_cli.domain.plan import Plan


def plan_totals(plan: Plan) -> dict[str, int]:
    """
    Add up a plan: the ``totals`` block of plan.json, in its order.

    ``served`` counts stops visited at least once; ``*_m`` are metres, ``*_s``
    seconds; ``routes`` counts the vehicles that leave.
    """
    parking_s = sum(route.parking_s for route in plan.routes)
    walk_m = sum(route.walk_m for route in plan.routes)
    walk_s = sum(route.walk_s for route in plan.routes)
    served = {visit.stop_id for route in plan.routes for visit in route.stop_visits}
    return {
        "stops": len(plan.stops),
        "served": len(served),
        "unassigned": len(plan.unassigned),
        "outsourced": len(plan.outsourced),
        "routes": len(plan.routes),
        "distance_m": sum(route.distance_m for route in plan.routes),
        "drive_s": sum(route.drive_s for route in plan.routes),
        **({"parking_s": parking_s} if parking_s else {}),
        **({"walk_m": walk_m, "walk_s": walk_s} if walk_s else {}),
        "service_s": sum(route.service_s for route in plan.routes),
        "wait_s": sum(route.wait_s for route in plan.routes),
        "paid_s": sum(route.paid_s for route in plan.routes),
        "late_s": sum(route.late_s for route in plan.routes),
        **_line_haul(plan),
    }


def _line_haul(plan: Plan) -> dict[str, int]:
    """What the trucks add to it, an addition to the schema; nothing where there are none."""
    trucks = plan.line_haul
    if trucks is None:
        return {}
    return {
        "trucks": len(trucks.routes),
        "truck_distance_m": sum(route.distance_m for route in trucks.routes),
        "truck_paid_s": sum(route.paid_s for route in trucks.routes),
    }
