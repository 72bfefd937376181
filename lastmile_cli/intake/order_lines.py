"""Which articles an order takes: a cell of its row, or a table with a row a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from lastmile_cli.domain.notices import Notice, Severity
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.domain.supply import GoodsLine, added_up
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.goods_tables import (
    STOP,
    GoodsCodes,
    GoodsRow,
    parse_units,
    read_goods_rows,
)
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stops_read import ROWS_LEFT_OUT, BadRowPolicy, StopsRead

CODES = GoodsCodes(table="LM1565", row="LM1566")
ITEMS = "items"
"""The column of the stops file that names articles: a bare number there counts what is carried."""


def read_goods(row: RowReader) -> tuple[GoodsLine, ...]:
    """Articles that a row names in its column ``items``; none where it only counts them."""
    text = row.value(ITEMS)
    if not names_articles(text):
        return ()
    try:
        return parse_goods(text)
    except CellError as error:
        # Loads and items ask as well: it is told once.
        if ITEMS not in row.bad_columns:
            row.refuse(error, ITEMS)
        return ()


def names_articles(text: str) -> bool:
    """
    Whether a cell names articles, and does not just count pieces.

    >>> names_articles("ATLAS:2; GLOBE"), names_articles("3"), names_articles("3 pcs")
    (True, False, False)
    """
    return any(mark in text for mark in ":;=")


def parse_goods(text: str) -> tuple[GoodsLine, ...]:
    """
    Read articles with their quantities; without one it is 1.

    >>> [(line.sku, line.quantity) for line in parse_goods("GLOBE; ATLAS:2; GLOBE: 1")]
    [('ATLAS', 2), ('GLOBE', 2)]
    """
    lines = []
    for part in text.replace("|", ";").split(";"):
        if not part.strip():
            continue
        sku, mark, units = part.replace("=", ":").rpartition(":")
        sku, units = (sku.strip(), units.strip()) if mark else (part.strip(), "1")
        if not sku:
            raise CellError("LM1566", f"{shown(part)} names no article.", _SHAPE)
        try:
            lines.append(GoodsLine(sku, parse_units(units, least=1)))
        except CellError as error:
            raise CellError("LM1566", error.problem, _SHAPE) from error
    return added_up(lines)


_SHAPE = "write articles with their quantities, such as ATLAS:2; GLOBE:1."


def with_order_lines(read: StopsRead, source: Source, on_bad_row: BadRowPolicy) -> StopsRead:
    """
    Give every order the articles that a table of lines names for it.

    A line that cannot be read refuses the file, or leaves out its order:
    half an order is not planned. Where the table has lines for an order its column
    ``items`` does not count.
    """
    book = NoticeBook(source.file)
    bad: set[str] = set()
    rows = read_goods_rows(source, book, STOP, CODES, least=1, bad_names=bad)
    by_order: dict[str, list[GoodsRow]] = {}
    for row in rows or ():
        by_order.setdefault(row.name, []).append(row)
    check_lm1567_lines_of_orders(read, by_order, book)
    check_lm1572_articles_once(by_order, book)
    skips = on_bad_row is BadRowPolicy.SKIP and rows is not None
    gone = [it for it in read.stops if skips and bad.intersection(it.order_ids)]
    stops = tuple(_with_lines(it, by_order, book) for it in read.stops if it not in gone)
    if gone:
        names = listed(stop.stop_id for stop in gone)
        problem = f"left out because of errors in its lines: {names}."
        book.warning(ROWS_LEFT_OUT, problem, "correct them.")
    has_errors = any(notice.severity is Severity.ERROR for notice in book.notices)
    return replace(
        read,
        stops=stops,
        notices=(*read.notices, *book.sorted()),
        bad_rows=(*read.bad_rows, *(stop.row for stop in gone if stop.row is not None)),
        is_refused=read.is_refused or (has_errors and not skips),
    )


def check_lm1567_lines_of_orders(
    read: StopsRead, by_order: Mapping[str, Sequence[GoodsRow]], book: NoticeBook
) -> None:
    """Lines are of orders of the day."""
    known = {order_id for stop in read.stops for order_id in stop.order_ids}
    strangers = [name for name in by_order if name not in known]
    if strangers:
        problem = f"no order of the day has these lines: {listed(map(shown, strangers))}."
        hint = "correct the ids, if they should be of this day."
        row = by_order[strangers[0]][0].line
        book.warning("LM1567", problem, hint, row=row, column=STOP)


def check_lm1572_articles_once(
    by_order: Mapping[str, Sequence[GoodsRow]], book: NoticeBook
) -> None:
    """An article that an order names twice counts twice, which is told."""
    for name, rows in by_order.items():
        first: dict[str, int] = {}
        for row in rows:
            line = first.setdefault(row.sku, row.line)
            if line != row.line:
                problem = f"{shown(name)} has {shown(row.sku)} in row {line} as well: added up."
                book.warning("LM1572", problem, "take one out, if it is the same.", row=row.line)


def check_lm1574_goods_leave_a_hub(stops: Iterable[Stop], file: str) -> Iterator[Notice]:
    """Goods that come back, or are not brought at all, take nothing from any stock."""
    book = NoticeBook(file)
    for stop in stops:
        if stop.goods and stop.kind is not StopKind.DELIVERY:
            problem = f"{stop.stop_id} is a {stop.kind}: its articles take nothing from any hub."
            book.info("LM1574", problem, row=stop.row, column=ITEMS)
    yield from book.notices


def _with_lines(stop: Stop, by_order: Mapping[str, Sequence[GoodsRow]], book: NoticeBook) -> Stop:
    rows = [row for order_id in stop.order_ids for row in by_order.get(order_id, ())]
    if not rows:
        return stop
    if stop.goods:
        problem = f"{shown(stop.stop_id)} has articles in the stops file too: these here count."
        book.warning("LM1573", problem, "keep one of the two.", row=rows[0].line)
    orders = tuple(
        replace(order, goods=_goods(by_order.get(order.order_id, ()))) for order in stop.orders
    )
    return replace(stop, goods=_goods(rows), orders=orders)


def _goods(rows: Iterable[GoodsRow]) -> tuple[GoodsLine, ...]:
    return added_up(GoodsLine(row.sku, row.quantity) for row in rows)
