"""Engine and streets in turn: propose, fetch the chosen legs exactly, look again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.errors import InputRefusedError, PlanCheckError
from lastmile_cli.domain.ports import Engine, RoadSource, SolveBudget
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.travel import ExactLeg, LegKey, TrafficPeriod
from lastmile_cli.planning.fixed_starts import list_impossible_starts
from lastmile_cli.planning.mend import holds, mend, objective_micro, recharged
from lastmile_cli.planning.posed import Posed
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.exact_legs import ExactLegs
from lastmile_cli.workflows.ready_clock import make_clock_ready

MAX_ROUNDS = 12
"""Rounds of swapping table legs for exact ones; each fixes the legs of the round before."""

REPAIR_SHARE = 0.25
"""Search effort of a repair round, as a share of the first one's."""

LEAST_ITERATIONS = 50
"""No search is briefer."""

MIN_REPAIR_S = 0.3
"""With less than this left of the time limit, a mended plan is not searched again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A proposal that holds on exact legs, those legs, and the problem that has them."""

    posed: Posed
    proposal: Proposal
    legs: dict[LegKey, ExactLeg]


def solve_day(
    posed: Posed,
    engine: Engine,
    budget: SolveBudget,
    roads: RoadSource,
    periods: Sequence[TrafficPeriod],
    progress: ProgressHook = no_progress,
    deadline: Deadline | None = None,
    start: Proposal | None = None,
    share: float = 1.0,
) -> Solved:
    """
    Solve, swap the chosen legs for exact ones, and search on until the referee agrees.

    Table legs are rounded, exact ones are not: a swap can break a window by
    seconds. The plan is then mended on tables that hold every exact leg known
    so far; where that would leave out more than before, the search goes on
    briefly from the mended plan, and the better of both is kept. With a
    ``deadline`` the clock bounds all searches together, and the first one takes a ``share``
    of what is left. ``start`` is a plan to begin from.

    Raises
    ------
    InputRefusedError
        A route's first stops are fixed, and cannot be driven.
    PlanCheckError
        The referee still objects after the last round.
    """
    impossible = list_impossible_starts(posed.problem)
    if impossible:
        raise InputRefusedError(
            f"What is fixed cannot be driven: {' '.join(impossible)}",
            hint="free these stops, or change what is in their way",
        )
    deadline = deadline or Deadline()
    make_clock_ready(posed.problem, progress)
    if start is not None and deadline.is_over():
        # No time for another search: what there is only has to hold on the exact streets.
        proposal = replace(start, iterations=0, interrupted=deadline.is_interrupted)
    else:
        first = replace(budget, time_limit_s=deadline.share_s(share))
        searched = engine.solve(posed.problem, first, progress, start=start)
        proposal = recharged(posed.problem, searched, deadline.is_over)
    iterations, repeatable, interrupted = (
        proposal.iterations,
        proposal.repeatable,
        proposal.interrupted or deadline.is_interrupted,
    )
    exact = ExactLegs(roads, periods)
    violations: list[Violation] = []
    for _ in range(MAX_ROUNDS):
        posed = exact.swap(posed, proposal)
        # The clock's own hours must hold too: the referee of orders only asks whether any do.
        is_driven = all(holds(posed.problem, route) for route in proposal.routes)
        violations = check_proposal(posed.problem, proposal) if is_driven else []
        if is_driven and not violations:
            done = replace(
                proposal, iterations=iterations, repeatable=repeatable, interrupted=interrupted
            )
            return Solved(posed=posed, proposal=done, legs=exact.legs)
        progress(Progress(label="Fitting the plan to the exact streets"))
        mended = mend(posed.problem, proposal, deadline.is_over)
        interrupted = interrupted or deadline.is_interrupted
        repair = None if interrupted else _repair(budget, iterations, deadline, share)
        if len(mended.unserved) > len(proposal.unserved) and repair is not None:
            again = engine.solve(posed.problem, repair, progress, start=mended)
            iterations += again.iterations
            repeatable = repeatable and again.repeatable
            interrupted = interrupted or again.interrupted
            mended = _better(posed.problem, mended, again)
        proposal = mended
    found = violations[0].sentence if violations else "no hours were found that keep every limit."
    raise PlanCheckError(
        f"The plan fails its check: {found}",
        hint="report this plan: the engine proposed what the referee cannot accept",
        notices=tuple(violation.as_notice() for violation in violations),
    )


def searched_after(before: Solved, solved: Solved, *, spent: int | None = None) -> Solved:
    """Say of a plan how long was searched in all; ``spent`` for it alone, if not all it says."""
    one, other = before.proposal, solved.proposal
    own = other.iterations if spent is None else spent
    proposal = replace(
        other,
        iterations=one.iterations + own,
        repeatable=one.repeatable and other.repeatable,
        interrupted=one.interrupted or other.interrupted,
    )
    return replace(solved, proposal=proposal)


def _briefly(iterations: int) -> int:
    return max(LEAST_ITERATIONS, int(iterations * REPAIR_SHARE))


def _better(problem: Problem, mended: Proposal, again: Proposal) -> Proposal:
    """Return the cheaper of two plans; the one searched again only if it holds."""
    if not all(holds(problem, route) for route in again.routes) or check_proposal(problem, again):
        return mended
    return min(mended, again, key=lambda proposal: objective_micro(problem, proposal))


def _repair(
    budget: SolveBudget, spent: int, deadline: Deadline, share: float
) -> SolveBudget | None:
    """Effort of one more search; ``None`` where the clock leaves none."""
    left_s = deadline.left_s
    if left_s is None:
        return replace(budget, iterations=_briefly(budget.iterations or spent))
    # Whoever is to leave time for others takes little of it again.
    more_s = left_s if share == 1.0 else REPAIR_SHARE * left_s
    return replace(budget, time_limit_s=more_s) if more_s >= MIN_REPAIR_S else None
