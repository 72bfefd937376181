"""
Chains: independent searches that take over each other's best at fixed iteration counts.

How many there are and when they meet follows from the problem alone, never
from the number of workers, so the result does not depend on the machine. The
kernels let go of the interpreter's lock, so threads use all cores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.engines.ruin_recreate import kernel, kernel_adopt
from lastmile_cli.engines.ruin_recreate.layout import (
    LOC,
    P_METRE,
    P_SECOND,
    R_STOPS,
    W_ABSENT,
    W_BEST_ABSENT,
    X_BEST,
    X_COST,
    Best,
    Data,
    Log,
    State,
)
from lastmile_cli.engines.ruin_recreate.pack import best_of, new_state, unpack
from lastmile_cli.engines.ruin_recreate.parameters import Parameters
from lastmile_cli.engines.ruin_recreate.parts import orders_of


@dataclass(frozen=True, slots=True)
class Chain:
    """One search: its state, undo log and best solution."""

    state: State
    log: Log
    best: Best

    @property
    def routes(self) -> int:
        """Routes of the solution the chain stands at."""
        return int(np.count_nonzero(self.state.route[:, R_STOPS]))

    @property
    def best_cost(self) -> float:
        """Cost of the best solution seen, in micro-units."""
        return float(self.state.real[X_BEST])

    @property
    def best_absent(self) -> int:
        """Stops the best solution leaves out (of those anybody could serve)."""
        return int(self.state.whole[W_BEST_ABSENT])

    @property
    def best_routes(self) -> int:
        """Routes of the best solution."""
        return int(np.count_nonzero(self.best.stops))

    def keep(self, orders: Best) -> None:
        """Remember the solution the chain stands at, with these orders, as its best."""
        for column in fields(Best):
            getattr(self.best, column.name)[:] = getattr(orders, column.name)
        self.state.real[X_BEST] = self.state.real[X_COST]
        self.state.whole[W_BEST_ABSENT] = self.state.whole[W_ABSENT]


class PlainSearch:
    """The search on one problem: what ``engine`` drives, chain by chain."""

    entries = ("kernel_adopt.adopt", "kernel.search")
    """What Python calls, and the cache must hold."""

    compile_s = 10
    """About how long compiling these takes."""

    def __init__(self, data: Data, classes: list[list[int]]) -> None:
        self.data = data
        self.classes = classes

    def new_chain(self, seed: int) -> Chain:
        """Begin a chain with all stops absent."""
        chain = Chain(*new_state(self.data, seed))
        kernel_adopt.adopt(self.data, chain.state, chain.log, chain.best, True)
        return chain

    def take_over(self, chain: Chain, leader: Chain) -> None:
        """Let a chain go on from another's best solution; its own best stays."""
        kernel_adopt.adopt(self.data, chain.state, chain.log, leader.best, False)

    def start_from(self, chain: Chain, start: Proposal) -> None:
        """Let a chain begin with a proposal."""
        best = best_of(start, self.data, self.classes)
        kernel_adopt.adopt(self.data, chain.state, chain.log, best, False)
        chain.keep(orders_of(self.data, chain.state))

    def run(self, chain: Chain, iterations: int, hot: float, cold: float, p: Parameters) -> None:
        """Run a stretch of one chain, cooling from ``hot`` to ``cold``."""
        kernel.search(
            self.data,
            chain.state,
            chain.log,
            chain.best,
            iterations,
            hot,
            cold,
            min(p.near, self.data.beside.shape[1]),
            p.mean_removed,
            p.longest_string,
            p.keep_rate,
            p.blink_rate,
        )

    def unpack(self, chain: Chain) -> tuple[tuple[ProposedRoute, ...], tuple[int, ...]]:
        """Routes by vehicle index, and the stops in none, of a chain's best solution."""
        return unpack(chain.best, self.data, self.classes)


def exchange(search: Any, chains: list[Any]) -> None:
    """Let every chain that lags behind go on from the leader's best."""
    leader = min(range(len(chains)), key=lambda k: (chains[k].best_cost, k))
    for k, chain in enumerate(chains):
        if k != leader and chain.best_cost > chains[leader].best_cost:
            search.take_over(chain, chains[leader])


Job = Callable[[], None]


@contextmanager
def crew(workers: int) -> Iterator[Callable[[list[Job]], None]]:
    """Yield a function that runs jobs, at most ``workers`` at a time, and waits for all."""
    if workers <= 1:
        yield _one_by_one
        return
    with ThreadPoolExecutor(workers) as pool:

        def together(jobs: list[Job]) -> None:
            for future in [pool.submit(job) for job in jobs]:
                future.result()

        yield together


def _one_by_one(jobs: list[Job]) -> None:
    for job in jobs:
        job()


def median_leg_price(data: Data) -> float:
    """Price of a typical leg between near neighbours: the yardstick of temperatures."""
    n = len(data.stop)
    if n < 2 or not len(data.price):
        return 1.0
    metre, second = data.price[:, P_METRE].mean(), data.price[:, P_SECOND].mean()
    near = data.nearest[:, : min(10, data.nearest.shape[1])]
    here = data.stop[:, LOC][:, None]
    there = data.stop[near, LOC]
    metres, seconds = data.metres[0, here, there], data.seconds[0, here, there, 0]
    has_way = seconds < UNREACHABLE_S
    if not has_way.any():
        return 1.0
    return max(float(np.median(metres[has_way] * metre + seconds[has_way] * second)), 1.0)
