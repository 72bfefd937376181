"""What range or battery a vehicle on the road has left: at least what takes it home."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.domain.battery import Battery
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.problem import ProblemVehicle

NWH_A_MWH = 1_000_000
HOME_SHARE = 1.1
"""A little more than the way home takes, for what is on board."""


def energy_left(
    was: ProblemVehicle, since_full_m: int, held_wh: int | None, way_m: int, home_m: int
) -> tuple[ProblemVehicle, bool]:
    """
    Take off what a vehicle has driven; also say whether it has less than it needs to get home.

    ``since_full_m`` are metres since it was filled, ``held_wh`` what the battery held when the
    vehicle left where it was last, ``way_m`` since then, ``home_m`` ahead. It always has enough
    for the way home: a plan that cannot be driven helps nobody, and its driver has to get there.
    """
    if was.battery is not None:
        battery, is_short = _battery_left(was.battery, held_wh, way_m, home_m)
        return replace(was, battery=battery), is_short
    if not was.has_range:
        return was, False
    left_m = was.range_m - since_full_m
    least_m = max(1, round(home_m * HOME_SHARE))
    return replace(was, range_m=max(left_m, least_m)), left_m < home_m


def _battery_left(
    battery: Battery, held_wh: int | None, way_m: int, home_m: int
) -> tuple[Battery, bool]:
    if held_wh is None:
        return battery, False
    held_mwh = held_wh * 1_000 - way_m * battery.per_m_nwh // NWH_A_MWH
    needed_mwh = home_m * battery.per_m_nwh // NWH_A_MWH
    least_mwh = battery.reserve_mwh + 1 + round(needed_mwh * HOME_SHARE)
    start_mwh = min(battery.capacity_mwh, max(held_mwh, least_mwh))
    return replace(battery, start_mwh=start_mwh), held_mwh < battery.reserve_mwh + needed_mwh


def check_lm1821_gets_home(vehicle_id: str) -> Notice:
    """A vehicle has less left than its way home takes, as far as is known."""
    return Notice(
        code="LM1821",
        severity=Severity.WARNING,
        place=Place(),
        problem=f"{vehicle_id} has less range left than its way home takes, by the plan and its "
        "events.",
        hint="ask the driver what is left, and charge on the way if need be",
    )
