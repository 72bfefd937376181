"""Is a vehicle always filled up in time, and only where it can be?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from lastmile_cli.checking.battery import check_battery
from lastmile_cli.checking.schedule import list_steps
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.proposal import ProposedRoute


class Stretch(NamedTuple):
    """Metres driven on one filling, and the first stop behind the range (empty: none is)."""

    metres: int
    beyond: str


def check_energy(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    """Charges stand on the route, at chargers; no stretch between fillings is too long."""
    yield from _check_charges(problem, route)
    vehicle = problem.vehicles[route.vehicle]
    if vehicle.battery is not None:
        yield from check_battery(problem, route, vehicle.battery)
        return
    stretches = list_stretches(problem, route) if vehicle.has_range else ()
    for stretch in stretches:
        if stretch.metres > vehicle.range_m:
            name = vehicle.vehicle_id
            yield Violation(
                rule=Rule.OUT_OF_RANGE,
                route=name,
                stop=stretch.beyond,
                amount=stretch.metres - vehicle.range_m,
                sentence=f"Vehicle {name} drives {stretch.metres / 1000:.1f} km without "
                f"recharging, more than the {vehicle.range_m / 1000:.1f} km of its range.",
            )


def list_stretches(problem: Problem, route: ProposedRoute) -> Iterator[Stretch]:
    """Yield what is driven on each filling, from the full start to the end."""
    vehicle, travel = problem.vehicles[route.vehicle], problem.travel
    here, driven_m, beyond = vehicle.start_place, 0, ""
    for step in list_steps(problem, route):
        driven_m += travel.leg_m(vehicle.table, here, step.place)
        here = step.place
        if driven_m > vehicle.range_m and step.stop is not None:
            beyond = beyond or problem.stops[step.stop].stop_id
        if step.is_full:
            yield Stretch(driven_m, beyond)
            driven_m, beyond = 0, ""
    if vehicle.end_place is not None:
        driven_m += travel.leg_m(vehicle.table, here, vehicle.end_place)
    yield Stretch(driven_m, beyond)


def _check_charges(problem: Problem, route: ProposedRoute) -> Iterator[Violation]:
    vehicle = problem.vehicles[route.vehicle]
    last = sum(len(trip) for trip in route.trips) + len(route.trips) - 1
    if vehicle.end_place is None:
        last -= 1  # Nobody fills up on a way home that is not driven.
    words = []
    for charge in route.charges:
        if not vehicle.has_range:
            words.append("recharges, but has no range")
        elif vehicle.battery is not None and (charge.seconds is None or charge.seconds < 0):
            words.append("recharges, but nobody says for how long")
        elif not 0 <= charge.charger < len(problem.chargers):
            words.append(f"recharges at charger {charge.charger} of {len(problem.chargers)}")
        elif not 0 <= charge.before <= last:
            words.append("recharges behind its last halt")
    if any(a.before > b.before for a, b in itertools.pairwise(route.charges)):
        words.append("recharges out of order")
    for told in dict.fromkeys(words):
        yield Violation(
            rule=Rule.CHARGE_MISPLACED,
            route=vehicle.vehicle_id,
            sentence=f"Vehicle {vehicle.vehicle_id} {told}.",
        )
