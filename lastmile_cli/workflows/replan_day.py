"""The rest of a day planned anew, from where its vehicles are: the next version of its plan."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.events import Event, EventKind
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.under_way import Mode
from lastmile_cli.engines.interrupts import stop_on_ctrl_c
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping, read_config
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.sources import read_source
from lastmile_cli.planning.line_haul import ready_of_plan, with_ready
from lastmile_cli.replanning.difference import PlanDifference, difference_of
from lastmile_cli.tracking.fold import DayState
from lastmile_cli.workflows.asked_orders import read_asked
from lastmile_cli.workflows.day_roads import DayRoads, reopen_day_roads
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.live_desk import LiveDesk
from lastmile_cli.workflows.posed_again import located_of
from lastmile_cli.workflows.street_speeds import lay_speeds_again
from lastmile_cli.workflows.track_events import keep_events, track

SOURCE = "replan"
"""Who says what is told with a plan: `lastmile replan --cancel`, `--down`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanRequest:
    """
    What is to be planned anew.

    ``at`` is a time of the day instead of now, ``orders`` a file of new ones, ``cancel`` orders
    nobody waits for any more, ``down`` vehicles that go no farther; these are kept as events
    where ``keeps`` is set. ``mode`` says what may move. With ``if_late_min`` only a day on which
    somebody is expected later than promised, by at least so many minutes, is planned anew.
    """

    plan: str
    config: str
    at: str = ""
    mode: Mode = Mode.KEEP
    orders: str = ""
    cancel: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    if_late_min: int | None = None
    iterations: int | None = None
    time_limit_s: float | None = None
    seed: int | None = None
    offline: bool = False
    keeps: bool = False
    lock_wait_s: float = 10.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Replan:
    """
    The plan before and the one after, what differs, and what is to be told.

    ``late_s`` is by how much somebody would have been later than promised, at most.
    """

    before: Plan
    plan: Plan
    difference: PlanDifference
    now_s: int
    late_s: int
    interrupted: bool = False
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTime:
    """Nobody is late enough: the plan stands."""

    plan: Plan
    now_s: int
    late_s: int


def replan(request: ReplanRequest, progress: ProgressHook = no_progress) -> Replan | OnTime:
    """
    Plan anew what is still ahead of a day.

    What is done stays as it was. Goods stay in the vehicle that has them; a stop somebody is on
    the way to stays the next one.

    Raises
    ------
    InputRefusedError
        Something that came in cannot be used, or nothing of the day is ahead.
    NotSupportedError
        The plan's roads are a matrix.
    PlanCheckError
        The referee refuses the finished plan.
    """
    started_s = time.monotonic()
    progress(Progress(label="Reading the day"))
    told: list[Event] = []

    def also(plan: Plan, state: DayState, now: datetime) -> list[Event]:
        told.extend(_told(request, plan, state, now.astimezone(UTC)))
        return told

    tracked = track(request.plan, request.config, request.at, also)
    plan, now_s = tracked.plan, tracked.plan.day.at_s(tracked.now)
    late_s = max((max(it.late_s, it.beyond_s) for it in tracked.outlook.values()), default=0)
    is_asked = told or request.orders or request.if_late_min is None
    if not is_asked and late_s < 60 * (request.if_late_min or 0):
        return OnTime(plan=plan, now_s=now_s, late_s=late_s)
    config = _with_effort(_config(plan, request.config), request)
    opened = reopen_day_roads(
        config, plan.day, located_of(plan), plan.provenance.roads.map_sha256, progress
    )
    fresh, notices = _fresh(request, plan, opened, progress)
    if request.keeps and told:
        # They are true whatever becomes of the plan.
        keep_events(told, request.config, lock_wait_s=request.lock_wait_s)
    desk = LiveDesk.of(tracked, opened, fresh, now_s, progress)
    if not desk.is_ahead:
        raise InputRefusedError(
            f"Nothing of {plan.day.date} is ahead at {plan.day.clock(now_s)}.",
            hint="--at names another time of that day",
        )
    with stop_on_ctrl_c() as stop:
        deadline = Deadline.for_command(config.solver.time_limit_s, started_s).heeding(stop)
        after = desk.replan(request.mode, progress, deadline)
        interrupted = deadline.is_interrupted
    return Replan(
        before=plan,
        plan=after,
        difference=difference_of(plan, after),
        now_s=now_s,
        late_s=late_s,
        interrupted=interrupted,
        notices=notices,
    )


def _fresh(
    request: ReplanRequest, plan: Plan, opened: DayRoads, progress: ProgressHook
) -> tuple[tuple[Stop, ...], tuple[Notice, ...]]:
    """New orders, found on the map."""
    if not request.orders:
        return (), ()
    asked = read_asked(
        plan,
        opened,
        config=request.config,
        cells={},
        orders=request.orders,
        offline=request.offline,
        progress=progress,
        is_taken=True,
    )
    return asked.stops, asked.notices


def _told(request: ReplanRequest, plan: Plan, state: DayState, now: datetime) -> Iterator[Event]:
    """Write what the dispatcher says as events; it must be about what is ahead of this plan."""
    orders = {name for stop in plan.stops for name in (stop.stop_id, *stop.order_ids)}
    for name in request.cancel:
        _require(name, orders, "order")
        life = state.orders.get(name)
        if life is not None and not life.is_open:
            raise InputRefusedError(
                f"Order {name} is {life.state.value.replace('_', ' ')} already.",
                hint="leave --cancel out for it",
            )
        yield Event(kind=EventKind.CANCELLED, at=now, received_at=now, order_id=name, source=SOURCE)
    vehicles = {route.vehicle_id for route in plan.routes}
    for name in request.down:
        _require(name, vehicles, "route of a vehicle")
        yield Event(
            kind=EventKind.BREAKDOWN, at=now, received_at=now, vehicle_id=name, source=SOURCE
        )


def _require(name: str, known: set[str], what: str) -> None:
    if name not in known:
        raise InputRefusedError(f"The plan has no {what} {name!r}.", hint=suggestion(name, known))


def _with_effort(config: Config, request: ReplanRequest) -> Config:
    """The plan's own effort was for a whole night."""
    solver = replace(
        config.solver,
        iterations=request.iterations,
        time_limit_s=request.time_limit_s,
        seed=config.solver.seed if request.seed is None else request.seed,
    )
    return replace(config, solver=solver)


def _config(plan: Plan, name: str) -> Config:
    """Return the plan's configuration, on the streets as the file says they are by now."""
    given = read_config(read_source(name)).config_or_refuse()
    merged = {**plan.config, "roads": given.effective.get("roads", {})}
    config = config_from_mapping(merged, base=Path(), sha256=given.sha256, file=name)
    config = on_service_day(config, plan.day)
    if plan.line_haul is not None:
        config = with_ready(config, ready_of_plan(plan.line_haul, config.depots))
    return lay_speeds_again(config, plan)
