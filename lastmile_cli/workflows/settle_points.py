"""
Who leaves the choice to us goes to a collection point where that costs less than the door.

No price of a single stop says what a door saves that is not driven to, nor what a parcel costs
where a van stops anyway. So the day is first planned with all of them at the door. Then the
orders whose point saves most, incentives paid, are moved together, and so are those of the
next point, until nothing is saved; the day is posed anew and searched on from there, and the
cheaper plan is kept. Orders at a point are put back at their door where that costs less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.planning.partners import list_handed_over
from lastmile_cli.planning.places import PlaceIndex
from lastmile_cli.planning.point_choice import with_visits
from lastmile_cli.planning.point_gains import PointDesk
from lastmile_cli.planning.point_moves import carry
from lastmile_cli.planning.point_rules import may_choose, points_in_question
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from lastmile_cli.workflows.solve_day import Solved, searched_after

MOST_ROUNDS = 4
"""Rounds of moving orders and searching on; each must make the day cheaper."""

MOST_RETURNS = 25
"""So many orders at points are tried at their doors in a round."""

SearchOn = Callable[[Posed, Proposal], Solved]
"""Search on from a plan, on another problem."""

Weight = tuple[int, Fraction]
"""Orders left out that must not be, then what the plan costs: less is better."""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Counter:
    """
    What the choice needs beside the plan at hand.

    ``doors`` are all stops at their doors, ``places`` where these are, ``sent`` who goes
    to a point (by id) without any choice.
    """

    config: Config
    points: tuple[CollectionPoint, ...]
    doors: tuple[Stop, ...]
    sent: Mapping[str, str]
    places: PlaceIndex
    file: str
    is_over: IsOver

    def pose(self, solved: Solved, chosen: Mapping[str, str]) -> Posed:
        """Pose the day with these orders at these points, on the travel of a plan."""
        goes, vehicles = {**self.sent, **chosen}, self.config.vehicles
        stops = with_visits(self.doors, goes, (), self.config.collection_points, vehicles)
        places, travel = self.places.with_visits(stops), solved.posed.problem.travel
        return pose(stops, self.config, travel, places, stops_file=self.file)

    def moved(self, solved: Solved, chosen: Mapping[str, str]) -> Solved:
        """The same plan with these orders at these points, not searched on."""
        posed = self.pose(solved, chosen)
        proposal = carry(solved.posed, solved.proposal, posed)
        return replace(solved, posed=posed, proposal=proposal)

    def weight(self, solved: Solved) -> Weight:
        """How good a plan is; prices of mandatory stops differ between problems, so they count."""
        problem, proposal = solved.posed.problem, solved.proposal
        micro = objective_micro(problem, proposal)
        if self.config.objective.unserved_micro is not None:
            return 0, micro
        handed = set(list_handed_over(problem, proposal))
        left = [stop for stop in proposal.unserved if stop not in handed]
        orders = sum(max(1, len(solved.posed.stops[stop].doors)) for stop in left)
        return orders, micro - sum(problem.stops[stop].skip_micro for stop in left)

    def better(self, solved: Solved, chosen: dict[str, str]) -> tuple[Solved, dict[str, str]]:
        """Move orders to points and back as long as the plan gets cheaper, without searching."""
        solved, chosen = self._sent_there(solved, chosen)
        return self._sent_back(solved, chosen)

    def _sent_there(self, solved: Solved, chosen: dict[str, str]) -> tuple[Solved, dict[str, str]]:
        while True:
            desk = PointDesk(posed=solved.posed, proposal=solved.proposal, points=self.points)
            bunch = desk.best_bunch(self.is_over)
            if bunch is None or self.is_over():
                return solved, chosen
            ids = (solved.posed.stops[stop].stop_id for stop in bunch.stops)
            wider = {**chosen, **dict.fromkeys(ids, bunch.point.point_id)}
            moved = self.moved(solved, wider)
            if self.weight(moved) >= self.weight(solved):
                return solved, chosen
            solved, chosen = moved, wider

    def _sent_back(self, solved: Solved, chosen: dict[str, str]) -> tuple[Solved, dict[str, str]]:
        for name in list(chosen)[:MOST_RETURNS]:
            if self.is_over():
                break
            fewer = {stop: point for stop, point in chosen.items() if stop != name}
            moved = self.moved(solved, fewer)
            if self.weight(moved) < self.weight(solved):
                solved, chosen = moved, fewer
        return solved, chosen


def settle_points(
    solved: Solved,
    config: Config,
    search_on: SearchOn,
    *,
    stops_file: str = "",
    is_over: IsOver = never_over,
) -> Solved:
    """
    Return a plan in which who leaves the choice to us goes where that costs less.

    ``solved`` has them all at their doors. ``search_on`` begins from a plan and searches on
    briefly; it is not called where no move makes the plan cheaper. The same plan
    and configuration always give the same choice, unless it ``is_over`` before that is made.
    """
    stops = solved.posed.stops
    points = points_in_question(stops, config.collection_points)
    asked = [stop for stop in stops if may_choose(stop)]
    if not asked or not points or not solved.proposal.routes or is_over():
        return solved
    desk = _Counter(
        config=config,
        points=points,
        doors=tuple(door for stop in stops for door in stop.doors or (stop,)),
        sent={door.stop_id: stop.collection_point for stop in stops for door in stop.doors},
        places=solved.posed.places,
        file=stops_file,
        is_over=is_over,
    )
    chosen: dict[str, str] = {}
    for _ in range(MOST_ROUNDS):
        moved, wider = desk.better(solved, chosen)
        if wider == chosen:
            break
        found = searched_after(solved, search_on(moved.posed, moved.proposal))
        if desk.weight(found) >= desk.weight(solved):
            break
        solved, chosen = found, wider
        if is_over():
            break
    return _told(solved, asked, config)


def _told(solved: Solved, asked: Sequence[Stop], config: Config) -> Solved:
    """Add a notice that says how many were sent where."""
    there = [
        (door, stop.collection_point)
        for stop in solved.posed.stops
        for door in stop.doors
        if door.delivery_option is DeliveryOption.ANY
    ]
    sums = sum(stop.incentive_micro for stop in solved.posed.stops)
    names = ", ".join(f"{door.stop_id} ({point})" for door, point in there)
    currency = config.service.currency
    paid = Money.from_micro(sums, currency).rounded()
    problem = (
        f"of {counted(len(asked), 'order')} that leave the choice to you {len(there)} go to a "
        f"collection point"
    )
    problem += f": {names}; incentives of {paid.amount} {currency}." if there else "."
    notice = Notice(
        code="LM1558",
        severity=Severity.INFO,
        place=Place(column="collection_points"),
        problem=problem,
        hint="`lastmile explain` tells of each." if there else "",
    )
    posed = replace(solved.posed, notices=(*solved.posed.notices, notice))
    return replace(solved, posed=posed)
