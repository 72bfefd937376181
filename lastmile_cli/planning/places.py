"""Which place of the travel tables each depot and stop stands at, and who drives there how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.fleet import Charger, Depot, Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import TravelMode


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceIndex:
    """
    Every door once: ``points[place]`` is its position; several stops may share one.

    Ask a road source for travel between ``points``, in this order.
    """

    points: tuple[Coordinate, ...]
    of_depot: Mapping[str, int]
    of_stop: Mapping[str, int]
    of_charger: Mapping[str, int] = field(default_factory=dict)
    of_point: Mapping[str, int] = field(default_factory=dict)

    def with_visits(self, stops: Iterable[Stop]) -> PlaceIndex:
        """Return the same places for these stops: visits to points stand where their point is."""
        of_stop = {
            stop.stop_id: self.of_point[stop.collection_point]
            if stop.is_at_point
            else self.of_stop[stop.stop_id]
            for stop in stops
        }
        return replace(self, of_stop={**self.of_stop, **of_stop})

    @property
    def without_parking(self) -> set[int]:
        """Places where no time goes into parking: depots, and chargers that are no door as well."""
        return set(self.of_depot.values()) | (
            set(self.of_charger.values()) - set(self.of_stop.values()) - set(self.of_point.values())
        )


def index_places(
    depots: Iterable[Depot],
    stops: Iterable[Stop],
    chargers: Iterable[Charger] = (),
    points: Iterable[CollectionPoint] = (),
) -> PlaceIndex:
    """
    Number the places: depots, stops, chargers, then points to choose, in the order they come.

    Raises
    ------
    LastmileError
        A depot or stop has no coordinate; all of them are named.
    """
    found: dict[Coordinate, int] = {}
    of_depot: dict[str, int] = {}
    of_stop: dict[str, int] = {}
    nowhere: list[str] = []

    def number(name: str, at: Coordinate | None) -> int:
        if at is None:
            nowhere.append(name)
            return -1
        return found.setdefault(at, len(found))

    for depot in depots:
        of_depot[depot.depot_id] = number(f"depot {depot.depot_id}", depot.coordinate)
    for stop in stops:
        of_stop[stop.stop_id] = number(f"stop {stop.stop_id}", stop.coordinate)
    if nowhere:
        msg = f"Without a coordinate nothing can be planned: {', '.join(nowhere)}."
        raise LastmileError(
            msg,
            hint="geocode the addresses first, and leave out what was not found",
        )
    of_charger = {
        charger.charger_id: number(charger.charger_id, charger.coordinate) for charger in chargers
    }
    of_point = {it.point_id: number(it.point_id, it.coordinate) for it in points}
    return PlaceIndex(
        points=tuple(found),
        of_depot=of_depot,
        of_stop=of_stop,
        of_charger=of_charger,
        of_point=of_point,
    )


def mode_of(vehicle: Vehicle) -> TravelMode:
    """How a vehicle moves."""
    return TravelMode(
        profile=vehicle.profile, speed_factor=vehicle.speed_factor, parking_s=vehicle.parking_s
    )


def list_modes(config: Config) -> tuple[TravelMode, ...]:
    """Every way to move that the fleet needs, once, in the order of the vehicles."""
    return tuple(dict.fromkeys(mode_of(vehicle) for vehicle in config.vehicles))
