"""The rest of a day planned anew, from where its vehicles are: the next version of its plan."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.under_way import Mode
from lastmile_cli.engines.interrupts import stop_on_ctrl_c
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping, read_config
from lastmile_cli.intake.sources import read_source
from lastmile_cli.planning.line_haul import ready_of_plan, with_ready
from lastmile_cli.replanning.difference import PlanDifference, difference_of
from lastmile_cli.workflows.asked_orders import read_asked
from lastmile_cli.workflows.day_roads import reopen_day_roads
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.live_desk import LiveDesk
from lastmile_cli.workflows.posed_again import located_of
from lastmile_cli.workflows.street_speeds import lay_speeds_again
from lastmile_cli.workflows.track_events import track


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanRequest:
    """
    What is to be planned anew.

    ``at`` is a time of the day instead of now, ``orders`` a file of new ones; ``mode`` says what
    may move, ``frozen`` how many of each vehicle's next stops stay as they are.
    """

    plan: str
    config: str
    at: str = ""
    mode: Mode = Mode.KEEP
    orders: str = ""
    frozen: int = 1
    iterations: int | None = None
    time_limit_s: float | None = None
    seed: int | None = None
    offline: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Replan:
    """The plan before and the one after, what differs, and what is to be told."""

    before: Plan
    plan: Plan
    difference: PlanDifference
    now_s: int
    interrupted: bool = False
    notices: tuple[Notice, ...] = ()


def replan(request: ReplanRequest, progress: ProgressHook = no_progress) -> Replan:
    """
    Plan anew what is still ahead of a day.

    What is done stays as it was. Goods stay in the vehicle that has them; a stop somebody is on
    the way to stays the next one.

    Raises
    ------
    InputRefusedError
        Something that came in cannot be used, or nothing of the day is ahead.
    NotSupportedError
        The plan's roads are a matrix.
    PlanCheckError
        The referee refuses the finished plan.
    """
    started_s = time.monotonic()
    progress(Progress(label="Reading the day"))
    tracked = track(request.plan, request.config, request.at)
    plan, now_s = tracked.plan, tracked.plan.day.at_s(tracked.now)
    config = _config(plan, request.config)
    config = _with_effort(config, request)
    opened = reopen_day_roads(
        config, plan.day, located_of(plan), plan.provenance.roads.map_sha256, progress
    )
    fresh: tuple[Stop, ...] = ()
    notices: tuple[Notice, ...] = ()
    if request.orders:
        asked = read_asked(
            plan,
            opened,
            config=request.config,
            cells={},
            orders=request.orders,
            offline=request.offline,
            progress=progress,
        )
        fresh, notices = asked.stops, asked.notices
    desk = LiveDesk.of(tracked, opened, fresh, now_s, progress)
    with stop_on_ctrl_c() as stop:
        deadline = Deadline.for_command(config.solver.time_limit_s, started_s).heeding(stop)
        after = desk.replan(request.mode, progress, deadline)
        interrupted = deadline.is_interrupted
    return Replan(
        before=plan,
        plan=after,
        difference=difference_of(plan, after),
        now_s=now_s,
        interrupted=interrupted,
        notices=notices,
    )


def _with_effort(config: Config, request: ReplanRequest) -> Config:
    """The plan's own effort was for a whole night."""
    solver = replace(
        config.solver,
        iterations=request.iterations,
        time_limit_s=request.time_limit_s,
        seed=config.solver.seed if request.seed is None else request.seed,
    )
    return replace(config, solver=solver)


def _config(plan: Plan, name: str) -> Config:
    """Return the plan's configuration, on the streets as the file says they are by now."""
    given = read_config(read_source(name)).config_or_refuse()
    merged = {**plan.config, "roads": given.effective.get("roads", {})}
    config = config_from_mapping(merged, base=Path(), sha256=given.sha256, file=name)
    config = on_service_day(config, plan.day)
    if plan.line_haul is not None:
        config = with_ready(config, ready_of_plan(plan.line_haul, config.depots))
    return lay_speeds_again(config, plan)
