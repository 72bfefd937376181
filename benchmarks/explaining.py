"""
Why stops are left out of a full day: CPU seconds to tell it of one stop, and of all.

    python -m benchmarks.explaining [--stops 300] [--vans 7] [--day batteries,hours]
                                    [--iterations 2000] [--asked 20] [--seed 7]

Stops and vans are drawn on a plane with a jam in the morning, half of the doors with a window of
an hour. ``batteries`` gives the vans batteries that do not last the day, four
chargers and a second trip, ``hours`` every stop chances that change twice a day, ``plain``
neither. There are too few vans; what the search leaves out is asked about.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

from lastmile_cli.domain.attempts import AttemptSettings, ChanceHours
from lastmile_cli.domain.battery import Plug
from lastmile_cli.domain.fleet import Charger, CostCategory, Depot, Rate, RateBasis, Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.settings import (
    Config,
    GeocodingSettings,
    ObjectiveSettings,
    RoadsSettings,
    ServiceSettings,
    SolverSettings,
)
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.domain.travel import Travel, TravelTable
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.planning.explanation import why_left_out
from lastmile_cli.planning.left_out import explain_unserved
from lastmile_cli.planning.mend import recharged
from lastmile_cli.planning.places import PlaceIndex, index_places, list_modes
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from lastmile_cli.planning.stop_costs import marginal_costs
from tests.big_days import BATTERY, HOUR_S
from tests.days import DAY, RATES

MICRO = 1_000_000
JAM = {0: 1.0, 7 * HOUR_S: 1.5, 10 * HOUR_S: 1.0}
HOURS = ((8, 12, 120_000), (12, 17, 60_000), (17, 21, 30_000))
FAILURE = Rate(
    category=CostCategory.FAILED_ATTEMPTS,
    basis=RateBasis.PER_FAILURE,
    micro=15_300_000,
    source="drawn",
)


def drawn(stops: int, vans: int, day: frozenset[str], seed: int) -> tuple[Posed, Config]:
    """Draw a town 12 km across at 30 km/h, its depot in the middle, and pose its day."""
    dice = np.random.default_rng(seed)
    spots = [(6_000, 6_000), *map(tuple, dice.integers(0, 12_000, (stops + 4, 2)).tolist())]
    points = [Coordinate(lat_deg=60 + y / 1e6, lon_deg=24 + x / 1e6) for x, y in spots]
    opens = dice.integers(8, 15, stops)
    asked = tuple(
        Stop(
            stop_id=f"s{number}",
            coordinate=points[1 + number],
            windows=()
            if number % 2
            else (Window(int(opens[number]) * HOUR_S, (int(opens[number]) + 1) * HOUR_S),),
            load=Load(weight_g=12_000),
        )
        for number in range(stops)
    )
    has_batteries = "batteries" in day
    fleet = tuple(
        Vehicle(
            vehicle_id=f"v{number}",
            kind="van",
            start_depot_id="D",
            end_depot_id="D",
            shift=Window(8 * HOUR_S, 18 * HOUR_S),
            capacity=Capacity(weight_g=400_000 if has_batteries else 800_000),
            rates=(*RATES, FAILURE),
            battery=BATTERY if has_batteries else None,
            charges_at_depot=has_batteries,
            max_trips=2,
        )
        for number in range(vans)
    )
    chances = tuple(
        ChanceHours(from_s=start * HOUR_S, until_s=end * HOUR_S, ppm=ppm)
        for start, end, ppm in HOURS
    )
    config = Config(
        service=ServiceSettings(timezone="Europe/Helsinki", currency="EUR", default_service_s=240),
        roads=RoadsSettings(),
        geocoding=GeocodingSettings(),
        objective=ObjectiveSettings(unserved_micro=60 * MICRO),
        solver=SolverSettings(),
        depots=(Depot(depot_id="D", coordinate=points[0], loading_s=900, charger_watts=11_000),),
        vehicles=fleet,
        chargers=tuple(
            Charger(charger_id=f"c{n}", coordinate=points[1 + stops + n], plug=Plug(watts=watts))
            for n, watts in enumerate((11_000, 22_000, 50_000, 50_000))
        ),
        attempts=AttemptSettings(hours=chances if "hours" in day else ()),
        effective={},
    )
    places = index_places(config.depots, asked, config.used_chargers)
    return pose(asked, config, travel_of(places, config), places, stops_file="stops.csv"), config


def travel_of(places: PlaceIndex, config: Config) -> Travel:
    """Measure along rows and columns at 30 km/h."""
    spots = np.array([(point.lat_deg, point.lon_deg) for point in places.points]) * 1e6
    metres = np.abs(spots[:, None] - spots[None]).sum(axis=2).round().astype(np.int32)
    seconds = np.array([np.ceil(metres * 0.12 * factor) for factor in JAM.values()])
    tables = tuple(
        TravelTable(mode=mode, duration_s=seconds.astype(np.int32), distance_m=metres)
        for mode in list_modes(config)
    )
    return Travel(period_starts_s=tuple(JAM), tables=tables)


def main() -> None:
    """Draw, plan, ask."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--stops", type=int, default=300)
    parser.add_argument("--vans", type=int, default=7)
    parser.add_argument("--day", default="batteries,hours")
    parser.add_argument("--iterations", type=int, default=2_000)
    parser.add_argument("--asked", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    posed, config = drawn(given.stops, given.vans, frozenset(given.day.split(",")), given.seed)
    found = RuinRecreateEngine().solve(posed.problem, SolveBudget(iterations=given.iterations))
    proposal = recharged(posed.problem, found)
    tell(posed, config, proposal, given.asked)


def tell(posed: Posed, config: Config, proposal: Proposal, asked: int) -> None:
    """Ask why stops are left out, and what others cost; print what that took."""
    charges = sum(len(route.charges) for route in proposal.routes)
    left = proposal.unserved
    print(f"{len(posed.stops)} stops, {len(proposal.routes)} routes with {charges} charges")
    print(f"left out: {len(left)}")
    seconds = []
    for stop in left[:: max(1, len(left) // asked)]:
        began = time.process_time()
        why = why_left_out(posed, proposal, stop, config, DAY)
        seconds.append(time.process_time() - began)
        told = why.told
        print(
            f"  {told.stop_id}: {told.reason}, {told.cheapest_fix or 'no single change'} "
            f"({told.fix_cost}), {seconds[-1]:.2f} s"
        )
    if seconds:
        print(f"one stop: {statistics.mean(seconds):.2f} s, {max(seconds):.2f} s at most")
    began = time.process_time()
    explain_unserved(posed, proposal, config, DAY)
    print(f"all of them, as in a plan: {time.process_time() - began:.2f} s")
    began = time.process_time()
    for route in proposal.routes:
        marginal_costs(posed, route, "EUR")
    print(f"marginal costs of all that are served: {time.process_time() - began:.2f} s")


if __name__ == "__main__":
    main()
