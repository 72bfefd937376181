"""Addresses to a review sheet that can be edited and fed back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lastmile_cli.domain.addresses import GeocodeStatus
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.desk import geocode_stops
from lastmile_cli.geocoding.review import review_rows
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.plumbing.files import write_text
from lastmile_cli.records.geocodes import geocode_to_record
from lastmile_cli.workflows.day_inputs import read_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Every stop with what was found of its address."""

    stops: tuple[Stop, ...]
    notices: tuple[Notice, ...]

    def csv(self) -> str:
        """The review sheet."""
        return csv_text(*review_rows(self.stops))

    def record(self) -> dict[str, Any]:
        """The same as JSON."""
        items = [
            {
                "stop_id": stop.stop_id,
                "address": str(stop.address),
                "geocode": geocode_to_record(stop.geocode) if stop.geocode else None,
            }
            for stop in self.stops
        ]
        return {"schema_version": 1, "counts": self.counts, "stops": items}

    @property
    def counts(self) -> dict[str, int]:
        """How many were accepted, need review, failed."""
        statuses = [stop.geocode.status for stop in self.stops if stop.geocode]
        return {status.value: statuses.count(status) for status in GeocodeStatus}

    @property
    def summary(self) -> str:
        """One line for people."""
        told = ", ".join(f"{count} {status}" for status, count in self.counts.items())
        return f"{len(self.stops)} addresses: {told}."


def geocode_file(
    stops: str,
    config: str,
    *,
    service_date: date | None,
    output: str,
    offline: bool,
    skip_bad_rows: bool,
    progress: ProgressHook = no_progress,
) -> Review:
    """
    Look up every address of a stops file and, where ``output`` names a file, write the sheet.

    Raises
    ------
    InputRefusedError
        The stops or the config cannot be used.
    ServiceUnreachableError
        No provider could be asked; what was answered is kept.
    """
    inputs = read_day(stops, config, service_date=service_date, skip_bad_rows=skip_bad_rows)
    inputs.stops_read.raise_if_refused()
    bias = next((d.coordinate for d in inputs.config.depots if d.coordinate), None)
    found, notices = geocode_stops(
        inputs.stops_read.stops,
        inputs.config.geocoding,
        inputs.map_path,
        offline=offline,
        progress=progress,
        bias=bias,
        file=inputs.stops_read.file,
    )
    review = Review(stops=tuple(found), notices=(*inputs.notices, *notices))
    if output:
        write_text(Path(output), review.csv())
    return review
