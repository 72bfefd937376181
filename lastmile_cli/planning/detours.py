"""What closures do to a plan that did not know them: values."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class HitLeg:
    """
    A leg that is driven while a street on it is closed, as the plan tells it.

    ``start`` and ``end`` are a ``stop_id``, or empty at the depot; ``closures``
    the ids of those that hold while it is driven, ``streets`` what of it they close.
    """

    leave_s: int
    arrive_s: int
    start: str
    end: str
    streets: tuple[str, ...]
    closures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedStand:
    """
    A stop for which a vehicle now stands on another street; walks in metres.

    ``walk_m`` is ``None`` where there is no place to stand any more.
    """

    stop_id: str
    vehicle_id: str
    street: str
    walk_m: float | None
    planned_street: str
    planned_walk_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRoute:
    """
    What closures do to one route, in the order of its visits and leaving when it was told to.

    ``driven`` is the route round what is closed, ``None`` where there is no way
    round at all; the differences are those of ``driven`` to the plan.
    """

    planned: Route
    driven: Route | None
    legs: tuple[HitLeg, ...]

    @property
    def is_hit(self) -> bool:
        """Whether anything about it changes."""
        driven = self.driven
        if self.legs or driven is None:
            return True
        return (driven.end_s, driven.distance_m) != (self.planned.end_s, self.planned.distance_m)

    @property
    def extra_drive_s(self) -> int:
        """Seconds driven or stood more."""
        return self.driven.drive_s - self.planned.drive_s if self.driven else 0

    @property
    def extra_m(self) -> int:
        """Metres driven more."""
        return self.driven.distance_m - self.planned.distance_m if self.driven else 0

    @property
    def extra_s(self) -> int:
        """Seconds the route ends later."""
        return self.driven.end_s - self.planned.end_s if self.driven else 0

    @property
    def extra_cost(self) -> Money:
        """What the route costs more."""
        planned = self.planned.bill.total
        return (self.driven.bill.total if self.driven else planned) - planned
