"""Whether batteries are full in the morning: one by one, and all of a depot together."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from lastmile_cli.domain.battery import Battery, BatteryLevel
from lastmile_cli.domain.fleet import Depot, Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Bill, Leg, Route
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.planning.night_charging import check_night

HOUR_S = 3_600
AT = Coordinate(lat_deg=60.17, lon_deg=24.94)
DAY = ServiceDay(date=date(2026, 11, 24), timezone="Europe/Helsinki")
BATTERY = Battery(
    capacity_mwh=40_000_000,
    start_mwh=40_000_000,
    per_m_nwh=200_000_000,
    takes=((40_000_000, 11_000),),
)


def evening(home_hours: list[int], *, left_kwh: int = 7, **depot):
    """Vans home at these hours with so much left; they begin at eight the next morning."""
    vans = [
        Vehicle(
            vehicle_id=f"van-{n}",
            kind="van",
            start_depot_id="hub",
            end_depot_id="hub",
            shift=Window(8 * HOUR_S, 18 * HOUR_S),
            battery=BATTERY,
        )
        for n in range(len(home_hours))
    ]
    level = BatteryLevel(arrive_wh=left_kwh * 1000, depart_wh=left_kwh * 1000, full_wh=40_000)
    routes = [
        Route(
            route_id=van.vehicle_id,
            vehicle_id=van.vehicle_id,
            driver_id="",
            driver_name="",
            depot_id="hub",
            start_s=8 * HOUR_S,
            end_s=hour * HOUR_S,
            trips=1,
            visits=(),
            home=Leg(
                place=AT, depot_id="hub", arrive_s=hour * HOUR_S, drive_s=0, distance_m=0,
                battery=level,
            ),
            load=Load(),
            bill=Bill(currency="EUR"),
            co2e_g=0,
            geometry="",
        )
        for van, hour in zip(vans, home_hours, strict=True)
    ]  # fmt: skip
    hub = dataclasses.replace(Depot(depot_id="hub"), **depot)
    return list(check_night(routes, vans, [hub], DAY))


def test_a_night_at_eleven_kilowatts_is_long_enough():
    """33 kWh in three hours, and there are fourteen."""
    assert evening([18]) == []


def test_a_weak_plug_is_told_with_how_full_it_gets():
    """14 hours at 2 kW are 28 kWh: 35 of 40."""
    (notice,) = evening([18], charger_watts=2_000)

    assert notice.code == "LM1517"
    assert notice.problem == (
        "it comes home at 18:00 with 17 % and is only at 87 % when its shift begins at 08:00 "
        "the next day."
    )


@pytest.mark.parametrize(("watts", "codes"), [(5_000, []), (4_000, ["LM1518"])])
def test_two_vans_share_a_connection(watts, codes):
    """66 kWh in fourteen hours: 70 at 5 kW, 56 at 4."""
    assert [notice.code for notice in evening([18, 18], power_watts=watts)] == codes


def test_what_is_missing_is_said():
    (notice,) = evening([18, 18], power_watts=4_000)

    assert notice.problem == (
        "by 08:00 the next day 2 batteries (van-0, van-1) need 66.0 kWh, and the connection of "
        "4 kW gives 56.0: 10.0 are missing."
    )


def test_a_van_that_comes_home_late_leaves_the_connection_to_the_other_before():
    """One from 18, one from 7 in the morning with 11 kW for an hour: of 66 it misses 22."""
    notices = evening([18, 31], power_watts=100_000)

    assert [notice.code for notice in notices] == ["LM1517"]


def test_a_full_battery_needs_nothing():
    assert evening([18], left_kwh=40, charger_watts=1, power_watts=1) == []
