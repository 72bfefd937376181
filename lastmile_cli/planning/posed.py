"""A posed problem: what the engine sees, and whom its numbers mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lastmile_cli.domain.fleet import Charger, Vehicle
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.travel import ExactLeg, LegKey
from lastmile_cli.planning.places import PlaceIndex


@dataclass(frozen=True, eq=False, kw_only=True)
class Posed:
    """
    The problem with the values behind its indices.

    ``stops[i]`` and ``vehicles[v]`` are those of ``problem``; a vehicle that
    cannot work that day is not among them. ``too_short`` are stops (indices)
    none of whose windows is long enough for the service that must end in it:
    they stay in the problem, but no vehicle is allowed to serve them.
    ``partner_of`` names the partner who would take a stop (by index) for its
    ``partner_micro``. ``chargers`` are those of ``problem``, in its order.
    """

    problem: Problem
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    places: PlaceIndex
    too_short: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()
    partner_of: Mapping[int, str] = field(default_factory=dict)
    chargers: tuple[Charger, ...] = ()

    def with_legs(self, legs: Mapping[LegKey, ExactLeg]) -> Posed:
        """Return the same problem with the exact values of these legs."""
        travel = self.problem.travel.with_legs(legs)
        return replace(self, problem=replace(self.problem, travel=travel))
