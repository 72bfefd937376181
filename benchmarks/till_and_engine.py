"""
What the engine thinks its routes cost beside what the till says, on random rich days.

    python -m benchmarks.till_and_engine [--days 40] [--iterations 30] [--only breaks,traffic]
                                         [--as-searched]

A day has a dozen stops in a town 12 km across and three vans, half of the doors with a window. Each
line is one set of features, with one traffic period and with four: how many routes were priced, how
many of them the engine thinks dearer than the till does by more than half a cent and by more than
five, the worst, and the same for those it thinks cheaper.
"""

from __future__ import annotations

import argparse
import dataclasses
from dataclasses import dataclass, field

import numpy as np

from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.problem import Problem, ProblemBreak, ProblemStop, ProblemVehicle
from lastmile_cli.domain.travel import Travel
from lastmile_cli.engines.ruin_recreate.pack import pack, vehicle_classes
from lastmile_cli.engines.ruin_recreate.parameters import Parameters
from lastmile_cli.engines.ruin_recreate.rich.chain import rich_search
from lastmile_cli.engines.ruin_recreate.rich.pack import is_rich
from lastmile_cli.planning.insertion import cost_micro
from lastmile_cli.timing.clock import time_route
from tests.big_days import big_day

HOUR_S = 3_600
CENT_MICRO = 10_000
SETS: tuple[tuple[str, ...], ...] = (
    ("trips",),
    ("late",),
    ("unpaid waiting",),
    ("trips", "late", "unpaid waiting", "windows"),
    ("lunch",),
    ("legal breaks",),
    ("driving breaks",),
    ("lunch", "late", "unpaid waiting"),
    ("legal breaks", "trips", "late"),
    ("ranges",),
    ("batteries",),
    ("batteries", "trips", "late"),
    ("batteries", "lunch"),
    ("parcels", "trips"),
    ("parcels", "legal breaks", "trips", "late", "unpaid waiting", "batteries"),
    ("hours",),
    ("hours", "lunch"),
    ("hours", "legal breaks", "trips", "late", "unpaid waiting", "windows", "batteries"),
)


@dataclass(slots=True)
class Tally:
    """Routes priced, and by how many micro-units the engine thinks each dearer than the till."""

    dearer_micro: list[float] = field(default_factory=list)

    def told(self) -> str:
        """Give the line of figures."""
        cents = [micro / CENT_MICRO for micro in self.dearer_micro]
        return (
            f"{len(cents):6} {sum(c > 0.5 for c in cents):6} "
            f"{sum(c > 5 for c in cents):6} {max(cents, default=0.0):9.2f} "
            f"{sum(c < -0.5 for c in cents):6} {min(cents, default=0.0):9.2f}"
        )


def random_day(seed: int, features: tuple[str, ...], periods: int, stops: int = 12) -> Problem:
    """Draw a day with these features; the same for the same seed."""
    dice = np.random.default_rng(seed)
    day = big_day(stops=stops, vans=3, seed=seed)
    day = dataclasses.replace(
        day,
        travel=_with_traffic(dice, day.travel, periods),
        stops=tuple(_stop(dice, stop, features) for stop in day.stops),
        vehicles=tuple(_van(dice, van, features) for van in day.vehicles),
    )
    if {"ranges", "batteries"} & set(features):
        watts = (3_700, 11_000, 50_000)
        plugs = tuple(Plug(watts=w, plug_s=120, per_kwh_micro=300_000) for w in watts)
        spots = tuple(int(spot) for spot in dice.choice(stops, 3, replace=False) + 1)
        day = dataclasses.replace(day, chargers=spots)
        if "batteries" in features:
            heavy = tuple(dataclasses.replace(s, delivery=(20_000,)) for s in day.stops)
            day = dataclasses.replace(day, plugs=plugs, load_units=("weight_g",), stops=heavy)
    return day


def _with_traffic(dice: np.random.Generator, travel: Travel, periods: int) -> Travel:
    if periods == 1:
        return travel
    edges = np.sort(dice.choice(np.arange(25, 60), periods - 1, replace=False)) * 900
    (table,) = travel.tables
    factors = dice.uniform(0.6, 2.0, (periods, 1, 1))
    # Not every street is jammed alike.
    factors = factors * dice.uniform(0.8, 1.25, (periods, *table.distance_m.shape))
    slow = np.ceil(table.duration_s[0] * factors).astype(np.int32)
    return Travel(
        period_starts_s=(0, *(int(edge) for edge in edges)),
        tables=(dataclasses.replace(table, duration_s=slow),),
    )


def _stop(dice: np.random.Generator, stop: ProblemStop, features: tuple[str, ...]) -> ProblemStop:
    if "late" in features:
        stop = dataclasses.replace(
            stop, max_late_s=int(dice.choice([0, 1_800])), late_micro=int(dice.choice([0, 10**7]))
        )
    if "trips" in features:
        stop = dataclasses.replace(stop, ready_s=int(dice.choice([0, 0, 0, 9])) * HOUR_S)
    if "parcels" in features:
        stop = dataclasses.replace(stop, loaded_parcels=int(dice.integers(1, 6)))
    if "windows" in features and dice.random() < 0.4:
        first = int(dice.integers(8, 12)) * HOUR_S
        second = int(dice.integers(13, 17)) * HOUR_S
        stop = dataclasses.replace(
            stop, windows=((first, first + HOUR_S), (second, second + HOUR_S))
        )
    return stop


def _van(
    dice: np.random.Generator, van: ProblemVehicle, features: tuple[str, ...]
) -> ProblemVehicle:
    van = dataclasses.replace(
        van,
        per_hour_micro=int(dice.integers(15, 40)) * 1_000_000,
        overtime_micro=10_000_000,
        overtime_after_s=int(dice.integers(3, 8)) * HOUR_S,
    )
    rests: list[ProblemBreak] = []
    is_paid = bool(dice.random() < 0.5)
    if "lunch" in features:
        first = int(dice.integers(10, 13)) * HOUR_S
        rests.append(
            ProblemBreak(
                duration_s=1_800, earliest_s=first, latest_s=first + 5_400, is_paid=is_paid
            )
        )
    if "legal breaks" in features:
        work = int(dice.integers(2, 5)) * HOUR_S
        rests += [ProblemBreak(duration_s=2_700, max_work_s=work, first_part_s=900)] * 3
    if "driving breaks" in features:
        most = int(dice.integers(1, 3)) * HOUR_S
        rests += [ProblemBreak(duration_s=1_200, max_drive_s=most, is_paid=is_paid)] * 2
    van = dataclasses.replace(van, breaks=tuple(rests))
    if "trips" in features:
        van = dataclasses.replace(van, max_trips=3, capacity=(12,))
    if "parcels" in features:
        van = dataclasses.replace(van, loading_per_parcel_s=30, loads_from_s=van.earliest_s)
    if "unpaid waiting" in features:
        van = dataclasses.replace(van, waiting_paid=False)
    if "hours" in features:
        van = dataclasses.replace(
            van, max_duration_s=int(dice.integers(6, 10)) * HOUR_S, max_drive_s=3 * HOUR_S
        )
    if "ranges" in features:
        van = dataclasses.replace(van, range_m=25_000, recharge_s=1_200)
    if "batteries" in features:
        van = dataclasses.replace(
            van,
            battery=BATTERY,
            start_watts=7_400,
            capacity=(120_000 if "trips" in features else 800_000,),
        )
    return van


BATTERY = Battery(
    capacity_mwh=6_000_000,
    reserve_mwh=600_000,
    start_mwh=6_000_000,
    per_m_nwh=220_000_000,
    per_m_g_nwh=44,
    takes=((4_800_000, 40_000), (6_000_000, 10_000)),
    own_kwh_micro=200_000,
)


def differences_micro(
    problem: Problem, iterations: int, *, as_searched: bool = False
) -> list[float]:
    """
    Search, and compare the price of each route of the best plan with the till's.

    ``as_searched`` leaves out what the clock says to routes with breaks (``clock_price``).
    """
    classes = vehicle_classes(problem)
    search = rich_search(problem, classes, pack(problem, classes))
    chain = search.new_chain(7)
    search.run(chain, iterations, 1e6, 1e6, Parameters())
    search.take_over(chain, chain)
    routes, _ = search.unpack(chain)
    if as_searched:
        search.kernels.adopt(search.day, chain.plan, chain.desk, chain.best, False)
    told = {
        route.vehicle: float(cost_micro(problem, time_route(problem, route))) for route in routes
    }
    return [cost - told[vehicle] for vehicle, cost in search.route_costs(chain).items()]


def tally(
    features: tuple[str, ...], periods: int, days: int, iterations: int, *, as_searched: bool
) -> Tally:
    """Price so many random days."""
    found = Tally()
    for seed in range(days):
        problem = random_day(seed, features, periods)
        if problem.stops and is_rich(problem):
            more = differences_micro(problem, iterations, as_searched=as_searched)
            found.dearer_micro += more
    return found


def main() -> None:
    """Print a line for each set of features, without traffic and with it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[1] if __doc__ else "")
    asked.add_argument("--days", type=int, default=40)
    asked.add_argument("--iterations", type=int, default=30)
    asked.add_argument("--only", help="one set of features, separated by commas")
    asked.add_argument("--as-searched", action="store_true", help="before the clock is asked")
    chosen = asked.parse_args()
    sets = SETS if chosen.only is None else (tuple(chosen.only.split(",")),)
    print(f"{'':45} routes  >0.5c    >5c   dearest <-0.5c  cheapest")
    for periods in (1, 4):
        for features in sets:
            found = tally(
                features,
                periods,
                chosen.days,
                chosen.iterations,
                as_searched=chosen.as_searched,
            )
            name = ", ".join(features)[:38]
            print(f"{name:38} {periods} pd. {found.told()}", flush=True)


if __name__ == "__main__":
    main()
