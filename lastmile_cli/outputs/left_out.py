"""Stops nobody serves, told together where the reason and the way out are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lastmile_cli.domain.plan import FixKind, Unassigned
from lastmile_cli.records.bills import money_text

_OF_VEHICLE = frozenset(
    {
        FixKind.INSERT,
        FixKind.END_LATER,
        FixKind.START_EARLIER,
        FixKind.MAX_DURATION,
        FixKind.MAX_DRIVE,
        FixKind.MAX_DISTANCE,
        FixKind.MAX_STOPS,
        FixKind.CHARGE_AT_DEPOT,
        FixKind.RANGE,
        FixKind.LARGER_VEHICLE,
        FixKind.SKILL,
        FixKind.CREW,
    }
)
"""Changes of a vehicle: those of two vehicles are two ways out."""


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
        if len(fixes) == 1:
            return self.worst.cheapest_fix
        is_more = self.worst.fix is not None and self.worst.fix.amounts
        return f"{'At most' if is_more else 'For example'}: {self.worst.cheapest_fix}"

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
        key = (left.unassigned_class.value, left.reason, *_way_out(left))
        groups.setdefault(key, []).append(left)
    found = [
        LeftOutGroup(stops=tuple(group), worst=max(group, key=_asks)) for group in groups.values()
    ]
    return sorted(found, key=lambda group: -len(group.stops))


def why_left_out(left: Unassigned) -> str:
    """Return the sentence, or the bare word where there is none."""
    return left.detail or left.reason


def _way_out(left: Unassigned) -> tuple[str, ...]:
    """What a stop's way out has in common with that of others."""
    fix = left.fix
    if fix is None:
        return ("", left.cheapest_fix)
    units = (unit for unit, _ in fix.amounts)
    vehicle_id = fix.vehicle_id if fix.kind in _OF_VEHICLE else ""
    return (fix.kind.value, vehicle_id, *sorted(fix.skills), *units)


def _asks(left: Unassigned) -> tuple[tuple[int, ...], Decimal]:
    """How much a way out asks for; its price."""
    amounts = tuple(amount for _, amount in left.fix.amounts) if left.fix else ()
    return amounts, left.fix_cost.amount if left.fix_cost else Decimal(0)


def ids_text(stop_ids: Sequence[str], most: int) -> str:
    """
    Name so many stops and count the others.

    >>> ids_text(["A", "B", "C"], 2), ids_text(["A", "B"], 2)
    ('A, B and 1 more', 'A, B')
    """
    shown = ", ".join(stop_ids[:most])
    return f"{shown} and {len(stop_ids) - most} more" if len(stop_ids) > most else shown
