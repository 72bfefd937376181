"""Events into the store, and what they make of a day."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.events import Event
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.settings import Config
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.event_file import EventContext, read_events
from lastmile_cli.intake.event_times import Moments
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.sources import read_source
from lastmile_cli.plumbing.clock import now_utc
from lastmile_cli.store.database import open_database
from lastmile_cli.store.event_log import EventLog
from lastmile_cli.tracking.fold import DayState, fold
from lastmile_cli.tracking.lives import OrderLife
from lastmile_cli.tracking.outlook import Expectation, expectations
from lastmile_cli.workflows.plan_files import load_plan

AFTER_THE_DAY = timedelta(hours=6)
"""So long behind midnight an event still belongs to the day before: evenings are long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What came of a file: events read, those of them that were new, rows refused."""

    file: str
    told: int
    new: int
    refused: int
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """
    A plan, and the state of its day at ``now``, with what is to be expected of it.

    Of a day that is over, or still to come, ``now`` is when the last of its events happened.
    """

    plan: Plan
    state: DayState
    now: datetime
    outlook: Mapping[str, Expectation]


Sayings = Callable[[Plan, DayState, datetime], Sequence[Event]]
"""What is to be taken as told of a plan's day at a time of it."""


def _nothing(_: Plan, __: DayState, ___: datetime) -> Sequence[Event]:
    return ()


def ingest(name: str, config_path: str, *, vehicle_id: str, lock_wait_s: float) -> Ingested:
    """
    Keep the events of a file; bad rows are told and left out, known ones passed over.

    Raises
    ------
    InputRefusedError
        The configuration is refused, or the file has no event at all.
    """
    config = _config(config_path)
    now = now_utc()
    zone = ZoneInfo(config.service.timezone)
    source = read_source(name)
    found = read_events(
        source,
        EventContext(
            moments=Moments(zone, now.astimezone(zone).date()),
            received_at=now,
            currency=config.service.currency,
            vehicle_id=vehicle_id,
        ),
    )
    if found.refused and not found.events:
        raise InputRefusedError(
            f"{source.file} holds no event that could be read.",
            hint="correct the rows named above; `lastmile track ingest --help` lists the columns",
            notices=found.notices,
        )
    with _log(config, lock_wait_s) as log:
        kept = log.append(found.events)
    return Ingested(
        file=source.file,
        told=kept.told,
        new=kept.new,
        refused=found.refused,
        notices=found.notices,
    )


def track(plan_name: str, config_path: str, at: str = "", also: Sayings = _nothing) -> Tracked:
    """
    Fold the events of a plan's day over it, up to a time of that day if one is given.

    ``also`` says at that time what nobody has told yet.

    Raises
    ------
    UsageError
        ``at`` is no time.
    """
    plan, config = load_plan(plan_name), _config(config_path)
    day = plan.day
    end_s = max((route.end_s for route in plan.every_route), default=0)
    until = day.instant(max(day.at_wall("00:00", day_offset=1), end_s)) + AFTER_THE_DAY
    asked = _moment(at, plan) if at else None
    with _log(config, 0.0) as log:
        if asked is None:
            events = log.of_day(day.starts_at, until)
        else:
            events = log.between(day.starts_at, asked + timedelta(seconds=1))
    state = fold(plan, events)
    now = asked or now_utc()
    if not day.starts_at <= now < until:
        now = state.last_at or day.starts_at
    more = also(plan, state, now)
    if more:
        state = fold(plan, [*events, *more])
    outlook = expectations(plan, state, day.at_s(now))
    return Tracked(plan=plan, state=state, now=now, outlook=outlook)


def keep_events(events: Sequence[Event], config_path: str, *, lock_wait_s: float) -> None:
    """Keep events that the dispatcher told."""
    with _log(_config(config_path), lock_wait_s) as log:
        log.append(events)


def _moment(text: str, plan: Plan) -> datetime:
    try:
        return Moments(plan.day.zone, plan.day.date).read(text)
    except CellError as error:
        raise UsageError(f"--at: {error.problem}", hint=error.hint) from None


def life_of(tracked: Tracked, order_id: str) -> OrderLife:
    """
    Return the life of one order.

    Raises
    ------
    InputRefusedError
        The plan has no such order; the nearest is suggested.
    """
    life = tracked.state.orders.get(order_id)
    if life is None:
        raise InputRefusedError(
            f"The plan has no order {order_id!r}.",
            hint=suggestion(order_id, tracked.state.orders),
        )
    return life


def _config(path: str) -> Config:
    return read_config(read_source(path), with_closures=False).config_or_refuse()


@contextlib.contextmanager
def _log(config: Config, lock_wait_s: float) -> Iterator[EventLog]:
    database = open_database(config.store, base=Path(), lock_wait_s=lock_wait_s)
    try:
        yield EventLog(database)
    finally:
        database.close()
