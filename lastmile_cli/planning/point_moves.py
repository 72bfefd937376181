"""A plan over stops at doors as a plan over visits to points, and back."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.planning.mend import mend, put_back
from lastmile_cli.planning.partners import list_handed_over
from lastmile_cli.planning.posed import Posed
from lastmile_cli.timing.charging import with_charges

Key = tuple[str, str, int]
"""What a stop is in both problems: the door of an order, or the so-manieth visit to a point."""


def carry(
    before: Posed, proposal: Proposal, after: Posed, is_over: IsOver = never_over
) -> Proposal:
    """
    Carry visiting orders over to a problem in which some orders go elsewhere.

    Doors that are gone leave their routes, a visit stays where it was, whatever is brought
    there now; what is new, and what no longer fits, is put where it costs least.
    """
    now = {key: number for number, key in _keys(after).items()}
    numbers: Mapping[int, int] = {old: now[key] for old, key in _keys(before).items() if key in now}
    handed = {numbers.get(stop) for stop in list_handed_over(before.problem, proposal)}
    routes = []
    for route in proposal.routes:
        trips = (tuple(numbers[it] for it in trip if it in numbers) for trip in route.trips)
        kept = ProposedRoute(
            vehicle=route.vehicle,
            trips=tuple(trip for trip in trips if trip),
            spans=tuple((numbers[it], low, high) for it, low, high in route.spans if it in numbers),
        )
        if kept.stops:
            routes.append(with_charges(after.problem, kept))
    served = {stop for route in routes for stop in route.stops}
    unserved = tuple(n for n in range(len(after.stops)) if n not in served)
    mended = mend(after.problem, Proposal(routes=tuple(routes), unserved=unserved), is_over)
    homeless = [stop for stop in mended.unserved if stop not in handed]
    return put_back(after.problem, mended, homeless, is_over)


def _keys(posed: Posed) -> dict[int, Key]:
    visits: dict[str, int] = {}
    keys: dict[int, Key] = {}
    for number, stop in enumerate(posed.stops):
        if stop.is_at_point:
            count = visits.get(stop.collection_point, 0)
            visits[stop.collection_point] = count + 1
            keys[number] = "point", stop.collection_point, count
        else:
            keys[number] = "door", stop.stop_id, 0
    return keys
