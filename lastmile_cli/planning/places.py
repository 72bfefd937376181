"""Which place of the travel tables each depot and stop stands at, and who drives there how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.fleet import Depot, Vehicle
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


def index_places(depots: Iterable[Depot], stops: Iterable[Stop]) -> PlaceIndex:
    """
    Number the places: depots first, then stops, in the order they come.

    Raises
    ------
    LastmileError
        A depot or stop has no coordinate; all of them are named.
    """
    points: dict[Coordinate, int] = {}
    of_depot: dict[str, int] = {}
    of_stop: dict[str, int] = {}
    nowhere: list[str] = []

    def number(name: str, at: Coordinate | None) -> int:
        if at is None:
            nowhere.append(name)
            return -1
        return points.setdefault(at, len(points))

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
    return PlaceIndex(points=tuple(points), of_depot=of_depot, of_stop=of_stop)


def mode_of(vehicle: Vehicle) -> TravelMode:
    """How a vehicle moves."""
    return TravelMode(
        profile=vehicle.profile, speed_factor=vehicle.speed_factor, parking_s=vehicle.parking_s
    )


def list_modes(config: Config) -> tuple[TravelMode, ...]:
    """Every way to move that the fleet needs, once, in the order of the vehicles."""
    return tuple(dict.fromkeys(mode_of(vehicle) for vehicle in config.vehicles))
