"""
One stop against all slots at once: what stands against each, and about what it costs.

The tests are necessary ones: what fails them cannot be driven; what passes is
tried exactly (see ``trial``).
"""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from lastmile_cli.costing.quantities import HOUR_S, KM_M
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.bench import Bench
from lastmile_cli.planning.companions import unit_of, vehicles_beside
from lastmile_cli.planning.locks import broken_lock
from lastmile_cli.planning.slot_fleet import Fleet
from lastmile_cli.planning.slots import NOBODY, RANK, Flags, Numbers, Slots
from lastmile_cli.timing.motion_many import arrivals_s
from lastmile_cli.timing.windows import Windows

Floats = npt.NDArray[np.float64]


class SlotTests:
    """
    The tests of one stop, each a vector over the slots; a shipment's end comes with the other.

    ``unit`` is what is served together, ``locks`` the word of ``broken_lock``
    for each vehicle and each stop of it; ``holds`` is everything but the hours.
    """

    def __init__(self, bench: Bench, slots: Slots, fleet: Fleet, stop: int) -> None:
        self.bench, self.slots, self.fleet, self.number = bench, slots, fleet, stop
        self.unit = unit_of(bench.problem, stop)
        self.asked = [bench.problem.stops[end] for end in self.unit]
        self.at = slots.column
        self.van = {name: row[self.at["vehicle"]] for name, row in fleet.column.items()}
        self.legs_s, self.over_s, least_s, self.added_m, self.straight_m = self._legs()
        classes = self.van["service_class"]
        self.services_s = [np.array(s.service_s, dtype=np.int64)[classes] for s in self.asked]
        self.added_drive_s = least_s - self.at["removed_s"]
        self.added_s = self.added_drive_s + np.sum(self.services_s, axis=0) + self.at["halts_s"]
        self.loads_s = self._loads_s()
        posed = bench.posed
        self.locks = [
            [broken_lock(posed.stops[end], vehicle) for end in self.unit]
            for vehicle in posed.vehicles
        ]
        self.holds = self._holds()
        self.misses = np.sum([~flags for flags in self.holds.values()], axis=0)

    def but(self, name: str) -> Flags:
        """Slots where all tests but one hold, hours aside; all where the name is empty."""
        misses = self.misses - (~self.holds[name]).astype(np.int64) if name else self.misses
        flags: Flags = misses == 0
        return flags

    def beyond_range(self) -> Flags:
        """Slots that make a route longer than what its vehicle drives on one filling."""
        flags: Flags = self.van["today_straight_m"] + self.straight_m > self.van["range_m"]
        return flags

    def in_time(
        self, windows: Windows, *, depart: str = "depart_s", arrive_by: str = "arrive_by_s"
    ) -> Flags:
        """``Slack.has_room_for`` in all slots, if the stop itself had these windows."""
        flags: Flags = np.ones(len(self.added_m), dtype=np.bool_)
        if any(stop.ready_s > 0 for stop in self.asked):
            # Goods that come late would move the loading: such a stop is simply tried.
            return flags
        starts_s = self.bench.problem.travel.period_starts_s
        at_s = self.at[depart]
        *ways_s, (last_s, last_over_s) = zip(self.legs_s, self.over_s, strict=True)
        for end, stop, (leg_s, over_s), service_s in zip(
            self.unit, self.asked, ways_s, self.services_s, strict=True
        ):
            opening = windows if end == self.number else stop.windows
            arrive_s = np.minimum(arrivals_s(at_s, leg_s, starts_s), at_s + over_s)
            begin_s = arrive_s
            for opens_s, closes_s in reversed(opening):
                begin_s = np.where(arrive_s <= closes_s, np.maximum(arrive_s, opens_s), begin_s)
            flags = flags & (begin_s <= opening[-1][1] + stop.max_late_s)
            at_s = begin_s + service_s
        back_s = np.minimum(arrivals_s(at_s, last_s, starts_s), at_s + last_over_s)
        in_time: Flags = flags & (back_s <= self.at[arrive_by])
        return in_time

    def prices_micro(self) -> tuple[Floats, Floats]:
        """About what each slot adds to its route's cost, and what it adds at least."""
        van = self.van
        before_s = van["today_paid_s"]
        about_s = self.added_s + self.loads_s + (van["today_stops"] == 0) * van["loading_s"]
        about_s = np.maximum(0, about_s)
        least_s = self._least_s()
        fixed = van["today_fixed_micro"] + van["per_km_micro"] * self.added_m / KM_M
        fixed = fixed + self._doors_micro() + self._wishes_micro()
        paid = [self._paid_micro(seconds) for seconds in (before_s, before_s + about_s, least_s)]
        # Who gives way, or a shorter way round by the new stop, may save all lateness there is,
        # all likely failures and every charge.
        least = fixed + paid[2] - paid[0] - van["today_spare_micro"]
        return fixed + paid[1] - paid[0], least

    def _paid_micro(self, seconds: Numbers) -> Floats:
        over_s = np.maximum(0, seconds - self.van["overtime_after_s"])
        by_hour = self.van["per_hour_micro"] * seconds + self.van["overtime_micro"] * over_s
        micro: Floats = by_hour / HOUR_S
        return micro

    def _doors_micro(self) -> Numbers:
        stops, dropped = self.bench.problem.stops, self.at["dropped"]
        parcels = np.array([stop.parcels for stop in stops], dtype=np.int64)[dropped]
        parcels = sum(stop.parcels for stop in self.asked) - np.where(dropped == NOBODY, 0, parcels)
        served = np.array([stop.served_micro for stop in stops], dtype=np.int64)[dropped]
        served = sum(stop.served_micro for stop in self.asked) - np.where(
            dropped == NOBODY, 0, served
        )
        micro: Numbers = self.van["per_stop_micro"] * self._more() + served
        return micro + self.van["per_parcel_micro"] * parcels

    def _wishes_micro(self) -> Numbers:
        """What strange vehicles and changes of zone cost more."""
        wishes, dropped = self.fleet.wish_micro, self.at["dropped"]
        own = wishes[:, list(self.unit)].sum(axis=1)[self.at["vehicle"]]
        saved = np.where(dropped == NOBODY, 0, wishes[self.at["vehicle"], dropped])
        zones = [NOBODY if stop.zone is None else stop.zone for stop in self.asked]
        way = [
            self.at["zone_before"],
            *(np.full_like(dropped, zone) for zone in zones),
            self.at["zone_after"],
        ]
        pairs = itertools.pairwise(way)
        changes = np.sum([(a != b) & (a != NOBODY) & (b != NOBODY) for a, b in pairs], axis=0)
        more = self.bench.problem.zone_change_micro * (changes - self.at["zone_changes"])
        micro: Numbers = more + own - saved
        return micro

    def _loads_s(self) -> Numbers:
        """How much longer the vehicle loads for the parcels of what it takes."""
        dropped = self.at["dropped"]
        parcels = np.array([stop.loaded_parcels for stop in self.bench.problem.stops], np.int64)
        fewer = np.where(dropped == NOBODY, 0, parcels[dropped])
        more = sum(stop.loaded_parcels for stop in self.asked) - fewer
        longer_s: Numbers = self.van["loading_per_parcel_s"] * more
        return longer_s

    def _least_s(self) -> Numbers:
        """How long the route takes at least; who is filled up meanwhile may load for no longer."""
        fills = self.van["recharge_s"] > 0
        loads_s = np.where(fills, np.minimum(self.loads_s, 0), self.loads_s)
        least_s: Numbers = self.van["today_least_s"] + self.added_s + loads_s
        return least_s

    def _more(self) -> Numbers:
        """How many stops more the route then has."""
        more: Numbers = len(self.unit) - (self.at["dropped"] != NOBODY).astype(np.int64)
        return more

    def _legs(self) -> tuple[list[Numbers], list[Numbers], Numbers, Numbers, Numbers]:
        """
        Seconds to each stop and on from the last, and what is added.

        Of the legs each (periods, slots) as they are driven straight, each (slots) in which
        they are driven over chargers; of what is added the least seconds at the wheel, the least
        metres, and the metres straight.
        """
        places = [stop.place for stop in self.asked]
        before, after = self.at["before"], self.at["after"]
        count = len(before)
        ends = [before, *(np.full(count, place) for place in places), after]
        ways = [self._leg(*pair) for pair in itertools.pairwise(ends)]
        straight_s, least, straight_m = zip(*ways, strict=True)
        over_s = [over[0] for over in least]
        drive_s, metres = (np.sum([over[row] for over in least], axis=0) for row in (1, 2))
        removed_m, removed_straight_m = self.at["removed_m"], self.at["straight_m"]
        straight = np.sum(straight_m, axis=0) - removed_straight_m
        return list(straight_s), over_s, drive_s, metres - removed_m, straight

    def _leg(self, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Seconds straight (periods, slots), least of all ways (3, slots), metres straight."""
        travel, is_way = self.bench.problem.travel, ends != NOBODY
        straight_s = np.zeros((len(travel.period_starts_s), len(starts)), dtype=np.int64)
        metres = np.zeros(len(starts), dtype=np.int64)
        over = np.full((3, len(starts)), NO_LIMIT, dtype=np.int64)
        for number, table in enumerate(travel.tables):
            mine = is_way & (self.van["table"] == number)
            straight_s[:, mine] = table.duration_s[:, starts[mine], ends[mine]]
            metres[mine] = table.distance_m[starts[mine], ends[mine]]
        ranged = [number for number, one in enumerate(self.bench.over) if one is not None]
        for number in ranged:
            ways = self.bench.over[number]
            mine = is_way & (self.at["vehicle"] == number)
            if ways is not None and mine.any():
                over[:, mine] = ways.least(starts[mine], ends[mine])
        fastest_s = straight_s.min(axis=0)
        over[1] = np.minimum(over[1], fastest_s)
        over[2] = np.minimum(over[2], np.where(fastest_s < UNREACHABLE_S, metres, UNREACHABLE_S))
        return straight_s, over, metres

    def _holds(self) -> dict[str, Flags]:
        """Everything but the hours, each test for itself."""
        van, at, posed = self.van, self.at, self.bench.posed
        room = np.tile(self.fleet.capacity, 2)[at["vehicle"]]
        fits: Flags = np.all(self.slots.load + self._goods() <= room, axis=1)
        ranks = [RANK[stop.sequence] for stop in self.asked]
        routes = {number: held.route for number, held in self.slots.rooms.items()}
        able = vehicles_beside(posed.problem, routes, self.unit)
        in_order = (at["rank_before"] <= ranks[0]) & (ranks[-1] <= at["rank_after"])
        return {
            "ways": self.added_drive_s + self.at["removed_s"] < UNREACHABLE_S,
            "allowed": np.array([not any(each) for each in self.locks])[at["vehicle"]],
            "beside": np.array([n in able for n in range(len(posed.vehicles))])[at["vehicle"]],
            "load": fits,
            "stops": van["today_stops"] + self._more() <= van["max_stops"],
            "distance": van["today_distance_m"] + self.added_m <= van["max_distance_m"],
            "duration": self._least_s() <= van["max_duration_s"],
            "drive": van["today_least_drive_s"] + self.added_drive_s <= van["max_drive_s"],
            "sequence": in_order & (ranks == sorted(ranks)),
        }

    def _goods(self) -> Numbers:
        """What comes from the depot and goes back to it; a shipment never sees it."""
        asked = self.asked[0]
        goods = np.array((*asked.delivery, *asked.pickup), dtype=np.int64)
        return goods if len(self.unit) == 1 else np.zeros_like(goods)
