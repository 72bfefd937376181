"""
The cheapest place for one more order in a plan, asked for window after window.

All slots are tested at once by tests that never stop what can be driven (``slot_tests``); those
that look cheapest are tried exactly. What a route costs with the order in it at any hour
bounds what it costs in a window, and is that very cost where service begins inside it: most
windows are answered by trials that were made for others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from lastmile_cli.costing.bill import CENT_MICRO
from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.planning.bench import Bench
from lastmile_cli.planning.pose_stops import StopContext, pose_stop
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.remedies import Clinic
from lastmile_cli.planning.rounds_kept import tears_a_round
from lastmile_cli.planning.slot_tests import Floats, SlotTests
from lastmile_cli.planning.slots import NOBODY, Numbers
from lastmile_cli.planning.trial import Trial, try_route

TRIES = 16
"""So many slots are tried exactly for each window at most, those that look cheapest."""


@dataclass(frozen=True, eq=False, kw_only=True)
class OneMore:
    """
    An order (by index) that no route visits, in a plan that ``clinic`` has measured.

    ``at_any_hour`` are its trials without a window, by slot; ``None``: nothing holds there.
    """

    clinic: Clinic
    context: StopContext
    stop: int
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
        best_micro = float(NO_LIMIT)
        for tries, (slot, least_micro) in enumerate(self._hopeful(posed)):
            before_micro = slots.cost_before_micro(slot)
            if tries >= TRIES and found:
                break
            if least_micro > best_micro + CENT_MICRO:
                continue
            trial = self._trial(posed, slot, best_micro + float(before_micro))
            if trial is not None:
                added_micro = trial.cost_micro - before_micro
                best_micro = min(best_micro, float(added_micro))
                found.append((added_micro, slot, trial))
        # Of equals the later one in a route: it makes fewer others wait.
        return sorted(found, key=lambda it: (it[0], -it[1]))

    def _hopeful(self, posed: Posed) -> Iterator[tuple[int, float]]:
        """Yield slots that nothing seems to stand against, and what they add at least."""
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
        slots = np.flatnonzero(fits)
        known = [self.at_any_hour.get(int(slot)) for slot in slots]
        before = [float(clinic.slots.cost_before_micro(int(slot))) for slot in slots]
        # What is known to be dear at any hour is not cheaper in a window.
        for at, trial in enumerate(known):
            if trial is not None:
                surely = float(trial.cost_micro) - before[at]
                least_micro[slots[at]] = max(least_micro[slots[at]], surely)
                estimate_micro[slots[at]] = surely
        for slot in _by_turns(slots, estimate_micro, clinic.slots.column["vehicle"]):
            yield slot, float(least_micro[slot])

    def _trial(self, posed: Posed, slot: int, most_micro: float) -> Trial | None:
        """Try a slot; a trial at any hour that suits the windows is as good."""
        route = self.clinic.slots.route_with(slot, self.stop)
        if tears_a_round(posed, route):
            return None
        asked = posed.problem.stops[self.stop]
        if posed.stops[self.stop].windows and slot not in self.at_any_hour:
            free = self.posed_for(())
            self.at_any_hour[slot] = try_route(free.problem, route)
        if not posed.stops[self.stop].windows:
            self.at_any_hour[slot] = try_route(posed.problem, route)
            return self.at_any_hour[slot]
        anyway = self.at_any_hour[slot]
        if anyway is None or float(anyway.cost_micro) > most_micro + CENT_MICRO:
            return None
        start_s = next(it.start_s for it in anyway.timed.stop_visits if it.stop == self.stop)
        is_inside = any(opens_s <= start_s <= closes_s for opens_s, closes_s in asked.windows)
        arrive_s = next(it.arrive_s for it in anyway.timed.stop_visits if it.stop == self.stop)
        if is_inside and arrive_s == start_s and not asked.chances:
            return anyway
        return try_route(posed.problem, route)


def _by_turns(slots: Numbers, estimate_micro: Floats, vehicle: Numbers) -> list[int]:
    """
    Order slots: the cheapest looking, and of each vehicle its own best, in turns.

    An estimate knows nothing of waiting for a window, which is what vehicles differ in.
    """
    ranked = slots[np.argsort(estimate_micro[slots], kind="stable")]
    _, first = np.unique(vehicle[ranked], return_index=True)
    own_best = ranked[np.sort(first)]
    pairs = itertools.zip_longest(own_best.tolist(), ranked.tolist())
    return list(dict.fromkeys(slot for pair in pairs for slot in pair if slot is not None))


def _with(stops: tuple[Stop, ...], number: int, stop: Stop) -> tuple[Stop, ...]:
    return (*stops[:number], stop, *stops[number + 1 :])
