"""What a plan was made from, as a record and back."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.provenance import Provenance, RoadsProvenance
from lastmile_cli.domain.street_speeds import SpeedsFile
from lastmile_cli.records.fields import Fields


def provenance_to_record(provenance: Provenance) -> dict[str, Any]:
    """Lay out the provenance of a plan."""
    roads = provenance.roads
    return {
        "stops_sha256": provenance.stops_sha256,
        "config_sha256": provenance.config_sha256,
        "engine": provenance.engine,
        "seed": provenance.seed,
        "iterations": provenance.iterations,
        "repeatable": provenance.repeatable,
        "roads": {
            "source": roads.source,
            "map_sha256": roads.map_sha256,
            "profiles": list(roads.profiles),
            "periods": list(roads.periods),
            "closures": list(roads.closures),
            "is_estimate": roads.is_estimate,
            # Said only where it is so: plans along streets keep the ids they had.
            **({"is_straight": True} if roads.is_straight else {}),
            **_speeds(roads),
        },
        "calibration": provenance.calibration,
        "lastmile_version": provenance.lastmile_version,
    }


def _speeds(roads: RoadsProvenance) -> dict[str, Any]:
    """Files of street speeds; plans without any are written as they were before there were some."""
    files = [{"file": it.file, "sha256": it.sha256} for it in roads.speeds]
    return {"speeds": files} if files else {}


def provenance_from_record(fields: Fields) -> Provenance:
    """Read the provenance of a plan back."""
    roads = fields.inside("roads")
    return Provenance(
        stops_sha256=fields.text("stops_sha256"),
        config_sha256=fields.text("config_sha256"),
        engine=fields.text("engine"),
        seed=fields.whole("seed"),
        iterations=fields.count("iterations"),
        repeatable=fields.truth("repeatable"),
        roads=RoadsProvenance(
            source=roads.text("source"),
            map_sha256=roads.text("map_sha256"),
            profiles=roads.texts("profiles"),
            periods=roads.texts("periods"),
            closures=roads.texts("closures"),
            is_estimate=roads.truth("is_estimate") if roads.has("is_estimate") else False,
            speeds=tuple(
                SpeedsFile(file=it.text("file"), sha256=it.text("sha256"))
                for it in (roads.objects("speeds") if roads.has("speeds") else ())
            ),
            is_straight=roads.truth("is_straight") if roads.has("is_straight") else False,
        ),
        calibration=fields.text_or_none("calibration"),
        lastmile_version=fields.text("lastmile_version"),
    )
