"""Addresses to a review sheet that can be edited and fed back, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from lastmile_cli.domain.addresses import GeocodeStatus
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.asking import NOT_ASKED
from lastmile_cli.geocoding.desk import GeocodingDesk
from lastmile_cli.geocoding.overrides_from_review import pins_of_review
from lastmile_cli.geocoding.review import UnaskedRow, review_rows
from lastmile_cli.geocoding.review_back import BAD_ROW, OTHER_DAY
from lastmile_cli.geocoding.suspicions import doubted
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.rows_aside import RowAside
from lastmile_cli.intake.sources import read_source
from lastmile_cli.intake.stops_read import ROWS_LEFT_OUT
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.plumbing.files import check_target, write_text
from lastmile_cli.records.geocodes import geocode_to_record
from lastmile_cli.workflows.day_inputs import DayInputs, read_day
from lastmile_cli.workflows.day_roads import open_day_roads
from lastmile_cli.workflows.locate_stops import with_walks
from lastmile_cli.workflows.remembered_pins import forget, remember, today


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest:
    """What the user asked for; ``output`` empty: nothing is written to a file."""

    stops: str
    config: str
    service_date: date | None = None
    output: str = ""
    offline: bool = False
    refresh: bool = False
    skip_bad_rows: bool = True
    mapping: str = ""
    remembers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """
    Every stop with what was found of its address, and the rows that are no stops.

    ``set_by_hand`` are the pins that somebody decided on, ``remembered`` those
    of them that the file of pins did not have.
    """

    inputs: DayInputs
    stops: tuple[Stop, ...]
    notices: tuple[Notice, ...]
    aside: tuple[RowAside, ...] = ()
    set_by_hand: tuple[RememberedPin, ...] = ()
    remembered: tuple[RememberedPin, ...] = ()

    def csv(self) -> str:
        """The review sheet."""
        meanings = self.inputs.stops_read.meanings
        places = {header: column for header, column, _ in meanings if column in ("lat", "lon")}
        unasked = [_unasked(row) for row in self.aside]
        return csv_text(*review_rows(self.stops, unasked, place_headers=places))

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
        return {
            "schema_version": 1,
            "counts": self.counts,
            "stops": items,
            "not_asked": aside,
            "remembered": [_pin_record(pin) for pin in self.remembered],
        }

    @property
    def counts(self) -> dict[str, int]:
        """How many were accepted, need review, failed."""
        statuses = [stop.geocode.status for stop in self.stops if stop.geocode]
        return {status.value: statuses.count(status) for status in GeocodeStatus}

    @property
    def unasked(self) -> int:
        """How many have no place because nobody could be asked offline."""
        return sum(bool(it.geocode and it.geocode.reason == NOT_ASKED) for it in self.stops)

    @property
    def summary(self) -> str:
        """What became of it, for people: a line, and another where pins were set."""
        told = ", ".join(f"{count} {status}" for status, count in self.counts.items())
        bad = sum(row.is_bad for row in self.aside)
        others = len(self.aside) - bad
        told += f"; {counted(bad, 'row')} with errors" if bad else ""
        told += f"; {counted(others, 'row')} for other days" if others else ""
        told = f"{counted(len(self.stops), 'address', 'addresses')}: {told}."
        return "\n".join(line for line in (told, self._of_pins) if line)

    @property
    def _of_pins(self) -> str:
        path = self.inputs.config.geocoding.pins_path
        if self.remembered:
            # No names of people here: this line ends up in logs.
            shown = "; ".join(str(pin.address) or pin.customer_id for pin in self.remembered[:3])
            more = f" and {len(self.remembered) - 3} more" if len(self.remembered) > 3 else ""
            pins = counted(len(self.remembered), "pin")
            return f"{pins} remembered in {Path(path).name}: {shown}{more}."
        if self.set_by_hand and not path:
            pins = counted(len(self.set_by_hand), "pin")
            return (
                f"{pins} set by hand: name a file under `geocoding: pins:` to have them remembered."
            )
        return ""


def look_up(request: ReviewRequest, progress: ProgressHook = no_progress) -> Review:
    """
    Look up every address of a stops file; nothing is written yet.

    Raises
    ------
    InputRefusedError
        The stops or the config cannot be used.
    OutputFailedError
        The sheet could not be written in the end.
    ServiceUnreachableError
        No provider could be asked; what was answered is kept.
    """
    if request.output:
        check_target(Path(request.output))
    inputs = read_day(
        request.stops,
        request.config,
        service_date=request.service_date,
        skip_bad_rows=request.skip_bad_rows,
        mapping=request.mapping,
    )
    inputs.stops_read.raise_if_refused()
    desk = open_desk(inputs, offline=request.offline, refresh=request.refresh, progress=progress)
    try:
        found, notices = desk.geocode_stops(inputs.stops_read.stops, file=inputs.stops_read.file)
    finally:
        desk.close()
    # A pin wins in a plan, whatever it looks like; here somebody is to look at it.
    found = _with_walks(doubted(found, notices), inputs, progress)
    # Here no row is left out: each stands in the sheet.
    told = [notice for notice in inputs.notices if notice.code != ROWS_LEFT_OUT]
    day = today(inputs.config.service)
    return Review(
        inputs=inputs,
        stops=tuple(found),
        notices=(*told, *notices),
        aside=inputs.stops_read.aside,
        set_by_hand=tuple(pins_of_review(inputs.stops_read.stops, found, day)),
    )


def keep(review: Review, request: ReviewRequest) -> Review:
    """
    Write the sheet where it was asked for, and remember what was set by hand.

    Raises
    ------
    InputRefusedError
        The file of pins is none.
    OutputFailedError
        A file cannot be written.
    """
    if request.output:
        write_text(Path(request.output), review.csv())
    if not request.remembers:
        return replace(review, set_by_hand=())
    new = remember(review.inputs.config, review.set_by_hand)
    return replace(review, remembered=tuple(new))


def open_desk(
    inputs: DayInputs,
    *,
    offline: bool,
    refresh: bool = False,
    progress: ProgressHook = no_progress,
) -> GeocodingDesk:
    """Open the desk that looks up a day's addresses; it is to be closed."""
    config = inputs.config
    return GeocodingDesk(
        settings=config.geocoding,
        map_path=inputs.map_path,
        offline=offline,
        refresh=refresh,
        bias=next((depot.coordinate for depot in config.depots if depot.coordinate), None),
        country=config.service.country,
        progress=progress,
        pins=inputs.pins,
    )


def forget_pins(whose: Sequence[str], config: str) -> list[RememberedPin]:
    """
    Take pins out of the configuration's file again, by address or by the customer's id.

    Raises
    ------
    InputRefusedError
        There is no such pin, or no such file.
    """
    settings: Config = read_config(read_source(config)).config_or_refuse()
    return [pin for one in whose for pin in forget(settings, one)]


def _with_walks(stops: list[Stop], inputs: DayInputs, progress: ProgressHook) -> list[Stop]:
    """Add the walk from the street to each door, where the map's own streets are driven on."""
    if inputs.map_path is None or inputs.config.roads.source != "embedded":
        return stops
    try:
        opened = open_day_roads(inputs.config, inputs.day, progress)
    except InputRefusedError:
        return stops  # What is wrong with the roads is told by `check`; addresses need none.
    return with_walks(stops, opened.config, opened.roads)


def _unasked(row: RowAside) -> UnaskedRow:
    return UnaskedRow(
        row=row.row,
        cells=row.cells,
        beyond=row.beyond,
        status=BAD_ROW if row.is_bad else OTHER_DAY,
        reason=row.reason,
        is_bad=row.is_bad,
    )


def _pin_record(pin: RememberedPin) -> dict[str, Any]:
    return {
        "address": str(pin.address),
        "customer_id": pin.customer_id,
        "lat": pin.coordinate.lat_deg,
        "lon": pin.coordinate.lon_deg,
        "set_on": pin.set_on.isoformat() if pin.set_on else None,
        "note": pin.note,
    }
