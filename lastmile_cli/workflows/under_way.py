"""The part of a day that is still ahead, posed: on today's streets, from where vehicles are now."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.battery import Battery, BatteryLevel
from lastmile_cli.domain.errors import InputRefusedError, NotSupportedError
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.ports import NamedRoads, RoadSource
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import Travel
from lastmile_cli.domain.under_way import Mode, Told
from lastmile_cli.planning.places import PlaceIndex, index_places, mode_of
from lastmile_cli.planning.point_rules import may_choose, points_in_question
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.under_way import (
    Promised,
    Spent,
    here_stop,
    put_under_way,
    spent_of,
)
from lastmile_cli.replanning.history import History, Way
from lastmile_cli.replanning.joined import Line
from lastmile_cli.replanning.rest import Lead
from lastmile_cli.timing.motion import arrive
from lastmile_cli.workflows.day_roads import DayRoads
from lastmile_cli.workflows.jumping_roads import JumpingRoads
from lastmile_cli.workflows.measure_streets import measure_streets


@dataclass(frozen=True, eq=False, kw_only=True)
class LiveStreets:
    """
    The streets of a day that is on, measured between all its places.

    ``heres`` are where vehicles are, by vehicle; ``roads`` know that the way there lies behind.
    """

    config: Config
    roads: RoadSource
    places: PlaceIndex
    travel: Travel
    heres: Mapping[str, Coordinate]

    def way_of(self, vehicle_id: str) -> Way:
        """How long a vehicle takes between two of the places, and how far that is."""
        vehicle = next(it for it in self.config.vehicles if it.vehicle_id == vehicle_id)
        table = self.travel.find_table(mode_of(vehicle)) or 0
        number = {point: place for place, point in enumerate(self.places.points)}
        starts_s = self.travel.period_starts_s

        def way(start: Coordinate, end: Coordinate, at_s: int) -> tuple[int, int]:
            leg = table, number[start], number[end]
            if leg[1] == leg[2] or not self.travel.is_reachable(*leg):
                return 0, 0
            ends_s = arrive(at_s, self.travel.durations_s(*leg), starts_s)
            return ends_s - at_s, self.travel.leg_m(*leg)

        return way

    def direct_m(self, vehicle_id: str, place: Coordinate) -> int:
        """Metres from a vehicle's depot straight to one of the places."""
        vehicle = next(it for it in self.config.vehicles if it.vehicle_id == vehicle_id)
        table = self.travel.find_table(mode_of(vehicle)) or 0
        depots = {it.depot_id: it.coordinate for it in self.config.depots}
        number = {point: at for at, point in enumerate(self.places.points)}
        start = depots[vehicle.start_depot_id]
        return self.travel.leg_m(table, number[start], number[place]) if start else 0


def measure_live(
    config: Config,
    roads: RoadSource,
    stops: Sequence[Stop],
    heres: Mapping[str, Coordinate],
    behind: Sequence[Coordinate] = (),
    progress: ProgressHook = no_progress,
) -> LiveStreets:
    """
    Measure the streets between depots, stops, chargers and where vehicles are and were.

    Raises
    ------
    NotSupportedError
        The roads know places by name only: nobody can say where a vehicle is on them.
    """
    if isinstance(roads, NamedRoads):
        msg = "A day is planned anew from where its vehicles are; a matrix has no such places."
        raise NotSupportedError(msg, hint="use a map (roads.map) for the day")
    depots = {it.depot_id: it.coordinate for it in config.depots}
    starts = {it.vehicle_id: depots[it.start_depot_id] for it in config.vehicles}
    jumps = {here: start for van, here in heres.items() if (start := starts.get(van)) is not None}
    there = [Stop(stop_id=f"@{van}", coordinate=here) for van, here in heres.items()]
    were = [
        Stop(stop_id=f"@@{number}", coordinate=place)
        for number, place in enumerate(dict.fromkeys(behind))
    ]
    doors = [door for stop in stops for door in stop.doors if may_choose(door)]
    points = points_in_question([*stops, *doors], config.collection_points)
    asked = [*stops, *doors, *there, *were]
    places = index_places(config.depots, asked, config.used_chargers, points).with_visits(stops)
    jumping = JumpingRoads(roads=roads, heres=jumps, name=roads.name)
    travel = measure_streets(places, config, jumping, progress)
    return LiveStreets(config=config, roads=jumping, places=places, travel=travel, heres=heres)


@dataclass(frozen=True, eq=False, kw_only=True)
class LiveDay:
    """
    What is still ahead of a day, as a problem.

    ``config`` has the vehicles that still work; ``heres`` are the stops where those on the road
    go on, by vehicle.
    """

    config: Config
    streets: LiveStreets
    spents: tuple[Spent, ...]
    heres: Mapping[str, Stop]
    now_s: int

    @classmethod
    def of(
        cls, streets: LiveStreets, routes: Sequence[Route], now_s: int, over: Collection[str]
    ) -> LiveDay:
        """
        Cut a day where its routes say (``Route.resumed``); some vehicles are ``over``.

        Raises
        ------
        InputRefusedError
            No vehicle is left.
        """
        config = streets.config
        fleet = {it.vehicle_id: it for it in config.vehicles if it.vehicle_id not in over}
        if not fleet:
            raise InputRefusedError(
                "No vehicle is left: each has ended its day or broken down.",
                hint="add a vehicle to the configuration the plan was made with, and plan again",
            )
        spents = tuple(
            spent_of(route, fleet[route.vehicle_id])
            for route in routes
            if route.resumed and route.vehicle_id in fleet
        )
        return cls(
            # What partners and doors of a hub could still do today nobody asks them here.
            config=replace(
                config,
                vehicles=tuple(fleet.values()),
                partners=(),
                depots=tuple(replace(depot, docks=None) for depot in config.depots),
            ),
            streets=streets,
            spents=spents,
            heres={spent.vehicle_id: here_stop(spent) for spent in spents},
            now_s=now_s,
        )

    def pose(self, stops: Sequence[Stop], told: Sequence[Told], mode: str) -> Posed:
        """Pose what is ahead, what was told weighed; where vehicles go on is behind the stops."""
        posed = pose(
            [*stops, *self.heres.values()], self.config, self.streets.travel, self.streets.places
        )
        promised = Promised(
            settings=self.config.replan,
            told={one.stop_id: one for one in told},
            is_free=mode == Mode.FREE,
        )
        return put_under_way(posed, self.spents, self.now_s, promised)

    def leads(self, posed: Posed) -> Mapping[str, Lead]:
        """What the problem puts before where each vehicle is."""
        numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
        unpaid_s = {spent.vehicle_id: spent.unpaid_s for spent in self.spents}
        found = {}
        for asked, vehicle in zip(posed.vehicles, posed.problem.vehicles, strict=True):
            here = self.heres.get(asked.vehicle_id)
            if here is not None:
                place = posed.problem.stops[numbers[here.stop_id]].place
                leg = vehicle.table, vehicle.start_place, place
                parking_s = posed.problem.travel.parking_s(*leg)
                found[asked.vehicle_id] = Lead(
                    loading_s=vehicle.loading_s,
                    parking_s=parking_s,
                    battery=_level(vehicle.battery),
                    unpaid_s=unpaid_s[asked.vehicle_id],
                )
        return found


def _level(battery: Battery | None) -> BatteryLevel | None:
    if battery is None:
        return None
    held_wh, full_wh = battery.start_mwh // 1_000, battery.capacity_mwh // 1_000
    return BatteryLevel(arrive_wh=held_wh, depart_wh=held_wh, full_wh=full_wh)


def is_live(plan: Plan) -> bool:
    """Whether a plan was made while its day was on."""
    return plan.replanned is not None


def draw_way(opened: DayRoads, vehicle: Vehicle, history: History) -> Line:
    """Draw the streets from the first of the visits behind a vehicle to where it is."""
    places = [visit.place for visit in history.visits] + [history.resumed.place]
    hours_s = [visit.leaves_s for visit in history.visits]
    pairs = [
        (ends, at_s)
        for ends, at_s in zip(itertools.pairwise(places), hours_s, strict=True)
        if ends[0] != ends[1]
    ]
    periods = opened.config.roads.periods
    left_in = [
        max((n for n, period in enumerate(periods) if period.start_s <= at_s), default=0)
        for _, at_s in pairs
    ]
    legs = opened.roads.legs([ends for ends, _ in pairs], mode_of(vehicle), periods, left_in)
    points: list[tuple[float, float]] = []
    for (ends, _), leg in zip(pairs, legs, strict=True):
        straight = [(end.lat_deg, end.lon_deg) for end in ends]
        points += leg.geometry or straight
    return points
