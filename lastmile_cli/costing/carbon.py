"""Grams of CO2e: of a leg, of a route, and of each stop on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLoad:
    """
    What a stop does to the weight on board, in grams.

    ``sent_g`` left the depot for it; at its door the weight on board changes
    by ``change_g`` (less where goods are brought).
    """

    sent_g: int = 0
    change_g: int = 0


def weights_on_board(trips: Iterable[Sequence[DoorLoad]]) -> list[int]:
    """
    Grams on board of every leg: to each stop, and on from the last of each trip.

    >>> weights_on_board([[DoorLoad(sent_g=5, change_g=-5), DoorLoad(change_g=2)]])
    [5, 0, 2]
    """
    weights = []
    for trip in trips:
        on_board = sum(stop.sent_g for stop in trip)
        for stop in trip:
            weights.append(on_board)
            on_board += stop.change_g
        weights.append(on_board)
    return weights


def leg_emission(
    distance_m: int, factor: EmissionFactor, *, weight_g: int = 0, capacity_g: int | None = None
) -> Emission:
    """
    Grams of one leg with a weight on board of a vehicle that holds so much.

    The weight counts only where the factor tells the laden states apart and
    the vehicle's capacity is known; a vehicle that is loaded beyond it counts
    as full.

    >>> from decimal import Decimal
    >>> van = EmissionFactor(ttw_g_per_km=Decimal("190.5"), wtt_g_per_km=Decimal("45"))
    >>> leg_emission(2_000, van).total_g
    471
    >>> lorry = EmissionFactor(ttw_laden=(Decimal(400), Decimal(600)))
    >>> leg_emission(1_000, lorry, weight_g=500_000, capacity_g=2_000_000).total_g
    450
    """
    km = Fraction(distance_m, KM_M)
    fill = min(Fraction(1), Fraction(weight_g, capacity_g)) if capacity_g else None
    return Emission(
        ttw_g=km * _per_km(factor.ttw_g_per_km, factor.ttw_laden, fill),
        wtt_g=km * _per_km(factor.wtt_g_per_km, factor.wtt_laden, fill),
    )


def _per_km(
    usual: Decimal, laden: tuple[Decimal, Decimal] | None, fill: Fraction | None
) -> Fraction:
    if laden is None or fill is None:
        return Fraction(usual)
    empty, full = laden
    return Fraction(empty) + fill * Fraction(full - empty)


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
