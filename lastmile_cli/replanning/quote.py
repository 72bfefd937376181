"""
What one more order would cost in a plan as it stands: a price for each window, or a reason.

Nothing is searched anew: every route keeps its order, and the order goes where the day then
costs least. The price is the difference of the house's bills, to the cent; whoever takes the
offer has a plan that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.costing.bill import cents_to_money, money_to_cents
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, Plan, Unassigned
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.planning.left_out import explain_stop
from lastmile_cli.planning.one_more import OneMore, planned_leaves_s
from lastmile_cli.planning.partner_offers import ask_partners
from lastmile_cli.planning.partner_quotes import Quote
from lastmile_cli.planning.pose import stop_context
from lastmile_cli.planning.pose_stops import StopContext
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.remedies import Clinic
from lastmile_cli.planning.route_sheet import route_emission
from lastmile_cli.planning.route_slacks import route_slacks
from lastmile_cli.planning.slots import Numbers
from lastmile_cli.planning.stop_costs import bill_timed
from lastmile_cli.planning.trial import Trial, try_route
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.timed import TimedRoute

Exactly = Callable[[Posed, ProposedRoute], Posed]
"""Gives a problem the exact legs of one changed route."""

SAME_MINUTE_S = 60
"""Hours closer than this are the same: a sheet shows minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Squeezed:
    """
    What an offer does to a promise made before: the slack that is left of it, and was there.

    ``late_s`` is how late it would be served.
    """

    stop_id: str
    before_s: int
    after_s: int
    late_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    A place for an order in a plan as it stands.

    Parameters
    ----------
    windows
        What is promised; empty: any time.
    route
        The vehicle's route with the order in it.
    price, lines
        What the day's bill then is above the present one, and by category.
    added_m, added_paid_s, added_g
        Metres, paid seconds and grams of CO2e more.
    arrive_s, start_s, depart_s
        Hours of the visit.
    position, after
        The how-manieth of the vehicle's stops it is, from 1, and the stop before it.
    margin_s
        From the begin of service to the end of the window; ``None`` at any time.
    opens_vehicle
        Whether the vehicle stays at home in the plan.
    later, latest_s
        How many others are served later by a minute and more, and by how much at most.
    told
        How many of the route's customers would have to be told another hour.
    squeezed
        Of the promises on the route the one with the least slack left.
    made_late
        Promises that would be broken, for a price.
    """

    windows: tuple[Window, ...]
    route: ProposedRoute
    vehicle_id: str
    price: Money
    lines: tuple[tuple[str, Money], ...]
    added_m: int
    added_paid_s: int
    added_g: int
    arrive_s: int
    start_s: int
    depart_s: int
    position: int
    after: str
    margin_s: int | None
    opens_vehicle: bool
    later: int
    latest_s: int
    told: int
    squeezed: Squeezed | None
    made_late: tuple[Squeezed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowQuote:
    """One window: an offer, or none; and the partner who would serve it for least, if any."""

    windows: tuple[Window, ...]
    offer: Offer | None
    partner: Quote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuote:
    """
    All there is to tell about one order.

    ``asked`` is for the windows it asks for itself, where it does; ``any_time`` for none;
    ``offered`` for each window of the house. ``refusal`` says why the plan has no place for
    what it asks, and the change that would make one.
    """

    stop: Stop
    any_time: WindowQuote
    asked: WindowQuote | None
    offered: tuple[WindowQuote, ...]
    refusal: Unassigned | None = None

    @property
    def best(self) -> tuple[WindowQuote, ...]:
        """Windows with a place, cheapest first, then earliest."""
        found = [one for one in self.offered if one.offer is not None]
        return tuple(sorted(found, key=lambda one: (_cents(one), one.windows)))

    @property
    def first_choice(self) -> Offer | None:
        """What is asked for, else the cheapest window, else any time."""
        if self.asked is not None:
            return self.asked.offer
        found = self.best[0] if self.best else self.any_time
        return found.offer


@dataclass(frozen=True, eq=False, kw_only=True)
class Counter:
    """
    A plan measured once, for any number of orders that it does not have yet.

    ``posed`` has these orders among its stops, ``proposal`` among the unserved.
    """

    plan: Plan
    posed: Posed
    proposal: Proposal
    config: Config
    clinic: Clinic
    context: StopContext
    leaves_s: Numbers
    exactly: Exactly

    @classmethod
    def of(
        cls,
        plan: Plan,
        posed: Posed,
        proposal: Proposal,
        config: Config,
        exactly: Exactly,
        asked: int = 1,
    ) -> Counter:
        """Measure a plan to price ``asked`` windows in it; there must be a vehicle."""
        problem = posed.problem
        clinic = Clinic.of(posed, proposal, config, asked)
        return cls(
            plan=plan,
            posed=posed,
            proposal=proposal,
            config=config,
            clinic=clinic,
            leaves_s=planned_leaves_s(clinic.slots),
            context=stop_context(
                posed.stops, config, problem.travel, posed.places, posed.vehicles, problem.vehicles
            ),
            exactly=exactly,
        )

    @property
    def day(self) -> ServiceDay:
        """The plan's day."""
        return self.plan.day

    def quote(self, stop: int, windows: Iterable[Window]) -> OrderQuote:
        """Price an order (by index) in each window, at any time, and as it asks itself."""
        more = self._more(stop)
        own = self.posed.stops[stop].windows
        any_time = self._window_quote(more, ())
        asked = self._window_quote(more, own) if own else None
        found = tuple(self._window_quote(more, (window,)) for window in windows)
        wanted = asked or any_time
        hopeless = wanted.offer is None and (asked is not None or not any(it.offer for it in found))
        return OrderQuote(
            stop=self.posed.stops[stop],
            any_time=any_time,
            asked=asked,
            offered=found,
            refusal=self._refusal(more, own) if hopeless else None,
        )

    def _more(self, stop: int) -> OneMore:
        return OneMore(clinic=self.clinic, context=self.context, stop=stop, leaves_s=self.leaves_s)

    def promised(self, stop: int, offer: Offer) -> Posed:
        """Return the problem in which an order has what was offered, on the exact legs of it."""
        more = self._more(stop)
        return self.exactly(more.posed_for(offer.windows), offer.route)

    def _window_quote(self, more: OneMore, windows: tuple[Window, ...]) -> WindowQuote:
        posed = more.posed_for(windows)
        quotes = ask_partners([posed.stops[more.stop]], self.config.partners).get(0, ())
        cheapest = min(
            (it for it in quotes if it.price_micro is not None),
            key=lambda it: it.price_micro or 0,
            default=None,
        )
        trial = more.cheapest(posed)
        offer = None if trial is None else self._exact_offer(posed, trial, more.stop)
        return WindowQuote(windows=windows, offer=offer, partner=cheapest)

    def _exact_offer(self, posed: Posed, trial: Trial, stop: int) -> Offer | None:
        """Put the exact legs under a route, and try it once more where they differ."""
        exact, again = self.exactly(posed, trial.route), trial
        if exact is not posed:
            tried = try_route(exact.problem, trial.route)
            doors = self.clinic.bench.doors
            if tried is not None and doors is not None:
                tried = doors.seated(exact.problem, tried)
            if tried is None:
                return None
            again = tried
        if check_route(exact.problem, again.route):
            return None
        return self._offer(exact, again, stop)

    def _refusal(self, more: OneMore, windows: tuple[Window, ...]) -> Unassigned:
        posed = more.posed_for(windows)
        return explain_stop(posed, more.clinic_for(posed), more.stop, self.day)

    def _offer(self, posed: Posed, trial: Trial, stop: int) -> Offer:
        before = next(
            (it for it in self.proposal.routes if it.vehicle == trial.route.vehicle), None
        )
        was = time_route(self.posed.problem, before) if before else None
        currency = self.config.service.currency
        bill = bill_timed(posed, trial.timed, currency)
        old = bill_timed(self.posed, was, currency) if was else None
        grams = route_emission(posed, trial.route, trial.timed).total_g
        visit = next(it for it in trial.timed.stop_visits if it.stop == stop)
        order = [it.stop for it in trial.timed.stop_visits]
        at = order.index(stop)
        windows = posed.stops[stop].windows
        closes_s = max((it.closes_s for it in windows if it.opens_s <= visit.start_s), default=0)
        squeezed = self._squeezed(posed, trial, before, was)
        later = _later_s(was, trial.timed)
        ahead = order[at - 1] if at else None
        return Offer(
            windows=windows,
            route=trial.route,
            vehicle_id=posed.vehicles[trial.route.vehicle].vehicle_id,
            price=bill.total - old.total if old else bill.total,
            lines=_line_changes(old, bill),
            added_m=trial.timed.distance_m - (was.distance_m if was else 0),
            added_paid_s=trial.timed.paid_s - (was.paid_s if was else 0),
            added_g=grams
            - (route_emission(self.posed, before, was).total_g if was and before else 0),
            arrive_s=visit.arrive_s,
            start_s=visit.start_s,
            depart_s=visit.depart_s,
            position=at + 1,
            after="" if ahead is None else posed.stops[ahead].stop_id,
            margin_s=closes_s - visit.start_s if windows else None,
            opens_vehicle=before is None,
            later=len(later),
            latest_s=max(later, default=0),
            told=self._told(posed, was, trial.timed),
            squeezed=min(squeezed, key=lambda it: (it.after_s, it.stop_id), default=None),
            made_late=tuple(it for it in squeezed if it.late_s),
        )

    def _squeezed(
        self, posed: Posed, trial: Trial, before: ProposedRoute | None, was: TimedRoute | None
    ) -> list[Squeezed]:
        """The promises on the route, each with its slack before and after."""
        if before is None or was is None:
            return []
        old = {it.stop: it for it in route_slacks(self.posed.problem, before, was)}
        new = route_slacks(posed.problem, trial.route, trial.timed)
        late_before = {it.stop: it.late_s for it in was.stop_visits}
        late = {it.stop: it.late_s for it in trial.timed.stop_visits}
        return [
            Squeezed(
                stop_id=posed.stops[it.stop].stop_id,
                before_s=old[it.stop].after_s,
                after_s=it.after_s,
                late_s=late[it.stop] if late[it.stop] > late_before[it.stop] else 0,
            )
            for it in new
            if it.stop in old and posed.stops[it.stop].windows
        ]

    def _told(self, posed: Posed, was: TimedRoute | None, now: TimedRoute) -> int:
        """How many have another hour than now, outside of the interval that they were told."""
        route = self.plan.find_route(posed.vehicles[now.vehicle].vehicle_id)
        if route is None or was is None:
            return 0
        told = {it.stop_id: (it.eta_low_s, it.eta_high_s) for it in route.stop_visits}
        old = {it.stop: it.start_s for it in was.stop_visits}
        moved = [
            (posed.stops[it.stop].stop_id, it.start_s + _walked_s(posed, it.stop))
            for it in now.stop_visits
            if it.stop in old and it.stop is not None
            if abs(it.start_s - old[it.stop]) >= SAME_MINUTE_S
        ]
        return sum(
            not told[stop_id][0] <= start_s <= told[stop_id][1]
            for stop_id, start_s in moved
            if stop_id in told
        )


def with_offer(proposal: Proposal, offer: Offer) -> Proposal:
    """Return the proposal with an offer taken."""
    routes = [it for it in proposal.routes if it.vehicle != offer.route.vehicle]
    unserved = tuple(stop for stop in proposal.unserved if stop not in offer.route.stops)
    return replace(proposal, routes=(*routes, offer.route), unserved=unserved, repeatable=False)


def _walked_s(posed: Posed, stop: int) -> int:
    walk = posed.walks.get(stop)
    return walk.out_s if walk else 0


def _later_s(was: TimedRoute | None, now: TimedRoute) -> list[int]:
    """By how much those are served later who are so by a minute and more."""
    if was is None:
        return []
    old = {it.stop: it.start_s for it in was.stop_visits}
    shifts = (it.start_s - old[it.stop] for it in now.stop_visits if it.stop in old)
    return [shift_s for shift_s in shifts if shift_s >= SAME_MINUTE_S]


def _line_changes(old: Bill | None, new: Bill) -> tuple[tuple[str, Money], ...]:
    """The bill's lines that differ, and by how much."""
    cents: dict[str, int] = {}
    for bill, sign in ((new, 1), (old, -1)):
        for line in bill.lines if bill else ():
            cents[line.category] = cents.get(line.category, 0) + sign * money_to_cents(line.amount)
    return tuple((name, cents_to_money(it, new.currency)) for name, it in cents.items() if it)


def _cents(quote: WindowQuote) -> int:
    return money_to_cents(quote.offer.price) if quote.offer else 0
