"""Checks of wages, hours, percentages and emission factors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lastmile_cli.intake.attempt_models import AttemptsModel
from lastmile_cli.intake.config_models import (
    DriverModel,
    ServiceModel,
    VehicleModel,
)
from lastmile_cli.intake.cost_models import CostsModel, PriceModel
from lastmile_cli.intake.emission_factors import with_default_factors
from lastmile_cli.intake.emission_models import EmissionsModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import shown


def check_lm1281_percentages(sections: Sections, book: KeyBook) -> None:
    """No more than all of a value can be claimed."""
    costs: CostsModel = sections["costs"]
    share = costs.claims_percent_of_value
    if share is not None and share.amount > 100:
        path = ("costs", "claims_percent_of_value")
        problem = f"{share.amount} % of the value is more than all of it."
        book.error("LM1281", path, problem, "write per cent from 0 to 100, such as 0.3.")


def check_lm1282_wages_of_nothing(sections: Sections, book: KeyBook) -> None:
    """Hours that cost nothing let a plan waste them."""
    for path, wage in _wages(sections):
        if wage is not None and not wage.amount:
            problem = "a wage of 0: hours cost nothing, so the plan does not save any."
            hint = "give what an hour costs with benefits; leave it out for a general figure."
            book.warning("LM1282", path, problem, hint)


def check_lm1334_overtime_is_no_discount(sections: Sections, book: KeyBook) -> None:
    """An hour of overtime costs no less than any other."""
    costs: CostsModel = sections["costs"]
    groups = cast("list[VehicleModel]", sections["vehicles"])
    every: list[tuple[KeyPath, PriceModel | None]] = [(("costs",), costs.overtime_multiplier)]
    every += [
        (("vehicles", index, "costs"), group.costs.overtime_multiplier)
        for index, group in enumerate(groups)
    ]
    for path, times in every:
        if times is not None and times.amount < 1:
            problem = f"overtime at {times.amount} times the wage would be cheaper than any hour."
            hint = "write how many times the wage it costs, 1.5 for half as much again."
            book.error("LM1334", (*path, "overtime_multiplier"), problem, hint)


def _wages(sections: Sections) -> Iterator[tuple[KeyPath, PriceModel | None]]:
    costs: CostsModel = sections["costs"]
    keys = ("wage_per_hour", "helper_wage_per_hour")
    yield from ((("costs", key), getattr(costs, key)) for key in keys)
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        path: KeyPath = ("vehicles", index, "costs")
        yield from (((*path, key), getattr(group.costs, key)) for key in keys)
    for index, driver in enumerate(cast("list[DriverModel]", sections["drivers"])):
        yield ("drivers", index, "wage_per_hour"), driver.wage_per_hour


def check_lm1283_failures_have_a_price(sections: Sections, book: KeyBook) -> None:
    """How likely an attempt fails changes nothing where the next one costs nothing."""
    costs: CostsModel = sections["costs"]
    service: ServiceModel = sections["service"]
    attempts: AttemptsModel = sections["attempts"]
    prices = (costs.failed_attempt, costs.failed_attempt_contact)
    if any(price and price.amount for price in prices):
        return
    if service.failure_probability or attempts.chances:
        problem = "attempts may fail, but a further one costs nothing."
        hint = "add failed_attempt under costs: what a further attempt costs."
        path = ("service", "failure_probability")
        path = path if service.failure_probability else ("attempts", "chances")
        book.warning("LM1283", path, problem, hint)


def check_lm1284_weekly_hours_have_a_limit(sections: Sections, book: KeyBook) -> None:
    """Hours of the week count only where a vehicle's overtime goes by the week."""
    drivers = cast("list[DriverModel]", sections["drivers"])
    by_week = {
        name
        for group in cast("list[VehicleModel]", sections["vehicles"])
        if group.overtime_after_week_h is not None
        # With a roster anybody may come to drive it.
        for name in (group.drivers if not sections["roster"] else [it.id for it in drivers])
    }
    for index, driver in enumerate(drivers):
        if driver.hours_this_week and driver.id not in by_week:
            problem = f"{driver.hours_this_week} h of this week change nothing."
            hint = "add overtime_after_week_h to the vehicle that this driver drives."
            book.info("LM1284", ("drivers", index, "hours_this_week"), problem, hint)


def check_lm1285_minimum_hours_fit(sections: Sections, book: KeyBook) -> None:
    """Nobody is paid for more hours at least than may be worked at most, but by intent."""
    for index, group in enumerate(cast("list[VehicleModel]", sections["vehicles"])):
        if group.max_hours is not None and group.min_paid_hours > group.max_hours:
            path = ("vehicles", index, "min_paid_hours")
            problem = f"{group.min_paid_hours} h are paid, but {group.max_hours} may be worked."
            book.warning("LM1285", path, problem, "lower it, or raise max_hours.")


def check_lm1286_laden_factors_have_both_ends(sections: Sections, book: KeyBook) -> None:
    """Grams of an empty vehicle need those of a full one; the reference must exist."""
    emissions: EmissionsModel = sections["emissions"]
    for name, factor in emissions.factors.items():
        for part in ("ttw", "wtt"):
            ends = {end: getattr(factor, f"{part}_{end}_g_per_km") for end in ("empty", "full")}
            missing = [end for end, grams in ends.items() if grams is None]
            if len(missing) == 1:
                problem = f"`{part}_{missing[0]}_g_per_km` is missing beside the other one."
                hint = "give grams per km for an empty and for a full vehicle, or for neither."
                book.error("LM1286", ("emissions", "factors", name), problem, hint)
    known = with_default_factors(emissions).factors
    if emissions.reference not in known:
        problem = f"there is no emission factor {shown(emissions.reference)}."
        hint = suggestion(emissions.reference, known)
        book.error("LM1213", ("emissions", "reference"), problem, hint)
    elif known[emissions.reference].ttw_g_per_km is None:
        problem = "the reference van needs grams per km, not per litre or kWh."
        hint = "name a factor that counts km, such as diesel_van_class_3."
        book.error("LM1227", ("emissions", "reference"), problem, hint)
