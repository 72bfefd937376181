"""Several rows of one order, a row an item, become one order with the sum of their loads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.in_home import InHome
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Order, Stop
from lastmile_cli.domain.supply import added_up
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.noticing import NoticeBook, listed, shown

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

OF_AN_ITEM = frozenset(
    {"weight_kg", "volume_m3", "parcels", "items", "value", "notes"}
    | {"length_cm", "width_cm", "height_cm"}
    | {f"load_{part}_{number}" for part in ("type", "value") for number in range(1, 5)}
)
"""Columns that may differ between the rows of one order."""

_OF_THE_ORDER = ("total", "order")
"""How headers begin whose cells are about the whole order, in each of its rows."""


@dataclass(frozen=True, slots=True)
class OrderRows:
    """By the line of an order's first row the lines of its others."""

    others: dict[int, list[int]]

    @property
    def further(self) -> set[int]:
        """Lines of all rows that are not the first of their order."""
        return {line for lines in self.others.values() for line in lines}

    def among(self, lines: Iterable[int]) -> OrderRows:
        """Only what is among these lines; orders without their first row have none left."""
        kept = set(lines)
        return OrderRows(
            {
                first: [line for line in others if line in kept]
                for first, others in self.others.items()
                if first in kept
            }
        )

    def inherited(self, dates: Mapping[int, T]) -> dict[int, T]:
        """What a further row has from its order's first, where it has nothing of its own."""
        return {
            line: dates[first]
            for first, others in self.others.items()
            for line in others
            if first in dates and line not in dates
        }


def find_order_rows(frame: pd.DataFrame, columns: Columns) -> OrderRows:
    """
    Find rows with the ``stop_id`` of an earlier one that do not contradict it.

    They name the same place, time and customer, or leave these cells empty, and
    are not the same row once more: that is an export made twice.
    """
    if "stop_id" not in columns:
        return OrderRows({})
    ids = frame.iloc[:, columns.position["stop_id"]].str.strip()
    repeated = ids[(ids != "") & ids.duplicated(keep=False)]
    if repeated.empty:
        return OrderRows({})
    same = [columns.position["stop_id"], *_of_the_order(columns)]
    lines_of: dict[str, list[int]] = {}
    for line, text in repeated.items():
        lines_of.setdefault(text, []).append(int(str(line)))
    others: dict[int, list[int]] = {}
    for first, *rest in lines_of.values():
        cells = list(frame.loc[first])
        seen = [cells]
        for line in rest:
            row = list(frame.loc[line])
            if _goes_on(cells, row, same) and (_is_bare(row, same) or row not in seen):
                others.setdefault(first, []).append(line)
                seen.append(row)
    return OrderRows(others)


def with_rows(
    stop: Stop, items: Sequence[tuple[int, Stop]], columns: Columns, book: NoticeBook
) -> Stop:
    """Add the loads and notes of an order's further rows to its first."""
    rows = [stop, *(item for _, item in items)]
    load = Load(
        **{
            name: _together(name, column, rows, columns)
            for name, column in (
                ("weight_g", "weight_kg"),
                ("volume_ml", "volume_m3"),
                ("parcels", "parcels"),
            )
        }
    )
    notes = "; ".join(dict.fromkeys(row.notes for row in rows if row.notes))
    home = _in_home(rows, columns)
    order = Order(
        order_id=stop.stop_id,
        load=load,
        notes=notes,
        lines=tuple((row.row, row.cells) for row in rows),
        cash_micro=stop.cash_micro,
        value_micro=_value_micro(rows, columns),
        goods=added_up(line for row in rows for line in row.goods),
        boxes_mm=tuple(dict.fromkeys(box for row in rows for box in row.boxes_mm)),
        items=home.items if home else 0,
        service_s=stop.service_s,
    )
    where = listed(line for line, _ in items)
    problem = f"{shown(stop.stop_id)} goes on in row {where}: one order, {_goods(load)}."
    book.info("LM1148", problem, row=stop.row, column=columns.written("stop_id"))
    return replace(
        stop,
        load=load,
        notes=notes,
        orders=(order,),
        value_micro=order.value_micro,
        in_home=home,
        goods=order.goods,
        boxes_mm=order.boxes_mm,
    )


def check_lm1149_all_rows_of_an_order(
    rows: OrderRows, bad: set[int], columns: Columns, book: NoticeBook
) -> set[int]:
    """An order with an error in one of its rows is refused whole; returns the other rows."""
    refused: set[int] = set()
    for first, others in rows.others.items():
        lines = {first, *others}
        wrong = lines & bad
        if not wrong or wrong == lines:
            continue
        for line in sorted(lines - bad):
            problem = f"row {min(wrong)} of the same order has an error."
            hint = "correct that row; half an order is not planned."
            book.error("LM1149", problem, hint, row=line, column=columns.written("stop_id"))
        refused |= lines
    return refused


def is_of_the_order(header: str) -> bool:
    """
    Whether a header speaks of the whole order, so that its cells must not be added up.

    >>> is_of_the_order("Total weight kg"), is_of_the_order("Weight kg")
    (True, False)
    """
    return normalised(header).startswith(_OF_THE_ORDER)


def _of_the_order(columns: Columns) -> list[int]:
    """Positions of the cells in which the rows of one order agree."""
    return [
        at
        for name, at in columns.position.items()
        if name not in OF_AN_ITEM or is_of_the_order(columns.header[at])
    ]


def _goes_on(first: list[str], row: list[str], same: list[int]) -> bool:
    return all(not row[at].strip() or _loose(row[at]) == _loose(first[at]) for at in same)


def _is_bare(row: list[str], same: list[int]) -> bool:
    """Whether a row has an id and no more: its order stands above it."""
    return sum(bool(row[at].strip()) for at in set(same)) <= 1


def _loose(text: str) -> str:
    return " ".join(text.split()).casefold()


def _together(name: str, column: str, rows: list[Stop], columns: Columns) -> int:
    amounts = [int(getattr(row.load, name)) for row in rows]
    if column in columns and is_of_the_order(columns.written(column)):
        return max(amounts)
    return sum(amounts)


def _in_home(rows: list[Stop], columns: Columns) -> InHome | None:
    """Add up the items to carry; a row that does not count them counts its parcels."""
    first = rows[0].in_home
    if first is None:
        return None
    if "items" in columns and is_of_the_order(columns.written("items")):
        return first
    more = (row.in_home.items if row.in_home else max(1, row.load.parcels) for row in rows[1:])
    return first.with_items(first.items + sum(more))


def _value_micro(rows: list[Stop], columns: Columns) -> int:
    amounts = [row.value_micro for row in rows]
    if "value" in columns and is_of_the_order(columns.written("value")):
        return max(amounts)
    return sum(amounts)


def _goods(load: Load) -> str:
    parts = [f"{load.weight_g / 1000:g} kg"] if load.weight_g else []
    parts += [f"{load.volume_ml / 1_000_000:g} m³"] if load.volume_ml else []
    parts += [counted(load.parcels, "parcel")] if load.parcels else []
    return ", ".join(parts) or "no load"
