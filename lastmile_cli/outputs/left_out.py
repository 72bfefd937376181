"""Stops nobody serves, told together where the reason and the way out are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lastmile_cli.domain.plan import Unassigned
from lastmile_cli.records.bills import money_text

_NUMBER = re.compile(r"(?<![\w-])\d+(?:[.:]\d+)*(?:\+\d)?")
"""A figure in a sentence; digits that belong to an id ("van-2") are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutGroup:
    """
    Stops left out for one reason, with one way out.

    ``worst`` is the one whose way out asks most: what helps it helps them all.
    """

    stops: tuple[Unassigned, ...]
    worst: Unassigned

    @property
    def why(self) -> str:
        """The reason in a sentence: the stops' own, or that of the one that asks most."""
        why = why_left_out(self.worst)
        return (
            why if len({why_left_out(stop) for stop in self.stops}) == 1 else f"For example: {why}"
        )

    @property
    def would_help(self) -> str:
        """The change that would serve any one of them."""
        fixes = {stop.cheapest_fix for stop in self.stops}
        return self.worst.cheapest_fix if len(fixes) == 1 else f"At most: {self.worst.cheapest_fix}"

    @property
    def cost(self) -> str:
        """What that change costs at most, where it is known."""
        known = [stop.fix_cost for stop in self.stops if stop.fix_cost is not None]
        dearest = max(known, key=lambda money: money.amount, default=None)
        if dearest is None:
            return ""
        return money_text(dearest) if len(self.stops) == 1 else f"≤ {money_text(dearest)}"


def group_left_out(unassigned: Sequence[Unassigned]) -> list[LeftOutGroup]:
    """Put stops of the same class, reason and kind of way out together, large groups first."""
    groups: dict[tuple[str, ...], list[Unassigned]] = {}
    for left in unassigned:
        key = (left.unassigned_class.value, left.reason, _NUMBER.sub("#", left.cheapest_fix))
        groups.setdefault(key, []).append(left)
    found = [
        LeftOutGroup(stops=tuple(group), worst=max(group, key=_asks)) for group in groups.values()
    ]
    return sorted(found, key=lambda group: -len(group.stops))


def why_left_out(left: Unassigned) -> str:
    """Return the sentence, or the bare word where there is none."""
    return left.detail or left.reason


def _asks(left: Unassigned) -> tuple[tuple[float, ...], Decimal]:
    """The figures of a way out in order, a later day behind every hour of the day; its price."""
    figures: list[float] = []
    for number in _NUMBER.findall(left.cheapest_fix):
        clock, _, days = number.partition("+")
        if ":" in clock:
            hours, minutes = clock.split(":")[:2]
            figures.append(int(days or 0) * 1_440 + int(hours) * 60 + int(minutes))
        else:
            figures.append(float(".".join(clock.split(".")[:2])))
    return tuple(figures), left.fix_cost.amount if left.fix_cost else Decimal(0)


def ids_text(stop_ids: Sequence[str], most: int) -> str:
    """
    Name so many stops and count the others.

    >>> ids_text(["A", "B", "C"], 2), ids_text(["A", "B"], 2)
    ('A, B and 1 more', 'A, B')
    """
    shown = ", ".join(stop_ids[:most])
    return f"{shown} and {len(stop_ids) - most} more" if len(stop_ids) > most else shown
