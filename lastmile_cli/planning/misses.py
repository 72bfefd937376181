"""Why one vehicle, alone with one stop, cannot serve it; and which vehicle comes closest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.limits import Excess, excess_hours, excess_loads, has_way
from lastmile_cli.planning.locks import broken_lock, missing_crew, missing_skills
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """
    A vehicle that cannot serve a stop alone: every reason, the first one first.

    An end of a shipment is tried with the other one. ``lock`` is the word of
    ``broken_lock`` for ``asked``, one of the two, empty where the vehicle may serve;
    ``is_unreachable`` when there is no way there or back.
    """

    vehicle: int
    asked: int
    lock: str = ""
    lacking: int = 0
    is_unreachable: bool = False
    excesses: tuple[Excess, ...] = ()

    @property
    def reason(self) -> str:
        """The stable word for the first thing in the way."""
        if self.lock or self.is_unreachable:
            return self.lock or "unreachable"
        return self.excesses[0].reason

    @property
    def rank(self) -> tuple[bool, bool, int, bool, int, float, int]:
        """
        Smaller is closer: not locked out, then few and small excesses.

        Of vehicles that are too small the one that is least so is closest, in however many units.
        """
        loads = [it for it in self.excesses if it.reason.startswith("capacity_")]
        return (
            bool(self.lock),
            self.lock not in ("skills", "crew"),
            self.lacking,
            self.is_unreachable,
            len(self.excesses) - len(loads) + bool(loads),
            max((excess.share for excess in self.excesses), default=0.0),
            len(self.excesses),
        )


def find_miss(posed: Posed, vehicle: int, stop: int) -> Miss | None:
    """Try one vehicle with nothing but this stop; ``None`` when it can serve it."""
    unit = unit_of(posed.problem, stop)
    # What the stop itself asks for is told first.
    for end in sorted(unit, key=lambda end: end != stop):
        lock = broken_lock(posed.stops[end], posed.vehicles[vehicle])
        if lock:
            asked, van = posed.stops[end], posed.vehicles[vehicle]
            lacking = len(missing_skills(asked, van)) + missing_crew(asked, van)
            return Miss(vehicle=vehicle, asked=end, lock=lock, lacking=lacking)
    return find_miss_unlocked(posed, vehicle, stop)


def find_miss_unlocked(posed: Posed, vehicle: int, stop: int) -> Miss | None:
    """Try one vehicle alone with a stop as if it had every skill and no lock stood in the way."""
    problem = posed.problem
    alone = with_charges(problem, ProposedRoute(vehicle=vehicle, trips=(unit_of(problem, stop),)))
    excesses = tuple(excess_loads(problem, alone))
    if not has_way(problem, alone):
        return Miss(vehicle=vehicle, asked=stop, is_unreachable=True, excesses=excesses)
    excesses += tuple(excess_hours(problem, time_route(problem, alone)))
    return Miss(vehicle=vehicle, asked=stop, excesses=excesses) if excesses else None


def late_end(posed: Posed, miss: Miss, excess: Excess, stop: int) -> int:
    """Which end of a unit is the one whose window is missed; the stop where it has but one."""
    unit = unit_of(posed.problem, stop)
    if len(unit) == 1 or excess.reason != "window_closed":
        return stop
    route = with_charges(posed.problem, ProposedRoute(vehicle=miss.vehicle, trips=(unit,)))
    alone = time_route(posed.problem, route)
    late = (it.stop for it in alone.visits if it.start_s == excess.needs and it.stop is not None)
    return next(late, stop)


def closest_miss(posed: Posed, stop: int) -> Miss | None:
    """
    Try every vehicle; the one that comes closest, or ``None`` when one can serve the stop.

    Raises
    ------
    ValueError
        There is no vehicle to try.
    """
    misses = []
    tried = set()
    for number, vehicle in enumerate(posed.vehicles):
        # What one van of a kind cannot do, its sisters cannot.
        asked = [posed.stops[end] for end in unit_of(posed.problem, stop)]
        locks = tuple(
            (broken_lock(one, vehicle), missing_skills(one, vehicle), missing_crew(one, vehicle))
            for one in asked
        )
        alike = (replace(posed.problem.vehicles[number], vehicle_id=""), locks)
        if alike not in tried:
            tried.add(alike)
            miss = find_miss(posed, number, stop)
            if miss is None:
                return None
            misses.append(miss)
    return min(misses, key=lambda miss: (miss.rank, miss.vehicle))
