"""Checks of prices that only work together with something else."""

from __future__ import annotations

from typing import cast

from lastmile_cli.intake.config_models import DriverModel, ObjectiveModel, ServiceModel
from lastmile_cli.intake.cost_models import CostsModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook


def check_lm1236_lateness_has_limit_and_price(sections: Sections, book: KeyBook) -> None:
    """How late is allowed, and what an hour of it costs, go together."""
    service: ServiceModel = sections["service"]
    costs: CostsModel = sections["costs"]
    price = costs.lateness_per_hour
    if price is not None and price.amount and not service.max_late_min:
        problem = "lateness has a price, but nobody may be late: max_late_min is 0."
        hint = "add max_late_min under service: so many minutes after its window a stop may wait."
        book.error("LM1236", ("costs", "lateness_per_hour"), problem, hint)
    elif service.max_late_min and (price is None or not price.amount):
        problem = f"stops may wait {service.max_late_min} min after their window for nothing."
        hint = "add lateness_per_hour under costs, or remove max_late_min."
        book.warning("LM1239", ("service", "max_late_min"), problem, hint)


def check_lm1237_familiarity_has_zones_and_price(sections: Sections, book: KeyBook) -> None:
    """The zones a driver knows, and what an unknown one costs, go together."""
    objective: ObjectiveModel = sections["objective"]
    drivers = cast("list[DriverModel]", sections["drivers"])
    knowing = [index for index, driver in enumerate(drivers) if driver.zones]
    if objective.familiarity_price and not knowing:
        problem = "no driver says which zones are familiar, so the price changes nothing."
        hint = "add zones to the drivers, as in the column zone of the stops."
        book.warning("LM1237", ("objective", "familiarity_price"), problem, hint)
    elif knowing and not objective.familiarity_price:
        problem = "familiar zones have no price, so they change nothing."
        hint = "add familiarity_price under objective."
        book.info("LM1240", ("drivers", knowing[0], "zones"), problem, hint)
