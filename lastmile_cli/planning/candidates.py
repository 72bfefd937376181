"""Which slots could take a stop after which single change, and at about what price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.costing.quantities import HOUR_S, KM_M
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.apply_fix import stop_with
from lastmile_cli.planning.bench import Bench
from lastmile_cli.planning.hours import service_s
from lastmile_cli.planning.locks import broken_lock
from lastmile_cli.planning.slot_fleet import Fleet
from lastmile_cli.planning.slots import NOBODY, RANK, Flags, Numbers, Slots
from lastmile_cli.timing.windows import Windows

Floats = npt.NDArray[np.float64]

LOCKS = {
    FixKind.FREE_VEHICLE: "vehicle_id",
    FixKind.FREE_DRIVER: "driver_id",
    FixKind.FREE_DEPOT: "depot_id",
}
"""Changes that take a lock off a stop, and the lock."""

OPENS = {
    FixKind.MAX_DURATION: "duration",
    FixKind.MAX_DRIVE: "drive",
    FixKind.MAX_DISTANCE: "distance",
    FixKind.MAX_STOPS: "stops",
    FixKind.LARGER_VEHICLE: "load",
}
"""Changes of a vehicle's limit, and the test that then no longer counts."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Candidates:
    """
    One stop against all slots.

    ``fits`` are gaps that nothing seems to stand against, ``after[kind]`` the
    slots that such a change could open. ``estimate_micro`` is about what a
    slot adds to the route's cost, ``least_micro`` what it adds at least.
    """

    fits: Flags
    after: dict[FixKind, Flags]
    estimate_micro: Floats
    least_micro: Floats


def find_candidates(bench: Bench, slots: Slots, fleet: Fleet, stop: int) -> Candidates:
    """Test all slots for one stop, as they are and after each kind of change."""
    tests = _Tests(bench, slots, fleet, stop)
    is_gap = slots.column["dropped"] == NOBODY
    estimate_micro, least_micro = tests.prices_micro()
    return Candidates(
        fits=is_gap & tests.fits(),
        after={
            kind: flags & (is_gap ^ (kind is FixKind.DROP_STOP))
            for kind, flags in tests.after_changes()
        },
        estimate_micro=estimate_micro,
        least_micro=least_micro,
    )


class _Tests:
    """The tests of one stop; each is a vector over the slots."""

    def __init__(self, bench: Bench, slots: Slots, fleet: Fleet, stop: int) -> None:
        self.bench, self.slots, self.fleet, self.number = bench, slots, fleet, stop
        self.asked, self.stop = bench.problem.stops[stop], bench.posed.stops[stop]
        self.at = slots.column
        self.van = {name: row[self.at["vehicle"]] for name, row in fleet.column.items()}
        self.in_s, self.out_s, self.added_m = self._ways()
        self.service_s = np.array(self.asked.service_s, dtype=np.int64)[self.van["service_class"]]
        least_s = self.in_s.min(axis=0) + self.out_s.min(axis=0)
        self.added_s = least_s + self.service_s - self.at["removed_s"]
        self.locks = [broken_lock(self.stop, vehicle) for vehicle in bench.posed.vehicles]
        self.holds = self._holds()
        self.misses = np.sum([~flags for flags in self.holds.values()], axis=0)

    def fits(self) -> Flags:
        """Slots against which nothing stands."""
        flags: Flags = (self.misses == 0) & self._in_time(self.asked.windows)
        return flags & (self.number not in self.bench.posed.too_short)

    def after_changes(self) -> Iterator[tuple[FixKind, Flags]]:
        """Yield each kind of change with the slots it could open."""
        windows = self._begin_windows()
        if windows:
            later, earlier = (windows[0][0], NO_LIMIT), (-NO_LIMIT, windows[-1][1])
            yield FixKind.CLOSE_LATER, self._but("") & self._in_time((later,))
            yield FixKind.OPEN_EARLIER, self._but("") & self._in_time((earlier,))
        if self.number in self.bench.posed.too_short:
            return
        now = self._in_time(self.asked.windows)
        ends_late = self._but("") & self._in_time(self.asked.windows, arrive_by="late_s")
        starts_early = self._but("") & self._in_time(self.asked.windows, depart="early_s")
        yield FixKind.END_LATER, ends_late & self._opens_up(FixKind.END_LATER)
        yield FixKind.DEPOT_LATER, ends_late & self._opens_up(FixKind.DEPOT_LATER)
        yield FixKind.START_EARLIER, starts_early & self._opens_up(FixKind.START_EARLIER)
        yield FixKind.DEPOT_EARLIER, starts_early & self._opens_up(FixKind.DEPOT_EARLIER)
        if self.asked.ready_s > 0:
            yield FixKind.READY_EARLIER, self._but("")
        for kind, name in OPENS.items():
            yield kind, self._but(name) & now & self._opens_up(kind)
        yield FixKind.FREE_SEQUENCE, self._but("sequence") & now & ~self.holds["sequence"]
        yield FixKind.SKILL, self._but("allowed") & now & self._of(self._lacks_skill())
        for kind, lock in LOCKS.items():
            if getattr(self.stop, lock):
                yield kind, self._but("allowed") & now & self._of(self._held_by(kind))
        yield FixKind.DROP_STOP, self._but("") & now & self._is_worth_less()

    def prices_micro(self) -> tuple[Floats, Floats]:
        """About what each slot adds to its route's cost, and what it adds at least."""
        van = self.van
        before_s = van["today_duration_s"]
        about_s = np.maximum(0, self.added_s + (before_s == 0) * van["loading_s"])
        least_s = van["today_least_s"] + self.added_s
        fixed = van["today_fixed_micro"] + van["per_km_micro"] * self.added_m / KM_M
        door = (
            van["per_stop_micro"]
            + van["per_parcel_micro"] * self.asked.parcels
            - self._door_saved()
        )
        paid = [self._paid_micro(seconds) for seconds in (before_s, before_s + about_s, least_s)]
        return fixed + door + paid[1] - paid[0], fixed + door + paid[2] - paid[0]

    def _paid_micro(self, seconds: Numbers) -> Floats:
        over_s = np.maximum(0, seconds - self.van["overtime_after_s"])
        by_hour = self.van["per_hour_micro"] * seconds + self.van["overtime_micro"] * over_s
        micro: Floats = by_hour / HOUR_S
        return micro

    def _door_saved(self) -> Numbers:
        stops, dropped = self.bench.problem.stops, self.at["dropped"]
        parcels = np.array([stop.parcels for stop in stops], dtype=np.int64)[dropped]
        saved = self.van["per_stop_micro"] + self.van["per_parcel_micro"] * parcels
        return np.where(dropped == NOBODY, 0, saved)

    def _ways(self) -> tuple[Numbers, Numbers, Numbers]:
        """Seconds to the stop and on from it, shape (periods, slots), and metres added."""
        travel, here = self.bench.problem.travel, self.asked.place
        before, after = self.at["before"], self.at["after"]
        shape = (len(travel.period_starts_s), len(before))
        in_s, out_s = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        metres = np.zeros(len(before), dtype=np.int64)
        for number, table in enumerate(travel.tables):
            mine = self.van["table"] == number
            goes_on = mine & (after != NOBODY)
            in_s[:, mine] = table.duration_s[:, before[mine], here]
            out_s[:, goes_on] = table.duration_s[:, here, after[goes_on]]
            metres[mine] = table.distance_m[before[mine], here]
            metres[goes_on] += table.distance_m[here, after[goes_on]]
        return in_s, out_s, metres - self.at["removed_m"]

    def _holds(self) -> dict[str, Flags]:
        """Everything but the hours, each test for itself."""
        van, at = self.van, self.at
        goods = np.array((*self.asked.delivery, *self.asked.pickup), dtype=np.int64)
        room = np.tile(self.fleet.capacity, 2)[at["vehicle"]]
        rank = RANK[self.asked.sequence]
        drive_s = self.added_s - self.service_s + van["today_least_drive_s"]
        more = (at["dropped"] == NOBODY).astype(np.int64)
        return {
            "ways": np.maximum(self.in_s, self.out_s).max(axis=0) < UNREACHABLE_S,
            "allowed": self._of([not lock for lock in self.locks]),
            "load": (self.slots.load + goods <= room).all(axis=1),
            "stops": van["today_stops"] + more <= van["max_stops"],
            "distance": van["today_distance_m"] + self.added_m <= van["max_distance_m"],
            "duration": van["today_least_s"] + self.added_s <= van["max_duration_s"],
            # A stop that gives way takes its service along, so its slots are tested loosely.
            "drive": (drive_s <= van["max_drive_s"]) | (more == 0),
            "sequence": (at["rank_before"] <= rank) & (rank <= at["rank_after"]),
        }

    def _but(self, name: str) -> Flags:
        """Slots where all tests but one hold, hours aside."""
        misses = self.misses - (~self.holds[name]).astype(np.int64) if name else self.misses
        flags: Flags = misses == 0
        return flags

    def _in_time(
        self, windows: Windows, *, depart: str = "depart_s", arrive_by: str = "arrive_by_s"
    ) -> Flags:
        """``Slack.has_room`` for all slots."""
        if self.asked.ready_s > 0:
            # Goods that come late would move the loading: such a stop is simply tried.
            return np.ones(len(self.added_m), dtype=np.bool_)
        starts_s = self.bench.problem.travel.period_starts_s
        arrive_s = arrivals_s(self.at[depart], self.in_s, starts_s)
        begin_s = arrive_s
        for opens_s, closes_s in reversed(windows):
            begin_s = np.where(arrive_s <= closes_s, np.maximum(arrive_s, opens_s), begin_s)
        there_s = arrivals_s(begin_s + self.service_s, self.out_s, starts_s)
        flags: Flags = (begin_s <= windows[-1][1]) & (there_s <= self.at[arrive_by])
        return flags

    def _begin_windows(self) -> list[tuple[int, int]]:
        """The stop's own windows as they bound the begin of service, too short ones too."""
        service = self.bench.config.service
        must_end = service.time_window_rule is TimeWindowRule.FINISH
        cut_s = service_s(self.stop, service) if must_end else 0
        return [(window.opens_s, window.closes_s - cut_s) for window in self.stop.windows]

    def _of(self, by_vehicle: list[bool]) -> Flags:
        flags: Flags = np.array(by_vehicle, dtype=np.bool_)[self.at["vehicle"]]
        return flags

    def _opens_up(self, kind: FixKind) -> Flags:
        flags: Flags = self.fleet.opens_up[kind][self.at["vehicle"]]
        return flags

    def _lacks_skill(self) -> list[bool]:
        return [lock == "skills" for lock in self.locks]

    def _held_by(self, kind: FixKind) -> list[bool]:
        bare = Fix(kind=kind, stop_id="", vehicle_id="", price=Money.zero(self.bench.currency))
        free = stop_with(self.stop, bare)
        vehicles = zip(self.locks, self.bench.posed.vehicles, strict=True)
        return [bool(held) and not broken_lock(free, vehicle) for held, vehicle in vehicles]

    def _is_worth_less(self) -> Flags:
        worth = np.array([stop.drop_micro for stop in self.bench.problem.stops], dtype=np.int64)
        flags: Flags = worth[self.at["dropped"]] <= self.asked.drop_micro
        return flags


def arrivals_s(departs_s: Numbers, durations_s: Numbers, starts_s: tuple[int, ...]) -> Numbers:
    """``motion.arrive`` for many legs at once; ``durations_s`` has shape (periods, legs)."""
    periods = np.searchsorted(starts_s[1:], departs_s, side="right")
    at_s, rest_s = departs_s, durations_s[periods, np.arange(len(departs_s))]
    for period in range(1, len(starts_s)):
        edge_s = starts_s[period]
        crosses = (at_s < edge_s) & (at_s + rest_s > edge_s)
        left_s = rest_s - (edge_s - at_s)
        there_s = -((-left_s * durations_s[period]) // np.maximum(1, durations_s[period - 1]))
        rest_s = np.where(crosses, there_s, rest_s)
        at_s = np.where(crosses, edge_s, at_s)
    return at_s + rest_s
