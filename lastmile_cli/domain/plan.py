"""The plan: routes with hours, a bill, and what was left out; everything later commands need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from lastmile_cli.domain.battery import BatteryLevel
from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.provenance import Provenance
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.under_way import Replanned, Resumed
from lastmile_cli.domain.walks import Walk

PLAN_SCHEMA_VERSION = 1


class VisitKind(StrEnum):
    """What a visit is for."""

    STOP = "stop"
    LOAD = "load"
    BREAK = "break"
    CHARGE = "charge"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One line of a bill, rounded to two decimals once."""

    category: CostCategory | str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Lines whose printed amounts add up to the total, always."""

    currency: str
    lines: tuple[BillLine, ...] = ()

    def __post_init__(self) -> None:
        for line in self.lines:
            if line.amount != line.amount.rounded():
                msg = f"Bill line {line.category} is not rounded: {line.amount.amount}."
                raise ValueError(msg)

    @property
    def total(self) -> Money:
        """Sum of the printed lines."""
        return sum((line.amount for line in self.lines), start=Money.zero(self.currency)).rounded()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """
    One planned halt. Seconds are of the service day.

    ``drive_s`` and ``distance_m`` are of the leg that leads here (0 for the
    first); a break is taken where the next halt is, so the leg there leads to
    the break. Service runs from ``start_s`` to ``depart_s``; ``late_s`` is how
    far ``start_s`` lies behind the last window. ``parking_s`` is the part of
    ``drive_s`` that goes into parking and the way to the door. At a charger
    ``since_full_m`` are the metres driven on arrival since the vehicle was filled; ``battery``
    is of a vehicle that has one. ``cost`` is the
    stop's share of the route's bill, ``cost_lines`` the same by category. ``failure_ppm``
    is how likely nobody is there at this hour, in millionths, where that is known.
    ``walk`` says
    how the driver gets there on foot, while the vehicle stands elsewhere: hours and place are
    those of the door, and nothing is driven.
    """

    sequence: int
    trip: int
    kind: VisitKind
    place: Coordinate
    stop_id: str | None = None
    depot_id: str | None = None
    arrive_s: int
    start_s: int
    depart_s: int
    eta_low_s: int
    eta_high_s: int
    wait_s: int = 0
    late_s: int = 0
    drive_s: int = 0
    distance_m: int = 0
    cost: Money | None = None
    co2e_g: int = 0
    parking_s: int = 0
    charger_id: str | None = None
    since_full_m: int = 0
    cost_lines: tuple[BillLine, ...] = ()
    failure_ppm: int | None = None
    battery: BatteryLevel | None = None
    walk: Walk | None = None

    @property
    def leaves_s(self) -> int:
        """When the driver is back at the vehicle, or on the way to the next door on foot."""
        return self.depart_s + (self.walk.back_s if self.walk else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The way home after the last visit; ``None`` on a route for an open one."""

    place: Coordinate
    depot_id: str
    arrive_s: int
    drive_s: int
    distance_m: int
    battery: BatteryLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    One vehicle's day, from the start of loading to the end.

    ``load`` is what it takes out of the depot over all trips; ``geometry`` is
    an encoded polyline, precision 6. ``break_s`` are all breaks, ``unpaid_s``
    those that are not paid, and the waiting where that is not. ``resumed`` says what of it lay
    behind the vehicle when the day was planned anew.
    """

    route_id: str
    vehicle_id: str
    driver_id: str
    driver_name: str
    depot_id: str
    start_s: int
    end_s: int
    trips: int
    visits: tuple[Visit, ...]
    home: Leg | None
    load: Load
    bill: Bill
    co2e_g: int
    geometry: str
    break_s: int = 0
    unpaid_s: int = 0
    resumed: Resumed | None = None

    @property
    def stop_visits(self) -> tuple[Visit, ...]:
        """The visits at customers, in order."""
        return tuple(visit for visit in self.visits if visit.kind is VisitKind.STOP)

    @property
    def distance_m(self) -> int:
        """Metres driven, the way home included."""
        return sum(v.distance_m for v in self.visits) + (self.home.distance_m if self.home else 0)

    @property
    def drive_s(self) -> int:
        """Seconds driven, parking and the way home included."""
        return sum(v.drive_s for v in self.visits) + (self.home.drive_s if self.home else 0)

    @property
    def parking_s(self) -> int:
        """Seconds of ``drive_s`` that go into parking and the way to the door."""
        return sum(visit.parking_s for visit in self.visits)

    @property
    def service_s(self) -> int:
        """Seconds at doors."""
        return sum(visit.depart_s - visit.start_s for visit in self.stop_visits)

    @property
    def walk_s(self) -> int:
        """Seconds on foot between the vehicle and doors where it does not stand."""
        return sum(visit.walk.seconds for visit in self.visits if visit.walk)

    @property
    def walk_m(self) -> int:
        """Metres on foot, likewise."""
        return sum(visit.walk.metres for visit in self.visits if visit.walk)

    @property
    def wait_s(self) -> int:
        """Seconds waited, for doors to open above all."""
        return sum(visit.wait_s for visit in self.visits)

    @property
    def charge_s(self) -> int:
        """Seconds spent at chargers on the way."""
        halts = (visit for visit in self.visits if visit.kind is VisitKind.CHARGE)
        return sum(visit.depart_s - visit.start_s for visit in halts)

    @property
    def late_s(self) -> int:
        """Seconds of lateness, added up."""
        return sum(visit.late_s for visit in self.visits)

    @property
    def paid_s(self) -> int:
        """Seconds paid: from the start of loading to the end, but for what is unpaid."""
        return self.end_s - self.start_s - self.unpaid_s


def as_driven(route: Route) -> Route:
    """
    Return a route as its vehicle sees it: at a door on foot it stands where it is parked.

    A visit then lasts from when the driver sets out for it until the next walk, or the drive,
    begins; what is waited at the door is waited before setting out.
    """
    stands = {visit.stop_id: visit.place for visit in route.visits if visit.walk is None}
    visits = tuple(
        replace(
            visit,
            place=stands.get(visit.walk.parked_at, visit.place),
            arrive_s=visit.arrive_s - visit.walk.out_s,
            start_s=visit.start_s - visit.walk.out_s,
            depart_s=visit.leaves_s,
            walk=None,
        )
        if visit.walk
        else visit
        for visit in route.visits
    )
    return replace(route, visits=visits)


class UnassignedClass(StrEnum):
    """
    Whether any vehicle could have served the stop alone.

    What is *withdrawn* nobody waits for any more: cancelled, say, while the day was on.
    """

    IMPOSSIBLE = "impossible"
    SACRIFICED = "sacrificed"
    WITHDRAWN = "withdrawn"


class FixKind(StrEnum):
    """What a single change is about; of equally cheap ones the earlier is named."""

    INSERT = "insert"
    PARTNER = "partner"
    RAISE_WORTH = "raise_worth"
    CLOSE_LATER = "close_later"
    OPEN_EARLIER = "open_earlier"
    READY_EARLIER = "ready_earlier"
    FREE_SEQUENCE = "free_sequence"
    FREE_VEHICLE = "free_vehicle"
    FREE_DRIVER = "free_driver"
    FREE_DEPOT = "free_depot"
    END_LATER = "end_later"
    START_EARLIER = "start_earlier"
    DEPOT_LATER = "depot_later"
    DEPOT_EARLIER = "depot_earlier"
    MAX_DURATION = "max_duration"
    MAX_DRIVE = "max_drive"
    MAX_DISTANCE = "max_distance"
    MAX_STOPS = "max_stops"
    CHARGE_AT_DEPOT = "charge_at_depot"
    CHARGER = "charger"
    RANGE = "range"
    LARGER_VEHICLE = "larger_vehicle"
    SKILL = "skill"
    CREW = "crew"
    MORE_DOORS = "more_doors"
    DROP_STOP = "drop_stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """
    One single change after which ``vehicle_id`` takes a stop that was left out.

    Where a partner takes it, ``vehicle_id`` is empty.

    ``amounts`` say by how much: (unit, amount) with the units ``min``, ``m``,
    ``stops``, ``persons``, ``doors``, ``priority`` (its new value), ``unserved_micro``
    (likewise) and those of a load. ``window`` is which of the stop's windows is widened,
    ``skills`` what the vehicle or its driver must learn, ``instead_of`` the
    stop that is left out in exchange. ``price`` is what the day then costs
    more, or less where it is negative; what leaving out ``instead_of`` costs
    is in it where stops have a price.
    """

    kind: FixKind
    stop_id: str
    vehicle_id: str
    price: Money
    amounts: tuple[tuple[str, int], ...] = ()
    window: int = 0
    skills: frozenset[str] = frozenset()
    instead_of: str = ""

    def amount(self, unit: str) -> int:
        """By how much in this unit; 0 where it is not about that."""
        return dict(self.amounts).get(unit, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassigned:
    """
    A stop left out, and why; ``reason`` is a stable word, ``detail`` a sentence.

    ``cheapest_fix`` tells ``fix`` in a sentence, ``fix_cost`` is its price.
    """

    stop_id: str
    unassigned_class: UnassignedClass
    reason: str
    detail: str
    cheapest_fix: str = ""
    fix_cost: Money | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsourced:
    """A stop handed to a partner carrier."""

    stop_id: str
    partner_id: str
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFee:
    """What a partner bills a day above the prices of its stops, up to its daily minimum."""

    partner_id: str
    amount: Money


@dataclass(frozen=True, eq=False, kw_only=True)
class Plan:
    """
    All routes of one service day.

    ``config`` is the effective configuration without secrets; ``bill`` is
    what the day costs, ``objective`` adds what the engine weighed beside it.
    ``plan_id`` is a hash of the content, ``created_at`` RFC 3339 text.
    ``line_haul`` is the trucks' day, where trucks bring the hubs their goods: its stops are
    truckloads (their ``customer_id`` is the hub), its bill is in that of the plan. ``replanned``
    says which plan it took the place of while the day was on.
    """

    plan_id: str
    created_at: str
    day: ServiceDay
    currency: str
    provenance: Provenance
    config: Mapping[str, Any]
    stops: tuple[Stop, ...]
    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    outsourced: tuple[Outsourced, ...]
    bill: Bill
    objective: Bill
    notices: tuple[Notice, ...]
    partner_fees: tuple[PartnerFee, ...] = ()
    line_haul: Plan | None = None
    replanned: Replanned | None = None

    def get_stop(self, stop_id: str) -> Stop:
        """Return the stop with this id; ``KeyError`` when there is none."""
        for stop in self.stops:
            if stop.stop_id == stop_id:
                return stop
        raise KeyError(stop_id)

    def find_route(self, vehicle_id: str) -> Route | None:
        """Return the vehicle's route, if it has one; a truck's too."""
        return next((route for route in self.every_route if route.vehicle_id == vehicle_id), None)

    @property
    def every_route(self) -> tuple[Route, ...]:
        """The routes of the trucks that supply the hubs, then those to customers."""
        return (*(self.line_haul.routes if self.line_haul else ()), *self.routes)

    @property
    def co2e_g(self) -> int:
        """Grams of CO2e of all routes."""
        return sum(route.co2e_g for route in self.every_route)
