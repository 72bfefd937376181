"""The walks of a written plan, measured: what its visits say on foot, in the problem's terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lastmile_cli.domain.plan import Plan, Visit
from lastmile_cli.domain.walks import Walk, WalkSettings
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_pose import with_walks
from lastmile_cli.planning.walk_rounds import Round


def with_written_walks(posed: Posed, plan: Plan) -> Posed:
    """
    Return the problem in which who is walked to in a plan is walked to, as ``posed.ways`` measure.

    A walk from a stop that is not there, or along no way, is left out: the referee names it.
    """
    numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
    settings = {vehicle.vehicle_id: vehicle.walking for vehicle in posed.vehicles}
    walks: dict[int, Walk] = {}
    for route in plan.routes:
        its = settings.get(route.vehicle_id)
        if its is not None:
            visits = [visit for visit in route.stop_visits if visit.stop_id in numbers]
            walks |= _walks(posed, its, visits, numbers)
    return with_walks(posed, walks) if walks else posed


def written_rounds(posed: Posed, plan: Plan) -> list[tuple[int, Round]]:
    """
    List the rounds of a plan that still can be walked, each with its vehicle (by number).

    All their doors are in the problem, none of them locked, and ``posed.ways`` know the walks.
    """
    numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
    fleet = {vehicle.vehicle_id: number for number, vehicle in enumerate(posed.vehicles)}
    locked = {stop for vehicle in posed.problem.vehicles for stop in vehicle.locked}
    found = []
    for route in plan.routes:
        vehicle = fleet.get(route.vehicle_id)
        settings = posed.vehicles[vehicle].walking if vehicle is not None else None
        if vehicle is None or settings is None:
            continue
        for doors in _doors_of_rounds(route.stop_visits):
            ids = [visit.stop_id or "" for visit in doors]
            if not all(it in numbers and numbers[it] not in locked for it in ids):
                continue
            walks = _walks(posed, settings, doors, numbers)
            if len(walks) == len(doors) - 1:
                stops = tuple(numbers[it] for it in ids)
                led = tuple(walks[stop] for stop in stops[1:])
                found.append((vehicle, Round(doors=stops, walks=(None, *led))))
    return found


def _doors_of_rounds(visits: Sequence[Visit]) -> Iterator[list[Visit]]:
    """Yield the visits of each round, the one parked at first."""
    doors: list[Visit] = []
    for visit in visits:
        if visit.walk is not None and doors and visit.walk.parked_at == doors[0].stop_id:
            doors.append(visit)
            continue
        if len(doors) > 1:
            yield doors
        doors = [visit]
    if len(doors) > 1:
        yield doors


def _walks(
    posed: Posed, settings: WalkSettings, visits: list[Visit], numbers: Mapping[str, int]
) -> dict[int, Walk]:
    found: dict[int, Walk] = {}
    for at, visit in enumerate(visits):
        written, door = visit.walk, visit.stop_id or ""
        if written is None or written.parked_at not in numbers or at == 0:
            continue
        after = visits[at + 1].walk if at + 1 < len(visits) else None
        goes_on = after is not None and after.parked_at == written.parked_at
        goes_back = written.goes_back or not goes_on
        out_m = posed.ways.find_m(_walked_from(visits[at - 1], written), door)
        back_m = posed.ways.find_m(door, written.parked_at) if goes_back else 0
        if out_m is None or back_m is None:
            continue
        found[numbers[door]] = Walk(
            parked_at=written.parked_at,
            out_m=out_m,
            out_s=settings.walk_s(out_m),
            back_m=back_m,
            back_s=settings.walk_s(back_m),
            goes_back=goes_back,
        )
    return found


def _walked_from(before: Visit, walk: Walk) -> str:
    """The door before on the same walk, else the vehicle."""
    same = before.walk is not None and before.walk.parked_at == walk.parked_at
    return (before.stop_id or "") if same and not _is_back(before) else walk.parked_at


def _is_back(visit: Visit) -> bool:
    return visit.walk is None or visit.walk.goes_back
