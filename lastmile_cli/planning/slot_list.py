"""
All slots of a plan, listed once for any number of stops to be tried in them.

What is said of their hours comes from ``Slack``: exact for windows and the end
of the shift as long as the goods are there when a trip loads; breaks are passed
over, and lateness that only has a price is borne. So the tests made of it let
too much through, never too little.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemVehicle
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.bench import Bench
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.insertion import RouteRoom
from lastmile_cli.planning.limits import places_along
from lastmile_cli.planning.slots import NOBODY, RANK, Slot, Slots
from lastmile_cli.timing.charging import without_charges
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.motion import arrive, latest_departure
from lastmile_cli.timing.over_chargers import OverChargers
from lastmile_cli.timing.slack import Slack, slack_of

EVER_S = 2 * 86_400
"""How much later a day may end where its end is open to question."""


def list_slots(bench: Bench, rooms: Mapping[int, RouteRoom]) -> Slots:
    """List all slots: those of the routes in ``rooms``, by vehicle, and of the other vehicles."""
    problem = bench.problem
    listed: list[Slot] = []
    for number, room in rooms.items():
        listed += _Listing(bench, number, room).slots()
    listed += _unused(problem, rooms)
    names = [name for name in Slot.__slots__ if name != "load"]
    columns = {
        name: np.array([getattr(slot, name) for slot in listed], dtype=np.int64) for name in names
    }
    width = 2 * len(problem.load_units)
    load = np.array([slot.load for slot in listed], dtype=np.int64).reshape(len(listed), width)
    return Slots(problem=problem, rooms=rooms, listed=tuple(listed), column=columns, load=load)


class _Listing:
    """The slots of one route."""

    def __init__(self, bench: Bench, number: int, room: RouteRoom) -> None:
        self.bench, self.problem, self.number, self.room = bench, bench.problem, number, room
        self.vehicle, self.stops = bench.problem.vehicles[number], room.route.stops
        self.bare = without_charges(room.route)
        vehicle = self.vehicle
        loading_s = min(vehicle.loading_s, vehicle.earliest_s)
        self.over = bench.over[number]
        self.slack = room.slack if self.over is None else self._slack_of(self.problem)
        self.early = self._slack_if(replace(vehicle, earliest_s=loading_s, loads_from_s=0))
        self.late = self._slack_if(replace(vehicle, latest_s=vehicle.latest_s + EVER_S))

    def slots(self) -> Iterator[Slot]:
        """Yield gaps, the places of stops that could give way, and further trips."""
        trips, locked = self.room.route.trips, len(self.vehicle.locked)
        is_short = len(trips) < self.vehicle.max_trips
        gap = passed = 0
        for trip_number, trip in enumerate(trips):
            if is_short and passed >= locked:
                yield self._new_trip(trip_number, gap - 1 if trip_number else NOBODY, passed)
            loads = [_goods(self.problem, stop) for stop in trip]
            carried = tuple(map(sum, zip(*loads, strict=True)))
            for position in range(len(trip) + 1):
                if passed + position >= locked:
                    slot = self._gap(trip_number, position, gap, passed, carried)
                    yield slot
                    if position < len(trip) and len(unit_of(self.problem, trip[position])) == 1:
                        yield self._in_place_of(trip[position], slot, gap, passed)
                gap += 1
            passed += len(trip)
        if is_short and passed >= locked:
            yield self._new_trip(len(trips), gap - 1, passed)

    def _gap(
        self, trip: int, position: int, gap: int, passed: int, carried: tuple[int, ...]
    ) -> Slot:
        before, after = self.slack.places[gap], self.slack.places[gap + 1]
        assert before is not None
        return self._between(
            Slot(
                vehicle=self.number,
                trip=trip,
                position=position,
                before=before,
                after=NOBODY if after is None else after,
                depart_s=self.slack.depart_s[gap],
                arrive_by_s=self.slack.arrive_by_s[gap],
                early_s=self.early.depart_s[gap],
                late_s=self.late.arrive_by_s[gap],
                load=carried,
                removed_m=self._legs_m(before, after),
                straight_m=self._straight_m(before, after),
                removed_s=self._legs_s(before, after),
            ),
            passed + position,
            passed + position,
        )

    def _in_place_of(self, dropped: int, gap_before: Slot, gap: int, passed: int) -> Slot:
        """Return the slot of a stop that is visited now: the gaps on its two sides, joined."""
        slack = self._slack_without_goods(dropped)
        here, after = self.problem.stops[dropped].place, slack.places[gap + 2]
        ways = (gap_before.before, here, after)
        pairs = zip(gap_before.load, _goods(self.problem, dropped), strict=True)
        slot = replace(
            gap_before,
            after=NOBODY if after is None else after,
            depart_s=slack.depart_s[gap],
            arrive_by_s=slack.arrive_by_s[gap + 1],
            late_s=slack.arrive_by_s[gap + 1],
            dropped=dropped,
            loss_micro=self.bench.loss_micro(dropped),
            removed_m=self._legs_m(*ways),
            straight_m=self._straight_m(*ways),
            removed_s=self._legs_s(*ways),
            halts_s=-self.problem.stops[dropped].service_s[self.vehicle.service_class],
            load=tuple(carried - own for carried, own in pairs),
        )
        index = passed + gap_before.position
        return self._between(slot, index, index + 1)

    def _new_trip(self, trip: int, load: int, passed: int) -> Slot:
        """Return a trip more before the one that loads at this halt, the first or after all."""
        vehicle, is_last = self.vehicle, trip == len(self.room.route.trips)
        here, end = self.slack.places[load], vehicle.end_place
        after = end if is_last else vehicle.start_place
        gone, more = ((here, end), (here, vehicle.start_place)) if is_last else ((), ())
        slot = Slot(
            vehicle=self.number,
            trip=trip,
            position=0,
            is_new_trip=True,
            before=vehicle.start_place,
            after=NOBODY if after is None else after,
            depart_s=self._loaded_s(self.slack, load),
            arrive_by_s=self._back_by_s(self.slack, load),
            early_s=self._loaded_s(self.early, load),
            late_s=self._back_by_s(self.late, load),
            load=(0,) * (2 * len(self.problem.load_units)),
            removed_m=self._legs_m(*gone) - self._legs_m(*more),
            straight_m=self._straight_m(*gone) - self._straight_m(*more),
            removed_s=self._legs_s(*gone) - self._legs_s(*more),
            halts_s=vehicle.loading_s,
        )
        return self._between(slot, passed, passed)

    def _loaded_s(self, slack: Slack, load: int) -> int:
        """Say when a trip more has loaded at the earliest, its goods being there."""
        vehicle, starts_s = slack.course.vehicle, slack.course.starts_s
        if load == NOBODY:
            return vehicle.earliest_s
        here = slack.places[load]
        assert here is not None
        way_s = self.problem.travel.durations_s(vehicle.table, here, vehicle.start_place)
        back_s = arrive(slack.depart_s[load], way_s, starts_s)
        over_s = slack.depart_s[load] + self._over_s(here, vehicle.start_place)
        return min(back_s, over_s) + self.vehicle.loading_s

    def _back_by_s(self, slack: Slack, load: int) -> int:
        """Say by when it must be back to load for the next trip, or at the end."""
        if load != NOBODY:
            return slack.arrive_by_s[load]
        first, starts_s = slack.course.halts[0], slack.course.starts_s
        leave_by_s = latest_departure(slack.arrive_by_s[0], first.durations_s, starts_s)
        over_s = self._over_s(slack.course.vehicle.start_place, first.place)
        return max(leave_by_s, slack.arrive_by_s[0] - over_s) - self.vehicle.loading_s

    def _between(self, slot: Slot, before: int, after: int) -> Slot:
        """Fill in what the stops of the route up to ``before`` and from ``after`` on say."""
        stops = [self.problem.stops[stop] for stop in self.stops]
        ranks = [RANK[stop.sequence] for stop in stops]
        zones = [NOBODY, *(NOBODY if s.zone is None else s.zone for s in stops), NOBODY]
        near = zones[before : after + 2]
        return replace(
            slot,
            rank_before=max(ranks[:before], default=0),
            rank_after=min(ranks[after:], default=2),
            zone_before=near[0],
            zone_after=near[-1],
            zone_changes=sum(NOBODY not in pair and pair[0] != pair[1] for pair in _pairs(near)),
        )

    def _slack_without_goods(self, dropped: int) -> Slack:
        """Return the hours of the route when one stop's goods are there, and loaded, at once."""
        stop = self.problem.stops[dropped]
        loads_s = self.vehicle.loading_per_parcel_s * stop.loaded_parcels
        if not stop.ready_s and not loads_s:
            return self.slack
        changed = self.problem.with_stop(dropped, replace(stop, ready_s=0, loaded_parcels=0))
        return self._slack_of(changed)

    def _slack_if(self, vehicle: ProblemVehicle) -> Slack:
        return self._slack_of(self.problem.with_vehicle(self.number, vehicle))

    def _slack_of(self, problem: Problem) -> Slack:
        course = lay_out(problem, self.bare)
        if self.over is None:
            return slack_of(course)
        places = places_along(problem, self.bare)
        return slack_of(course, self.over.least(places[:-1], places[1:])[0].tolist())

    def _over_s(self, start: int, end: int) -> int:
        return NO_LIMIT if self.over is None else int(self.over.least([start], [end])[0, 0])

    def _legs_m(self, *places: int | None) -> int:
        return least_way(self.problem, self.vehicle.table, self.over, *places)[0]

    def _legs_s(self, *places: int | None) -> int:
        return least_way(self.problem, self.vehicle.table, self.over, *places)[1]

    def _straight_m(self, *places: int | None) -> int:
        return least_way(self.problem, self.vehicle.table, None, *places)[0]


_pairs = itertools.pairwise


def _unused(problem: Problem, rooms: Mapping[int, RouteRoom]) -> Iterator[Slot]:
    for number, vehicle in enumerate(problem.vehicles):
        if number not in rooms and not vehicle.locked:
            yield Slot(
                vehicle=number,
                trip=0,
                position=0,
                before=vehicle.start_place,
                after=NOBODY if vehicle.end_place is None else vehicle.end_place,
                depart_s=vehicle.earliest_s,
                arrive_by_s=vehicle.latest_s,
                early_s=min(vehicle.loading_s, vehicle.earliest_s),
                late_s=vehicle.latest_s + EVER_S,
                load=(0,) * (2 * len(problem.load_units)),
            )


def _goods(problem: Problem, stop: int) -> tuple[int, ...]:
    """What a stop brings and takes back; a shipment never sees the depot."""
    asked = problem.stops[stop]
    goods = (*asked.delivery, *asked.pickup)
    return goods if len(unit_of(problem, stop)) == 1 else (0,) * len(goods)


def least_way(
    problem: Problem, table: int, over: OverChargers | None, *places: int | None
) -> tuple[int, int]:
    """Metres and seconds at the wheel along places, in the fastest period, each at least."""
    travel = problem.travel
    metres = seconds = 0
    for start, end in _pairs(places):
        if start is not None and end is not None:
            least_s = min(travel.durations_s(table, start, end))
            least_m = travel.leg_m(table, start, end)
            if over is not None:
                _, over_s, over_m = over.least([start], [end])[:, 0].tolist()
                least_m = min(least_m if least_s < UNREACHABLE_S else UNREACHABLE_S, over_m)
                least_s = min(least_s, over_s)
            metres, seconds = metres + least_m, seconds + least_s
    return metres, seconds
