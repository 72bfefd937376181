"""One table of text with two faces: a rich table for a terminal, aligned lines for a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lastmile_cli.outputs.wording import printable

if TYPE_CHECKING:
    from rich.table import Table


_ASCII_HEAD = "    \n    \n -- \n" + "    \n" * 5
"""A line below the headings and nothing else, as rich describes boxes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; ``ratio`` 0 keeps the column on one line, others share what width is left."""

    heading: str
    justify: Literal["left", "right"] = "left"
    ratio: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    A table of plain text.

    Every cell may hold what a customer wrote: it is never read as markup.
    ``footer`` is a last row of totals, ``note`` a sentence below the table.
    ``plain_form`` is the table a pipe gets instead, where one line must hold
    it all.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    footer: tuple[str, ...] = ()
    plain_form: Sheet | None = None
    note: str = ""

    def table(self, *, is_ascii: bool = False) -> Table:
        """Return a table that fits the terminal: wide columns wrap, the others stay whole."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(
            title=Text(printable(self.title), style="bold", overflow="fold"),
            title_justify="left",
            caption=Text(printable(self.note)) if self.note else None,
            caption_justify="left",
            box=box.Box(_ASCII_HEAD, ascii=True) if is_ascii else box.SIMPLE_HEAD,
            show_footer=bool(self.footer),
            pad_edge=False,
            collapse_padding=True,
            padding=(0, 1),
            expand=any(column.ratio for column in self.columns),
        )
        for position, column in enumerate(self.columns):
            table.add_column(
                Text(column.heading),
                footer=Text(printable(self.footer[position]), style="bold") if self.footer else "",
                justify=column.justify,
                ratio=column.ratio or None,
                no_wrap=not column.ratio,
                overflow="fold" if column.ratio else "ellipsis",
            )
        for row in self.rows:
            table.add_row(*(Text("\n".join(map(printable, cell.split("\n")))) for cell in row))
        return table

    def __rich__(self) -> Table:
        """Return the table for a terminal that knows more than ASCII."""
        return self.table()

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
