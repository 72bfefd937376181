"""What became of an address, as a record and back."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.addresses import (
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.records.fields import Fields


def geocode_to_record(result: GeocodeResult) -> dict[str, Any]:
    """Lay out what a geocoder made of an address."""
    return {
        "status": result.status.value,
        "best": _candidate_to_record(result.best) if result.best else None,
        "runner_up": _candidate_to_record(result.runner_up) if result.runner_up else None,
        "gap_m": result.gap_m,
        "snap_m": result.snap_m,
        "reason": result.reason,
    }


def geocode_from_record(fields: Fields) -> GeocodeResult | None:
    """Read a geocoder's answer back; ``None`` when it cannot be one."""
    best, runner_up = fields.inside_or_none("best"), fields.inside_or_none("runner_up")
    values: dict[str, Any] = {
        "status": fields.word("status", GeocodeStatus),
        "best": _candidate_from_record(best) if best else None,
        "runner_up": _candidate_from_record(runner_up) if runner_up else None,
        "gap_m": fields.number_or_none("gap_m"),
        "snap_m": fields.number_or_none("snap_m"),
        "reason": fields.text("reason"),
    }
    return fields.build(lambda: GeocodeResult(**values))


def _candidate_to_record(candidate: GeocodeCandidate) -> dict[str, Any]:
    return {
        "lat": candidate.coordinate.lat_deg,
        "lon": candidate.coordinate.lon_deg,
        "precision": candidate.precision.value,
        "score": candidate.score,
        "matched": candidate.matched,
        "provider": candidate.provider,
        "differs": list(candidate.differs),
    }


def _candidate_from_record(fields: Fields) -> GeocodeCandidate | None:
    values: dict[str, Any] = {
        "coordinate": fields.coordinate(),
        "precision": fields.word("precision", Precision),
        "score": fields.number("score"),
        "matched": fields.text("matched"),
        "provider": fields.text("provider"),
        "differs": fields.texts("differs"),
    }
    return fields.build(lambda: GeocodeCandidate(**values))
