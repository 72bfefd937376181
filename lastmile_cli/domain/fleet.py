"""Depots, drivers and vehicles, with what they cost and emit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.walks import WalkSettings

ROUNDED_MWH = 10_000
"""More than a day's legs are rounded by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """
    Where goods are loaded: a hub.

    ``hours`` is when vehicles may be there. One vehicle loads for ``loading_s`` before
    each trip, and ``loading_per_parcel_s`` more for each parcel it takes out. At most
    ``docks`` vehicles (``None``: any number) load at once, each of them taking a door for
    ``dock_s`` (``None``: as long as it loads).
    Batteries are charged there with ``charger_watts`` each (``None``: as much as they
    take), all together with ``power_watts`` at most.
    Where ``supplied_by`` names another depot, trucks bring its goods from there: one
    is unloaded in ``unload_s`` and ``unload_per_parcel_s`` for each parcel, beginning within
    ``receiving`` (``None``: within ``hours``), and the goods can be loaded ``sort_s``
    later. On a day that is planned so, that is ``goods_ready_s``.
    """

    depot_id: str
    name: str = ""
    address: Address = Address()
    coordinate: Coordinate | None = None
    hours: Window | None = None
    loading_s: int = 0
    loading_per_parcel_s: int = 0
    docks: int | None = None
    dock_s: int | None = None
    charger_watts: int | None = None
    power_watts: int | None = None
    supplied_by: str = ""
    unload_s: int = 0
    unload_per_parcel_s: int = 0
    sort_s: int = 0
    receiving: Window | None = None
    goods_ready_s: int = 0

    def __post_init__(self) -> None:
        if min(self.loading_s, self.loading_per_parcel_s) < 0:
            msg = f"Vehicles are loaded at depot {self.depot_id} in less than no time."
            raise ValueError(msg)
        if min(self.unload_s, self.unload_per_parcel_s, self.sort_s) < 0:
            msg = f"Trucks are unloaded at depot {self.depot_id} in less than no time."
            raise ValueError(msg)
        if (self.docks is not None and self.docks < 1) or (self.dock_s or 0) < 0:
            msg = f"Depot {self.depot_id} has {self.docks} doors, taken for {self.dock_s} s."
            raise ValueError(msg)

    @property
    def door_s(self) -> int:
        """Seconds a vehicle takes a door for at least, from the start of its loading."""
        return self.loading_s if self.dock_s is None else self.dock_s

    def door_for_s(self, loads_s: int) -> int:
        """Seconds a vehicle takes a door for that loads so long, its parcels counted."""
        if self.dock_s is None and self.loading_per_parcel_s:
            return loads_s
        return self.door_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Charger:
    """Where vehicles with a range or a battery may recharge on the way, at any hour."""

    charger_id: str
    name: str = ""
    coordinate: Coordinate
    plug: Plug = Plug()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """
    Who drives; ``skills`` add to those of the vehicle.

    ``zones`` are those the driver knows; empty where nobody says.
    """

    driver_id: str
    name: str = ""
    phone: str = ""
    email: str = ""
    skills: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """
    One break of a vehicle's day, taken on arrival at a stop or at the depot to load again.

    It begins from ``earliest_s`` to ``latest_s`` (seconds of the service day), at
    most ``max_work_s`` after the start of loading or the end of the break before
    and with at most ``max_drive_s`` driven since then; ``None`` where there is no
    such bound. A vehicle that is home while all of these still hold does not owe
    it. ``first_part_s`` (0: none) allows a split: a part of that length at an
    earlier halt, the rest within the bounds. An unpaid break is not billed.
    """

    duration_s: int
    earliest_s: int = 0
    latest_s: int | None = None
    max_work_s: int | None = None
    max_drive_s: int | None = None
    first_part_s: int = 0
    is_paid: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.first_part_s < self.duration_s:
            msg = f"A break of {self.duration_s} s cannot begin with {self.first_part_s} s."
            raise ValueError(msg)
        if self.latest_s is not None and self.latest_s < self.earliest_s:
            msg = f"A break cannot begin from {self.earliest_s} s to {self.latest_s} s."
            raise ValueError(msg)
        for bound_s in (self.max_work_s, self.max_drive_s):
            if bound_s is not None and bound_s < 0:
                msg = f"A break cannot be due after {bound_s} s of work or driving."
                raise ValueError(msg)


class CostCategory(StrEnum):
    """
    The lines of a bill (design section 9), in printing order.

    ``WAGES`` are the drivers', ``HELPERS`` those of the rest of a crew; who is
    paid for hours nobody worked, so that a day has its minimum, is in
    ``MINIMUM_PAY``. ``CHARGING`` is what electricity costs at chargers on the way beyond
    ``ENERGY``, where all of it counts at one's own price. ``CO2`` is a price on
    emissions that is really paid.
    """

    ENERGY = "energy"
    CHARGING = "charging"
    MAINTENANCE = "maintenance"
    WAGES = "wages"
    HELPERS = "helpers"
    OVERTIME = "overtime"
    MINIMUM_PAY = "minimum_pay"
    VEHICLE = "vehicle"
    PICKING = "picking"
    PACKING = "packing"
    PACKAGING = "packaging"
    TECHNOLOGY = "technology"
    INSURANCE = "insurance"
    CUSTOMER_SERVICE = "customer_service"
    TOLLS = "tolls"
    ZONE_TOLLS = "zone_tolls"
    FAILED_ATTEMPTS = "failed_attempts"
    RETURNS = "returns"
    CLAIMS = "claims"
    INCENTIVES = "incentives"
    TRANSFERS = "transfers"
    PARTNERS = "partners"
    PARTNER_MINIMUM = "partner_minimum"
    LATENESS = "lateness"
    CO2 = "co2"


class RateBasis(StrEnum):
    """
    What a rate is multiplied with.

    An unworked hour is one short of the paid hours a used day has at least.
    Those from ``PER_SENT_ORDER`` on depend on what a stop is, not on who
    serves it: orders and parcels that leave the depot, stops and parcels that
    come back to it, expected failures, value in units of the currency, and what
    customers get who are sent to a collection point, likewise; so is what it costs
    to bring goods from another hub.
    """

    PER_KM = "per_km"
    PER_PAID_HOUR = "per_paid_hour"
    PER_OVERTIME_HOUR = "per_overtime_hour"
    PER_ROUTE = "per_route"
    PER_STOP = "per_stop"
    PER_PARCEL = "per_parcel"
    PER_UNWORKED_HOUR = "per_unworked_hour"
    PER_SENT_ORDER = "per_sent_order"
    PER_SENT_PARCEL = "per_sent_parcel"
    PER_FETCHED_STOP = "per_fetched_stop"
    PER_FETCHED_PARCEL = "per_fetched_parcel"
    PER_FAILURE = "per_failure"
    PER_VALUE = "per_value"
    PER_INCENTIVE = "per_incentive"
    PER_TRANSFER = "per_transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """
    One price: ``micro`` micro-units of the currency for each km, paid hour, ...

    ``PER_OVERTIME_HOUR`` is the extra on top of the paid hour; ``source`` says
    where the figure comes from, or "assumption".
    """

    category: CostCategory
    basis: RateBasis
    micro: int
    source: str = ""

    def __post_init__(self) -> None:
        if self.micro < 0:
            msg = f"Rate {self.category} {self.basis} is negative: {self.micro}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneToll:
    """What a vehicle pays once a day if it stops in a zone, in micro-units."""

    zone: str
    micro: int
    source: str = ""

    def __post_init__(self) -> None:
        if self.micro < 0:
            msg = f"The toll of zone {self.zone} is negative: {self.micro}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """
    Grams of CO2e per km: tank-to-wheel and well-to-tank, with their source.

    Those per km are at the usual load. ``ttw_laden`` and ``wtt_laden`` are
    (empty, full) where a factor tells the laden states apart; in between
    grams grow evenly with the weight on board.
    """

    ttw_g_per_km: Decimal = Decimal(0)
    wtt_g_per_km: Decimal = Decimal(0)
    source: str = "assumption"
    ttw_laden: tuple[Decimal, Decimal] | None = None
    wtt_laden: tuple[Decimal, Decimal] | None = None

    @property
    def is_laden(self) -> bool:
        """Whether grams depend on the weight on board."""
        return self.ttw_laden is not None or self.wtt_laden is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """What a vehicle costs with somebody at its wheel: all its rates, and when overtime begins."""

    rates: tuple[Rate, ...] = ()
    overtime_after_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """
    One vehicle on one day.

    ``kind`` is the group of the config it belongs to; ``end_depot_id`` is ``None`` for
    an open route (it ends at its last stop); ``shift`` bounds leaving and coming home;
    ``overtime_after_s`` is paid time, ``max_*`` are ``None`` where there is no limit;
    ``speed_factor`` multiplies the speed of its profile. ``breaks`` are taken in their
    order; ``max_trips`` counts loadings; where ``waiting_paid`` is false, waiting is
    not billed. ``parking_s`` is spent on every arrival at a place with stops.
    ``cargo_mm`` are the sides of its cargo space, the longest first: no parcel may be
    larger in any of them. On one filling, which takes ``recharge_s``, it drives
    ``range_m`` (``None``: as far as it likes); where it ``charges_at_depot`` it is
    filled while it loads for another trip. With a ``battery`` what it drives and
    carries takes of that instead. A day on which it is used has ``min_paid_s`` paid
    seconds at least, at the rates per unworked hour. ``weighed_km_micro`` is what a km
    costs an engine beside the bill. Who ``is_line_haul`` brings goods from a warehouse to
    its hubs, and nothing to customers. ``pay_by_driver`` says what it costs with another
    driver (by id; empty: with whoever is not named), ``helper_rates`` what one person
    more on board costs. ``walking`` says how far its driver walks from where it stands.
    """

    vehicle_id: str
    kind: str
    start_depot_id: str
    end_depot_id: str | None
    shift: Window
    profile: str = "van"
    speed_factor: float = 1.0
    capacity: Capacity = Capacity()
    skills: frozenset[str] = frozenset()
    crew: int = 1
    driver: Driver | None = None
    max_duration_s: int | None = None
    max_drive_s: int | None = None
    max_distance_m: int | None = None
    max_stops: int | None = None
    overtime_after_s: int | None = None
    rates: tuple[Rate, ...] = ()
    emission: EmissionFactor = EmissionFactor()
    breaks: tuple[Break, ...] = ()
    max_trips: int = 1
    waiting_paid: bool = True
    parking_s: int = 0
    cargo_mm: tuple[int, int, int] | None = None
    range_m: int | None = None
    recharge_s: int = 0
    charges_at_depot: bool = False
    battery: Battery | None = None
    min_paid_s: int = 0
    zone_tolls: tuple[ZoneToll, ...] = ()
    weighed_km_micro: int = 0
    pay_by_driver: tuple[tuple[str, Pay], ...] = ()
    helper_rates: tuple[Rate, ...] = ()
    walking: WalkSettings | None = None
    is_line_haul: bool = False

    def __post_init__(self) -> None:
        if self.speed_factor <= 0:
            msg = f"Speed factor {self.speed_factor} of {self.vehicle_id} must be above 0."
            raise ValueError(msg)
        if self.crew < 1:
            msg = f"Vehicle {self.vehicle_id} has a crew of {self.crew}; somebody must drive."
            raise ValueError(msg)
        if self.parking_s < 0:
            msg = f"Vehicle {self.vehicle_id} parks in {self.parking_s} s, less than nothing."
            raise ValueError(msg)
        if self.recharge_s < 0 or (self.range_m is not None and self.range_m <= 0):
            msg = (
                f"Vehicle {self.vehicle_id} drives {self.range_m} m on a filling "
                f"of {self.recharge_s} s."
            )
            raise ValueError(msg)
        if self.max_trips < 1:
            msg = f"Vehicle {self.vehicle_id} may make {self.max_trips} trips; one at least."
            raise ValueError(msg)
        if min(self.min_paid_s, self.weighed_km_micro) < 0:
            msg = f"Vehicle {self.vehicle_id} has a negative minimum of hours, or price of a km."
            raise ValueError(msg)

    @property
    def has_range(self) -> bool:
        """Whether it can drive only so far before it must be filled or charged."""
        return self.range_m is not None or self.battery is not None

    @property
    def may_run_dry(self) -> bool:
        """Whether it could drive farther in a day, fully loaded, than on what it begins with."""
        battery = self.battery
        if battery is None or self.max_distance_m is None or self.capacity.weight_g is None:
            return self.has_range
        each_nwh = battery.per_m_nwh + self.capacity.weight_g * battery.per_m_g_nwh
        spare_mwh = battery.start_mwh - battery.reserve_mwh - ROUNDED_MWH
        return spare_mwh * 1_000_000 // each_nwh < self.max_distance_m

    @property
    def all_skills(self) -> frozenset[str]:
        """What the vehicle and its driver can do together."""
        return self.skills | (self.driver.skills if self.driver else frozenset())

    def with_persons(self, more: int) -> Vehicle:
        """Return the vehicle with so many persons more on board, each paid as a helper."""
        rates = {(rate.category, rate.basis): rate for rate in self.rates}
        for rate in self.helper_rates:
            key = rate.category, rate.basis
            was_micro = rates[key].micro if key in rates else 0
            rates[key] = replace(rates.get(key, rate), micro=was_micro + more * rate.micro)
        return replace(self, crew=self.crew + more, rates=tuple(rates.values()))

    def driven_by(self, driver: Driver | None) -> Vehicle:
        """Return the vehicle with somebody else at the wheel, paid as that driver is."""
        pays = dict(self.pay_by_driver)
        own = Pay(rates=self.rates, overtime_after_s=self.overtime_after_s)
        pay = pays.get(driver.driver_id if driver else "", pays.get("", own))
        return replace(self, driver=driver, rates=pay.rates, overtime_after_s=pay.overtime_after_s)
