"""What the configuration knows that a list of stops can be held against."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetFacts:
    """Names that a row may refer to, where the depots are, when anybody works, what fits."""

    skills: frozenset[str] = frozenset()
    vehicle_ids: frozenset[str] = frozenset()
    truck_ids: frozenset[str] = frozenset()
    driver_ids: frozenset[str] = frozenset()
    depot_ids: frozenset[str] = frozenset()
    depot_places: tuple[Coordinate, ...] = ()
    shifts: tuple[Window, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    point_ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, config: Config) -> FleetFacts:
        """Gather them from a configuration."""
        hired = (vehicle for entry in config.roster for vehicle in entry.hired)
        fleet = tuple(it for it in (*config.vehicles, *hired) if not it.is_line_haul)
        other_shifts = {entry.shift for entry in config.roster if entry.shift}
        of_drivers = (driver.skills for driver in config.drivers if config.roster)
        return cls(
            skills=frozenset().union(*(vehicle.all_skills for vehicle in fleet), *of_drivers),
            vehicle_ids=frozenset(vehicle.vehicle_id for vehicle in fleet),
            truck_ids=frozenset(
                it.vehicle_id for it in (*config.trucks, *config.vehicles) if it.is_line_haul
            ),
            driver_ids=frozenset(driver.driver_id for driver in config.drivers),
            depot_ids=frozenset(depot.depot_id for depot in config.depots),
            depot_places=tuple(depot.coordinate for depot in config.depots if depot.coordinate),
            shifts=tuple(sorted({vehicle.shift for vehicle in fleet} | other_shifts)),
            point_ids=frozenset(point.point_id for point in config.collection_points),
            capacities=tuple(dict.fromkeys(vehicle.capacity for vehicle in fleet)),
        )
