"""How far each vehicle is on its route, and whether it keeps its hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lastmile_cli.domain.order_states import SERVED, Fit, OrderState
from lastmile_cli.domain.plan import Plan, Route, Visit
from lastmile_cli.tracking.fold import DayState
from lastmile_cli.tracking.lives import FACTS, OrderLife
from lastmile_cli.tracking.vehicles import VehicleLife


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteProgress:
    """
    One vehicle on its way.

    ``served``, ``failed`` and ``ahead`` are stops; one of several orders counts as served when
    any of them was. ``following`` is the next stop's visit, ``last_at`` when the last one ended.
    ``behind_s`` is by how much that was later than planned (negative: earlier), ``None`` before
    the first.
    """

    route: Route
    vehicle: VehicleLife
    stops: int
    served: int
    failed: int
    following: Visit | None
    last_at: datetime | None
    behind_s: int | None

    @property
    def ahead(self) -> int:
        """Stops still to come."""
        return self.stops - self.served - self.failed


def list_progress(plan: Plan, state: DayState) -> tuple[RouteProgress, ...]:
    """Say how far each route is, in the plan's order."""
    lives: dict[str, list[OrderLife]] = {}
    for life in state.orders.values():
        lives.setdefault(life.expected.visit_id, []).append(life)
    return tuple(_progress(plan, state, route, lives) for route in plan.routes)


def _progress(
    plan: Plan, state: DayState, route: Route, lives: dict[str, list[OrderLife]]
) -> RouteProgress:
    served = failed = 0
    following: Visit | None = None
    last: tuple[datetime, Visit] | None = None
    for visit in route.stop_visits:
        own = lives.get(visit.stop_id or "", [])
        if any(life.is_open for life in own):
            following = following or visit
            continue
        was_served = any(life.state in SERVED for life in own)
        served, failed = served + was_served, failed + (not was_served)
        at = ended_at(own)
        if at is not None and (last is None or at >= last[0]):
            last = at, visit
    return RouteProgress(
        route=route,
        vehicle=state.vehicles[route.vehicle_id],
        stops=len(route.stop_visits),
        served=served,
        failed=failed,
        following=following,
        last_at=last[0] if last else None,
        behind_s=plan.day.at_s(last[0]) - last[1].depart_s if last else None,
    )


def ended_at(lives: Sequence[OrderLife]) -> datetime | None:
    """When the vehicle was done there; who cancels beforehand was not visited."""
    ends = [
        step.at
        for life in lives
        for step in life.steps
        if (step.fit is Fit.LEADS or step.event.kind in FACTS)
        and step.state in SERVED | {OrderState.FAILED_ATTEMPT, OrderState.REFUSED}
    ]
    return max(ends, default=None)
