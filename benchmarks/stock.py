"""
How long it takes to hand out scarce goods: ``python -m benchmarks.stock``.

Every order names two of sixty articles, and of most of them less stands in three hubs
than is ordered there. Prints the orders, those without goods, what the rest costs, and CPU
seconds.
"""

from __future__ import annotations

import random
import time

from lastmile_cli.engines.supply import Ask, price_of, supply

HUBS = "ABC"
ARTICLES = tuple(f"S{number}" for number in range(60))


def day(orders: int) -> tuple[list[Ask], dict[tuple[str, str], int]]:
    """Draw a day; the same for the same number of orders."""
    dice = random.Random(1)
    asks = [
        Ask(
            goods={sku: dice.randint(1, 3) for sku in dice.sample(ARTICLES, 2)},
            ways={hub: dice.randint(1_000, 60_000) for hub in HUBS},
            unit_price=4_000,
            source_price=15_000,
        )
        for _ in range(orders)
    ]
    wanted = {sku: sum(ask.goods.get(sku, 0) for ask in asks) for sku in ARTICLES}
    stock = {
        (hub, sku): int(wanted[sku] * dice.uniform(0.2, 0.7)) for hub in HUBS for sku in ARTICLES
    }
    return asks, stock


def main() -> None:
    """Measure days of several sizes, without and with transfers."""
    for orders in (100, 300, 1_000):
        for transfers in (False, True):
            asks, stock = day(orders)
            begin_s = time.process_time()
            answers = supply(asks, stock, transfers=transfers)
            spent_s = time.process_time() - begin_s
            cost = sum(price_of(a, it) for a, it in zip(asks, answers, strict=True) if it)
            told = "with transfers" if transfers else "without"
            print(orders, told, answers.count(None), cost, f"{spent_s:.1f} s")


if __name__ == "__main__":
    main()
