"""What becomes of each order in a plan: which vehicle or partner, when, where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lastmile_cli.domain.plan import Plan, Visit
from lastmile_cli.domain.stops import Stop


class Outcome(StrEnum):
    """What a plan does with a stop."""

    SERVED = "served"
    OUTSOURCED = "outsourced"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """
    What a plan does with one stop, as its customer asked for it.

    ``carrier`` is the vehicle, or the partner, or empty; seconds are of the service day.
    ``position`` counts the vehicle's stops from 1, over all its trips. ``point`` is the
    collection point where the goods are left, if they are.
    """

    stop: Stop
    outcome: Outcome
    carrier: str = ""
    trip: int = 0
    position: int = 0
    start_s: int = 0
    eta_s: tuple[int, int] = (0, 0)
    point: str = ""


def whereabouts_of(plan: Plan) -> tuple[Whereabouts, ...]:
    """List what a plan does with each stop, in the plan's order; those at a point one by one."""
    visits = {
        visit.stop_id: (route.vehicle_id, position, visit)
        for route in plan.routes
        for position, visit in enumerate(route.stop_visits, start=1)
    }
    partners = {it.stop_id: it.partner_id for it in plan.outsourced}
    return tuple(
        _where(stop, door, visits.get(stop.stop_id), partners)
        for stop in plan.stops
        for door in _doors(stop)
    )


def _doors(stop: Stop) -> Iterator[Stop]:
    yield from stop.doors or (stop,)


def _where(
    stop: Stop,
    door: Stop,
    found: tuple[str, int, Visit] | None,
    partners: dict[str, str],
) -> Whereabouts:
    point = stop.collection_point if stop.is_at_point else ""
    if found is not None:
        vehicle_id, position, visit = found
        return Whereabouts(
            stop=door,
            outcome=Outcome.SERVED,
            carrier=vehicle_id,
            trip=visit.trip,
            position=position,
            start_s=visit.start_s,
            eta_s=(visit.eta_low_s, visit.eta_high_s),
            point=point,
        )
    partner = partners.get(door.stop_id, partners.get(stop.stop_id))
    if partner is not None:
        return Whereabouts(stop=door, outcome=Outcome.OUTSOURCED, carrier=partner, point=point)
    return Whereabouts(stop=door, outcome=Outcome.LEFT_OUT, point=point)
