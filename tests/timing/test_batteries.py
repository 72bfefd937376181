"""What a battery holds along a route, and where it is best charged on an order that is settled."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, assume, given, settings

from lastmile_cli.checking.battery import list_levels
from lastmile_cli.domain.battery import Battery, Plug
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from lastmile_cli.planning.mend import holds
from lastmile_cli.timing.batteries import (
    charged_mwh,
    filled_s,
    follow_battery,
    surcharge_micro,
    timed_stays,
)
from lastmile_cli.timing.charging import with_charges
from lastmile_cli.timing.clock import time_route
from tests.rich_strategies import rich_problems
from tests.worlds import drawn_problem, route_of

KWH = 1_000_000
"""Milliwatt-hours in a kilowatt-hour."""
LEVEL = Battery(
    capacity_mwh=10 * KWH,
    reserve_mwh=KWH,
    start_mwh=10 * KWH,
    per_m_nwh=500_000_000,
    takes=((8 * KWH, 36_000), (10 * KWH, 7_200)),
    own_kwh_micro=200_000,
)
"""Half a kWh a km; a kWh in 100 s up to 8 kWh, in 500 s above."""


def day(drawing="D...C...A", **battery):
    """A at 8 km, the charger half way there: 4 kWh out, 4 back."""
    van = {"battery": dataclasses.replace(LEVEL, **battery)}
    return drawn_problem(drawing, vans=[van], chargers="C")


def levels(problem, route):
    timed = time_route(problem, route)
    held = follow_battery(problem, problem.vehicles[0], timed_stays(timed))
    return [(one.arrive_mwh / KWH, one.depart_mwh / KWH) for one in held]


def test_every_kilometre_takes_its_share():
    assert levels(day(), route_of(day(), "A")) == [(10, 10), (6, 6), (2, 2)]


def test_what_is_on_board_makes_the_way_out_dearer_than_the_way_back():
    """100 kg at a tenth more for each 100 kg: 4.4 kWh out, 4 back."""
    problem = drawn_problem(
        "D...C...A",
        stops={"A": {"delivery": (100_000,)}},
        vans=[{"battery": dataclasses.replace(LEVEL, per_m_g_nwh=500), "capacity": (10**6,)}],
        chargers="C",
        units=("weight_g",),
    )

    assert levels(problem, route_of(problem, "A")) == [(10, 10), (5.6, 5.6), (1.6, 1.6)]


def test_goods_fetched_weigh_on_the_way_home():
    problem = drawn_problem(
        "D...A",
        stops={"A": {"pickup": (100_000,)}},
        vans=[{"battery": dataclasses.replace(LEVEL, per_m_g_nwh=500), "capacity": (10**6,)}],
        units=("weight_g",),
    )

    assert levels(problem, route_of(problem, "A")) == [(10, 10), (8, 8), (5.8, 5.8)]


def test_a_charge_gives_what_its_seconds_give_and_plugging_in_gives_nothing():
    """6 kWh on arrival; 60 of 260 s are plugging in, the others give 2 kWh."""
    problem = dataclasses.replace(day(), plugs=(Plug(plug_s=60),))
    charged = ProposedRoute(
        vehicle=0, trips=((0,),), charges=(ProposedCharge(before=0, charger=0, seconds=260),)
    )
    half_full = dataclasses.replace(
        problem,
        vehicles=(
            dataclasses.replace(
                problem.vehicles[0], battery=dataclasses.replace(LEVEL, start_mwh=8 * KWH)
            ),
        ),
    )

    assert levels(half_full, charged) == [(8, 8), (6, 8), (6, 6), (2, 2)]


def test_above_eighty_percent_it_fills_five_times_slower():
    assert charged_mwh(LEVEL, 7 * KWH, 10**6, 100) == 8 * KWH
    assert charged_mwh(LEVEL, 8 * KWH, 10**6, 100) == 8_200_000
    assert filled_s(LEVEL, 7 * KWH, 9 * KWH, Plug(plug_s=30)) == 30 + 100 + 500


def test_a_weak_charger_is_slower_than_the_battery():
    """3.6 kW: a kWh in 1,000 s, at any level."""
    assert filled_s(LEVEL, 7 * KWH, 9 * KWH, Plug(watts=3_600)) == 2_000


def test_the_battery_is_charged_as_much_as_the_rest_of_the_way_asks_for():
    """11 kWh there and back with 9 to use: 2 more, to be had in 200 s."""
    problem = day("D...C......A")
    (charge,) = with_charges(problem, route_of(problem, "A")).charges

    assert charge.seconds == 200
    assert holds(problem, with_charges(problem, route_of(problem, "A")))


def test_who_gets_by_is_not_charged():
    assert with_charges(day(), route_of(day(), "A")).charges == ()


def test_charging_while_loading_again_is_part_of_the_day():
    """Two trips of 10 kWh in all with 9 to use; ten minutes at 6 kW give 1 kWh."""

    def twice(watts: int):
        van = {"battery": LEVEL, "max_trips": 2, "loading_s": 600, "start_watts": watts}
        return drawn_problem("A....D....B", vans=[van])

    with_plug, without = twice(6_000), twice(0)

    assert holds(with_plug, route_of(with_plug, "A B"))
    assert not holds(without, route_of(without, "A B"))
    assert levels(with_plug, route_of(with_plug, "A B"))[2] == (5, 6)


def test_what_a_charger_costs_more_than_home_is_counted():
    """2 kWh at 0.50 instead of 0.20."""
    problem = dataclasses.replace(day("D...C......A"), plugs=(Plug(per_kwh_micro=500_000),))
    timed = time_route(problem, with_charges(problem, route_of(problem, "A")))

    assert surcharge_micro(problem, timed) == 2 * 300_000


@given(problem=rich_problems(max_stops=4, features=("batteries",)))
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_what_the_clock_says_of_a_battery_the_referee_says_too(problem):
    """He reckons in fractions: never less than the clock, and hardly more."""
    assume(problem.stops and any(van.battery for van in problem.vehicles))
    number = next(n for n, van in enumerate(problem.vehicles) if van.battery)
    order = tuple(range(len(problem.stops)))
    route = with_charges(problem, ProposedRoute(vehicle=number, trips=(order,)))

    timed = time_route(problem, route)
    told = follow_battery(problem, problem.vehicles[number], timed_stays(timed))
    judged = list_levels(problem, route, problem.vehicles[number].battery)
    own = [one for visit, one in zip(timed.visits, told, strict=False) if visit.break_index is None]
    for mine, his in zip(own[1:], judged, strict=False):
        assert mine.arrive_mwh <= his.arrive_mwh + 1
        assert float(his.arrive_mwh) == pytest.approx(mine.arrive_mwh, abs=60)


def test_charges_stay_where_they_are_when_stops_go():
    """Halts 0 to 5 are A, B, loading, C, loading, E; without B and C the second trip is none."""
    charges = tuple(ProposedCharge(before=at, charger=0, seconds=60) for at in (1, 3, 5, 6))
    route = ProposedRoute(vehicle=0, trips=((0, 1), (2,), (3,)), charges=charges)

    left = route.without({1, 2})

    assert left.trips == ((0,), (3,))
    assert [charge.before for charge in left.charges] == [1, 1, 2, 3]


def test_leaving_a_stop_out_never_costs_more_than_keeping_it():
    """The charge of the whole day is enough for less of it."""
    problem = drawn_problem("D...C......A.B", vans=[{"battery": LEVEL}], chargers="C")
    whole = with_charges(problem, route_of(problem, "AB"))

    for gone in ({0}, {1}):
        rest = with_charges(problem, whole.without(gone))
        assert time_route(problem, rest).paid_s <= time_route(problem, whole).paid_s
