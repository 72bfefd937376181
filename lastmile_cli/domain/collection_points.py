"""Collection points: lockers and shops where customers fetch their parcels themselves."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.stops import Box, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When a point is open on these days of the week (0 for Monday), in seconds on the clock."""

    window: Window
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPoint:
    """
    A locker or shop, on the day that is planned.

    ``week`` is as it was read, ``windows`` what of it holds on the day, in seconds of
    that day: none where the point is closed. ``service_s`` is spent there once a
    visit, ``service_per_parcel_s`` for each parcel. Customers within
    ``walking_radius_m`` (of the great circle) of it can be sent there; one who leaves
    the choice to us gets ``incentive_micro``. It takes ``capacity_parcels`` a day,
    none of them larger than the rest says; ``None`` where there is no limit.
    """

    point_id: str
    name: str = ""
    address: Address = Address()
    coordinate: Coordinate | None = None
    week: tuple[OpeningHours, ...] = ()
    windows: tuple[Window, ...] = ()
    zone: str = ""
    service_s: int = 0
    service_per_parcel_s: int = 0
    walking_radius_m: float = 0.0
    incentive_micro: int = 0
    capacity_parcels: int | None = None
    max_parcel_g: int | None = None
    max_parcel_mm: Box | None = None

    def __post_init__(self) -> None:
        if not self.point_id:
            msg = "A collection point needs a point_id."
            raise ValueError(msg)
        if min(self.service_s, self.service_per_parcel_s, self.incentive_micro) < 0:
            msg = f"Collection point {self.point_id} has a negative time or incentive."
            raise ValueError(msg)

    @property
    def is_open(self) -> bool:
        """Whether it opens at all that day."""
        return bool(self.windows)

    def service_of(self, parcels: int) -> int:
        """Seconds that a visit with so many parcels takes."""
        return self.service_s + self.service_per_parcel_s * parcels
