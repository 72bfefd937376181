"""One table of text with two faces: a rich table for a terminal, aligned lines for a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lastmile_cli.outputs.wording import printable

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.table import Table

LEAST_LETTERS = 7
"""A column that wraps is no narrower than its ratio times this, while others can give way."""


_ASCII_HEAD = "    \n    \n -- \n" + "    \n" * 5
"""A line below the headings and nothing else, as rich describes boxes."""


@dataclass(frozen=True, slots=True)
class Column:
    """
    A heading; ``ratio`` 0 keeps the column on one line, others share what width is left.

    On a terminal too narrow for all, columns with a ``spare`` above 0 are left out, the
    highest first.
    """

    heading: str
    justify: Literal["left", "right"] = "left"
    ratio: int = 0
    spare: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    A table of plain text.

    Every cell may hold what a customer wrote: it is never read as markup.
    ``footer`` is a last row of totals, ``note`` a sentence below the table.
    ``plain_form`` is the table a pipe gets instead, where one line must hold
    it all; ``wide_form`` the one that a terminal gets that has room for it.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    footer: tuple[str, ...] = ()
    plain_form: Sheet | None = None
    note: str = ""
    wide_form: Sheet | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Table]:
        """Give the terminal the table that suits its width."""
        wide = self.wide_form
        if wide is not None and sum(wide._least()) + wide._gaps() <= options.max_width:
            yield wide._table(options.max_width, is_ascii=options.ascii_only)
        else:
            yield self._table(options.max_width, is_ascii=options.ascii_only)

    def _table(self, width: int, *, is_ascii: bool) -> Table:
        """
        Make a table that fits: wide columns wrap, the others stay whole.

        What is spare gives way first; where all has room, the table is no wider than it must be.
        """
        from rich import box
        from rich.table import Table
        from rich.text import Text

        kept = self._kept(width)
        left_out = [it.heading for at, it in enumerate(self.columns) if at not in kept]
        more = f"A wider terminal also shows: {', '.join(left_out)}." if left_out else ""
        note = " ".join(it for it in (printable(self.note), more) if it)
        natural = self._natural()
        table = Table(
            title=Text(printable(self.title), style="bold", overflow="fold"),
            title_justify="left",
            caption=Text(note) if note else None,
            caption_justify="left",
            box=box.Box(_ASCII_HEAD, ascii=True) if is_ascii else box.SIMPLE_HEAD,
            show_footer=bool(self.footer),
            pad_edge=False,
            collapse_padding=True,
            padding=(0, 1),
            expand=sum(natural[at] for at in kept) + 2 * len(kept) > width,
        )
        for at in kept:
            column = self.columns[at]
            table.add_column(
                Text(column.heading),
                footer=Text(printable(self.footer[at]), style="bold") if self.footer else "",
                justify=column.justify,
                ratio=column.ratio or None,
                no_wrap=not column.ratio,
                overflow="fold" if column.ratio else "ellipsis",
            )
        for row in self.rows:
            cells = (row[at].split("\n") for at in kept)
            table.add_row(*(Text("\n".join(map(printable, cell))) for cell in cells))
        return table

    def _kept(self, width: int) -> list[int]:
        """Which columns are shown in so many letters, by their positions."""
        kept, least = list(range(len(self.columns))), self._least()
        while sum(least[at] for at in kept) + 2 * len(kept) > width:
            spare = [at for at in kept if self.columns[at].spare]
            if not spare:
                break
            kept.remove(max(spare, key=lambda at: self.columns[at].spare))
        return kept

    def _gaps(self) -> int:
        return 2 * len(self.columns)

    def _least(self) -> list[int]:
        """Letters that each column needs at least: words that wrap are still to be read."""
        return [
            min(width, LEAST_LETTERS * column.ratio) if column.ratio else width
            for width, column in zip(self._natural(), self.columns, strict=True)
        ]

    def _natural(self) -> list[int]:
        """Letters of each column in which nothing wraps."""
        headings = tuple(column.heading for column in self.columns)
        lines = (headings, *self.rows, *((self.footer,) if self.footer else ()))
        cells = zip(*lines, strict=True)
        return [max(_width(part) for it in column for part in it.split("\n")) for column in cells]

    def plain(self) -> str:
        """
        Return lines for grep and awk: "# title", headings, one line a row, "# note".

        Columns stand two spaces or more apart and no cell holds two spaces in
        a row, so ``awk -F'  +'`` splits them; an empty cell is "-".
        """
        if self.plain_form is not None:
            return self.plain_form.plain()
        headings = tuple(column.heading for column in self.columns)
        footer = (self.footer,) if self.footer else ()
        lines = [
            tuple(printable(cell) or "-" for cell in row) for row in (headings, *self.rows, *footer)
        ]
        widths = [max(map(_width, cells)) for cells in zip(*lines, strict=True)]
        body = "".join(f"{self._aligned(line, widths)}\n" for line in lines)
        note = f"# {printable(self.note)}\n" if self.note else ""
        return f"# {printable(self.title)}\n{body}{note}"

    def _aligned(self, line: Sequence[str], widths: Sequence[int]) -> str:
        padded = [
            " " * (width - _width(cell)) + cell
            if column.justify == "right"
            else cell + " " * (width - _width(cell))
            for cell, width, column in zip(line, widths, self.columns, strict=True)
        ]
        return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
