"""How many vehicles of each group to keep for some days: mixes, their prices, the next to try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lastmile_cli.insight.planned_day import PlannedDay

Mix = tuple[tuple[str, int], ...]
"""Vehicles by group, only those of which there are any, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetMix:
    """
    A fleet kept for all days, and the days planned with it.

    ``idle_cents`` is what the vehicles cost on the days on which they stand still.
    """

    mix: Mix
    days: tuple[PlannedDay, ...]
    idle_cents: int

    @property
    def cents(self) -> int:
        """All bills, and what stands still."""
        return sum(day.cents for day in self.days) + self.idle_cents

    @property
    def left_out(self) -> int:
        """Stops that nobody serves, over all days."""
        return sum(day.left_out for day in self.days)

    @property
    def rank(self) -> tuple[int, int, Mix]:
        """Less is better: stops left out, then money."""
        return self.left_out, self.cents, self.mix


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FleetAdvice:
    """All mixes that were planned, the best first."""

    mixes: tuple[FleetMix, ...]

    @property
    def best(self) -> FleetMix:
        """The one to keep."""
        return self.mixes[0]


def mix_of(counts: Mapping[str, int]) -> Mix:
    """
    Write counts as a mix.

    >>> mix_of({"van": 2, "bike": 0, "truck": 1})
    (('truck', 1), ('van', 2))
    """
    return tuple(sorted((kind, count) for kind, count in counts.items() if count > 0))


def first_mix(days: Sequence[PlannedDay]) -> Mix:
    """All that some day takes: every day can be driven with it as it was planned."""
    most: Counter[str] = Counter()
    for day in days:
        most |= Counter(day.vehicles)
    return mix_of(most)


def suffices(mix: Mix, day: PlannedDay) -> bool:
    """Whether a day can be driven as planned with these vehicles."""
    there = dict(mix)
    return all(there.get(kind, 0) >= count for kind, count in day.vehicles.items())


def idle_cents(mix: Mix, days: Sequence[PlannedDay], fixed_cents: Mapping[str, int]) -> int:
    """What vehicles cost on days on which they stand still; the bills hold the others."""
    return sum(
        (count - day.vehicles.get(kind, 0)) * fixed_cents.get(kind, 0)
        for day in days
        for kind, count in mix
    )


def neighbours(mix: Mix, most: Mapping[str, int]) -> Iterator[Mix]:
    """Mixes with a vehicle less, then those with one of another kind instead."""
    counts = dict(mix)
    for kind, count in counts.items():
        yield mix_of({**counts, kind: count - 1})
    for kind, count in counts.items():
        for other, limit in sorted(most.items()):
            if other != kind and counts.get(other, 0) < limit:
                swapped = {**counts, kind: count - 1}
                yield mix_of({**swapped, other: counts.get(other, 0) + 1})
