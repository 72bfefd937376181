"""The inputs of a day: configuration and stops, read and checked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, has_errors
from lastmile_cli.domain.order_settings import OrderSettings
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config, ServiceSettings
from lastmile_cli.domain.street_speeds import SpeedTable
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.config_changes import ConfigChange
from lastmile_cli.intake.customers import CustomerBook, read_customers
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.mappings import read_mapping
from lastmile_cli.intake.order_lines import check_lm1574_goods_leave_a_hub, with_order_lines
from lastmile_cli.intake.roster_day import on_roster
from lastmile_cli.intake.sources import STDIN, Source, read_source
from lastmile_cli.intake.stops import read_stops
from lastmile_cli.intake.stops_read import BadRowPolicy, StopsRead
from lastmile_cli.plumbing.clock import now_utc
from lastmile_cli.workflows.add_carried import add_carried
from lastmile_cli.workflows.remembered_pins import recall
from lastmile_cli.workflows.street_speeds import LaidSpeeds, lay_speeds


class ConfigRefusedError(InputRefusedError):
    """The configuration is refused; the stops have not been opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayInputs:
    """
    What came in for one day.

    ``notices`` holds all of config, street speeds and stops; ``map_path`` is
    ``None`` where the config names no map. ``pins`` are those that were remembered.
    """

    config: Config
    config_file: str
    stops_read: StopsRead
    day: ServiceDay
    notices: tuple[Notice, ...]
    speeds: tuple[SpeedTable, ...] = ()
    pins: tuple[RememberedPin, ...] = ()

    @property
    def map_path(self) -> Path | None:
        """The map the config names, if any."""
        return Path(self.config.roads.map_path) if self.config.roads.map_path else None


def read_day(
    stops: str,
    config: str,
    *,
    service_date: date | None,
    skip_bad_rows: bool,
    mapping: str = "",
    carried: str = "",
    failed: str = "",
    changes: Sequence[ConfigChange] = (),
) -> DayInputs:
    """
    Read both inputs; refused stops are left to the caller to judge.

    ``mapping`` names a column mapping instead of the configuration's, ``carried``
    an earlier plan whose unserved stops are added, ``failed`` a list of its orders that
    were tried in vain. ``changes`` are values that stand for those of the configuration.

    Raises
    ------
    InputRefusedError
        A file cannot be read, or the configuration is refused.
    """
    source = _read(config, other=stops)
    read = read_config(source, base=Path() if config == STDIN else None, changes=changes)
    try:
        settings = read.config_or_refuse()
    except InputRefusedError as error:
        raise ConfigRefusedError(error.message, hint=error.hint, notices=error.notices) from error
    facts = FleetFacts.of(settings)
    orders = replace(settings.orders, mapping_path=mapping) if mapping else settings.orders
    customers = read_master(orders, settings.service)
    pins = recall(settings)
    stops_read = read_orders(
        stops, settings.service, facts, service_date, skip_bad_rows, orders, customers
    )
    day = ServiceDay(date=stops_read.service_date, timezone=settings.service.timezone)
    stops_read, of_carried = add_carried(stops_read, day, orders, carried, failed)
    # Lines may be of orders that are carried into the day.
    stops_read = with_lines(stops_read, settings, skip_bad_rows)
    laid = _laid(on_service_day(settings, day), day, read.notices, skip_bad_rows)
    return DayInputs(
        config=laid.config,
        config_file=source.file,
        stops_read=stops_read,
        day=day,
        notices=(
            *read.notices,
            *on_roster(settings, day.date).notices,
            *laid.notices,
            *(customers.notices if customers else ()),
            *pins.notices,
            *stops_read.notices,
            *of_carried,
        ),
        speeds=laid.tables,
        pins=pins.pins,
    )


def _laid(
    config: Config, day: ServiceDay, told: tuple[Notice, ...], skip_bad_rows: bool
) -> LaidSpeeds:
    try:
        return lay_speeds(config, day, skip_bad_rows=skip_bad_rows)
    except InputRefusedError as error:
        notices = (*told, *error.notices)
        raise ConfigRefusedError(error.message, hint=error.hint, notices=notices) from error


def read_orders(
    stops: str,
    service: ServiceSettings,
    facts: FleetFacts | None,
    service_date: date | None,
    skip_bad_rows: bool,
    orders: OrderSettings | None = None,
    customers: CustomerBook | None = None,
) -> StopsRead:
    """
    Read the stops file; without ``facts`` it is held against no fleet.

    Raises
    ------
    InputRefusedError
        There is no such file, or it cannot be read; or the column mapping is none.
    """
    named = orders.mapping_path if orders else ""
    return read_stops(
        read_source(stops),
        service=service,
        default_date=_tomorrow(service.timezone),
        wanted_date=service_date,
        facts=facts,
        on_bad_row=BadRowPolicy.SKIP if skip_bad_rows else BadRowPolicy.REFUSE,
        orders=orders,
        mapping=read_mapping(read_source(named)) if named else None,
        customers=customers,
    )


def with_lines(read: StopsRead, config: Config, skip_bad_rows: bool) -> StopsRead:
    """
    Give the orders the articles of the file of order lines, where one is named.

    Raises
    ------
    InputRefusedError
        There is no such file.
    """
    path = config.stock.order_lines_path
    if path:
        policy = BadRowPolicy.SKIP if skip_bad_rows else BadRowPolicy.REFUSE
        read = with_order_lines(read, read_source(path), policy)
    if not config.stock.is_counted:
        return read
    told = check_lm1574_goods_leave_a_hub(read.stops, read.file)
    return replace(read, notices=(*read.notices, *told))


def read_master(orders: OrderSettings, service: ServiceSettings) -> CustomerBook | None:
    """
    Open the master file of customers; ``None`` where none is named.

    Raises
    ------
    InputRefusedError
        It is no list of customers.
    """
    if not orders.customers_path:
        return None
    book = read_customers(read_source(orders.customers_path), service)
    if has_errors(book.notices):
        msg = f"{book.book.file} is refused: it is no list of customers."
        hint = "correct the file, or leave `customers` out of the configuration"
        raise InputRefusedError(msg, hint=hint, notices=book.notices)
    return book


def with_solver(
    config: Config,
    *,
    engine: str = "",
    iterations: int | None = None,
    time_limit_s: float | None = None,
    seed: int | None = None,
    workers: int | None = None,
) -> Config:
    """Return the configuration with what the command line says of the solver instead."""
    solver = config.solver
    if engine:
        solver = replace(solver, engine=engine)
    if iterations is not None:
        solver = replace(solver, iterations=iterations, time_limit_s=None)
    if time_limit_s is not None:
        solver = replace(solver, time_limit_s=time_limit_s, iterations=None)
    if seed is not None:
        solver = replace(solver, seed=seed)
    if workers is not None:
        solver = replace(solver, workers=workers)
    return replace(config, solver=solver)


def _read(config: str, *, other: str) -> Source:
    if config == STDIN == other:
        from lastmile_cli.domain.errors import UsageError

        raise UsageError(
            "Only one of stops and config can come from stdin.", hint="name a file for the other"
        )
    return read_source(config)


def _tomorrow(timezone: str) -> date:
    from zoneinfo import ZoneInfo

    return now_utc().astimezone(ZoneInfo(timezone)).date() + timedelta(days=1)
