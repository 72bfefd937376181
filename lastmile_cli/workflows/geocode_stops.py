"""Addresses to a review sheet that can be edited and fed back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lastmile_cli.domain.addresses import GeocodeStatus
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.desk import geocode_stops
from lastmile_cli.geocoding.review import UnaskedRow, review_rows
from lastmile_cli.geocoding.review_back import BAD_ROW, OTHER_DAY
from lastmile_cli.intake.rows_aside import RowAside
from lastmile_cli.intake.stops_read import ROWS_LEFT_OUT
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.plumbing.files import write_text
from lastmile_cli.records.geocodes import geocode_to_record
from lastmile_cli.workflows.day_inputs import read_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Every stop with what was found of its address, and the rows that are no stops."""

    stops: tuple[Stop, ...]
    notices: tuple[Notice, ...]
    aside: tuple[RowAside, ...] = ()

    def csv(self) -> str:
        """The review sheet."""
        return csv_text(*review_rows(self.stops, [_unasked(row) for row in self.aside]))

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
        aside = [
            {"row": row.row, "status": _unasked(row).status, "reason": row.reason}
            for row in self.aside
        ]
        return {"schema_version": 1, "counts": self.counts, "stops": items, "not_asked": aside}

    @property
    def counts(self) -> dict[str, int]:
        """How many were accepted, need review, failed."""
        statuses = [stop.geocode.status for stop in self.stops if stop.geocode]
        return {status.value: statuses.count(status) for status in GeocodeStatus}

    @property
    def summary(self) -> str:
        """One line for people."""
        told = ", ".join(f"{count} {status}" for status, count in self.counts.items())
        bad = sum(row.is_bad for row in self.aside)
        others = len(self.aside) - bad
        told += f"; {counted(bad, 'row')} with errors" if bad else ""
        told += f"; {counted(others, 'row')} for other days" if others else ""
        return f"{counted(len(self.stops), 'address', 'addresses')}: {told}."


def _unasked(row: RowAside) -> UnaskedRow:
    return UnaskedRow(
        row=row.row,
        cells=row.cells,
        beyond=row.beyond,
        status=BAD_ROW if row.is_bad else OTHER_DAY,
        reason=row.reason,
        is_bad=row.is_bad,
    )


def geocode_file(
    stops: str,
    config: str,
    *,
    service_date: date | None,
    output: str,
    offline: bool,
    skip_bad_rows: bool,
    mapping: str = "",
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
    inputs = read_day(
        stops, config, service_date=service_date, skip_bad_rows=skip_bad_rows, mapping=mapping
    )
    inputs.stops_read.raise_if_refused()
    bias = next((d.coordinate for d in inputs.config.depots if d.coordinate), None)
    found, notices = geocode_stops(
        inputs.stops_read.stops,
        inputs.config.geocoding,
        inputs.map_path,
        offline=offline,
        progress=progress,
        bias=bias,
        country=inputs.config.service.country,
        file=inputs.stops_read.file,
    )
    # Here no row is left out: each stands in the sheet.
    told = [notice for notice in inputs.notices if notice.code != ROWS_LEFT_OUT]
    review = Review(
        stops=tuple(found),
        notices=(*told, *notices),
        aside=inputs.stops_read.aside,
    )
    if output:
        write_text(Path(output), review.csv())
    return review
