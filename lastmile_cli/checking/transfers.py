"""What bringing goods from hub to hub costs, reckoned from the plan and the configuration."""

from __future__ import annotations

from fractions import Fraction

from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.supply import Transfer

_CENT_MICRO = 10_000


def transfers_of(stop: Stop) -> tuple[Transfer, ...]:
    """What is brought from other hubs for a stop."""
    return stop.supply.transfers if stop.supply else ()


def transfer_micro(stop: Stop, index: PlanIndex) -> int:
    """
    Reckon what the transfers of a stop cost, in micro-units: each order to the cent.

    What meets at a collection point was priced order by order.
    """
    tariff = index.stock.transfers
    if tariff is None:
        return 0
    total = 0
    for door in stop.doors or (stop,):
        moved = transfers_of(door)
        units = sum(it.quantity for it in moved)
        everything = sum(line.quantity for line in door.goods)
        micro = Fraction(len({it.from_depot_id for it in moved}) * tariff.per_source_micro)
        micro += units * tariff.per_unit_micro
        if units:
            grams = Fraction(door.load.weight_g * units, max(1, everything))
            micro += grams * tariff.per_kg_micro / 1_000
        total += int(micro / _CENT_MICRO + Fraction(1, 2)) * _CENT_MICRO
    return total
