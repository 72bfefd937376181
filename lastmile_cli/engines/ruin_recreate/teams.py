"""
How the chains of one search work together.

``Rivals`` search the whole problem each and take over the leader's best.
``Partners`` share one solution of a large problem: each searches half of the
routes, then both halves are joined and the problem is cut along another line.
What a team does follows from the problem and the seed alone, never from how
many threads there are.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.engines.ruin_recreate import kernel_adopt
from lastmile_cli.engines.ruin_recreate.chains import Chain, Job, PlainSearch, exchange
from lastmile_cli.engines.ruin_recreate.layout import (
    W_ABSENT,
    X_COST,
    Best,
)
from lastmile_cli.engines.ruin_recreate.pack import new_state, unpack
from lastmile_cli.engines.ruin_recreate.parameters import MEETINGS, Parameters
from lastmile_cli.engines.ruin_recreate.parts import Part, cut_in_two, join, orders_of


class Rivals:
    """Chains that search the whole problem each, for a share of the search without meeting."""

    def __init__(self, search: Any, chains: list[Any], apart: float = 0.0) -> None:
        self.search = search
        self.chains = chains
        self.apart = apart

    @property
    def leader(self) -> Any:
        """The chain with the best solution."""
        return min(self.chains, key=lambda chain: chain.best_cost)

    @property
    def best_cost(self) -> float:
        """Cost of the best solution seen, in micro-units."""
        return float(self.leader.best_cost)

    @property
    def best_absent(self) -> int:
        """Stops the best solution leaves out (of those anybody could serve)."""
        return int(self.leader.best_absent)

    @property
    def best_routes(self) -> int:
        """Routes of the best solution."""
        return int(self.leader.best_routes)

    def jobs(self, size: int, heats: tuple[float, float], p: Parameters) -> list[Job]:
        """One stretch of each chain, to be run in any order."""
        return [partial(self.search.run, chain, size, *heats, p) for chain in self.chains]

    def meet(self, rounds: int, share: float) -> None:
        """Come together after this many rounds and this share of the search."""
        if rounds % MEETINGS == 0 and share >= self.apart and len(self.chains) > 1:
            exchange(self.search, self.chains)

    def unpack(self) -> tuple[tuple[ProposedRoute, ...], tuple[int, ...]]:
        """Routes by vehicle index, and the stops in none, of the best solution."""
        routes, unserved = self.search.unpack(self.leader)
        return routes, unserved


class Partners:
    """Chains that each search half of the routes of one solution."""

    def __init__(self, search: PlainSearch, first: Chain, seed: int) -> None:
        self.search = search
        self.dice = np.random.default_rng(seed)
        self.orders = self.best = orders_of(search.data, first.state)
        self.best_cost = float(first.state.real[X_COST])
        self.best_absent = int(first.state.whole[W_ABSENT])
        self.parts: list[tuple[Part, Chain]] = []

    @property
    def best_routes(self) -> int:
        """Routes of the best solution."""
        return int(np.count_nonzero(self.best.stops))

    def jobs(self, size: int, heats: tuple[float, float], p: Parameters) -> list[Job]:
        """Cut the solution in two; one stretch of each part, to be run in any order."""
        parts = cut_in_two(self.search.data, self.orders, self.dice)
        seeds = self.dice.integers(2**62, size=len(parts))
        self.parts = [
            (part, self._chain(part, int(seed))) for part, seed in zip(parts, seeds, strict=True)
        ]
        return [
            partial(PlainSearch(part.data, []).run, chain, size, *heats, p)
            for part, chain in self.parts
        ]

    def _chain(self, part: Part, seed: int) -> Chain:
        """Begin a chain that stands at the part's solution."""
        state, log, _ = new_state(part.data, seed)
        kernel_adopt.adopt(part.data, state, log, part.orders, False)
        chain = Chain(state, log, orders_of(part.data, state))
        chain.keep(chain.best)
        return chain

    def meet(self, rounds: int, share: float) -> None:  # noqa: ARG002
        """Join the parts; every few rounds, all go on from the best solution."""
        cost = sum(chain.best_cost for _, chain in self.parts)
        if cost < self.best_cost:
            self.best = self._joined([chain.best for _, chain in self.parts])
            self.best_cost = cost
            self.best_absent = sum(chain.best_absent for _, chain in self.parts)
        self.orders = self.best
        if rounds % MEETINGS:
            now = [orders_of(part.data, chain.state) for part, chain in self.parts]
            self.orders = self._joined(now)

    def _joined(self, orders: list[Best]) -> Best:
        stops = [part.stops for part, _ in self.parts]
        return join(self.search.data, list(zip(stops, orders, strict=True)))

    def unpack(self) -> tuple[tuple[ProposedRoute, ...], tuple[int, ...]]:
        """Routes by vehicle index, and the stops in none, of the best solution."""
        return unpack(self.best, self.search.data, self.search.classes)


Team = Rivals | Partners
