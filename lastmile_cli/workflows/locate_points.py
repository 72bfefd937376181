"""Where every collection point is, and which orders need no door of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lastmile_cli.domain.addresses import GeocodeStatus
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.geocoding.desk import GeocodingDesk


def needs_no_door(stop: Stop) -> bool:
    """Whether an order goes to a point that it names: its address need not be found."""
    return stop.delivery_option is DeliveryOption.COLLECTION_POINT and bool(stop.collection_point)


def locate_points(
    points: Sequence[CollectionPoint], desk: GeocodingDesk, config_file: str
) -> tuple[CollectionPoint, ...]:
    """
    Give every collection point its coordinate, and one that has only that words for it.

    Raises
    ------
    InputRefusedError
        The address of one is not surely found.
    """
    return tuple(_located(point, desk, config_file) for point in points)


def with_point_pins(
    effective: Mapping[str, Any], points: Sequence[CollectionPoint]
) -> dict[str, Any]:
    """Return the plain configuration with every point's place: a plan must not look it up again."""
    if not points:
        return dict(effective)
    pins = {point.point_id: point.coordinate for point in points}
    entries = []
    for entry in effective.get("collection_points", []):
        at = pins.get(entry.get("id"))
        entries.append({**entry, "lat": at.lat_deg, "lon": at.lon_deg} if at else entry)
    return {**effective, "collection_points": entries}


def _located(point: CollectionPoint, desk: GeocodingDesk, config_file: str) -> CollectionPoint:
    if point.coordinate is not None:
        words = None if point.address else desk.describe(point.coordinate)
        return replace(point, address=words) if words else point
    result = desk.geocode_address(point.address)
    if result.best is None or result.status is not GeocodeStatus.ACCEPT:
        notice = Notice(
            code="LM1557",
            severity=Severity.ERROR,
            place=Place(file=config_file, column=f"collection_points.{point.point_id}.address"),
            problem=f"{point.address} is not surely found: {result.reason or 'no answer'}.",
            hint="correct the address, or give the point a pin (lat, lon).",
        )
        raise InputRefusedError(
            f"Collection point {point.point_id} cannot be placed.",
            hint=notice.hint,
            notices=(notice,),
        )
    return replace(point, coordinate=result.best.coordinate)
