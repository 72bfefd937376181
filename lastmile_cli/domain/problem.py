"""
The planning problem: what an engine sees. Whole seconds, metres, micro-units; indices, no names.

Nodes are numbered apart: stops 0..n-1, vehicles 0..m-1, depots 0..d-1. A
*place* is a row of the travel tables; several nodes may share one.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from lastmile_cli.domain import limits
from lastmile_cli.domain.attempts import PPM, ppm_at
from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.problem_checks import check_chargers, check_stop, check_vehicle
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.domain.travel import Travel

NO_LIMIT = limits.NO_LIMIT
"""Stands for "no limit" in seconds, metres, grams and counts."""

FAR_FUTURE_S = 4 * 86_400
"""No service day reaches this second."""

MAX_OBJECTIVE_MICRO = limits.MAX_OBJECTIVE_MICRO
"""What an objective may not exceed, so that sums stay inside 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemStop:
    """
    One stop to visit.

    ``windows`` (opens, closes) are when service may begin, sorted, apart, at
    least one. ``service_s`` has one entry per service class of the fleet.
    ``delivery`` leaves the depot with the vehicle, ``pickup`` comes back with
    it, both in the problem's load units. ``vehicles`` are those allowed (all
    where ``None``). ``drop_micro`` is what leaving it out costs; ``parcels``
    are those handled at its door, for vehicles paid by the parcel.

    Service may begin up to ``max_late_s`` after the last window closed, at
    ``late_micro`` per 3,600 s. Served stops of one ``group`` share a route.
    ``shipped_from`` is the stop where what is delivered here is picked up
    (its ``pickup`` is this ``delivery``): earlier on the same trip, and both
    are served or neither; such goods never see the depot. Of the stops that share an ``option_of``
    at most one is served; leaving out all costs the dearest drop price of
    them. A partner would take the stop for ``partner_micro``. ``zone`` is
    what ``Problem.zone_change_micro`` looks at, ``vehicle_micro`` what
    service by each vehicle costs beside the bill (nothing where empty).
    ``served_micro`` is what it costs that a vehicle serves it, whichever: it
    is in ``door_micro``. Nobody can be handed the goods ``failure_ppm`` times
    in a million; where that depends on when service begins, ``chances`` say how often
    (see ``attempts.Chances``), and an attempt that fails costs ``failure_micro``, which
    is not in ``served_micro`` then. Late service counts as at the end of the last window.
    ``told_micro`` (from second, price; each until the next) is what beginning at an hour weighs
    beside the bill: that its customer was told another one.
    """

    stop_id: str
    place: int
    windows: tuple[tuple[int, int], ...]
    service_s: tuple[int, ...]
    delivery: tuple[int, ...]
    pickup: tuple[int, ...]
    drop_micro: int
    vehicles: frozenset[int] | None = None
    ready_s: int = 0
    sequence: SequenceWish = SequenceWish.ANY
    parcels: int = 0
    loaded_parcels: int = 0
    max_late_s: int = 0
    late_micro: int = 0
    group: int | None = None
    shipped_from: int | None = None
    option_of: int | None = None
    partner_micro: int | None = None
    zone: int | None = None
    vehicle_micro: tuple[int, ...] = ()
    served_micro: int = 0
    failure_ppm: int = 0
    chances: tuple[tuple[int, int], ...] = ()
    failure_micro: int = 0
    told_micro: tuple[tuple[int, int], ...] = ()

    @property
    def is_weighed_by_hour(self) -> bool:
        """Whether it matters to the objective at which hour service begins."""
        return (len(self.chances) > 1 and self.failure_micro > 0) or len(self.told_micro) > 1

    @property
    def hours(self) -> tuple[tuple[int, int], ...]:
        """Where time is cut for this stop, as ``Chances`` whose values mean nothing."""
        if not self.told_micro:
            return self.chances
        cuts = {from_s for from_s, _ in (*self.chances[1:], *self.told_micro[1:])}
        return ((0, 0), *((from_s, 0) for from_s in sorted(cuts)))

    def failure_ppm_at(self, begin_s: int) -> int:
        """How often in a million nobody is there when service begins at a second."""
        if not self.chances:
            return self.failure_ppm
        return ppm_at(self.chances, min(begin_s, self.windows[-1][1]))

    def failing_micro(self, begin_s: int) -> int:
        """Price of failing at a second times its chance; 0 where the hour does not matter."""
        if not self.chances:
            return 0
        return (2 * self.failure_ppm_at(begin_s) * self.failure_micro + PPM) // (2 * PPM)

    def moved_micro(self, begin_s: int) -> int:
        """What beginning at a second weighs beside the bill, as its customer was told an hour."""
        if not self.told_micro:
            return 0
        return ppm_at(self.told_micro, min(begin_s, self.windows[-1][1]))

    @property
    def sent(self) -> tuple[int, ...]:
        """What leaves the depot for it, by load unit: a shipment never was there."""
        return self.delivery if self.shipped_from is None else (0,) * len(self.delivery)

    @property
    def skip_micro(self) -> int:
        """What leaving it out costs: the partner's price where that is less."""
        if self.partner_micro is None:
            return self.drop_micro
        return min(self.drop_micro, self.partner_micro)

    @property
    def goes_to_partner(self) -> bool:
        """Whether a partner takes the stop when no vehicle does."""
        return self.partner_micro is not None and self.partner_micro <= self.drop_micro

    @property
    def latest_s(self) -> int:
        """Second after which service may no longer begin, however late it may be."""
        return min(self.windows[-1][1] + self.max_late_s, NO_LIMIT)

    def wish_micro(self, vehicle: int) -> int:
        """What service by this vehicle costs beside the bill."""
        return self.vehicle_micro[vehicle] if self.vehicle_micro else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemBreak:
    """
    One break of a working day, taken on arrival at a halt, before its service or loading.

    It lasts ``duration_s`` and begins from ``earliest_s`` to ``latest_s``, at
    most ``max_work_s`` after the start of loading or the end of the break
    before, and with at most ``max_drive_s`` driven since then. A vehicle that
    ends its day while all of these still hold does not owe it. ``first_part_s``
    (0: none): the break may be split; a part of at least that length is taken
    at an earlier halt, with no bound, and the rest within the bounds.
    """

    duration_s: int
    earliest_s: int = 0
    latest_s: int = NO_LIMIT
    max_work_s: int = NO_LIMIT
    max_drive_s: int = NO_LIMIT
    first_part_s: int = 0
    is_paid: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.first_part_s < self.duration_s:
            msg = f"A break of {self.duration_s} s cannot begin with {self.first_part_s} s."
            raise ValueError(msg)
        if self.earliest_s > self.latest_s:
            msg = f"A break cannot begin from {self.earliest_s} s to {self.latest_s} s."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemVehicle:
    """
    One vehicle.

    It may leave its start place from ``earliest_s``, must be home (or done,
    where ``end_place`` is ``None``) by ``latest_s``. Before it leaves it loads
    for ``loading_s``, and ``loading_per_parcel_s`` more for each parcel of the trip
    (``ProblemStop.loaded_parcels``), which is paid and counts as working time;
    ``duration`` runs from the start of loading to the end. The first loading
    begins at ``loads_from_s`` or later (0: at any time). Money: ``per_km_micro`` per
    1,000 m, ``per_hour_micro`` per 3,600 s of duration, ``overtime_micro``
    per 3,600 s on top beyond ``overtime_after_s``, ``fixed_micro`` if used,
    ``per_stop_micro`` per stop served and ``per_parcel_micro`` per parcel there.
    Paid time is the duration but for unpaid breaks and, where ``waiting_paid``
    is false, waiting; overtime counts paid time.

    It may make ``max_trips`` trips, loading anew at its start place before
    each, and takes its ``breaks`` in their order. ``locked`` stops are the
    first of its route, in this order: they can't be moved any more.

    It begins the day full and drives at most ``range_m`` between two fillings, each
    of ``recharge_s``, paid like service; where it ``charges_at_start`` loading
    anew is one too. With a ``battery`` it has no such range: what it drives and carries
    takes of the battery, and a charge lasts as long as is proposed. While it loads anew it
    is charged with ``start_watts`` (0: not at all).
    """

    vehicle_id: str
    table: int
    start_place: int
    end_place: int | None
    earliest_s: int
    latest_s: int
    capacity: tuple[int, ...]
    service_class: int = 0
    loading_s: int = 0
    loading_per_parcel_s: int = 0
    loads_from_s: int = 0
    max_duration_s: int = NO_LIMIT
    max_drive_s: int = NO_LIMIT
    max_distance_m: int = NO_LIMIT
    max_stops: int = NO_LIMIT
    overtime_after_s: int = NO_LIMIT
    per_km_micro: int = 0
    per_hour_micro: int = 0
    overtime_micro: int = 0
    fixed_micro: int = 0
    per_stop_micro: int = 0
    per_parcel_micro: int = 0
    waiting_paid: bool = True
    max_trips: int = 1
    breaks: tuple[ProblemBreak, ...] = ()
    locked: tuple[int, ...] = ()
    range_m: int = NO_LIMIT
    recharge_s: int = 0
    charges_at_start: bool = False
    battery: Battery | None = None
    start_watts: int = 0

    @property
    def has_range(self) -> bool:
        """Whether it can drive only so far before it must be filled or charged."""
        return self.range_m < NO_LIMIT or self.battery is not None

    def loading_of_s(self, parcels: int) -> int:
        """Seconds of loading for a trip with so many parcels from the depot."""
        return self.loading_s + self.loading_per_parcel_s * parcels

    def reloading_of_s(self, parcels: int) -> int:
        """Seconds of loading anew, of filling up beside it where that takes longer."""
        fills_up = self.range_m < NO_LIMIT and self.charges_at_start
        return max(self.loading_of_s(parcels), self.recharge_s if fills_up else 0)

    @property
    def reloading_s(self) -> int:
        """The same without a parcel: the least it takes."""
        return self.reloading_of_s(0)

    def door_micro(self, stop: ProblemStop) -> int:
        """What serving this stop costs by the stop and by the parcel, wherever it lies."""
        by_vehicle = self.per_stop_micro + self.per_parcel_micro * stop.parcels
        return by_vehicle + stop.served_micro


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """
    Stops, vehicles and travel; immutable, checked on birth.

    ``chargers`` are the places where vehicles with a range may fill up, at any
    hour and any number of times; ``plugs`` what they give batteries (empty: as much as is taken).

    Wishes with a price, beside the bill: ``zone_change_micro`` for every step
    of a route from a stop of one zone to the next of another;
    ``balance_micro`` per 3,600 s between the longest and the shortest duration
    of the routes used.
    """

    stops: tuple[ProblemStop, ...]
    vehicles: tuple[ProblemVehicle, ...]
    travel: Travel
    load_units: tuple[str, ...]
    zone_change_micro: int = 0
    balance_micro: int = 0
    chargers: tuple[int, ...] = ()
    plugs: tuple[Plug, ...] = ()

    def __post_init__(self) -> None:
        check_chargers(self)
        for stop in self.stops:
            check_stop(self, stop)
        for vehicle in self.vehicles:
            check_vehicle(self, vehicle)

    @cached_property
    def destinations(self) -> Mapping[int, int]:
        """Where the shipments go: the stop of delivery by the stop of pickup."""
        return {
            stop.shipped_from: index
            for index, stop in enumerate(self.stops)
            if stop.shipped_from is not None
        }

    def fixed_of(self, vehicle: int) -> tuple[int, ...]:
        """Stops a vehicle must serve: its locked start, and where what it picks up there goes."""
        locked = self.vehicles[vehicle].locked
        ends = (self.destinations.get(stop) for stop in locked)
        return (*locked, *(end for end in ends if end is not None and end not in locked))

    def skipped_micro(self, unserved: Iterable[int]) -> int:
        """
        What leaving out these stops costs.

        Of options for one order only the dearest counts, and none of them where
        another one is served.
        """
        left_out = frozenset(unserved)
        orders: dict[int, int] = {}
        total = 0
        for index in left_out:
            stop = self.stops[index]
            if stop.option_of is None:
                total += stop.skip_micro
            else:
                orders[stop.option_of] = max(orders.get(stop.option_of, 0), stop.skip_micro)
        served = {stop.option_of for index, stop in enumerate(self.stops) if index not in left_out}
        return total + sum(price for order, price in orders.items() if order not in served)

    def with_stop(self, number: int, stop: ProblemStop) -> Problem:
        """Return a copy with another stop in one's place; only that stop is checked."""
        check_stop(self, stop)
        return self._with("stops", (*self.stops[:number], stop, *self.stops[number + 1 :]))

    def with_one_more(self, stop: ProblemStop) -> Problem:
        """Return a copy with one more stop, the last; only that stop is checked."""
        check_stop(self, stop)
        return self._with("stops", (*self.stops, stop))

    def with_vehicle(self, number: int, vehicle: ProblemVehicle) -> Problem:
        """Return a copy with another vehicle in one's place; only that vehicle is checked."""
        check_vehicle(self, vehicle)
        return self._with(
            "vehicles", (*self.vehicles[:number], vehicle, *self.vehicles[number + 1 :])
        )

    def plug_of(self, charger: int) -> Plug:
        """What a charger gives batteries."""
        return self.plugs[charger] if charger < len(self.plugs) else Plug()

    @cached_property
    def weight_unit(self) -> int | None:
        """Which of the load units is weight; ``None`` where none is."""
        return self.load_units.index("weight_g") if "weight_g" in self.load_units else None

    @cached_property
    def _all_grams(self) -> int:
        """All weight there is, brought and fetched."""
        unit = self.weight_unit
        if unit is None:
            return 0
        return sum(stop.delivery[unit] + stop.pickup[unit] for stop in self.stops)

    def sure_m(self, vehicle: ProblemVehicle) -> int:
        """
        Metres that a vehicle drives from its start without a charge, whatever it carries.

        ``NO_LIMIT`` where its battery takes it farther than it may drive in a day.
        """
        battery, unit = vehicle.battery, self.weight_unit
        if battery is None:
            return vehicle.range_m
        grams = 0
        if unit is not None:
            grams = min(vehicle.capacity[unit], self._all_grams)
        # Each leg is rounded up to a milliwatt-hour.
        spare_mwh = battery.start_mwh - battery.reserve_mwh - 2 * len(self.stops) - 1
        sure_m = spare_mwh * 1_000_000 // (battery.per_m_nwh + grams * battery.per_m_g_nwh)
        return NO_LIMIT if sure_m >= vehicle.max_distance_m else max(1, sure_m)

    def with_charger(self, place: int) -> Problem:
        """Return a copy with one more charger, the last; only chargers are checked."""
        changed = self._with("chargers", (*self.chargers, place))
        check_chargers(changed)
        return changed

    def _with(self, name: str, values: tuple[ProblemStop | ProblemVehicle | int, ...]) -> Problem:
        # Checking a thousand stops anew for each trial of one would take seconds.
        changed = copy.copy(self)
        changed.__dict__.pop("destinations", None)
        changed.__dict__.pop("_all_grams", None)
        object.__setattr__(changed, name, values)
        return changed

    def may_serve(self, vehicle: int, stop: int) -> bool:
        """Whether skills, locks and the like allow this vehicle at this stop."""
        allowed = self.stops[stop].vehicles
        return allowed is None or vehicle in allowed
