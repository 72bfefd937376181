"""Scarce goods to orders: who is supplied from which hub at the least cost, by OR-Tools' CP-SAT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver, IntVar

MOST_DETERMINISTIC_S = 2.0
"""CP-SAT's own measure of effort, the same on every machine."""

Stock = Mapping[tuple[str, str], int]
"""Units by hub and article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """
    One order for goods: all of it is supplied, to one hub, or nothing.

    ``goods`` are units by article; ``ways`` what serving it from each hub that it may leave
    from costs. A unit from another hub costs ``unit_price``, each other hub
    ``source_price``. ``weight`` is how dear it is to leave it out, beside others.
    """

    goods: Mapping[str, int]
    ways: Mapping[str, int]
    unit_price: int = 0
    source_price: int = 0
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The hub an order leaves from, and how many units of what come from which hub (from, sku)."""

    hub: str
    drawn: Mapping[tuple[str, str], int]


def supply(asks: Sequence[Ask], stock: Stock, *, transfers: bool) -> list[Answer | None]:
    """
    Supply as many orders as can be, the weightiest first, at the least cost; else ``None``.

    Without ``transfers`` everything comes from the hub an order leaves from. With them
    who is supplied is settled first, for it depends on what all hubs have together.
    The same input always gives the same answer.
    """
    kept = _most(asks, stock) if transfers else list(range(len(asks)))
    some = [asks[number] for number in kept]
    start = _one_after_another(some, stock, transfers)
    found = _solved(some, stock, transfers, start)
    answers: list[Answer | None] = [None] * len(asks)
    for number, answer in zip(kept, start if found is None else found, strict=True):
        answers[number] = answer
    return answers


def _most(asks: Sequence[Ask], stock: Stock) -> list[int]:
    """Choose who can be supplied out of what all hubs have together: the most weight."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    flags = [model.new_bool_var(f"{number}") for number in range(len(asks))]
    totals: dict[str, int] = {}
    for (_, sku), units in stock.items():
        totals[sku] = totals.get(sku, 0) + units
    for sku in dict.fromkeys(sku for ask in asks for sku in ask.goods):
        wanted = [flag * ask.goods.get(sku, 0) for flag, ask in zip(flags, asks, strict=True)]
        model.add(sum(wanted) <= totals.get(sku, 0))
    for flag, ask in zip(flags, asks, strict=True):
        if not ask.ways:
            model.add(flag == 0)
    model.maximize(sum(flag * ask.weight for flag, ask in zip(flags, asks, strict=True)))
    solver = _solver()
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return list(range(len(asks)))
    return [number for number, flag in enumerate(flags) if solver.boolean_value(flag)]


def price_of(ask: Ask, answer: Answer) -> int:
    """What an answer costs: the way, and all that comes from other hubs."""
    away = {(hub, sku): units for (hub, sku), units in answer.drawn.items() if hub != answer.hub}
    sources = {hub for hub, _ in away}
    moved = ask.unit_price * sum(away.values()) + ask.source_price * len(sources)
    return ask.ways[answer.hub] + moved


def _one_after_another(asks: Sequence[Ask], stock: Stock, transfers: bool) -> list[Answer | None]:
    """The weightiest chooses first what is cheapest for it alone."""
    left = dict(stock)
    answers: list[Answer | None] = [None] * len(asks)
    for number in sorted(range(len(asks)), key=lambda n: (-asks[n].weight, n)):
        ask = asks[number]
        found = [it for hub in ask.ways if (it := _drawn(ask, hub, left, transfers))]
        if not found:
            continue
        best = min(found, key=lambda it: (price_of(ask, it), it.hub))
        for key, units in best.drawn.items():
            left[key] -= units
        answers[number] = best
    return answers


def _drawn(ask: Ask, hub: str, left: Stock, transfers: bool) -> Answer | None:
    """Take all from the hub that it has, the rest from the others with most; ``None``: too few."""
    drawn: dict[tuple[str, str], int] = {}
    others = sorted({at for at, _ in left} - {hub}) if transfers else []
    for sku, wanted in ask.goods.items():
        rest = wanted
        ranked = sorted(others, key=lambda at, sku=sku: -left.get((at, sku), 0))  # type: ignore[misc]
        for at in (hub, *ranked):
            units = min(rest, left.get((at, sku), 0))
            if units:
                drawn[at, sku] = units
                rest -= units
        if rest:
            return None
    return Answer(hub=hub, drawn=drawn)


class _Model:
    """Whether each order leaves from each hub, and how many units it then gets from where."""

    def __init__(self, asks: Sequence[Ask], stock: Stock, transfers: bool) -> None:
        from ortools.sat.python import cp_model

        self.asks = asks
        self.model = cp_model.CpModel()
        self.goes: list[dict[str, IntVar]] = []
        self.units: list[dict[tuple[str, str, str], IntVar]] = []
        self.cost: list[Any] = []
        used: dict[tuple[str, str], list[Any]] = {}
        # Leaving one out is dearer than all that supplying everybody could cost.
        dearest = 1 + sum(_dearest(ask, stock) for ask in asks)
        for number, ask in enumerate(asks):
            self._add(number, ask, stock, transfers, used)
            self.cost.append(dearest * ask.weight * (1 - sum(self.goes[-1].values())))
        for key, taken in used.items():
            self.model.add(sum(taken) <= stock[key])
        self.model.minimize(sum(self.cost))

    def _add(
        self,
        number: int,
        ask: Ask,
        stock: Stock,
        transfers: bool,
        used: dict[tuple[str, str], list[Any]],
    ) -> None:
        model = self.model
        goes = {hub: model.new_bool_var(f"{number} {hub}") for hub in ask.ways}
        # Whom transfers supply has been chosen before.
        (model.add_exactly_one if transfers else model.add_at_most_one)(goes.values())
        units: dict[tuple[str, str, str], IntVar] = {}
        for hub, leaves in goes.items():
            sources: dict[str, list[IntVar]] = {}
            for sku, wanted in ask.goods.items():
                its = []
                for at in dict.fromkeys((hub, *(h for h, s in stock if s == sku and transfers))):
                    most = min(wanted, stock.get((at, sku), 0))
                    if not most:
                        continue
                    unit = model.new_int_var(0, most, f"{number} {hub} {at} {sku}")
                    units[hub, at, sku] = unit
                    used.setdefault((at, sku), []).append(unit)
                    its.append(unit)
                    if at != hub:
                        sources.setdefault(at, []).append(unit)
                        self.cost.append(ask.unit_price * unit)
                model.add(sum(its) == wanted * leaves)
            for at, taken in sources.items() if ask.source_price else ():
                comes = model.new_bool_var(f"{number} {hub} from {at}")
                model.add(sum(taken) <= sum(ask.goods.values()) * comes)
                self.cost.append(ask.source_price * comes)
            self.cost.append(ask.ways[hub] * leaves)
        self.goes.append(goes)
        self.units.append(units)

    def hint(self, start: Sequence[Answer | None]) -> None:
        """Tell the solver of a plan to begin from."""
        for goes, units, answer in zip(self.goes, self.units, start, strict=True):
            hub = answer.hub if answer else None
            for name, flag in goes.items():
                self.model.add_hint(flag, int(name == hub))
            for (to, at, sku), unit in units.items():
                drawn = answer.drawn.get((at, sku), 0) if answer and to == hub else 0
                self.model.add_hint(unit, drawn)


def _solved(
    asks: Sequence[Ask], stock: Stock, transfers: bool, start: Sequence[Answer | None]
) -> list[Answer | None] | None:
    from ortools.sat.python import cp_model

    built = _Model(asks, stock, transfers)
    built.hint(start)
    solver = _solver()
    if solver.solve(built.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    answers: list[Answer | None] = []
    for goes, units in zip(built.goes, built.units, strict=True):
        hub = next((name for name, flag in goes.items() if solver.boolean_value(flag)), None)
        drawn = {
            (at, sku): solver.value(unit)
            for (to, at, sku), unit in units.items()
            if to == hub and solver.value(unit)
        }
        answers.append(None if hub is None else Answer(hub=hub, drawn=drawn))
    return answers


def _solver() -> CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = MOST_DETERMINISTIC_S
    return solver


def _dearest(ask: Ask, stock: Stock) -> int:
    """The most that supplying an order could cost."""
    hubs = {hub for hub, _ in stock}
    moved = ask.unit_price * sum(ask.goods.values()) + ask.source_price * len(hubs)
    return max(ask.ways.values(), default=0) + moved
