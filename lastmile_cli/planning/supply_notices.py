"""What there is to say of stock: articles nobody knows, what is short, what is moved, who waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lastmile_cli.costing.bill import cents, cents_to_money
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Unassigned
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.supply import Demand

MOST_NAMED = 6
"""So many stops or transfers are named in one notice."""


def check_lm1568_articles_in_stock(
    demands: Sequence[Demand], skus: frozenset[str], suggest: Mapping[str, str], file: str
) -> Iterator[Notice]:
    """Yield once an article that orders name and no hub has ever heard of."""
    asking: dict[str, list[Stop]] = {}
    for demand in demands:
        for sku in demand.goods:
            if sku not in skus:
                asking.setdefault(sku, []).append(demand.stop)
    for sku, stops in asking.items():
        names = ", ".join(stop.stop_id for stop in stops[:MOST_NAMED])
        more = f" and {len(stops) - MOST_NAMED} more" if len(stops) > MOST_NAMED else ""
        near = suggest.get(sku, "")
        yield Notice(
            code="LM1568",
            severity=Severity.WARNING,
            place=Place(file=file, row=stops[0].row, column="items"),
            problem=f"article {sku} is in no stock list: {names}{more} cannot have it.",
            hint=f"did you mean `{near}`?" if near else "add it to the stock of a hub.",
        )


def check_lm1569_enough_of_everything(
    demands: Sequence[Demand], stock: Mapping[tuple[str, str], int], skus: frozenset[str]
) -> Iterator[Notice]:
    """Yield each article of which more is ordered than all hubs have together."""
    ordered: Counter[str] = Counter()
    for demand in demands:
        ordered.update(demand.goods)
    there: Counter[str] = Counter()
    for (_, sku), units in stock.items():
        there[sku] += units
    for sku in sorted(ordered):
        short = ordered[sku] - there[sku]
        if short > 0 and sku in skus:
            yield Notice(
                code="LM1569",
                severity=Severity.WARNING,
                place=Place(column=f"stock {sku}"),
                problem=f"{ordered[sku]} ordered, {there[sku]} in stock: {short} short.",
                hint=f"bring {short} more to a hub, or tell the customers who wait.",
            )


def check_lm1570_transfers(stops: Sequence[Stop], currency: str) -> Iterator[Notice]:
    """Tell once what is brought from hub to hub, for whom and for how much."""
    moved = [stop for stop in stops if stop.supply is not None and stop.supply.transfers]
    if not moved:
        return
    told = [
        f"{it.quantity} {it.sku} {it.from_depot_id} → {it.to_depot_id} ({stop.stop_id})"
        for stop in moved
        for it in (stop.supply.transfers if stop.supply else ())
    ]
    micro = sum(stop.supply.price_micro for stop in moved if stop.supply)
    price = cents_to_money(cents(micro), currency)
    more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    yield Notice(
        code="LM1570",
        severity=Severity.INFO,
        place=Place(column="stock.transfer"),
        problem=f"goods of {counted(len(moved), 'stop')} come from another hub, for {price} "
        f"{currency}: {', '.join(told[:MOST_NAMED])}{more}.",
        hint="",
    )


def check_lm1571_stops_without_goods(
    out: Sequence[tuple[Stop, Unassigned]], file: str
) -> Iterator[Notice]:
    """Tell of each stop that is left out because its goods are nowhere."""
    for stop, why in out:
        yield Notice(
            code="LM1571",
            severity=Severity.WARNING,
            place=Place(file=file, row=stop.row),
            problem=f"stop {stop.stop_id} is left out: {why.detail}",
            hint=why.cheapest_fix,
        )
