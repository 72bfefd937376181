"""
How full a battery can be at most, by the hour: piecewise linear functions, and their algebra.

Of all ways to have come to a place only the fullest for each hour matters. Driving moves and
lowers the whole function, waiting cuts its beginning off, charging lifts it, and where two
ways meet the upper one counts. Nothing is rounded to a grid of hours or levels, so what
comes out is exact for any concave charging curve.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

TINY = 1e-9
"""Levels and hours that differ by this share of their size are the same."""

Knot = tuple[float, float]
"""An hour, and a level."""


@dataclass(frozen=True, slots=True)
class Curve:
    """
    What a charger does to an empty battery: seconds plugged in, and watt-hours by then.

    Begins at (0, 0), rises ever slower, ends where the battery is full.

    >>> curve = Curve(((0, 0), (1800, 40_000), (3600, 50_000)))
    >>> curve.after(2700), curve.seconds_to(45_000)
    (45000.0, 2700.0)
    """

    knots: tuple[Knot, ...]

    @property
    def full(self) -> float:
        """Watt-hours of a full battery."""
        return self.knots[-1][1]

    def after(self, seconds: float) -> float:
        """Watt-hours of a battery that was empty so long ago."""
        return _along(self.knots, min(max(seconds, 0.0), self.knots[-1][0]))

    def seconds_to(self, level: float) -> float:
        """Seconds from empty to a level."""
        inverse = [(level, second) for second, level in self.knots]
        return _along(inverse, min(max(level, 0.0), self.full))

    def before(self, level: float, seconds: float) -> float:
        """The least level from which so many seconds lead to this one."""
        return self.after(self.seconds_to(level) - seconds)


@dataclass(frozen=True, slots=True)
class Leg:
    """
    A leg to drive: its watt-hours, and the clock of whoever drives it.

    ``arrive`` says when one is there who leaves by an hour (never earlier for leaving
    later), ``latest`` when one may leave at the latest to be there by one. ``bends``
    are the hours of departure, rising, between which ``arrive`` is a straight line.
    """

    wh: float
    arrive: Callable[[float], float]
    latest: Callable[[float], float]
    bends: tuple[float, ...] = ()

    @classmethod
    def steady(cls, seconds: float, wh: float) -> Leg:
        """Return a leg that takes as long at every hour."""
        return cls(wh, lambda hour: hour + seconds, lambda hour: hour - seconds)


@dataclass(frozen=True, slots=True)
class Level:
    """
    The most that a battery can hold at a place by each hour: never less by a later one.

    Before the first knot nobody can be there, after the last the level stays. Two
    knots of one hour are a jump, after which the upper counts.
    """

    knots: tuple[Knot, ...]

    @property
    def begins(self) -> float:
        """The first hour that anybody can be there."""
        return self.knots[0][0]

    def at(self, hour: float) -> float | None:
        """Return the most by an hour; ``None`` before anybody can be there."""
        if hour < self.begins:
            return None
        return _right(self.knots, hour)

    def driven(self, leg: Leg, reserve: float = 0.0) -> Level | None:
        """Return the level at the other end of a leg; ``None`` where nobody gets there."""
        bent = _bent(self.knots, leg.bends)
        moved = [(leg.arrive(hour), level - leg.wh) for hour, level in bent]
        return _level(_above(moved, reserve))

    def enough(self, level: float) -> Level:
        """Return what matters where a level is enough for all that comes: until it is reached."""
        for number, (hour, high) in enumerate(self.knots):
            if high >= level:
                if not number:
                    return Level(self.knots[:1])
                start, low = self.knots[number - 1]
                at = start + (level - low) * (hour - start) / (high - low) if high > low else hour
                return Level((*self.knots[:number], (at, level)))
        return self

    def later(self, seconds: float) -> Level:
        """Return the level after a stay in which nothing happens to the battery."""
        return Level(tuple((hour + seconds, level) for hour, level in self.knots))

    def lifted(self, curve: Curve, seconds: float) -> Level:
        """Return the level where everybody has just been charged for so many seconds."""
        ends = [level for _, level in curve.knots]
        split = _split(self.knots, [*ends, *(curve.before(level, seconds) for level in ends)])
        return Level(
            _plain([(hour, curve.after(curve.seconds_to(q) + seconds)) for hour, q in split])
        )

    def opened(self, hour: float) -> Level:
        """Return the level where nothing happens before an hour: who is early waits."""
        if self.begins >= hour:
            return self
        later = [knot for knot in self.knots if knot[0] > hour]
        return Level(((hour, _right(self.knots, hour)), *later))

    def closed(self, hour: float) -> Level | None:
        """Return the level of those who are there by an hour; ``None``: nobody is."""
        if self.begins > hour:
            return None
        in_time = [knot for knot in self.knots if knot[0] <= hour]
        return _level([*in_time, (hour, _right(self.knots, hour))])

    def charged(self, curve: Curve) -> Level:
        """
        Return the most that a charger makes of it, whoever comes when and for how long.

        A battery that came at ``s`` with ``q`` is by ``t`` as far along the curve as
        ``t - s + curve.seconds_to(q)``: the best is who is farthest, and that is
        the greatest of ``curve.seconds_to(q) - s`` so far, whatever ``t``.
        """
        along = [(hour, hour + lead) for hour, lead in self.leads(curve)]
        last, phase = along[-1]
        ends = [(last + second - phase, second) for second, _ in curve.knots if second > phase]
        split = _split([*along, *ends], [second for second, _ in curve.knots])
        return Level(_plain([(hour, curve.after(phase)) for hour, phase in split]))

    def best_comer(self, curve: Curve, hour: float) -> float:
        """Return when the one comes who makes most of a charger by an hour."""
        leads = self.leads(curve)
        number = bisect_right(leads, (hour, float("inf")))
        start, lead = leads[max(number, 1) - 1]
        rises = number < len(leads) and leads[number][1] > lead and leads[number][0] > start
        return hour if rises else start

    def leads(self, curve: Curve) -> list[Knot]:
        """List the hours, and how much farther than the clock the best is along the curve."""
        points = _split(self.knots, [level for _, level in curve.knots])
        own = [(hour, curve.seconds_to(level) - hour) for hour, level in points]
        best = own[0][1]
        found = [own[0]]
        for (start, low), (end, high) in pairwise(own):
            if high <= best:
                continue
            if low < best and end > start:
                found.append((start + (best - low) * (end - start) / (high - low), best))
            elif start == end:
                found.append((start, best))
            best = high
            found.append((end, high))
        return found


def upper(levels: Iterable[Level]) -> Level | None:
    """Return the most of several ways to be at one place; ``None`` of none."""
    best: Level | None = None
    for level in sorted(levels, key=lambda level: (level.begins, -level.knots[0][1])):
        if best is None:
            best = level
        elif (best.at(level.begins) or 0.0) < level.knots[-1][1]:
            best = _upper_of_two(best, level)
    return best


def _upper_of_two(one: Level, other: Level) -> Level:
    hours = sorted({hour for level in (one, other) for hour, _ in level.knots})
    found: list[Knot] = []
    for start, end in pairwise(hours):
        lines = [
            (_right(level.knots, start), _left(level.knots, end))
            for level in (one, other)
            if level.begins <= start
        ]
        found.append((start, max(line[0] for line in lines)))
        if len(lines) == 2:
            before, after = lines[0][0] - lines[1][0], lines[0][1] - lines[1][1]
            if before * after < 0:
                share = before / (before - after)
                level = lines[0][0] + share * (lines[0][1] - lines[0][0])
                found.append((start + share * (end - start), level))
        found.append((end, max(line[1] for line in lines)))
    last = hours[-1]
    found.append((last, max(_right(it.knots, last) for it in (one, other) if it.begins <= last)))
    return Level(_plain(found))


def _level(knots: Sequence[Knot]) -> Level | None:
    return Level(_plain(knots)) if knots else None


def _plain(knots: Sequence[Knot]) -> tuple[Knot, ...]:
    """Leave out knots that say nothing: on a straight line, or between two of one hour."""
    found: list[Knot] = []
    for knot in knots:
        while found and (knot == found[-1] or (len(found) > 1 and _says_nothing(found, knot))):
            found.pop()
        found.append(knot)
    while len(found) > 1 and _same(found[-1][1], found[-2][1]):
        found.pop()
    return tuple(found)


def _says_nothing(found: Sequence[Knot], knot: Knot) -> bool:
    """Whether the last knot found lies on the line from the one before it to this one."""
    (start, low), (hour, level) = found[-2:]
    if start == knot[0]:
        return True
    if not start < hour < knot[0]:
        return False
    return _same(level, low + (knot[1] - low) * (hour - start) / (knot[0] - start))


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TINY * max(1.0, abs(one), abs(other))


def _above(knots: Sequence[Knot], least: float) -> list[Knot]:
    """Cut off what is below a level."""
    tiny = TINY * max(1.0, abs(least))
    if knots[0][1] >= least - tiny:
        return [(hour, max(level, least)) for hour, level in knots]
    for number, ((start, low), (end, high)) in enumerate(pairwise(knots), start=1):
        if high >= least - tiny:
            rest = [(hour, max(level, least)) for hour, level in knots[number:]]
            if start == end:
                return rest
            share = min(1.0, (least - low) / (high - low))
            return [(start + share * (end - start), least), *rest]
    return []


def _bent(knots: Sequence[Knot], hours: Sequence[float]) -> Sequence[Knot]:
    """Add knots at these hours."""
    if not hours:
        return knots
    found = [knots[0]]
    for one, other in pairwise(knots):
        found += [(hour, _between(one, other, hour)) for hour in hours if one[0] < hour < other[0]]
        found.append(other)
    return found


def _split(knots: Sequence[Knot], levels: Sequence[float]) -> list[Knot]:
    """Add knots where a rising line passes one of these levels."""
    found = [knots[0]]
    for (start, low), (end, high) in pairwise(knots):
        if end > start:
            between = sorted({level for level in levels if low < level < high})
            slope = (end - start) / (high - low) if between else 0.0
            found += [(start + (level - low) * slope, level) for level in between]
        found.append((end, high))
    return found


def _along(knots: Sequence[Knot], at: float) -> float:
    """Read a line off at a place inside it."""
    number = min(max(bisect_right(knots, (at, float("inf"))), 1), len(knots) - 1)
    (start, low), (end, high) = knots[number - 1], knots[number]
    return low + (at - start) * (high - low) / (end - start) if end > start else float(high)


def _right(knots: Sequence[Knot], hour: float) -> float:
    """The level just after an hour that is not before the first."""
    number = bisect_right(knots, (hour, float("inf")))
    if number == len(knots):
        return knots[-1][1]
    return _between(knots[number - 1], knots[number], hour)


def _left(knots: Sequence[Knot], hour: float) -> float:
    """The level just before an hour that is after the first."""
    number = bisect_left(knots, (hour, float("-inf")))
    if number == len(knots):
        return knots[-1][1]
    return _between(knots[number - 1], knots[number], hour)


def _between(one: Knot, other: Knot, hour: float) -> float:
    if other[0] <= one[0]:
        return other[1]
    return one[1] + (hour - one[0]) * (other[1] - one[1]) / (other[0] - one[0])
