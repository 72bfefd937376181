"""
The single changes after which a stop that was left out is served, cheapest first.

Every vehicle is looked at as planned, with its order kept, and every one that
stays at home. All slots are tested at once (``candidates``), by tests that never
stop what can be driven; those that look cheapest are tried first, exactly, with
the least change that is enough, and all that could still be cheaper after them, up to
as many as the clinic has time for. A change is
named only if the stop is then worth its place: planning again serves it. Both
ends of a shipment are looked at together, one behind the other; only where
nothing must change they may be apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from lastmile_cli.costing.bill import CENT_MICRO
from lastmile_cli.domain.plan import FixKind
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.planning.bench import Bench
from lastmile_cli.planning.candidates import Candidates, find_candidates
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.dock_doors import DockDoors
from lastmile_cli.planning.insertion import cheapest_insertion, cost_micro, measure_routes
from lastmile_cli.planning.least_change import least_change
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.remedy import (
    Finding,
    Remedy,
    bare_fix,
    cheapest_of,
    price_of,
    worth_above,
)
from lastmile_cli.planning.rounds_kept import tears_a_round
from lastmile_cli.planning.slot_fleet import Fleet, measure_fleet
from lastmile_cli.planning.slot_list import list_slots
from lastmile_cli.planning.slots import NOBODY, Flags, Numbers, Slots
from lastmile_cli.planning.trial import Trial, try_route
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route

TRIES = 8
"""So many slots are tried exactly for each stop at least; places, changes and swaps apart."""
LAST_TRIES = 24
"""So many where the first ones gave nothing."""
MOST_TRIES = 200
"""So many at most, for all stops together."""
TRIES_A_KIND = 6
"""So many for each kind of change where one stop is asked about."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Clinic:
    """
    A plan measured once, for any number of stops that are not on it.

    ``tries`` slots are tried for each of them at most; ``seen`` is what came of it.
    ``blocked`` are routes that hold, but find no free door at their depot.
    """

    bench: Bench
    slots: Slots
    fleet: Fleet
    tries: int = MOST_TRIES
    seen: dict[tuple[int, int], list[Remedy]] = field(default_factory=dict)
    blocked: dict[tuple[int, int], Trial] = field(default_factory=dict)
    is_over: IsOver = never_over

    @classmethod
    def of(
        cls,
        posed: Posed,
        proposal: Proposal,
        config: Config,
        asked: int = 1,
        is_over: IsOver = never_over,
    ) -> Clinic:
        """
        Measure a proposal's routes to ask about so many stops; there must be a vehicle.

        Once it ``is_over`` no further slot is tried.
        """
        tries = max(TRIES, MOST_TRIES // max(1, asked))
        doors = DockDoors.of(posed, proposal, config.depots)
        unserved = frozenset(proposal.unserved)
        bench = Bench(posed=posed, config=config, unserved=unserved, doors=doors)
        slots = list_slots(bench, measure_routes(posed.problem, proposal))
        fleet = measure_fleet(bench, slots)
        return cls(bench=bench, slots=slots, fleet=fleet, tries=tries, is_over=is_over)

    def look(self, stop: int) -> Finding:
        """Look for the cheapest place and the cheapest remedy; neither may be there."""
        found = find_candidates(self.bench, self.slots, self.fleet, stop)
        is_swap = self.slots.column["dropped"] != NOBODY
        full = np.zeros_like(is_swap)

        def in_place(slot: int) -> list[Remedy]:
            placed = self._placed(slot, stop)
            full[slot] = not placed
            return placed

        def by_change(slot: int) -> list[Remedy]:
            return self._changed(found, slot, stop)

        place = self._best(found, found.fits, in_place, None)
        place = cheapest_of(place, self._place_apart(stop, self._everybody))
        best = cheapest_of(*self._named(place), self._partner(stop))
        hopeful = self._hopeful(found, stop) & (~found.fits | full)
        best = self._best(found, hopeful & ~is_swap, by_change, best)
        best = self._best(found, hopeful & is_swap, by_change, best)
        no_door = [trial for (asked, _), trial in self.blocked.items() if asked == stop]
        return Finding(
            place=place and self._priced(place),
            cheapest=best and self._priced(best),
            no_door=min(no_door, key=lambda trial: trial.cost_micro, default=None),
        )

    def place_elsewhere(self, stop: int, vehicle: int = NOBODY) -> Remedy | None:
        """Return the cheapest place that is there already on any vehicle but this one."""
        found = find_candidates(self.bench, self.slots, self.fleet, stop)
        others = found.fits & (self.slots.column["vehicle"] != vehicle)
        best = self._best(found, others, lambda slot: self._placed(slot, stop), None)
        best = cheapest_of(best, self._place_apart(stop, self._everybody - {vehicle}))
        return best and self._priced(best)

    def _best(
        self,
        found: Candidates,
        flags: Flags,
        attempt: Callable[[int], list[Remedy]],
        best: Remedy | None,
    ) -> Remedy | None:
        """Try the slots that could beat the best so far, those that look cheapest first."""
        tried = 0
        for slot in self._in_order(found, np.flatnonzero(flags)):
            if best is not None and self._is_dearer(found, slot, best):
                continue
            if self.is_over() or tried >= (self.tries if best else max(self.tries, LAST_TRIES)):
                break
            tried += 1
            best = cheapest_of(*attempt(slot), best)
        return best

    def remedies(
        self, stop: int, vehicle: int | None = None, tries: int = TRIES_A_KIND
    ) -> list[Remedy]:
        """
        List the cheapest remedy of each kind, cheapest first.

        ``vehicle`` looks at one only; ``tries`` slots are tried for each kind.
        """
        found = find_candidates(self.bench, self.slots, self.fleet, stop)
        hopeful, able, others = self._hopeful(found, stop), self._everybody, [self._partner(stop)]
        if vehicle is not None:
            hopeful = hopeful & (self.slots.column["vehicle"] == vehicle)
            able, others = frozenset({vehicle}), []
        others.append(self._place_apart(stop, able))
        wanted: set[int] = set()
        for flags in (found.fits, *found.after.values()):
            order = self._in_order(found, np.flatnonzero(flags & hopeful))
            wanted.update(order[:tries])
            wanted.update(slot for slot in order if (stop, slot) in self.seen)
        best: dict[FixKind, Remedy] = {}
        tried = [remedy for remedy in others if remedy is not None]
        for slot in sorted(wanted):
            placed = self._placed(slot, stop) if found.fits[slot] else []
            tried += placed or self._changed(found, slot, stop)
        for remedy in (named for one in tried for named in self._named(one)):
            kind = remedy.fix.kind
            best[kind] = min(remedy, best.get(kind, remedy), key=lambda one: one.rank)
        cheapest_first = sorted(best.values(), key=lambda one: one.rank)
        return [self._priced(remedy) for remedy in cheapest_first]

    def _hopeful(self, found: Candidates, stop: int) -> Flags:
        """Slots that something could open, for less than the stop is worth or by a higher worth."""
        opened = np.logical_or.reduce([found.fits, *found.after.values()])
        flags: Flags = opened & (found.fits | (found.least_micro < self.bench.worth_micro(stop)))
        return flags

    def _in_order(self, found: Candidates, slots: Numbers) -> list[int]:
        looks = found.estimate_micro[slots] + self.slots.column["loss_micro"][slots]
        return [int(slot) for slot in slots[np.argsort(looks, kind="stable")]]

    def _is_dearer(self, found: Candidates, slot: int, best: Remedy) -> bool:
        # A float is off by less than a micro-unit here; a whole cent is beyond doubt.
        least = found.least_micro[slot] + self.slots.column["loss_micro"][slot]
        return bool(float(best.added_micro) + CENT_MICRO < least)

    @property
    def _everybody(self) -> frozenset[int]:
        return frozenset(range(len(self.bench.posed.vehicles)))

    def _partner(self, stop: int) -> Remedy | None:
        """Return the partner who would take it for more than leaving it out costs."""
        asked = self.bench.problem.stops[stop]
        is_one = len(unit_of(self.bench.problem, stop)) == 1
        if asked.partner_micro is None or asked.goes_to_partner or not is_one:
            return None
        fix = bare_fix(self.bench, stop, None, FixKind.PARTNER)
        return Remedy(fix=fix, trial=None, added_micro=Fraction(asked.partner_micro))

    def _place_apart(self, stop: int, vehicles: frozenset[int]) -> Remedy | None:
        """Return a place for both ends of a shipment, other stops between them or not."""
        if len(unit_of(self.bench.problem, stop)) == 1:
            return None
        found = cheapest_insertion(self.bench.problem, self.slots.rooms, stop, vehicles)
        trial = found and self.bench.tried(self.bench.problem, found.route)
        return self._place(stop, trial, found.added_micro) if found and trial else None

    def _placed(self, slot: int, stop: int) -> list[Remedy]:
        """Try a slot as it is; what to do is to take it, if the stop is worth it."""
        problem, doors = self.bench.problem, self.bench.doors
        route = self.slots.route_with(slot, stop)
        if tears_a_round(self.bench.posed, route):
            return []
        trial = try_route(problem, route)
        if trial is not None and doors is not None:
            anyway, trial = trial, doors.seated(problem, trial)
            if trial is None:
                self.blocked[stop, slot] = anyway
        return [] if trial is None else [self._place(stop, trial, self._added_micro(slot, trial))]

    def _place(self, stop: int, trial: Trial, added_micro: Fraction) -> Remedy:
        fix = bare_fix(self.bench, stop, trial.route.vehicle, FixKind.INSERT)
        if added_micro >= self.bench.worth_micro(stop):
            amounts = worth_above(self.bench, stop, added_micro)
            fix = replace(fix, kind=FixKind.RAISE_WORTH, amounts=amounts)
        return Remedy(fix=fix, trial=trial, added_micro=added_micro)

    def _named(self, remedy: Remedy | None) -> list[Remedy]:
        """Leave out a higher worth where no worth would do: a partner would take the stop."""
        if remedy is None or (remedy.fix.kind is FixKind.RAISE_WORTH and not remedy.fix.amounts):
            return []
        return [remedy]

    def _changed(self, found: Candidates, slot: int, stop: int) -> list[Remedy]:
        """Try a slot after every change that could open it, once."""
        if (stop, slot) not in self.seen:
            self.seen[stop, slot] = list(self._change(found, slot, stop))
        return self.seen[stop, slot]

    def _change(self, found: Candidates, slot: int, stop: int) -> Iterator[Remedy]:
        blocked = self.blocked.get((stop, slot))
        if blocked is not None and self._is_worth_it(slot, stop, blocked):
            fix = bare_fix(self.bench, stop, blocked.route.vehicle, FixKind.MORE_DOORS)
            doors = self.bench.doors.missing(blocked) if self.bench.doors else 0
            fix = replace(fix, amounts=(("doors", doors),))
            yield Remedy(fix=fix, trial=blocked, added_micro=self._added_micro(slot, blocked))
        route = self.slots.route_with(slot, stop)
        if tears_a_round(self.bench.posed, route):
            return
        for kind, flags in found.after.items():
            if flags[slot]:
                bare = bare_fix(self.bench, stop, route.vehicle, kind)
                bare = replace(bare, instead_of=self._dropped_id(slot))
                enough = least_change(self.bench, route, stop, bare)
                if enough is not None and self._is_worth_it(slot, stop, enough[1]):
                    fix, trial = enough
                    added_micro = self._added_micro(slot, trial)
                    yield Remedy(fix=fix, trial=trial, added_micro=added_micro)

    def _is_worth_it(self, slot: int, stop: int, trial: Trial) -> bool:
        before_micro = self.slots.cost_before_micro(slot)
        if self._dropped_id(slot):
            problem = self.bench.problem
            left = with_charges(problem, self.slots.route_without(slot))
            before_micro = (
                cost_micro(problem, time_route(problem, left)) if left.trips else Fraction(0)
            )
        return trial.cost_micro - before_micro < self.bench.worth_micro(stop)

    def _added_micro(self, slot: int, trial: Trial) -> Fraction:
        loss_micro = self.slots.listed[slot].loss_micro
        return trial.cost_micro - self.slots.cost_before_micro(slot) + loss_micro

    def _dropped_id(self, slot: int) -> str:
        dropped = self.slots.listed[slot].dropped
        return "" if dropped == NOBODY else self.bench.posed.stops[dropped].stop_id

    def _priced(self, remedy: Remedy) -> Remedy:
        price = price_of(self.bench, remedy, self.slots.rooms)
        return replace(remedy, fix=replace(remedy.fix, price=price))
