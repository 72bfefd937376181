"""Stock per hub: what each order may cost from where, and what there is to say of what is short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.costing.bill import CENT_MICRO, cents
from lastmile_cli.costing.quantities import HOUR_S, KM_M, basis_micro, round_half_up
from lastmile_cli.domain.fleet import RateBasis, Vehicle
from lastmile_cli.domain.plan import Unassigned, UnassignedClass
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.domain.supply import KG_G, SHORT_OF_STOCK, Supply, TransferTariff
from lastmile_cli.domain.travel import Travel
from lastmile_cli.planning.locks import broken_lock
from lastmile_cli.planning.places import mode_of
from lastmile_cli.planning.pose import BARE_HOUR_MICRO, BARE_KM_MICRO
from lastmile_cli.planning.shipments import list_shipments


@dataclass(frozen=True, eq=False, kw_only=True)
class Demand:
    """
    One stop with goods that leave a hub, and what it would cost from each hub it may leave from.

    ``ways_micro`` is the one way there at the prices of the cheapest vehicle
    that starts there and may serve it: kilometres and hours, and no more.
    """

    stop: Stop
    goods: Mapping[str, int]
    ways_micro: Mapping[str, int]


def list_demands(
    stops: Sequence[Stop],
    vehicles: Sequence[Vehicle],
    travel: Travel,
    place_of: Mapping[str, int],
    place_of_depot: Mapping[str, int],
) -> list[Demand]:
    """
    List the stops whose goods must stand in a hub.

    Goods that come back, those of shipments from door to door, and those of stops that no
    vehicle may serve take nothing from any hub.
    """
    shipped = {end for it in list_shipments(stops) for end in (it.origin, it.destination)}
    found = []
    for stop in stops:
        if not stop.goods or stop.kind is not StopKind.DELIVERY or stop.stop_id in shipped:
            continue
        place = place_of[stop.stop_id]
        ways: dict[str, int] = {}
        for vehicle in vehicles:
            if broken_lock(stop, vehicle):
                continue
            hub = vehicle.start_depot_id
            way = _way_micro(vehicle, travel, place_of_depot[hub], place)
            if way is None:
                continue
            ways[hub] = way if hub not in ways else min(ways[hub], way)
        if ways:
            goods = {line.sku: line.quantity for line in stop.goods}
            found.append(Demand(stop=stop, goods=goods, ways_micro=ways))
    return found


def _way_micro(vehicle: Vehicle, travel: Travel, start: int, end: int) -> int | None:
    table = travel.find_table(mode_of(vehicle))
    if table is None or not travel.is_reachable(table, start, end):
        return None
    per_km = basis_micro(vehicle.rates, RateBasis.PER_KM)
    per_hour = basis_micro(vehicle.rates, RateBasis.PER_PAID_HOUR)
    if not per_km and not per_hour:
        per_km, per_hour = BARE_KM_MICRO, BARE_HOUR_MICRO
    metres = travel.leg_m(table, start, end)
    seconds = min(travel.durations_s(table, start, end))
    micro = Fraction(per_km * metres, KM_M) + Fraction(per_hour * seconds, HOUR_S)
    return round_half_up(micro)


def is_free(demand: Demand, ample: Mapping[tuple[str, str], bool], *, transfers: bool) -> bool:
    """
    Whether the search may choose the hub of a stop: nothing it could take is scarce.

    ``ample`` is true where a hub has enough of an article for all who may come,
    false where it has some.
    """
    for hub in demand.ways_micro:
        has = [ample.get((hub, sku)) for sku in demand.goods]
        if all(has):
            continue
        if transfers or None not in has:
            return False
    return any(all(ample.get((hub, sku)) for sku in demand.goods) for hub in demand.ways_micro)


def free_supply(demand: Demand, ample: Mapping[tuple[str, str], bool]) -> Supply:
    """Every hub that has all of a stop's goods, for it and for everybody else."""
    return Supply(
        depot_ids=frozenset(
            hub for hub in demand.ways_micro if all(ample.get((hub, sku)) for sku in demand.goods)
        )
    )


def list_ample(
    demands: Sequence[Demand], stock: Mapping[tuple[str, str], int], *, transfers: bool
) -> dict[tuple[str, str], bool]:
    """
    Say of each hub and article whether it is enough for all who may take it there.

    With ``transfers`` everybody may.
    """
    wanted: Counter[tuple[str, str]] = Counter()
    hubs = {hub for hub, _ in stock}
    for demand in demands:
        for hub in hubs if transfers else demand.ways_micro:
            for sku, units in demand.goods.items():
                wanted[hub, sku] += units
    return {key: wanted[key] <= units for key, units in stock.items() if units}


def unit_price_micro(stop: Stop, tariff: TransferTariff) -> int:
    """What a unit of a stop costs from another hub: by the unit, and by its part of the weight."""
    units = sum(line.quantity for line in stop.goods)
    weight = Fraction(tariff.per_kg_micro * stop.load.weight_g, KG_G * max(1, units))
    return tariff.per_unit_micro + round_half_up(weight)


def transfers_micro(stop: Stop, moved: Sequence[tuple[str, int]], tariff: TransferTariff) -> int:
    """
    Price all that comes from other hubs (hub, units) for one stop, to the cent.

    >>> from lastmile_cli.domain.supply import GoodsLine
    >>> stop = Stop(stop_id="A", goods=(GoodsLine("X", 4),))
    >>> tariff = TransferTariff(per_source_micro=2_000_000, per_unit_micro=250_000)
    >>> transfers_micro(stop, [("north", 2), ("north", 1), ("south", 1)], tariff)
    5000000
    """
    units = sum(amount for _, amount in moved)
    all_units = sum(line.quantity for line in stop.goods)
    micro = Fraction(
        tariff.per_source_micro * len({hub for hub, _ in moved}) + tariff.per_unit_micro * units
    )
    micro += Fraction(tariff.per_kg_micro * stop.load.weight_g * units, KG_G * max(1, all_units))
    return cents(micro) * CENT_MICRO


def there_s(config: Config, depot_id: str) -> int:
    """Second from which on goods of other hubs are at this one."""
    tariff, hours = config.stock.transfers, config.get_depot(depot_id).hours
    return (hours.opens_s if hours else 0) + (tariff.ready_s if tariff else 0)


MOST_KEPT = 3
"""So many stops that goods are kept for are named."""


def left_out(
    demand: Demand,
    stock: Mapping[tuple[str, str], int],
    *,
    transfers: bool,
    kept_for: Sequence[str] = (),
) -> Unassigned:
    """
    Say why no hub supplies a stop, and what would.

    ``kept_for`` are the stops that such goods are kept for; whether all of them are then
    served nobody knows yet.
    """
    lacks, together = [], []
    for sku, units in demand.goods.items():
        there = {hub: stock.get((hub, sku), 0) for hub in demand.ways_micro}
        everywhere = sum(it for (_, name), it in stock.items() if name == sku)
        told = ", ".join(f"{hub} {amount}" for hub, amount in sorted(there.items()))
        lacks.append(f"{units} of {sku} ({told} in stock)")
        if everywhere < units:
            together.append(f"{units - everywhere} more of {sku}")
    detail = f"It asks for {'; '.join(lacks)}."
    if together:
        fix = f"Bring {', '.join(together)} to a hub it may leave from."
    elif not transfers and not any(
        all(stock.get((hub, sku), 0) >= units for sku, units in demand.goods.items())
        for hub in demand.ways_micro
    ):
        fix = "Give stock.transfer a price: the hubs together have it."
    else:
        if kept_for:
            more = f" and {len(kept_for) - MOST_KEPT} more" if len(kept_for) > MOST_KEPT else ""
            names = ", ".join(kept_for[:MOST_KEPT])
            detail = f"{detail} What there is is kept for {names}{more}."
        fix = "Bring more to a hub it may leave from, or raise its priority."
    return Unassigned(
        stop_id=demand.stop.stop_id,
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason=SHORT_OF_STOCK,
        detail=detail,
        cheapest_fix=fix,
    )
