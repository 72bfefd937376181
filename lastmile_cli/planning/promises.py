"""What a day promises, one by one: windows, skills, fairness; and the day without each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.settings import Config, ObjectiveSettings
from lastmile_cli.domain.stops import SequenceWish, Stop
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.drop_prices import USUAL_PRIORITY
from lastmile_cli.planning.insertion import cheapest_insertion, cost_micro, measure_routes
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route


class PromiseKind(StrEnum):
    """What is promised."""

    WINDOWS = "windows"
    WINDOW = "window"
    SKILL = "skill"
    FIXED = "fixed"
    SEQUENCE = "sequence"
    GROUPS = "groups"
    PRIORITY = "priority"
    BALANCE = "balance"
    FAMILIARITY = "familiarity"
    ZONES = "zones"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """
    One promise or rule; ``stops`` are how many it is about, 0 for a rule about routes.

    ``what`` is the stop of a window, or the name of a skill.
    """

    kind: PromiseKind
    stops: int = 0
    what: str = ""

    @property
    def title(self) -> str:
        """In a dispatcher's words."""
        stops = counted(self.stops, "stop")
        return {
            PromiseKind.WINDOWS: f"all windows ({stops})",
            PromiseKind.WINDOW: f"the window of {self.what}",
            PromiseKind.SKILL: f"skill {self.what} ({stops})",
            PromiseKind.FIXED: f"fixed vehicles, drivers, depots ({stops})",
            PromiseKind.SEQUENCE: f"first and last stops ({stops})",
            PromiseKind.GROUPS: f"groups on one vehicle ({stops})",
            PromiseKind.PRIORITY: f"priorities ({stops} not as usual)",
            PromiseKind.BALANCE: "even routes (balance)",
            PromiseKind.FAMILIARITY: "drivers in zones they know",
            PromiseKind.ZONES: "few changes of zone",
        }[self.kind]


def list_promises(stops: Sequence[Stop], config: Config) -> list[Promise]:
    """
    List what a day promises but for single windows, in a fixed order.

    Opening hours of collection points are no promise of ours. Priorities count only where
    leaving out a stop has a price.
    """
    skills = Counter(skill for stop in stops for skill in stop.skills)
    objective = config.objective
    counts = [
        (PromiseKind.WINDOWS, sum(_has_window(stop) for stop in stops)),
        (PromiseKind.FIXED, sum(_is_fixed(stop) for stop in stops)),
        (PromiseKind.SEQUENCE, sum(it.sequence is not SequenceWish.ANY for it in stops)),
        (PromiseKind.GROUPS, sum(bool(stop.group) for stop in stops)),
        (
            PromiseKind.PRIORITY,
            sum(stop.priority != USUAL_PRIORITY for stop in stops)
            if objective.unserved_micro is not None
            else 0,
        ),
    ]
    found = [Promise(kind=kind, stops=count) for kind, count in counts if count]
    found += [
        Promise(kind=PromiseKind.SKILL, stops=count, what=skill)
        for skill, count in sorted(skills.items())
    ]
    rules = (
        (PromiseKind.BALANCE, objective.balance_micro),
        (PromiseKind.FAMILIARITY, objective.familiarity_micro),
        (PromiseKind.ZONES, objective.zone_change_micro),
    )
    return found + [Promise(kind=kind) for kind, micro in rules if micro]


def without_promise(
    stops: Sequence[Stop], config: Config, promise: Promise
) -> tuple[tuple[Stop, ...], Config]:
    """Return the day without one promise, all others kept."""
    kind = promise.kind
    changes: dict[PromiseKind, Callable[[Stop], Stop]] = {
        PromiseKind.WINDOWS: lambda it: replace(it, windows=()) if _has_window(it) else it,
        PromiseKind.WINDOW: lambda it: (
            replace(it, windows=()) if it.stop_id == promise.what else it
        ),
        PromiseKind.SKILL: lambda it: replace(it, skills=it.skills - {promise.what}),
        PromiseKind.FIXED: lambda it: replace(it, vehicle_id="", driver_id="", depot_id=""),
        PromiseKind.SEQUENCE: lambda it: replace(it, sequence=SequenceWish.ANY),
        PromiseKind.GROUPS: lambda it: replace(it, group=""),
        PromiseKind.PRIORITY: lambda it: replace(it, priority=USUAL_PRIORITY),
    }
    if kind in changes:
        return tuple(map(changes[kind], stops)), config
    return tuple(stops), replace(config, objective=_without_rule(config.objective, kind))


def _without_rule(objective: ObjectiveSettings, kind: PromiseKind) -> ObjectiveSettings:
    if kind is PromiseKind.BALANCE:
        return replace(objective, balance_micro=0)
    if kind is PromiseKind.FAMILIARITY:
        return replace(objective, familiarity_micro=0)
    return replace(objective, zone_change_micro=0)


def screen_windows(posed: Posed, proposal: Proposal) -> list[tuple[Promise, Fraction]]:
    """
    Rank the windows of served stops by what they surely cost, the dearest first, in micro-units.

    Each stop is taken out of its route and put back where it costs least without its window, all
    else kept: the day would cost so much less at least. Solving again may find more.
    """
    rooms = measure_routes(posed.problem, proposal)
    found = []
    for route in proposal.routes:
        for stop in route.stops:
            if not _has_window(posed.stops[stop]) or len(unit_of(posed.problem, stop)) > 1:
                continue
            free = replace(
                posed.problem.stops[stop], windows=((-NO_LIMIT, NO_LIMIT),), max_late_s=0
            )
            problem = posed.problem.with_stop(stop, free)
            left = with_charges(problem, route.without({stop}))
            others = {vehicle: it for vehicle, it in rooms.items() if vehicle != route.vehicle}
            rest_micro = Fraction(0)
            if left.trips:
                others |= measure_routes(problem, Proposal(routes=(left,), unserved=(stop,)))
                rest_micro = cost_micro(problem, time_route(problem, left))
            place = cheapest_insertion(problem, others, stop)
            now_micro = rooms[route.vehicle].cost_micro
            cheapest_micro = now_micro - rest_micro
            if place is not None:
                cheapest_micro = min(cheapest_micro, place.added_micro)
            saves_micro = now_micro - rest_micro - cheapest_micro
            promise = Promise(kind=PromiseKind.WINDOW, stops=1, what=posed.stops[stop].stop_id)
            found.append((promise, saves_micro))
    return sorted(found, key=lambda it: (-it[1], it[0].what))


def _has_window(stop: Stop) -> bool:
    return bool(stop.windows) and not stop.is_at_point


def _is_fixed(stop: Stop) -> bool:
    return bool(stop.vehicle_id or stop.driver_id or stop.depot_id)
