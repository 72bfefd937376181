"""One chain of the search on rich days, with the handles that the engine turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastmile_cli.domain.problem import NO_LIMIT, Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.engines.ruin_recreate.layout import Data
from lastmile_cli.engines.ruin_recreate.parameters import Parameters
from lastmile_cli.engines.ruin_recreate.rich import ranged, search
from lastmile_cli.engines.ruin_recreate.rich.clock_price import price_by_clock
from lastmile_cli.engines.ruin_recreate.rich.layout import (
    C_COUNT,
    C_SLOT,
    R_CHARGED,
    R_SIZE,
    W_ABSENT,
    W_BEST_ABSENT,
    Y_BEST,
    Y_COST,
    Day,
    Desk,
    Kept,
    Plan,
)
from lastmile_cli.engines.ruin_recreate.rich.pack import kept_of, new_plan, pack_day, unpack_day


@dataclass(frozen=True, slots=True)
class RichChain:
    """One search: its state, desk and best solution."""

    plan: Plan
    desk: Desk
    best: Kept

    @property
    def best_cost(self) -> float:
        """Cost of the best solution seen, in micro-units."""
        return float(self.plan.real[Y_BEST])

    @property
    def best_absent(self) -> int:
        """Units the best solution leaves out (of those anybody could serve)."""
        return int(self.plan.whole[W_BEST_ABSENT])

    @property
    def best_routes(self) -> int:
        """Routes of the best solution."""
        return int(np.count_nonzero(self.best.size))

    def keep(self) -> None:
        """Call the solution as it is the best one seen."""
        self.best.size[:] = self.plan.route[:, R_SIZE]
        self.best.order[:] = self.plan.order
        columns = self.best.charged.shape[1]
        self.best.charged[:] = self.plan.route[:, R_CHARGED : R_CHARGED + columns]
        self.plan.real[Y_BEST] = self.plan.real[Y_COST]
        self.plan.whole[W_BEST_ABSENT] = self.plan.whole[W_ABSENT]


class RichSearch:
    """The search on one rich problem: what ``engine`` drives, chain by chain."""

    entries = ("search.adopt", "search.search")
    """What Python calls, and the cache must hold."""

    compile_s = 15
    """About how long compiling these takes."""

    kernels: Any = search
    """The module of the entries."""

    def __init__(self, problem: Problem, classes: list[list[int]], data: Data) -> None:
        self.problem = problem
        self.day: Day = pack_day(problem, classes, data)
        self.classes = classes

    def new_chain(self, seed: int) -> RichChain:
        """Begin a chain with all but locked starts absent."""
        chain = RichChain(*new_plan(self.day, seed))
        self.kernels.adopt(self.day, chain.plan, chain.desk, chain.best, True)
        return chain

    def take_over(self, chain: RichChain, leader: RichChain) -> None:
        """Let a chain go on from another's best solution; its own best stays."""
        self.kernels.adopt(self.day, chain.plan, chain.desk, leader.best, False)
        price_by_clock(self.problem, self.day, self.classes, chain.plan, leader.best)

    def start_from(self, chain: RichChain, start: Proposal) -> None:
        """Let a chain begin with a proposal."""
        kept = kept_of(start, self.day, self.classes)
        self.kernels.adopt(self.day, chain.plan, chain.desk, kept, False)
        price_by_clock(self.problem, self.day, self.classes, chain.plan, kept)
        chain.keep()

    def run(
        self, chain: RichChain, iterations: int, hot: float, cold: float, p: Parameters
    ) -> None:
        """Run a stretch of one chain, cooling from ``hot`` to ``cold``."""
        self.kernels.search(
            self.day,
            chain.plan,
            chain.desk,
            chain.best,
            iterations,
            hot,
            cold,
            min(p.near, self.day.beside.shape[1]),
            p.mean_removed,
            p.longest_string,
            p.keep_rate,
            p.blink_rate,
        )

    def unpack(self, chain: RichChain) -> tuple[tuple[ProposedRoute, ...], tuple[int, ...]]:
        """Routes by vehicle index, and the stops in none, of a chain's best solution."""
        return unpack_day(chain.best, self.day, self.classes)

    def route_costs(self, chain: RichChain) -> dict[int, float]:
        """What the search thinks each route of its present solution costs, by vehicle index."""
        found: dict[int, float] = {}
        for c, members in enumerate(self.classes):
            slot = int(self.day.vclass[c, C_SLOT])
            slots = range(slot, slot + int(self.day.vclass[c, C_COUNT]))
            used = [r for r in slots if chain.plan.route[r, R_SIZE] > 0]
            found |= {
                vehicle: float(chain.plan.cost[r])
                for vehicle, r in zip(members, used, strict=False)
            }
        return found


class RangedSearch(RichSearch):
    """The same where vehicles have ranges: with kernels of its own."""

    entries = ("ranged.adopt", "ranged.search")
    compile_s = 20
    kernels = ranged

    def unpack(self, chain: RichChain) -> tuple[tuple[ProposedRoute, ...], tuple[int, ...]]:
        """Write the courses of a chain's best solution, which it goes on from, and return it."""
        self.take_over(chain, chain)
        return super().unpack(chain)


def rich_search(problem: Problem, classes: list[list[int]], data: Data) -> RichSearch:
    """Open the search that a rich problem asks for."""
    has_ranges = any(problem.sure_m(vehicle) < NO_LIMIT for vehicle in problem.vehicles)
    return (RangedSearch if has_ranges else RichSearch)(problem, classes, data)
