"""
Doors near each other become rounds on foot where that costs less than driving to each.

No price of a single stop says what is spared by not driving to it. So the day is first
planned with every door a stop of its own. Then neighbours on the routes are joined, the day is
searched on with each round as one stop, and the cheaper plan is kept; what is joined may
grow, or be taken apart again, in a further turn. At the end each door is a stop again, which
is walked to from where the vehicle stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.stopping import IsOver, never_over
from lastmile_cli.domain.walks import FootWays
from lastmile_cli.planning.mend import holds, mend, objective_micro, put_back
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_choice import WalkDesk, like_vehicles, settings_of
from lastmile_cli.planning.walk_pose import Joined, join, joined_stop, put_together, take_apart
from lastmile_cli.planning.walk_rounds import Round
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.workflows.solve_day import Solved, searched_after

MOST_TURNS = 3
"""Turns of joining and searching on; each must make the day cheaper."""

SearchOn = Callable[[Posed, Proposal], Solved]
"""Search on from a plan, on another problem."""

Measure = Callable[[Posed], FootWays]
"""Measure the ways on foot between the stops of a problem."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Rounds:
    """A plan in which rounds are single stops, and how to take it apart; ``None``: it has none."""

    solved: Solved
    joined: Joined | None = None

    def apart(self, solved: Solved) -> Solved:
        """Return a plan over rounds, as it is by now, with a stop for each door."""
        if self.joined is None:
            return solved
        posed, proposal = take_apart(self.joined, solved.posed, solved.proposal)
        return replace(solved, posed=posed, proposal=proposal)


def begin_with(posed: Posed, rounds: Sequence[tuple[int, Round]]) -> Joined:
    """Return the problem with rounds that a plan has already, each with its vehicle's number."""
    made = []
    for vehicle, round_ in rounds:
        vehicles = like_vehicles(posed, vehicle, round_.doors)
        per_stop = posed.problem.vehicles[vehicle].per_stop_micro
        made.append((round_, joined_stop(posed.problem.stops, round_, vehicles, per_stop)))
    return join(posed, [(round_, stop) for round_, stop in made if stop.windows])


def go_on_settling(begun: Rounds, search_on: SearchOn, is_over: IsOver = never_over) -> Rounds:
    """Do the same from a plan that has rounds; its problem knows the ways between its doors."""
    rounds = begun
    for _ in range(MOST_TURNS):
        found = None if is_over() else _turn(_as_doors(rounds), rounds, search_on, is_over)
        if found is None:
            break
        rounds = found
    return rounds


def settle_walks(
    solved: Solved, measure: Measure, search_on: SearchOn, is_over: IsOver = never_over
) -> Rounds:
    """
    Return the plan with rounds on foot wherever they pay.

    ``measure`` is asked once, and not at all where nobody walks; ``search_on`` begins from a plan
    and searches on briefly. The same plan always gives the same rounds, unless it ``is_over``
    before all of them are found.
    """
    rounds = Rounds(solved=solved)
    if not settings_of(solved.posed) or not solved.proposal.routes or is_over():
        return rounds
    ways = measure(solved.posed)
    if not ways.metres:
        return rounds
    begun = Rounds(solved=replace(solved, posed=replace(solved.posed, ways=ways)))
    return go_on_settling(begun, search_on, is_over)


def _turn(apart: Solved, rounds: Rounds, search_on: SearchOn, is_over: IsOver) -> Rounds | None:
    """One turn; ``None`` where it finds nothing cheaper."""
    known = rounds.joined.rounds if rounds.joined else {}
    desk = WalkDesk.of(apart.posed, apart.proposal, known)
    desk.choose(is_over)
    made = desk.found_rounds()
    old = {round_.doors for round_ in known.values()}
    if {round_.doors for round_, _ in made} == old:
        return None
    joined = join(apart.posed, made)
    start = begin_joined(joined, desk.as_doors(apart.proposal), is_over)
    found = searched_after(rounds.solved, search_on(joined.posed, start))
    if _weight(found) >= _weight(rounds.solved):
        return None
    made_of = Rounds(solved=found, joined=joined)
    return made_of if _holds(made_of.apart(found)) else None


def begin_joined(joined: Joined, proposal: Proposal, is_over: IsOver) -> Proposal:
    """Write a plan over doors for the problem with rounds, made to hold."""
    problem = joined.posed.problem
    together = put_together(joined, proposal)
    routes = tuple(with_charges(problem, route) for route in together.routes)
    mended = mend(problem, replace(together, routes=routes), is_over)
    return put_back(problem, mended, mended.unserved, is_over)


def _as_doors(rounds: Rounds) -> Solved:
    """The plan over single doors that drives to each: what the next turn begins from."""
    joined, solved = rounds.joined, rounds.solved
    if joined is None:
        return solved
    _, proposal = take_apart(joined, solved.posed, solved.proposal)
    problem = replace(joined.apart.problem, travel=solved.posed.problem.travel)
    return replace(solved, posed=replace(joined.apart, problem=problem), proposal=proposal)


def _weight(solved: Solved) -> Fraction:
    return objective_micro(solved.posed.problem, solved.proposal)


def _holds(solved: Solved) -> bool:
    """Whether a plan keeps every limit door by door, as it did round by round."""
    problem, proposal = solved.posed.problem, solved.proposal
    return all(holds(problem, route) for route in proposal.routes) and not check_proposal(
        problem, proposal
    )
