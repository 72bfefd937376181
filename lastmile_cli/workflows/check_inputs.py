"""Everything wrong with a day's inputs, at once and without planning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lastmile_cli.domain.errors import InputRefusedError, LastmileError
from lastmile_cli.domain.notices import Notice, Severity, has_errors
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.roads.registry import open_roads
from lastmile_cli.workflows.day_inputs import DayInputs, read_day
from lastmile_cli.workflows.locate_stops import geocode_day, snap_day


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Every notice, and whether a plan would be refused."""

    notices: tuple[Notice, ...]
    is_refused: bool
    stops: int = 0
    service_date: date | None = None

    @property
    def summary(self) -> str:
        """One line for people."""
        counts = {
            severity: sum(notice.severity is severity for notice in self.notices)
            for severity in Severity
        }
        told = ", ".join(f"{count} {severity}(s)" for severity, count in counts.items())
        verdict = "would be refused" if self.is_refused else "can be planned"
        day = f" for {self.service_date}" if self.service_date else ""
        return f"{self.stops} stops{day}: {told}; the day {verdict}."


def check_inputs(
    stops: str,
    config: str,
    *,
    service_date: date | None,
    skip_bad_rows: bool,
    offline: bool,
    progress: ProgressHook = no_progress,
) -> CheckReport:
    """
    Read config and stops, find every address and street; collect, never stop at the first.

    Raises
    ------
    ServiceUnreachableError
        No geocoder could be asked.
    """
    try:
        inputs = read_day(stops, config, service_date=service_date, skip_bad_rows=skip_bad_rows)
    except InputRefusedError as error:
        return CheckReport(notices=_told(error), is_refused=True)
    notices = list(inputs.notices)
    refused = inputs.stops_read.is_refused
    try:
        located, is_refused = _places(inputs, offline=offline, progress=progress)
        notices += located
        refused = refused or is_refused
    except InputRefusedError as error:
        notices += [notice for notice in _told(error) if notice not in notices]
        refused = True
    return CheckReport(
        notices=tuple(sorted(notices, key=_reading_order)),
        is_refused=refused,
        stops=len(inputs.stops_read.stops),
        service_date=inputs.day.date,
    )


def _places(
    inputs: DayInputs, *, offline: bool, progress: ProgressHook
) -> tuple[tuple[Notice, ...], bool]:
    roads = open_roads(inputs.config.roads, progress)
    names = {"file": inputs.stops_read.file, "config_file": inputs.config_file}
    located = geocode_day(
        inputs.stops_read.stops,
        inputs.config,
        **names,
        map_path=inputs.map_path,
        offline=offline,
        progress=progress,
    )
    located = snap_day(located, roads, **names)
    return located.notices, has_errors(located.notices)


def _reading_order(notice: Notice) -> tuple[str, int]:
    """From the top of each file to its end, what concerns the whole file first."""
    return notice.place.file, notice.place.row or 0


def _told(error: LastmileError) -> tuple[Notice, ...]:
    if error.notices:
        return error.notices
    from lastmile_cli.domain.notices import Place

    return (
        Notice(
            code=error.code,
            severity=Severity.ERROR,
            place=Place(),
            problem=error.message,
            hint=error.hint,
        ),
    )
