"""What each promise costs a day: the day solved again without it, and with other seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.costing.bill import money_to_cents
from lastmile_cli.domain.errors import InputRefusedError, LastmileError
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.ports import RoadSource
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.intake.sources import STDIN
from lastmile_cli.intake.stops_read import StopsRead
from lastmile_cli.planning.promise_prices import DayCost, PricedPromise, PricedPromises
from lastmile_cli.planning.promises import (
    Promise,
    list_promises,
    screen_windows,
    without_promise,
)
from lastmile_cli.plumbing.cores import core_count
from lastmile_cli.workflows.apart import run_apart
from lastmile_cli.workflows.day_inputs import DayInputs, with_solver
from lastmile_cli.workflows.day_roads import reopen_day_roads
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.locate_stops import Located
from lastmile_cli.workflows.plan_files import load_plan
from lastmile_cli.workflows.ready_clock import make_clock_ready
from lastmile_cli.workflows.ready_day import ReadyDay
from lastmile_cli.workflows.street_speeds import lay_speeds_again
from lastmile_cli.workflows.verify_plan import config_of, located_of, pose_again, proposal_of

TOP_WINDOWS = 5
"""So many single windows are solved without, those that a quick look says are dearest."""

OTHER_SEEDS = 3
"""So often the day as it is is solved again, each time with another seed."""

LABEL = "Solving without a promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesRequest:
    """Which plan, and how much effort; ``None`` leaves it to the plan's configuration."""

    plan: str
    windows: int = TOP_WINDOWS
    other_seeds: int = OTHER_SEEDS
    iterations: int | None = None
    seed: int | None = None
    workers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    plan: str
    promise: Promise | None
    seed: int
    iterations: int | None


def price_promises(
    request: PromisesRequest, progress: ProgressHook = no_progress
) -> PricedPromises:
    """
    Solve the plan's day again as it is, with other seeds, and without each of its promises.

    All are searched as long, from nothing, on as many cores as there are. Single windows are
    ranked by a quick look, and the dearest of them solved without.

    Raises
    ------
    InputRefusedError
        Not a plan, or its map is not known here any more; or the day cannot be solved.
    """
    if request.plan == STDIN:
        msg = "The plan is read several times: stdin can be read only once."
        raise InputRefusedError(msg, hint="save it to a file first")
    plan = load_plan(request.plan)
    config, stops = config_of(plan), located_of(plan)
    screened = _screened(plan, progress) if request.windows else []
    chosen = [(promise, int(micro / 10_000)) for promise, micro in screened[: request.windows]]
    promises = [*list_promises(stops, config), *(promise for promise, _ in chosen)]
    seed = config.solver.seed if request.seed is None else request.seed
    seeds = range(seed, seed + request.other_seeds + 1)

    def job(promise: Promise | None, seed: int) -> _Job:
        return _Job(plan=request.plan, promise=promise, seed=seed, iterations=request.iterations)

    jobs = [*(job(None, it) for it in seeds), *(job(promise, seed) for promise in promises)]
    found = _solved(jobs, min(len(jobs), request.workers or core_count()), progress)
    base, *rest = found
    if not isinstance(base, DayCost):
        raise InputRefusedError(f"The day cannot be solved again: {base}", hint="verify the plan")
    others = tuple(it for it in rest[: request.other_seeds] if isinstance(it, DayCost))
    quick = dict(chosen)
    return PricedPromises(
        plan=plan,
        base=base,
        others=others,
        priced=tuple(
            PricedPromise(
                promise=promise,
                without=it if isinstance(it, DayCost) else None,
                screened_cents=quick.get(promise),
                error=it if isinstance(it, str) else "",
            )
            for promise, it in zip(promises, rest[request.other_seeds :], strict=True)
        ),
        screened=len(screened),
        iterations=request.iterations or config.solver.iterations,
        seed=seed,
    )


def _screened(plan: Plan, progress: ProgressHook) -> list[tuple[Promise, float]]:
    posed, _ = pose_again(plan, progress)
    make_clock_ready(posed.problem, progress)
    progress(Progress(label="Looking at every window"))
    found = screen_windows(posed, proposal_of(plan, posed))
    return [(promise, float(micro)) for promise, micro in found if micro > 0]


def _solved(jobs: Sequence[_Job], workers: int, progress: ProgressHook) -> list[DayCost | str]:
    progress(Progress(label=LABEL, done=0, total=len(jobs)))
    found: dict[int, DayCost | str] = {}
    for number, answer in run_apart(_solve_one, jobs, workers):
        found[number] = answer
        promise = jobs[number].promise
        detail = promise.title if promise else f"as it is, seed {jobs[number].seed}"
        progress(Progress(label=LABEL, done=len(found), total=len(jobs), detail=detail))
    return [found[number] for number in range(len(jobs))]


def _solve_one(job: _Job) -> DayCost | str:
    """Solve a plan's day without one promise; words where that is not possible."""
    try:
        return cost_without(load_plan(job.plan), job.promise, job.seed, job.iterations)
    except LastmileError as error:
        return error.message


def cost_without(plan: Plan, promise: Promise | None, seed: int, iterations: int | None) -> DayCost:
    """
    Solve a plan's day from nothing, without a promise where one is given.

    Raises
    ------
    LastmileError
        It cannot be solved.
    """
    config = lay_speeds_again(config_of(plan), plan)
    sha256 = plan.provenance.roads.map_sha256
    opened = reopen_day_roads(config, plan.day, located_of(plan), sha256)
    stops: tuple[Stop, ...] = located_of(plan)
    config = with_solver(opened.config, seed=seed, iterations=iterations, workers=1)
    if promise is not None:
        stops, config = without_promise(stops, config, promise)
    ready = _ready(plan, config, stops, opened.roads)
    posed = ready.pose()
    solved = ready.solve(posed, no_progress, Deadline())
    made = ready.write_up(solved, is_over=_at_once)
    routes = made.routes
    return DayCost(
        cents=money_to_cents(made.bill.total),
        objective_cents=money_to_cents(made.objective.total),
        served=sum(len(route.stop_visits) for route in routes),
        left_out=len(solved.proposal.unserved) - len(made.outsourced),
        outsourced=len(made.outsourced),
        vehicles=len(routes),
        distance_m=sum(route.distance_m for route in routes),
        paid_s=sum(route.paid_s for route in routes),
        co2e_g=sum(route.co2e_g for route in routes),
    )


def _at_once() -> bool:
    """Nobody asks why stops are left out here."""
    return True


def _ready(plan: Plan, config: Config, stops: Sequence[Stop], roads: RoadSource) -> ReadyDay:
    read = StopsRead(
        file="",
        service_date=plan.day.date,
        sha256=plan.provenance.stops_sha256,
        stops=tuple(stops),
    )
    inputs = DayInputs(config=config, config_file="", stops_read=read, day=plan.day, notices=())
    located = Located(config=config, stops=tuple(stops), left_out=(), notices=())
    return ReadyDay(
        inputs=inputs,
        located=located,
        roads=roads,
        engine=open_engine(config.solver.engine),
    )
