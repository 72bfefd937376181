"""Whether batteries are full again by the next morning, one by one and all on one connection."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from lastmile_cli.domain.battery import NO_POWER_LIMIT, Battery, Plug
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import Depot, Vehicle
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Route
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.timing.batteries import SECONDS_PER_MWH_W, charged_mwh, filled_s

DAY_S = 86_400
MWH_A_KWH = 1_000_000
MWH_A_WH = 1_000


class Night(NamedTuple):
    """A battery that stands at its depot: from when to when, with what in it, and its power."""

    vehicle_id: str
    from_s: int
    until_s: int
    held_mwh: int
    missing_mwh: int
    watts: int

    @property
    def most_mwh(self) -> int:
        """What it could take in all that time, were it as fast as at its fastest."""
        return min(self.missing_mwh, int((self.until_s - self.from_s) * self.power))

    @property
    def power(self) -> float:
        """Milliwatt-hours a second."""
        return self.watts / SECONDS_PER_MWH_W


MOST_NAMED = 6
"""Of more vehicles at one connection only so many are named."""


def check_night(
    routes: Iterable[Route], vehicles: Iterable[Vehicle], depots: Iterable[Depot], day: ServiceDay
) -> Iterator[Notice]:
    """
    Yield LM1517 for each battery, and LM1518 for each depot, that is not full in the morning.

    Until its shift begins a day later a battery is charged at the depot where it comes home,
    alone as fast as its charger and it can; all of a depot together get no more than its
    connection gives.
    """
    fleet = {vehicle.vehicle_id: vehicle for vehicle in vehicles}
    by_id = {depot.depot_id: depot for depot in depots}
    at_depot: dict[str, list[Night]] = {}
    for route in routes:
        vehicle = fleet[route.vehicle_id]
        depot = by_id.get(vehicle.end_depot_id or "")
        if vehicle.battery is None or depot is None or route.home is None:
            continue
        night = _night(route, vehicle, vehicle.battery, depot)
        if night is None:
            continue
        at_depot.setdefault(depot.depot_id, []).append(night)
        yield from _check_alone(night, vehicle.battery, depot, day)
    for depot_id, nights in at_depot.items():
        yield from _check_together(nights, by_id[depot_id], day)


def _night(route: Route, vehicle: Vehicle, battery: Battery, depot: Depot) -> Night | None:
    home = route.home
    if home is None or home.battery is None:
        return None
    watts = NO_POWER_LIMIT if depot.charger_watts is None else depot.charger_watts
    held_mwh = home.battery.depart_wh * MWH_A_WH
    return Night(
        vehicle_id=vehicle.vehicle_id,
        from_s=home.arrive_s,
        until_s=max(home.arrive_s, vehicle.shift.opens_s + DAY_S),
        held_mwh=held_mwh,
        missing_mwh=battery.capacity_mwh - held_mwh,
        watts=min(watts, battery.takes[0][1]),
    )


def _check_alone(night: Night, battery: Battery, depot: Depot, day: ServiceDay) -> Iterator[Notice]:
    plug = Plug(watts=night.watts)
    seconds = night.until_s - night.from_s
    if filled_s(battery, night.held_mwh, battery.capacity_mwh, plug) <= seconds:
        return
    level = charged_mwh(battery, night.held_mwh, night.watts, seconds)
    yield Notice(
        code="LM1517",
        severity=Severity.WARNING,
        place=Place(column=f"battery of vehicle {night.vehicle_id}"),
        problem=f"it comes home at {day.clock(night.from_s)} with "
        f"{_percent(night.held_mwh, battery)} % and is only at {_percent(level, battery)} % when "
        f"its shift begins at {day.clock(night.until_s - DAY_S)} the next day.",
        hint=f"give depot {depot.depot_id} a stronger charger_kw, or begin that day "
        "with a lower start_percent.",
    )


def _percent(level: int, battery: Battery) -> int:
    return level * 100 // battery.capacity_mwh


def _check_together(nights: Sequence[Night], depot: Depot, day: ServiceDay) -> Iterator[Notice]:
    if depot.power_watts is None:
        return
    wanted = sum(night.most_mwh for night in nights)
    given = most_charged_mwh(nights, depot.power_watts)
    # A second at each end of an interval is lost to rounding.
    if given >= wanted - len(nights) * MWH_A_WH:
        return
    until_s = max(night.until_s for night in nights)
    names = [night.vehicle_id for night in nights if night.missing_mwh]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    named = ", ".join(names[:MOST_NAMED]) + more
    needs = "needs" if len(names) == 1 else "need"
    batteries = f"{counted(len(names), 'battery', 'batteries')} ({named}) {needs}"
    yield Notice(
        code="LM1518",
        severity=Severity.WARNING,
        place=Place(column=f"power_kw of depot {depot.depot_id}"),
        problem=f"by {day.clock(until_s - DAY_S)} the next day {batteries} "
        f"{_kwh(wanted)} kWh, and the connection of {depot.power_watts / 1000:g} kW "
        f"gives {_kwh(given)}: {_kwh(wanted - given)} are missing.",
        hint="charge more on the way, spread the shifts, or ask for a stronger connection.",
    )


def _kwh(mwh: int) -> str:
    return f"{mwh / MWH_A_KWH:.1f}"


def most_charged_mwh(nights: Sequence[Night], watts: int) -> int:
    """
    What one connection can give them all together, shared out as well as can be.

    Between two comings or goings a battery takes no more than its own power, all of
    them no more than the connection: the most is a greatest flow from
    batteries through intervals.

    >>> one = Night("a", 0, 3600, 0, 9_000_000, 7_000)
    >>> two = Night("b", 1800, 7200, 0, 9_000_000, 7_000)
    >>> most_charged_mwh([one], 22_000), most_charged_mwh([one, two], 7_000)
    (7000000, 14000000)
    """
    hours = sorted({second for night in nights for second in (night.from_s, night.until_s)})
    spans = list(pairwise(hours))
    size = len(nights) + len(spans) + 2
    source, sink = size - 2, size - 1
    room: list[dict[int, int]] = [{} for _ in range(size)]

    def tie(a: int, b: int, most: int) -> None:
        room[a][b] = room[a].get(b, 0) + most
        room[b].setdefault(a, 0)

    for n, night in enumerate(nights):
        tie(source, n, night.missing_mwh)
        for s, (start, end) in enumerate(spans):
            if night.from_s <= start and end <= night.until_s:
                tie(n, len(nights) + s, int((end - start) * night.power))
    for s, (start, end) in enumerate(spans):
        tie(len(nights) + s, sink, int((end - start) * watts / SECONDS_PER_MWH_W))
    return _greatest_flow(room, source, sink)


def _greatest_flow(room: list[dict[int, int]], source: int, sink: int) -> int:
    """Edmonds and Karp (1972): push along the shortest way that has room, until none has."""
    total = 0
    while True:
        came: dict[int, int] = {source: source}
        queue = deque([source])
        while queue and sink not in came:
            here = queue.popleft()
            for there, left in room[here].items():
                if left > 0 and there not in came:
                    came[there] = here
                    queue.append(there)
        if sink not in came:
            return total
        path = [sink]
        while path[-1] != source:
            path.append(came[path[-1]])
        legs = [(b, a) for a, b in pairwise(path)]
        most = min(room[a][b] for a, b in legs)
        for a, b in legs:
            room[a][b] -= most
            room[b][a] += most
        total += most
