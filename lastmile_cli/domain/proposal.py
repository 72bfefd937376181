"""What an engine proposes: visiting orders and nothing more, by the indices of a ``Problem``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCharge:
    """
    A recharging stop on the way to a halt: where, and before which halt of the route.

    Halts are counted over all trips from 0, stops and loadings anew; their
    number itself is the way home. ``charger`` is an index of ``Problem.chargers``.
    ``seconds`` is how long a battery is plugged in, plugging included; who has a range
    fills up, which takes as long as it takes.
    """

    before: int
    charger: int
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedRoute:
    """
    A vehicle's stops in visiting order, one tuple per trip.

    ``depart_s`` is when it leaves its depot, loaded, where that is settled
    already; else the clock chooses the best moment. ``charges`` are in driving
    order; several on the way to one halt follow one another. ``spans`` (stop, from,
    to) say of stops when their service is to begin, both seconds included: the vehicle
    waits for the first, and keeps the second where that can be kept at all.
    """

    vehicle: int
    trips: tuple[tuple[int, ...], ...]
    depart_s: int | None = None
    charges: tuple[ProposedCharge, ...] = ()
    spans: tuple[tuple[int, int, int], ...] = ()

    @property
    def stops(self) -> tuple[int, ...]:
        """All stops in visiting order."""
        return tuple(stop for trip in self.trips for stop in trip)

    @property
    def halts(self) -> int:
        """How many halts it makes after its first loading: stops, and loadings anew."""
        return max(0, sum(map(len, self.trips)) + len(self.trips) - 1)

    def without(self, gone: Collection[int]) -> ProposedRoute:
        """
        Return the route without some stops, each charge before what then comes next.

        Trips that were nothing else are gone with their loading, and when it leaves is open
        again. It may charge more than it needs now.
        """
        trips: list[tuple[int, ...]] = []
        comes_next: list[int] = []
        kept = 0
        for number, trip in enumerate(self.trips):
            left = tuple(stop for stop in trip if stop not in gone)
            if number:
                comes_next.append(kept)
                kept += bool(left) and bool(trips)
            for stop in trip:
                comes_next.append(kept)
                kept += stop not in gone
            if left:
                trips.append(left)
        comes_next.append(kept)
        return replace(
            self,
            trips=tuple(trips),
            depart_s=None,
            charges=tuple(replace(one, before=comes_next[one.before]) for one in self.charges),
            spans=tuple(span for span in self.spans if span[0] not in gone),
        )

    def charges_before(self, halt: int) -> tuple[ProposedCharge, ...]:
        """Where it recharges on the way to a halt, in order; ``halts`` is the way home."""
        return tuple(charge for charge in self.charges if charge.before == halt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    What an engine returns: visiting orders, nothing more.

    Each vehicle at most once, each stop at most once; ``unserved`` are all
    the others. ``iterations`` were spent; ``repeatable`` is false when a
    clock decided when to stop; ``interrupted`` when the user did.
    """

    routes: tuple[ProposedRoute, ...]
    unserved: tuple[int, ...]
    iterations: int = 0
    repeatable: bool = True
    interrupted: bool = False
