"""What stands in which hub, what orders ask for, and where each order's goods come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

SHORT_OF_STOCK = "stock"
"""The reason for which a stop is left out whose goods no hub can supply."""

KG_G = 1_000


@dataclass(frozen=True, slots=True, order=True)
class GoodsLine:
    """So many units of one article (``sku``), at least one."""

    sku: str
    quantity: int

    def __post_init__(self) -> None:
        if not self.sku or self.quantity < 1:
            msg = f"A line needs an article and at least one of it: {self.quantity} {self.sku!r}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """How many units of one article stand in one hub in the morning."""

    depot_id: str
    sku: str
    quantity: int

    def __post_init__(self) -> None:
        if self.quantity < 0:
            msg = f"There cannot be {self.quantity} of {self.sku} at {self.depot_id}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Transfer:
    """Units of one article that are brought from one hub to another for one stop."""

    sku: str
    quantity: int
    from_depot_id: str
    to_depot_id: str

    def __post_init__(self) -> None:
        if self.quantity < 1 or self.from_depot_id == self.to_depot_id:
            msg = f"{self.quantity} {self.sku} from {self.from_depot_id} to {self.to_depot_id}?"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """
    From which hubs a stop may be served, for its goods are there or are brought there.

    With ``transfers`` it is one hub, ``ready_s`` is when they are there (0: from
    the beginning), and ``price_micro`` what they cost.
    """

    depot_ids: frozenset[str]
    transfers: tuple[Transfer, ...] = ()
    price_micro: int = 0
    ready_s: int = 0

    def __post_init__(self) -> None:
        if self.price_micro < 0:
            msg = f"Transfers cannot cost {self.price_micro}."
            raise ValueError(msg)
        if any(self.depot_ids != {it.to_depot_id} for it in self.transfers):
            msg = f"What is brought to one hub cannot leave from {sorted(self.depot_ids)}."
            raise ValueError(msg)

    @classmethod
    def together(cls, supplies: Iterable[Supply | None]) -> Supply | None:
        """
        From where several stops can be served in one visit; ``None`` where none is bound.

        Hubs that not all of them have are left out: there may be none left.
        """
        known = [supply for supply in supplies if supply is not None]
        if not known:
            return None
        depot_ids = frozenset.intersection(*(supply.depot_ids for supply in known))
        return cls(
            depot_ids=depot_ids,
            transfers=tuple(it for one in known for it in one.transfers) if depot_ids else (),
            price_micro=sum(supply.price_micro for supply in known),
            ready_s=max(supply.ready_s for supply in known),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTariff:
    """
    What bringing goods of one order from another hub costs, in micro-units, and how long it takes.

    ``per_source_micro`` is paid for each hub they come from; per kilogram the
    order's weight counts, all its units taken to be alike. They are there
    ``ready_s`` after the hub they are brought to has opened.
    """

    per_source_micro: int = 0
    per_unit_micro: int = 0
    per_kg_micro: int = 0
    ready_s: int = 0

    def __post_init__(self) -> None:
        prices = (self.per_source_micro, self.per_unit_micro, self.per_kg_micro)
        if min(*prices, self.ready_s) < 0:
            msg = f"A transfer has a negative price or time: {self}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSettings:
    """
    Stock per hub; without ``is_counted`` nobody counts, and every hub has everything.

    ``transfers`` is ``None`` where goods never go from hub to hub.
    ``order_lines_path`` is absolute, empty where there is no such file.
    """

    levels: tuple[StockLevel, ...] = ()
    transfers: TransferTariff | None = None
    order_lines_path: str = ""
    is_counted: bool = False

    @property
    def skus(self) -> frozenset[str]:
        """Every article that stock is kept of."""
        return frozenset(level.sku for level in self.levels)


def added_up(lines: Iterable[GoodsLine]) -> tuple[GoodsLine, ...]:
    """
    Put lines of one article together, in the order of the articles.

    >>> added_up([GoodsLine("B", 1), GoodsLine("A", 2), GoodsLine("B", 3)])
    (GoodsLine(sku='A', quantity=2), GoodsLine(sku='B', quantity=4))
    """
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.sku] += line.quantity
    return tuple(GoodsLine(sku, quantity) for sku, quantity in sorted(sums.items()))
