"""Tables of articles and quantities, a row each: what stands in hubs, and what orders ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.numbers import PIECE_UNITS, parse_whole
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.table import Table
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.words import is_empty
from lastmile_cli.intake.workbooks import is_workbook, read_workbook

MOST_UNITS = 10**9
"""No hub holds more of anything."""

DEPOT, STOP, SKU, QUANTITY = "depot", "stop_id", "sku", "quantity"
ALIASES: Mapping[str, tuple[str, ...]] = {
    DEPOT: ("depot", "depot id", "hub", "hub id", "warehouse", "location", "site", "store",
            "varasto"),
    STOP: ("stop id", "order id", "order", "order number", "order no", "id", "stop",
           "tilausnumero"),
    SKU: ("sku", "article", "article number", "article no", "item", "item number", "product",
          "product id", "product code", "ean", "gtin", "tuote", "tuotekoodi", "artikel"),
    QUANTITY: ("quantity", "qty", "units", "pieces", "pcs", "count", "amount", "stock", "on hand",
               "in stock", "available", "lineitem quantity", "määrä", "antal", "menge"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """One row that could be read: whose (a hub or an order), which article, how many."""

    line: int
    name: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsCodes:
    """Under which codes a table is told to have no such columns, and a row to be none."""

    table: str
    row: str


def read_goods_rows(
    source: Source,
    book: NoticeBook,
    key: str,
    codes: GoodsCodes,
    *,
    least: int,
    bad_names: set[str] | None = None,
) -> list[GoodsRow] | None:
    """
    Read a table of ``key`` (a hub or an order), article and quantity; other columns are not read.

    ``None`` after an error about the table as a whole; rows with an error are left
    out, and whose they are is added to ``bad_names``.
    """
    known = {normalised(alias): name for name in (key, SKU, QUANTITY) for alias in ALIASES[name]}
    known |= {normalised(name): name for name in (key, SKU, QUANTITY)}

    def knows(text: str) -> bool:
        return normalised(text) in known

    reader = read_workbook if is_workbook(source.content) else read_csv
    table = reader(source.content, book, knows)
    if table is None:
        return None
    position = _position(table, known, key, codes, book)
    if position is None:
        return None
    rows = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        texts = {name: _cell(cells, at) for name, at in position.items()}
        if any(texts.values()):
            row = _row(line, texts, key, codes, book, least)
            rows.extend([row] if row else [])
            if row is None and bad_names is not None:
                bad_names.add(texts[key])
    return rows


def parse_units(text: str, *, least: int) -> int:
    """
    Read how many units there are, a whole number of ``least`` or more.

    >>> parse_units("3 pcs", least=1)
    3
    """
    units = parse_whole(text, tuple(PIECE_UNITS.items()))
    if units < 0:
        raise CellError("", f"{shown(text)} is negative.", "write how many there are, or 0.")
    if units < least:
        raise CellError("", f"{shown(text)} is less than {least}.", "leave the line out.")
    if units > MOST_UNITS:
        raise CellError("", f"{shown(text)} is too large to be true.", "check the cell.")
    return units


def _position(
    table: Table, known: Mapping[str, str], key: str, codes: GoodsCodes, book: NoticeBook
) -> dict[str, int] | None:
    position: dict[str, int] = {}
    for at, header in enumerate(table.header):
        name = known.get(normalised(header))
        if name and name not in position:
            position[name] = at
    lacking = [name for name in (key, SKU, QUANTITY) if name not in position]
    for name in lacking:
        near = nearest(name, [header for header in table.header if header.strip()])
        hint = f"did you mean column {shown(near)}?" if near else f"add a column {name}."
        saw = listed((shown(header) for header in table.header), at_most=10)
        problem = f"there is no column {name}; the header has {saw}."
        book.error(codes.table, problem, hint, row=table.header_line)
    return None if lacking else position


def _row(
    line: int,
    texts: Mapping[str, str],
    key: str,
    codes: GoodsCodes,
    book: NoticeBook,
    least: int,
) -> GoodsRow | None:
    empty = [name for name in (key, SKU, QUANTITY) if not texts[name]]
    for name in empty:
        book.error(codes.row, "the cell is empty.", f"write the {name}.", row=line, column=name)
    if empty:
        return None
    try:
        units = parse_units(texts[QUANTITY], least=least)
    except CellError as error:
        book.error(codes.row, error.problem, error.hint, row=line, column=QUANTITY)
        return None
    return GoodsRow(line=line, name=texts[key], sku=texts[SKU], quantity=units)


def _cell(cells: Sequence[str], at: int) -> str:
    text = " ".join(cells[at].split()) if at < len(cells) else ""
    return "" if is_empty(text) else text
