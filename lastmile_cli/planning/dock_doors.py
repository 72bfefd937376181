"""Whether a route changed in a finished plan would find a free door at its depot, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.planning.dock_slots import docked, is_over, list_slots, loading_spans
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.trial import Trial
from lastmile_cli.timing.clock import time_route

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class DockDoors:
    """
    The doors of the depots where they are counted, and who takes them when.

    ``depot_of`` has the depot each vehicle loads at, ``None`` where nobody counts its doors;
    ``taken`` the seconds (from, until) in which each vehicle of the plan takes a door.
    """

    depot_of: tuple[Depot | None, ...]
    taken: Mapping[int, Spans]

    @classmethod
    def of(cls, posed: Posed, proposal: Proposal, depots: Sequence[Depot]) -> DockDoors | None:
        """Read a plan; ``None`` where no doors are counted."""
        docks = docked(depots)
        if not docks:
            return None
        depot_of = tuple(docks.get(vehicle.start_depot_id) for vehicle in posed.vehicles)
        taken = {
            route.vehicle: loading_spans(time_route(posed.problem, route), depot)
            for route in proposal.routes
            if route.stops and (depot := depot_of[route.vehicle]) is not None
        }
        return cls(depot_of=depot_of, taken=taken)

    def seated(self, problem: Problem, trial: Trial) -> Trial | None:
        """
        Return a trial at hours at which a door is free, all others loading as planned.

        That is as it is wherever possible, else the cheapest departure; ``None``: there is none.
        """
        depot = self.depot_of[trial.route.vehicle]
        if depot is None or self._is_free(depot, trial, loading_spans(trial.timed, depot)):
            return trial
        for slot in list_slots(problem, trial.route, depot):
            if self._is_free(depot, trial, slot.spans):
                route = replace(trial.route, depart_s=slot.depart_s)
                timed = time_route(problem, route)
                return Trial(route=route, timed=timed, cost_micro=slot.cost_micro)
        return None

    def missing(self, trial: Trial) -> int:
        """How many doors more it takes for a route to load when that is best for it."""
        depot = self.depot_of[trial.route.vehicle]
        if depot is None:
            return 0
        more, spans = 0, loading_spans(trial.timed, depot)
        while not self._is_free(depot, trial, spans, more):
            more += 1
        return more

    def _is_free(self, depot: Depot, trial: Trial, spans: Spans, more: int = 0) -> bool:
        others = [
            span
            for vehicle, theirs in self.taken.items()
            if vehicle != trial.route.vehicle and self.depot_of[vehicle] is depot
            for span in theirs
        ]
        return not is_over([*others, *spans], (depot.docks or 1) + more)
