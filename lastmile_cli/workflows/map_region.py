"""Is the map one of the region where the stops are? Asked before anything is looked up in it."""

from __future__ import annotations

from collections.abc import Iterable

from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.geo import BoundingBox, Coordinate
from lastmile_cli.domain.ports import KnowsItsMap, RoadSource
from lastmile_cli.domain.stops import Stop
from lastmile_cli.roads.map_errors import other_region

MARGIN_DEG = 0.1
"""Some ten kilometres: a pin that near is off the roads, and told by itself."""


def check_region(
    roads: RoadSource,
    depots: Iterable[Depot],
    stops: Iterable[Stop],
    *,
    map_path: str,
    config_file: str,
) -> None:
    """
    Refuse a map on which no pin of the day lies.

    Sources that do not say what they cover are not asked; nor is a day without pins.

    Raises
    ------
    InputRefusedError
        The map covers another part of the world.
    """
    covered = roads.box if isinstance(roads, KnowsItsMap) else None
    places = [*(depot.coordinate for depot in depots), *(stop.coordinate for stop in stops)]
    pins = [pin for pin in places if pin is not None]
    if covered is None or not pins or any(_is_near(pin, covered) for pin in pins):
        return
    raise other_region(map_path, config_file, covered, pins)


def _is_near(pin: Coordinate, box: BoundingBox) -> bool:
    return (
        box.south_deg - MARGIN_DEG <= pin.lat_deg <= box.north_deg + MARGIN_DEG
        and box.west_deg - MARGIN_DEG <= pin.lon_deg <= box.east_deg + MARGIN_DEG
    )
