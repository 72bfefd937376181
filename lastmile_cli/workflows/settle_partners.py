"""
Partners who are full, and partners who bill a minimum: what no price of a single stop can say.

The engine weighs each stop against a partner's price. Where a partner was
handed more than it takes in a day, those stay for whom it saves most (the
cheapest assignment to all partners and to own vehicles), nobody else is offered
it any more, and the day is searched on. Where a partner would bill a minimum, the
day is also planned without it, and the cheaper of both is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.costing.bill import CENT_MICRO
from lastmile_cli.domain.partners import Partner
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.engines.assignment import assign
from lastmile_cli.planning.insertion import cheapest_insertion, measure_routes
from lastmile_cli.planning.mend import objective_micro, put_back
from lastmile_cli.planning.partners import fees_micro, list_handed_over
from lastmile_cli.planning.posed import Offers, Posed
from lastmile_cli.workflows.solve_day import Solved, searched_after

OWN = ""
"""Stands for the own vehicles among those who may take a stop."""

DEAREST_CENTS = 2**40
"""No single cost counts more in an assignment, so that sums stay inside 64 bits."""

SearchOn = Callable[[Posed, Proposal], Solved]
"""Search on from a plan, on a problem with other offers."""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Desk:
    """What settling needs beside the plan at hand."""

    partners: Mapping[str, Partner]
    search_on: SearchOn
    is_over: IsOver = never_over

    def within_limits(self, solved: Solved) -> Solved:
        """Search on until no partner has more than it takes: each round settles one at least."""
        limited = {name: it for name, it in self.partners.items() if it.has_limits}
        frozen: set[str] = set()
        for _ in limited:
            posed = solved.posed
            handed = list_handed_over(posed.problem, solved.proposal)
            goes = self._goes(solved, handed)
            now = {stop: posed.partner_of[stop] for stop in handed}
            if goes == now:
                break
            full = {name for stop, name in now.items() if goes[stop] != name}
            frozen |= full
            offers = _without(posed.offers, goes, frozen)
            again = posed.with_offers(offers)
            back = [stop for stop in handed if goes[stop] == OWN]
            start = put_back(again.problem, solved.proposal, back, self.is_over)
            solved = searched_after(solved, self.search_on(again, start))
        return solved

    def _goes(self, solved: Solved, handed: Sequence[int]) -> dict[int, str]:
        """Who takes each of these stops, so that nobody has too many and all cost least."""
        posed = solved.posed
        problem, room = posed.problem, _room(self.partners)
        if not _is_full(posed, handed, room):
            return {stop: posed.partner_of[stop] for stop in handed}
        rooms = measure_routes(problem, solved.proposal)
        costs = []
        for stop in handed:
            # Where there is no time to look for a place, leaving it out is what is known.
            place = None if self.is_over() else cheapest_insertion(problem, rooms, stop)
            drop_micro = problem.stops[stop].drop_micro
            own_micro = drop_micro if place is None else min(drop_micro, int(place.added_micro))
            prices = {OWN: own_micro, **dict(posed.offers.get(stop, ()))}
            costs.append({it: min(p // CENT_MICRO, DEAREST_CENTS) for it, p in prices.items()})
        demands = [_demand(posed, stop) for stop in handed]
        return dict(zip(handed, assign(costs, demands, room), strict=True))

    def with_worthwhile_minimums(self, solved: Solved) -> Solved:
        """Plan without each partner whose minimum is not reached; keep what costs less."""
        for name, partner in self.partners.items():
            if self.is_over():
                break
            problem = solved.posed.problem
            handed = list_handed_over(problem, solved.proposal)
            mine = [stop for stop in handed if solved.posed.partner_of[stop] == name]
            prices = sum(problem.stops[stop].skip_micro for stop in mine)
            if not mine or prices >= partner.minimum_micro:
                continue
            posed = solved.posed.with_offers(_without(solved.posed.offers, {}, {name}))
            start = put_back(posed.problem, solved.proposal, mine, self.is_over)
            without = self.within_limits(searched_after(solved, self.search_on(posed, start)))
            if self._weighs(without) < self._weighs(solved):
                solved = without
            else:
                solved = searched_after(without, solved, spent=0)
        return solved

    def _weighs(self, solved: Solved) -> Fraction:
        posed, proposal = solved.posed, solved.proposal
        fees = fees_micro(posed, proposal, self.partners.values())
        return objective_micro(posed.problem, proposal) + fees


def settle_partners(
    solved: Solved,
    partners: Sequence[Partner],
    search_on: SearchOn,
    is_over: IsOver = never_over,
) -> Solved:
    """
    Return a plan in which no partner has more than it takes, and no minimum that is not worth it.

    ``search_on`` begins from a plan and searches on briefly; it is not called
    where nobody is full and no minimum is missed. Once it ``is_over`` the limits are kept
    all the same, by leaving out what no other partner takes.
    """
    by_id = {it.partner_id: it for it in partners}
    desk = _Desk(partners=by_id, search_on=search_on, is_over=is_over)
    if not partners:
        return solved
    return desk.with_worthwhile_minimums(desk.within_limits(solved))


def _room(partners: Mapping[str, Partner]) -> dict[str, tuple[int | None, ...]]:
    return {name: (it.max_stops, *it.a_day.as_tuple()) for name, it in partners.items()}


def _demand(posed: Posed, stop: int) -> tuple[int, ...]:
    """A stop, and its load."""
    return 1, *posed.stops[stop].load.as_tuple()


def _is_full(
    posed: Posed, handed: Sequence[int], room: Mapping[str, tuple[int | None, ...]]
) -> bool:
    for name, limits in room.items():
        mine = [_demand(posed, stop) for stop in handed if posed.partner_of[stop] == name]
        used = [sum(amounts) for amounts in zip(*mine, strict=True)]
        pairs = zip(used, limits, strict=False)
        if any(limit is not None and amount > limit for amount, limit in pairs):
            return True
    return False


def _without(offers: Offers, goes: Mapping[int, str], full: set[str]) -> Offers:
    """Leave offers of full partners only to those who go there; these have no other any more."""
    kept = {}
    for stop, found in offers.items():
        if stop in goes:
            kept[stop] = tuple(one for one in found if one[0] == goes[stop])
        else:
            kept[stop] = tuple(one for one in found if one[0] not in full)
    return {stop: found for stop, found in kept.items() if found}
