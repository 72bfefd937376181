"""A piece of a map for the stops of a day, or for a box."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.geo import EARTH_RADIUS_M, BoundingBox, Coordinate
from lastmile_cli.domain.order_settings import OrderSettings
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.sources import read_source
from lastmile_cli.plumbing.files import check_target
from lastmile_cli.plumbing.locks import exclusive
from lastmile_cli.roads.clip import ClipReport, clip_map
from lastmile_cli.workflows.day_inputs import read_master, read_orders

NOBODY = ServiceSettings(timezone="UTC", currency="EUR")
"""Stands for a service where only the pins of a file are wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipped:
    """The piece, its box, and how many stops had no place."""

    report: ClipReport
    box: BoundingBox
    without_place: int = 0

    def record(self) -> dict[str, Any]:
        """The report as JSON."""
        piece = {**asdict(self.report), "path": str(self.report.path)}
        box = asdict(self.box)
        return {"schema_version": 1, **piece, "box": box, "without_place": self.without_place}

    def lines(self) -> list[str]:
        """The report for people."""
        it = self.report
        told = [
            f"{it.path}: {it.size_bytes:,} bytes, {counted(it.ways, 'way')}, "
            f"{counted(it.nodes, 'node')}, {counted(it.restrictions, 'turn restriction')}."
        ]
        if self.without_place:
            told.append(
                f"{counted(self.without_place, 'stop')} without a pin did not count: "
                f"`lastmile geocode -o` gives them one."
            )
        return told


def parse_box(text: str) -> BoundingBox:
    """
    Read "west,south,east,north" in degrees, as osmium and Geofabrik write boxes.

    >>> parse_box("24.9,60.1,25.0,60.2").north_deg
    60.2

    Raises
    ------
    UsageError
        Not four numbers, or a box turned inside out.
    """
    hint = "write west,south,east,north in degrees, as in 24.93,60.16,24.96,60.18"
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"{text!r} is no box.", hint=hint) from None
    inside = abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90
    if not (west < east and south < north and inside):
        raise UsageError(f"{text!r} is no box on the earth.", hint=hint)
    return BoundingBox(south_deg=south, west_deg=west, north_deg=north, east_deg=east)


def clip_to(
    map_path: str, box: BoundingBox, output: str, progress: ProgressHook = no_progress
) -> Clipped:
    """
    Write the part of a map that touches a box.

    Raises
    ------
    InputRefusedError
        The map cannot be used, or has nothing there.
    OutputFailedError
        The target cannot be written.
    """
    source, target = Path(map_path), Path(output)
    check_target(target, inputs=[source])
    with exclusive(target):
        return Clipped(report=clip_map(source, box, target, progress), box=box)


def clip_around(
    map_path: str,
    stops: str,
    km: float,
    output: str,
    *,
    config: str = "",
    mapping: str = "",
    progress: ProgressHook = no_progress,
) -> Clipped:
    """
    Write the part of a map within so many kilometres of stops with pins, and of depots.

    ``mapping`` names a column mapping instead of the configuration's.

    Raises
    ------
    InputRefusedError
        No stop has a pin, or the map has nothing there.
    """
    service, points, orders = NOBODY, list[Coordinate](), OrderSettings()
    if config:
        settings = read_config(read_source(config)).config_or_refuse()
        service, orders = settings.service, settings.orders
        points += [depot.coordinate for depot in settings.depots if depot.coordinate]
    orders = replace(orders, mapping_path=mapping) if mapping else orders
    customers = read_master(orders, service)
    read = read_orders(stops, service, None, None, True, orders, customers)
    pins = [stop.coordinate for stop in read.stops if stop.coordinate]
    if not pins:
        raise InputRefusedError(
            f"No stop of {stops} has a pin (lat, lon).",
            hint="`lastmile geocode STOPS -c CONFIG -o review.csv` gives them one; use review.csv",
        )
    box = box_around([*points, *pins], km)
    clipped = clip_to(map_path, box, output, progress)
    return Clipped(report=clipped.report, box=box, without_place=len(read.stops) - len(pins))


def box_around(points: Sequence[Coordinate], km: float) -> BoundingBox:
    """Box of some points, wider by so many kilometres on each side."""
    south = min(point.lat_deg for point in points)
    north = max(point.lat_deg for point in points)
    margin = math.degrees(km * 1000 / EARTH_RADIUS_M)
    wider = margin / math.cos(math.radians(min(85.0, max(abs(south), abs(north)))))
    return BoundingBox(
        south_deg=max(-90.0, south - margin),
        west_deg=max(-180.0, min(point.lon_deg for point in points) - wider),
        north_deg=min(90.0, north + margin),
        east_deg=min(180.0, max(point.lon_deg for point in points) + wider),
    )
