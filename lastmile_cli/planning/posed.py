"""A posed problem: what the engine sees, and whom its numbers mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from lastmile_cli.domain.fleet import Charger, Vehicle
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import ExactLeg, LegKey
from lastmile_cli.domain.walks import FootWays, Walk
from lastmile_cli.planning.places import PlaceIndex

Offers = Mapping[int, tuple[tuple[str, int], ...]]
"""Partners and their prices in micro-units for each stop (by index), the cheapest first."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Posed:
    """
    The problem with the values behind its indices.

    ``stops[i]`` and ``vehicles[v]`` are those of ``problem``; a vehicle that
    cannot work that day is not among them. ``too_short`` are stops (indices)
    none of whose windows is long enough for the service that must end in it:
    they stay in the problem, but no vehicle is allowed to serve them.
    ``partner_of`` names the partner who would take a stop (by index) for its
    ``partner_micro``, ``offers`` all that would, the cheapest first. ``chargers``
    are those of ``problem``, in its order. ``walks`` lead to stops (by index) on foot, which
    stand in the problem where the vehicle is parked; ``ways`` are the ways on foot there are.
    """

    problem: Problem
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    places: PlaceIndex
    too_short: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()
    partner_of: Mapping[int, str] = field(default_factory=dict)
    offers: Offers = field(default_factory=dict)
    chargers: tuple[Charger, ...] = ()
    walks: Mapping[int, Walk] = field(default_factory=dict)
    ways: FootWays = FootWays()

    def with_offers(self, offers: Offers) -> Posed:
        """Return the same problem in which partners take these stops, each for the first price."""
        problem = self.problem
        stops = tuple(
            replace(stop, partner_micro=offers[number][0][1] if offers.get(number) else None)
            for number, stop in enumerate(problem.stops)
        )
        if stops != problem.stops:
            problem = replace(problem, stops=stops)
        partner_of = {number: found[0][0] for number, found in offers.items() if found}
        return replace(self, problem=problem, partner_of=partner_of, offers=offers)

    def with_handed(self, handed: Mapping[str, str], left_out: Collection[str]) -> Posed:
        """
        Return the problem as it was when these stops (by ``stop_id``) went to these partners.

        A partner may have been full: who was left out all the same had no offer left.
        """
        offers: dict[int, tuple[tuple[str, int], ...]] = {}
        for number, stop in enumerate(self.stops):
            found = self.offers.get(number, ())
            if stop.stop_id in handed:
                found = tuple(one for one in found if one[0] == handed[stop.stop_id])
            elif stop.stop_id in left_out:
                drop_micro = self.problem.stops[number].drop_micro
                found = tuple(one for one in found if one[1] > drop_micro)
            if found:
                offers[number] = found
        return self.with_offers(offers)

    def with_legs(self, legs: Mapping[LegKey, ExactLeg]) -> Posed:
        """Return the same problem with the exact values of these legs."""
        travel = self.problem.travel.with_legs(legs)
        return replace(self, problem=replace(self.problem, travel=travel))
