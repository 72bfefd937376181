"""
Where, and how much, a battery is best charged on a visiting order that is settled: exactly.

The least time to drive a fixed order with charging on the way (the problem of Montoya et al.
2017): any charger on any leg, batteries filled in part, charging that slows as they fill.
Forward, the fullest level by each hour is kept at every place (`levels`); backward, the
earliest end is followed to where it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.timing.levels import TINY, Curve, Leg, Level, upper

NEVER_S = float("inf")

Drive = Callable[[int, int], Leg | None]
"""The leg from one place to another; ``None`` where there is no way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteHalt:
    """
    A place to go to: when it may be served, and for how long.

    Batteries are charged along ``curve`` all the while. ``drive`` knows the legs
    on the way here, where a load makes them other than all others; ``stations`` are those
    worth a call on it, all where nobody says.
    """

    place: int
    service_s: float = 0.0
    opens_s: float = 0.0
    closes_s: float = float("inf")
    curve: Curve | None = None
    drive: Drive | None = None
    stations: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A charger: where, what it does to an empty battery, and seconds to plug in and out."""

    place: int
    curve: Curve
    plug_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """
    One stay at a charger, on the way to halt ``before``.

    ``station`` counts in the list that was given; it begins at ``begins_s`` with
    ``wh_before``, lasts ``seconds``, plugging included, and ends with ``wh_after``.
    """

    before: int
    station: int
    begins_s: float
    seconds: float
    wh_before: float
    wh_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedRoute:
    """The earliest hour to be at the end of it all, and the fillings, in their order."""

    ends_s: float
    fillings: tuple[Filling, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Somewhere on the way: how full one can leave it, and how one can have come."""

    place: int
    leaves: Level
    ways: tuple[_Way, ...] = ()
    before: int = 0
    station: int = -1
    halt: RouteHalt | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """A leg driven: from where, and how full one is at its end."""

    start: _Place
    leg: Leg
    level: Level


def charge_best(
    start: RouteHalt,
    halts: Sequence[RouteHalt],
    drive: Drive,
    stations: Sequence[Station],
    *,
    wh: float,
    reserve_wh: float = 0.0,
    most_in_a_row: int = 9,
) -> ChargedRoute | None:
    """
    Return the way to charge that ends earliest; ``None`` where no way keeps reserve and windows.

    ``start`` is left at its ``opens_s`` with ``wh``; the last of ``halts`` is the end.
    At most so many chargers are called at on the way to one halt; more are tried only as long
    as a charger can be left fuller for it.
    """
    begin = Level(((start.opens_s + start.service_s, wh),))
    here = _Place(start.place, begin)
    planner = _Planner(drive, stations, reserve_wh, most_in_a_row)
    needs = _needs_wh(start.place, halts, drive, reserve_wh)
    for number, halt in enumerate(halts):
        found = planner.next_halt(here, number, halt, needs[number : number + 2])
        if found is None:
            return None
        here = found
    return ChargedRoute(ends_s=here.leaves.begins, fillings=_trace(here, stations))


def _needs_wh(
    place: int, halts: Sequence[RouteHalt], drive: Drive, reserve_wh: float
) -> list[float]:
    """What must be in the battery on leaving each place, so that no charger is needed any more."""
    needs = [reserve_wh]
    starts = [place, *(halt.place for halt in halts[:-1])]
    for start, halt in zip(reversed(starts), reversed(halts), strict=True):
        level = needs[-1]
        if halt.curve is not None:
            is_held = level <= halt.curve.full
            level = halt.curve.before(level, halt.service_s) if is_held else float("inf")
        leg = (halt.drive or drive)(start, halt.place)
        needs.append(max(level, reserve_wh) + leg.wh if leg else float("inf"))
    return needs[::-1]


@dataclass(frozen=True, slots=True)
class _Planner:
    drive: Drive
    stations: Sequence[Station]
    reserve_wh: float
    most_in_a_row: int

    def next_halt(
        self, here: _Place, before: int, halt: RouteHalt, needs_wh: Sequence[float]
    ) -> _Place | None:
        """
        Drive to the next halt in every way, and serve it.

        ``needs_wh`` is what is enough to the end, from here and from there: nobody waits for more.
        """
        drive = halt.drive or self.drive
        here = replace(here, leaves=here.leaves.enough(needs_wh[0]))
        starts = [here]
        newest = [here]
        best: dict[int, Level] = {}
        is_enough = here.leaves.knots[0][1] >= needs_wh[0]
        nowhere = halt.stations is not None and not halt.stations
        for _ in range(0 if is_enough or nowhere else self.most_in_a_row):
            charged = self._charged(newest, before, halt, needs_wh[1])
            newest = [place for place in charged if _is_news(place, best)]
            if not newest:
                break
            starts += newest
        ways = self._ways(starts, halt.place, drive)
        comes = upper(way.level for way in ways)
        served = comes and comes.opened(halt.opens_s).closed(halt.closes_s)
        if comes is None or served is None:
            return None
        leaves = served.later(halt.service_s)
        if halt.curve is not None:
            leaves = leaves.lifted(halt.curve, halt.service_s)
        return _Place(halt.place, leaves, ways, before, halt=halt)

    def _charged(
        self, starts: list[_Place], before: int, halt: RouteHalt, needs_wh: float
    ) -> list[_Place]:
        """Charge everywhere, as much as is enough from the halt on, if in time for it."""
        found = []
        drive = halt.drive or self.drive
        for number, station in enumerate(self.stations):
            if halt.stations is not None and number not in halt.stations:
                continue
            onward = drive(station.place, halt.place)
            leave_by_s = NEVER_S
            if onward is not None and halt.closes_s < NEVER_S:
                leave_by_s = onward.latest(halt.closes_s)
            elsewhere = [place for place in starts if place.station != number]
            ways = self._ways(elsewhere, station.place, drive)
            ways = tuple(way for way in ways if way.level.begins + station.plug_s <= leave_by_s)
            comes = upper(way.level for way in ways)
            if comes is not None:
                leaves = comes.later(station.plug_s).charged(station.curve)
                leaves = leaves.enough(needs_wh + onward.wh) if onward else leaves
                in_time = leaves.closed(leave_by_s)
                if in_time is not None:
                    found.append(_Place(station.place, in_time, ways, before, station=number))
        return found

    def _ways(self, starts: Sequence[_Place], place: int, drive: Drive) -> tuple[_Way, ...]:
        found = []
        for start in starts:
            leg = drive(start.place, place)
            level = leg and start.leaves.driven(leg, self.reserve_wh)
            if leg and level:
                found.append(_Way(start, leg, level))
        return tuple(found)


def _is_news(place: _Place, best: dict[int, Level]) -> bool:
    """Whether a charger can be left fuller than by way of fewer others; notes how full."""
    known = best.get(place.station)
    if known is None:
        best[place.station] = place.leaves
        return True
    both = upper((known, place.leaves))
    assert both is not None
    best[place.station] = both
    return both != known


def _trace(end: _Place, stations: Sequence[Station]) -> tuple[Filling, ...]:
    """Follow the earliest end back to the start; list the fillings in the order of the route."""
    fillings: list[Filling] = []
    place, hour = end, end.leaves.begins
    level = end.leaves.at(hour) or 0.0
    while place.ways:
        if place.station >= 0:
            filling = _filling(place, stations[place.station], hour, level)
            hour, level = filling.begins_s, filling.wh_before
            if filling.wh_after > level:
                fillings.append(filling)
        elif place.halt is not None:
            hour = min(hour - place.halt.service_s, place.halt.closes_s)
            if place.halt.curve is not None:
                level = place.halt.curve.before(level, place.halt.service_s)
        way = _way(place.ways, hour, level)
        place = way.start
        hour = max(way.leg.latest(hour), place.leaves.begins)
        level = min(level + way.leg.wh, place.leaves.at(hour) or 0.0)
    return tuple(reversed(fillings))


def _filling(place: _Place, station: Station, hour: float, level: float) -> Filling:
    """Who came when and stayed how long, to leave with a level by an hour."""
    comes = upper(way.level for way in place.ways)
    assert comes is not None
    plugged = comes.later(station.plug_s)
    at = plugged.best_comer(station.curve, hour)
    before = plugged.at(at) or 0.0
    seconds = max(0.0, station.curve.seconds_to(level) - station.curve.seconds_to(before))
    return Filling(
        before=place.before,
        station=place.station,
        begins_s=at - station.plug_s,
        seconds=station.plug_s + seconds,
        wh_before=before,
        wh_after=max(level, before),
    )


def _way(ways: Sequence[_Way], hour: float, level: float) -> _Way:
    """Return the first way that brings this much by this hour, but for rounding."""
    tiny_s, tiny_wh = TINY * 1e3 * max(1.0, abs(hour)), TINY * 1e3 * max(1.0, level)
    for way in ways:
        held = way.level.at(hour + tiny_s)
        if held is not None and held >= level - tiny_wh:
            return way
    raise AssertionError("No way leads to where the upper one of all ways begins.")
