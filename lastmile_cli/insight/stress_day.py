"""A plan's day to be driven many times: its routes, and what each drawn day does to promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.plan import Visit
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.spreads import Spreads
from lastmile_cli.insight.written_breaks import time_written
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.many_days import (
    DayArrays,
    Doors,
    Draws,
    DrivenDays,
    Floats,
    Ints,
    crew_factors,
    drive_days,
    factors,
    lay_days,
)
from lastmile_cli.timing.timed import TimedRoute

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, kw_only=True)
class StressDay:
    """
    Routes with their planned hours, on the problem they were planned for.

    ``doors_of`` says behind which of ``doors`` a vehicle loads, where they are counted.
    ``ends_inside``: a promise is kept where service also ends inside the window.
    """

    posed: Posed
    routes: tuple[tuple[ProposedRoute, TimedRoute], ...]
    doors_of: dict[int, int]
    doors: tuple[Doors, ...]
    ends_inside: bool = False

    @classmethod
    def of(
        cls,
        posed: Posed,
        proposal: Proposal,
        depots: Sequence[Depot],
        *,
        ends_inside: bool = False,
        written: Mapping[str, Sequence[Visit]] | None = None,
    ) -> StressDay:
        """
        Time the routes of a plan that is posed again.

        ``written`` has the plan's visits by vehicle: hours and breaks are taken from them.
        """
        counted = [depot for depot in depots if depot.docks is not None]
        numbers = {depot.depot_id: number for number, depot in enumerate(counted)}
        return cls(
            posed=posed,
            routes=tuple(
                (route, _timed(posed, route, written or {}))
                for route in proposal.routes
                if route.stops
            ),
            doors_of={
                number: numbers[vehicle.start_depot_id]
                for number, vehicle in enumerate(posed.vehicles)
                if vehicle.start_depot_id in numbers
            },
            doors=tuple(_doors(depot) for depot in counted),
            ends_inside=ends_inside,
        )

    def arrays(self) -> DayArrays:
        """Lay out all routes."""
        return lay_days(self.posed.problem, self.routes, self.doors_of, self.doors)

    def beside(self, number: int) -> StressDay:
        """Return the route of this number alone, with those that load at its doors."""
        doors = self.doors_of.get(self.routes[number][0].vehicle)
        near = tuple(
            route
            for other, route in enumerate(self.routes)
            if other == number
            or (doors is not None and self.doors_of.get(route[0].vehicle) == doors)
        )
        return replace(self, routes=near)


def _timed(
    posed: Posed, route: ProposedRoute, written: Mapping[str, Sequence[Visit]]
) -> TimedRoute:
    visits = written.get(posed.vehicles[route.vehicle].vehicle_id)
    if visits is None:
        return time_route(posed.problem, route)
    return time_written(posed.problem, route, visits)


def _doors(depot: Depot) -> Doors:
    """While one loads, where that hangs on the parcels, else as long as the depot says."""
    by_parcel = depot.dock_s is None and depot.loading_per_parcel_s > 0
    return Doors(count=depot.docks or 1, taken_s=0 if by_parcel else depot.door_s)


@dataclass(frozen=True, eq=False, kw_only=True)
class Times:
    """Factors on travel, service and crews of some days; see ``many_days.factors``."""

    travel: Floats
    service: Floats
    crews: Floats

    @classmethod
    def of(cls, draws: Draws, spreads: Spreads, posed: Posed) -> Times:
        """Turn draws into factors."""
        travel, service = factors(draws, spreads, posed.problem)
        return cls(travel=travel, service=service, crews=crew_factors(draws, spreads))


def drive(kernels: Any, day: StressDay, times: Times) -> DrivenDays:
    """Drive all routes of a day with these times; ``kernels`` is ``day_kernels``, made ready."""
    return drive_days(kernels, day.arrays(), times.travel, times.service, times.crews)


def kept_promises(day: StressDay, driven: DrivenDays) -> Flags:
    """Whether each halt's promise is kept on each day; shape (days, halts), loadings always."""
    problem = day.posed.problem
    kept = np.ones(driven.begins.shape, dtype=np.bool_)
    for column, (stop, service_s) in enumerate(_stops(day)):
        if stop is None:
            continue
        begins, ends = driven.begins[:, column], driven.ends[:, column]
        inside = np.zeros(len(begins), dtype=np.bool_)
        for opens_s, closes_s in problem.stops[stop].windows:
            in_this = (begins >= opens_s) & (begins <= closes_s)
            if day.ends_inside:
                # The problem's windows are shorter by the service that must end in them.
                in_this &= ends <= closes_s + service_s
            inside |= in_this
        kept[:, column] = inside
    return kept


def late_s(day: StressDay, driven: DrivenDays) -> Ints:
    """Seconds by which service begins behind the last window; shape (days, halts)."""
    problem = day.posed.problem
    closes = [
        2**60 if stop is None else problem.stops[stop].windows[-1][1] for stop, _ in _stops(day)
    ]
    late: Ints = np.maximum(0, driven.begins - np.array(closes, dtype=np.int64))
    return late


def home_in_time(day: StressDay, driven: DrivenDays) -> Flags:
    """Whether each vehicle's day ends in its shift and its longest day; shape (days, routes)."""
    vehicles = [day.posed.problem.vehicles[route.vehicle] for route, _ in day.routes]
    latest = np.array([vehicle.latest_s for vehicle in vehicles], dtype=np.int64)
    longest = np.array([vehicle.max_duration_s for vehicle in vehicles], dtype=np.int64)
    starts = np.array([timed.start_s for _, timed in day.routes], dtype=np.int64)
    flags: Flags = (driven.homes <= latest) & (driven.homes - starts <= longest)
    return flags


def _stops(day: StressDay) -> list[tuple[int | None, int]]:
    """The stop at each halt of all routes, in the order of the arrays, and its planned service."""
    return [
        (visit.stop, visit.service_s)
        for _, timed in day.routes
        for visit in timed.visits[1:]
        if visit.break_index is None
    ]


def halts_of(day: StressDay) -> list[tuple[int, int | None]]:
    """The route (by number) and the stop of each halt, in the order of the arrays."""
    return [
        (number, visit.stop)
        for number, (_, timed) in enumerate(day.routes)
        for visit in timed.visits[1:]
        if visit.break_index is None
    ]
