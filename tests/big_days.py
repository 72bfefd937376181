"""A day of 200 stops on a plane, and what each constraint adds to it so that it binds."""

from __future__ import annotations

import dataclasses

import numpy as np

from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.problem import Problem, ProblemBreak, ProblemStop, ProblemVehicle
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable

HOUR_S = 3_600


def big_day(*, stops: int = 200, vans: int = 8, seed: int = 7) -> Problem:
    """A town 12 km across at 30 km/h, half the doors with windows, one depot in the middle."""
    dice = np.random.default_rng(seed)
    spots = np.vstack([[6_000, 6_000], dice.integers(0, 12_000, (stops, 2))])
    metres = np.abs(spots[:, None] - spots[None]).sum(axis=2).astype(np.int32)
    table = TravelTable(
        mode=TravelMode(profile="van"),
        duration_s=(metres * 12 // 100)[None].astype(np.int32),
        distance_m=metres,
    )
    opens = dice.integers(8, 15, stops) * HOUR_S
    free = dice.random(stops) < 0.5
    return Problem(
        stops=tuple(
            ProblemStop(
                stop_id=f"s{n}",
                place=n + 1,
                windows=((8 * HOUR_S, 18 * HOUR_S),)
                if free[n]
                else ((int(opens[n]), int(opens[n]) + HOUR_S),),
                service_s=(180,),
                delivery=(int(dice.integers(1, 4)),),
                pickup=(0,),
                drop_micro=10**9,
            )
            for n in range(stops)
        ),
        vehicles=tuple(_van(f"v{n}") for n in range(vans)),
        travel=Travel(period_starts_s=(0,), tables=(table,)),
        load_units=("parcels",),
    )


def _van(name: str) -> ProblemVehicle:
    return ProblemVehicle(
        vehicle_id=name,
        table=0,
        start_place=0,
        end_place=0,
        earliest_s=8 * HOUR_S,
        latest_s=18 * HOUR_S,
        capacity=(80,),
        loading_s=600,
        per_km_micro=300_000,
        per_hour_micro=25_000_000,
        fixed_micro=40_000_000,
    )


def _vans(problem: Problem, **fields: object) -> Problem:
    vans = tuple(dataclasses.replace(van, **fields) for van in problem.vehicles)  # type: ignore[arg-type]
    return dataclasses.replace(problem, vehicles=vans)


def _stops(problem: Problem, change: object) -> Problem:
    stops = tuple(change(n, stop) for n, stop in enumerate(problem.stops))  # type: ignore[operator]
    return dataclasses.replace(problem, stops=stops)


def with_lunch(problem: Problem) -> Problem:
    """Half an hour between half past eleven and one."""
    noon = ProblemBreak(
        duration_s=1_800, earliest_s=23 * HOUR_S // 2, latest_s=13 * HOUR_S, is_paid=False
    )
    return _vans(problem, breaks=(noon,))


def with_legal_breaks(problem: Problem) -> Problem:
    """A quarter and half an hour in each three hours of work."""
    rule = ProblemBreak(duration_s=2_700, max_work_s=3 * HOUR_S, first_part_s=900)
    return _vans(problem, breaks=(rule, rule, rule))


def with_trips(problem: Problem) -> Problem:
    """Vans half as large that may load three times; a third of the goods come at eleven."""
    small = _vans(problem, capacity=(30,), max_trips=3)
    return _stops(
        small,
        lambda n, stop: dataclasses.replace(
            stop, ready_s=11 * HOUR_S if n % 3 == 0 and stop.windows[0][1] > 14 * HOUR_S else 0
        ),
    )


def with_groups(problem: Problem) -> Problem:
    """Every fifth stop belongs to one of eight customers who want a single van."""
    return _stops(
        problem,
        lambda n, stop: dataclasses.replace(stop, group=n // 5 % 8 if n % 5 == 0 else None),
    )


def with_shipments(problem: Problem) -> Problem:
    """Forty stops are twenty shipments across town."""

    def change(n: int, stop: ProblemStop) -> ProblemStop:
        all_day = ((8 * HOUR_S, 18 * HOUR_S),)
        if n >= 40:
            return stop
        if n % 2 == 0:
            return dataclasses.replace(stop, windows=all_day, delivery=(0,), pickup=(2,))
        return dataclasses.replace(stop, windows=all_day, delivery=(2,), shipped_from=n - 1)

    return _stops(problem, change)


def with_options(problem: Problem) -> Problem:
    """Sixty stops are two places each for thirty orders."""
    return _stops(
        problem, lambda n, stop: dataclasses.replace(stop, option_of=n // 2 if n < 60 else None)
    )


def with_locks(problem: Problem) -> Problem:
    """Two vans are on their way already."""
    free = [n for n, stop in enumerate(problem.stops) if stop.windows[0][0] == 8 * HOUR_S]
    vans = list(problem.vehicles)
    vans[2] = dataclasses.replace(vans[2], locked=(free[0], free[9]))
    vans[5] = dataclasses.replace(vans[5], locked=(free[4],))
    return dataclasses.replace(problem, vehicles=tuple(vans))


def with_ranges(problem: Problem) -> Problem:
    """Vans that drive 30 km on a filling of twenty minutes, and four chargers around the town."""
    small = _vans(problem, range_m=30_000, recharge_s=1_200)
    return dataclasses.replace(small, chargers=(17, 60, 111, 154))


def with_ranges_and_trips(problem: Problem) -> Problem:
    """Small vans that load up to four times, and charge meanwhile or on the way."""
    often = _vans(problem, capacity=(30,), max_trips=4, charges_at_start=True)
    small = _vans(often, range_m=26_000, recharge_s=1_200)
    return dataclasses.replace(small, chargers=(17, 60, 111, 154))


def with_batteries(problem: Problem) -> Problem:
    """Batteries of 12 kWh for 50 km, less when loaded, slower above 80 %, and four chargers."""
    heavy = _stops(problem, lambda _, stop: dataclasses.replace(stop, delivery=(20_000,)))
    heavy = dataclasses.replace(heavy, load_units=("weight_g",))
    small = _vans(heavy, battery=BATTERY, capacity=(800_000,))
    plugs = tuple(Plug(watts=watts, plug_s=180) for watts in (11_000, 22_000, 50_000, 50_000))
    return dataclasses.replace(small, chargers=(17, 60, 111, 154), plugs=plugs)


def with_batteries_and_trips(problem: Problem) -> Problem:
    """The same with vans that hold a third and charge while they load again."""
    return _vans(with_batteries(problem), capacity=(600_000,), max_trips=4, start_watts=22_000)


BATTERY = Battery(
    capacity_mwh=12_000_000,
    reserve_mwh=1_200_000,
    start_mwh=12_000_000,
    per_m_nwh=220_000_000,
    per_m_g_nwh=44,
    takes=((9_600_000, 40_000), (12_000_000, 10_000)),
    own_kwh_micro=200_000,
)
BINDING = {
    "a lunch": with_lunch,
    "legal breaks": with_legal_breaks,
    "trips": with_trips,
    "groups": with_groups,
    "shipments": with_shipments,
    "options": with_options,
    "locked starts": with_locks,
    "ranges": with_ranges,
    "ranges and trips": with_ranges_and_trips,
    "batteries": with_batteries,
    "batteries and trips": with_batteries_and_trips,
}
"""What makes the plain day's own plan fail the referee."""
