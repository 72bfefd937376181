"""Looks on while the solver works: counts, reports, and says when to stop."""

from __future__ import annotations

import time
from dataclasses import dataclass

from lastmile_cli.domain.progress import ProgressHook
from lastmile_cli.engines.interrupts import StopFlag
from lastmile_cli.engines.ortools_routing.model import Model
from lastmile_cli.engines.telling import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    When to stop: after so many solutions, or moves looked at, or by the clock, whichever is first.

    Solutions and moves are counted, so that a search which they stop can be
    repeated. Moves bound the rare search that finds no further solution.
    ``until_s`` is a second of the monotonic clock.
    """

    iterations: int
    moves: int
    until_s: float | None = None


class Watch:
    """
    Counts solutions and moves, and keeps what the best plan looks like.

    What the progress hook raises is kept until the solver's C++ frames are left.
    """

    def __init__(
        self, model: Model, limits: Limits, flag: StopFlag, progress: ProgressHook
    ) -> None:
        self.solutions = 0
        self.error: BaseException | None = None
        self._model = model
        self._limits = limits
        self._flag = flag
        self._progress = progress
        self._moves_left = limits.moves
        self._best: int | None = None
        self._has_begun = False
        self._looks: tuple[float, int, int] = (0.0, 0, 0)
        self._until = limits.until_s

    def begin(self) -> None:
        """From here on the solver searches; before, it only tried what it was given."""
        self._has_begun = True

    def on_solution(self) -> None:
        """Count a solution and report the best so far."""
        if not self._has_begun:
            return
        self.solutions += 1
        total = None if self._until is not None else self._limits.iterations
        try:
            cost = int(self._model.routing.CostVar().Value())
            if self._best is None or cost < self._best:
                self._best = cost
                self._looks = self._look(cost)
            micro, routes, unserved = self._looks
            self._progress(
                tell(
                    done=self.solutions,
                    total=total,
                    driven_micro=micro,
                    routes=routes,
                    unserved=unserved,
                )
            )
        except BaseException as error:
            self.error = error

    def is_over(self) -> bool:
        """
        Whether to stop; the solver asks before each candidate move.

        The clock counts only once there is a solution to return.
        """
        if not self._has_begun:
            return False
        self._moves_left -= 1
        if self._flag.is_raised or self.error is not None or self._moves_left < 0:
            return True
        return self._until is not None and self.solutions > 0 and time.monotonic() > self._until

    def _look(self, cost: int) -> tuple[float, int, int]:
        """Cost of the routes, their number, and how many stops are left out."""
        nodes, routing = self._model.nodes, self._model.routing
        problem = nodes.problem
        served = set()
        for node, stop in enumerate(nodes.stops):
            index = self._model.manager.NodeToIndex(node)
            if routing.NextVar(index).Value() != index:
                served.add(stop)
        in_model = set(nodes.stops)
        out = [stop for stop in range(len(problem.stops)) if stop not in served]
        unserved = [stop for stop in out if stop in in_model]
        used = sum(
            not routing.IsEnd(routing.NextVar(routing.Start(number)).Value())
            for number in range(len(nodes.vehicles))
        )
        micro = float(cost / self._model.scale.units) - problem.skipped_micro(unserved)
        return max(0.0, micro), used, len(out)
