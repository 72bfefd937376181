"""Which customers at the door to offer a collection point, and what that is worth at most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.costing.bill import cents, cents_to_money
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.stops import DeliveryOption
from lastmile_cli.planning.point_gains import PointDesk
from lastmile_cli.planning.point_rules import could_go, points_near, walk_m
from lastmile_cli.planning.posed import Posed


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """
    One door and one point within walking distance of it.

    ``door_saves`` is what leaving out the visit to the door would save, ``point_costs``
    what the parcel costs at the point, no incentive counted; ``worth`` is the
    difference: the largest incentive that is worth paying. The other routes keep their
    order in all of them. What several doors save does not add up.
    """

    stop_id: str
    point_id: str
    walk_m: float
    door_saves: Money
    point_costs: Money
    worth: Money


def advise(
    posed: Posed,
    proposal: Proposal,
    points: Sequence[CollectionPoint],
    currency: str,
    *,
    only: Collection[str] = (),
) -> tuple[Advice, ...]:
    """
    List for each door near a point with room what the point is worth, the most first.

    Of several points near a door that of most worth is named. ``only`` are the stops
    (by id) that are asked about, all where empty; every point is then listed.
    """
    desk = PointDesk(posed=posed, proposal=proposal, points=points)
    served = {stop for route in proposal.routes for stop in route.stops}
    doors = [
        number
        for number, stop in enumerate(posed.stops)
        if number in served and could_go(stop) and (not only or stop.stop_id in only)
    ]
    alone = desk.door_savings(doors)
    found: list[Advice] = []
    for number in doors:
        near = [it for it in points_near(posed.stops[number], points) if desk.has_room(it, number)]
        told = [_advice(desk, number, point, currency, alone[number]) for point in near]
        mine = sorted((it for it in told if it), key=lambda it: (-it.worth.amount, it.point_id))
        found += mine if only else mine[:1]
    if only:
        return tuple(found)
    return tuple(
        sorted(
            (it for it in found if it.worth.amount > 0),
            key=lambda it: (-it.worth.amount, it.stop_id),
        )
    )


def _advice(
    desk: PointDesk, number: int, point: CollectionPoint, currency: str, alone: Fraction
) -> Advice | None:
    saved = desk.saved_at(point, [number])
    stop = desk.posed.stops[number]
    if saved is None:
        return None
    if stop.delivery_option is DeliveryOption.ANY:
        saved += point.incentive_micro
    return Advice(
        stop_id=stop.stop_id,
        point_id=point.point_id,
        walk_m=walk_m(stop.coordinate, point) or 0.0,
        door_saves=cents_to_money(cents(alone), currency),
        point_costs=cents_to_money(cents(alone) - cents(saved), currency),
        worth=cents_to_money(cents(saved), currency),
    )
