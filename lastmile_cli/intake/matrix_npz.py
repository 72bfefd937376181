"""A matrix as numpy's ``.npz``: the arrays ids, duration_s, distance_m and period_starts_s."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.service_day import DAY_S
from lastmile_cli.intake.matrix_table import (
    FARTHEST_M,
    LONGEST_S,
    FloatArray,
    MatrixRead,
    note_missing_distances,
    note_odd_speeds,
    trouble_with,
)
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.plumbing.archives import DAMAGED

NPZ_BEGINS = b"PK\x03\x04"

MAX_BYTES = 4 * 2**30
"""What an archive may grow to: a few thousand places in a dozen periods."""

NEEDED = ("ids", "duration_s", "distance_m")
STARTS = "period_starts_s"

_SHAPES = "ids (n), duration_s (n, n) or (periods, n, n), distance_m (n, n)"


def read_npz(content: bytes, book: NoticeBook) -> MatrixRead | None:
    """Read an archive of arrays; ``None`` after a notice that it holds no matrix."""
    arrays = _arrays(content, book)
    if arrays is None:
        return None
    ids = _ids(arrays["ids"], book)
    seconds = _numbers(arrays, "duration_s", book)
    metres = _numbers(arrays, "distance_m", book)
    if ids is None or seconds is None or metres is None:
        return None
    seconds = seconds[None] if seconds.ndim == 2 else seconds
    square = (len(ids), len(ids))
    if seconds.ndim != 3 or seconds.shape[1:] != square or metres.shape != square:
        problem = f"duration_s {seconds.shape} and distance_m {metres.shape} do not fit {square}."
        book.error("LM1471", problem, f"give {_SHAPES}.")
        return None
    clocks_s = _clocks(arrays.get(STARTS), len(seconds), book)
    seconds = _checked(seconds, "duration_s", LONGEST_S, ids, book)
    metres = _checked(metres, "distance_m", FARTHEST_M, ids, book)
    note_missing_distances(seconds, metres, ids, book)
    metres[np.isinf(metres) | np.isinf(seconds).all(axis=0)] = 0.0
    note_odd_speeds(seconds, metres, book)
    return None if clocks_s is None else MatrixRead(ids, clocks_s, seconds, metres)


def _arrays(content: bytes, book: NoticeBook) -> dict[str, npt.NDArray[Any]] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            is_workbook = "xl/workbook.xml" in archive.namelist()
        if is_workbook:
            book.error("LM1470", "this is a workbook.", "save its sheet as CSV and name that.")
            return None
        if size > MAX_BYTES:
            problem = f"it unpacks to {size / 2**30:.1f} GB; {MAX_BYTES // 2**30} are read."
            book.error("LM1470", problem, "leave out places that are not served.")
            return None
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            lacking = [name for name in NEEDED if name not in archive.files]
            if lacking:
                problem = f"there is no array {listed(lacking)}."
                book.error("LM1471", problem, f"give {_SHAPES}.")
                return None
            names = [name for name in (*NEEDED, STARTS) if name in archive.files]
            return {name: archive[name] for name in names}
    except DAMAGED as error:
        problem = f"it is no whole .npz file of plain arrays: {error}."
        book.error("LM1470", problem, "write it again with numpy.savez, strings as text.")
        return None


def _ids(array: npt.NDArray[Any], book: NoticeBook) -> tuple[str, ...] | None:
    if array.ndim != 1 or not array.size or array.dtype.kind not in "USiu":
        problem = f"ids is {array.dtype} of shape {array.shape}, not a list of names."
        book.error("LM1471", problem, f"give {_SHAPES}.")
        return None
    plain = np.char.decode(array, "utf-8", "replace") if array.dtype.kind == "S" else array
    ids = tuple(str(name).strip() for name in plain)
    for number, name in enumerate(ids):
        if not name:
            book.error("LM1475", "the place has no id.", "fill it in.", column=f"ids[{number}]")
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        book.error("LM1474", f"ids holds {listed(map(shown, twice))} twice.", "name each once.")
    return None if twice or "" in ids else ids


def _numbers(arrays: dict[str, npt.NDArray[Any]], name: str, book: NoticeBook) -> FloatArray | None:
    array = arrays[name]
    if array.dtype.kind not in "iuf":
        book.error("LM1473", f"{name} holds {array.dtype}, not numbers.", f"give {_SHAPES}.")
        return None
    return array.astype(np.float64)


def _clocks(
    array: npt.NDArray[Any] | None, periods: int, book: NoticeBook
) -> tuple[int, ...] | None:
    if array is None and periods == 1:
        return (0,)
    if array is None:
        problem = f"there are {periods} periods, but no array {STARTS}."
        book.error("LM1471", problem, "give the second on the clock at which each begins.")
        return None
    is_plain = array.shape == (periods,) and array.dtype.kind in "iuf"
    is_sound = is_plain and bool(
        (array >= 0).all() and (array < DAY_S).all() and (np.diff(array) > 0).all()
    )
    if not is_sound:
        problem = f"{STARTS} is not {periods} rising seconds on the clock, 0 to {DAY_S - 1}."
        book.error("LM1476", problem, "07:30 is 27000.")
        return None
    return tuple(int(start) for start in array)


def _checked(
    values: FloatArray, name: str, most: float, ids: tuple[str, ...], book: NoticeBook
) -> FloatArray:
    """Numbers that can be; infinite ones are no way, and so is what a notice complains of."""
    wrong = np.isnan(values) | (values < 0) | ((values > most) & np.isfinite(values))
    for at in np.argwhere(wrong):
        value = float(values[tuple(at)])
        column = f"{name}[{', '.join(map(str, at))}]"
        pair = f"{ids[at[-2]]} to {ids[at[-1]]}"
        problem = f"{value:g}, {pair}, {trouble_with(value, most)}."
        book.error("LM1473", problem, "write inf where there is no way.", column=column)
    return np.where(wrong, np.inf, values)
