"""A plan driven a thousand times with drawn travel and service times."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import numpy as np

from lastmile_cli.costing.bill import money_to_cents
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.plan import Plan, Route, as_driven
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import Config, TimeWindowRule
from lastmile_cli.insight.slack_trials import (
    SlackGain,
    list_trials,
    most_promising,
    weigh_trials,
    worth_telling,
)
from lastmile_cli.insight.stress import Stress, weigh_up
from lastmile_cli.insight.stress_day import StressDay, Times, drive
from lastmile_cli.insight.stressed import Stressed
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.sources import read_source
from lastmile_cli.planning.posed import Posed
from lastmile_cli.plumbing.cores import core_count
from lastmile_cli.timing.many_days import Draws, DrivenDays, draw_columns
from lastmile_cli.workflows.plan_files import load_plan
from lastmile_cli.workflows.ready_clock import day_kernels, make_clock_ready
from lastmile_cli.workflows.verify_plan import config_of, pose_again, proposal_of

RUNS = 1_000
CHUNK = 125
"""Days drawn together, from a stream of their own: how many threads there are changes nothing."""
MOST_TRIAL_RUNS = 2_000
"""Changes are driven on the first so many days."""
FIRST_CHUNKS = 2
"""All of them on these; the best then on all."""


def stress_plan(
    name: str,
    progress: ProgressHook = no_progress,
    *,
    runs: int = RUNS,
    seed: int = 0,
    slack_s: int = 600,
    config: str = "",
    workers: int | None = None,
) -> Stressed:
    """
    Drive a plan file's routes on drawn days, on the streets it was made with.

    ``config`` names a configuration whose ``stress`` is taken instead of the plan's. The same
    plan, spreads, runs and seed give the same figures, with any number of workers.

    Raises
    ------
    InputRefusedError
        Not a plan, or one without routes, or its map is not known here any more; or the
        configuration is refused.
    """
    plan = load_plan(name)
    if not plan.routes:
        msg = "The plan has no route: there is nothing to drive."
        raise InputRefusedError(msg, hint="name a plan whose vehicles serve somebody")
    told = config_of(plan)
    spreads = read_config(read_source(config)).config_or_refuse().stress if config else told.stress
    posed, _ = pose_again(plan, progress)
    make_clock_ready(posed.problem, progress)
    kernels = day_kernels(progress)
    day = _stress_day(plan, posed, told)
    progress(Progress(label="Driving drawn days"))
    with ThreadPoolExecutor(workers or core_count()) as pool:
        times = list(
            pool.map(lambda draws: Times.of(draws, spreads, posed), draw_days(posed, seed, runs))
        )
        driven = joined(list(pool.map(lambda some: drive(kernels, day, some), times)))
        stress = weigh_up(day, driven, _announced_s(plan), plan.currency, _other_cents(plan, day))
        gains = _gains(pool, kernels, day, stress, times, slack_s, plan.currency)
    return Stressed(
        plan=plan, seed=seed, spreads=spreads, stress=stress, slack_s=slack_s, gains=gains
    )


def _stress_day(plan: Plan, posed: Posed, config: Config) -> StressDay:
    return StressDay.of(
        posed,
        proposal_of(plan, posed),
        config.depots,
        ends_inside=config.service.time_window_rule is TimeWindowRule.FINISH,
        written={route.vehicle_id: as_driven(route).visits for route in plan.routes},
    )


def draw_days(posed: Posed, seed: int, runs: int) -> Iterator[Draws]:
    """Roll the dice of all days; each chunk has a stream of its own, so more runs add days."""
    columns, vehicles = draw_columns(posed.problem), len(posed.problem.vehicles)
    for chunk, first in enumerate(range(0, runs, CHUNK)):
        stream = np.random.Generator(np.random.Philox(key=[seed, chunk]))
        kept = min(CHUNK, runs - first)
        # Whole chunks are drawn, so that the first days stay what they are.
        numbers = stream.standard_normal((CHUNK, 1 + vehicles + 2 * columns))[:kept]
        yield Draws(
            day=np.ascontiguousarray(numbers[:, 0]),
            crews=np.ascontiguousarray(numbers[:, 1 : 1 + vehicles]),
            legs=np.ascontiguousarray(numbers[:, 1 + vehicles : 1 + vehicles + columns]),
            halts=np.ascontiguousarray(numbers[:, 1 + vehicles + columns :]),
        )


def joined(parts: list[DrivenDays]) -> DrivenDays:
    """Put what was driven behind one another."""
    return DrivenDays(
        begins=np.concatenate([part.begins for part in parts]),
        ends=np.concatenate([part.ends for part in parts]),
        homes=np.concatenate([part.homes for part in parts]),
        waits=np.concatenate([part.waits for part in parts]),
    )


def _gains(
    pool: ThreadPoolExecutor,
    kernels: ModuleType,
    day: StressDay,
    stress: Stress,
    times: list[Times],
    slack_s: int,
    currency: str,
) -> tuple[SlackGain, ...]:
    trials = list_trials(day, stress, slack_s)
    few = together(times[:FIRST_CHUNKS])
    seems = weigh_trials(kernels, trials, few, currency, pool.map)
    closely = most_promising(trials, seems)
    days = together(times[: MOST_TRIAL_RUNS // CHUNK])
    return worth_telling(weigh_trials(kernels, closely, days, currency, pool.map))


def together(times: list[Times]) -> Times:
    """Put the days of several chunks behind one another."""
    return Times(
        travel=np.concatenate([one.travel for one in times]),
        service=np.concatenate([one.service for one in times]),
        crews=np.concatenate([one.crews for one in times]),
    )


def _announced_s(plan: Plan) -> dict[str, tuple[int, int]]:
    """By stop the interval that its customer was told."""
    visits = (visit for route in plan.routes for visit in route.stop_visits)
    return {visit.stop_id or "": (visit.eta_low_s, visit.eta_high_s) for visit in visits}


def _other_cents(plan: Plan, day: StressDay) -> int:
    """What the plan costs beside the routes that are driven."""
    driven = {day.posed.vehicles[route.vehicle].vehicle_id for route, _ in day.routes}
    routes: list[Route] = [route for route in plan.routes if route.vehicle_id in driven]
    billed = sum(money_to_cents(route.bill.total) for route in routes)
    return money_to_cents(plan.bill.total) - billed
