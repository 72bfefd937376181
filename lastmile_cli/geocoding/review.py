"""The review sheet: every row with its place, to be looked at, edited and fed back."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.addresses import GeocodeCandidate, Precision
from lastmile_cli.domain.stops import Stop
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

_PIN_COLUMNS = frozenset(
    {
        "lat",
        "lon",
        "latitude",
        "longitude",
        "lng",
        "long",
        "geo_lat",
        "geo_lon",
        "pin_lat",
        "pin_lon",
    }
)


def review_rows(stops: Sequence[Stop]) -> tuple[list[str], list[list[str]]]:
    """
    Header and rows of the review sheet: the input columns, then what was found.

    The sheet may be edited and used as input again (``pin_word`` says how it is
    then read): ``geocode_query`` and ``geocode_pin`` keep what was asked and
    answered, so that an edited address or pin is recognised. Failed rows have
    no pin.
    """
    columns = [name for name in _input_columns(stops) if not _is_ours(name)]
    rows = []
    for stop in stops:
        cells = dict(stop.cells)
        rows.append([cells.get(name, "") for name in columns] + _found(stop))
    return [*columns, *ADDED_COLUMNS], rows


def _input_columns(stops: Sequence[Stop]) -> list[str]:
    return list(dict.fromkeys(name for stop in stops for name, _ in stop.cells))


def _is_ours(name: str) -> bool:
    plain = plain_name(name)
    return plain in _PIN_COLUMNS or plain in ADDED_COLUMNS


def _found(stop: Stop) -> list[str]:
    result = stop.geocode
    at = stop.coordinate
    place = [f"{at.lat_deg:.7f}", f"{at.lon_deg:.7f}"] if at else ["", ""]
    if result is None:
        return [*place, *[""] * (len(ADDED_COLUMNS) - 3), pin_text(at)]
    best = result.best
    is_pin = best is not None and best.precision is Precision.PIN
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
        query_behind(stop) if is_pin else str(stop.address),
        pin_text(at),
    ]


def _shown(candidate: GeocodeCandidate | None) -> str:
    if candidate is None:
        return ""
    at = candidate.coordinate
    return f"{candidate.matched} ({at.lat_deg:.6f}, {at.lon_deg:.6f})"


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
