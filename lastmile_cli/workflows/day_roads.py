"""The roads of a day: opened, closed where the config says, and told who stands where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lastmile_cli.domain.notices import Notice, Place
from lastmile_cli.domain.ports import NamedPlace, NamedRoads, RoadSource
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.intake.matrices import with_matrices
from lastmile_cli.planning.point_rules import points_in_question
from lastmile_cli.roads.registry import open_roads, reopen_roads
from lastmile_cli.workflows.close_streets import close_streets


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRoads:
    """An open road source, and the configuration of the day with the hours the source brings."""

    config: Config
    roads: RoadSource
    notices: tuple[Notice, ...] = ()


def open_day_roads(
    config: Config, day: ServiceDay, progress: ProgressHook = no_progress
) -> DayRoads:
    """
    Open the roads of a day that is being planned.

    Raises
    ------
    InputRefusedError
        A map or matrix cannot be used; its notices (LM14xx) say why.
    UsageError
        There is no such source, or it lacks something.
    """
    read = with_matrices(config.roads, day)
    roads = open_roads(read.settings, progress)
    closed = close_streets(replace(config, roads=read.settings), day, roads)
    notices = (*read.notices, *closed.notices)
    return DayRoads(config=closed.config, roads=closed.roads, notices=notices)


def reopen_day_roads(
    config: Config,
    day: ServiceDay,
    stops: Iterable[Stop],
    map_sha256: str,
    progress: ProgressHook = no_progress,
) -> DayRoads:
    """
    Open the roads that a plan was made with, for the stops of that plan.

    Raises
    ------
    InputRefusedError
        They are not known here any more, or have changed.
    """
    settings = with_matrices(config.roads, day).settings
    roads = reopen_roads(settings, map_sha256, progress)
    closed = close_streets(replace(config, roads=settings), day, roads)
    return tell_places(DayRoads(config=closed.config, roads=closed.roads), stops)


def tell_places(
    opened: DayRoads, stops: Iterable[Stop], *, file: str = "", config_file: str = ""
) -> DayRoads:
    """
    Tell the roads who stands where, if they know places by name only.

    Raises
    ------
    InputRefusedError
        They do not know a depot, charger or stop; every one is a notice.
    """
    if not isinstance(opened.roads, NamedRoads):
        return opened
    wanted = tuple(stops)
    places = [
        NamedPlace(
            name=depot.depot_id,
            at=depot.coordinate,
            written=Place(file=config_file, column=f"depots.{depot.depot_id}"),
        )
        for depot in opened.config.depots
        if depot.coordinate is not None
    ]
    places += [
        NamedPlace(
            name=charger.charger_id,
            at=charger.coordinate,
            written=Place(file=config_file, column=f"chargers.{charger.charger_id}"),
        )
        for charger in opened.config.used_chargers
    ]
    places += [
        NamedPlace(
            name=point.point_id,
            at=point.coordinate,
            written=Place(file=config_file, column=f"collection_points.{point.point_id}"),
        )
        for point in points_in_question(wanted, opened.config.collection_points)
        if point.coordinate is not None
    ]
    places += [
        NamedPlace(name=stop.stop_id, at=stop.coordinate, written=Place(file=file, row=stop.row))
        for stop in wanted
        if stop.coordinate is not None and not stop.is_at_point
    ]
    roads, notices = opened.roads.with_places(places)
    return replace(opened, roads=roads, notices=(*opened.notices, *notices))
