"""Prices for orders that a plan does not have yet: read, found on the map, priced, and booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.domain.travel import LegKey
from lastmile_cli.intake.asked_order import read_windows
from lastmile_cli.planning.legs import left_at, period_at, route_legs
from lastmile_cli.planning.offered import offered_windows
from lastmile_cli.planning.posed import Posed
from lastmile_cli.replanning.quote import Counter, Offer, OrderQuote, with_offer
from lastmile_cli.timing.clock import time_route
from lastmile_cli.workflows.asked_orders import AskedOrders, read_asked
from lastmile_cli.workflows.day_roads import DayRoads, reopen_day_roads
from lastmile_cli.workflows.exact_legs import ExactLegs, Uses
from lastmile_cli.workflows.plan_files import load_plan
from lastmile_cli.workflows.posed_again import (
    config_of,
    located_of,
    pose_on,
    proposal_of,
    uses_of,
)
from lastmile_cli.workflows.ready_clock import make_clock_ready
from lastmile_cli.workflows.street_speeds import lay_speeds_again

if TYPE_CHECKING:
    from lastmile_cli.workflows.edit_plan import Edited


FEW = 3
"""For so many orders loading the clock's kernels takes longer than they save, breaks aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    """
    What somebody asks for.

    ``cells`` are one order by canonical column, ``orders`` names a file of them instead.
    ``windows`` stand for those of the configuration. With ``together`` each order finds the
    ones before it in the plan; ``books`` writes them up in a plan, each as it asks, else in
    its cheapest window.
    """

    plan: str
    config: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    orders: str = ""
    windows: str = ""
    service_date: date | None = None
    together: bool = False
    books: bool = False
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """
    The plan, a quote for each order in their order, and what is told about them.

    ``refused`` are orders that could not be priced, each with the reason. ``booked`` is the
    plan with the orders in it, judged.
    """

    plan: Plan
    quotes: tuple[OrderQuote, ...]
    refused: tuple[tuple[Stop, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    together: bool = False
    booked: Edited | None = None

    @property
    def hopeless(self) -> tuple[OrderQuote, ...]:
        """Orders that find no place as they ask, or in no window at all."""
        return tuple(one for one in self.quotes if one.first_choice is None)


def quote_orders(request: QuoteRequest, progress: ProgressHook = no_progress) -> Quoted:
    """
    Price orders in a plan as it stands, on the plan's own streets.

    Raises
    ------
    InputRefusedError
        Not a plan, or of another day; the order or its address cannot be used; or the
        plan's map is not known here any more.
    UsageError
        What is asked for does not go together.
    """
    plan = load_plan(request.plan)
    _check_day(plan, request.service_date)
    config = lay_speeds_again(config_of(plan), plan)
    opened = reopen_day_roads(
        config, plan.day, located_of(plan), plan.provenance.roads.map_sha256, progress
    )
    asked = read_asked(
        plan,
        opened,
        config=request.config,
        cells=request.cells,
        orders=request.orders,
        offline=request.offline,
        progress=progress,
    )
    if request.books and len(asked.stops) > 1 and not request.together:
        msg = "Orders that are priced each on its own cannot all be taken."
        raise UsageError(msg, hint="say --together, or take one of them")
    windows = (
        read_windows(request.windows, plan.day)
        if request.windows
        else offered_windows(asked.quote, opened.config.vehicles)
    )
    desk = _Desk.of(plan, opened, asked, progress)
    quotes, proposal = desk.quote(windows, one_by_one=request.together)
    booked = desk.book(quotes, proposal, progress) if request.books else None
    return Quoted(
        plan=plan,
        quotes=quotes,
        refused=asked.refused,
        notices=(*_remarks(plan), *asked.notices),
        together=request.together,
        booked=booked,
    )


def _check_day(plan: Plan, wanted: date | None) -> None:
    if wanted is not None and wanted != plan.day.date:
        raise UsageError(
            f"The plan is of {plan.day.date.isoformat()}, not of {wanted.isoformat()}.",
            hint="name the plan of that day, or plan it with `lastmile plan`",
        )


def _remarks(plan: Plan) -> list[Notice]:
    if plan.line_haul is None:
        return []
    return [
        Notice(
            code="LM1521",
            severity=Severity.INFO,
            place=Place(),
            problem="trucks bring the hubs of this plan their goods; the prices take it that an "
            "order's goods are on them, as they drive now.",
            hint="none needed where there is room on the trucks.",
        )
    ]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Desk:
    """A plan posed with the orders that are asked about, behind all of its own stops."""

    plan: Plan
    opened: DayRoads
    orders: tuple[Stop, ...]
    posed: Posed
    proposal: Proposal
    exact: ExactLegs

    @classmethod
    def of(cls, plan: Plan, opened: DayRoads, asked: AskedOrders, progress: ProgressHook) -> _Desk:
        posed = pose_on(plan, opened, progress, joined=asked.stops)
        exact = ExactLegs(opened.roads, opened.config.roads.periods)
        has_breaks = any(vehicle.breaks for vehicle in posed.problem.vehicles)
        if has_breaks or len(asked.stops) > FEW:
            make_clock_ready(posed.problem, progress)
        progress(Progress(label="Pricing"))
        posed = posed.with_legs(exact.take(posed, uses_of(plan, posed)))
        return cls(
            plan=plan,
            opened=opened,
            orders=asked.stops,
            posed=posed,
            proposal=proposal_of(plan, posed),
            exact=exact,
        )

    def quote(
        self, windows: Sequence[Window], *, one_by_one: bool
    ) -> tuple[tuple[OrderQuote, ...], Proposal]:
        """Price every order in every window; ``one_by_one`` each beside those before it."""
        if not self.posed.vehicles:
            msg = "No vehicle works on the plan's day: there is nothing to quote."
            raise InputRefusedError(msg, hint="see the roster and the shifts of the configuration")
        first = len(self.posed.stops) - len(self.orders)
        every = range(first, len(self.posed.stops))
        asked = len(every) * (len(windows) + 1)
        counter = self._counter(self.posed, self.proposal, asked)
        quotes = []
        for stop in every:
            quotes.append(counter.quote(stop, windows))
            offer = quotes[-1].first_choice
            if one_by_one and offer is not None:
                counter = self._after(counter, stop, offer, asked)
        return tuple(quotes), counter.proposal

    def _counter(self, posed: Posed, proposal: Proposal, asked: int) -> Counter:
        by_vehicle = {route.vehicle: self._uses(posed, route) for route in proposal.routes}

        def exactly(changed: Posed, route: ProposedRoute) -> Posed:
            others = [it for vehicle, it in by_vehicle.items() if vehicle != route.vehicle]

            def uses(it: Posed) -> Uses:
                return _joined([*others, self._uses(it, route)])

            return self.exact.fitted(changed, uses)

        return Counter.of(self.plan, posed, proposal, self.opened.config, exactly, asked)

    def _after(self, counter: Counter, stop: int, offer: Offer, asked: int) -> Counter:
        """Return the counter of the plan in which an offer was taken."""
        posed = counter.promised(stop, offer)
        proposal = with_offer(counter.proposal, offer)
        return self._counter(posed, proposal, asked)

    def _uses(self, posed: Posed, route: ProposedRoute) -> Uses:
        travel, timed = posed.problem.travel, time_route(posed.problem, route)
        uses: dict[LegKey, set[int]] = {}
        for key, second in zip(route_legs(posed.problem, route), left_at(timed), strict=True):
            if key[1] != key[2]:
                uses.setdefault(key, set()).add(period_at(travel, second))
        return uses

    def book(
        self, quotes: Sequence[OrderQuote], proposal: Proposal, progress: ProgressHook
    ) -> Edited:
        """
        Write the orders into the plan, each as its quote says.

        Raises
        ------
        UsageError
            Several orders that were priced each on its own.
        InputRefusedError
            One of them has no place.
        """
        # Judging a plan takes the whole house; who only asks need not wait for it.
        from lastmile_cli.workflows.edit_plan import judged

        taken = [one.first_choice for one in quotes]
        gone = [it.stop.stop_id for it, offer in zip(quotes, taken, strict=True) if offer is None]
        if gone:
            raise InputRefusedError(
                f"Nothing was written: the plan has no place for {', '.join(gone)}.",
                hint="ask for another window, or leave the order out",
            )
        if proposal is self.proposal:
            proposal = with_offer(proposal, taken[0]) if taken[0] else proposal
        stops = [
            replace(one.stop, windows=offer.windows)
            for one, offer in zip(quotes, taken, strict=True)
            if offer is not None
        ]
        bare = replace(self.plan, stops=(*self.plan.stops, *stops))
        posed = pose_on(self.plan, self.opened, progress, joined=stops)
        exact = ExactLegs(self.opened.roads, self.opened.config.roads.periods)
        posed = posed.with_legs(exact.take(posed, uses_of(self.plan, posed)))
        posed = exact.swap(posed, proposal)
        return judged(bare, self.plan, posed, proposal, self.opened.config, exact)


def _joined(uses: Sequence[Uses]) -> Uses:
    found: dict[LegKey, set[int]] = {}
    for each in uses:
        for key, left in each.items():
            found.setdefault(key, set()).update(left)
    return found
