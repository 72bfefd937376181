"""Grams of CO2e: of a leg, of a route, and of each stop on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.costing.quantities import KM_M, round_half_up
from lastmile_cli.costing.sharing import share_by_weight
from lastmile_cli.domain.fleet import EmissionFactor


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission:
    """Exact grams of CO2e: tank-to-wheel, and well-to-tank before it."""

    ttw_g: Fraction = Fraction(0)
    wtt_g: Fraction = Fraction(0)

    @property
    def total_g(self) -> int:
        """Well-to-wheel, in whole grams, rounded half up."""
        return round_half_up(self.ttw_g + self.wtt_g)

    def __add__(self, other: Emission) -> Emission:
        """Both together."""
        return Emission(ttw_g=self.ttw_g + other.ttw_g, wtt_g=self.wtt_g + other.wtt_g)


def leg_emission(distance_m: int, factor: EmissionFactor) -> Emission:
    """
    Grams of one leg.

    >>> from decimal import Decimal
    >>> van = EmissionFactor(ttw_g_per_km=Decimal("190.5"), wtt_g_per_km=Decimal("45"))
    >>> leg_emission(2_000, van).total_g
    471
    """
    km = Fraction(distance_m, KM_M)
    return Emission(
        ttw_g=km * Fraction(factor.ttw_g_per_km), wtt_g=km * Fraction(factor.wtt_g_per_km)
    )


def route_emission(distances_m: Iterable[int], factor: EmissionFactor) -> Emission:
    """Grams of all legs, the way home included; the sum of ``leg_emission``."""
    return leg_emission(sum(distances_m), factor)


def stop_grams(route_g: int, weights_g: Sequence[int], direct_m: Sequence[int]) -> tuple[int, ...]:
    """
    Share a route's grams among its stops by tonne-km; they add up to it exactly.

    Tonne-km count the goods over the direct way from the depot (the way driven
    would charge a stop for standing late in the round), as ISO 14083 has it
    for rounds of collection and delivery. Where nothing on the route has a
    weight, each stop's direct distance alone counts; where that is nothing
    too, all stops bear the same.

    Parameters
    ----------
    route_g
        Whole grams to share.
    weights_g
        What is brought or fetched at each stop, in grams.
    direct_m
        Metres from the depot straight to each stop, by road.
    """
    tonne_km = [weight * metres for weight, metres in zip(weights_g, direct_m, strict=True)]
    return share_by_weight(route_g, tonne_km if any(tonne_km) else direct_m)
