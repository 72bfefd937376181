"""Goods before vans: every stop learns which hubs can supply it, before anybody searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Unassigned
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.supply import Supply, Transfer, TransferTariff
from lastmile_cli.domain.travel import Travel
from lastmile_cli.engines.supply import Answer, Ask, supply
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.planning.places import PlaceIndex
from lastmile_cli.planning.point_choice import with_visits
from lastmile_cli.planning.pose_vehicles import working_vehicles
from lastmile_cli.planning.supply import (
    Demand,
    free_supply,
    is_free,
    left_out,
    list_ample,
    list_demands,
    there_s,
    transfers_micro,
    unit_price_micro,
)
from lastmile_cli.planning.supply_notices import (
    check_lm1568_articles_in_stock,
    check_lm1569_enough_of_everything,
    check_lm1570_transfers,
    check_lm1571_stops_without_goods,
)

PRICE_STEP_MICRO = 100
"""What costs are counted in while goods are assigned: a hundredth of a cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """The day's stops with where their goods come from, those without goods, and notices."""

    stops: tuple[Stop, ...]
    left_out: tuple[tuple[Stop, Unassigned], ...] = ()
    notices: tuple[Notice, ...] = ()


def supply_stops(
    stops: Sequence[Stop], config: Config, travel: Travel, places: PlaceIndex, *, file: str = ""
) -> Supplied:
    """
    Give every stop the hubs that can supply it.

    Where every hub it may leave from has enough for all, the search chooses. What is scarce
    is assigned here, once: as many orders as can be, at the least cost of the ways from hub
    to door and of transfers. Orders that meet at a collection point are supplied
    one by one, and make one visit again as far as they leave from one hub.
    """
    if not config.stock.is_counted:
        return Supplied(stops=tuple(stops))
    vehicles = [vehicle for vehicle, _ in working_vehicles(config)]
    place_of = {**places.of_stop}
    for stop in stops:
        place_of |= dict.fromkeys((door.stop_id for door in stop.doors), place_of[stop.stop_id])
    doors = tuple(door for stop in stops for door in stop.doors or (stop,))
    demands = list_demands(doors, vehicles, travel, place_of, places.of_depot)
    stock = {(it.depot_id, it.sku): it.quantity for it in config.stock.levels}
    found = _settled(demands, stock, config)
    transfers = config.stock.transfers is not None
    out = tuple(
        (
            demand.stop,
            left_out(
                demand, stock, transfers=transfers, kept_for=_kept_for(demand, demands, found)
            ),
        )
        for demand in demands
        if demand.stop.stop_id not in found
    )
    gone = {stop.stop_id for stop, _ in out}
    # Each order tells its own articles, so that whoever judges the plan can count them again.
    doors = tuple(
        replace(
            door,
            supply=found.get(door.stop_id, door.supply),
            orders=door.own_orders if door.goods else door.orders,
        )
        for door in doors
    )
    goes = {door.stop_id: stop.collection_point for stop in stops for door in stop.doors}
    there = with_visits(doors, goes, gone, config.collection_points, config.vehicles)
    skus = config.stock.skus
    suggest = {sku: nearest(sku, skus) or "" for one in demands for sku in one.goods.keys() - skus}
    return Supplied(
        stops=there,
        left_out=out,
        notices=(
            *check_lm1568_articles_in_stock(demands, skus, suggest, file),
            *check_lm1569_enough_of_everything(demands, stock, skus),
            *check_lm1570_transfers(doors, config.service.currency),
            *check_lm1571_stops_without_goods(out, file),
        ),
    )


def _kept_for(demand: Demand, demands: Sequence[Demand], found: Mapping[str, Supply]) -> list[str]:
    """Stops that have a hub for goods that this one asks for too."""
    return [
        one.stop.stop_id
        for one in demands
        if one.stop.stop_id in found and one.goods.keys() & demand.goods.keys()
    ]


def with_ordered_stock(effective: Mapping[str, Any], stops: Sequence[Stop]) -> dict[str, Any]:
    """Return the plain configuration with the stock of what is ordered: no plan needs more."""
    stock = effective.get("stock")
    if not stock:
        return dict(effective)
    ordered = {line.sku for stop in stops for line in stop.goods}
    levels = [level for level in stock.get("levels", []) if level.get("sku") in ordered]
    return {**effective, "stock": {**stock, "levels": levels}}


def _settled(
    demands: Sequence[Demand], stock: Mapping[tuple[str, str], int], config: Config
) -> dict[str, Supply]:
    """Where the goods of each stop (by id) come from; who is not in it gets none."""
    tariff = config.stock.transfers
    ample = list_ample(demands, stock, transfers=tariff is not None)
    found: dict[str, Supply] = {}
    scarce: list[Demand] = []
    for demand in demands:
        if is_free(demand, ample, transfers=tariff is not None):
            found[demand.stop.stop_id] = free_supply(demand, ample)
        else:
            scarce.append(demand)
    asks = [_ask(demand, tariff) for demand in scarce]
    # What those take who may choose is more than enough for all: it bounds nobody.
    answers = supply(asks, stock, transfers=tariff is not None) if asks else []
    for demand, answer in zip(scarce, answers, strict=True):
        if answer is not None:
            found[demand.stop.stop_id] = _supply(demand.stop, answer, config)
    return found


def _ask(demand: Demand, tariff: TransferTariff | None) -> Ask:
    return Ask(
        goods=demand.goods,
        ways={hub: micro // PRICE_STEP_MICRO for hub, micro in demand.ways_micro.items()},
        unit_price=unit_price_micro(demand.stop, tariff) // PRICE_STEP_MICRO if tariff else 0,
        source_price=tariff.per_source_micro // PRICE_STEP_MICRO if tariff else 0,
        weight=1 + demand.stop.priority,
    )


def _supply(stop: Stop, answer: Answer, config: Config) -> Supply:
    """Write down an answer: one hub, and what must come to it from where."""
    moved = {at: units for at, units in sorted(answer.drawn.items()) if at[0] != answer.hub}
    tariff = config.stock.transfers
    if not moved or tariff is None:
        return Supply(depot_ids=frozenset({answer.hub}))
    return Supply(
        depot_ids=frozenset({answer.hub}),
        transfers=tuple(
            Transfer(sku=sku, quantity=units, from_depot_id=hub, to_depot_id=answer.hub)
            for (hub, sku), units in moved.items()
        ),
        price_micro=transfers_micro(stop, [(hub, n) for (hub, _), n in moved.items()], tariff),
        ready_s=there_s(config, answer.hub),
    )
