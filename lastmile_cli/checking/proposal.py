"""The referee on an engine's proposal: does an on-time day exist for these visiting orders?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lastmile_cli.checking import schedule
from lastmile_cli.checking.breaks import missing_slack_s
from lastmile_cli.checking.company import check_company
from lastmile_cli.checking.order import check_allowed, check_order
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.wording import between, elapsed_clock, late_text, span, windows_text
from lastmile_cli.domain.problem import NO_LIMIT, Problem
from lastmile_cli.domain.proposal import Proposal, ProposedRoute


def check_proposal(problem: Problem, proposal: Proposal) -> list[Violation]:
    """
    Judge a proposal; an empty list means that it can be driven as promised.

    A schedule is a second of departure; after it the vehicle never waits
    without need (FIFO travel makes that the earliest way to be anywhere).
    Windows, the end of the shift and ready times hold for some departure
    exactly if they hold for the earliest one. For ``max_duration_s`` see
    ``schedule.drives_until_short_enough``; where traffic makes the driving
    time depend on the hour, ``max_drive_s`` is tried second by second. Who takes
    breaks may wait before each, and halts are searched too: see ``breaks``. A
    whole day's ``max_drive_s`` is then judged by the fastest hours.
    """
    found = list(_check_indices(problem, proposal))
    if found:
        return found
    found += _check_each_stop_once(problem, proposal)
    found += check_company(problem, proposal.routes)
    for route in proposal.routes:
        found += check_route(problem, route)
    return found


def check_route(problem: Problem, route: ProposedRoute) -> list[Violation]:
    """Judge one route whose indices exist; see ``check_proposal``."""
    name = problem.vehicles[route.vehicle].vehicle_id
    if not route.trips or not all(route.trips):
        sentence = f"Vehicle {name} is sent out on a trip without a stop."
        return [Violation(rule=Rule.EMPTY_TRIP, route=name, sentence=sentence)]
    found = [*check_allowed(problem, route), *check_order(problem, route)]
    # A clock means nothing on a leg that cannot be driven.
    if not any(violation.rule is Rule.NO_WAY for violation in found):
        found += _check_hours(problem, route)
    return found


def _check_indices(problem: Problem, proposal: Proposal) -> Iterator[Violation]:
    stops = [stop for route in proposal.routes for stop in route.stops] + [*proposal.unserved]
    for stop in stops:
        if not 0 <= stop < len(problem.stops):
            sentence = f"The proposal names stop number {stop} of {len(problem.stops)}."
            yield Violation(rule=Rule.UNKNOWN_ID, stop=str(stop), sentence=sentence)
    for route in proposal.routes:
        if not 0 <= route.vehicle < len(problem.vehicles):
            sentence = f"The proposal names vehicle {route.vehicle} of {len(problem.vehicles)}."
            yield Violation(rule=Rule.UNKNOWN_ID, route=str(route.vehicle), sentence=sentence)


def _check_each_stop_once(problem: Problem, proposal: Proposal) -> Iterator[Violation]:
    visited = [stop for route in proposal.routes for stop in route.stops]
    mentions = Counter([*visited, *proposal.unserved])
    for index, stop in enumerate(problem.stops):
        if not mentions[index]:
            sentence = f"Stop {stop.stop_id} is neither visited nor listed as unserved."
            yield Violation(rule=Rule.FORGOTTEN, stop=stop.stop_id, sentence=sentence)
        if mentions[index] > 1:
            yield Violation(
                rule=Rule.VISITED_TWICE,
                stop=stop.stop_id,
                amount=mentions[index] - 1,
                sentence=f"Stop {stop.stop_id} is listed {mentions[index]} times.",
            )
    for vehicle, count in Counter(route.vehicle for route in proposal.routes).items():
        if count > 1:
            name = problem.vehicles[vehicle].vehicle_id
            sentence = f"Vehicle {name} has {count} routes."
            yield Violation(rule=Rule.TWO_ROUTES, route=name, amount=count - 1, sentence=sentence)


def _check_hours(problem: Problem, route: ProposedRoute) -> list[Violation]:
    earliest = schedule.drive(problem, route, schedule.first_leave_s(problem, route))
    late = [*_late_stops(problem, route, earliest), *_late_home(problem, route, earliest)]
    if late:
        return late
    runs = list(schedule.drives_until_short_enough(problem, route))
    if runs[-1].duration_s > problem.vehicles[route.vehicle].max_duration_s:
        return [_too_long(problem, route, runs)]
    if not problem.vehicles[route.vehicle].breaks:
        return _check_driving(problem, route, runs[-1].leave_s)
    excess_s = schedule.least_drive_s(problem, route) - problem.vehicles[route.vehicle].max_drive_s
    return (
        [_too_much_driving(problem, route, excess_s)]
        if excess_s > 0
        else _check_breaks(problem, route)
    )


def _check_breaks(problem: Problem, route: ProposedRoute) -> list[Violation]:
    slack_s = missing_slack_s(problem, route)
    if not slack_s:
        return []
    name = problem.vehicles[route.vehicle].vehicle_id
    return [
        Violation(
            rule=Rule.BREAK_OWED,
            route=name,
            amount=slack_s,
            sentence=f"Vehicle {name} comes to no halt in time for its breaks: "
            f"at best one is due {span(slack_s)} before.",
        )
    ]


def _too_long(problem: Problem, route: ProposedRoute, runs: list[schedule.Drive]) -> Violation:
    vehicle = problem.vehicles[route.vehicle]
    tight = [schedule.leave_as_late(problem, route, run) for run in runs]
    shortest_s = min(run.duration_s for run in tight)
    excess_s = shortest_s - vehicle.max_duration_s
    return Violation(
        rule=Rule.TOO_LONG,
        route=vehicle.vehicle_id,
        amount=excess_s,
        sentence=f"Vehicle {vehicle.vehicle_id} is out for {span(shortest_s)}, "
        f"{span(excess_s)} more than its {span(vehicle.max_duration_s)}.",
    )


def _late_stops(problem: Problem, route: ProposedRoute, run: schedule.Drive) -> Iterator[Violation]:
    name = problem.vehicles[route.vehicle].vehicle_id
    for halt in run.halts:
        stop = problem.stops[halt.stop]
        late_s = schedule.late_s(stop, halt.start_s)
        if schedule.is_too_late(stop, halt.start_s):
            yield Violation(
                rule=Rule.WINDOW_MISSED,
                route=name,
                stop=stop.stop_id,
                amount=late_s - stop.max_late_s,
                sentence=f"Vehicle {name} reaches stop {stop.stop_id} at "
                f"{elapsed_clock(halt.start_s)} at the earliest, "
                f"{between(halt.start_s - late_s, halt.start_s)} after its "
                f"{windows_text(stop, elapsed_clock)} closes{late_text(stop)}.",
            )


def _late_home(problem: Problem, route: ProposedRoute, run: schedule.Drive) -> Iterator[Violation]:
    vehicle = problem.vehicles[route.vehicle]
    late_s = run.end_s - vehicle.latest_s
    if late_s > 0:
        sentence = (
            f"Vehicle {vehicle.vehicle_id} ends at {elapsed_clock(run.end_s)} at the earliest, "
            f"{between(vehicle.latest_s, run.end_s)} after {elapsed_clock(vehicle.latest_s)}."
        )
        yield Violation(
            rule=Rule.HOME_LATE, route=vehicle.vehicle_id, amount=late_s, sentence=sentence
        )


def _check_driving(problem: Problem, route: ProposedRoute, from_s: int) -> list[Violation]:
    vehicle = problem.vehicles[route.vehicle]
    shortest_s = schedule.least_drive_s(problem, route)
    if shortest_s <= vehicle.max_drive_s:
        shortest_s = NO_LIMIT
        for run in schedule.list_drives(problem, route, from_s):
            if run.duration_s <= vehicle.max_duration_s:
                shortest_s = min(shortest_s, run.drive_s)
            if shortest_s <= vehicle.max_drive_s:
                return []
    return [_too_much_driving(problem, route, shortest_s - vehicle.max_drive_s)]


def _too_much_driving(problem: Problem, route: ProposedRoute, excess_s: int) -> Violation:
    vehicle = problem.vehicles[route.vehicle]
    return Violation(
        rule=Rule.TOO_MUCH_DRIVING,
        route=vehicle.vehicle_id,
        amount=excess_s,
        sentence=f"Vehicle {vehicle.vehicle_id} drives {span(vehicle.max_drive_s + excess_s)}, "
        f"{span(excess_s)} more than its {span(vehicle.max_drive_s)}.",
    )
