"""The trucks' day: truckloads to hubs, planned by the same engine as everybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex, Tolerance
from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.ports import Engine, RoadSource, SolveBudget
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.provenance import Provenance
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import Travel
from lastmile_cli.engines.support import require_support
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.line_haul import (
    Truckload,
    earliest_ready_s,
    ready_of,
    truck_stops,
    trucks_day,
)
from lastmile_cli.planning.places import PlaceIndex, index_places
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.measure_streets import measure_streets
from lastmile_cli.workflows.solve_day import Solved, solve_day


@dataclass(frozen=True, eq=False, kw_only=True)
class Hauled:
    """The trucks' routes, when each hub's goods are then sorted, and loads that nobody brings."""

    solved: Solved
    ready_s: Mapping[str, int]
    left: tuple[Truckload, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class HaulDay:
    """Trucks, warehouse and hubs with the travel between them; ``config`` is the whole day's."""

    config: Config
    places: PlaceIndex
    travel: Travel
    roads: RoadSource
    engine: Engine

    @classmethod
    def of(
        cls, config: Config, roads: RoadSource, engine: Engine, progress: ProgressHook
    ) -> HaulDay:
        """Measure the streets between the depots, for trucks."""
        places = index_places(config.depots, ())
        travel = measure_streets(places, trucks_day(config), roads, progress)
        return cls(config=config, places=places, travel=travel, roads=roads, engine=engine)

    @property
    def earliest_ready_s(self) -> dict[str, int]:
        """When each hub could have its goods sorted at the earliest."""
        return earliest_ready_s(self.config, self.travel, self.places)

    def plan(
        self,
        loads: Sequence[Truckload],
        by_s: Mapping[str, int],
        progress: ProgressHook,
        deadline: Deadline,
    ) -> Hauled | None:
        """
        Plan who brings what; ``by_s`` is until when each hub's goods must be sorted.

        ``None`` where that cannot be.

        Raises
        ------
        NotSupportedError
            The engine cannot express the trucks' day.
        """
        stops = truck_stops(loads, self.config, by_s)
        if stops is None:
            return None
        trucks = trucks_day(self.config)
        posed = self._posed(stops)
        budget = SolveBudget(iterations=trucks.solver.iterations, seed=trucks.solver.seed)
        solved = solve_day(
            posed, self.engine, budget, self.roads, trucks.roads.periods, progress, deadline
        )
        proposal = solved.proposal
        return Hauled(
            solved=solved,
            ready_s=ready_of(solved.posed, proposal, self.config),
            left=tuple(loads[number] for number in proposal.unserved),
        )

    def _posed(self, stops: Sequence[Stop]) -> Posed:
        posed = pose(stops, trucks_day(self.config), self.travel, at_hubs(self.places, stops))
        require_support(posed.problem, self.engine)
        return posed

    def write_up(self, hauled: Hauled, day: ServiceDay, provenance: Provenance) -> Plan:
        """Draw up the trucks' plan; it never stands alone, so its notices are not told."""
        solved = hauled.solved
        plan = assemble(
            solved.posed,
            solved.proposal,
            trucks_day(self.config),
            solved.legs,
            day=day,
            provenance=provenance,
        )
        return replace(plan, notices=())


def at_hubs(places: PlaceIndex, stops: Sequence[Stop]) -> PlaceIndex:
    """Return the places of the depots with each truckload at its hub."""
    return replace(places, of_stop={it.stop_id: places.of_depot[it.customer_id] for it in stops})


def judge_trucks(plan: Plan, posed: Posed, config: Config) -> list[Violation]:
    """Ask the referee about the trucks' routes, posed from their own stops."""
    index = PlanIndex.of(posed.problem, posed.vehicles)
    return check_plan(posed.problem, plan, index, Tolerance.for_walks(config.roads.max_snap_m))


def pose_trucks_again(
    plan: Plan, config: Config, roads: RoadSource, progress: ProgressHook = no_progress
) -> Posed | None:
    """Pose the trucks' day of a plan again, but for exact legs; ``None`` where it has none."""
    if plan.line_haul is None:
        return None
    places = index_places(config.depots, ())
    hubs = places.of_depot
    stops = [stop for stop in plan.line_haul.stops if stop.customer_id in hubs]
    trucks = trucks_day(config)
    travel = measure_streets(places, trucks, roads, progress)
    return pose(stops, trucks, travel, at_hubs(places, stops))
