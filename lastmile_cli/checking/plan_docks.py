"""Doors of the depots: never more vehicles load at once than there are doors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.plan import VisitKind


def check_docks(views: Iterable[RouteView], depots: Iterable[Depot]) -> Iterator[Violation]:
    """
    Walk through each depot's day by the written hours, and count who stands at its doors.

    A door is taken from the start of loading on, for as long as the depot
    says. Who comes as another leaves is in nobody's way.
    """
    seen = list(views)
    for depot in depots:
        if depot.docks is None:
            continue
        comes: list[tuple[int, str, int]] = []
        for view in seen:
            home = view.index.fleet.get(view.van.vehicle_id)
            if home is None or home.start_depot_id != depot.depot_id:
                continue
            loads = (visit for visit in view.visits if visit.kind is VisitKind.LOAD)
            comes += [
                (load.start_s, view.van.vehicle_id, load.depart_s - load.start_s) for load in loads
            ]
        yield from _walk(sorted(comes), depot, depot.docks, seen)


def _walk(
    comes: list[tuple[int, str, int]], depot: Depot, docks: int, views: list[RouteView]
) -> Iterator[Violation]:
    leaves: list[int] = []
    for start_s, vehicle_id, loads_s in comes:
        tolerance_s = views[0].tolerance.time_s
        leaves = [end_s for end_s in leaves if end_s > start_s + tolerance_s]
        if len(leaves) >= docks:
            yield Violation(
                rule=Rule.DOCKS_FULL,
                route=vehicle_id,
                amount=len(leaves) + 1 - docks,
                sentence=f"Vehicle {vehicle_id} loads at {depot.depot_id} from "
                f"{views[0].clock(start_s)}, when {len(leaves)} other(s) stand at its "
                f"{docks} door(s).",
            )
        leaves.append(start_s + depot.door_for_s(loads_s))
