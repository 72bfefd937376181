"""The same orders planned under several configurations, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError, LastmileError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.intake.scenarios import Scenario
from lastmile_cli.intake.sources import STDIN
from lastmile_cli.plumbing.cores import core_count
from lastmile_cli.plumbing.files import write_bytes
from lastmile_cli.records.plan_json import plan_bytes, plan_from_bytes
from lastmile_cli.workflows.apart import run_apart
from lastmile_cli.workflows.plan_day import PlanRequest, plan_day

LABEL = "Planning scenarios"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioOutcome:
    """What became of a scenario: its plan, or why there is none."""

    scenario: Scenario
    plan: Plan | None = None
    error: LastmileError | None = None

    @property
    def refused(self) -> tuple[Notice, ...]:
        """Every notice, where it was refused."""
        return self.error.notices if self.error else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """All scenarios in their order; those that an interrupt left unplanned are missing."""

    outcomes: tuple[ScenarioOutcome, ...]
    interrupted: bool = False


def what_if(
    request: PlanRequest,
    scenarios: Sequence[Scenario],
    progress: ProgressHook = no_progress,
    *,
    keep_in: str = "",
) -> WhatIf:
    """
    Plan every scenario with the same seed, as many at once as there are cores.

    Scenarios differ by their configuration alone: the search draws the same numbers in all,
    so that what differs is not luck. With ``keep_in`` each plan is written there, as
    ``01.json`` and so on.

    Raises
    ------
    InputRefusedError
        The day as it is cannot be planned; or the orders come from stdin.
    """
    if STDIN in (request.stops, request.config):
        msg = "Scenarios read their files several times: stdin can be read only once."
        raise InputRefusedError(msg, hint="save it to a file first")
    workers = min(len(scenarios), request.workers or core_count())
    own = replace(request, workers=1, output="")
    done: dict[int, ScenarioOutcome] = {}
    interrupted = False
    progress(Progress(label=LABEL, done=0, total=len(scenarios)))
    try:
        for number, outcome in _planned(own, scenarios, workers):
            done[number] = outcome
            detail = outcome.scenario.name
            progress(Progress(label=LABEL, done=len(done), total=len(scenarios), detail=detail))
    except KeyboardInterrupt:
        interrupted = True
        if 0 not in done:
            raise
    outcomes = tuple(done[number] for number in sorted(done))
    if (first := outcomes[0]).error is not None:
        raise first.error
    if keep_in:
        _keep(outcomes, Path(keep_in), sorted(done))
    return WhatIf(outcomes=outcomes, interrupted=interrupted)


def _planned(
    request: PlanRequest, scenarios: Sequence[Scenario], workers: int
) -> Iterator[tuple[int, ScenarioOutcome]]:
    """Plan in processes of their own, and yield each outcome as it comes."""
    jobs = [replace(request, changes=it.changes) for it in scenarios]
    for number, found in run_apart(_plan_one, jobs, workers):
        yield number, _outcome(scenarios[number], found)


def _plan_one(request: PlanRequest) -> bytes | LastmileError:
    """Plan one scenario; a plan travels as its bytes, which are what everybody reads."""
    try:
        return plan_bytes(plan_day(request).plan)
    except LastmileError as error:
        return error


def _outcome(scenario: Scenario, found: bytes | LastmileError) -> ScenarioOutcome:
    if isinstance(found, LastmileError):
        return ScenarioOutcome(scenario=scenario, error=found)
    return ScenarioOutcome(scenario=scenario, plan=plan_from_bytes(found, file=scenario.name))


def _keep(outcomes: Sequence[ScenarioOutcome], folder: Path, numbers: Sequence[int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, outcome in zip(numbers, outcomes, strict=True):
        if outcome.plan is not None:
            write_bytes(folder / f"{number:02d}.json", plan_bytes(outcome.plan))
