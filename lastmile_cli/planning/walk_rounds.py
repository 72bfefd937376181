"""
A round on foot: where to park, in which order to walk, and when to go back for more parcels.

The door parked at comes first and needs no walk. The others are served on one or more walks
from the vehicle; what is carried on each is bounded. Of all orders the one with the fewest
seconds on foot is taken whose doors are open at the times that follow.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.attempts import EVER_S
from lastmile_cli.domain.problem import ProblemStop
from lastmile_cli.domain.walks import FootWays, Walk, WalkSettings

FEW_DOORS = 4
"""With at most so many doors on foot every order is tried; else each is put in where it fits."""

Spans = tuple[tuple[int, int], ...]
"""Windows (from, to) in which something may begin, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """
    Doors (stops of a problem, by number) served from one place, the one parked at first.

    ``walks`` leads to each; there is none (``None``) to the first.
    """

    doors: tuple[int, ...]
    walks: tuple[Walk | None, ...]

    @property
    def walk_s(self) -> int:
        """All seconds on foot."""
        return sum(walk.seconds for walk in self.walks if walk)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Walker:
    """How one vehicle's driver walks: the stops, the ways between them, and what is carried."""

    stops: Sequence[ProblemStop]
    ways: FootWays
    settings: WalkSettings
    parcels: Sequence[int]
    weights_g: Sequence[int]

    def best_rounds(self, doors: Sequence[int]) -> tuple[Round, ...]:
        """
        Lay out the round with the fewest seconds on foot from each of these doors that it can.

        Where to park is for the drives beside it to say.
        """
        if len(doors) > self.settings.max_doors:
            return ()
        found = []
        for parked in doors:
            others = [door for door in doors if door != parked]
            if all(self._is_near(parked, door) for door in others):
                made = [self._round(parked, order) for order in self._orders(parked, others)]
                open_ = [it for it in made if it and windows_of(self.stops, it)]
                if open_:
                    found.append(min(open_, key=lambda it: it.walk_s))
        return tuple(found)

    def _is_near(self, parked: int, door: int) -> bool:
        """Whether a door lies within the radius, and its goods can be carried at all."""
        metres = self._metres(parked, door)
        return (
            metres is not None
            and metres <= self.settings.radius_m
            and self._metres(door, parked) is not None
            and self._is_carried([door])
        )

    def _orders(self, parked: int, doors: Sequence[int]) -> Iterator[Sequence[int]]:
        if len(doors) <= FEW_DOORS:
            yield from itertools.permutations(doors)
            return
        order: list[int] = []
        for door in doors:
            longer = [[*order[:at], door, *order[at:]] for at in range(len(order) + 1)]
            made = [(self._cut(parked, it), number) for number, it in enumerate(longer)]
            whole = [(cut[0], number) for cut, number in made if cut]
            if not whole:
                return
            order = longer[min(whole)[1]]
        yield order

    def _round(self, parked: int, order: Sequence[int]) -> Round | None:
        cut = self._cut(parked, order)
        if cut is None:
            return None
        walks = itertools.chain.from_iterable(self._walks(parked, part) for part in cut[1])
        return Round(doors=(parked, *order), walks=(None, *walks))

    def _cut(self, parked: int, order: Sequence[int]) -> tuple[int, list[Sequence[int]]] | None:
        """Seconds on foot, and the order cut into walks where that takes the fewest of them."""
        best: list[tuple[int, list[Sequence[int]]] | None] = [(0, [])]
        for end in range(1, len(order) + 1):
            found = []
            for start in range(end):
                before, part = best[start], order[start:end]
                if before is None or not self._is_carried(part):
                    continue
                seconds = self._tour_s(parked, part)
                if seconds is not None:
                    found.append((before[0] + seconds, -start, [*before[1], part]))
            best.append((min(found)[0], min(found)[2]) if found else None)
        return best[-1]

    def _tour_s(self, parked: int, part: Sequence[int]) -> int | None:
        total = 0
        for start, end in itertools.pairwise((parked, *part, parked)):
            metres = self._metres(start, end)
            if metres is None:
                return None
            total += self.settings.walk_s(metres)
        return total

    def _walks(self, parked: int, part: Sequence[int]) -> Iterator[Walk]:
        for number, (start, door) in enumerate(itertools.pairwise((parked, *part)), 1):
            is_last = number == len(part)
            out_m, back_m = self._metres(start, door) or 0, self._metres(door, parked) or 0
            yield Walk(
                parked_at=self.stops[parked].stop_id,
                out_m=out_m,
                out_s=self.settings.walk_s(out_m),
                back_m=back_m if is_last else 0,
                back_s=self.settings.walk_s(back_m) if is_last else 0,
                goes_back=is_last,
            )

    def _metres(self, start: int, end: int) -> int | None:
        return self.ways.find_m(self.stops[start].stop_id, self.stops[end].stop_id)

    def _is_carried(self, doors: Iterable[int]) -> bool:
        doors = list(doors)
        parcels = sum(self.parcels[door] for door in doors)
        weight_g = sum(self.weights_g[door] for door in doors)
        return parcels <= self.settings.parcels and weight_g <= self.settings.weight_g


def windows_of(stops: Sequence[ProblemStop], round_: Round) -> Spans:
    """
    When a round may begin so that every door is open when the driver gets there.

    Nobody waits on the way. Empty where there is no such time; service times may differ by
    class of vehicle, and must fit for all of them.
    """
    classes = range(max(len(stops[door].service_s) for door in round_.doors))
    spans: Spans | None = None
    for service_class in classes:
        elapsed_s = 0
        for door, walk in zip(round_.doors, round_.walks, strict=True):
            out_s, back_s = (walk.out_s, walk.back_s) if walk else (0, 0)
            at_s = elapsed_s + out_s
            mine = tuple((opens - at_s, closes - at_s) for opens, closes in stops[door].windows)
            spans = mine if spans is None else _common(spans, mine)
            elapsed_s = at_s + stops[door].service_s[service_class] + back_s
    return spans or ()


def told_of(stops: Sequence[ProblemStop], round_: Round) -> tuple[tuple[int, int], ...]:
    """What the hours of a round weigh: the sum of its doors', each as much later as it is met."""
    steps: list[tuple[int, int]] = []
    first_micro = elapsed_s = 0
    for door, walk in zip(round_.doors, round_.walks, strict=True):
        out_s, back_s = (walk.out_s, walk.back_s) if walk else (0, 0)
        told = stops[door].told_micro
        first_micro += told[0][1] if told else 0
        for (_, before), (from_s, micro) in itertools.pairwise(told):
            steps.append((from_s - elapsed_s - out_s, micro - before))
        elapsed_s += out_s + stops[door].service_s[0] + back_s
    if not steps:
        return ()
    found = {-EVER_S: first_micro}
    for from_s, more in sorted(steps):
        found[from_s] = list(found.values())[-1] + more
    return tuple(found.items())


def _common(some: Spans, others: Spans) -> Spans:
    both = ((max(one[0], other[0]), min(one[1], other[1])) for one in some for other in others)
    return tuple(sorted((opens, closes) for opens, closes in both if opens <= closes))
