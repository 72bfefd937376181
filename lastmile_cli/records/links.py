"""Do the parts of a plan that was read point at each other? Ids must be unique and known."""

from __future__ import annotations

from collections import Counter

from lastmile_cli.domain.plan import Plan, VisitKind
from lastmile_cli.domain.polyline import decode_polyline
from lastmile_cli.records.problems import Problems

MAX_SUGGESTIONS = 20
"""For so many unknown ids a near miss is looked up."""


def check_links(plan: Plan, problems: Problems, at: str = "") -> None:
    """
    Note ids that nobody has (LM1608), ids twice (LM1609) and broken geometry (LM1607).

    ``at`` is where the plan stands in the document.
    """
    routes = f"{at}routes"
    _check_unique(f"{at}stops", "stop_id", [stop.stop_id for stop in plan.stops], problems)
    _check_unique(routes, "route_id", [route.route_id for route in plan.routes], problems)
    _check_unique(routes, "vehicle_id", [route.vehicle_id for route in plan.routes], problems)
    known = {stop.stop_id: None for stop in plan.stops}
    unknown = [(path, stop_id) for path, stop_id in _links(plan) if stop_id not in known]
    for position, (path, stop_id) in enumerate(unknown):
        hint = _near_miss(stop_id, list(known)) if position < MAX_SUGGESTIONS else ""
        problem = (
            "a visit at a stop needs its stop_id."
            if stop_id is None
            else (f"{stop_id!r} is not among the stops.")
        )
        problems.add(
            "LM1608", f"{at}{path}", problem, hint or "use the stop_id of one of the stops"
        )
    for index, route in enumerate(plan.routes):
        try:
            decode_polyline(route.geometry)
        except ValueError as error:
            hint = "copy the geometry again, or leave it empty"
            problems.add("LM1607", f"{routes}[{index}].geometry", str(error), hint)


def _links(plan: Plan) -> list[tuple[str, str | None]]:
    visits = [
        (f"routes[{i}].visits[{j}].stop_id", visit.stop_id)
        for i, route in enumerate(plan.routes)
        for j, visit in enumerate(route.visits)
        if visit.kind is VisitKind.STOP or visit.stop_id is not None
    ]
    left = [(f"unassigned[{i}].stop_id", it.stop_id) for i, it in enumerate(plan.unassigned)]
    handed = [(f"outsourced[{i}].stop_id", it.stop_id) for i, it in enumerate(plan.outsourced)]
    return [*visits, *left, *handed]


def _check_unique(listed: str, key: str, ids: list[str], problems: Problems) -> None:
    for name, count in Counter(ids).items():
        if count > 1 and name:
            problem = f"{name!r} is the {key} of {count} {listed}."
            problems.add("LM1609", listed, problem, "give each its own")


def _near_miss(stop_id: str | None, known: list[str]) -> str:
    if not stop_id:
        return ""
    from rapidfuzz import process

    found = process.extractOne(stop_id, known, score_cutoff=60)
    return f"did you mean {found[0]!r}?" if found else ""
