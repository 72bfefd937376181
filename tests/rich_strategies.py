"""Random small problems with everything a rich day may ask for, feature by feature."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import strategies as st

from lastmile_cli.checking.proposal import check_route
from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemBreak
from lastmile_cli.domain.proposal import ProposedRoute
from tests.problem_strategies import DAY_S, problems

FEATURES = (
    "trips",
    "breaks",
    "lateness",
    "waiting",
    "groups",
    "shipments",
    "options",
    "locks",
    "wishes",
    "zones",
    "balance",
    "partners",
    "energy",
    "hours",
    "batteries",
    "loading",
)


@st.composite
def breaks(draw) -> ProblemBreak:
    """A lunch on the clock or a rule of so much work or driving, some of them split."""
    duration_s = draw(st.sampled_from([300, 900, 1_800]))
    kind = draw(st.sampled_from(["clock", "work", "drive"]))
    earliest_s = draw(st.integers(0, DAY_S)) if kind == "clock" else 0
    return ProblemBreak(
        duration_s=duration_s,
        earliest_s=earliest_s,
        latest_s=earliest_s + draw(st.integers(0, 4_000)) if kind == "clock" else NO_LIMIT,
        max_work_s=draw(st.integers(1_000, 9_000)) if kind == "work" else NO_LIMIT,
        max_drive_s=draw(st.integers(500, 4_000)) if kind == "drive" else NO_LIMIT,
        first_part_s=draw(st.sampled_from([0, 0, duration_s // 3])),
        is_paid=draw(st.booleans()),
    )


def _each(draw: Any, things: tuple[Any, ...], **fields: st.SearchStrategy[Any]) -> tuple[Any, ...]:
    return tuple(
        dataclasses.replace(thing, **{name: draw(value) for name, value in fields.items()})
        for thing in things
    )


def _with_shipments(draw: Any, stops: tuple[Any, ...]) -> tuple[Any, ...]:
    """Turn some neighbours in the list into the two ends of a shipment."""
    made = list(stops)
    for first in range(0, len(made) - 1, 2):
        if draw(st.booleans()):
            load = made[first].delivery
            nothing = (0,) * len(load)
            made[first] = dataclasses.replace(made[first], delivery=nothing, pickup=load)
            made[first + 1] = dataclasses.replace(
                made[first + 1], delivery=load, pickup=nothing, shipped_from=first, ready_s=0
            )
    return tuple(made)


def _with_locks(draw: Any, problem: Problem) -> Problem:
    """Lock stops that nobody else may serve and nothing ties to others."""
    vehicles = list(problem.vehicles)
    free = [n for n, stop in enumerate(problem.stops) if stop.shipped_from is None]
    free = [n for n in free if n not in problem.destinations and problem.stops[n].option_of is None]
    if vehicles and free:
        start = tuple(free[: draw(st.integers(0, 2))])
        # A start that cannot be driven is refused before any engine sees it.
        if start and not check_route(problem, ProposedRoute(vehicle=0, trips=(start,))):
            vehicles[0] = dataclasses.replace(vehicles[0], locked=start)
    return dataclasses.replace(problem, vehicles=tuple(vehicles))


def _with_chances(draw: Any, problem: Problem) -> Problem:
    """Let stops fail as it were at one hour or another; but for those whose hours nobody weighs."""
    kept = {stop for vehicle in problem.vehicles for stop in vehicle.locked}
    kept |= {end for ends in problem.destinations.items() for end in ends}
    stops = list(problem.stops)
    for number in set(range(len(stops))) - kept:
        starts = draw(st.lists(st.integers(1, DAY_S), max_size=2, unique=True).map(sorted))
        chances = tuple((start, draw(st.sampled_from([0, 30_000, 250_000]))) for start in starts)
        stops[number] = dataclasses.replace(
            stops[number],
            chances=((0, 120_000), *chances) if chances else (),
            failure_micro=draw(st.sampled_from([0, 10_000_000, 90_000_000])),
        )
    return dataclasses.replace(problem, stops=tuple(stops))


@st.composite
def rich_problems(  # noqa: C901
    draw,
    *,
    max_stops: int = 6,
    max_periods: int = 3,
    features: tuple[str, ...] = FEATURES,
    are_shortest: bool = False,
) -> Problem:
    """A problem with some of the features; two at a time, so that each meets the others."""
    problem = draw(
        problems(max_stops=max_stops, max_periods=max_periods, are_shortest=are_shortest)
    )
    chosen = draw(st.sets(st.sampled_from(features), min_size=1, max_size=3))
    stops, vehicles = problem.stops, problem.vehicles
    if "trips" in chosen:
        vehicles = _each(draw, vehicles, max_trips=st.integers(1, 3))
    if "breaks" in chosen:
        vehicles = _each(draw, vehicles, breaks=st.lists(breaks(), max_size=2).map(tuple))
    if "waiting" in chosen:
        vehicles = _each(draw, vehicles, waiting_paid=st.booleans())
    if "lateness" in chosen:
        stops = _each(
            draw,
            stops,
            max_late_s=st.sampled_from([0, 500, 3_000]),
            late_micro=st.sampled_from([0, 60_000_000]),
        )
    if "groups" in chosen:
        stops = _each(draw, stops, group=st.sampled_from([None, None, 1, 2]))
    if "wishes" in chosen and vehicles:
        prices = st.sampled_from([0, 0, 2_000_000])
        wishes = st.lists(prices, min_size=len(vehicles), max_size=len(vehicles)).map(tuple)
        stops = _each(draw, stops, vehicle_micro=wishes)
    if "zones" in chosen:
        stops = _each(draw, stops, zone=st.sampled_from([None, 1, 2]))
    if "partners" in chosen:
        stops = _each(draw, stops, partner_micro=st.sampled_from([None, 1_000_000, 10**9]))
    if "options" in chosen:
        stops = _each(draw, stops, option_of=st.sampled_from([None, None, 7, 8]))
    elif "shipments" in chosen:
        stops = _with_shipments(draw, stops)
    if "loading" in chosen:
        stops = _each(draw, stops, loaded_parcels=st.sampled_from([0, 1, 2, 10]))
        vehicles = _each(
            draw,
            vehicles,
            loading_per_parcel_s=st.sampled_from([0, 7, 60, 300]),
            loads_from_s=st.sampled_from([0, 0, 500, 3_000]),
        )
    chargers: tuple[int, ...] = ()
    if "energy" in chosen:
        vehicles = _each(
            draw,
            vehicles,
            range_m=st.sampled_from([4_000, 9_000, 15_000, 30_000, NO_LIMIT]),
            recharge_s=st.sampled_from([0, 300, 1_500]),
            charges_at_start=st.booleans(),
        )
        places = st.integers(0, problem.travel.place_count - 1)
        chargers = tuple(draw(st.lists(places, max_size=2, unique=True)))
    plugs: tuple[Plug, ...] = ()
    load_units = problem.load_units
    if "batteries" in chosen:
        vehicles = _each(
            draw,
            vehicles,
            range_m=st.just(NO_LIMIT),
            battery=batteries(),
            start_watts=st.sampled_from([0, 3_700, 22_000]),
        )
        places = st.integers(0, problem.travel.place_count - 1)
        chargers = tuple(draw(st.lists(places, max_size=2, unique=True)))
        plugs = tuple(draw(st.lists(given_plugs(), max_size=len(chargers))))
        load_units = ("weight_g", *load_units[1:]) if load_units else ()
    problem = dataclasses.replace(
        problem,
        stops=stops,
        vehicles=vehicles,
        chargers=chargers,
        plugs=plugs,
        load_units=load_units,
        zone_change_micro=3_000_000 if "zones" in chosen else 0,
        balance_micro=10_000_000 if "balance" in chosen else 0,
    )
    problem = _with_locks(draw, problem) if "locks" in chosen else problem
    return _with_chances(draw, problem) if "hours" in chosen else problem


@st.composite
def batteries(draw: st.DrawFn) -> Battery | None:
    """A battery good for 4 to 30 km empty, which may fill slower from some level on."""
    kwh = draw(st.sampled_from([0, 1, 3, 6]))
    if not kwh:
        return None
    capacity = kwh * 1_000_000
    knee = draw(st.sampled_from([capacity // 2, capacity * 8 // 10]))
    takes = draw(st.sampled_from([((capacity, 11_000),), ((knee, 22_000), (capacity, 5_000))]))
    start = draw(st.sampled_from([capacity, capacity * 9 // 10]))
    return Battery(
        capacity_mwh=capacity,
        reserve_mwh=draw(st.sampled_from([0, capacity // 10])),
        start_mwh=start,
        per_m_nwh=200_000_000,
        per_m_g_nwh=draw(st.sampled_from([0, 4_000_000])),
        takes=takes,
        own_kwh_micro=200_000,
    )


def given_plugs() -> st.SearchStrategy[Plug]:
    """Chargers, slow and fast, cheap and dear."""
    return st.builds(
        Plug,
        watts=st.sampled_from([3_700, 50_000]),
        plug_s=st.sampled_from([0, 120]),
        per_kwh_micro=st.sampled_from([0, 500_000]),
    )
