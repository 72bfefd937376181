"""What bounds one vehicle's day in a plan, and what it would take to leave it at home."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.route_bounds import RouteBounds, route_bounds
from lastmile_cli.planning.stay_home import StayHome, stay_home
from lastmile_cli.workflows.plan_files import load_plan
from lastmile_cli.workflows.ready_clock import make_clock_ready
from lastmile_cli.workflows.verify_plan import pose_again, proposal_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRoute:
    """A plan, one of its vehicles, and what there is to say about its day."""

    plan: Plan
    posed: Posed
    vehicle_id: str
    bounds: RouteBounds
    home: StayHome


def explain_route_of(
    name: str, vehicle_id: str, progress: ProgressHook = no_progress
) -> ExplainedRoute:
    """
    Explain the day of one vehicle of a plan file, on the streets the plan was made with.

    Raises
    ------
    UsageError
        The plan sends no such vehicle out; a near one is suggested.
    InputRefusedError
        Not a plan, or its map is not known here any more.
    """
    plan = load_plan(name)
    _check_vehicle(plan, vehicle_id)
    posed, _ = pose_again(plan, progress)
    make_clock_ready(posed.problem, progress)
    proposal = proposal_of(plan, posed)
    number = next(n for n, it in enumerate(posed.vehicles) if it.vehicle_id == vehicle_id)
    route = next(it for it in proposal.routes if it.vehicle == number)
    progress(Progress(label="Measuring the route"))
    bounds = route_bounds(posed, route)

    def tell(done: int, total: int) -> None:
        progress(Progress(label="Asking who takes its stops", done=done, total=total))

    return ExplainedRoute(
        plan=plan,
        posed=posed,
        vehicle_id=vehicle_id,
        bounds=bounds,
        home=stay_home(posed, proposal, number, plan.currency, tell),
    )


def _check_vehicle(plan: Plan, vehicle_id: str) -> None:
    out = [route.vehicle_id for route in plan.routes]
    if vehicle_id in out:
        return
    trucks = plan.line_haul.routes if plan.line_haul else ()
    if any(route.vehicle_id == vehicle_id for route in trucks):
        hint = f"it is a truck; these visit customers: {', '.join(out)}"
        raise UsageError(f"{vehicle_id} goes to no customer.", hint=hint)
    close = difflib.get_close_matches(vehicle_id, out, n=1)
    raise UsageError(
        f"The plan sends no vehicle {vehicle_id!r} out.",
        hint=f"did you mean {close[0]!r}?" if close else f"these are: {', '.join(out)}",
    )
