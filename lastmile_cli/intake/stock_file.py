"""What stands in which hub, in a table of its own: a row an article of a hub, CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.config_models import ConfigModel, DepotModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.goods_tables import DEPOT, SKU, GoodsCodes, GoodsRow, read_goods_rows
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import NoticeBook, shown
from lastmile_cli.intake.sources import read_source
from lastmile_cli.intake.stock_models import LevelModel, StockModel

CODES = GoodsCodes(table="LM1252", row="LM1253")


@dataclass(frozen=True, slots=True, kw_only=True)
class StockListing:
    """The configuration with all its levels of stock, and every notice about the file."""

    model: ConfigModel
    notices: tuple[Notice, ...] = ()


def list_stock(model: ConfigModel, base: Path) -> StockListing:
    """Put the rows of the stock file behind the levels of the configuration."""
    stock = model.stock
    book = NoticeBook(stock.file)
    try:
        path = base / Path(stock.file).expanduser()
        source = replace(read_source(path), file=stock.file)
    except InputRefusedError as error:
        problem = error.notices[0].problem if error.notices else error.message
        book.error("LM1252", f"the stock: {problem}", "correct stock.file, or remove it.")
        return StockListing(model=model, notices=book.sorted())
    rows = read_goods_rows(source, book, DEPOT, CODES, least=0) or []
    check_rows(rows, [depot.id for depot in model.depots], stock.levels or (), book)
    levels = [
        LevelModel.model_construct(depot=row.name, sku=row.sku, quantity=row.quantity)
        for row in rows
    ]
    then = stock.model_copy(update={"levels": [*(stock.levels or ()), *levels], "file": ""})
    return StockListing(model=model.model_copy(update={"stock": then}), notices=book.sorted())


def check_rows(
    rows: Iterable[GoodsRow], depots: list[str], before: Iterable[LevelModel], book: NoticeBook
) -> None:
    """Every row is of a hub there is, and about an article of it that no row was about before."""
    seen = {(level.depot, level.sku): "the configuration" for level in before}
    for row in rows:
        if row.name not in depots:
            problem = f"{shown(row.name)} is no depot."
            book.error("LM1253", problem, suggestion(row.name, depots), row=row.line, column=DEPOT)
        where = seen.setdefault((row.name, row.sku), f"row {row.line}")
        if where != f"row {row.line}":
            problem = f"{shown(row.sku)} at {row.name} stands in {where} already."
            hint = "keep one of the two: which is right nobody can tell."
            book.error("LM1254", problem, hint, row=row.line, column=SKU)


def check_lm1253_levels_are_of_depots(sections: Sections, book: KeyBook) -> None:
    """Each level is of a hub there is."""
    stock = cast("StockModel", sections["stock"])
    depots = [depot.id for depot in cast("list[DepotModel]", sections["depots"])]
    for number, level in enumerate(stock.levels or ()):
        if level.depot not in depots:
            path: KeyPath = ("stock", "levels", number, "depot")
            problem = f"{shown(level.depot)} is no depot."
            book.error("LM1253", path, problem, suggestion(level.depot, depots))


def check_lm1254_levels_stand_once(sections: Sections, book: KeyBook) -> None:
    """No article of a hub is counted twice."""
    stock = cast("StockModel", sections["stock"])
    seen: set[tuple[str, str]] = set()
    for number, level in enumerate(stock.levels or ()):
        if (level.depot, level.sku) in seen:
            path: KeyPath = ("stock", "levels", number, "sku")
            problem = f"{shown(level.sku)} at {level.depot} is counted twice."
            book.error("LM1254", path, problem, "keep one of the two.")
        seen.add((level.depot, level.sku))


def check_lm1256_stock_is_counted(sections: Sections, book: KeyBook) -> None:
    """Prices of transfers and lines of orders change nothing where nobody counts."""
    stock = cast("StockModel", sections["stock"])
    if stock.file or stock.levels is not None:
        return
    for key, written in (("order_lines", stock.order_lines), ("transfer", stock.transfer)):
        if written:
            problem = f"`{key}` changes nothing: there is no stock."
            book.warning("LM1256", ("stock", key), problem, "name stock.file, or leave it out.")
