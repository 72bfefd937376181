"""A written plan beside the problem it answers: ids to indices, visits to places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lastmile_cli.checking.walking import at_vehicle
from lastmile_cli.checking.wording import Clock
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.fleet import Charger, Depot, Vehicle
from lastmile_cli.domain.partners import Partner
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.supply import StockSettings
from lastmile_cli.domain.walks import FootWays

TIME_TOLERANCE_S = 1
"""Hours are whole seconds; rounding may move a written one by this much."""
DISTANCE_TOLERANCE_M = 1
"""Likewise for metres."""
STREET_TOLERANCE_M = 500
"""A drawn line begins on the street, which may lie this far from the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """
    By how much written figures may differ from the roads before it counts.

    ``street_m`` is how far a drawn line may begin or end from the place it
    leads to.
    """

    time_s: int = TIME_TOLERANCE_S
    distance_m: int = DISTANCE_TOLERANCE_M
    street_m: int = STREET_TOLERANCE_M

    @classmethod
    def for_walks(cls, longest_m: float) -> Tolerance:
        """Exactly as written, where the day allows walks of this many metres to a street."""
        return cls(street_m=max(STREET_TOLERANCE_M, round(longest_m)))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PlanIndex:
    """
    Where a plan's ids stand in the problem.

    ``fleet`` adds what a problem does not know: depots by name, drivers,
    skills, rates and emissions. Vehicles that are not in it are judged without,
    and so are partners that are not in ``partners``. ``chargers`` are those of
    the problem, in its order; ``points`` are the collection points of the day, ``ways``
    those on foot that the plan's walks lead along.
    """

    stops: Mapping[str, int]
    vehicles: Mapping[str, int]
    fleet: Mapping[str, Vehicle] = field(default_factory=dict)
    partners: Mapping[str, Partner] = field(default_factory=dict)
    chargers: tuple[Charger, ...] = ()
    points: Mapping[str, CollectionPoint] = field(default_factory=dict)
    depots: tuple[Depot, ...] = ()
    ways: FootWays = FootWays()
    stock: StockSettings = StockSettings()

    @classmethod
    def of(
        cls,
        problem: Problem,
        fleet: Iterable[Vehicle] = (),
        chargers: Iterable[Charger] = (),
        partners: Iterable[Partner] = (),
        points: Iterable[CollectionPoint] = (),
        depots: Iterable[Depot] = (),
        *,
        ways: FootWays = FootWays(),  # noqa: B008
        stock: StockSettings | None = None,
    ) -> PlanIndex:
        """Index a problem by its own ids."""
        return cls(
            stops={stop.stop_id: number for number, stop in enumerate(problem.stops)},
            vehicles={van.vehicle_id: number for number, van in enumerate(problem.vehicles)},
            fleet={vehicle.vehicle_id: vehicle for vehicle in fleet},
            partners={partner.partner_id: partner for partner in partners},
            chargers=tuple(chargers),
            points={point.point_id: point for point in points},
            depots=tuple(depots),
            ways=ways,
            stock=stock or StockSettings(),
        )

    def find_charger(self, visit: Visit) -> int | None:
        """The charger (by index) where a visit says that it fills up; ``None``: at none of them."""
        ids = [charger.charger_id for charger in self.chargers]
        is_known = visit.kind is VisitKind.CHARGE and visit.charger_id in ids
        return ids.index(visit.charger_id or "") if is_known else None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RouteView:
    """
    One written route and what it is judged by.

    ``wanted`` are the plan's stops by id. Visits to stops that the problem
    does not know are left out here (they are named elsewhere). Where a driver walks to a door
    the hours are the vehicle's: from setting out until the next walk or drive.
    """

    problem: Problem
    route: Route
    vehicle: int
    index: PlanIndex
    wanted: Mapping[str, Stop]
    clock: Clock
    tolerance: Tolerance

    @property
    def van(self) -> ProblemVehicle:
        """The vehicle's limits."""
        return self.problem.vehicles[self.vehicle]

    @property
    def visits(self) -> tuple[Visit, ...]:
        """All visits but those to unknown stops, in written order."""
        return tuple(
            visit
            for visit in self.route.visits
            if visit.kind is not VisitKind.STOP or visit.stop_id in self.index.stops
        )

    @property
    def stop_visits(self) -> list[tuple[Visit, ProblemStop]]:
        """Visits to known stops with what was asked for."""
        found = []
        for visit in self.visits:
            stop = self.find_stop(visit)
            if stop is not None:
                found.append((visit, stop))
        return found

    @property
    def trips(self) -> list[list[Visit]]:
        """Visits from each loading up to the next; the first trip may lack its loading."""
        trips: list[list[Visit]] = []
        for visit in self.visits:
            if visit.kind is VisitKind.LOAD or not trips:
                trips.append([])
            trips[-1].append(visit)
        return trips

    @property
    def proposed(self) -> ProposedRoute:
        """The visiting order with its charges; trips without a stop are left out."""
        driven = [trip for trip in self.trips if self._stop_indices(trip)]
        charges: list[ProposedCharge] = []
        halts = 0
        for number, trip in enumerate(driven):
            halts += number > 0
            for visit in trip:
                charger = self.index.find_charger(visit)
                if charger is not None:
                    stay_s = max(0, visit.depart_s - visit.start_s) if self.van.battery else None
                    charges.append(ProposedCharge(before=halts, charger=charger, seconds=stay_s))
                halts += self.find_stop(visit) is not None
        return ProposedRoute(
            vehicle=self.vehicle,
            trips=tuple(tuple(self._stop_indices(trip)) for trip in driven),
            charges=tuple(charges),
            spans=tuple(self._spans()),
        )

    def _spans(self) -> Iterator[tuple[int, int, int]]:
        """Yield when those begin whose chance of failing depends on the hour: as written."""
        for visit, stop in self.stop_visits:
            later = [from_s for from_s, _ in stop.hours if from_s <= visit.start_s]
            if len(stop.hours) > 1 and later:
                yield self.index.stops[stop.stop_id], later[-1], NO_LIMIT

    @property
    def pauses_s(self) -> dict[int, int]:
        """Seconds of the written breaks, by the halt (loadings, stops and charges from 0)."""
        pauses_s: dict[int, int] = {}
        halt = 0
        for visit in self.visits:
            if visit.kind is VisitKind.BREAK:
                pauses_s[halt] = pauses_s.get(halt, 0) + max(0, visit.depart_s - visit.start_s)
            else:
                halt += 1
        return pauses_s

    def find_stop(self, visit: Visit) -> ProblemStop | None:
        """What was asked for at this visit; ``None`` where it is not at a known stop."""
        number = self.index.stops.get(visit.stop_id or "")
        is_stop = visit.kind is VisitKind.STOP and number is not None
        return self.problem.stops[number] if is_stop and number is not None else None

    @property
    def end_s(self) -> int:
        """When the visits and the way home say the route ends; it has a visit."""
        home = self.route.home
        return home.arrive_s if home is not None else self.visits[-1].depart_s

    @property
    def places(self) -> list[int]:
        """The place of each visit; a break is held where the next halt is, or the last was."""
        own = [self._own_place(visit) for visit in self.visits]
        last = next((place for place in reversed(own) if place is not None), self.van.start_place)
        places: list[int] = []
        for place in reversed(own):
            last = last if place is None else place
            places.append(last)
        return places[::-1]

    def _own_place(self, visit: Visit) -> int | None:
        stop = self.find_stop(visit)
        if stop is not None:
            return stop.place
        charger = self.index.find_charger(visit)
        if charger is not None:
            return self.problem.chargers[charger]
        return self.van.start_place if visit.kind is VisitKind.LOAD else None

    def _stop_indices(self, visits: list[Visit]) -> list[int]:
        return [
            self.index.stops[visit.stop_id]
            for visit in visits
            if visit.kind is VisitKind.STOP and visit.stop_id is not None
        ]


def view_routes(
    problem: Problem, plan: Plan, index: PlanIndex, tolerance: Tolerance
) -> list[RouteView]:
    """Views of all routes whose vehicle is known."""
    wanted = {stop.stop_id: stop for stop in plan.stops}
    return [
        RouteView(
            problem=problem,
            route=_at_vehicle(route, index),
            vehicle=index.vehicles[route.vehicle_id],
            index=index,
            wanted=wanted,
            clock=plan.day.clock,
            tolerance=tolerance,
        )
        for route in plan.routes
        if route.vehicle_id in index.vehicles
    ]


def _at_vehicle(route: Route, index: PlanIndex) -> Route:
    if not any(visit.walk for visit in route.visits):
        return route
    vehicle = index.fleet.get(route.vehicle_id)
    settings = vehicle.walking if vehicle else None
    return replace(route, visits=at_vehicle(route.visits, index.ways, settings))
