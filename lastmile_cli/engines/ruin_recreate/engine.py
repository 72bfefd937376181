"""The engine behind the port: pack, search in chains, unpack."""

from __future__ import annotations

import math
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.ports import EngineSupport, SolveBudget
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.engines.by_hour import DayByHour
from lastmile_cli.engines.interrupts import StopFlag, stop_on_ctrl_c
from lastmile_cli.engines.ruin_recreate.chains import (
    PlainSearch,
    crew,
    median_leg_price,
)
from lastmile_cli.engines.ruin_recreate.compiled import is_compiled
from lastmile_cli.engines.ruin_recreate.layout import P_FIXED, Data
from lastmile_cli.engines.ruin_recreate.pack import pack, vehicle_classes
from lastmile_cli.engines.ruin_recreate.parameters import (
    EARLIEST_END,
    FIRST_STRETCH,
    LONGEST_STRETCH,
    QUIET_SHARE,
    RICH_SHARE,
    ROUNDS,
    Parameters,
    chain_count,
    default_iterations,
    first_meeting,
    is_shared,
)
from lastmile_cli.engines.ruin_recreate.rich.chain import RichSearch, rich_search
from lastmile_cli.engines.ruin_recreate.rich.pack import is_rich
from lastmile_cli.engines.ruin_recreate.teams import Partners, Rivals, Team
from lastmile_cli.engines.support import require_support
from lastmile_cli.engines.telling import LABEL
from lastmile_cli.plumbing.lean_compiling import lean_compiling


class RuinRecreateEngine:
    """
    Slack induction by string removals under time-dependent travel.

    Hard windows, loads and lengths are tested in constant time at every
    insertion; hours under changing traffic are estimated there and driven
    through before a solution is accepted (docs/engine.md).
    """

    name = "ruin-recreate"
    support = EngineSupport(
        open_routes=True,
        several_depots=True,
        time_dependent=True,
        several_windows=True,
        pickups=True,
        max_drive=True,
        max_distance=True,
        max_stops=True,
        overtime=True,
        ready_times=True,
        sequence_wishes=True,
        several_trips=True,
        breaks=True,
        priced_lateness=True,
        unpaid_waiting=True,
        groups=True,
        shipments=True,
        options=True,
        locked_starts=True,
        vehicle_wishes=True,
        zone_wishes=True,
        balance_wishes=True,
        ranges=True,
        hourly_chances=True,
        loading_by_parcel=True,
    )

    def __init__(self, parameters: Parameters | None = None) -> None:
        self.parameters = parameters or Parameters()

    def solve(
        self,
        problem: Problem,
        budget: SolveBudget,
        progress: ProgressHook = no_progress,
        start: Proposal | None = None,
    ) -> Proposal:
        """Propose routes; see ``lastmile_cli.domain.ports.Engine``."""
        started_s = time.monotonic()
        require_support(problem, self)
        if not problem.stops or not problem.vehicles:
            return Proposal(routes=(), unserved=tuple(range(len(problem.stops))))
        stops = len(problem.stops)
        by_hour = DayByHour.of(problem)
        if by_hour is not None:
            first = None if start is None else by_hour.begun(start)
            return by_hour.told(
                self._search(by_hour.problem, stops, budget, progress, first, started_s)
            )
        return self._search(problem, stops, budget, progress, start, started_s)

    def _search(
        self,
        problem: Problem,
        stops: int,
        budget: SolveBudget,
        progress: ProgressHook,
        start: Proposal | None,
        started_s: float,
    ) -> Proposal:
        """Search on a problem for a day of so many stops, options for hours not counted."""
        classes = vehicle_classes(problem)
        data = pack(problem, classes)
        kind = (
            rich_search(problem, classes, data) if is_rich(problem) else PlainSearch(data, classes)
        )
        search = _Search(
            data=data,
            stops=stops,
            kind=kind,
            parameters=self.parameters,
            budget=budget,
            progress=progress,
            started_s=started_s,
        )
        with stop_on_ctrl_c() as stop:
            team = search.begin(start, stop)
            rounds = search.go_on(team, stop)
        routes, unserved = team.unpack()
        return Proposal(
            routes=routes,
            unserved=unserved,
            iterations=rounds,
            repeatable=budget.time_limit_s is None and not stop.is_raised,
            interrupted=stop.is_raised,
        )


@dataclass(slots=True, kw_only=True)
class _Search:
    """One search: its data, its budget, and how far it is."""

    data: Data
    stops: int
    kind: Any
    parameters: Parameters
    budget: SolveBudget
    progress: ProgressHook
    started_s: float

    @property
    def is_rich(self) -> bool:
        return isinstance(self.kind, RichSearch)

    @property
    def chains(self) -> int:
        return chain_count(self.stops, is_rich=self.is_rich)

    def begin(self, start: Proposal | None, stop: StopFlag) -> Team:
        is_cold = not is_compiled(self.kind.entries)
        if is_cold:
            label = f"Compiling the engine (once; about {self.kind.compile_s} seconds)"
            self.progress(Progress(label=label))
        with lean_compiling() if is_cold else nullcontext():
            first = self._chain(0, start)
        if isinstance(self.kind, PlainSearch) and is_shared(self.stops, first.routes):
            return Partners(self.kind, first, self.budget.seed)
        others = [
            self._chain(number, start)
            for number in range(1, self.chains)
            if not stop.is_raised and self._share(0, 0, 1) < 1.0
        ]
        return Rivals(self.kind, [first, *others], first_meeting(is_rich=self.is_rich))

    def _chain(self, number: int, start: Proposal | None) -> Any:
        """Begin a chain with all stops put in once."""
        chain = self.kind.new_chain(self.budget.seed * 1009 + number)
        if start is not None:
            self.kind.start_from(chain, start)
        self.kind.run(chain, 1, 1.0, 1.0, self.parameters)
        return chain

    def go_on(self, team: Team, stop: StopFlag) -> int:
        """Run round after round; returns the iterations of each chain."""
        total = self.budget.iterations or default_iterations(self.stops, is_rich=self.is_rich)
        yardstick = median_leg_price(self.data)
        # Rich days are short of iterations: a mix of vehicles that is frozen too early stays.
        fixed = float(self.data.price[:, P_FIXED].max()) / yardstick if self.is_rich else 0.0
        hot, cold = (end * yardstick for end in self.parameters.heats(self.stops, fixed=fixed))
        done, rounds, share, size = 1, 0, self._share(0, 0, 1), 0
        least, news_at = math.inf, 0.0
        began_s = time.monotonic()
        with crew(min(self.budget.workers, self.chains)) as do:
            while share < 1.0 and not stop.is_raised and not self._is_quiet(share, news_at):
                size = self._size(done, total, size, time.monotonic() - began_s)
                upto = min(1.0, self._share(done, size, total))
                heats = hot * (cold / hot) ** share, hot * (cold / hot) ** upto
                do(team.jobs(size, heats, self.parameters))
                done, rounds = done + size, rounds + 1
                share = self._share(done, 0, total)
                team.meet(rounds, share)
                if team.best_cost < least:
                    least, news_at = team.best_cost, share
                self._tell(team, share)
        return done

    def _is_quiet(self, share: float, news_at: float) -> bool:
        """Whether a budget of our own choice may end early: cold, and nothing new for long."""
        is_ours = self.budget.iterations is None and self.budget.time_limit_s is None
        return is_ours and share >= EARLIEST_END and share - news_at >= QUIET_SHARE

    def _size(self, done: int, total: int, before: int, searched_s: float) -> int:
        """Iterations of the next stretch; ``before`` are those of the last one."""
        first, longest = FIRST_STRETCH, LONGEST_STRETCH
        if self.is_rich:
            first, longest = first // RICH_SHARE, longest // RICH_SHARE
        limit_s = self.budget.time_limit_s
        if limit_s is None:
            return min(-(-total // ROUNDS), max(1, total - done), longest)
        if not before:
            return first
        rate = (done - 1) / max(1e-3, searched_s)
        left_s = limit_s - (time.monotonic() - self.started_s)
        usual = max(first, int(rate * limit_s / ROUNDS))
        return max(1, min(usual, int(rate * left_s), longest, 10 * before))

    def _share(self, done: int, more: int, total: int) -> float:
        if self.budget.time_limit_s is None:
            return (done + more) / total
        elapsed_s = time.monotonic() - self.started_s
        ahead_s = self.budget.time_limit_s / ROUNDS if more else 0.0
        return (elapsed_s + ahead_s) / self.budget.time_limit_s

    def _tell(self, team: Team, share: float) -> None:
        routes, left = counted(team.best_routes, "route"), team.best_absent
        # Where stops are left out the cost holds their prices, which are no money.
        detail = f"{routes}, {left} left out"
        if not left:
            detail = f"{team.best_cost / 1e6:,.2f} on {routes}"
        best = team.best_cost / 1e6
        self.progress(Progress(label=LABEL, done=share, total=1.0, detail=detail, best=best))
