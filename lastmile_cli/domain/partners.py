"""Partner carriers: what they take, in which zones, for how much; amounts in micro-units."""

from __future__ import annotations

from dataclasses import dataclass, field

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity
from lastmile_cli.domain.stops import StopKind

PERCENT = 100_000
"""A whole in thousandths of a percent, in which shares are counted."""


@dataclass(frozen=True, slots=True, order=True)
class Tier:
    """One step of a rate: up to and with ``up_to`` (grams or millilitres) it costs ``micro``."""

    up_to: int
    micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRate:
    """
    What a partner asks for in one zone.

    A stop is in the zone by its postal code, by the zone that the stops file
    names, within ``radius_m`` of ``middle``, or inside ``ring`` (corners of a
    polygon); a rate that names none of these holds everywhere. ``postal_codes``
    are beginnings of codes, from and to: of a single one both are the same.
    Of both tables of tiers the dearer step counts; an empty one costs nothing.
    """

    name: str = ""
    postal_codes: tuple[tuple[str, str], ...] = ()
    stop_zones: frozenset[str] = frozenset()
    middle: Coordinate | None = None
    radius_m: float = 0.0
    ring: tuple[Coordinate, ...] = ()
    base_micro: int = 0
    per_parcel_micro: int = 0
    per_kg_micro: int = 0
    weight_tiers: tuple[Tier, ...] = ()
    volume_tiers: tuple[Tier, ...] = ()
    minimum_micro: int = 0

    def __post_init__(self) -> None:
        for tiers in (self.weight_tiers, self.volume_tiers):
            bounds = [tier.up_to for tier in tiers]
            if bounds != sorted(set(bounds)):
                msg = f"The tiers of zone {self.name!r} do not rise: {bounds}."
                raise ValueError(msg)

    @property
    def is_everywhere(self) -> bool:
        """Whether it holds wherever no zone before it does."""
        places = (self.postal_codes, self.stop_zones, self.middle, self.ring)
        return not any(places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """
    A carrier who takes stops for a price, on the day that is planned.

    Of ``zones`` the first that holds a stop gives its price; where none does,
    the partner does not take it. ``proofs`` are surcharges for what may be
    asked for at the door ("cash" among it): what is not there is not done.
    ``fuel_share`` and ``insurance_share`` (of the goods' value above
    ``insured_free_micro``) count in thousandths of a percent; without a share of
    insurance, goods of any value travel uninsured, up to ``max_value_micro``.
    ``grams_per_litre`` makes bulky goods weigh more. ``largest`` is what one stop
    may hold, ``a_day`` what the partner takes in all, with ``max_stops``;
    ``minimum_micro`` is billed at least on a day with any stop.
    Orders ready after ``cut_off_s`` come too late. A stop whose widest window is
    narrower than ``least_window_s`` is not taken: the partner comes when it comes.
    """

    partner_id: str
    name: str = ""
    zones: tuple[ZoneRate, ...] = ()
    kinds: frozenset[StopKind] = frozenset({StopKind.DELIVERY})
    skills: frozenset[str] = frozenset()
    proofs: tuple[tuple[str, int], ...] = ()
    depot_ids: frozenset[str] = frozenset()
    weekdays: frozenset[int] = field(default_factory=lambda: frozenset(range(7)))
    cut_off_s: int | None = None
    least_window_s: int = 0
    grams_per_litre: int = 0
    tiers_by_parcel: bool = False
    fuel_share: int = 0
    insurance_share: int = 0
    insured_free_micro: int = 0
    max_value_micro: int | None = None
    largest: Capacity = Capacity()
    max_parcel_g: int | None = None
    max_parcel_mm: tuple[int, int, int] | None = None
    stop_minimum_micro: int = 0
    minimum_micro: int = 0
    max_stops: int | None = None
    a_day: Capacity = Capacity()

    def __post_init__(self) -> None:
        if not self.partner_id:
            msg = "A partner needs a partner_id."
            raise ValueError(msg)
        amounts = (self.stop_minimum_micro, self.minimum_micro, self.insured_free_micro)
        if min(*amounts, self.fuel_share, self.insurance_share) < 0:
            msg = f"Partner {self.partner_id} has a negative price or share."
            raise ValueError(msg)

    @property
    def has_limits(self) -> bool:
        """Whether there is so much that it does not take in a day."""
        return self.max_stops is not None or self.a_day != Capacity()
