"""What customers asked for: a stop is a place to be visited for one or more orders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from lastmile_cli.domain.addresses import Address, GeocodeResult
from lastmile_cli.domain.attempts import PPM, ChanceHours
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.in_home import InHome
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.supply import GoodsLine, Supply


class StopKind(StrEnum):
    """What happens at the door."""

    DELIVERY = "delivery"
    PICKUP = "pickup"
    RETURN = "return"
    SERVICE = "service"

    @property
    def brings_goods(self) -> bool:
        """Whether goods leave the depot for this stop (else they come back, or there are none)."""
        return self is StopKind.DELIVERY


class SequenceWish(StrEnum):
    """Where in its route a stop must stand."""

    ANY = "any"
    FIRST = "first"
    LAST = "last"


class DeliveryOption(StrEnum):
    """Where and how the customer wants the goods; ``ANY`` is whatever costs less."""

    DOOR = "door"
    WHITE_GLOVE = "white_glove"
    COLLECTION_POINT = "collection_point"
    ANY = "any"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """When service may begin: both ends included, in seconds of the service day."""

    opens_s: int
    closes_s: int

    def __post_init__(self) -> None:
        if self.closes_s < self.opens_s:
            msg = f"Window closes at {self.closes_s} s before it opens at {self.opens_s} s."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach the customer, and whether we may (``consent``: channels agreed to)."""

    phone: str = ""
    email: str = ""
    language: str = ""
    consent: frozenset[str] = frozenset()


Box = tuple[int, int, int]
"""Three sides in millimetres, the longest first."""

Cells = tuple[tuple[str, str], ...]
"""One row as it came in: header and text of each cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    One of the orders that a stop is visited for.

    ``lines`` are its rows as they came in, each with the line of the file it
    began on: one, or one for each item. Cash, value, goods, boxes and the time at the
    door as of a ``Stop``; ``items`` are carried inside the home (0: nobody goes there).
    """

    order_id: str
    load: Load = Load()
    notes: str = ""
    lines: tuple[tuple[int | None, Cells], ...] = ()
    cash_micro: int = 0
    value_micro: int = 0
    goods: tuple[GoodsLine, ...] = ()
    boxes_mm: tuple[Box, ...] = ()
    items: int = 0
    service_s: int | None = None

    def __post_init__(self) -> None:
        if not self.order_id:
            msg = "An order needs an order_id."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """
    One stop of tomorrow, checked but not yet planned.

    ``windows`` sorted, empty for any time; ``service_s`` and ``ready_s`` may be
    unknown; ``coordinate`` is the pin, or the geocoder's answer once there is
    one; ``cells`` keeps the input row (header, text) for the exports;
    ``row`` is the line of the file it came from. Stops of one ``group`` are
    served by one vehicle; ``paired_with`` is the ``stop_id`` of the other end
    of a shipment: goods picked up at one and delivered at the other.
    ``orders`` is filled where it is visited for several, for one of several
    rows, or where stock is counted of what it takes: the first has the stop's own
    id, and their loads add up to the stop's.
    ``cash_micro`` is to be collected at the door, ``value_micro`` the declared
    value of the goods, in micro-units of the currency; ``boxes_mm`` are the sides
    of its parcels, the longest first, where they are known (0 where one is not).
    ``failure_ppm`` is how likely nobody can be handed the goods, in millionths
    (``None``: as likely as usual). ``delivery_option`` is what the customer chose,
    ``collection_point`` the id of the locker or shop that was named for it.
    A visit to such a point has all that is brought there as ``doors``: the same stops
    as they were asked for, each at its customer's door (which need not be known);
    ``incentive_micro`` is what customers among them get who left the choice to us.
    ``in_home`` is what is done inside the home, where that is asked for.
    ``chance_hours`` are hours at which this door fails otherwise than at the rest of the
    day; ``customer_type`` is the kind of customer that chances are known of, ``tries`` how
    often it was tried at the door before, in vain.
    ``goods`` are
    the articles it takes, where somebody counts them, ``supply`` is where these come
    from, where stock is kept: unknown until that is settled.
    """

    stop_id: str
    kind: StopKind = StopKind.DELIVERY
    customer_id: str = ""
    name: str = ""
    address: Address = Address()
    coordinate: Coordinate | None = None
    geocode: GeocodeResult | None = None
    contact: Contact = Contact()
    windows: tuple[Window, ...] = ()
    ready_s: int | None = None
    service_s: int | None = None
    load: Load = Load()
    priority: int = 50
    sequence: SequenceWish = SequenceWish.ANY
    skills: frozenset[str] = frozenset()
    vehicle_id: str = ""
    driver_id: str = ""
    depot_id: str = ""
    zone: str = ""
    requires: frozenset[str] = frozenset()
    notes: str = ""
    cells: Cells = ()
    row: int | None = None
    group: str = ""
    paired_with: str = ""
    orders: tuple[Order, ...] = ()
    cash_micro: int = 0
    value_micro: int = 0
    boxes_mm: tuple[Box, ...] = ()
    failure_ppm: int | None = None
    delivery_option: DeliveryOption = DeliveryOption.DOOR
    collection_point: str = ""
    doors: tuple[Stop, ...] = ()
    incentive_micro: int = 0
    in_home: InHome | None = None
    chance_hours: tuple[ChanceHours, ...] = ()
    customer_type: str = ""
    tries: int = 0
    goods: tuple[GoodsLine, ...] = ()
    supply: Supply | None = None

    def __post_init__(self) -> None:
        if self.tries < 0:
            msg = f"Stop {self.stop_id} was tried {self.tries} times."
            raise ValueError(msg)
        if min(self.cash_micro, self.value_micro, self.incentive_micro) < 0:
            msg = f"Cash, value and incentive of stop {self.stop_id} cannot be negative."
            raise ValueError(msg)
        if not self.stop_id:
            msg = "A stop needs a stop_id."
            raise ValueError(msg)
        if not 0 <= self.priority <= 100:
            msg = f"Priority {self.priority} of stop {self.stop_id} is outside [0, 100]."
            raise ValueError(msg)
        if self.service_s is not None and self.service_s < 0:
            msg = f"Service time {self.service_s} s of stop {self.stop_id} is negative."
            raise ValueError(msg)
        if self.value_micro < 0:
            msg = f"The value of stop {self.stop_id} is negative: {self.value_micro}."
            raise ValueError(msg)
        if self.failure_ppm is not None and not 0 <= self.failure_ppm <= PPM:
            msg = f"Stop {self.stop_id} fails {self.failure_ppm} times in a million."
            raise ValueError(msg)
        if list(self.windows) != sorted(self.windows):
            msg = f"Windows of stop {self.stop_id} are not in order."
            raise ValueError(msg)
        if self.orders and self.orders[0].order_id != self.stop_id:
            msg = f"Stop {self.stop_id} is named after its first order, {self.orders[0].order_id}."
            raise ValueError(msg)

    @property
    def is_at_point(self) -> bool:
        """Whether it is the visit to a collection point."""
        return bool(self.doors)

    @property
    def own_orders(self) -> tuple[Order, ...]:
        """The orders it is visited for; where nobody lists them, itself as one."""
        own = Order(
            order_id=self.stop_id,
            load=self.load,
            notes=self.notes,
            lines=((self.row, self.cells),),
            cash_micro=self.cash_micro,
            value_micro=self.value_micro,
            goods=self.goods,
            boxes_mm=self.boxes_mm,
            items=self.in_home.items if self.in_home else 0,
            service_s=self.service_s,
        )
        return self.orders or (own,)

    @property
    def crew(self) -> int:
        """How many persons it takes."""
        return self.in_home.crew if self.in_home else 1

    @property
    def back(self) -> Load:
        """The packaging that is taken back beside a delivery."""
        return self.in_home.back if self.in_home and self.kind.brings_goods else Load()

    @property
    def loadable_s(self) -> int:
        """From when on its goods can be loaded: processed, and brought from another hub."""
        return max(self.ready_s or 0, self.supply.ready_s if self.supply else 0)

    @property
    def order_ids(self) -> tuple[str, ...]:
        """The orders it is visited for; its own id where nobody says more."""
        return tuple(order.order_id for order in self.orders) or (self.stop_id,)

    @property
    def input_rows(self) -> tuple[tuple[int | None, Cells], ...]:
        """Every row it came from, with its line: one row for most stops."""
        rows = tuple(line for order in self.orders for line in order.lines)
        return rows or ((self.row, self.cells),)

    def ready_earlier(self, by_s: int) -> Stop:
        """Return this stop with its goods there so much earlier, wherever they come from."""
        supply = self.supply
        if supply is not None:
            supply = replace(supply, ready_s=max(0, supply.ready_s - by_s))
        return replace(self, ready_s=max(0, (self.ready_s or 0) - by_s), supply=supply)

    def with_geocode(self, result: GeocodeResult) -> Stop:
        """Return this stop with a geocoder's answer; its place becomes the answer's."""
        place = result.best.coordinate if result.best else None
        return replace(self, geocode=result, coordinate=place)
