"""What lies behind and what is ahead, put together: the whole day as one plan again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lastmile_cli.costing.bill import bill_plan, bill_route, cents, cents_to_money
from lastmile_cli.costing.carbon import DoorLoad, Emission, leg_emission, stop_grams
from lastmile_cli.costing.quantities import (
    HOUR_S,
    Quantities,
    add_doors,
    lateness_micro,
    overtime_s,
    unworked_s,
)
from lastmile_cli.costing.sharing import share_lines
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Bill, BillLine, Plan, Route, Unassigned, Visit, VisitKind
from lastmile_cli.domain.polyline import decode_polyline, encode_polyline
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.under_way import HERE, Replanned, is_handover
from lastmile_cli.planning.door_prices import door_facts
from lastmile_cli.planning.partners import bill_partners, list_fees
from lastmile_cli.replanning.history import History

Line = Sequence[tuple[float, float]]
"""Points along a street."""
WEIGHED_LATENESS = "lateness_weighed"
Direct = Callable[[str, Coordinate], int]
"""Metres from a vehicle's depot straight to a place."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Joint:
    """
    What puts two parts of a day together.

    ``config`` is that of the whole day, ``histories`` are by vehicle; ``streets`` draw what lies
    behind each of them. ``late_micro`` is what an hour behind a window weighs ahead, by stop.
    ``rescued`` stops get their goods otherwise than they were asked for; for those ``withdrawn``
    nobody waits any more.
    """

    before: Plan
    config: Config
    histories: Mapping[str, History]
    streets: Mapping[str, Line]
    direct_m: Direct
    late_micro: Mapping[str, int]
    rescued: frozenset[str]
    withdrawn: tuple[Unassigned, ...]
    replanned: Replanned

    def joined(self, rest: Plan) -> Plan:
        """
        Return the plan of the whole day: what is behind each vehicle, then what is ahead of it.

        Bills and grams are those of the whole routes, each stop's share among them. What partners
        took and how the hubs were supplied is as it was.
        """
        stops = self._stops(rest)
        fleet = {vehicle.vehicle_id: vehicle for vehicle in self.config.vehicles}
        ahead = {route.vehicle_id: route for route in rest.routes}
        order = [*dict.fromkeys((*self.histories, *ahead))]
        order.sort(key=lambda vehicle_id: list(fleet).index(vehicle_id))
        by_id = {stop.stop_id: stop for stop in stops}
        routes = tuple(
            self._route(ahead.get(vehicle_id), fleet[vehicle_id], by_id) for vehicle_id in order
        )
        routes = tuple(route for route in routes if route.visits)
        currency = self.before.currency
        fees = list_fees(self.before.outsourced, self.config.partners, currency)
        bills = [route.bill for route in routes]
        bills.append(bill_partners(self.before.outsourced, currency, fees))
        if self.before.line_haul is not None:
            bills.append(self.before.line_haul.bill)
        bill = bill_plan(bills, currency)
        costs = {line.category for route in rest.routes for line in route.bill.lines}
        weighed = tuple(line for line in rest.objective.lines if line.category not in costs)
        return replace(
            rest,
            stops=stops,
            routes=routes,
            unassigned=(*rest.unassigned, *self.withdrawn),
            outsourced=self.before.outsourced,
            partner_fees=fees,
            line_haul=self.before.line_haul,
            bill=bill,
            objective=Bill(currency=currency, lines=(*bill.lines, *weighed, *self._lateness(rest))),
            replanned=self.replanned,
        )

    def _lateness(self, rest: Plan) -> Iterator[BillLine]:
        """What being late ahead weighs beyond what is billed for it."""
        hour_micro = self.config.service.late_micro_per_hour
        micro = sum(
            Fraction(visit.late_s * (weighed - hour_micro), HOUR_S)
            for route in rest.routes
            for visit in route.stop_visits
            if visit.late_s and (weighed := self.late_micro.get(visit.stop_id or "", hour_micro))
        )
        if amount := cents(micro):
            money = cents_to_money(amount, self.before.currency)
            yield BillLine(category=WEIGHED_LATENESS, amount=money)

    def _stops(self, rest: Plan) -> tuple[Stop, ...]:
        """All stops of the day: those there were, then the new ones; no handover nobody needs."""
        made = {visit.stop_id for it in self.histories.values() for visit in it.visits}
        there = {
            stop.stop_id: stop
            for stop in self.before.stops
            if stop.stop_id in made or not is_handover(stop.stop_id)
        }
        for stop in rest.stops:
            is_new = stop.stop_id not in there or stop.stop_id in self.rescued
            is_place = stop.stop_id.startswith(HERE) and not is_handover(stop.stop_id)
            if is_new and not is_place:
                there[stop.stop_id] = stop
        return tuple(
            replace(stop, paired_with="")
            if is_handover(stop.paired_with) and stop.paired_with not in there
            else stop
            for stop in there.values()
        )

    def _route(self, ahead: Route | None, vehicle: Vehicle, stops: Mapping[str, Stop]) -> Route:
        history = self.histories.get(vehicle.vehicle_id)
        if history is None:
            if ahead is None:
                raise AssertionError
            return _billed(ahead, vehicle, stops, self)
        whole = _whole(history, ahead, self.streets.get(vehicle.vehicle_id, ()), vehicle)
        return _billed(whole, vehicle, stops, self) if whole.visits else whole


def _whole(history: History, ahead: Route | None, behind: Line, vehicle: Vehicle) -> Route:
    """The visits behind, then those ahead, numbered through."""
    route, resumed = history.route, history.resumed
    visits, home = list(history.visits), route.home if ahead is None else ahead.home
    line = list(behind)
    if ahead is not None:
        later = [
            replace(visit, trip=max(1, visit.trip + resumed.trips - 1))
            for visit in ahead.visits[2:]
        ]
        if later:
            first = later[0]
            later[0] = replace(
                first,
                drive_s=first.drive_s + resumed.drive_s,
                distance_m=first.distance_m + resumed.distance_m,
            )
        elif home is not None:
            home = replace(
                home,
                drive_s=home.drive_s + resumed.drive_s,
                distance_m=home.distance_m + resumed.distance_m,
            )
        visits += later
        # The first point is the depot, from where it jumps to where the vehicle is.
        line += decode_polyline(ahead.geometry)[1:]
    elif resumed.is_over:
        home = None
    breaks = [visit for visit in visits if visit.kind is VisitKind.BREAK]
    unpaid_s = sum(
        visit.depart_s - visit.start_s
        for visit, asked in zip(breaks, vehicle.breaks, strict=False)
        if not asked.is_paid
    )
    if not vehicle.waiting_paid:
        unpaid_s += sum(visit.wait_s for visit in visits)
    last_s = max([visit.leaves_s for visit in visits], default=resumed.at_s)
    return replace(
        route,
        start_s=history.started_s,
        end_s=ahead.end_s if ahead else max(last_s, resumed.at_s if not visits else last_s),
        trips=max((visit.trip for visit in visits), default=1),
        visits=tuple(replace(visit, sequence=number) for number, visit in enumerate(visits)),
        home=home,
        geometry=encode_polyline(_once(line)),
        break_s=sum(visit.depart_s - visit.start_s for visit in breaks),
        unpaid_s=unpaid_s,
        resumed=resumed,
    )


def _once(line: Line) -> list[tuple[float, float]]:
    """The same points, none twice in a row."""
    points: list[tuple[float, float]] = []
    for point in line:
        if not points or points[-1] != point:
            points.append(point)
    return points


def _billed(route: Route, vehicle: Vehicle, stops: Mapping[str, Stop], joint: Joint) -> Route:
    """Bill a whole route, and share bill and grams among its stops."""
    config = joint.config
    currency, visits = config.service.currency, route.stop_visits
    served = [stops[visit.stop_id or ""] for visit in visits]
    late = [
        (visit.late_s, config.service.late_micro_per_hour if stop.windows else 0)
        for visit, stop in zip(visits, served, strict=True)
    ]
    zones = {stop.zone for stop in served}
    used = Quantities(
        distance_m=route.distance_m,
        paid_s=route.paid_s,
        overtime_s=overtime_s(route.paid_s, vehicle.overtime_after_s),
        stops=len(visits),
        unworked_s=unworked_s(route.paid_s, vehicle.min_paid_s),
    )
    doors = (
        door_facts(stop, failure_ppm=visit.failure_ppm or 0, is_shipped=_is_shipped(stop))
        for visit, stop in zip(visits, served, strict=True)
    )
    bill = bill_route(
        add_doors(used, doors),
        vehicle.rates,
        currency,
        late_micro=lateness_micro(late),
        zone_micro=sum(toll.micro for toll in vehicle.zone_tolls if toll.zone in zones),
        charging_micro=_charging_micro(route, vehicle, config),
    )
    grams = _emission(route, vehicle, stops).total_g
    sent = (stop for stop in served if stop.kind.brings_goods and not stop.paired_with)
    load = sum((stop.load for stop in sent), start=Load())
    parts = stop_grams(
        grams,
        weights_g=[stop.load.weight_g + stop.back.weight_g for stop in served],
        direct_m=[joint.direct_m(route.vehicle_id, visit.place) for visit in visits],
    )
    return replace(route, bill=bill, co2e_g=grams, load=load, visits=_shared(route, bill, parts))


def _is_shipped(stop: Stop) -> bool:
    """Whether goods never were at the depot; what is taken over from another vehicle was."""
    return bool(stop.paired_with) and not is_handover(stop.paired_with)


def _charging_micro(route: Route, vehicle: Vehicle, config: Config) -> Fraction:
    """What charging on the way costs more than driving is billed for."""
    battery = vehicle.battery
    if battery is None:
        return Fraction(0)
    plugs = {charger.charger_id: charger.plug for charger in config.used_chargers}
    return sum(
        (
            Fraction(level.depart_wh - level.arrive_wh, 1_000)
            * battery.dearer_micro(plugs[visit.charger_id])
            for visit in route.visits
            if visit.charger_id in plugs and (level := visit.battery) is not None
        ),
        start=Fraction(0),
    )


def _emission(route: Route, vehicle: Vehicle, stops: Mapping[str, Stop]) -> Emission:
    """Grams of all legs, each with what is on board."""
    doors = {visit.stop_id: _door_load(stops[visit.stop_id or ""]) for visit in route.stop_visits}
    total, on_board = Emission(), 0
    legs = [(visit.distance_m, visit) for visit in route.visits]
    for distance_m, visit in legs:
        total += _leg(distance_m, vehicle, on_board)
        if visit.kind is VisitKind.LOAD:
            trip = (doors[it.stop_id] for it in route.stop_visits if it.trip == visit.trip)
            on_board = sum(door.sent_g for door in trip)
        elif visit.kind is VisitKind.STOP:
            on_board += doors[visit.stop_id].change_g
    return total + _leg(route.home.distance_m, vehicle, on_board) if route.home else total


def _leg(distance_m: int, vehicle: Vehicle, weight_g: int) -> Emission:
    return leg_emission(
        distance_m,
        vehicle.emission,
        weight_g=max(0, weight_g),
        capacity_g=vehicle.capacity.weight_g,
    )


def _door_load(stop: Stop) -> DoorLoad:
    weight_g = stop.load.weight_g
    if not stop.kind.brings_goods:
        return DoorLoad(change_g=weight_g)
    sent_g = 0 if stop.paired_with else weight_g
    return DoorLoad(sent_g=sent_g, change_g=stop.back.weight_g - weight_g)


def _shared(route: Route, bill: Bill, grams: Sequence[int]) -> tuple[Visit, ...]:
    """The visits, each stop with its share: what it bore in its part, and of the rest like all."""
    visits = route.stop_visits
    if not visits:
        return route.visits
    own = {
        str(line.category): [
            Fraction(
                sum(it.amount.to_micro() for it in visit.cost_lines if it.category == line.category)
            )
            for visit in visits
        ]
        for line in bill.lines
    }
    shares = share_lines(bill, own) if bill.lines else [bill] * len(visits)
    borne = {
        visit.stop_id: (share, part)
        for visit, share, part in zip(visits, shares, grams, strict=True)
    }
    return tuple(
        replace(
            visit,
            cost=borne[visit.stop_id][0].total,
            cost_lines=borne[visit.stop_id][0].lines,
            co2e_g=borne[visit.stop_id][1],
        )
        if visit.kind is VisitKind.STOP
        else visit
        for visit in route.visits
    )
