"""Why a stop of a plan is where it is, or why nobody comes: the plan posed again and asked."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.plan import Plan, Unassigned, UnassignedClass
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.planning.explanation import (
    WhyHanded,
    WhyLeftOut,
    WhyThere,
    why_handed,
    why_left_out,
    why_there,
)
from lastmile_cli.planning.line_haul import trucks_day
from lastmile_cli.planning.point_advice import Advice, advise
from lastmile_cli.workflows.plan_files import load_plan
from lastmile_cli.workflows.ready_clock import make_clock_ready
from lastmile_cli.workflows.verify_plan import (
    config_of,
    located_of,
    pose_again,
    pose_both_again,
    proposal_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """
    A plan and what there is to say about one of its stops: one of the three.

    ``lockers`` are the collection points that a stop at the door could be brought to.
    """

    plan: Plan
    stop_id: str
    there: WhyThere | None = None
    left_out: WhyLeftOut | None = None
    handed: WhyHanded | None = None
    lockers: tuple[Advice, ...] = ()


def explain_stop_of(name: str, stop_id: str, progress: ProgressHook = no_progress) -> Explained:
    """
    Explain one stop of a plan file, on the streets the plan was made with.

    ``stop_id`` may be any of the orders that it is visited for.

    Raises
    ------
    UsageError
        The plan has no such stop; a near one is suggested.
    InputRefusedError
        Not a plan, or its map is not known here any more.
    """
    plan = load_plan(name)
    stop_id = stop_of(plan, stop_id)
    trucks = plan.line_haul
    if trucks is not None and any(stop.stop_id == stop_id for stop in trucks.stops):
        return Explained(
            plan=plan, stop_id=stop_id, there=_truckload(plan, trucks, stop_id, progress)
        )
    handed = next((one for one in plan.outsourced if one.stop_id == stop_id), None)
    if handed is not None and not config_of(plan).partners:
        # A plan of which nobody knows the rates any more.
        return Explained(plan=plan, stop_id=stop_id, handed=WhyHanded(handed=handed))
    if stop_id not in {stop.stop_id for stop in located_of(plan)}:
        # A stop without a place on the map never was among those to be planned.
        told = next((one for one in plan.unassigned if one.stop_id == stop_id), None)
        told = told or _forgotten(stop_id)
        return Explained(plan=plan, stop_id=stop_id, left_out=WhyLeftOut(told=told))
    posed, _ = pose_again(plan, progress, with_points=True)
    number = next(n for n, stop in enumerate(posed.stops) if stop.stop_id == stop_id)
    make_clock_ready(posed.problem, progress)
    progress(Progress(label="Trying every vehicle"))
    proposal, config = proposal_of(plan, posed), config_of(plan)
    if handed is not None:
        why = why_handed(posed, proposal, handed, config, plan.day)
        return Explained(plan=plan, stop_id=stop_id, handed=why)
    if number in proposal.unserved:
        left_out = why_left_out(posed, proposal, number, config, plan.day)
        return Explained(plan=plan, stop_id=stop_id, left_out=left_out)
    there = why_there(posed, proposal, number, config)
    points = [it for it in config.collection_points if it.point_id in posed.places.of_point]
    near = advise(posed, proposal, points, plan.currency, only=(stop_id,)) if points else ()
    return Explained(plan=plan, stop_id=stop_id, there=there, lockers=near)


def _truckload(plan: Plan, trucks: Plan, stop_id: str, progress: ProgressHook) -> WhyThere:
    """Say how firmly a truckload stands in its truck's day."""
    _, posed, _ = pose_both_again(plan, progress)
    assert posed is not None, "the plan has trucks"
    number = next(n for n, stop in enumerate(posed.stops) if stop.stop_id == stop_id)
    return why_there(posed, proposal_of(trucks, posed), number, trucks_day(config_of(plan)))


def _forgotten(stop_id: str) -> Unassigned:
    return Unassigned(
        stop_id=stop_id,
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason="no_place",
        detail="The plan neither visits it nor knows where it is.",
    )


def stop_of(plan: Plan, name: str) -> str:
    """
    Return the stop of that id, or the one that is visited for that order.

    Raises
    ------
    UsageError
        The plan has none; a near one is suggested.
    """
    by_order = {order_id: stop.stop_id for stop in plan.stops for order_id in stop.order_ids}
    if plan.line_haul is not None:
        by_order |= {stop.stop_id: stop.stop_id for stop in plan.line_haul.stops}
    if name in by_order:
        return by_order[name]
    close = difflib.get_close_matches(name, by_order, n=1)
    raise UsageError(
        f"The plan has no stop {name!r}.",
        hint=f"did you mean {close[0]!r}?" if close else "its stops are in `stops` of the plan",
    )
