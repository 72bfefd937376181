"""
Stops whose hour is weighed, as options: one for each span of hours.

An option's windows are those of the stop inside its span, its price is the span's expected
price of failing, and what it weighs that the customer was told another hour. So the search
weighs hours by what it has anyhow, and exactly: which span, by which detour, and whether to
wait for a better one. A day without such stops never comes here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from lastmile_cli.domain.attempts import Span, list_spans
from lastmile_cli.domain.problem import Problem, ProblemStop
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.timing.clock import time_route


@dataclass(frozen=True, eq=False, kw_only=True)
class DayByHour:
    """
    A problem with options for hours, and what they mean in the problem it was made of.

    ``stop_of`` and ``span_of`` have one entry for each of its stops: the stop it stands for
    and the span of hours it stands for, ``None`` for a stop as it was.
    """

    problem: Problem
    asked: Problem
    stop_of: tuple[int, ...]
    span_of: tuple[Span | None, ...]

    @classmethod
    def of(cls, problem: Problem) -> Self | None:
        """
        Write options for hours; ``None`` where there is nothing to choose.

        Ends of shipments and locked stops stay as they are: their hours are not weighed.
        """
        kept = {stop for v in range(len(problem.vehicles)) for stop in problem.fixed_of(v)}
        kept |= {end for ends in problem.destinations.items() for end in ends}
        orders = 1 + max((stop.option_of or 0 for stop in problem.stops), default=0)
        made: list[ProblemStop] = []
        stop_of: list[int] = []
        span_of: list[Span | None] = []
        first: dict[int, int] = {}
        for number, stop in enumerate(problem.stops):
            first[number] = len(made)
            options: list[tuple[ProblemStop, Span | None]] = []
            if number not in kept:
                options += _options(stop)
            prices = {option.served_micro for option, _ in options}
            if len(prices) == 1:
                # No hour is better than another, but all cost more than none.
                flat = replace(
                    stop, served_micro=prices.pop(), chances=(), failure_micro=0, told_micro=()
                )
                options = [(flat, None)]
            elif not prices:
                options = [(stop, None)]
            for option, span in options:
                is_new = span is not None and stop.option_of is None
                made.append(replace(option, option_of=orders + number) if is_new else option)
                stop_of.append(number)
                span_of.append(span)
        if tuple(made) == problem.stops:
            return None
        stops = tuple(
            stop
            if stop.shipped_from is None
            else replace(stop, shipped_from=first[stop.shipped_from])
            for stop in made
        )
        vehicles = tuple(
            replace(vehicle, locked=tuple(first[stop] for stop in vehicle.locked))
            for vehicle in problem.vehicles
        )
        return cls(
            problem=replace(problem, stops=stops, vehicles=vehicles),
            asked=problem,
            stop_of=tuple(stop_of),
            span_of=tuple(span_of),
        )

    def told(self, found: Proposal) -> Proposal:
        """Tell a proposal in the numbers of the problem that was asked."""
        routes = tuple(
            replace(
                route,
                trips=tuple(tuple(self.stop_of[stop] for stop in trip) for trip in route.trips),
                spans=tuple(
                    (self.stop_of[stop], *span)
                    for stop in route.stops
                    if (span := self.span_of[stop]) is not None
                ),
            )
            for route in found.routes
        )
        return replace(found, routes=routes, unserved=_others(routes, len(self.asked.stops)))

    def begun(self, start: Proposal) -> Proposal:
        """Write a proposal for the problem that was asked as one for this: each at its hour."""
        first: dict[int, list[int]] = {}
        for number, stop in enumerate(self.stop_of):
            first.setdefault(stop, []).append(number)
        routes = []
        for route in start.routes:
            begins_s = self._begins_s(route)
            trips = tuple(
                tuple(self._option(first[stop], begins_s.get(stop, 0)) for stop in trip)
                for trip in route.trips
            )
            routes.append(replace(route, trips=trips, spans=()))
        return replace(
            start, routes=tuple(routes), unserved=_others(routes, len(self.problem.stops))
        )

    def _begins_s(self, route: ProposedRoute) -> dict[int, int]:
        """When service begins at each stop of a route, as it is meant or as it would be."""
        if not route.stops:
            return {}
        timed = time_route(self.asked, replace(route, trips=tuple(filter(None, route.trips))))
        begins_s = {v.stop: v.start_s for v in timed.stop_visits if v.stop is not None}
        return begins_s | {stop: to_s for stop, _, to_s in route.spans}

    def _option(self, options: Sequence[int], begin_s: int) -> int:
        """Return the option whose span a second lies in; the last one where none is."""
        for number in options:
            span = self.span_of[number]
            if span is None or begin_s <= span[1]:
                return number
        return options[-1]


def _options(stop: ProblemStop) -> Iterator[tuple[ProblemStop, Span]]:
    """Yield what a stop is in each of its spans: its windows there, and what failing costs."""
    if not stop.is_weighed_by_hour:
        return
    last_s = stop.windows[-1][1]
    for from_s, to_s in list_spans(stop.hours):
        windows = tuple(
            (max(opens_s, from_s), min(closes_s, to_s))
            for opens_s, closes_s in stop.windows
            if opens_s <= to_s and closes_s >= from_s
        )
        if windows:
            yield (
                replace(
                    stop,
                    windows=windows,
                    served_micro=stop.served_micro + _hour_micro(stop, windows[0][0]),
                    # Only who comes after the last window of all is late.
                    max_late_s=stop.max_late_s if windows[-1][1] == last_s else 0,
                    chances=(),
                    failure_micro=0,
                    told_micro=(),
                ),
                (from_s, to_s),
            )


def _hour_micro(stop: ProblemStop, begin_s: int) -> int:
    return stop.failing_micro(begin_s) + stop.moved_micro(begin_s)


def _others(routes: Sequence[ProposedRoute], stops: int) -> tuple[int, ...]:
    served = {stop for route in routes for stop in route.stops}
    return tuple(stop for stop in range(stops) if stop not in served)
