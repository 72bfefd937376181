"""What a written route used of prices by the order, the parcel, the return and the value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.transfers import transfer_micro
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.fleet import RateBasis
from lastmile_cli.domain.plan import Visit
from lastmile_cli.domain.problem import ProblemStop
from lastmile_cli.domain.stops import DeliveryOption, Stop, StopKind
from lastmile_cli.domain.under_way import is_handover


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How much of one basis a route used: ``quantity`` of which ``unit`` make one, and in words."""

    quantity: int
    unit: int
    words: str


def door_uses(view: RouteView) -> Mapping[RateBasis, Use]:
    """
    Count at the doors of a route what its stops were billed for.

    Goods of a shipment from door to door are neither picked nor taken back; what is taken over
    from another vehicle was picked all the same.
    """
    counts: Counter[RateBasis] = Counter()
    for visit, posed in view.stop_visits:
        counts[RateBasis.PER_FAILURE] += failure_ppm(visit, posed)
        stop = view.wanted[posed.stop_id]
        if stop.kind is StopKind.SERVICE:
            continue
        counts[RateBasis.PER_VALUE] += stop.value_micro
        counts[RateBasis.PER_TRANSFER] += transfer_micro(stop, view.index)
        counts[RateBasis.PER_INCENTIVE] += _incentives_micro(view, stop)
        number = view.index.stops[visit.stop_id or ""]
        origin = view.problem.stops[posed.shipped_from or 0].stop_id
        is_shipped = posed.shipped_from is not None and not is_handover(origin)
        if is_shipped or number in view.problem.destinations:
            continue
        if stop.kind is StopKind.DELIVERY:
            counts[RateBasis.PER_SENT_ORDER] += len(stop.order_ids)
            counts[RateBasis.PER_SENT_PARCEL] += stop.load.parcels
        else:
            counts[RateBasis.PER_FETCHED_STOP] += 1
            counts[RateBasis.PER_FETCHED_PARCEL] += stop.load.parcels
    return {
        basis: Use(quantity=counts[basis], unit=unit, words=f"{counts[basis] / unit:g} {noun}")
        for basis, unit, noun in _DOOR_UNITS
    }


def failure_ppm(visit: Visit, stop: ProblemStop) -> int:
    """How likely nobody is there at the written hour; who comes late counts as just in time."""
    begin_s = min(visit.start_s, stop.windows[-1][1])
    begun = [ppm for from_s, ppm in stop.chances if from_s <= begin_s]
    return begun[-1] if begun else stop.chances[0][1] if stop.chances else stop.failure_ppm


def check_chances(view: RouteView) -> Iterator[Violation]:
    """How likely each stop is said to fail is how likely it is at its hour."""
    for visit, stop in view.stop_visits:
        told, right = visit.failure_ppm, failure_ppm(visit, stop)
        if told is not None and told != right:
            van = view.van.vehicle_id
            sentence = (
                f"Stop {stop.stop_id} of vehicle {van} fails {right / 10_000:g} % of the times at "
                f"{view.clock(visit.start_s)}, not {told / 10_000:g} % as the plan says."
            )
            yield Violation(
                rule=Rule.WRONG_CHANCE,
                route=van,
                stop=stop.stop_id,
                amount=abs(told - right),
                sentence=sentence,
            )


def _incentives_micro(view: RouteView, stop: Stop) -> int:
    """What customers get who left the choice to us and are sent to this point."""
    point = view.index.points.get(stop.collection_point) if stop.is_at_point else None
    choosing = sum(door.delivery_option is DeliveryOption.ANY for door in stop.doors)
    return choosing * point.incentive_micro if point else 0


_DOOR_UNITS = (
    (RateBasis.PER_SENT_ORDER, 1, "order(s) sent"),
    (RateBasis.PER_SENT_PARCEL, 1, "parcel(s) sent"),
    (RateBasis.PER_FETCHED_STOP, 1, "stop(s) fetched from"),
    (RateBasis.PER_FETCHED_PARCEL, 1, "parcel(s) fetched"),
    (RateBasis.PER_FAILURE, 1_000_000, "expected failure(s)"),
    (RateBasis.PER_VALUE, 1_000_000, "of declared value"),
    (RateBasis.PER_INCENTIVE, 1_000_000, "of incentives promised"),
    (RateBasis.PER_TRANSFER, 1_000_000, "of transfers between hubs"),
)
