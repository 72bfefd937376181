"""Rows of a file of speeds, read column by column: a million of them in some seconds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from lastmile_cli.domain.street_speeds import EVERY_DAY, SpeedsFile, SpeedTable
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import MOST_OF_A_KIND, NoticeBook, shown
from lastmile_cli.intake.speed_cells import LEAST_KMH, MOST_KMH, no_speed, parse_days, parse_hours
from lastmile_cli.intake.speed_columns import DAYS, FROM, SINCE, SPEED, TO, UNTIL, SpeedColumns

WAYS = ("way", "Way", "WAY")
"""What stands for the first node in a row about a whole way."""

MOST_ID = 2**53
"""OpenStreetMap's ids are far below; a float still holds them exactly."""

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class SpeedRows:
    """The rows of a file, column by column; those with an error drop out."""

    def __init__(
        self,
        frame: pd.DataFrame,
        columns: SpeedColumns,
        book: NoticeBook,
        header: int | None = None,
    ) -> None:
        self._frame, self._columns, self._book = frame, columns, book
        self.line = np.arange(1, len(frame) + 1, dtype=np.int64)
        filled = np.zeros(len(frame), dtype=bool)
        for column in frame.columns:
            filled |= (frame[column] != "").to_numpy(dtype=bool)
        self.good: Bools = filled
        if header is not None:
            self.good[header] = False

    def table(self, about: SpeedsFile) -> SpeedTable:
        """Read all columns; note what is wrong."""
        self._refuse_too_wide()
        is_way = self._cells(FROM).isin(WAYS).to_numpy(dtype=bool)
        first, second = self._ids(FROM, ~is_way), self._ids(TO, np.ones_like(is_way))
        kmh = self._speeds()
        days = self._each(DAYS, parse_days, EVERY_DAY)
        since_s, until_s = self._hours()
        kept = self.good
        self._note_rows_that_disagree(is_way, first, second, kmh, days, since_s, until_s)
        return SpeedTable(
            about=about,
            from_node=np.where(is_way, 0, first)[kept].astype(np.int64),
            to_node=np.where(is_way, 0, second)[kept].astype(np.int64),
            way=np.where(is_way, second, 0)[kept].astype(np.int64),
            kmh=kmh[kept],
            days=days[kept],
            from_s=since_s[kept],
            until_s=until_s[kept],
            line=self.line[kept],
        )

    def _cells(self, name: str) -> pd.Series[str]:
        if name in self._columns.position:
            return self._frame[self._columns.position[name]]
        return pd.Series("", index=self._frame.index, dtype=object)

    def _refuse_too_wide(self) -> None:
        width = self._columns.width
        beyond = np.zeros_like(self.good)
        for column in self._frame.columns[width:]:
            beyond |= (self._frame[column] != "").to_numpy(dtype=bool) & self.good
        hint = "give every row the same cells; quote one that holds the delimiter."
        self._refuse(
            beyond, lambda _: CellError("LM1459", f"there are more than {width} cells.", hint)
        )

    def _numbers(self, name: str) -> Floats:
        cells = self._cells(name)
        found: Floats = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64)
        odd = np.isnan(found) & self.good
        if odd.any():
            # A decimal comma stands only where it does not part cells.
            mended = cells[odd].str.strip().str.replace(r"^(\d+),(\d+)$", r"\1.\2", regex=True)
            found = found.copy()
            found[odd] = pd.to_numeric(mended, errors="coerce").to_numpy(dtype=np.float64)
        return found

    def _ids(self, name: str, asked: Bools) -> Floats:
        """OSM ids, where they are asked for."""
        found = self._numbers(name)
        with np.errstate(invalid="ignore"):
            is_id = (found >= 1) & (found < MOST_ID) & (found == np.floor(found))
        hint = "write the ids of two nodes and a speed, or way, its id and a speed."

        def error(text: str) -> CellError:
            return CellError("LM1450", f"{shown(text)} is no OpenStreetMap id.", hint)

        self._refuse(self.good & asked & ~is_id, error, name)
        return np.where(is_id, found, 0)

    def _speeds(self) -> Floats:
        found = self._numbers(SPEED)
        with np.errstate(invalid="ignore"):
            is_speed = (found >= LEAST_KMH) & (found <= MOST_KMH)
        self._refuse(self.good & ~is_speed, no_speed, SPEED)
        return found

    def _each(self, name: str, parse: Callable[[str], int], default: int) -> npt.NDArray[np.int64]:
        """Read a column whose cells repeat: each spelling once."""
        values = np.full(len(self.good), default, dtype=np.int64)
        if name not in self._columns.position:
            return values
        codes, spellings = self._cells(name).factorize()
        for code, text in enumerate(spellings):
            rows = (codes == code) & self.good
            try:
                values[rows] = parse(str(text))
            except CellError as error:
                self._refuse(rows, _always(error), name)
        return values

    def _hours(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        since_s = np.zeros(len(self.good), dtype=np.int64)
        until_s = np.full(len(self.good), 86_400, dtype=np.int64)
        if SINCE not in self._columns.position and UNTIL not in self._columns.position:
            return since_s, until_s
        codes, spellings = (self._cells(SINCE) + "\n" + self._cells(UNTIL)).factorize()
        for code, text in enumerate(spellings):
            rows = (codes == code) & self.good
            since, _, until = str(text).partition("\n")
            try:
                since_s[rows], until_s[rows] = parse_hours(since, until)
            except CellError as error:
                self._refuse(rows, _always(error), SINCE)
        return since_s, until_s

    def _refuse(self, rows: Bools, error: Callable[[str], CellError], column: str = "") -> None:
        """Drop rows, and note each; ``error`` is asked what to say of a cell."""
        texts = self._cells(column) if column else None
        found, said = np.flatnonzero(rows).tolist(), CellError("", "")
        for number, at in enumerate(found):
            # Beyond those that are listed they are only counted.
            if number < MOST_OF_A_KIND:
                said = error("" if texts is None else str(texts.iloc[at]))
            self._book.error(said.code, said.problem, said.hint, row=at + 1, column=column)
        self.good &= ~rows

    def _note_rows_that_disagree(self, *columns: npt.NDArray[np.generic]) -> None:
        is_way, first, second, kmh, *when = (column[self.good] for column in columns)
        frame = pd.DataFrame({"way": is_way, "a": first, "b": second, "kmh": kmh})
        for number, column in enumerate(when):
            frame[number] = column
        kept = frame.drop_duplicates()
        twice = len(kept) - len(kept.drop_duplicates([c for c in kept.columns if c != "kmh"]))
        if twice:
            rows = "1 row gives" if twice == 1 else f"{twice:,} rows give"
            problem = f"{rows} a street another speed than an earlier row does."
            self._book.warning("LM1457", problem, "the last one holds; leave out the others.")


def _always(error: CellError) -> Callable[[str], CellError]:
    return lambda _: error
