"""Sites and doors with the roads between them, and what serving each from each would cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.progress import ProgressHook
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import Travel
from lastmile_cli.engines.facilities import Facilities
from lastmile_cli.insight.delivery_estimate import TourCosts, Tours
from lastmile_cli.insight.hub_sites import DemandPoint, Site
from lastmile_cli.insight.hub_ways import (
    SiteTravel,
    detour_of,
    hubs_of,
    lockers_of,
    mean_seconds,
    tours_for,
    ways_of,
)
from lastmile_cli.intake.noticing import listed
from lastmile_cli.planning.places import PlaceIndex, index_places, list_modes, mode_of
from lastmile_cli.workflows.measure_streets import measure_streets
from lastmile_cli.workflows.ready_day import ReadyDay


@dataclass(frozen=True, eq=False, kw_only=True)
class HubModel:
    """The facility problem, and what its costs rest on."""

    facilities: Facilities
    sites: tuple[Site, ...]
    points: tuple[DemandPoint, ...]
    vehicle: Vehicle
    tours: Tours
    detour: float


@dataclass(frozen=True, eq=False, kw_only=True)
class SiteRoads:
    """Sites and points with the roads between them."""

    sites: tuple[Site, ...]
    points: tuple[DemandPoint, ...]
    config: Config
    places: PlaceIndex
    travel: Travel

    @classmethod
    def of(
        cls,
        sites: tuple[Site, ...],
        points: tuple[DemandPoint, ...],
        day: ReadyDay,
        progress: ProgressHook,
    ) -> SiteRoads:
        """Measure the streets between all of them, under the traffic of a day."""
        config = day.config
        stands = [Stop(stop_id=f"p{n}", coordinate=it.coordinate) for n, it in enumerate(points)]
        stands += [
            Stop(stop_id=f"l{n}", coordinate=it.coordinate)
            for n, it in enumerate(lockers_of(sites))
        ]
        places = index_places(config.depots, stands)
        travel = measure_streets(places, config, day.roads, progress)
        return cls(sites=sites, points=points, config=config, places=places, travel=travel)

    def ways(self, vehicle: Vehicle) -> SiteTravel:
        """Both ways together, on an average hour of the vehicle's shift."""
        table = list_modes(self.config).index(mode_of(vehicle))
        shift = vehicle.shift
        seconds = mean_seconds(self.travel, table, shift.opens_s, shift.closes_s)
        metres = self.travel.tables[table].distance_m
        hubs = [self.places.of_depot[hub.site_id] for hub in hubs_of(self.sites)]
        doors = [self.places.of_stop[f"p{n}"] for n in range(len(self.points))]
        lockers = [self.places.of_stop[f"l{n}"] for n in range(len(lockers_of(self.sites)))]
        return SiteTravel(
            metres=(metres[np.ix_(hubs, doors)] + metres[np.ix_(doors, hubs)].T).astype(float),
            seconds=seconds[np.ix_(hubs, doors)] + seconds[np.ix_(doors, hubs)].T,
            locker_metres=(metres[np.ix_(hubs, lockers)] + metres[np.ix_(lockers, hubs)].T).astype(
                float
            ),
            locker_seconds=seconds[np.ix_(hubs, lockers)] + seconds[np.ix_(lockers, hubs)].T,
        )

    def notices(self, file: str) -> tuple[Notice, ...]:
        """Name hubs from which there is no way to some doors: on an island, behind a gate."""
        found = []
        reached = np.zeros((len(hubs_of(self.sites)), len(self.points)), dtype=bool)
        for vehicle in _kinds(self.config):
            reached |= np.isfinite(self.ways(vehicle).seconds)
        for row, hub in enumerate(hubs_of(self.sites)):
            there = int(reached[row].sum())
            if there < len(self.points):
                problem = (
                    f"from {hub.site_id} there is a way to {there} of "
                    f"{counted(len(self.points), 'door')}: the others cannot be served from it."
                )
                hint = "is it on an island, or behind a gate? Check its place and the map."
                found.append(notice_of("LM1193", Severity.WARNING, file, hub.row, problem, hint))
        lost = [self.points[n].name for n in np.flatnonzero(~reached.any(axis=0))]
        if lost:
            problem = f"no hub has a way to {listed(lost)}: they are not counted."
            hint = "add a site from which there is one, or check their places."
            found.append(notice_of("LM1197", Severity.WARNING, file, None, problem, hint))
        return tuple(found)

    def estimated(self, tours: Tours | None) -> HubModel:
        """Estimate with the vehicle that serves all from the nearest hubs at the least cost."""
        loading_s = max((depot.loading_s for depot in self.config.depots), default=0)
        best: tuple[int, HubModel] | None = None
        for vehicle in _kinds(self.config):
            ways = self.ways(vehicle)
            detour = detour_of(hubs_of(self.sites), self.points, ways)
            of_vehicle = tours or tours_for(vehicle, self.points, ways, detour)
            costs = TourCosts.of(vehicle, loading_s)
            served, visits = ways_of(
                self.points, hubs_of(self.sites), lockers_of(self.sites), ways, costs, of_vehicle
            )
            reached = [(point, its) for point, its in zip(self.points, served, strict=True) if its]
            lost = len(self.points) - len(reached)
            total = sum(min(its.values()) for _, its in reached) + lost * 10**12
            if best is None or total < best[0]:
                best = (
                    total,
                    HubModel(
                        facilities=Facilities(
                            fixed={site.site_id: site.daily_micro for site in self.sites},
                            capacity={
                                site.site_id: site.capacity
                                for site in self.sites
                                if site.capacity is not None
                            },
                            hubs=[hub.site_id for hub in hubs_of(self.sites)],
                            lockers=[locker.site_id for locker in lockers_of(self.sites)],
                            ways=[its for _, its in reached],
                            parcels=[point.parcels for point, _ in reached],
                            visits=visits,
                        ),
                        sites=self.sites,
                        points=tuple(point for point, _ in reached),
                        vehicle=vehicle,
                        tours=of_vehicle,
                        detour=detour,
                    ),
                )
        assert best is not None, "a configuration has vehicles"
        return best[1]


def _kinds(config: Config) -> list[Vehicle]:
    """One vehicle of each kind: others of its group differ by name alone."""
    kinds: dict[object, Vehicle] = {}
    for vehicle in config.vehicles:
        kinds.setdefault((mode_of(vehicle), vehicle.rates, vehicle.shift), vehicle)
    return list(kinds.values())


def notice_of(
    code: str, severity: Severity, file: str, row: int | None, problem: str, hint: str
) -> Notice:
    """Say something of a file of sites."""
    place = Place(file=file, row=row)
    return Notice(code=code, severity=severity, place=place, problem=problem, hint=hint)
