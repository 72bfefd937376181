"""
Rounds on foot in a problem: one stop each for the engine, a stop a door for the plan.

The engine sees a round as one stop at the place parked at: its service is all walks and doors,
its windows are those in which every door is met open, its load the sum. In the plan each
door is a stop again, which *stands* at the place parked at, takes its walk beside its
service, and may begin by so much earlier as the walk there takes. Both cost the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.walks import Walk
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.walk_rounds import Round, told_of, windows_of


@dataclass(frozen=True, eq=False, kw_only=True)
class Joined:
    """
    A problem whose rounds are single stops, and what each of its stops is made of.

    ``apart`` is the problem before, ``parts[i]`` are the doors of stop ``i`` in it and
    ``rounds`` the rounds by stop.
    """

    apart: Posed
    posed: Posed
    parts: tuple[tuple[int, ...], ...]
    rounds: Mapping[int, Round]


def joined_stop(
    stops: Sequence[ProblemStop], round_: Round, vehicles: frozenset[int], per_stop_micro: int
) -> ProblemStop:
    """
    Make the one stop of a round, for these vehicles, each of which bills a stop alike.

    Its windows hold without lateness: a round is no place to be late on purpose.
    """
    doors = [stops[door] for door in round_.doors]
    first = doors[0]
    classes = max(len(door.service_s) for door in doors)
    return replace(
        first,
        windows=windows_of(stops, round_),
        service_s=tuple(
            round_.walk_s + sum(door.service_s[min(it, len(door.service_s) - 1)] for door in doors)
            for it in range(classes)
        ),
        delivery=_sums(door.delivery for door in doors),
        drop_micro=sum(door.drop_micro for door in doors),
        vehicles=vehicles,
        ready_s=max(door.ready_s for door in doors),
        parcels=sum(door.parcels for door in doors),
        loaded_parcels=sum(door.loaded_parcels for door in doors),
        max_late_s=0,
        late_micro=0,
        partner_micro=None,
        vehicle_micro=_sums(door.vehicle_micro for door in doors if door.vehicle_micro),
        served_micro=sum(door.served_micro for door in doors) + per_stop_micro * (len(doors) - 1),
        told_micro=told_of(stops, round_),
    )


def walked_stop(stop: ProblemStop, walk: Walk, parked_place: int) -> ProblemStop:
    """Make a door the stop that its vehicle sees: where it is parked, with the walk in it."""
    return replace(
        stop,
        place=parked_place,
        windows=tuple((opens - walk.out_s, closes - walk.out_s) for opens, closes in stop.windows),
        service_s=tuple(seconds + walk.seconds for seconds in stop.service_s),
        told_micro=tuple((from_s - walk.out_s, micro) for from_s, micro in stop.told_micro),
    )


def with_walks(posed: Posed, walks: Mapping[int, Walk]) -> Posed:
    """Return a problem in which these stops (by number) are walked to from where one is parked."""
    numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
    stops = list(posed.problem.stops)
    for number, walk in walks.items():
        place = posed.problem.stops[numbers[walk.parked_at]].place
        stops[number] = walked_stop(stops[number], walk, place)
    problem = replace(posed.problem, stops=tuple(stops))
    return replace(posed, problem=problem, walks=dict(walks))


def join(posed: Posed, rounds: Sequence[tuple[Round, ProblemStop]]) -> Joined:
    """Return the problem with each of these rounds as the one stop that was made for it."""
    inside = {door for round_, _ in rounds for door in round_.doors}
    made = {round_.doors[0]: (round_, stop) for round_, stop in rounds}
    kept = [n for n in range(len(posed.stops)) if n not in inside or n in made]
    parts = tuple(made[n][0].doors if n in made else (n,) for n in kept)
    now = {number: at for at, number in enumerate(kept)}
    alone = now.keys() - made.keys()
    stops = [made[n][1] if n in made else posed.problem.stops[n] for n in kept]
    problem = replace(
        posed.problem,
        stops=tuple(_renumbered(stop, now) for stop in stops),
        vehicles=tuple(
            replace(
                _with_fewer_stops(van, number, rounds),
                locked=tuple(now[stop] for stop in van.locked),
            )
            for number, van in enumerate(posed.problem.vehicles)
        ),
    )
    return Joined(
        apart=posed,
        posed=replace(
            posed,
            problem=problem,
            stops=tuple(posed.stops[n] for n in kept),
            too_short=frozenset(now[n] for n in posed.too_short if n in now),
            partner_of={now[n]: it for n, it in posed.partner_of.items() if n in alone},
            offers={now[n]: it for n, it in posed.offers.items() if n in alone},
        ),
        parts=parts,
        rounds={now[n]: made[n][0] for n in made},
    )


def put_together(joined: Joined, proposal: Proposal) -> Proposal:
    """
    Write a plan over single doors as one over rounds; each stands where its first door stood.

    Recharging is not carried over: where it is needed the search finds its places anew.
    """
    at = {door: number for number, part in enumerate(joined.parts) for door in part}
    seen: set[int] = set()
    routes = []
    for route in proposal.routes:
        trips = []
        for trip in route.trips:
            kept = []
            for stop in trip:
                if at[stop] not in seen:
                    seen.add(at[stop])
                    kept.append(at[stop])
            trips.append(tuple(kept))
        shorter = tuple(trip for trip in trips if trip)
        if shorter:
            spans = tuple((at[stop], from_s, to_s) for stop, from_s, to_s in route.spans)
            routes.append(ProposedRoute(vehicle=route.vehicle, trips=shorter, spans=spans))
    left = dict.fromkeys(at[stop] for stop in proposal.unserved)
    unserved = tuple(stop for stop in left if stop not in seen)
    return replace(proposal, routes=tuple(routes), unserved=unserved)


def take_apart(joined: Joined, posed: Posed, proposal: Proposal) -> tuple[Posed, Proposal]:
    """
    Return problem and plan with a stop for each door again.

    ``posed`` is the joined problem as it is by now: its legs, hours of vehicles and partners'
    offers are taken over. Doors of a round that is left out are ordinary stops.
    """
    served = {stop for route in proposal.routes for stop in route.stops}
    walks = {
        door: walk
        for stop, round_ in joined.rounds.items()
        if stop in served
        for door, walk in zip(round_.doors, round_.walks, strict=True)
        if walk is not None
    }
    own = joined.apart.problem.vehicles
    before, first = joined.apart, {at: part[0] for at, part in enumerate(joined.parts)}
    stops = list(before.problem.stops)
    for at, part in enumerate(joined.parts):
        offered = None if at in joined.rounds else posed.problem.stops[at].partner_micro
        for door in part:
            stops[door] = replace(stops[door], partner_micro=offered)
    problem = replace(
        before.problem,
        stops=tuple(stops),
        travel=posed.problem.travel,
        vehicles=tuple(
            replace(van, max_stops=was.max_stops if van.max_stops else 0, locked=was.locked)
            for van, was in zip(posed.problem.vehicles, own, strict=True)
        ),
    )
    apart = replace(
        before,
        problem=problem,
        partner_of={first[at]: it for at, it in posed.partner_of.items()},
        offers={first[at]: it for at, it in posed.offers.items()},
        notices=posed.notices,
    )
    routes = tuple(_apart(joined, route) for route in proposal.routes)
    unserved = tuple(door for stop in proposal.unserved for door in joined.parts[stop])
    return with_walks(apart, walks), replace(proposal, routes=routes, unserved=unserved)


def _apart(joined: Joined, route: ProposedRoute) -> ProposedRoute:
    trips = tuple(
        tuple(itertools.chain(*(joined.parts[it] for it in trip))) for trip in route.trips
    )
    # A charge is counted by the halts before it: stops, and loadings but the first.
    lengths: list[int] = []
    for number, trip in enumerate(route.trips):
        lengths += [1] * (number > 0) + [len(joined.parts[stop]) for stop in trip]
    charges = tuple(replace(it, before=sum(lengths[: it.before])) for it in route.charges)
    # Whose price depends on the hour is in no round.
    spans = tuple((joined.parts[stop][0], from_s, to_s) for stop, from_s, to_s in route.spans)
    return replace(route, trips=trips, charges=charges, spans=spans)


def _with_fewer_stops(
    van: ProblemVehicle, number: int, rounds: Sequence[tuple[Round, ProblemStop]]
) -> ProblemVehicle:
    """A round counts as one stop, and is more: where stops are limited they are taken off."""
    if van.max_stops >= NO_LIMIT:
        return van
    hidden = sum(
        len(round_.doors) - 1
        for round_, stop in rounds
        if stop.vehicles is None or number in stop.vehicles
    )
    return replace(van, max_stops=max(1, van.max_stops - hidden))


def _renumbered(stop: ProblemStop, now: Mapping[int, int]) -> ProblemStop:
    if stop.shipped_from is None:
        return stop
    return replace(stop, shipped_from=now[stop.shipped_from])


def _sums(rows: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*rows, strict=True))


def is_walked_in(problem: Problem, stop: int) -> bool:
    """Whether a stop may be a door of a round at all, as the problem has it."""
    asked = problem.stops[stop]
    return (
        asked.group is None
        and asked.option_of is None
        and asked.shipped_from is None
        and stop not in problem.destinations
        and not any(asked.pickup)
        and not asked.chances
    )
