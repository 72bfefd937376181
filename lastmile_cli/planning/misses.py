"""Why one vehicle, alone with one stop, cannot serve it; and which vehicle comes closest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lastmile_cli.domain.problem import ProposedRoute
from lastmile_cli.planning.limits import Excess, excess_hours, excess_loads, has_way
from lastmile_cli.planning.locks import broken_lock, missing_skills
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.clock import time_route


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """
    A vehicle that cannot serve a stop alone: every reason, the first one first.

    ``lock`` is the word of ``broken_lock``, empty where the vehicle may serve;
    ``is_unreachable`` when there is no way there or back.
    """

    vehicle: int
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
    def rank(self) -> tuple[bool, bool, int, bool, int, float]:
        """Smaller is closer: not locked out, then few and small excesses."""
        return (
            bool(self.lock),
            self.lock != "skills",
            self.lacking,
            self.is_unreachable,
            len(self.excesses),
            max((excess.share for excess in self.excesses), default=0.0),
        )


def find_miss(posed: Posed, vehicle: int, stop: int) -> Miss | None:
    """Try one vehicle with nothing but this stop; ``None`` when it can serve it."""
    lock = broken_lock(posed.stops[stop], posed.vehicles[vehicle])
    if lock:
        lacking = len(missing_skills(posed.stops[stop], posed.vehicles[vehicle]))
        return Miss(vehicle=vehicle, lock=lock, lacking=lacking)
    return find_miss_unlocked(posed, vehicle, stop)


def find_miss_unlocked(posed: Posed, vehicle: int, stop: int) -> Miss | None:
    """Try one vehicle alone with a stop as if it had every skill and no lock stood in the way."""
    problem = posed.problem
    alone = ProposedRoute(vehicle=vehicle, trips=((stop,),))
    excesses = tuple(excess_loads(problem, alone))
    if not has_way(problem, alone):
        return Miss(vehicle=vehicle, is_unreachable=True, excesses=excesses)
    excesses += tuple(excess_hours(problem, time_route(problem, alone)))
    return Miss(vehicle=vehicle, excesses=excesses) if excesses else None


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
        locks = broken_lock(posed.stops[stop], vehicle), missing_skills(posed.stops[stop], vehicle)
        alike = (replace(posed.problem.vehicles[number], vehicle_id=""), *locks)
        if alike not in tried:
            tried.add(alike)
            miss = find_miss(posed, number, stop)
            if miss is None:
                return None
            misses.append(miss)
    return min(misses, key=lambda miss: (miss.rank, miss.vehicle))
