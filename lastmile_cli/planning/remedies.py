"""
The single changes after which a stop that was left out is served, cheapest first.

Every vehicle is looked at as planned, with its order kept, and every one that
stays at home. All slots are tested at once (``candidates``); those that look
cheapest are tried exactly, with the least change that is enough. A change is
named only if the stop is then worth its place: planning again serves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from lastmile_cli.costing.bill import CENT_MICRO, cents_to_money, money_to_cents
from lastmile_cli.costing.quantities import round_half_up
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Fix, FixKind
from lastmile_cli.domain.problem import Proposal
from lastmile_cli.domain.settings import Config
from lastmile_cli.planning.bench import Bench
from lastmile_cli.planning.candidates import Candidates, find_candidates
from lastmile_cli.planning.drop_prices import USUAL_PRIORITY
from lastmile_cli.planning.insertion import cost_micro, measure_routes
from lastmile_cli.planning.least_change import least_change
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.slot_fleet import Fleet, measure_fleet
from lastmile_cli.planning.slots import NOBODY, Flags, Numbers, Slots, list_slots
from lastmile_cli.planning.stop_costs import bill_timed
from lastmile_cli.planning.trial import Trial, try_route
from lastmile_cli.timing.clock import time_route

TRIES = 8
"""So many slots that look cheapest are tried exactly for each stop; gaps and swaps apart."""
LAST_TRIES = 24
"""So many where the first ones gave nothing."""
TRIES_A_KIND = 6
"""So many for each kind of change where one stop is asked about."""

_ORDER = {kind: position for position, kind in enumerate(FixKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A fix, the route it makes, and what that adds to the objective, exactly."""

    fix: Fix
    trial: Trial
    added_micro: Fraction

    @property
    def rank(self) -> tuple[Fraction, int, int, int]:
        """Smaller is better: cheaper, then the kind that asks less, then a smaller change."""
        amount = sum(number for _, number in self.fix.amounts)
        return self.added_micro, _ORDER[self.fix.kind], amount, self.trial.route.vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    What was found for one stop.

    ``place`` is the cheapest place that is there already, whether the stop is
    worth it or not; ``cheapest`` the cheapest remedy of any kind.
    """

    place: Remedy | None
    cheapest: Remedy | None


@dataclass(frozen=True, eq=False, kw_only=True)
class Clinic:
    """
    A plan measured once, for any number of stops that are not on it.

    ``losses_micro`` is what the stop that gives way at each slot is worth.
    """

    bench: Bench
    slots: Slots
    fleet: Fleet
    losses_micro: Numbers

    @classmethod
    def of(cls, posed: Posed, proposal: Proposal, config: Config) -> Clinic:
        """Measure a proposal's routes; there must be a vehicle."""
        bench = Bench(posed=posed, config=config)
        slots = list_slots(posed.problem, measure_routes(posed.problem, proposal))
        dropped = slots.column["dropped"]
        worth = np.array([stop.drop_micro for stop in posed.problem.stops], dtype=np.int64)
        losses_micro = np.where(dropped == NOBODY, 0, worth[dropped])
        fleet = measure_fleet(bench, slots)
        return cls(bench=bench, slots=slots, fleet=fleet, losses_micro=losses_micro)

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
            return list(self._changed(found, slot, stop))

        place = best = self._best(found, found.fits, in_place, None)
        hopeful = self._hopeful(found, stop) & (~found.fits | full)
        best = self._best(found, hopeful & ~is_swap, by_change, best)
        best = self._best(found, hopeful & is_swap, by_change, best)
        return Finding(place=place and self._priced(place), cheapest=best and self._priced(best))

    def place_elsewhere(self, stop: int, vehicle: int) -> Remedy | None:
        """Return the cheapest place that is there already on any vehicle but this one."""
        found = find_candidates(self.bench, self.slots, self.fleet, stop)
        others = found.fits & (self.slots.column["vehicle"] != vehicle)
        best = self._best(found, others, lambda slot: self._placed(slot, stop), None)
        return best and self._priced(best)

    def _best(
        self,
        found: Candidates,
        flags: Flags,
        attempt: Callable[[int], list[Remedy]],
        best: Remedy | None,
    ) -> Remedy | None:
        """Try the slots that look cheapest as long as one could beat the best so far."""
        order = self._in_order(found, np.flatnonzero(flags))
        for tried, slot in enumerate(order[:LAST_TRIES]):
            if best is not None and (tried >= TRIES or self._is_dearer(found, slot, best)):
                break
            best = min((*attempt(slot), *_one(best)), key=_rank, default=None)
        return best

    def remedies(
        self, stop: int, vehicle: int | None = None, tries: int = TRIES_A_KIND
    ) -> list[Remedy]:
        """
        List the cheapest remedy of each kind, cheapest first.

        ``vehicle`` looks at one only; ``tries`` slots are tried for each kind.
        """
        found = find_candidates(self.bench, self.slots, self.fleet, stop)
        hopeful = self._hopeful(found, stop)
        if vehicle is not None:
            hopeful = hopeful & (self.slots.column["vehicle"] == vehicle)
        wanted: set[int] = set()
        for flags in (found.fits, *found.after.values()):
            order = self._in_order(found, np.flatnonzero(flags & hopeful))
            wanted.update(order[:tries])
        best: dict[FixKind, Remedy] = {}
        for slot in sorted(wanted):
            placed = self._placed(slot, stop) if found.fits[slot] else []
            for remedy in placed or self._changed(found, slot, stop):
                kind = remedy.fix.kind
                best[kind] = min((remedy, *_one(best.get(kind))), key=_rank)
        return [self._priced(remedy) for remedy in sorted(best.values(), key=_rank)]

    def _hopeful(self, found: Candidates, stop: int) -> Flags:
        """Slots that something could open, for less than the stop is worth or by a higher worth."""
        opened = np.logical_or.reduce([found.fits, *found.after.values()])
        flags: Flags = opened & (found.fits | (found.least_micro < self.bench.worth_micro(stop)))
        return flags

    def _in_order(self, found: Candidates, slots: Numbers) -> list[int]:
        looks = found.estimate_micro[slots] + self.losses_micro[slots]
        return [int(slot) for slot in slots[np.argsort(looks, kind="stable")]]

    def _is_dearer(self, found: Candidates, slot: int, best: Remedy) -> bool:
        # A float is off by less than a micro-unit here; a whole cent is beyond doubt.
        least = found.least_micro[slot] + self.losses_micro[slot]
        return bool(float(best.added_micro) + CENT_MICRO < least)

    def _placed(self, slot: int, stop: int) -> list[Remedy]:
        """Try a slot as it is; what to do is to take it, if the stop is worth it."""
        trial = try_route(self.bench.problem, self.slots.route_with(slot, stop))
        return [] if trial is None else [self._place(slot, stop, trial)]

    def _changed(self, found: Candidates, slot: int, stop: int) -> Iterator[Remedy]:
        """Try a slot after every change that could open it."""
        route = self.slots.route_with(slot, stop)
        for kind, flags in found.after.items():
            if flags[slot]:
                bare = replace(self._bare(slot, stop, kind), instead_of=self._dropped_id(slot))
                enough = least_change(self.bench, route, stop, bare)
                if enough is not None and self._is_worth_it(slot, stop, enough[1]):
                    fix, trial = enough
                    added_micro = self._added_micro(slot, trial)
                    yield Remedy(fix=fix, trial=trial, added_micro=added_micro)

    def _place(self, slot: int, stop: int, trial: Trial) -> Remedy:
        added_micro, fix = self._added_micro(slot, trial), self._bare(slot, stop, FixKind.INSERT)
        if added_micro >= self.bench.worth_micro(stop):
            amounts = self._worth_above(stop, added_micro)
            fix = replace(fix, kind=FixKind.RAISE_WORTH, amounts=amounts)
        return Remedy(fix=fix, trial=trial, added_micro=added_micro)

    def _worth_above(self, stop: int, added_micro: Fraction) -> tuple[tuple[str, int], ...]:
        """Return the least priority with which the stop is worth this, else the least price."""
        priority = max(1, self.bench.posed.stops[stop].priority)
        unserved_micro = self.bench.config.objective.unserved_micro or 0
        for higher in range(priority + 1, 101):
            if unserved_micro * higher // USUAL_PRIORITY > added_micro:
                return (("priority", higher),)
        needs_micro = -(-(int(added_micro) + 1) * USUAL_PRIORITY // priority)
        return (("unserved_micro", -(-needs_micro // CENT_MICRO) * CENT_MICRO),)

    def _is_worth_it(self, slot: int, stop: int, trial: Trial) -> bool:
        before_micro = self.slots.cost_before_micro(slot)
        if self._dropped_id(slot):
            left = self.slots.route_without(slot)
            problem = self.bench.problem
            before_micro = (
                cost_micro(problem, time_route(problem, left)) if left.trips else Fraction(0)
            )
        return trial.cost_micro - before_micro < self.bench.worth_micro(stop)

    def _added_micro(self, slot: int, trial: Trial) -> Fraction:
        loss_micro = int(self.losses_micro[slot])
        return trial.cost_micro - self.slots.cost_before_micro(slot) + loss_micro

    def _bare(self, slot: int, stop: int, kind: FixKind) -> Fix:
        posed = self.bench.posed
        return Fix(
            kind=kind,
            stop_id=posed.stops[stop].stop_id,
            vehicle_id=posed.vehicles[self.slots.listed[slot].vehicle].vehicle_id,
            price=Money.zero(self.bench.currency),
        )

    def _dropped_id(self, slot: int) -> str:
        dropped = self.slots.listed[slot].dropped
        return "" if dropped == NOBODY else self.bench.posed.stops[dropped].stop_id

    def _priced(self, remedy: Remedy) -> Remedy:
        """Tell what the day's bill then is above the present one, to the cent."""
        posed, currency = self.bench.posed, self.bench.currency
        cents = money_to_cents(bill_timed(posed, remedy.trial.timed, currency).total)
        room = self.slots.rooms.get(remedy.trial.route.vehicle)
        if room is not None:
            before = time_route(posed.problem, room.route)
            cents -= money_to_cents(bill_timed(posed, before, currency).total)
        if remedy.fix.instead_of and self.bench.has_prices:
            dropped = next(
                s for s in self.bench.problem.stops if s.stop_id == remedy.fix.instead_of
            )
            cents += round_half_up(Fraction(dropped.drop_micro, CENT_MICRO))
        return replace(remedy, fix=replace(remedy.fix, price=cents_to_money(cents, currency)))


def _one(remedy: Remedy | None) -> Iterable[Remedy]:
    return () if remedy is None else (remedy,)


def _rank(remedy: Remedy) -> tuple[Fraction, int, int, int]:
    return remedy.rank
