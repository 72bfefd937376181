"""Which slots could take a stop after which single change, and at about what price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.settings import TimeWindowRule
from lastmile_cli.planning.apply_fix import stop_with
from lastmile_cli.planning.bench import OF_RANGE, Bench
from lastmile_cli.planning.hours import service_s
from lastmile_cli.planning.locks import broken_lock, missing_skills
from lastmile_cli.planning.slot_fleet import Fleet
from lastmile_cli.planning.slot_tests import Floats, SlotTests
from lastmile_cli.planning.slots import NOBODY, Flags, Slots

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
    tests = _Changes(bench, slots, fleet, stop)
    is_gap = slots.column["dropped"] == NOBODY
    estimate_micro, least_micro = tests.rows.prices_micro()
    return Candidates(
        fits=is_gap & tests.fits(),
        after={
            kind: flags & (is_gap ^ (kind is FixKind.DROP_STOP))
            for kind, flags in tests.after_changes()
        },
        estimate_micro=estimate_micro,
        least_micro=least_micro,
    )


class _Changes:
    """What each kind of change would do to the tests of one stop."""

    def __init__(self, bench: Bench, slots: Slots, fleet: Fleet, stop: int) -> None:
        self.bench, self.slots, self.fleet, self.number = bench, slots, fleet, stop
        self.rows = SlotTests(bench, slots, fleet, stop)
        self.asked, self.stop = bench.problem.stops[stop], bench.posed.stops[stop]
        too_short = bench.posed.too_short
        self.is_too_short = stop in too_short
        self.is_hopeless = any(end in too_short for end in self.rows.unit if end != stop)

    def fits(self) -> Flags:
        """Slots against which nothing stands."""
        flags: Flags = self.rows.but("") & self.rows.in_time(self.asked.windows)
        return flags & (not self.is_too_short and not self.is_hopeless)

    def after_changes(self) -> Iterator[tuple[FixKind, Flags]]:
        """Yield each kind of change with the slots it could open."""
        but, in_time = self.rows.but, self.rows.in_time
        if self.is_hopeless:
            return
        windows = self._begin_windows()
        if windows:
            later, earlier = (windows[0][0], NO_LIMIT), (-NO_LIMIT, windows[-1][1])
            yield FixKind.CLOSE_LATER, but("") & in_time((later,))
            yield FixKind.OPEN_EARLIER, but("") & in_time((earlier,))
        if self.is_too_short:
            return
        now = in_time(self.asked.windows)
        ends_late = but("") & in_time(self.asked.windows, arrive_by="late_s")
        starts_early = but("") & in_time(self.asked.windows, depart="early_s")
        yield FixKind.END_LATER, ends_late & self._opens_up(FixKind.END_LATER)
        yield FixKind.DEPOT_LATER, ends_late & self._opens_up(FixKind.DEPOT_LATER)
        yield FixKind.START_EARLIER, starts_early & self._opens_up(FixKind.START_EARLIER)
        yield FixKind.DEPOT_EARLIER, starts_early & self._opens_up(FixKind.DEPOT_EARLIER)
        if self.asked.ready_s > 0:
            yield FixKind.READY_EARLIER, but("")
        for kind, name in OPENS.items():
            yield kind, but(name) & now & self._opens_up(kind)
        for kind in sorted(OF_RANGE):
            yield kind, but("") & now & self.rows.beyond_range() & self._opens_up(kind)
        yield FixKind.FREE_SEQUENCE, but("sequence") & now & ~self.rows.holds["sequence"]
        yield FixKind.SKILL, but("allowed") & now & self._of(self._lacks("skills"))
        yield FixKind.CREW, but("allowed") & now & self._of(self._lacks_persons())
        for kind, lock in LOCKS.items():
            if getattr(self.stop, lock):
                yield kind, but("allowed") & now & self._of(self._held_by(kind))
        is_worth_less = self.slots.column["loss_micro"] <= self.bench.worth_micro(self.number)
        yield FixKind.DROP_STOP, but("") & now & is_worth_less

    def _begin_windows(self) -> list[tuple[int, int]]:
        """The stop's own windows as they bound the begin of service, too short ones too."""
        service = self.bench.config.service
        must_end = service.time_window_rule is TimeWindowRule.FINISH
        cut_s = service_s(self.stop, service) if must_end else 0
        return [(window.opens_s, window.closes_s - cut_s) for window in self.stop.windows]

    def _of(self, by_vehicle: list[bool]) -> Flags:
        flags: Flags = np.array(by_vehicle, dtype=np.bool_)[self.slots.column["vehicle"]]
        return flags

    def _opens_up(self, kind: FixKind) -> Flags:
        flags: Flags = self.fleet.opens_up[kind][self.slots.column["vehicle"]]
        return flags

    def _lacks(self, lock: str) -> list[bool]:
        """Vehicles that lack this for the stop or the other end of its shipment, no more."""
        return [set(locks) - {""} == {lock} for locks in self.rows.locks]

    def _lacks_persons(self) -> list[bool]:
        """Vehicles that lack persons and nothing else: no skill beside them."""
        stops = [self.bench.posed.stops[end] for end in self.rows.unit]
        lacking = zip(self._lacks("crew"), self.bench.posed.vehicles, strict=True)
        return [
            lacks and not any(missing_skills(stop, vehicle) for stop in stops)
            for lacks, vehicle in lacking
        ]

    def _held_by(self, kind: FixKind) -> list[bool]:
        bare = Fix(kind=kind, stop_id="", vehicle_id="", price=Money.zero(self.bench.currency))
        free, mine = stop_with(self.stop, bare), self.rows.unit.index(self.number)
        return [
            bool(locks[mine])
            and not any(lock for end, lock in enumerate(locks) if end != mine)
            and not broken_lock(free, vehicle)
            for locks, vehicle in zip(self.rows.locks, self.bench.posed.vehicles, strict=True)
        ]
