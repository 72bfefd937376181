"""Scarce goods to orders, against every way there is to hand them out."""

from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.engines.supply import Answer, Ask, price_of, supply
from tests.strategies import story


def test_the_weightiest_orders_are_supplied_first():
    asks = [
        Ask(goods={"X": 2}, ways={"D": 1}, weight=3),
        Ask(goods={"X": 2}, ways={"D": 1}, weight=5),
    ]

    assert supply(asks, {("D", "X"): 3}, transfers=False) == [
        None, Answer(hub="D", drawn={("D", "X"): 2})
    ]  # fmt: skip


def test_two_small_orders_outweigh_a_large_one():
    asks = [Ask(goods={"X": 2}, ways={"D": 1}, weight=3)]
    asks += [Ask(goods={"X": 1}, ways={"D": 1}, weight=2)] * 2

    found = supply(asks, {("D", "X"): 2}, transfers=False)

    assert [answer is not None for answer in found] == [False, True, True]


def test_a_hub_where_nobody_starts_may_still_send():
    ask = Ask(goods={"X": 2}, ways={"D": 10}, unit_price=4, source_price=7)

    (answer,) = supply([ask], {("W", "X"): 5}, transfers=True)

    assert answer == Answer(hub="D", drawn={("W", "X"): 2})
    assert price_of(ask, answer) == 10 + 2 * 4 + 7


def every_way(asks, stock):
    """Hubs of all orders in every combination, without transfers: the lost weight, then the cost."""
    best = None
    for hubs in itertools.product(*(("", *ask.ways) for ask in asks)):
        left = dict(stock)
        lost = cost = 0
        for ask, hub in zip(asks, hubs, strict=True):
            if not hub:
                lost += ask.weight
                continue
            cost += ask.ways[hub]
            for sku, units in ask.goods.items():
                left[hub, sku] = left.get((hub, sku), 0) - units
        if min(left.values(), default=0) >= 0 and (best is None or (lost, cost) < best):
            best = lost, cost
    return best


asks = st.lists(
    st.builds(
        Ask,
        goods=st.dictionaries(st.sampled_from("XY"), st.integers(1, 3), min_size=1),
        ways=st.dictionaries(st.sampled_from("DE"), st.integers(0, 50), min_size=1),
        weight=st.integers(1, 9),
    ),
    min_size=1,
    max_size=5,
)
stocks = st.dictionaries(st.tuples(st.sampled_from("DE"), st.sampled_from("XY")), st.integers(0, 6))


@story
@given(asks=asks, stock=stocks)
def test_with_transfers_as_much_is_supplied_as_all_hubs_have_together(asks, stock):
    answers = supply(asks, stock, transfers=True)

    every = range(len(asks))
    best = max(
        sum(asks[n].weight for n in some)
        for count in range(len(asks) + 1)
        for some in itertools.combinations(every, count)
        if all(
            sum(asks[n].goods.get(sku, 0) for n in some)
            <= sum(units for (_, name), units in stock.items() if name == sku)
            for sku in "XY"
        )
    )
    assert best == sum(ask.weight for ask, it in zip(asks, answers, strict=True) if it)
    used = Counter()
    for ask, it in zip(asks, answers, strict=True):
        if it is not None:
            used.update(it.drawn)
            for sku, units in ask.goods.items():
                assert units == sum(n for (_, name), n in it.drawn.items() if name == sku)
    assert all(units <= stock.get(key, 0) for key, units in used.items())


@story
@given(asks=asks, stock=stocks)
def test_no_other_way_supplies_more_or_costs_less(asks, stock):
    answers = supply(asks, stock, transfers=False)

    lost = sum(ask.weight for ask, it in zip(asks, answers, strict=True) if it is None)
    cost = sum(price_of(ask, it) for ask, it in zip(asks, answers, strict=True) if it is not None)

    assert (lost, cost) == every_way(asks, stock)
    assert supply(asks, stock, transfers=False) == answers
