"""Which sites to open: capacitated facility location with lockers, by OR-Tools' CP-SAT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_DETERMINISTIC_S = 20.0
"""CP-SAT's own measure of effort, the same on every machine."""

Way = tuple[str, str]
"""By which hub a point is served, and at which locker; "" is the door."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Facilities:
    """
    What can be opened, and whom it serves; money in whole units of one's own.

    Parameters
    ----------
    fixed
        What each site costs a day, by id.
    capacity
        Parcels a day that each takes; a site that is not named takes any number.
    hubs, lockers
        Ids of sites, each with its kind.
    ways
        For each point what each way to serve it costs a day; it is served by one.
    parcels
        For each point its parcels on each day.
    visits
        What a visit of a locker from a hub costs a day, by (hub, locker).
    most_hubs
        How many hubs may be open; ``None``: any number.
    """

    fixed: Mapping[str, int]
    capacity: Mapping[str, int]
    hubs: Sequence[str]
    lockers: Sequence[str]
    ways: Sequence[Mapping[Way, int]]
    parcels: Sequence[Sequence[int]]
    visits: Mapping[Way, int]
    most_hubs: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """
    Sites to open, the way that each point is served, and what all costs.

    ``hauls`` are the lockers that each are visited from which hub; ``is_proven`` whether nothing
    can cost less.
    """

    sites: frozenset[str]
    ways: tuple[Way, ...]
    hauls: frozenset[Way]
    cost: int
    is_proven: bool = True


def open_sites(facilities: Facilities, but_not: Sequence[frozenset[str]] = ()) -> Opened | None:
    """
    Open the sites that cost least in all; ``None`` where nothing can hold all there is.

    ``but_not`` are sets of sites that are known already. The same input always gives the same.
    """
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    sites = [*facilities.hubs, *facilities.lockers]
    opened = {site: model.new_bool_var(f"open {site}") for site in sites}
    served = [
        {way: model.new_bool_var(f"{point} {way}") for way in ways}
        for point, ways in enumerate(facilities.ways)
    ]
    hauls = {way: model.new_bool_var(f"haul {way}") for way in facilities.visits}
    for flags in served:
        model.add_exactly_one(flags.values())
        for (hub, locker), flag in flags.items():
            model.add_implication(flag, hauls[hub, locker] if locker else opened[hub])
    for (hub, locker), flag in hauls.items():
        model.add_implication(flag, opened[hub])
        model.add_implication(flag, opened[locker])
    for locker in facilities.lockers:
        # A locker is visited from one hub.
        model.add(sum(flag for way, flag in hauls.items() if way[1] == locker) <= 1)
        model.add(sum(flag for way, flag in hauls.items() if way[1] == locker) >= opened[locker])
    _hold(model, facilities, served, opened)
    _use(model, facilities, served, hauls, opened)
    if facilities.most_hubs is not None:
        model.add(sum(opened[hub] for hub in facilities.hubs) <= facilities.most_hubs)
    for known in but_not:
        model.add_bool_or(
            [flag.negated() if site in known else flag for site, flag in opened.items()]
        )
    cost = sum(facilities.fixed[site] * flag for site, flag in opened.items())
    cost += sum(facilities.visits[way] * flag for way, flag in hauls.items())
    for ways, flags in zip(facilities.ways, served, strict=True):
        cost += sum(ways[way] * flag for way, flag in flags.items())
    model.minimize(cost)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = MOST_DETERMINISTIC_S
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    is_on = solver.boolean_value
    return Opened(
        sites=frozenset(site for site, flag in opened.items() if is_on(flag)),
        ways=tuple(next(way for way, flag in flags.items() if is_on(flag)) for flags in served),
        hauls=frozenset(way for way, flag in hauls.items() if is_on(flag)),
        cost=round(solver.objective_value),
        is_proven=status == cp_model.OPTIMAL,
    )


def _use(
    model: Any,
    facilities: Facilities,
    served: Sequence[Mapping[Way, Any]],
    hauls: Mapping[Way, Any],
    opened: Mapping[str, Any],
) -> None:
    """Nothing is open for nobody: of the next best sets none is the best with an idle site."""
    for hub in facilities.hubs:
        model.add_bool_or(
            [
                opened[hub].negated(),
                *(flag for flags in served for way, flag in flags.items() if way[0] == hub),
            ]
        )
    for haul, used in hauls.items():
        through = [flags[haul] for flags in served if haul in flags]
        model.add_bool_or([used.negated(), *through])


def _hold(
    model: Any,
    facilities: Facilities,
    served: Sequence[Mapping[Way, Any]],
    opened: Mapping[str, Any],
) -> None:
    """No site takes more than its parcels on any day; what goes to a locker passes its hub."""
    days = len(facilities.parcels[0]) if facilities.parcels else 0
    for site, room in facilities.capacity.items():
        for day in range(days):
            taken = sum(
                parcels[day] * flag
                for parcels, flags in zip(facilities.parcels, served, strict=True)
                for way, flag in flags.items()
                if site in way and parcels[day]
            )
            model.add(taken <= room * opened[site])
