"""The review sheet: every row with its place, to be looked at, edited and fed back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.domain.addresses import GeocodeCandidate, Precision
from lastmile_cli.domain.pins import PINS_PROVIDER
from lastmile_cli.domain.stops import Cells, Stop
from lastmile_cli.geocoding.review_back import (
    PIN_COLUMN,
    QUERY_COLUMN,
    STATUS_COLUMN,
    pin_text,
    plain_name,
    query_behind,
)

ADDED_COLUMNS = (
    "lat", "lon", STATUS_COLUMN, "geocode_precision", "geocode_score", "geocode_matched",
    "geocode_provider", "geocode_runner_up", "geocode_gap_m", "geocode_snap_m", "geocode_reason",
    QUERY_COLUMN, PIN_COLUMN,
)  # fmt: skip

_LAT_NAMES = ("lat", "latitude", "geo_lat", "pin_lat", "gps_lat", "gps_latitude", "lat_deg")
_LON_NAMES = (
    "lon", "lng", "long", "longitude", "geo_lon", "geo_lng", "pin_lon", "gps_lon", "gps_lng",
    "gps_longitude", "lon_deg",
)  # fmt: skip
_OUR_NAMES = frozenset({*_LAT_NAMES, *_LON_NAMES, *ADDED_COLUMNS})


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
    stops: Sequence[Stop], unasked: Sequence[UnaskedRow] = ()
) -> tuple[list[str], list[list[str]]]:
    """
    Header and rows of the review sheet: the input columns, then what was found.

    The sheet may be edited and used as input again (``pin_word`` says how it is
    then read): ``geocode_query`` and ``geocode_pin`` keep what was asked and
    answered, so that an edited address or pin is recognised. Failed rows have
    no pin. Rows nobody was asked about stand in their place in the file.
    """
    every: list[tuple[int | None, Cells, list[str]]] = [
        (row, cells, found)
        for stop in stops
        for found in [_found(stop)]
        for row, cells in stop.input_rows
    ]
    every += [(row.row, row.cells, _as_it_was(row)) for row in unasked]
    # Rows of one door may have stood apart.
    if unasked or len(every) > len(stops):
        every.sort(key=lambda item: item[0] or 0)
    names = dict.fromkeys(name for _, cells, _ in every for name, _ in cells)
    columns = [name for name in names if plain_name(name) not in _OUR_NAMES]
    rows = []
    for _, written, ours in every:
        cells = dict(written)
        rows.append([cells.get(name, "") for name in columns] + ours)
    return [*columns, *ADDED_COLUMNS], rows


def _as_it_was(row: UnaskedRow) -> list[str]:
    cells = {plain_name(name): text for name, text in row.cells}
    ours = {name: cells.get(name, "") for name in ADDED_COLUMNS}
    ours["lat"] = next((cells[name] for name in _LAT_NAMES if cells.get(name)), "")
    ours["lon"] = next((cells[name] for name in _LON_NAMES if cells.get(name)), "")
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
        pin_text(at, result.status),
    ]


def _shown(candidate: GeocodeCandidate | None) -> str:
    if candidate is None:
        return ""
    at = candidate.coordinate
    return f"{candidate.matched} ({at.lat_deg:.6f}, {at.lon_deg:.6f})"


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
