"""A day that is read and located, with open streets and a chosen engine: ready to be planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli import __version__
from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex, Tolerance
from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.closed_hours import is_free_flow, with_closures
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.ports import Engine, RoadSource, SolveBudget
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.provenance import Provenance
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod, Travel, TravelMode
from lastmile_cli.domain.walks import FOOT, FootWays
from lastmile_cli.engines.support import require_support
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.dock_slots import docked
from lastmile_cli.planning.line_haul import with_ready
from lastmile_cli.planning.places import PlaceIndex, index_places, list_modes
from lastmile_cli.planning.point_rules import may_choose, points_in_question
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_choice import settings_of
from lastmile_cli.plumbing.clock import now_utc
from lastmile_cli.plumbing.cores import core_count
from lastmile_cli.records.plan_json import with_identity
from lastmile_cli.workflows.close_streets import hours_of
from lastmile_cli.workflows.day_inputs import DayInputs
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.exact_legs import ExactLegs
from lastmile_cli.workflows.locate_stops import Located
from lastmile_cli.workflows.measure_streets import measure_streets
from lastmile_cli.workflows.measure_walks import measure_rounds
from lastmile_cli.workflows.settle_docks import settle_docks
from lastmile_cli.workflows.settle_partners import settle_partners
from lastmile_cli.workflows.settle_points import settle_points
from lastmile_cli.workflows.settle_walks import settle_walks
from lastmile_cli.workflows.solve_day import LEAST_ITERATIONS, REPAIR_SHARE, Solved, solve_day
from lastmile_cli.workflows.supply_day import supply_stops, with_ordered_stock

SHARE_FIRST = 0.6
"""What the first search takes of a time limit where more is to be settled after it."""

SHARE_ON = 0.4
"""What each search after that takes of the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyDay:
    """
    What planning starts from; ``located.config`` is the day's configuration.

    ``measured`` are places and the travel between them where that is known already.
    """

    inputs: DayInputs
    located: Located
    roads: RoadSource
    engine: Engine
    measured: tuple[PlaceIndex, Travel] | None = None

    @property
    def config(self) -> Config:
        """The configuration, with what the command line changed."""
        return self.located.config

    @property
    def periods(self) -> tuple[TrafficPeriod, ...]:
        """The day's traffic."""
        return self.config.roads.periods

    @property
    def has_traffic(self) -> bool:
        """Whether some hour is slower than another; a matrix may bring hours of its own."""
        by_matrix = bool(self.config.roads.matrices) and len(self.periods) > 1
        return by_matrix or not is_free_flow(self.periods)

    def without_traffic(self) -> ReadyDay:
        """Give the same day on empty streets; what is closed stays closed."""
        shut, hours = self.config.roads.closures, hours_of(self.config)
        periods = with_closures(FREE_FLOW, shut, self.inputs.day, hours)
        roads = replace(self.config.roads, periods=periods)
        config = replace(self.config, roads=roads)
        return replace(self, located=replace(self.located, config=config), measured=None)

    def supplied(self, progress: ProgressHook = no_progress) -> ReadyDay:
        """Say of every stop from which hubs its goods can come, where stock is counted."""
        located = self.located
        if not self.config.stock.is_counted:
            return self
        measured = self._measure(progress)
        places, travel = measured
        file = self.inputs.stops_read.file
        found = supply_stops(located.stops, self.config, travel, places, file=file)
        effective = with_ordered_stock(self.config.effective, located.stops)
        located = replace(
            located,
            config=replace(self.config, effective=effective),
            stops=found.stops,
            left_out=(*located.left_out, *found.left_out),
            notices=(*located.notices, *found.notices),
        )
        return replace(self, located=located, measured=(places.with_visits(found.stops), travel))

    def with_travel(self, progress: ProgressHook = no_progress) -> ReadyDay:
        """Measure the streets once, for a day that is posed several times."""
        return replace(self, measured=self._measure(progress))

    def ready_at(self, ready_s: Mapping[str, int]) -> ReadyDay:
        """Give the same day with goods that trucks have brought to each hub by then."""
        config = with_ready(self.config, ready_s)
        return replace(self, located=replace(self.located, config=config))

    def _measure(self, progress: ProgressHook) -> tuple[PlaceIndex, Travel]:
        if self.measured is not None:
            return self.measured
        config, stops = self.config, self.located.stops
        points = points_in_question(stops, config.collection_points)
        places = index_places(config.depots, stops, config.used_chargers, points)
        return places, measure_streets(places, config, self.roads, progress)

    def pose(self, progress: ProgressHook = no_progress) -> Posed:
        """
        Measure the streets under the day's traffic and pose the problem.

        Raises
        ------
        NotSupportedError
            The engine cannot express the day.
        """
        return self.pose_stops(self.located.stops, progress)

    def pose_stops(self, stops: Sequence[Stop], progress: ProgressHook = no_progress) -> Posed:
        """Pose stops of the day as they are visited, some of them together at a point, maybe."""
        places, travel = self._measure(progress)
        file = self.inputs.stops_read.file
        posed = pose(
            stops,
            self.config,
            travel,
            places.with_visits(stops),
            stops_file=file,
            left_out=[stop for stop, _ in self.located.left_out],
        )
        require_support(posed.problem, self.engine)
        return posed

    def solve(
        self,
        posed: Posed,
        progress: ProgressHook,
        deadline: Deadline,
        begin: Proposal | None = None,
    ) -> Solved:
        """
        Plan what was posed: who goes to collection points or partners, and who loads when.

        From ``begin``, a plan that was searched before, it is searched on briefly.
        """
        budget, is_over = self._budget(), deadline.is_over

        def search(
            it: Posed, effort: SolveBudget, start: Proposal | None = None, share: float = SHARE_ON
        ) -> Solved:
            return solve_day(
                it, self.engine, effort, self.roads, self.periods, progress, deadline, start, share
            )

        if begin is None:
            solved = search(posed, budget, share=self._first_share(posed))
            spent = budget.iterations or solved.proposal.iterations
        else:
            spent = budget.iterations or begin.iterations
        briefly = replace(budget, iterations=max(LEAST_ITERATIONS, int(spent * REPAIR_SHARE)))

        def search_on(it: Posed, start: Proposal) -> Solved:
            return search(it, briefly, start)

        if begin is not None:
            solved = search_on(posed, begin)
            iterations = begin.iterations + solved.proposal.iterations
            solved = replace(solved, proposal=replace(solved.proposal, iterations=iterations))
        file = self.inputs.stops_read.file
        solved = settle_points(solved, self.config, search_on, stops_file=file, is_over=is_over)
        # From here on a round on foot is one stop; all that follows knows nothing of it.
        rounds = settle_walks(solved, self._measure_walks, search_on, is_over)

        def within_limits(it: Solved) -> Solved:
            return settle_partners(it, self.config.partners, search_on, is_over)

        def search_within_limits(it: Posed, start: Proposal) -> Solved:
            # Whom no door lets go may be handed to partners, who may be full then.
            return within_limits(search_on(it, start))

        solved = settle_docks(
            within_limits(rounds.solved),
            self.config.depots,
            search_within_limits,
            self._fitted,
            is_over,
        )
        return _interrupted(rounds.apart(solved), deadline)

    def _first_share(self, posed: Posed) -> float:
        """How much of a time limit is for the first search: all, where nothing is settled after."""
        config = self.config
        settles = (
            any(may_choose(stop) for stop in posed.stops),
            bool(settings_of(posed)),
            any(it.has_limits or it.minimum_micro for it in config.partners),
            bool(docked(config.depots)),
        )
        return SHARE_FIRST if any(settles) else 1.0

    def _measure_walks(self, posed: Posed) -> FootWays:
        return measure_rounds(posed, self.roads, self.config.roads.max_snap_m)

    def _fitted(self, solved: Solved) -> Solved:
        """Put the exact streets of the hours now planned under a plan."""
        exact = ExactLegs(self.roads, self.periods)
        posed = exact.swap(solved.posed, solved.proposal)
        return replace(solved, posed=posed, legs={**solved.legs, **exact.legs})

    def _budget(self) -> SolveBudget:
        solver = self.config.solver
        workers = solver.workers or core_count()
        return SolveBudget(iterations=solver.iterations, seed=solver.seed, workers=workers)

    def write_up(self, solved: Solved, is_over: IsOver = never_over) -> Plan:
        """
        Draw up the plan: hours, bills, reasons, and what it was made from.

        Once it ``is_over`` no more ways out are looked for.
        """
        config = self.config
        modes = list_modes(config)
        if solved.posed.walks:
            modes = (*modes, TravelMode(profile=FOOT))
        provenance = Provenance(
            stops_sha256=self.inputs.stops_read.sha256,
            config_sha256=config.sha256,
            engine=config.solver.engine,
            seed=config.solver.seed,
            iterations=solved.proposal.iterations,
            repeatable=solved.proposal.repeatable and not solved.proposal.interrupted,
            roads=self.roads.provenance(modes, self.periods),
            lastmile_version=__version__,
        )
        notices: tuple[Notice, ...] = (
            *self.inputs.notices,
            *self.located.notices,
            *solved.posed.notices,
        )
        plan = assemble(
            solved.posed,
            solved.proposal,
            config,
            solved.legs,
            day=self.inputs.day,
            provenance=provenance,
            notices=notices,
            not_posed=self.located.left_out,
            is_over=is_over,
        )
        created_at = now_utc().astimezone(self.inputs.day.zone).isoformat()
        return with_identity(plan, created_at)

    def judge(self, plan: Plan, solved: Solved) -> list[Violation]:
        """Ask the referee."""
        problem = solved.posed.problem
        posed = solved.posed
        config = self.config
        index = PlanIndex.of(
            problem,
            posed.vehicles,
            posed.chargers,
            config.partners,
            config.collection_points,
            config.depots,
            ways=posed.ways,
            stock=config.stock,
        )
        tolerance = Tolerance.for_walks(self.config.roads.max_snap_m)
        return check_plan(problem, plan, index, tolerance)


def _interrupted(solved: Solved, deadline: Deadline) -> Solved:
    """Say of a plan that it was cut short, whatever was at work when somebody asked to stop."""
    if not deadline.is_interrupted:
        return solved
    proposal = replace(solved.proposal, interrupted=True, repeatable=False)
    return replace(solved, proposal=proposal)
