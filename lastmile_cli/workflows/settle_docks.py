"""
Doors of the depots: never more vehicles load at once than there are doors.

The engine does not couple routes. So after the search every route's loading is
moved, earlier or later, as far as its slack allows and as cheaply as possible
(an exact choice of slots). Who finds no slot must leave later: it is posed so,
and the day is searched on. Each round takes at least one vehicle further, or off
the road. Where stops are left out in the end, those who stayed are let out once more,
one after the other, at an hour at which a door is free.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lastmile_cli.costing.bill import CENT_MICRO
from lastmile_cli.domain.errors import PlanCheckError
from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.problem import ProblemVehicle
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.engines.doors import choose_slots
from lastmile_cli.planning.dock_doors import DockDoors
from lastmile_cli.planning.dock_slots import (
    MOST_TRIED,
    STEP_S,
    Slot,
    crowded,
    docked,
    is_over,
    list_slots,
)
from lastmile_cli.planning.mend import holds, mend, objective_micro
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import loaded_for
from lastmile_cli.workflows.solve_day import Solved, searched_after

MOST_ROUNDS = 8
"""Rounds of leaving later; who still has no slot then stays at home."""

SearchOn = Callable[[Posed, Proposal], Solved]
Fit = Callable[[Solved], Solved]


def settle_docks(
    solved: Solved,
    depots: Sequence[Depot],
    search_on: SearchOn,
    fit: Fit,
    is_over: IsOver = never_over,
) -> Solved:
    """
    Return a plan in which the doors of every depot are enough.

    ``search_on`` begins from a plan and searches on briefly; ``fit`` puts the
    exact streets of the new hours under a plan. Neither is called where
    nobody is in anybody's way. Once it ``is_over`` who has no door leaves later, or stays at
    home, without another look at what would be best.

    Raises
    ------
    PlanCheckError
        No hours were found at which everybody can load.
    """
    docks = docked(depots)
    if not docks:
        return solved
    as_configured = solved.posed.problem.vehicles
    desk = _Desk(docks=docks, search_on=search_on, fit=fit, is_over=is_over)
    settled = desk.settled(solved)
    return _as_configured(desk.with_those_at_home(settled, as_configured), as_configured)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Desk:
    """What settling needs beside the plan at hand."""

    docks: Mapping[str, Depot]
    search_on: SearchOn
    fit: Fit
    is_over: IsOver

    def settled(self, solved: Solved) -> Solved:
        """Let vehicles leave later, or stay, until the doors are enough."""
        return _settled(solved, self.docks, self.search_on, self.fit, self.is_over)

    def with_those_at_home(self, solved: Solved, as_configured: Sequence[ProblemVehicle]) -> Solved:
        """Let those out again who stayed for want of a door, when one is free now."""
        for vehicle, before in enumerate(as_configured):
            problem = solved.posed.problem
            if self.is_over() or not solved.proposal.unserved:
                break
            out = {route.vehicle for route in solved.proposal.routes if route.stops}
            if vehicle in out or before == problem.vehicles[vehicle]:
                continue
            depot = self.docks[solved.posed.vehicles[vehicle].start_depot_id]
            free_s = self._load_s(before, self._taken(solved, depot), depot)
            leave_s = max(free_s + before.loading_s, before.earliest_s)
            if leave_s > before.latest_s:
                continue
            later = _loading_from(before, free_s, leave_s)
            posed = replace(solved.posed, problem=problem.with_vehicle(vehicle, later))
            start = replace(solved.proposal, routes=_free(solved.proposal.routes))
            found = self.settled(searched_after(solved, self.search_on(posed, start)))
            is_better = _weight_of(found) < _weight_of(solved)
            solved = found if is_better else searched_after(found, solved, spent=0)
        return solved

    def _load_s(self, van: ProblemVehicle, taken: Sequence[tuple[int, int]], depot: Depot) -> int:
        """When a vehicle finds a free door first, from when it may load on."""
        load_s = max(van.earliest_s - van.loading_s, van.loads_from_s)
        span = load_s, load_s + depot.door_for_s(van.loading_s)
        beside = [it for it in taken if it[0] < span[1] and span[0] < it[1]]
        is_taken = is_over([*beside, span], depot.docks or 1)
        return _free_from_s(van, taken, depot) if is_taken else load_s

    def _taken(self, solved: Solved, depot: Depot) -> list[tuple[int, int]]:
        doors = DockDoors.of(solved.posed, solved.proposal, [depot])
        return [span for spans in doors.taken.values() for span in spans] if doors else []


def _weight_of(solved: Solved) -> Fraction:
    return objective_micro(solved.posed.problem, solved.proposal)


def _settled(
    solved: Solved,
    docks: Mapping[str, Depot],
    search_on: SearchOn,
    fit: Fit,
    is_over: IsOver,
) -> Solved:
    total = len(solved.posed.vehicles)
    for turn in range(MOST_ROUNDS + total + 1):
        if _is_settled(solved, docks):
            return solved
        moved, waiting = _moved(solved, docks, is_over)
        if not waiting:
            solved = fit(replace(solved, proposal=moved))
            continue
        posed = _posed_later(solved.posed, waiting, stays=turn >= MOST_ROUNDS)
        before = solved.proposal
        start = mend(posed.problem, replace(before, routes=_free(before.routes)), is_over)
        solved = search_on(posed, start)
        spent = before.iterations + solved.proposal.iterations
        proposal = replace(
            solved.proposal,
            iterations=spent,
            repeatable=before.repeatable and solved.proposal.repeatable,
            interrupted=before.interrupted or solved.proposal.interrupted,
        )
        solved = replace(solved, proposal=proposal)
    raise PlanCheckError(
        "No hours were found at which the doors of the depots are enough.",
        hint="raise depots[].docks, or give the vehicles other shifts",
    )


def _is_settled(solved: Solved, docks: Mapping[str, Depot]) -> bool:
    problem, routes = solved.posed.problem, solved.proposal.routes
    return not crowded(solved.posed, solved.proposal, docks) and all(
        holds(problem, route) for route in routes
    )


def _moved(
    solved: Solved, docks: Mapping[str, Depot], is_over: IsOver
) -> tuple[Proposal, dict[int, int]]:
    """The same plan with a slot for each route, and who has none: from when on a door is free."""
    posed, departs_s, waiting = solved.posed, dict[int, int](), dict[int, int]()
    for depot_id, depot in docks.items():
        mine = [
            route
            for route in solved.proposal.routes
            if route.stops and posed.vehicles[route.vehicle].start_depot_id == depot_id
        ]
        slots = [list_slots(posed.problem, route, depot, is_over) for route in mine]
        least = [min((slot.cost_micro for slot in its), default=0) for its in slots]
        priced = [
            [(slot.spans, _weight(slot, low)) for slot in its]
            for its, low in zip(slots, least, strict=True)
        ]
        picked = choose_slots(priced, depot.docks or 1)
        taken: list[tuple[int, int]] = []
        for route, its, number in zip(mine, slots, picked, strict=True):
            if number is not None:
                departs_s[route.vehicle] = its[number].depart_s
                taken += its[number].spans
        loaded = {route.vehicle: loaded_for(posed.problem, route) for route in mine}
        late = [route.vehicle for route, it in zip(mine, picked, strict=True) if it is None]
        for vehicle in late:
            van = loaded[vehicle]
            waiting[vehicle] = _free_from_s(van, taken, depot)
            door_s = depot.door_for_s(van.loading_s)
            taken.append((waiting[vehicle], waiting[vehicle] + door_s))
    routes = tuple(
        replace(route, depart_s=departs_s.get(route.vehicle)) for route in solved.proposal.routes
    )
    return replace(solved.proposal, routes=routes), waiting


def _weight(slot: Slot, least_micro: Fraction | int) -> int:
    """Cents above the cheapest slot of a route; of equally dear ones the least moved counts."""
    cents = int((slot.cost_micro - least_micro) // CENT_MICRO)
    return cents * MOST_TRIED * 2 + slot.moved_s // STEP_S


def _free_from_s(van: ProblemVehicle, taken: Sequence[tuple[int, int]], depot: Depot) -> int:
    """First second from which a door is free for one more loading, later than it may load now."""
    from_s = max(van.earliest_s - van.loading_s, van.loads_from_s)
    door_s = depot.door_for_s(van.loading_s)
    ends_s = sorted(end_s for _, end_s in taken if end_s > from_s)
    for at_s in ends_s:
        inside = [span for span in taken if span[0] < at_s + door_s and at_s < span[1]]
        if not is_over([*inside, (at_s, at_s + door_s)], depot.docks or 1):
            return at_s
    return from_s + door_s


def _loading_from(van: ProblemVehicle, free_s: int, leave_s: int) -> ProblemVehicle:
    """Pose a vehicle that takes a door from this second, and leaves from that one."""
    # How long it loads shows once its parcels are known: not before the door is free.
    loads_s = max(free_s, van.loads_from_s) if van.loading_per_parcel_s else 0
    return replace(van, earliest_s=leave_s, loads_from_s=loads_s)


def _posed_later(posed: Posed, waiting: Mapping[int, int], *, stays: bool) -> Posed:
    """Pose vehicles so that they leave once a door is free, or not at all."""
    problem = posed.problem
    for vehicle, free_s in waiting.items():
        van = problem.vehicles[vehicle]
        leave_s = max(free_s + van.loading_s, van.earliest_s + 1)
        if stays or leave_s > van.latest_s:
            van = replace(van, max_stops=0)
        else:
            van = _loading_from(van, free_s, leave_s)
        problem = problem.with_vehicle(vehicle, van)
    return replace(posed, problem=problem)


def _as_configured(solved: Solved, vehicles: Sequence[ProblemVehicle]) -> Solved:
    """
    Pose those who had to leave later as the configuration has them, leaving when they now do.

    Whoever asks the plan why a stop is left out, or what would help, asks about the day
    as it is configured, not about hours that only settling has set.
    """
    problem, routes = solved.posed.problem, list[ProposedRoute]()
    moved = {n for n, it in enumerate(vehicles) if it != problem.vehicles[n]}
    for route in solved.proposal.routes:
        if route.vehicle in moved and route.stops:
            depart_s = time_route(problem, route).visits[0].depart_s
            routes.append(replace(route, depart_s=depart_s))
        else:
            routes.append(route)
    for number in moved:
        problem = problem.with_vehicle(number, vehicles[number])
    proposal = replace(solved.proposal, routes=tuple(routes))
    return replace(solved, posed=replace(solved.posed, problem=problem), proposal=proposal)


def _free(routes: Sequence[ProposedRoute]) -> tuple[ProposedRoute, ...]:
    return tuple(replace(route, depart_s=None) for route in routes)
