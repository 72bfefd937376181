"""
Courts: doors a step apart by van, thirty metres apart on foot.

A driver walks a metre a second, so that 30 m are 30 s and 0.30; by van a step is a minute
and a kilometre, 1.60.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.walks import FootWays, WalkSettings
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.planning.posed import Posed
from lastmile_cli.workflows.settle_walks import settle_walks
from lastmile_cli.workflows.solve_day import Solved
from tests.days import DrawnDay, drawn_day

APART_M = 30
COURT = "D..ABCE"
ONE = {"load": Load(parcels=1, weight_g=1_000)}


def walking(**changes: int) -> WalkSettings:
    """A metre a second, far and with much; changed as a test needs it."""
    plain = {
        "radius_m": 200,
        "parcels": 20,
        "weight_g": 50_000,
        "speed_m_per_h": 3_600,
        "max_doors": 6,
    }
    return WalkSettings(**(plain | changes))


def court(
    settings: WalkSettings | None = None,
    drawing: str = COURT,
    stops: Mapping[str, Mapping[str, Any]] | None = None,
    van: Mapping[str, Any] | None = None,
    **changes: Any,
) -> DrawnDay:
    """Draw a day on which one van's driver walks as these settings say."""
    apart = changes.get("chargers", "")
    doors = {name: ONE for name in drawing if name.isalnum() and name not in f"D{apart}"}
    asked = {name: {**doors[name], **(stops or {}).get(name, {})} for name in doors}
    vans = [{"walking": settings or walking(), **(van or {})}]
    return drawn_day(drawing, stops=asked, vans=vans, **changes)


def ways_of(posed: Posed, apart_m: int = APART_M) -> FootWays:
    """All doors on one line, so many metres a step apart."""
    at = {stop.stop_id: stop.coordinate for stop in posed.stops if stop.coordinate}
    return FootWays(
        metres={
            (one, other): round(abs(at[one].lon_deg - at[other].lon_deg) * 100) * apart_m
            + round(abs(at[one].lat_deg - at[other].lat_deg) * 100) * apart_m
            for one in at
            for other in at
            if one != other
        }
    )


def planned(
    day: DrawnDay, ways: FootWays | None = None, iterations: int = 200
) -> tuple[Solved, Solved]:
    """The plan in which every door is driven to, and the one with rounds, door by door."""
    engine = open_engine("ruin-recreate")

    def search(posed: Posed, start: Any = None) -> Solved:
        budget = SolveBudget(iterations=iterations)
        found = engine.solve(posed.problem, budget, start=start)
        return Solved(posed=posed, proposal=found, legs={})

    driven = search(day.posed())
    rounds = settle_walks(driven, lambda posed: ways or ways_of(posed), search)
    return driven, rounds.apart(rounds.solved)
