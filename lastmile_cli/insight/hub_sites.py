"""Where hubs and lockers could be, and what a history of orders asks of them: values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import Coordinate


class SiteKind(StrEnum):
    """What a site would be."""

    HUB = "hub"
    LOCKER = "locker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """
    A candidate: what it costs a day, and how many parcels a day it takes (``None``: any number).

    ``line_haul_micro`` is what bringing its goods costs a day. A locker serves customers who let
    us choose and live within ``radius_m`` (of the great circle).
    """

    site_id: str
    kind: SiteKind = SiteKind.HUB
    name: str = ""
    address: Address = Address()
    coordinate: Coordinate | None = None
    fixed_micro: int = 0
    line_haul_micro: int = 0
    capacity: int | None = None
    radius_m: int = 500
    row: int | None = None

    @property
    def daily_micro(self) -> int:
        """What it costs on every day that it is open."""
        return self.fixed_micro + self.line_haul_micro


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPoint:
    """
    Doors that are served alike: visits and parcels on each day of the history.

    ``service_s`` is of an average visit. ``may_collect``: its customers may be sent to a locker.
    """

    name: str
    coordinate: Coordinate
    visits: tuple[int, ...]
    parcels: tuple[int, ...]
    service_s: int
    may_collect: bool = False

    @property
    def mean_visits(self) -> float:
        """Visits on an average day."""
        return sum(self.visits) / len(self.visits)
