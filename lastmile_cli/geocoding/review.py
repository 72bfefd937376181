"""The review sheet: every row with its place, to be looked at, edited and fed back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.addresses import GeocodeCandidate, Precision
from lastmile_cli.domain.pins import PINS_PROVIDER
from lastmile_cli.domain.stops import Cells, Stop
from lastmile_cli.geocoding.review_back import (
    PIN_COLUMN,
    QUERY_COLUMN,
    STATUS_COLUMN,
    is_confirmed,
    pin_text,
    plain_name,
    query_behind,
)

ADDED_COLUMNS = (
    "lat", "lon", STATUS_COLUMN, "geocode_precision", "geocode_score", "geocode_matched",
    "geocode_provider", "geocode_runner_up", "geocode_gap_m", "geocode_snap_m", "geocode_reason",
    QUERY_COLUMN, PIN_COLUMN,
)  # fmt: skip

_Cell = tuple[str, int]
"""A header and its how-manieth showing: headers may come twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaskedRow:
    """
    An input row that nobody was asked about: it has an error, or is for another day.

    ``cells`` (header, text) go into the sheet as they are, ``beyond`` behind its
    last column. ``status`` gives way to the one of an earlier sheet unless
    ``is_bad``.
    """

    row: int
    cells: tuple[tuple[str, str], ...]
    beyond: tuple[str, ...] = ()
    status: str
    reason: str
    is_bad: bool


def review_rows(
    stops: Sequence[Stop],
    unasked: Sequence[UnaskedRow] = (),
    *,
    place_headers: Mapping[str, str] | None = None,
) -> tuple[list[str], list[list[str]]]:
    """
    Header and rows of the review sheet: the input columns, then what was found.

    The sheet may be edited and used as input again (``pin_word`` says how it is
    then read): ``geocode_query`` and ``geocode_pin`` keep what was asked and
    answered, so that an edited address or pin is recognised. Failed rows have
    no pin. Rows nobody was asked about stand in their place in the file.

    Parameters
    ----------
    stops
        In the order of the sheet.
    unasked
        The rows of the file that are no stops.
    place_headers
        Input headers that were read as ``lat`` or ``lon``: the sheet's own
        columns take their place. Any other column is kept, whatever its name.
    """
    places = place_headers or {}
    every: list[tuple[int | None, dict[_Cell, str], list[str]]] = [
        (row, _counted(cells), found)
        for stop in stops
        for found in [_found(stop)]
        for row, cells in stop.input_rows
    ]
    every += [
        (row.row, cells, _as_it_was(row, cells, places))
        for row in unasked
        for cells in [_counted(row.cells)]
    ]
    # Rows of one door may have stood apart.
    if unasked or len(every) > len(stops):
        every.sort(key=lambda item: item[0] or 0)
    found_columns = dict.fromkeys(cell for _, cells, _ in every for cell in cells)
    columns = [cell for cell in found_columns if not _is_replaced(cell, places)]
    rows = [[cells.get(cell, "") for cell in columns] + ours for _, cells, ours in every]
    return [*(name for name, _ in columns), *ADDED_COLUMNS], rows


def _counted(cells: Cells) -> dict[_Cell, str]:
    seen: Counter[str] = Counter()
    found = {}
    for name, text in cells:
        found[name, seen[name]] = text
        seen[name] += 1
    return found


def _is_replaced(cell: _Cell, places: Mapping[str, str]) -> bool:
    """Whether the sheet has a column of its own for this; of equal headers the first was read."""
    name, showing = cell
    return plain_name(name) in ADDED_COLUMNS or (name in places and not showing)


def _as_it_was(row: UnaskedRow, cells: dict[_Cell, str], places: Mapping[str, str]) -> list[str]:
    written = {plain_name(name): text for (name, _), text in reversed(cells.items())}
    ours = {name: written.get(name, "") for name in ADDED_COLUMNS}
    ours |= {column: cells.get((name, 0), "") for name, column in places.items()}
    if row.is_bad or not ours[STATUS_COLUMN]:
        ours |= {STATUS_COLUMN: row.status, "geocode_reason": row.reason}
    return [*ours.values(), *row.beyond]


def _found(stop: Stop) -> list[str]:
    result = stop.geocode
    at = stop.coordinate
    place = [f"{at.lat_deg:.7f}", f"{at.lon_deg:.7f}"] if at else ["", ""]
    if result is None:
        return [*place, *[""] * (len(ADDED_COLUMNS) - 3), pin_text(at)]
    best = result.best
    is_own = best is not None and best.precision is Precision.PIN and best.provider != PINS_PROVIDER
    return [
        *place,
        str(result.status),
        str(best.precision) if best else "",
        f"{best.score:.3f}" if best else "",
        best.matched if best else "",
        best.provider if best else "",
        _shown(result.runner_up),
        _metres(result.gap_m),
        _metres(result.snap_m),
        result.reason or ("; ".join(best.differs) if best else ""),
        query_behind(stop) if is_own else str(stop.address),
        pin_text(at, result.status, was_confirmed=is_confirmed(stop)),
    ]


def _shown(candidate: GeocodeCandidate | None) -> str:
    if candidate is None:
        return ""
    at = candidate.coordinate
    return f"{candidate.matched} ({at.lat_deg:.6f}, {at.lon_deg:.6f})"


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
