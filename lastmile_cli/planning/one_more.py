"""
The cheapest place for one more order in a plan, asked for window after window.

All slots are tested at once by tests that never stop what can be driven (``slot_tests``); those
that look cheapest are tried exactly. What a route costs with the order in it at any hour
bounds what it costs in a window, and is that very cost where service begins inside it: most
windows are answered by trials that were made for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from lastmile_cli.costing.bill import CENT_MICRO
from lastmile_cli.costing.quantities import HOUR_S
from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.planning.bench import Bench
from lastmile_cli.planning.pose_stops import StopContext, pose_stop
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.remedies import Clinic
from lastmile_cli.planning.rounds_kept import tears_a_round
from lastmile_cli.planning.slot_tests import SlotTests
from lastmile_cli.planning.slots import NOBODY, Numbers, Slots
from lastmile_cli.planning.trial import Trial, try_route
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.timed import TimedVisit

TRIES = 12
"""So many slots are tried exactly for each window at most, those that look cheapest."""


@dataclass(frozen=True, eq=False, kw_only=True)
class OneMore:
    """
    An order (by index) that no route visits, in a plan that ``clinic`` has measured.

    ``leaves_s`` are those of ``planned_leaves_s``; ``at_any_hour`` are trials without a window,
    by slot; ``None``: nothing holds there.
    """

    clinic: Clinic
    context: StopContext
    stop: int
    leaves_s: Numbers
    at_any_hour: dict[int, Trial | None] = field(default_factory=dict)

    def posed_for(self, windows: tuple[Window, ...]) -> Posed:
        """Return the problem in which the order has these windows, which must hold; none: any."""
        posed, stop = self.clinic.bench.posed, self.stop
        asked = replace(posed.stops[stop], windows=windows)
        problem_stop = replace(pose_stop(asked, self.context), max_late_s=0)
        is_short = not self.context.windows(asked)
        return replace(
            posed,
            problem=posed.problem.with_stop(stop, problem_stop),
            stops=_with(posed.stops, stop, asked),
            too_short=posed.too_short | {stop} if is_short else posed.too_short - {stop},
        )

    def clinic_for(self, posed: Posed) -> Clinic:
        """Return the same plan measured, for the order as this problem has it."""
        bench = replace(self.clinic.bench, posed=posed)
        return replace(self.clinic, bench=bench, seen={}, blocked={})

    def cheapest(self, posed: Posed) -> Trial | None:
        """
        Return the cheapest route found that takes the order as it is posed, doors included.

        ``None``: no slot that was tried holds.
        """
        if self.stop in posed.too_short:
            return None
        bench, slots = self.clinic.bench, self.clinic.slots
        best: tuple[Fraction, int, Trial] | None = None
        doors = bench.doors
        for added_micro, slot, trial in self._tried(posed):
            if best is not None and best[0] <= added_micro:
                break
            # Whoever must wait for a door is dearer, never cheaper: the next may be better then.
            seated = trial if doors is None else doors.seated(posed.problem, trial)
            if seated is not None:
                cost_micro = seated.cost_micro - slots.cost_before_micro(slot)
                if best is None or cost_micro < best[0]:
                    best = cost_micro, slot, seated
        return best[2] if best else None

    def _tried(self, posed: Posed) -> list[tuple[Fraction, int, Trial]]:
        """Slots that hold, but for doors, with what they add to the objective; cheapest first."""
        slots = self.clinic.slots
        found: list[tuple[Fraction, int, Trial]] = []
        best_micro, tries = float(NO_LIMIT), 0
        for slot, least_micro, is_off in self._hopeful(posed):
            if tries >= TRIES and found:
                break
            if least_micro > best_micro + CENT_MICRO:
                continue
            before_micro = slots.cost_before_micro(slot)
            if is_off and slot not in self.at_any_hour:
                # As planned it is served at another hour: that trial would answer nothing here.
                trial, is_new = self._tried_in(posed, slot), True
            else:
                trial, is_new = self._trial(posed, slot, best_micro + float(before_micro))
            tries += is_new
            if trial is not None:
                added_micro = trial.cost_micro - before_micro
                best_micro = min(best_micro, float(added_micro))
                found.append((added_micro, slot, trial))
        # Of equals the later one in a route: it makes fewer others wait.
        return sorted(found, key=lambda it: (it[0], -it[1]))

    def _hopeful(self, posed: Posed) -> Iterator[tuple[int, float, bool]]:
        """
        Yield slots that nothing seems to stand against, and what they add at least.

        Also whether a window lies off the hour at which the slot is passed as planned.
        """
        clinic = self.clinic
        bench = Bench(
            posed=posed,
            config=clinic.bench.config,
            unserved=clinic.bench.unserved,
            doors=clinic.bench.doors,
        )
        tests = SlotTests(bench, clinic.slots, clinic.fleet, self.stop)
        asked = posed.problem.stops[self.stop]
        fits = tests.but("") & tests.in_time(asked.windows)
        fits &= clinic.slots.column["dropped"] == NOBODY
        estimate_micro, least_micro = tests.prices_micro()
        off_s = np.zeros_like(self.leaves_s)
        if posed.stops[self.stop].windows:
            # No estimate knows of waiting: the farther a window is from the planned hour, the more.
            arrive_s = self.leaves_s + tests.legs_s[0].min(axis=0)
            off_s = _off_s(arrive_s, asked.windows) * (self.leaves_s != NOBODY)
            estimate_micro = estimate_micro + tests.van["per_hour_micro"] * off_s / HOUR_S
        slots = np.flatnonzero(fits)
        known = [self.at_any_hour.get(int(slot)) for slot in slots]
        before = [float(clinic.slots.cost_before_micro(int(slot))) for slot in slots]
        # What is known to be dear at any hour is not cheaper in a window.
        for at, trial in enumerate(known):
            if trial is not None:
                surely = float(trial.cost_micro) - before[at]
                least_micro[slots[at]] = max(least_micro[slots[at]], surely)
        for slot in slots[np.argsort(estimate_micro[slots], kind="stable")]:
            yield int(slot), float(least_micro[slot]), bool(off_s[slot])

    def _trial(self, posed: Posed, slot: int, most_micro: float) -> tuple[Trial | None, bool]:
        """
        Try a slot; a trial at any hour that suits the windows is as good.

        Also say whether anything had to be tried that was not before.
        """
        asked, is_new = self.stop, slot not in self.at_any_hour
        if is_new:
            free = self._at_any_time if posed.stops[asked].windows else posed
            self.at_any_hour[slot] = self._tried_in(free, slot)
        anyway = self.at_any_hour[slot]
        if anyway is None or not posed.stops[asked].windows:
            return anyway, is_new
        if float(anyway.cost_micro) > most_micro + CENT_MICRO:
            return None, is_new
        stop, visit = posed.problem.stops[asked], _visit_of(anyway, asked)
        is_inside = any(opens_s <= visit.start_s <= closes_s for opens_s, closes_s in stop.windows)
        if is_inside and not visit.wait_s and not stop.hours:
            return anyway, is_new
        return self._tried_in(posed, slot), True

    @cached_property
    def _at_any_time(self) -> Posed:
        return self.posed_for(())

    def _tried_in(self, posed: Posed, slot: int) -> Trial | None:
        route = self.clinic.slots.route_with(slot, self.stop)
        return None if tears_a_round(posed, route) else try_route(posed.problem, route)


def _visit_of(trial: Trial, stop: int) -> TimedVisit:
    return next(visit for visit in trial.timed.stop_visits if visit.stop == stop)


def planned_leaves_s(slots: Slots) -> Numbers:
    """
    When each slot's vehicle is done with what stands before the slot, as planned.

    Shape (slots,); ``NOBODY`` for vehicles that stay at home.
    """
    done_s: dict[tuple[int, int, int], int] = {}
    for vehicle, room in slots.rooms.items():
        count: dict[int, int] = {}
        for visit in time_route(slots.problem, room.route).visits:
            if visit.kind in (VisitKind.LOAD, VisitKind.STOP):
                position = count.get(visit.trip, -1) + 1
                count[visit.trip] = position
                done_s[vehicle, visit.trip, position] = visit.depart_s
    keys = ((slot.vehicle, slot.trip, slot.position) for slot in slots.listed)
    return np.array([done_s.get(key, NOBODY) for key in keys], dtype=np.int64)


def _off_s(arrive_s: Numbers, windows: Sequence[tuple[int, int]]) -> Numbers:
    """How many seconds lie between an hour and the nearest of the windows."""
    off_s = [
        np.maximum(0, np.maximum(opens_s - arrive_s, arrive_s - closes_s))
        for opens_s, closes_s in windows
    ]
    nearest: Numbers = np.min(off_s, axis=0)
    return nearest


def _with(stops: tuple[Stop, ...], number: int, stop: Stop) -> tuple[Stop, ...]:
    return (*stops[:number], stop, *stops[number + 1 :])
