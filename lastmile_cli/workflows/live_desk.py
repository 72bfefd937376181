"""A day that is on, cut in two: what lies behind each vehicle stays, what is ahead is searched."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.checking.violation import Violation
from lastmile_cli.domain.errors import PlanCheckError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Plan, Route, Unassigned, UnassignedClass
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.under_way import Mode, Replanned, Told
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.intake.stops_read import StopsRead
from lastmile_cli.planning.mend import mend, put_back
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_choice import settings_of
from lastmile_cli.planning.walk_written import written_rounds
from lastmile_cli.plumbing.clock import now_utc
from lastmile_cli.plumbing.cores import core_count
from lastmile_cli.records.plan_json import with_identity
from lastmile_cli.replanning.history import History, write_history
from lastmile_cli.replanning.joined import Joint, Line
from lastmile_cli.replanning.rescue import rescued
from lastmile_cli.replanning.so_far import SoFar, list_so_far
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.workflows.day_inputs import DayInputs
from lastmile_cli.workflows.day_roads import DayRoads
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.judge_live import judge_live, pose_whole
from lastmile_cli.workflows.jumping_roads import beside
from lastmile_cli.workflows.locate_stops import Located
from lastmile_cli.workflows.measure_walks import measure_rounds
from lastmile_cli.workflows.posed_again import located_of
from lastmile_cli.workflows.ready_day import ReadyDay
from lastmile_cli.workflows.settle_walks import (
    Rounds,
    begin_joined,
    begin_with,
    go_on_settling,
)
from lastmile_cli.workflows.solve_day import REPAIR_SHARE, Solved, solve_day
from lastmile_cli.workflows.track_events import Tracked
from lastmile_cli.workflows.under_way import LiveDay, LiveStreets, draw_way, measure_live

ITERATIONS_A_STOP = 40
"""Search of a few seconds: the plan it begins from was searched all night."""
LEAST_ITERATIONS = 2_000


@dataclass(frozen=True, eq=False, kw_only=True)
class LiveDesk:
    """A day that is on, cut in two: what is behind each vehicle, and what is ahead."""

    tracked: Tracked
    opened: DayRoads
    now_s: int
    stops: tuple[Stop, ...]
    fresh: tuple[Stop, ...]
    withdrawn: tuple[Unassigned, ...]
    histories: Mapping[str, History]
    streets: LiveStreets
    live: LiveDay
    over: frozenset[str]

    @classmethod
    def of(
        cls,
        tracked: Tracked,
        opened: DayRoads,
        fresh: tuple[Stop, ...],
        now_s: int,
        progress: ProgressHook,
    ) -> LiveDesk:
        """Cut a day where its vehicles are now; ``fresh`` are new stops."""
        plan = tracked.plan
        so_fars = list_so_far(plan, tracked.state, tracked.outlook, now_s)
        withdrawn = tuple(_withdrawn(tracked))
        located = located_of(plan)
        points = {stop.coordinate for stop in (*located, *fresh)}
        points |= {depot.coordinate for depot in opened.config.depots}
        points |= {charger.coordinate for charger in opened.config.used_chargers}
        so_fars = tuple(_set_apart(so_fars, {it for it in points if it is not None}))
        heres = {it.route.vehicle_id: it.place for it in so_fars if it.place and not it.is_over}
        stand = {it.route.vehicle_id: it.place for it in so_fars if it.place and it.is_over}
        gone = {it.stop_id for it in withdrawn} | {it.stop_id for it in plan.outsourced}
        gone |= {stop_id for it in so_fars for stop_id in it.behind}
        stops = tuple(
            rescued(
                (stop for stop in located if stop.stop_id not in gone),
                {name: it.route.vehicle_id for it in so_fars for name in it.stranded},
                stand,
                opened.config.replan.handover_s,
            )
        )
        were = [visit.place for it in so_fars for visit in it.route.visits]
        asked = {stop.stop_id: stop for stop in (*located, *stops, *fresh)}
        streets = measure_live(
            opened.config,
            opened.roads,
            tuple(asked.values()),
            heres,
            [*were, *stand.values()],
            progress,
        )
        by_id = {stop.stop_id: stop for stop in plan.stops}
        histories = {
            it.route.vehicle_id: write_history(
                it, by_id, streets.way_of(it.route.vehicle_id), now_s
            )
            for it in so_fars
        }
        over = {*(plan.replanned.over if plan.replanned else ())}
        over |= {it.route.vehicle_id for it in so_fars if it.is_over}
        cut = [_cut(route, histories.get(route.vehicle_id)) for route in plan.routes]
        return cls(
            tracked=tracked,
            opened=opened,
            now_s=now_s,
            stops=stops,
            fresh=fresh,
            withdrawn=withdrawn,
            histories=histories,
            streets=streets,
            live=LiveDay.of(streets, cut, now_s, over),
            over=frozenset(over),
        )

    @property
    def plan(self) -> Plan:
        """The plan before."""
        return self.tracked.plan

    @property
    def is_ahead(self) -> bool:
        """Whether anything of the day is still ahead."""
        return bool(self.stops or self.fresh)

    def replan(self, mode: Mode, progress: ProgressHook, deadline: Deadline) -> Plan:
        """Search the rest of the day, and put it behind what is done."""
        progress(Progress(label="Planning the rest of the day"))
        told = tuple(self._told())
        posed = self.live.pose([*self.stops, *self.fresh], told, mode)
        start = self._start(posed)
        day = self._ready(posed)
        if mode is not Mode.FREE:
            posed = _keeping_drivers(posed, start)
        posed = self._frozen(posed)
        solved = self._solved(posed, start, mode, day, progress, deadline)
        rest = day.write_up(solved, deadline.for_writing().is_over)
        plan = self._joined(rest, mode, told, solved.posed)
        stops = located_of(plan)
        whole = pose_whole(plan, stops, self.streets)
        _refuse_broken(judge_live(plan, whole, rest, solved.posed, self.opened.config))
        return plan

    def _start(self, posed: Posed) -> Proposal:
        """The orders as they are planned now, each behind where its vehicle is."""
        numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
        routes, fleet = [], {it.vehicle_id: n for n, it in enumerate(posed.vehicles)}
        for route in self.plan.routes:
            if route.vehicle_id not in fleet:
                continue
            trips: dict[int, list[int]] = {}
            here = self.live.heres.get(route.vehicle_id)
            history = self.histories.get(route.vehicle_id)
            if here is not None and history is not None:
                trips[max(0, history.resumed.trips)] = [numbers[here.stop_id]]
            for visit in route.stop_visits:
                if visit.stop_id in numbers:
                    trips.setdefault(visit.trip, []).append(numbers[visit.stop_id])
            ordered = tuple(tuple(trips[trip]) for trip in sorted(trips))
            if ordered:
                bare = ProposedRoute(vehicle=fleet[route.vehicle_id], trips=ordered)
                routes.append(with_charges(posed.problem, bare))
        served = {stop for route in routes for stop in route.stops}
        unserved = tuple(n for n in range(len(posed.stops)) if n not in served)
        return Proposal(routes=tuple(routes), unserved=unserved)

    def _frozen(self, posed: Posed) -> Posed:
        """Keep the next stops of each vehicle on the road first, where they can be driven so."""
        numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
        vehicles = list(posed.problem.vehicles)
        for number, vehicle in enumerate(posed.vehicles):
            history = self.histories.get(vehicle.vehicle_id)
            was = vehicles[number]
            if history is None or not was.locked:
                continue
            nexts = tuple(numbers[it] for it in self.next_of(history) if it in numbers)
            route = ProposedRoute(vehicle=number, trips=((*was.locked, *nexts),))
            if not check_route(posed.problem, with_charges(posed.problem, route)):
                vehicles[number] = replace(was, locked=route.stops)
        return replace(posed, problem=replace(posed.problem, vehicles=tuple(vehicles)))

    def next_of(self, history: History) -> list[str]:
        """The stops that a vehicle heads for next, as many as stay as they are."""
        ahead = {stop.stop_id for stop in self.stops}
        nexts = (
            visit.stop_id
            for visit in history.route.stop_visits
            if visit.stop_id in ahead and visit.trip == history.resumed.trips
        )
        most = self.live.config.replan.frozen_stops
        return [it for it in itertools.islice(nexts, most) if it is not None]

    def _ready(self, posed: Posed) -> ReadyDay:
        """What searching and writing up need to know of the day."""
        config = self.live.config
        read = StopsRead(
            file="",
            service_date=self.plan.day.date,
            sha256=self.plan.provenance.stops_sha256,
        )
        inputs = DayInputs(
            config=config, config_file="", stops_read=read, day=self.plan.day, notices=()
        )
        located = Located(config=config, stops=posed.stops, left_out=(), notices=())
        return ReadyDay(
            inputs=inputs,
            located=located,
            roads=self.streets.roads,
            engine=open_engine(config.solver.engine),
            measured=(self.streets.places, self.streets.travel),
        )

    def _solved(
        self,
        posed: Posed,
        begin: Proposal,
        mode: Mode,
        day: ReadyDay,
        progress: ProgressHook,
        deadline: Deadline,
    ) -> Solved:
        periods, solver = self.live.config.roads.periods, self.live.config.solver
        is_over = deadline.is_over
        wanted = solver.iterations
        if wanted is None and solver.time_limit_s is None:
            wanted = max(LEAST_ITERATIONS, ITERATIONS_A_STOP * len(posed.stops))
        if mode is Mode.INSERT:
            wanted, deadline = 0, replace(deadline, search_until_s=0.0)
        budget = SolveBudget(
            iterations=wanted, seed=solver.seed, workers=solver.workers or core_count()
        )

        def search(it: Posed, begun: Proposal, share: float = 1.0) -> Solved:
            effort = replace(budget, iterations=wanted and int(wanted * share))
            return solve_day(it, day.engine, effort, day.roads, periods, progress, deadline, begun)

        def search_on(it: Posed, begun: Proposal) -> Solved:
            return search(it, begun, REPAIR_SHARE)

        if not settings_of(posed):
            begun = mend(posed.problem, begin, is_over)
            return search(posed, put_back(posed.problem, begun, begun.unserved, is_over))
        ways = measure_rounds(posed, day.roads, self.live.config.roads.max_snap_m)
        posed = replace(posed, ways=ways)
        joined = begin_with(posed, written_rounds(posed, self.plan))
        solved = search(joined.posed, begin_joined(joined, begin, is_over))
        rounds = Rounds(solved=solved, joined=joined)
        if mode is not Mode.INSERT:
            rounds = go_on_settling(rounds, search_on, is_over)
        return rounds.apart(rounds.solved)

    def _told(self) -> Iterator[Told]:
        """What customers of the stops that are still ahead were told."""
        ahead = {stop.stop_id for stop in self.stops}
        for route in self.plan.routes:
            for visit in route.stop_visits:
                if visit.stop_id in ahead:
                    yield Told(
                        stop_id=visit.stop_id or "",
                        vehicle_id=route.vehicle_id,
                        low_s=visit.eta_low_s,
                        high_s=visit.eta_high_s,
                    )

    def _joined(self, rest: Plan, mode: Mode, told: tuple[Told, ...], posed: Posed) -> Plan:
        before = self.plan
        version = before.replanned.version + 1 if before.replanned else 2
        joint = Joint(
            before=before,
            config=self.opened.config,
            histories=self.histories,
            streets={it: self._street(it, history) for it, history in self.histories.items()},
            direct_m=self.streets.direct_m,
            rescued=frozenset(stop.stop_id for stop in self.stops if stop.paired_with),
            late_micro={it.stop_id: it.late_micro for it in posed.problem.stops},
            withdrawn=self.withdrawn,
            replanned=Replanned(
                plan_id=before.plan_id,
                at_s=self.now_s,
                version=version,
                mode=mode.value,
                told=told,
                over=tuple(sorted(self.over)),
            ),
        )
        whole = joint.joined(rest)
        created_at = now_utc().astimezone(before.day.zone).isoformat()
        return with_identity(whole, created_at)

    def _street(self, vehicle_id: str, history: History) -> Line:
        """The streets behind a vehicle, up to where it is."""
        vehicle = next(it for it in self.opened.config.vehicles if it.vehicle_id == vehicle_id)
        return draw_way(self.opened, vehicle, history)


def _keeping_drivers(posed: Posed, proposal: Proposal) -> Posed:
    """Return the problem in which every stop on a route stays with its vehicle."""
    stops, asked = list(posed.problem.stops), list(posed.stops)
    for route in proposal.routes:
        vehicle_id = posed.vehicles[route.vehicle].vehicle_id
        for stop in route.stops:
            stops[stop] = replace(stops[stop], vehicles=frozenset({route.vehicle}))
            asked[stop] = replace(asked[stop], vehicle_id=vehicle_id)
    problem = replace(posed.problem, stops=tuple(stops))
    return replace(posed, stops=tuple(asked), problem=problem)


def _cut(route: Route, history: History | None) -> Route:
    """The route with what lies behind as it was, so that this can be added up."""
    if history is None:
        return route
    return replace(
        route,
        start_s=history.started_s,
        visits=history.visits,
        resumed=history.resumed,
    )


def _set_apart(so_fars: Sequence[SoFar], taken: set[Coordinate]) -> Iterator[SoFar]:
    """Move each vehicle a little from every door, so that the two are two places."""
    for it in so_fars:
        depot = it.route.visits[0].place if it.route.visits else None
        place = it.place or (it.done[-1].visit.place if it.done else depot)
        if place is None:
            continue
        if not it.is_over:
            place = beside(place, taken)
            taken.add(place)
        yield replace(it, place=place)


def _withdrawn(tracked: Tracked) -> Iterator[Unassigned]:
    """Stops that nobody waits for any more, though nobody was there."""
    plan, state = tracked.plan, tracked.state
    told = {it.stop_id for it in plan.unassigned if _is_withdrawn(it)}
    for stop in plan.stops:
        lives = [it for it in state.orders.values() if it.expected.visit_id == stop.stop_id]
        if stop.stop_id in told or not lives or any(life.is_open for life in lives):
            continue
        if any(life.attempts for life in lives) or any(life.expected.partner_id for life in lives):
            continue
        last = max(lives, key=lambda life: life.since or plan.day.starts_at)
        at = f" at {plan.day.clock(plan.day.at_s(last.since))}" if last.since else ""
        yield Unassigned(
            stop_id=stop.stop_id,
            unassigned_class=UnassignedClass.WITHDRAWN,
            reason=last.state.value,
            detail=f"{last.state.value.replace('_', ' ').capitalize()}{at}.",
        )
    yield from (it for it in plan.unassigned if _is_withdrawn(it))


def _is_withdrawn(one: Unassigned) -> bool:
    return one.unassigned_class is UnassignedClass.WITHDRAWN


def _refuse_broken(violations: Sequence[Violation]) -> None:
    if violations:
        raise PlanCheckError(
            f"The new plan fails its check: {violations[0].sentence}",
            hint="the plan before stands; report this with it and its events",
            notices=tuple(violation.as_notice() for violation in violations),
        )
