"""The night's job: orders and a config to a plan that the referee accepts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.errors import (
    InputRefusedError,
    InterruptedRunError,
    PlanCheckError,
)
from lastmile_cli.domain.notices import has_errors
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.ports import KnowsItsMap, RoadSource
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.engines.interrupts import stop_on_ctrl_c
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.intake.config_changes import ConfigChange
from lastmile_cli.intake.stops_read import ROWS_LEFT_OUT, StopsRead
from lastmile_cli.planning.posed import Posed
from lastmile_cli.plumbing.files import check_target
from lastmile_cli.plumbing.locks import exclusive
from lastmile_cli.records.plan_json import with_identity
from lastmile_cli.workflows.day_inputs import DayInputs, read_day, with_solver
from lastmile_cli.workflows.day_roads import open_day_roads
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.locate_stops import Located, geocode_day, stand_on_roads
from lastmile_cli.workflows.map_region import check_region
from lastmile_cli.workflows.plan_files import save_plan
from lastmile_cli.workflows.ready_day import ReadyDay
from lastmile_cli.workflows.solve_day import Solved
from lastmile_cli.workflows.two_echelons import plan_two_echelons


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """
    What the user asked for; empty and ``None`` leave it to the config.

    ``spent_s`` is what the command has used of its time before this, ``changes`` are values
    that stand for those of the config.
    """

    stops: str
    config: str
    service_date: date | None = None
    output: str = ""
    engine: str = ""
    iterations: int | None = None
    time_limit_s: float | None = None
    spent_s: float = 0.0
    seed: int | None = None
    workers: int | None = None
    offline: bool = False
    skip_bad_rows: bool = False
    mapping: str = ""
    carried: str = ""
    failed: str = ""
    changes: tuple[ConfigChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutcome:
    """
    The plan, and whether the user cut the search short.

    ``rows_left_out`` counts orders of the file that are not in the plan at all
    because their rows have errors. ``reading`` says how the file is written,
    where that is not as everybody expects.
    """

    plan: Plan
    interrupted: bool
    rows_left_out: int = 0
    reading: str = ""

    @property
    def left_out_remark(self) -> str:
        """Which rows those are; empty where there are none."""
        told = (n.problem for n in self.plan.notices if n.code == ROWS_LEFT_OUT)
        return next(told, "") if self.rows_left_out else ""


def plan_day(request: PlanRequest, progress: ProgressHook = no_progress) -> PlanOutcome:
    """
    Plan a day and, if asked to, keep the plan.

    Raises
    ------
    InputRefusedError
        Something that came in cannot be used; every problem is a notice.
    ServiceUnreachableError
        No geocoder could be asked.
    PlanCheckError
        The referee refuses the finished plan: nothing is written.
    LockHeldError
        Another run is writing the same output.
    """
    if not request.output:
        return _plan(request, progress)
    target = Path(request.output)
    inputs = [
        Path(name)
        for name in (request.stops, request.config, request.carried, request.failed)
        if name
    ]
    check_target(target, inputs=inputs)
    with exclusive(target):
        outcome = _plan(request, progress)
        save_plan(outcome.plan, request.output)
    return outcome


def get_ready(request: PlanRequest, progress: ProgressHook = no_progress) -> ReadyDay:
    """
    Read the orders and the config, open the streets, and find every address.

    Raises
    ------
    InputRefusedError
        Something that came in cannot be used; every problem is a notice.
    ServiceUnreachableError
        No geocoder could be asked.
    """
    progress(Progress(label="Reading the orders"))
    inputs = read_day(
        request.stops,
        request.config,
        service_date=request.service_date,
        skip_bad_rows=request.skip_bad_rows,
        mapping=request.mapping,
        carried=request.carried,
        failed=request.failed,
        changes=request.changes,
    )
    inputs.stops_read.raise_if_refused()
    config = with_solver(
        inputs.config,
        engine=request.engine,
        iterations=request.iterations,
        time_limit_s=request.time_limit_s,
        seed=request.seed,
        workers=request.workers,
    )
    engine = open_engine(config.solver.engine)
    located, roads = locate(inputs, config, offline=request.offline, progress=progress)
    return ReadyDay(inputs=inputs, located=located, roads=roads, engine=engine)


def _plan(request: PlanRequest, progress: ProgressHook) -> PlanOutcome:
    started_s = time.monotonic() - request.spent_s
    day = get_ready(request, progress).supplied(progress)
    posed = None if day.config.has_line_haul else day.pose(progress)
    if posed is None:
        day = day.with_travel(progress)
    # From here on Ctrl-C means: finish with the best there is.
    with stop_on_ctrl_c() as stop:
        limit_s = day.config.solver.time_limit_s
        deadline = Deadline.for_command(limit_s, started_s).heeding(stop)
        if posed is None:
            day, plan = _plan_both(day, progress, deadline)
        else:
            plan = _plan_one(day, posed, progress, deadline)
    return PlanOutcome(
        plan=plan,
        interrupted=deadline.is_interrupted,
        rows_left_out=len(day.inputs.stops_read.bad_rows),
        reading=_reading(day.inputs.stops_read),
    )


def _plan_one(day: ReadyDay, posed: Posed, progress: ProgressHook, deadline: Deadline) -> Plan:
    """Plan vans alone."""
    solved = day.solve(posed, progress, deadline)
    raise_if_nothing_yet(solved)
    plan = _cut_short(day.write_up(solved, deadline.for_writing().is_over), deadline)
    _refuse_broken(day.judge(plan, solved))
    return plan


def _plan_both(day: ReadyDay, progress: ProgressHook, deadline: Deadline) -> tuple[ReadyDay, Plan]:
    """Plan the trucks to the hubs as well."""
    both = plan_two_echelons(day, progress, deadline)
    raise_if_nothing_yet(both.solved)
    plan = _cut_short(both.write_up(deadline.for_writing().is_over), deadline)
    _refuse_broken(both.judge(plan))
    return both.day, plan


def _cut_short(plan: Plan, deadline: Deadline) -> Plan:
    """Say of a plan that was interrupted while it was written that nobody can repeat it."""
    if not (deadline.is_interrupted and plan.provenance.repeatable):
        return plan
    provenance = replace(plan.provenance, repeatable=False)
    return with_identity(replace(plan, provenance=provenance), plan.created_at)


def _reading(read: StopsRead) -> str:
    plain = read.dialect is None or read.dialect.is_plain
    return "" if plain else f"{read.file}: {read.dialect}."


def locate(
    inputs: DayInputs, config: Config, *, offline: bool, progress: ProgressHook
) -> tuple[Located, RoadSource]:
    """
    Find every address and street of the day, and refuse the day where policy says so.

    Raises
    ------
    InputRefusedError
        A map, depot or address cannot be used.
    """
    opened = open_day_roads(config, inputs.day, progress)
    check_region(
        opened.roads,
        config.depots,
        inputs.stops_read.stops,
        map_path=config.roads.map_path,
        config_file=inputs.config_file,
    )
    located = geocode_day(
        inputs.stops_read.stops,
        opened.config,
        file=inputs.stops_read.file,
        config_file=inputs.config_file,
        map_path=inputs.map_path,
        offline=offline,
        pins=inputs.pins,
        progress=progress,
    )
    if has_errors(located.notices):
        raise InputRefusedError(
            "Some addresses are not sure enough to send a van.",
            hint=(
                "`lastmile geocode STOPS -c CONFIG -o review.csv` shows what was found, to correct "
                "and use as input; or set geocoding.on_doubtful_address to skip"
            ),
            notices=(*inputs.notices, *located.notices),
        )
    located, roads = stand_on_roads(opened, located, inputs)
    of_map = roads.notices if isinstance(roads, KnowsItsMap) else ()
    return replace(located, notices=(*located.notices, *of_map)), roads


def raise_if_nothing_yet(solved: Solved) -> None:
    """
    Refuse to go on where the user was faster than the search.

    Raises
    ------
    InterruptedRunError
        There is no plan to keep.
    """
    if solved.proposal.interrupted and not solved.proposal.routes:
        raise InterruptedRunError(
            "Interrupted before a first plan was found; nothing was written.",
            hint="give it a little longer",
        )


def _refuse_broken(violations: Sequence[Violation]) -> None:
    if violations:
        raise PlanCheckError(
            f"The finished plan fails its check: {violations[0].sentence}",
            hint="nothing was written; report this with the two input files",
            notices=tuple(violation.as_notice() for violation in violations),
        )
