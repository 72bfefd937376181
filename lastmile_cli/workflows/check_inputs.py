"""Everything wrong with a day's inputs, at once and without planning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError, LastmileError
from lastmile_cli.domain.notices import Notice, Severity, has_errors
from lastmile_cli.domain.order_settings import OrderSettings
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.intake.stops_read import StopsRead
from lastmile_cli.planning.checks import check_stops
from lastmile_cli.planning.pose_vehicles import working_vehicles
from lastmile_cli.workflows.day_inputs import (
    ConfigRefusedError,
    DayInputs,
    read_day,
    read_orders,
)
from lastmile_cli.workflows.day_roads import open_day_roads
from lastmile_cli.workflows.locate_stops import Located, geocode_day, stand_on_roads
from lastmile_cli.workflows.map_region import check_region

UNKNOWN_SERVICE = ServiceSettings(timezone="UTC", currency="EUR")
"""Where there is no configuration: clocks that never change, and no price is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """
    Every notice, and whether a plan would be refused.

    ``rows`` counts the orders of the day in the file, ``stops`` the doors of those
    that can be read, ``usable`` the orders that also have a place on the streets. ``remark``
    says what was not looked at, and why, ``read`` is the file itself; with
    ``is_read_only`` nobody looked for the places.
    """

    notices: tuple[Notice, ...]
    is_refused: bool
    stops: int = 0
    rows: int = 0
    usable: int = 0
    service_date: date | None = None
    remark: str = ""
    is_read_only: bool = False
    read: StopsRead | None = None

    @property
    def reading(self) -> str:
        """One line for people on how the stops file is written; empty where it is no file."""
        read = self.read
        return f"{read.file}: {read.dialect}." if read and read.dialect else ""

    @property
    def dialect(self) -> dict[str, Any] | None:
        """The same as plain data."""
        return asdict(self.read.dialect) if self.read and self.read.dialect else None

    @property
    def summary(self) -> str:
        """One line for people."""
        told = ", ".join(
            counted(sum(notice.severity is severity for notice in self.notices), severity.value)
            for severity in Severity
        )
        verdict = "would be refused" if self.is_refused else "can be planned"
        day = f" for {self.service_date}" if self.service_date else ""
        can = "can be read" if self.is_read_only else "can be used"
        usable = f"{self.usable:,} of {counted(self.rows, 'stop')}{day} {can}"
        remark = f" {self.remark}" if self.remark else ""
        return f"{usable}: {told}; the day {verdict}.{remark}"


def check_inputs(
    stops: str,
    config: str,
    *,
    service_date: date | None,
    skip_bad_rows: bool,
    offline: bool,
    mapping: str = "",
    progress: ProgressHook = no_progress,
) -> CheckReport:
    """
    Read config and stops, find every address and street; collect, never stop at the first.

    ``mapping`` names a column mapping instead of the configuration's.

    Where the config is refused the stops are still read, as far as they can be without it.

    Raises
    ------
    ServiceUnreachableError
        No geocoder could be asked.
    """
    try:
        inputs = read_day(
            stops,
            config,
            service_date=service_date,
            skip_bad_rows=skip_bad_rows,
            mapping=mapping,
        )
    except ConfigRefusedError as error:
        return _stops_alone(error, stops, service_date, skip_bad_rows, mapping)
    except InputRefusedError as error:
        return CheckReport(notices=_told(error), is_refused=True, remark="The stops were not read.")
    read = inputs.stops_read
    notices = list(inputs.notices)
    refused = read.is_refused
    usable = 0
    try:
        located = _places(inputs, offline=offline, progress=progress)
        notices += [*located.notices, *_of_fleet(located, read.file)]
        usable = _orders(located.stops)
        refused = refused or has_errors(located.notices)
    except InputRefusedError as error:
        notices += [notice for notice in _told(error) if notice not in notices]
        refused = True
    return CheckReport(
        notices=tuple(sorted(notices, key=_reading_order)),
        is_refused=refused,
        stops=len(read.stops),
        rows=_orders(read.stops) + len(read.bad_rows),
        usable=usable,
        service_date=inputs.day.date,
        read=read,
    )


def _stops_alone(
    refused: ConfigRefusedError,
    stops: str,
    service_date: date | None,
    skip_bad_rows: bool,
    mapping: str,
) -> CheckReport:
    """What can be said of the stops without a configuration."""
    try:
        orders = OrderSettings(mapping_path=mapping)
        read = read_orders(stops, UNKNOWN_SERVICE, None, service_date, skip_bad_rows, orders)
    except InputRefusedError as error:
        notices = (*_told(refused), *_told(error))
        return CheckReport(notices=notices, is_refused=True, remark="The stops were not read.")
    return CheckReport(
        notices=tuple(sorted((*_told(refused), *read.notices), key=_reading_order)),
        is_refused=True,
        stops=len(read.stops),
        rows=_orders(read.stops) + len(read.bad_rows),
        usable=_orders(read.stops),
        service_date=read.service_date,
        remark="As the config is refused, addresses, skills and vehicles were not looked at.",
        is_read_only=True,
        read=read,
    )


def _orders(stops: Iterable[Stop]) -> int:
    return sum(len(stop.order_ids) for stop in stops)


def _places(inputs: DayInputs, *, offline: bool, progress: ProgressHook) -> Located:
    opened = open_day_roads(inputs.config, inputs.day, progress)
    check_region(
        opened.roads,
        inputs.config.depots,
        inputs.stops_read.stops,
        map_path=inputs.config.roads.map_path,
        config_file=inputs.config_file,
    )
    located = geocode_day(
        inputs.stops_read.stops,
        opened.config,
        file=inputs.stops_read.file,
        config_file=inputs.config_file,
        map_path=inputs.map_path,
        offline=offline,
        pins=inputs.pins,
        progress=progress,
    )
    return stand_on_roads(opened, located, inputs)[0]


def _of_fleet(located: Located, file: str) -> Iterator[Notice]:
    """What the stops ask for that nobody of the day has: planning tells the same."""
    vehicles = [vehicle for vehicle, _ in working_vehicles(located.config)]
    return check_stops(located.stops, located.config, vehicles, frozenset(), file)


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
