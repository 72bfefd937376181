"""The turns of a plan's routes, driven again over the map the plan was made with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lastmile_cli.domain.errors import NotSupportedError
from lastmile_cli.domain.plan import Plan, Route, as_driven
from lastmile_cli.domain.ports import RoadSource
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.travel import TrafficPeriod
from lastmile_cli.domain.turns import RouteTurns, Steps
from lastmile_cli.planning.places import mode_of
from lastmile_cli.workflows.day_roads import reopen_day_roads
from lastmile_cli.workflows.street_speeds import lay_speeds_again
from lastmile_cli.workflows.verify_plan import config_of, located_of


def tell_turns(
    plan: Plan,
    routes: Sequence[Route],
    *,
    language: str = "",
    progress: ProgressHook = no_progress,
) -> Mapping[str, RouteTurns]:
    """
    Tell each route's turns, by vehicle; street names in ``language`` where the map has them.

    A plan holds no turns: they are driven anew, on the very map and traffic.

    Raises
    ------
    InputRefusedError
        The map of the plan is not known here any more.
    NotSupportedError
        The plan's source of roads knows no turns.
    """
    config = lay_speeds_again(config_of(plan), plan)
    settings = replace(config.roads, tells_turns=True, language=language or config.roads.language)
    config = replace(config, roads=settings)
    sha256 = plan.provenance.roads.map_sha256
    opened = reopen_day_roads(config, plan.day, located_of(plan), sha256, progress)
    config, roads = opened.config, opened.roads
    told = {}
    for done, route in enumerate(routes):
        progress(
            Progress(
                label="Telling the turns", done=done, total=len(routes), detail=route.vehicle_id
            )
        )
        told[route.vehicle_id] = _turns_of(route, config, roads)
    if told and all(turns.is_empty for turns in told.values()):
        raise NotSupportedError(
            f"Roads of the source {roads.name} tell no turns.",
            hint="plan on roads.source: embedded, or leave out --turns",
        )
    return told


def _turns_of(route: Route, config: Config, roads: RoadSource) -> RouteTurns:
    vehicle = next(
        (v for v in (*config.trucks, *config.vehicles) if v.vehicle_id == route.vehicle_id), None
    )
    route = as_driven(route)
    ends = [visit.place for visit in route.visits] + ([route.home.place] if route.home else [])
    starts = ends[:1] + ends[:-1]
    if vehicle is None:
        return RouteTurns(to_visits=((),) * len(route.visits))
    pairs = [(start, end) for start, end in zip(starts, ends, strict=True) if start != end]
    periods = config.roads.periods
    leaves_s = [visit.depart_s for visit in route.visits]
    left_in = [
        _period_at(leaves_s[max(0, number - 1)], periods)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        if start != end
    ]
    legs = roads.legs(pairs, mode_of(vehicle), periods, left_in)
    # One leg a drive: the same two places may be driven twice, at other hours by other streets.
    driven = iter([leg.steps for leg in legs])
    # Where the vehicle stays there is no way to tell.
    ways: list[Steps] = [
        next(driven) if start != end else () for start, end in zip(starts, ends, strict=True)
    ]
    count = len(route.visits)
    return RouteTurns(to_visits=tuple(ways[:count]), home=ways[count] if route.home else ())


def _period_at(second: int, periods: Sequence[TrafficPeriod]) -> int:
    """Index of the period a second lies in; the first also covers all that is earlier."""
    return max(0, bisect_right([period.start_s for period in periods], second) - 1)
