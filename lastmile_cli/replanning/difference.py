"""The difference of two plans: which stops moved, which routes, what it costs, whom to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, Plan, Route, UnassignedClass
from lastmile_cli.domain.under_way import is_handover
from lastmile_cli.replanning.whereabouts import Outcome, Whereabouts, whereabouts_of

SAME_MINUTE_S = 60
"""Hours closer than this are the same: a sheet shows minutes."""


class StopChange(StrEnum):
    """What happened to a stop; the first that applies."""

    NEW = "new"
    GONE = "gone"
    WITHDRAWN = "withdrawn"
    LEFT_OUT = "left out"
    SERVED = "served now"
    OUTSOURCED = "to a partner"
    TAKEN_BACK = "back from a partner"
    PARTNER = "other partner"
    PLACE = "other place"
    VEHICLE = "other vehicle"
    ORDER = "other order"
    HOUR = "other hour"


class RouteChange(StrEnum):
    """What happened to a vehicle's day."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedStop:
    """
    A stop of which not all is as it was; ``before`` or ``after`` is missing where a plan lacks it.

    ``is_told`` says whether its customer must hear of it: the new hour lies outside the
    interval that was announced, or somebody else comes, or nobody, or elsewhere.
    """

    change: StopChange
    before: Whereabouts | None
    after: Whereabouts | None
    is_told: bool

    @property
    def latest(self) -> Whereabouts:
        """As it is now; as it was, where it is gone."""
        found = self.after or self.before
        if found is None:
            raise AssertionError
        return found

    @property
    def shift_s(self) -> int | None:
        """How much later it is served than before; ``None`` where it is not served by both."""
        if self.before is None or self.after is None:
            return None
        if {self.before.outcome, self.after.outcome} != {Outcome.SERVED}:
            return None
        return self.after.start_s - self.before.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRoute:
    """A vehicle's day that is not as it was: its driver must be told."""

    change: RouteChange
    vehicle_id: str
    before: Route | None
    after: Route | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """One category of the bill, in both plans."""

    category: str
    before: Money
    after: Money

    @property
    def change(self) -> Money:
        """What is paid more now."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference:
    """All that differs between two plans of one currency."""

    before: Plan
    after: Plan
    stops: tuple[MovedStop, ...]
    routes: tuple[MovedRoute, ...]
    lines: tuple[LineChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing a driver, a customer or the till would notice differs."""
        is_carbon_same = self.before.co2e_g == self.after.co2e_g
        return not (self.stops or self.routes or self.lines) and is_carbon_same

    @property
    def told(self) -> tuple[MovedStop, ...]:
        """The stops whose customers must be told."""
        return tuple(moved for moved in self.stops if moved.is_told)


def difference_of(before: Plan, after: Plan) -> PlanDifference:
    """
    Compare two plans, stop by stop and vehicle by vehicle.

    Stops are recognised by their orders' ids, vehicles by theirs; what lies behind a vehicle in a
    plan made while its day was on is passed over. Of a vehicle's stops that
    stand in another order as few as possible are called moved: the others keep their order
    (longest increasing subsequence).

    Raises
    ------
    ValueError
        The plans are in different currencies.
    """
    if before.currency != after.currency:
        msg = f"The plans are in {before.currency} and {after.currency}."
        raise ValueError(msg)
    return PlanDifference(
        before=before,
        after=after,
        stops=tuple(_moved_stops(before, after)),
        routes=tuple(_moved_routes(before, after)),
        lines=tuple(_line_changes(before.bill, after.bill)),
    )


def list_behind(plan: Plan) -> frozenset[str]:
    """Ids of the stops that lay behind a vehicle when a plan was made."""
    return frozenset(
        visit.stop_id or ""
        for route in plan.routes
        if route.resumed
        for visit in route.visits[: route.resumed.behind]
    )


def _moved_stops(before_plan: Plan, after_plan: Plan) -> Iterator[MovedStop]:
    """Pair the stops of both plans; those that are gone come last."""
    behind, withdrawn = list_behind(after_plan), _withdrawn(after_plan) - _withdrawn(before_plan)
    before, after = (
        [
            it
            for it in whereabouts_of(plan)
            if it.stop.stop_id not in behind and not is_handover(it.stop.stop_id)
        ]
        for plan in (before_plan, after_plan)
    )
    known = {order: was for was in before for order in was.stop.order_ids}
    pairs = [
        (next((known[o] for o in now.stop.order_ids if o in known), None), now) for now in after
    ]
    out_of_order = _out_of_order([(was, now) for was, now in pairs if was is not None])
    for was, now in pairs:
        change = _change_of(was, now, is_moved=now.stop.stop_id in out_of_order)
        if now.stop.stop_id in withdrawn:
            # Whoever does not wait any more need not be told.
            yield MovedStop(change=StopChange.WITHDRAWN, before=was, after=now, is_told=False)
        elif change is not None:
            yield MovedStop(
                change=change, before=was, after=now, is_told=_must_be_told(change, was, now)
            )
    there = {order for now in after for order in now.stop.order_ids}
    for was in before:
        if there.isdisjoint(was.stop.order_ids):
            is_told = was.outcome is not Outcome.LEFT_OUT
            yield MovedStop(change=StopChange.GONE, before=was, after=None, is_told=is_told)


def _withdrawn(plan: Plan) -> frozenset[str]:
    return frozenset(
        one.stop_id for one in plan.unassigned if one.unassigned_class is UnassignedClass.WITHDRAWN
    )


def _change_of(was: Whereabouts | None, now: Whereabouts, *, is_moved: bool) -> StopChange | None:
    if was is None:
        return StopChange.NEW
    if was.outcome is not now.outcome:
        return _other_outcome(was.outcome, now.outcome)
    if (was.point, was.carrier) != (now.point, now.carrier):
        return _other_carrier(was, now)
    if is_moved:
        return StopChange.ORDER
    if abs(now.start_s - was.start_s) >= SAME_MINUTE_S:
        return StopChange.HOUR
    return None


def _other_outcome(was: Outcome, now: Outcome) -> StopChange:
    if now is Outcome.LEFT_OUT:
        return StopChange.LEFT_OUT
    if now is Outcome.OUTSOURCED:
        return StopChange.OUTSOURCED
    return StopChange.SERVED if was is Outcome.LEFT_OUT else StopChange.TAKEN_BACK


def _other_carrier(was: Whereabouts, now: Whereabouts) -> StopChange:
    if was.point != now.point:
        return StopChange.PLACE
    return StopChange.VEHICLE if now.outcome is Outcome.SERVED else StopChange.PARTNER


_NOT_BY_THE_HOUR = frozenset(StopChange) - {StopChange.VEHICLE, StopChange.ORDER, StopChange.HOUR}


def _must_be_told(change: StopChange, was: Whereabouts | None, now: Whereabouts) -> bool:
    if was is None:
        return now.outcome is not Outcome.LEFT_OUT
    if change in _NOT_BY_THE_HOUR:
        return True
    low_s, high_s = was.eta_s
    return not low_s <= now.start_s <= high_s


def _out_of_order(pairs: Sequence[tuple[Whereabouts, Whereabouts]]) -> set[str]:
    """Ids of stops that stay on their vehicle, but not among the longest run that keeps order."""
    stays: dict[str, list[tuple[int, int, str]]] = {}
    for was, now in pairs:
        is_served = was.outcome is now.outcome is Outcome.SERVED
        if is_served and was.carrier == now.carrier:
            place = (now.position, was.position, now.stop.stop_id)
            stays.setdefault(now.carrier, []).append(place)
    moved: set[str] = set()
    for places in stays.values():
        places.sort()
        kept = _longest_rising([was for _, was, _ in places])
        moved |= {stop_id for n, (_, _, stop_id) in enumerate(places) if n not in kept}
    return moved


def _longest_rising(values: Sequence[int]) -> set[int]:
    """
    Indices of the longest run that never falls: what stays put where the others moved.

    >>> sorted(_longest_rising([3, 1, 2, 4]))
    [1, 2, 3]
    """
    lengths: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        best = max(
            (n for n in range(at) if values[n] <= value), key=lambda n: lengths[n], default=-1
        )
        before.append(best)
        lengths.append(1 + (lengths[best] if best >= 0 else 0))
    kept: set[int] = set()
    at = max(range(len(values)), key=lambda n: lengths[n], default=-1)
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept


def _moved_routes(before: Plan, after: Plan) -> Iterator[MovedRoute]:
    """Yield the vehicles whose days differ, those of the new plan in its order, then the gone."""
    old = {route.vehicle_id: route for route in before.every_route}
    new = {route.vehicle_id: route for route in after.every_route}
    for vehicle_id in dict.fromkeys((*new, *old)):
        was, now = old.get(vehicle_id), new.get(vehicle_id)
        change = _route_change(was, now)
        if change is not None:
            yield MovedRoute(change=change, vehicle_id=vehicle_id, before=was, after=now)


def _route_change(was: Route | None, now: Route | None) -> RouteChange | None:
    if was is None:
        return RouteChange.NEW
    if now is None:
        return RouteChange.GONE
    past = now.visits[: now.resumed.behind] if now.resumed else ()
    behind = frozenset(visit.stop_id for visit in past)
    return None if _day_of(was, behind) == _day_of(now, behind) else RouteChange.CHANGED


def _day_of(route: Route, behind: frozenset[str | None]) -> tuple[object, ...]:
    """What the driver sees of a route: who drives, where the halts are, their minutes."""
    halts = tuple(
        (visit.kind, visit.stop_id, visit.trip, _minute(visit.start_s))
        for visit in route.visits
        if not behind or (visit.stop_id and visit.stop_id not in behind)
    )
    begin = None if behind else _minute(route.start_s)
    return route.driver_id, begin, _minute(route.end_s), halts


def _minute(seconds: int) -> int:
    return seconds // SAME_MINUTE_S


def _line_changes(before: Bill, after: Bill) -> Iterator[LineChange]:
    old, new = _by_category(before), _by_category(after)
    nothing = Money.zero(before.currency)
    for category in dict.fromkeys((*new, *old)):
        was, now = old.get(category, nothing), new.get(category, nothing)
        if was != now:
            yield LineChange(category=category, before=was, after=now)


def _by_category(bill: Bill) -> Mapping[str, Money]:
    sums: dict[str, Money] = {}
    for line in bill.lines:
        category = str(line.category)
        sums[category] = sums.get(category, Money.zero(bill.currency)) + line.amount
    return sums
