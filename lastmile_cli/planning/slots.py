"""
Every place of a plan where one more stop could stand, as arrays, so that all are tested at once.

A *slot* is a gap of a route, a trip more before, between or behind those it
makes, a vehicle that stays at home, or the place of a stop that is visited now
(it would be left out instead). Both ends of a shipment stand in it one behind
the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.planning.companions import unit_of
from lastmile_cli.planning.insertion import RouteRoom

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

RANK = {SequenceWish.FIRST: 0, SequenceWish.ANY: 1, SequenceWish.LAST: 2}
NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """
    One place for one more stop.

    ``trip`` and ``position`` count from 0; where ``is_new_trip``, that trip is
    one more. ``before`` and ``after`` are the places on its two sides
    (``NOBODY`` after the last stop of an open route). ``depart_s`` is the
    earliest second to leave for it, ``arrive_by_s`` the latest to be at
    ``after``; ``early_s`` and ``late_s`` are the same if the day began as
    early, or ended as late, as one likes. ``dropped`` is the stop that gives
    way, ``NOBODY`` in a gap, ``loss_micro`` what leaving it out costs.
    ``removed_m`` and ``removed_s`` are of the legs that fall away, in their
    fastest period, less those that a trip more drives beside its own, at least: over
    chargers where that is less; ``straight_m`` without those.
    ``halts_s`` is what it loads, less the service of ``dropped``.
    ``zone_before`` and ``zone_after`` are of the stops next to it (``NOBODY``:
    none), ``zone_changes`` is how often the zone changes between them now.
    ``load`` is what its trip brings and takes back without ``dropped``, by
    unit, one after the other, shipments left out.
    """

    vehicle: int
    trip: int
    position: int
    before: int
    after: int
    depart_s: int
    arrive_by_s: int
    early_s: int
    late_s: int
    load: tuple[int, ...]
    is_new_trip: bool = False
    dropped: int = NOBODY
    loss_micro: int = 0
    removed_m: int = 0
    straight_m: int = 0
    removed_s: int = 0
    halts_s: int = 0
    rank_before: int = 0
    rank_after: int = 2
    zone_before: int = NOBODY
    zone_after: int = NOBODY
    zone_changes: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Slots:
    """All slots of a plan: ``column[name]`` has one entry each, ``load`` has shape (slots, 2u)."""

    problem: Problem
    rooms: Mapping[int, RouteRoom]
    listed: tuple[Slot, ...]
    column: Mapping[str, Numbers]
    load: Numbers

    def route_with(self, number: int, stop: int) -> ProposedRoute:
        """Return the slot's route with the stop in it, and the other end of its shipment."""
        slot, unit = self.listed[number], unit_of(self.problem, stop)
        if slot.vehicle not in self.rooms:
            return ProposedRoute(vehicle=slot.vehicle, trips=(unit,))
        trips, spans = list(self.rooms[slot.vehicle].route.trips), self._spans(slot)
        if slot.is_new_trip:
            trips.insert(slot.trip, unit)
            return ProposedRoute(vehicle=slot.vehicle, trips=tuple(trips), spans=spans)
        old, skip = trips[slot.trip], slot.dropped != NOBODY
        trips[slot.trip] = (*old[: slot.position], *unit, *old[slot.position + skip :])
        return ProposedRoute(vehicle=slot.vehicle, trips=tuple(trips), spans=spans)

    def route_without(self, number: int) -> ProposedRoute:
        """Return the slot's route as it would be without the stop that gives way."""
        slot = self.listed[number]
        route = self.rooms[slot.vehicle].route
        return route.without({route.trips[slot.trip][slot.position]})

    def _spans(self, slot: Slot) -> tuple[tuple[int, int, int], ...]:
        """When those who are on the route already are meant to be served."""
        return self.rooms[slot.vehicle].route.spans

    def cost_before_micro(self, number: int) -> Fraction:
        """What the slot's route costs as it is."""
        room = self.rooms.get(self.listed[number].vehicle)
        return room.cost_micro if room else Fraction(0)
