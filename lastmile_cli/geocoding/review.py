"""The review sheet: every row with its place, to be looked at, edited and fed back."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.addresses import GeocodeCandidate
from lastmile_cli.domain.stops import Stop

STATUS_COLUMN = "geocode_status"

ADDED_COLUMNS = (
    "lat", "lon", STATUS_COLUMN, "geocode_precision", "geocode_score", "geocode_matched",
    "geocode_provider", "geocode_runner_up", "geocode_gap_m", "geocode_snap_m", "geocode_reason",
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
_UNCONFIRMED = frozenset({"review", "fail"})


def review_rows(stops: Sequence[Stop]) -> tuple[list[str], list[list[str]]]:
    """
    Header and rows of the review sheet: the input columns, then what was found.

    The sheet may be edited and used as input again. A row whose
    ``geocode_status`` still says "review" is not confirmed by that: change the
    status to "accept", or the pin, or the address. Failed rows have no pin.
    """
    columns = [name for name in _input_columns(stops) if not _is_ours(name)]
    rows = []
    for stop in stops:
        cells = dict(stop.cells)
        rows.append([cells.get(name, "") for name in columns] + _found(stop))
    return [*columns, *ADDED_COLUMNS], rows


def is_unconfirmed(stop: Stop) -> bool:
    """Whether the stop comes from a review sheet on which nobody has settled it yet."""
    status = next((text for name, text in stop.cells if _plain(name) == STATUS_COLUMN), "")
    return status.strip().lower() in _UNCONFIRMED


def _input_columns(stops: Sequence[Stop]) -> list[str]:
    return list(dict.fromkeys(name for stop in stops for name, _ in stop.cells))


def _is_ours(name: str) -> bool:
    plain = _plain(name)
    return plain in _PIN_COLUMNS or plain in ADDED_COLUMNS


def _plain(name: str) -> str:
    return "_".join(name.strip().lower().replace("-", " ").split())


def _found(stop: Stop) -> list[str]:
    result = stop.geocode
    at = stop.coordinate
    place = [f"{at.lat_deg:.7f}", f"{at.lon_deg:.7f}"] if at else ["", ""]
    if result is None:
        return [*place, *[""] * (len(ADDED_COLUMNS) - 2)]
    best = result.best
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
    ]


def _shown(candidate: GeocodeCandidate | None) -> str:
    if candidate is None:
        return ""
    at = candidate.coordinate
    return f"{candidate.matched} ({at.lat_deg:.6f}, {at.lon_deg:.6f})"


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
