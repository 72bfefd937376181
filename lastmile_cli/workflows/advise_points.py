"""For a finished plan: which customers to offer a collection point, and for how much."""

from __future__ import annotations

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.planning.point_advice import Advice, advise
from lastmile_cli.workflows.ready_clock import make_clock_ready
from lastmile_cli.workflows.verify_plan import config_of, pose_again, proposal_of


def advise_points(plan: Plan, progress: ProgressHook = no_progress) -> tuple[Advice, ...]:
    """
    List the doors of a plan that a collection point would be cheaper for, the dearest first.

    Raises
    ------
    UsageError
        The plan's configuration has no collection point.
    InputRefusedError
        The map of the plan is not known here any more.
    """
    config = config_of(plan)
    if not config.collection_points:
        raise UsageError(
            "The plan knows no collection point.",
            hint="add collection_points to the configuration and plan again",
        )
    posed, _ = pose_again(plan, progress, with_points=True)
    make_clock_ready(posed.problem, progress)
    progress(Progress(label="Asking at every door"))
    points = [it for it in config.collection_points if it.point_id in posed.places.of_point]
    return advise(posed, proposal_of(plan, posed), points, plan.currency)
