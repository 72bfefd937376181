"""What a row says about its goods and the time at the door, with bounds on what can be true."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Box
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import (
    LENGTH_UNITS,
    MASS_UNITS,
    PIECE_UNITS,
    VOLUME_UNITS,
    parse_number,
    parse_quantity,
    parse_whole,
)
from lastmile_cli.intake.order_lines import ITEMS, names_articles, read_goods
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.times import parse_duration_s

_MASSES = tuple(MASS_UNITS.items())
_VOLUMES = tuple(VOLUME_UNITS.items())
_PIECES = tuple(PIECE_UNITS.items())
_LENGTHS = tuple(LENGTH_UNITS.items())

SIDES = ("length_cm", "width_cm", "height_cm")


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on a quantity of one stop is unusual, and from where on it cannot be true."""

    unusual: int
    impossible: int
    unit: str


WEIGHT_G = Bounds(1_000_000, 100_000_000, "g")
VOLUME_ML = Bounds(20_000_000, 1_000_000_000, "ml")
PARCELS = Bounds(500, 100_000, "parcels")
SIDE_MM = Bounds(6_000, 30_000, "mm")
SERVICE_S = Bounds(4 * 3600, 24 * 3600, "s")

_KINDS_OF_LOAD = {
    **dict.fromkeys(("weight", "weightkg", "kg", "mass"), ("weight_g", WEIGHT_G, 1000)),
    **dict.fromkeys(("weightg", "g", "grams"), ("weight_g", WEIGHT_G, 1)),
    **dict.fromkeys(("volume", "volumem3", "m3", "cbm"), ("volume_ml", VOLUME_ML, 1_000_000)),
    **dict.fromkeys(("volumel", "l", "litres", "liters"), ("volume_ml", VOLUME_ML, 1000)),
}
"""What a kind of load counts in, its bounds, and how many to one written; all else is pieces."""


def read_load(row: RowReader, decimal_mark: str) -> Load:
    """Weight, volume and pieces of a row; an empty cell counts nothing."""

    def weight_g(text: str) -> int:
        unit = row.columns.unit["weight_kg"] or "kg"
        return _whole(parse_quantity(text, _MASSES, unit, decimal_mark=decimal_mark) * 1000)

    def volume_ml(text: str) -> int:
        unit = row.columns.unit["volume_m3"] or "m3"
        # Nobody sends a thousand cubic metres: a mark in a volume is always a decimal one.
        return _whole(parse_quantity(text, _VOLUMES, unit, decimal_mark=".,") * 1_000_000)

    load = Load(
        weight_g=bounded(row, "weight_kg", row.parsed("weight_kg", weight_g, 0), WEIGHT_G),
        volume_ml=bounded(row, "volume_m3", row.parsed("volume_m3", volume_ml, 0), VOLUME_ML),
        parcels=bounded(row, "parcels", _pieces(row), PARCELS),
    )
    return load + _load_by_type(row, decimal_mark) if "load_value_1" in row.columns else load


def _pieces(row: RowReader) -> int:
    """Count the pieces; a column of articles that stands for them has each unit as a piece."""
    position = row.columns.position
    if position.get("parcels") == position.get(ITEMS) and names_articles(row.value("parcels")):
        return sum(line.quantity for line in read_goods(row))
    return row.parsed("parcels", lambda text: parse_whole(text, _PIECES), 0)


def _load_by_type(row: RowReader, decimal_mark: str) -> Load:
    """Add up pairs of columns, one with the kind of load and one with how much."""
    load = Load()
    for number in range(1, 5):
        kind, column = f"load_type_{number}", f"load_value_{number}"
        if column not in row.columns:
            continue
        word = normalised(row.text(kind))
        name, bounds, per_unit = _KINDS_OF_LOAD.get(word, ("parcels", PARCELS, 1))

        def amount(text: str, per_unit: int = per_unit) -> int:
            return _whole(parse_number(text, decimal_mark=decimal_mark) * per_unit)

        load += Load(**{name: bounded(row, column, row.parsed(column, amount, 0), bounds)})
    return load


def read_boxes(row: RowReader, decimal_mark: str) -> tuple[Box, ...]:
    """Sides of the row's parcels, the longest first; none where no column says any."""
    sides = []
    for column in SIDES:
        if column not in row.columns:
            continue

        def side_mm(text: str, unit: str = row.columns.unit[column] or "cm") -> int:
            return _whole(parse_quantity(text, _LENGTHS, unit, decimal_mark=decimal_mark) * 10)

        sides.append(bounded(row, column, row.parsed(column, side_mm, 0), SIDE_MM))
    longest, middle, shortest = sorted((*sides, 0, 0, 0), reverse=True)[:3]
    return ((longest, middle, shortest),) if longest else ()


def read_service_s(row: RowReader) -> int | None:
    """Time at the door in seconds, ``None`` where the cell is empty."""
    unit = row.columns.unit.get("service_time_min") or "min"

    def service_s(text: str) -> int | None:
        if text.startswith(("-", "−")):
            raise _negative(text)
        return parse_duration_s(text, unit=unit)

    seconds = row.parsed("service_time_min", service_s, None)
    return None if seconds is None else bounded(row, "service_time_min", seconds, SERVICE_S)


def bounded(row: RowReader, column: str, amount: int, bounds: Bounds) -> int:
    """Return the amount if it can be true, else 0 with an error notice."""
    text = row.text(column)
    if amount < 0:
        row.refuse(_negative(text), column)
        return 0
    if amount > bounds.impossible:
        message = f"{shown(text)} is too large to be true."
        row.error("LM1113", message, "check the decimal mark and the unit.", column=column)
        return 0
    if amount > bounds.unusual:
        message = f"{shown(text)} is unusually large."
        row.warning("LM1114", message, "check the decimal mark and the unit.", column=column)
    return amount


def _negative(text: str) -> CellError:
    hint = "write what is carried without a sign; for goods that come back use type return."
    return CellError("LM1112", f"{shown(text)} is negative.", hint)


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))
